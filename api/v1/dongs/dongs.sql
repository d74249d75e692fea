-- Administrative dongs with their validity (DOMAIN.md 3).

-- name: dongs_list
-- order: code
select d.code, d.gu_code, d.name, d.name_official, d.name_en, d.lon, d.lat, d.area_km2, d.valid_from, d.valid_to,
       d.successor_code, d.version
  from dong d
 where d.valid_from <= coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date)
   and coalesce(d.valid_to > coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date), true)
   and d.gu_code = :gu                    --? gu
 order by d.code;

-- name: dongs_get
select d.code, d.gu_code, d.name, d.name_official, d.name_en, d.lon, d.lat, d.area_km2, d.valid_from, d.valid_to,
       d.successor_code, d.version
  from dong d
 where d.code = :code;
