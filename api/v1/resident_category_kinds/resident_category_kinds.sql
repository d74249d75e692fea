-- What residents may be categorised as (DOMAIN.md 4), with the days on which that was or is so.

-- name: resident_category_kinds_list
-- order: code
select k.code, k.name, k.name_en, k.valid_from, k.valid_to
  from resident_category_kind k
 where true
   and daterange(k.valid_from, k.valid_to) @> :on::date      --? on
 order by k.code;
