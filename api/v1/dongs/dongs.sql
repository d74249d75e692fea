-- Administrative dongs with their validity (DOMAIN.md 3).

-- name: dongs_list
-- order: code
select d.code, d.gu_code, d.name, d.name_official, d.name_en, d.sgis_code, d.lon, d.lat, d.area_km2, d.valid_from, d.valid_to,
       d.successor_code, d.version
  from dong d
 where d.valid_from <= coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date)
   and coalesce(d.valid_to > coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date), true)
   and d.gu_code = :gu                    --? gu
   and d.sgis_code = :sgis_code           --? sgis_code
   and d.code in (select a.dong_code from dong_alias a where a.key = spelling_key(:name::text))  --? name
 order by d.code;

-- name: dongs_get
select d.code, d.gu_code, d.name, d.name_official, d.name_en, d.sgis_code, d.lon, d.lat, d.area_km2, d.valid_from, d.valid_to,
       d.successor_code, d.version,
       coalesce((select json_agg(json_build_object('kind', a.kind, 'name', a.name) order by a.kind, a.name)
                   from dong_alias a where a.dong_code = d.code), '[]') as aliases,
       coalesce((select json_agg(json_build_object('code', l.code, 'name', l.name) order by l.code)
                   from legal_dong_dong p join legal_dong l on l.code = p.legal_code where p.dong_code = d.code), '[]') as legal_dongs,
       coalesce((select json_agg(json_build_object('code', s.predecessor_code, 'name', o.name, 'on', s.happened_on, 'basis', s.basis,
                                                   'area_share', s.area_share) order by s.happened_on, s.predecessor_code)
                   from dong_succession s join dong o on o.code = s.predecessor_code where s.successor_code = d.code), '[]') as predecessors,
       coalesce((select json_agg(json_build_object('code', s.successor_code, 'name', o.name, 'on', s.happened_on, 'basis', s.basis,
                                                   'area_share', s.area_share) order by s.happened_on, s.successor_code)
                   from dong_succession s join dong o on o.code = s.successor_code where s.predecessor_code = d.code), '[]') as successors
  from dong d
 where d.code = :code;

-- name: dongs_of_day
-- order: code
select d.code, d.gu_code, d.name, d.name_official, d.name_en, d.sgis_code, d.lon, d.lat, d.area_km2, d.valid_from, d.valid_to,
       d.successor_code, d.version
  from dong d
 where d.code in (select o.code from dongs_of_day(:code::text, coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date)) o)
 order by d.code;

-- name: dongs_boundaries
select 'FeatureCollection'::text as type,
       coalesce(json_agg(json_build_object('type', 'Feature', 'id', d.code, 'bbox', b.bbox, 'geometry', b.geometry, 'properties',
                json_build_object('code', d.code, 'gu_code', d.gu_code, 'name', d.name, 'name_en', d.name_en,
                                  'valid_from', b.valid_from, 'source', b.source)) order by d.code), '[]') as features
  from dong d
 cross join lateral dong_boundary_of_day(d.code, coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date)) b;

-- name: dongs_boundary
select 'Feature'::text as type, d.code as id, b.bbox, b.geometry,
       json_build_object('code', d.code, 'gu_code', d.gu_code, 'name', d.name, 'name_en', d.name_en,
                         'valid_from', b.valid_from, 'source', b.source) as properties
  from dong d
 cross join lateral dong_boundary_of_day(d.code, coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date)) b
 where d.code = :code;
