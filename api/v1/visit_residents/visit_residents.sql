-- Whom a visit to an institution met (DOMAIN.md 5).

-- name: visit_residents_list
-- order: created_at, id
select m.id, m.dong_code, m.visit_id, m.resident_id, m.notes, m.version, m.created_at, m.created_by, m.updated_at, m.updated_by,
       p.name as resident_name
  from visit_resident m
  join resident p on p.id = m.resident_id
 where m.visit_id = :id and m.dong_code = any(:actor_dongs)
 order by m.created_at, m.id;

-- name: visit_residents_create
with made as (
    insert into visit_resident (dong_code, visit_id, resident_id, notes, created_by, updated_by)
    select v.dong_code, v.id, r.id, normalize(:notes::text), :actor_id::uuid, :actor_id::uuid
      from visit v
      join resident r on r.id = :resident_id
     where v.id = :id and v.dong_code = any(:actor_dongs)
    returning *
)
select m.id, m.dong_code, m.visit_id, m.resident_id, m.notes, m.version, m.created_at, m.created_by, m.updated_at, m.updated_by,
       p.name as resident_name
  from made m
  join resident p on p.id = m.resident_id;
