-- Districts, gu (DOMAIN.md 3).

-- name: districts_list
-- order: code
select d.code, d.name, d.name_en, d.sgis_code, d.valid_from, d.valid_to, d.version
  from district d
 where coalesce(d.valid_from <= coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date), true)
   and coalesce(d.valid_to > coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date), true)
   and spelling_key(d.name) = spelling_key(:name::text)     --? name
 order by d.code;

-- name: districts_get
select d.code, d.name, d.name_en, d.sgis_code, d.valid_from, d.valid_to, d.version from district d where d.code = :code;
