-- That screenings exist and what risk they show (DOMAIN.md 2: what an officer may know), without
-- answers, scores and flags. The table holds no more than this.

-- name: screening_levels_list
-- order: performed_at, id
select s.id, s.dong_code, s.resident_id, s.instrument_id, s.performed_at, s.level
  from unnest(:actor_dongs::text[]
              || dongs_before(:resident_id, :actor_dongs)   --? resident_id
             ) d (code)
 cross join lateral (
       select * from screening_level s
        where s.dong_code = d.code
          and s.resident_id = :resident_id            --? resident_id
          and s.level = any(:level)                   --? level
          and s.performed_at >= :from                 --? from
          and s.performed_at < :to                    --? to
        --page
       ) s
 order by s.performed_at, s.id;
