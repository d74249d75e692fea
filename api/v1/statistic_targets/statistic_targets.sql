-- Targets; row-level security says whose they are.

-- name: statistic_targets_list
-- order: code
select concat_ws(' ', t.area, t.indicator, t.year) as code, t.indicator, t.area, t.year, t.target, t.version, t.updated_at, t.updated_by
  from statistic_target t
 where (t.area = 'city' or t.area = any(select left(d, 5) from unnest(:actor_dongs::text[]) d))
   and t.year = :year                     --? year
 order by concat_ws(' ', t.area, t.indicator, t.year);

-- name: statistic_targets_set
insert into statistic_target as t (indicator, area, year, target, created_by, updated_by)
select :indicator::text, coalesce(:gu_code::text, 'city'), :year::integer, :target::bigint, :actor_id::uuid, :actor_id::uuid
 where :gu_code::text is null or :gu_code::text = any(select left(d, 5) from unnest(:actor_dongs::text[]) d)
on conflict on constraint statistic_target_once do update set target = excluded.target, updated_by = excluded.updated_by
returning concat_ws(' ', t.area, t.indicator, t.year) as code, t.indicator, t.area, t.year, t.target, t.version, t.updated_at, t.updated_by;
