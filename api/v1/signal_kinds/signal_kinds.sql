-- Kinds of signals, with what they weigh now.

-- name: signal_kinds_list
-- order: code
select k.code, k.name, k.name_en, k.institution, i.name as institution_name, k.due_days, w.points, w.fade_days, k.valid_from, k.valid_to
  from signal_kind k
  join signal_institution i on i.code = k.institution
  left join signal_weight w on w.kind = k.code and w.version = (select version from signal_weights where used)
 where true
   and daterange(k.valid_from, k.valid_to) @> :on::date      --? on
 order by k.code;
