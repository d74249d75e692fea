-- Programs: reference data with validity.

-- name: programs_list
-- order: code
select p.code, p.name, p.name_en, p.eligible_by, p.age, p.category,
       array(select distinct t.track from protocol t where t.program = p.code order by 1) as tracks, p.valid_from, p.valid_to
  from program p
 where true
   and daterange(p.valid_from, p.valid_to) @> :on::date      --? on
 order by p.code;

-- name: programs_get
select p.code, p.name, p.name_en, p.eligible_by, p.age, p.category,
       array(select distinct t.track from protocol t where t.program = p.code order by 1) as tracks, p.valid_from, p.valid_to
  from program p
 where p.code = :code;
