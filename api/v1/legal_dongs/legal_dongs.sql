-- Legal dongs, the ones of postal addresses (DOMAIN.md 3).

-- name: legal_dongs_list
-- order: code
select l.code, l.gu_code, l.name, l.name_en, l.valid_from, l.valid_to, l.version
  from legal_dong l
 where coalesce(l.valid_from <= coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date), true)
   and coalesce(l.valid_to > coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date), true)
   and l.gu_code = :gu                                  --? gu
   and l.name_key = spelling_key(:name::text)           --? name
   and l.code in (select p.legal_code from legal_dong_dong p where p.dong_code = :dong_code)  --? dong_code
 order by l.code;

-- name: legal_dongs_get
select l.code, l.gu_code, l.name, l.name_en, l.valid_from, l.valid_to,
       coalesce((select json_agg(json_build_object('code', d.code, 'name', d.name, 'valid_from', d.valid_from, 'valid_to', d.valid_to)
                                 order by d.code)
                   from legal_dong_dong p join dong d on d.code = p.dong_code where p.legal_code = l.code), '[]') as dongs
  from legal_dong l
 where l.code = :code;
