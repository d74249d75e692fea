-- Community service centers, one a dong (DOMAIN.md 3).

-- name: centers_list
-- order: dong_code, id
select c.id, c.dong_code, c.name, c.address, c.phone, c.opening_hours, c.round, c.lon, c.lat, c.version
  from center c
 where true
   and c.dong_code = :dong_code           --? dong_code
   and left(c.dong_code, 5) = :gu         --? gu
 order by c.dong_code, c.id;

-- name: centers_get
select c.id, c.dong_code, c.name, c.address, c.phone, c.opening_hours, c.round, c.lon, c.lat, c.version from center c where c.id = :id;
