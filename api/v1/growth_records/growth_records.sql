-- Growth and feeding of a newborn child (DOMAIN.md 5), as measured at a visit or told at another time.

-- name: growth_records_list
-- order: measured_on, id
select g.id, g.dong_code, g.birth_id, g.child_id, g.visit_id, g.measured_on, g.weight_g, g.length_mm, g.head_mm, g.feeding,
       g.feedings_per_day, g.notes, g.version, g.created_at, g.created_by, g.updated_at, g.updated_by
  from unnest(:actor_dongs::text[]
              || dongs_before(:child_id, :actor_dongs)      --? child_id
             ) d (code)
 cross join lateral (
       select * from growth_record g
        where g.dong_code = d.code
          and g.birth_id = :birth_id                  --? birth_id
          and g.child_id = :child_id                  --? child_id
        --page
       ) g
 order by g.measured_on, g.id;

-- name: growth_records_get
select g.id, g.dong_code, g.birth_id, g.child_id, g.visit_id, g.measured_on, g.weight_g, g.length_mm, g.head_mm, g.feeding,
       g.feedings_per_day, g.notes, g.version, g.created_at, g.created_by, g.updated_at, g.updated_by
  from growth_record g
 where g.id = :id and (g.dong_code = any(:actor_dongs) or resident_in_dongs(g.child_id, :actor_dongs));

-- name: growth_records_version
select version from growth_record where id = :id and dong_code = any(:actor_dongs) for update;

-- name: growth_records_create
insert into growth_record as g (id, dong_code, birth_id, child_id, visit_id, measured_on, weight_g, length_mm, head_mm, feeding,
                                feedings_per_day, notes, created_by, updated_by)
select coalesce(:id::uuid, uuid7()), b.dong_code, b.id, b.child_id, :visit_id::uuid, :measured_on::date, :weight_g::integer,
       :length_mm::integer, :head_mm::integer, :feeding::text, :feedings_per_day::integer, normalize(:notes::text),
       :actor_id::uuid, :actor_id::uuid
  from birth b
 where b.id = :birth_id and b.dong_code = any(:actor_dongs)
returning g.id, g.dong_code, g.birth_id, g.child_id, g.visit_id, g.measured_on, g.weight_g, g.length_mm, g.head_mm, g.feeding,
       g.feedings_per_day, g.notes, g.version, g.created_at, g.created_by, g.updated_at, g.updated_by;

-- name: growth_records_update
update growth_record g
   set version = version + 1
     , updated_by = :actor_id
     , measured_on = :measured_on                     --? measured_on
     , weight_g = :weight_g                           --? weight_g
     , length_mm = :length_mm                         --? length_mm
     , head_mm = :head_mm                             --? head_mm
     , feeding = :feeding                             --? feeding
     , feedings_per_day = :feedings_per_day           --? feedings_per_day
     , notes = normalize(:notes::text)                --? notes
 where g.id = :id and g.dong_code = any(:actor_dongs) and g.version = :if_match
returning g.id, g.dong_code, g.birth_id, g.child_id, g.visit_id, g.measured_on, g.weight_g, g.length_mm, g.head_mm, g.feeding,
       g.feedings_per_day, g.notes, g.version, g.created_at, g.created_by, g.updated_at, g.updated_by;
