-- How many places a service has left, as its institution says; what referrals hold is `reserved`.

-- name: capacities_list
-- order: id
select c.id, s.partner_id, c.maximum, c.available, c.reserved, c.as_of, c.note, c.version, c.updated_at, c.updated_by
  from service_capacity c join partner_service s on s.id = c.id
 where true
   and s.partner_id = :partner_id        --? partner_id
 order by c.id;

-- name: capacities_get
select c.id, s.partner_id, c.maximum, c.available, c.reserved, c.as_of, c.note, c.version, c.updated_at, c.updated_by
  from service_capacity c join partner_service s on s.id = c.id
 where c.id = :id;

-- name: capacities_version
select c.version
  from service_capacity c join partner_service s on s.id = c.id join partner p on p.id = s.partner_id
 where c.id = :id and (p.dong_code = any(:actor_dongs) or p.id = (select actor_partner()))
   for update of c;

-- name: capacities_update
update service_capacity c
   set version = c.version + 1
     , updated_by = :actor_id
     , maximum = :maximum                       --? maximum
     , available = :available, as_of = now()    --? available
     , note = normalize(:note::text)            --? note
  from partner_service s join partner p on p.id = s.partner_id
 where c.id = :id and s.id = c.id and (p.dong_code = any(:actor_dongs) or p.id = (select actor_partner()))
   and c.version = :if_match
returning c.id, s.partner_id, c.maximum, c.available, c.reserved, c.as_of, c.note, c.version, c.updated_at, c.updated_by;
