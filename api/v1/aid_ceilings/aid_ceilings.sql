-- Ceilings of emergency aid, with how often a household may have each kind in a fiscal year.

-- name: aid_ceilings_list
-- order: kind, household_size, valid_from
select c.id, c.kind, k.name, k.name_en, c.household_size, c.amount, f.per_year, f.extra, c.valid_from, c.valid_to, c.source
  from aid_ceiling c
  join aid_kind k on k.code = c.kind
  left join aid_frequency f on f.kind = c.kind and daterange(f.valid_from, f.valid_to) @> c.valid_from
 where true
   and c.kind = :kind                                        --? kind
   and daterange(c.valid_from, c.valid_to) @> :on::date      --? on
 order by c.kind, c.household_size, c.valid_from;
