-- Where partner institutions are.

-- name: locations_list
-- order: id
select l.id, l.partner_id, l.dong_code, l.name, l.address, l.postal_code, l.lon, l.lat, l.transportation, l.accessibility,
       l.version, l.created_at, l.created_by, l.updated_at, l.updated_by
  from partner_location l
 where true
   and l.partner_id = :partner_id        --? partner_id
   and l.dong_code = :dong_code          --? dong_code
 order by l.id;

-- name: locations_get
select l.id, l.partner_id, l.dong_code, l.name, l.address, l.postal_code, l.lon, l.lat, l.transportation, l.accessibility,
       l.version, l.created_at, l.created_by, l.updated_at, l.updated_by
  from partner_location l
 where l.id = :id;

-- name: locations_version
select l.version
  from partner_location l join partner p on p.id = l.partner_id
 where l.id = :id and (p.dong_code = any(:actor_dongs) or p.id = (select actor_partner()))
   for update of l;

-- name: locations_create
insert into partner_location as l (id, partner_id, dong_code, name, address, postal_code, lon, lat, transportation,
                                   accessibility, created_by, updated_by)
select coalesce(:id::uuid, uuid7()), p.id, :dong_code::text, normalize(:name::text), normalize(:address::text),
       :postal_code::text, :lon::float8, :lat::float8, normalize(:transportation::text),
       normalize(:accessibility::text), :actor_id::uuid, :actor_id::uuid
  from partner p
 where p.id = :partner_id and (p.dong_code = any(:actor_dongs) or p.id = (select actor_partner()))
returning l.id, l.partner_id, l.dong_code, l.name, l.address, l.postal_code, l.lon, l.lat, l.transportation, l.accessibility,
       l.version, l.created_at, l.created_by, l.updated_at, l.updated_by;

-- name: locations_update
update partner_location l
   set version = l.version + 1
     , updated_by = :actor_id
     , dong_code = :dong_code                             --? dong_code
     , name = normalize(:name::text)                      --? name
     , address = normalize(:address::text)                --? address
     , postal_code = :postal_code                         --? postal_code
     , lon = :lon                                         --? lon
     , lat = :lat                                         --? lat
     , transportation = normalize(:transportation::text)  --? transportation
     , accessibility = normalize(:accessibility::text)    --? accessibility
  from partner p
 where l.id = :id and p.id = l.partner_id and (p.dong_code = any(:actor_dongs) or p.id = (select actor_partner()))
   and l.version = :if_match
returning l.id, l.partner_id, l.dong_code, l.name, l.address, l.postal_code, l.lon, l.lat, l.transportation, l.accessibility,
       l.version, l.created_at, l.created_by, l.updated_at, l.updated_by;
