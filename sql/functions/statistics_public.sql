-- What everybody may see (decision 0081). Of every period that has ended there are one-way tables only: the city by gu and by
-- dong, the city by dimension, the city by quarter. The parts of a figure are published all or not at all: when each
-- has nobody or at least five persons behind it, and what they are part of is published.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function statistic_safe(persons numeric) returns boolean language sql immutable parallel safe as $$
    select coalesce(persons, 0) = 0 or persons >= 5
$$;

-- The cells of periods that have ended, each with what the rule says of the families above it.
create or replace function statistic_public_cells(i indicator, grain text, first_day date, until date)
returns table (period date, dong_code text, detail text, amount bigint, base bigint, persons bigint, corrected_at timestamptz,
               city_safe boolean, gu_safe boolean, dong_safe boolean, detail_safe boolean)
language sql stable as $$
    with c as materialized (
        select c.period, c.dong_code, c.detail, case when i.kind = 'distinct' then c.persons else c.amount end as amount, c.base,
               case when i.counts_persons then c.persons else 5 * abs(c.amount) end as persons, c.corrected_at
          from statistic_cells(i, grain, first_day, until, true) c
         where statistic_last_day(grain, c.period) < seoul_today()
    ), quarters as (
        select statistic_period('program_year', q.period) as period, bool_and(statistic_safe(q.persons)) as safe
          from (select q.period, sum(q.persons) as persons from statistic_cells(i, 'quarter', first_day, until, true) q group by 1) q
         where grain = 'program_year' and i.kind = 'flow' and i.counts_persons and 'quarter' = any (i.public_by) group by 1
    ), details as (
        select d.period, bool_and(statistic_safe(d.persons)) as safe
          from (select c.period, c.detail, sum(c.persons) as persons from c group by 1, 2) d group by 1
    ), city as (
        select c.period, sum(c.persons) >= 5 and coalesce((select q.safe from quarters q where q.period = c.period), true)
               and (not i.parts_public or (select d.safe from details d where d.period = c.period)) as safe
          from c group by 1
    ), gu as (
        select g.period, bool_and(statistic_safe(g.persons)) as safe
          from (select c.period, left(c.dong_code, 5), sum(c.persons) as persons from c group by 1, 2) g group by 1
    ), dong as (
        select d.period, d.gu, bool_and(statistic_safe(d.persons)) as safe
          from (select c.period, left(c.dong_code, 5) as gu, c.dong_code, sum(c.persons) as persons from c group by 1, 2, 3) d group by 1, 2
    )
    select c.*, city.safe, city.safe and gu.safe, city.safe and gu.safe and dong.safe, city.safe and details.safe
      from c join city using (period) join gu using (period) join details using (period)
      join dong on dong.period = c.period and dong.gu = left(c.dong_code, 5)
$$;

-- The areas that a table which is not published would name, so that not even its rows say anything.
create or replace function statistic_areas(by text) returns table (area text) language sql stable as $$
    select distinct case by when 'gu' then d.gu_code else d.code end from dong d
     where by in ('gu', 'dong') and d.valid_from <= seoul_today() and (d.valid_to is null or d.valid_to > seoul_today())
    union all select 'city' where by in ('city', 'detail')
$$;

create or replace function public_statistic_lines(wanted text, grain text, by text, first_day date, until date)
returns table (period date, last_day date, area text, area_name text, detail text, value numeric, suppressed boolean, ratio_to_previous numeric,
               target bigint, achieved numeric, corrected_at text)
language plpgsql stable security definer set search_path = chatdong, pg_temp
as $$
declare
    i indicator;
begin
    select * into i from indicator where id = wanted;
    if not (case grain when 'quarter' then 'quarter' = any (i.public_by) and by = 'city' else by = any (i.public_by) end) then
        perform rule_broken('statistic_public_table', 'this table of the indicator is not published: public_by in the catalog says which are');
    end if;
    return query
    with c as materialized (
        select x.*, case by when 'city' then x.city_safe when 'gu' then x.gu_safe when 'dong' then x.dong_safe else x.detail_safe end as safe
          from statistic_public_cells(i, grain, statistic_period(grain, first_day) - 1, until) x
    ), shown as materialized (
        select c.period, case by when 'gu' then left(c.dong_code, 5) when 'dong' then c.dong_code else 'city' end as area,
               case when by = 'detail' then c.detail end as detail,
               case when i.kind = 'stock' and sum(c.base) is not null then round(sum(c.amount) / nullif(sum(c.base), 0), 1) else sum(c.amount) end as value,
               max(c.corrected_at) as corrected_at
          from c where c.safe group by 1, 2, 3
    ), hidden as (
        select distinct c.period, a.area from c join statistic_areas(by) a on by <> 'dong' or left(a.area, 5) = left(c.dong_code, 5)
         where not c.safe and (by <> 'dong' or c.gu_safe)
         union
        select distinct c.period, a.area from c cross join statistic_areas(by) a where by = 'dong' and not c.gu_safe
    )
    select s.period, statistic_last_day(grain, s.period), s.area, statistic_area_name(s.area), nullif(s.detail, ''), s.value, false,
           round(s.value / nullif(p.value, 0), 3), t.target, round(s.value / t.target, 3), rfc3339(s.corrected_at)
      from shown s
      left join shown p on p.area = s.area and p.detail is not distinct from s.detail and p.period = statistic_period(grain, s.period - 1)
      left join statistic_target t on grain = 'program_year' and by in ('city', 'gu') and t.indicator = wanted and t.area = s.area
                                  and t.year = extract(year from s.period)
     where s.value <> 0 and s.period >= statistic_period(grain, first_day)
     union all
    select h.period, statistic_last_day(grain, h.period), h.area, statistic_area_name(h.area), null, null, true, null, null, null, null
      from hidden h where h.period >= statistic_period(grain, first_day)
     order by 1, 3, 5;
end $$;

create or replace function public_statistic_json(wanted text, grain text, by text, first_day date, until date)
returns json language sql stable as $$
    select coalesce(json_agg(l), '[]') from public_statistic_lines(wanted, grain, by, first_day, until) l
$$;

reset role;
