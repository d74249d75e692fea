-- Benefits that a resident may be helped to apply for.

-- name: benefits_list
-- order: code
select b.code, b.name, b.name_en, b.valid_from, b.valid_to
  from benefit b
 where true
   and daterange(b.valid_from, b.valid_to) @> :on::date      --? on
 order by b.code;
