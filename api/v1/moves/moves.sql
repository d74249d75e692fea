-- Moves between dongs (DOMAIN.md 4). What a move does is in sql/functions/residents.sql. Both dongs see that somebody moved;
-- who it is, and all that is known of them, is read where they live now.

-- name: moves_list
-- order: id
select m.id, m.resident_id, m.household_id, m.from_dong_code, m.to_dong_code, m.moved_on, m.visits_cancelled, m.cases_offered,
       m.taken_along, m.created_at, m.created_by
  from resident_move m
 where (m.from_dong_code = any(:actor_dongs) or m.to_dong_code = any(:actor_dongs)
        or resident_in_dongs(:resident_id, :actor_dongs)                                   --? resident_id
       )
   and m.resident_id = :resident_id                                                        --? resident_id
   and (m.to_dong_code = any(:actor_dongs)) = (:direction::text = 'in')                    --? direction
 order by m.id;

-- name: moves_get
select m.id, m.resident_id, m.household_id, m.from_dong_code, m.to_dong_code, m.moved_on, m.visits_cancelled, m.cases_offered,
       m.taken_along, m.created_at, m.created_by
  from resident_move m
 where m.id = :id
   and (m.from_dong_code = any(:actor_dongs) or m.to_dong_code = any(:actor_dongs) or resident_in_dongs(m.resident_id, :actor_dongs));
