-- Statistics: the figures are made by sql/functions/statistics.sql and statistics_public.sql.

-- name: statistics_list
-- order: id
select i.id, i.name, i.name_en, i.definition, i.definition_en, i.unit, i.kind, i.dimension, i.version as definition_version, i.valid_from, i.public_by
  from indicator i
 where true
 order by i.id;

-- name: statistics_get
select i.id, i.name, i.name_en, i.definition, i.definition_en, i.unit, i.dimension, i.version as definition_version,
       date_trunc('second', statement_timestamp()) as snapshot_at, w.period, w.by,
       statistic_json(i.id, w.period, w.by, w.first_day, w.until, :actor_dongs, coalesce(:area::text, '')) as figures
  from indicator i
 cross join (select coalesce(:period::text, 'program_year') as period, coalesce(:by::text, 'city') as by,
                    coalesce(:from::date, coalesce(:to::date, seoul_today()) - 365) as first_day, coalesce(:to::date, seoul_today()) as until) w
 where i.id = :id;

-- name: statistics_sheets
select i.id, i.name, i.definition, i.unit, i.version as definition_version,
       rfc3339(statement_timestamp()) as snapshot_at, w.period, t.by,
       statistic_json(i.id, w.period, t.by, w.first_day, w.until, :actor_dongs, coalesce(:area::text, '')) as figures
  from indicator i
 cross join (select coalesce(:period::text, 'program_year') as period,
                    coalesce(:from::date, coalesce(:to::date, seoul_today()) - 365) as first_day, coalesce(:to::date, seoul_today()) as until) w
 cross join unnest(case when :every::boolean then '{city,gu,dong,detail}' else array[coalesce(:by::text, 'city')] end) with ordinality t (by, place)
 where i.id = :id and (t.by <> 'detail' or i.dimension is not null)
 order by t.place;

-- name: statistics_list_public
-- order: id
select i.id, i.name, i.name_en, i.definition, i.definition_en, i.unit, i.kind, i.dimension, i.version as definition_version, i.valid_from, i.public_by
  from indicator i
 where i.public_by <> '{}'
 order by i.id;

-- name: statistics_get_public
select i.id, i.name, i.name_en, i.definition, i.definition_en, i.unit, i.dimension, i.version as definition_version,
       date_trunc('second', statement_timestamp()) as snapshot_at, w.period, w.by, f.figures,
       concat_ws(' ', i.id, i.version, w.period, w.by, f.figures) as _equal
  from indicator i
 cross join (select coalesce(:period::text, 'program_year') as period, coalesce(:by::text, 'city') as by) w
 cross join lateral (
       select public_statistic_json(i.id, w.period, w.by, coalesce(:from::date, i.valid_from), coalesce(:to::date, seoul_today())) as figures
       offset 0) f
 where i.id = :id and i.public_by <> '{}';

-- name: statistics_public_sheets
select i.id, i.name, i.definition, i.unit, i.version as definition_version,
       rfc3339(statement_timestamp()) as snapshot_at, w.period, t.by,
       public_statistic_json(i.id, w.period, t.by, coalesce(:from::date, i.valid_from), coalesce(:to::date, seoul_today())) as figures
  from indicator i
 cross join (select coalesce(:period::text, 'program_year') as period) w
 cross join unnest(case when not :every::boolean then array[coalesce(:by::text, 'city')] when w.period = 'quarter' then '{city}'
                        else '{city,gu,dong,detail}' end) with ordinality t (by, place)
 where i.id = :id and i.public_by <> '{}' and (not :every::boolean or w.period = 'quarter' or t.by = any (i.public_by))
 order by t.place;
