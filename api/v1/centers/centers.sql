-- Community service centers, one a dong (DOMAIN.md 3). Their districts keep them; the round in which a
-- center joined is set by the round's start.

-- name: centers_list
-- order: dong_code, id
select c.id, c.dong_code, c.name, c.address, c.phone, c.opening_hours, c.round, c.joined_on, c.lon, c.lat, c.version
  from center c
 where true
   and c.dong_code = :dong_code           --? dong_code
   and left(c.dong_code, 5) = :gu         --? gu
   and c.round = :round                   --? round
   and c.joined_on <= :joined_by          --? joined_by
 order by c.dong_code, c.id;

-- name: centers_get
select c.id, c.dong_code, c.name, c.address, c.phone, c.opening_hours, c.round, c.joined_on, c.lon, c.lat, c.version from center c where c.id = :id;

-- name: centers_version
select version from center where id = :id and dong_code = any(:actor_dongs) for update;

-- A dong outside the area is no dong here: no row, 404.
-- name: centers_create
insert into center as c (id, dong_code, name, address, phone, opening_hours, lon, lat, created_by, updated_by)
select coalesce(:id::uuid, uuid7()), d.code, normalize(:name::text), normalize(:address::text), :phone::text,
       normalize(:opening_hours::text), :lon::float8, :lat::float8, :actor_id::uuid, :actor_id::uuid
  from dong d
 where d.code = :dong_code and d.code = any(:actor_dongs)
returning c.id, c.dong_code, c.name, c.address, c.phone, c.opening_hours, c.round, c.joined_on, c.lon, c.lat, c.version;

-- name: centers_update
update center c
   set version = version + 1
     , updated_by = :actor_id
     , name = normalize(:name::text)                     --? name
     , address = normalize(:address::text)               --? address
     , phone = :phone                                    --? phone
     , opening_hours = normalize(:opening_hours::text)   --? opening_hours
     , lon = :lon                                        --? lon
     , lat = :lat                                        --? lat
 where c.id = :id and c.dong_code = any(:actor_dongs) and c.version = :if_match
returning c.id, c.dong_code, c.name, c.address, c.phone, c.opening_hours, c.round, c.joined_on, c.lon, c.lat, c.version;
