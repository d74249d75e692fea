-- Districts, gu (DOMAIN.md 3).

-- name: districts_list
-- order: code
select d.code, d.name, d.name_en, d.version
  from district d
 where true
 order by d.code;

-- name: districts_get
select d.code, d.name, d.name_en, d.version from district d where d.code = :code;
