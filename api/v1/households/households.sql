-- Households (DOMAIN.md 1, 4, 5).

-- name: households_list
-- order: id
select h.id, h.dong_code, h.name, h.address, h.danger_flags, h.notes,
       array(select r.id from resident r where r.household_id = h.id order by r.id) as resident_ids,
       h.version, h.created_at, h.created_by, h.updated_at, h.updated_by
  from unnest(:actor_dongs::text[]) d (code)
 cross join lateral (
       select * from household h
        where h.dong_code = d.code
          and (h.danger_flags <> '{}') = :danger   --? danger
        --page
       ) h
 order by h.id;

-- name: households_get
select h.id, h.dong_code, h.name, h.address, h.danger_flags, h.notes,
       array(select r.id from resident r where r.household_id = h.id order by r.id) as resident_ids,
       h.version, h.created_at, h.created_by, h.updated_at, h.updated_by
  from household h
 where h.id = :id and h.dong_code = any(:actor_dongs);

-- name: households_version
select version from household where id = :id and dong_code = any(:actor_dongs) for update;

-- name: households_create
insert into household as h (id, dong_code, name, address, danger_flags, notes, created_by, updated_by)
select coalesce(:id::uuid, uuid7()), :dong_code::text, normalize(:name::text), normalize(:address::text),
       coalesce(:danger_flags::text[], '{}'), normalize(:notes::text), :actor_id::uuid, :actor_id::uuid
 where :dong_code::text = any(:actor_dongs)
returning h.id, h.dong_code, h.name, h.address, h.danger_flags, h.notes,
       array(select r.id from resident r where r.household_id = h.id order by r.id) as resident_ids,
       h.version, h.created_at, h.created_by, h.updated_at, h.updated_by;

-- name: households_update
update household h
   set version = version + 1
     , updated_by = :actor_id
     , name = normalize(:name::text)           --? name
     , address = normalize(:address::text)     --? address
     , danger_flags = :danger_flags            --? danger_flags
     , notes = normalize(:notes::text)         --? notes
 where h.id = :id and h.dong_code = any(:actor_dongs) and h.version = :if_match
returning h.id, h.dong_code, h.name, h.address, h.danger_flags, h.notes,
       array(select r.id from resident r where r.household_id = h.id order by r.id) as resident_ids,
       h.version, h.created_at, h.created_by, h.updated_at, h.updated_by;
