-- Danger flags of households, each for a time and with who set it (DOMAIN.md 5). A household shows those of today.

-- name: household_dangers_list
-- order: id
select d.id, h.dong_code, d.household_id, array(select r.id from resident r where r.household_id = d.household_id order by r.id) as resident_ids,
       d.flag, d.valid_from, d.valid_to, d.notes, d.version, d.created_at, d.created_by, d.updated_at, d.updated_by
  from household_danger d
  join household h on h.id = d.household_id
 where d.household_id = :id and h.dong_code = any(:actor_dongs)
   and daterange(d.valid_from, d.valid_to) @> :on::date      --? on
 order by d.id;

-- name: household_dangers_get
select d.id, h.dong_code, d.household_id, array(select r.id from resident r where r.household_id = d.household_id order by r.id) as resident_ids,
       d.flag, d.valid_from, d.valid_to, d.notes, d.version, d.created_at, d.created_by, d.updated_at, d.updated_by
  from household_danger d
  join household h on h.id = d.household_id
 where d.id = :danger_id and d.household_id = :id and h.dong_code = any(:actor_dongs);

-- name: household_dangers_create
with added as (
    insert into household_danger (household_id, flag, valid_from, valid_to, notes, created_by, updated_by)
    select h.id, :flag::text, coalesce(:valid_from::date, seoul_today()), :valid_to::date, normalize(:notes::text),
           :actor_id::uuid, :actor_id::uuid
      from household h
     where h.id = :id and h.dong_code = any(:actor_dongs)
    returning *
)
select d.id, h.dong_code, d.household_id, array(select r.id from resident r where r.household_id = d.household_id order by r.id) as resident_ids,
       d.flag, d.valid_from, d.valid_to, d.notes, d.version, d.created_at, d.created_by, d.updated_at, d.updated_by
  from added d
  join household h on h.id = d.household_id;

-- name: household_dangers_end
with ended as (
    update household_danger d
       set version = d.version + 1
         , updated_by = :actor_id
         , valid_to = coalesce(:valid_to::date, seoul_today())
      from household p
     where d.id = :danger_id and d.household_id = :id and p.id = d.household_id and p.dong_code = any(:actor_dongs)
    returning d.*
)
select d.id, h.dong_code, d.household_id, array(select r.id from resident r where r.household_id = d.household_id order by r.id) as resident_ids,
       d.flag, d.valid_from, d.valid_to, d.notes, d.version, d.created_at, d.created_by, d.updated_at, d.updated_by
  from ended d
  join household h on h.id = d.household_id;
