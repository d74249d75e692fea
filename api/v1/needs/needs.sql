-- The classes of needs (DOMAIN.md 7) and the terms below them.

-- name: needs_list
-- order: code
select n.code, n.parent_code, n.name, n.name_en, n.description, n.valid_from, n.valid_to
  from need n
 where n.valid_from <= coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date)
   and coalesce(n.valid_to > coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date), true)
   and n.parent_code = :parent_code      --? parent_code
 order by n.code;
