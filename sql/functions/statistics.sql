-- The machine of statistics (decision 0080): from definitions to triggers, from facts to figures. The indicators
-- themselves are in statistics_*.sql, which come after this file.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function statistic_grains() returns text[] language sql immutable parallel safe as $$
    select '{day,week,month,quarter,half_year,program_year,year}'::text[]
$$;

-- The first day of the period that a day lies in; a program year goes from July to June.
create or replace function statistic_period(grain text, day date) returns date language sql immutable strict parallel safe as $$
    select case grain
        when 'day' then day
        when 'half_year' then make_date(extract(year from day)::integer, case when extract(month from day) < 7 then 1 else 7 end, 1)
        when 'program_year' then make_date((extract(year from day) - case when extract(month from day) < 7 then 1 else 0 end)::integer, 7, 1)
        else date_trunc(grain, day::timestamp)::date end
$$;
-- By grain, in their order.
create or replace function statistic_periods(day date) returns date[] language sql immutable parallel safe as $$
    select array(select statistic_period(g.grain, $1) from unnest(statistic_grains()) with ordinality g (grain, place) order by g.place)
$$;
create or replace function statistic_step(grain text) returns interval language sql immutable strict parallel safe as $$
    select case grain when 'day' then interval '1 day' when 'week' then interval '7 days' when 'month' then interval '1 month'
        when 'quarter' then interval '3 months' when 'half_year' then interval '6 months' else interval '1 year' end
$$;
create or replace function statistic_last_day(grain text, period date) returns date language sql immutable strict parallel safe as $$
    select (period + statistic_step(grain))::date - 1
$$;

-- The facts of one source as a select; more: a further condition, sign: 1, or -1 for what goes.
create or replace function statistic_select(s indicator_source, rows_of text, more text, sign integer) returns text language sql stable as $$
    select format('select %s::smallint as indicator, (%s)::date as day, (%s)::text as dong_code, (%s)::text as detail, %s as facts, '
                  '(%s * (%s))::bigint as amount, (%s)::uuid as subject from %s r where (%s)%s',
                  i.no, s.day, s.dong, s.detail, sign, sign, s.amount, s.subject, rows_of, s.condition, more)
      from indicator i where i.id = s.indicator
$$;

-- The triggers that note what changes in a source table. They have the owner's rights: the service writes no figures.
-- Where facts rest on another table's column too, its change takes them back as they were and notes them as they are;
-- a source row's change waits for it and holds it off.
create or replace procedure statistic_watch(table_name text) language plpgsql as $$
declare
    note constant text := 'insert into statistic_delta (indicator, day, dong_code, detail, facts, amount, subject)
            select f.indicator, f.day, f.dong_code, f.detail, sum(f.facts), sum(f.amount), f.subject
              from (%s) f
             group by f.indicator, f.day, f.dong_code, f.detail, f.subject
            having sum(f.facts) <> 0 or sum(f.amount) <> 0;';
    head constant text := 'create or replace function statistic_watch_%s() returns trigger language plpgsql
        security definer set search_path = chatdong, pg_temp as $t$ begin ';
    rest record;
    hold text := '';
begin
    if not exists (select from indicator_source s where s.source = table_name) then
        execute format('drop trigger statistic on %I', table_name);
        return;
    end if;
    for rest in select distinct s.rests_on ->> 'key' as key, s.rests_on ->> 'table' as place, s.rests_on ->> 'column' as field
                  from indicator_source s where s.source = table_name and s.rests_on is not null loop
        hold := hold || format('perform from %1$I p where p.id in (new.%2$I, old.%2$I) order by p.id for share; ', rest.place, rest.key);
        execute format(head, table_name || '_' || rest.place) || format(note,
            (select string_agg(statistic_select(s, format('(select x.* from %I x where x.%I = new.id)', table_name, rest.key),
                                                format(' and tg_when = %L', w.moment), w.sign), ' union all ' order by s.indicator, w.sign)
               from indicator_source s cross join (values ('BEFORE', -1), ('AFTER', 1)) w (moment, sign)
              where s.source = table_name and s.rests_on ->> 'table' = rest.place)) || ' return new; end $t$';
        execute format('create or replace trigger statistic_before before update of %1$I on %2$I for each row '
                       'when (old.%1$I is distinct from new.%1$I) execute function statistic_watch_%3$s()',
                       rest.field, rest.place, table_name || '_' || rest.place);
        execute format('create or replace trigger statistic_after after update of %1$I on %2$I for each row '
                       'when (old.%1$I is distinct from new.%1$I) execute function statistic_watch_%3$s()',
                       rest.field, rest.place, table_name || '_' || rest.place);
    end loop;
    execute format(head, table_name) || hold || format(note,
        (select string_agg(statistic_select(s, format('(select %s.*)', w.side), format(' and tg_op <> %L', w.not_at), w.sign),
                           ' union all ' order by s.indicator, w.sign)
           from indicator_source s cross join (values ('new', 'DELETE', 1), ('old', 'INSERT', -1)) w (side, not_at, sign)
          where s.source = table_name)) || ' return null; end $t$';
    execute format('create or replace trigger statistic after insert or update or delete on %1$I '
                   'for each row execute function statistic_watch_%1$s()', table_name);
end $$;

-- The facts of one subject as they stand, from the source tables; a function per database, made from the definitions.
create or replace procedure statistic_make_facts() language plpgsql as $$
begin
    execute format($f$
        create or replace function statistic_facts(wanted smallint, whose uuid)
        returns table (day date, dong_code text, detail text) language plpgsql stable as $t$
        begin
            case wanted %s else null; end case;
        end $t$ $f$,
        (select coalesce(string_agg(format('when %s then return query select f.day, f.dong_code, f.detail from (%s) f;', i.no, q.query), ' ' order by i.id), 'when 0 then null;')
           from indicator i
           join (select s.indicator, string_agg(statistic_select(s, s.source, ' and (' || replace(s.subject_is, '$1', 'whose') || ')', 1),
                                                ' union all ' order by s.source) as query
                   from indicator_source s group by 1) q on q.indicator = i.id));
end $$;

call statistic_make_facts();

-- An indicator's figures from its sources anew, while nobody can write there: the trigger's lock is held.
create or replace procedure statistic_rebuild(wanted text) language plpgsql as $$
declare
    i indicator;
    grain text;
    place integer;
begin
    select * into strict i from indicator where id = wanted;
    delete from statistic_delta d where d.indicator = i.no;
    delete from statistic s where s.indicator = i.no;
    if i.kind = 'stock' then
        return;
    end if;
    -- The facts are read and sorted once: by day, with the persons whose first fact of a period of each grain it is. A
    -- day's periods are worked out once, not for each fact.
    execute format('create temporary table statistic_fact on commit drop as '
                   'with f as materialized (select x.day, x.dong_code, x.detail, x.amount, x.subject, '
                   'lag(x.day) over (partition by x.subject order by x.day, x.dong_code, x.detail) as before from (%s) x), '
                   'c as materialized (select d.day, statistic_periods(d.day) as periods from (select distinct f.day from f) d) '
                   'select f.day, f.dong_code, f.detail, sum(f.amount) as amount, array[%s] as persons '
                   'from f join c on c.day = f.day left join c b on b.day = f.before group by 1, 2, 3',
                   (select string_agg(statistic_select(s, s.source, '', 1), ' union all ') from indicator_source s where s.indicator = i.id),
                   (select string_agg(format('count(*) filter (where f.subject is not null and b.periods[%1$s] is distinct from c.periods[%1$s])',
                                             g.place), ', ' order by g.place) from unnest(statistic_grains()) with ordinality g (grain, place)));
    create temporary table statistic_day on commit drop as
    select d.day, statistic_periods(d.day) as periods
      from (select f.day from statistic_fact f union select statistic_period('month', f.day) from statistic_fact f) d;
    -- What is longer than a month is made of months.
    execute format('create temporary table statistic_month on commit drop as '
                   'select d.periods[%s] as day, f.dong_code, f.detail, sum(f.amount) as amount, array[%s] as persons '
                   'from statistic_fact f join statistic_day d on d.day = f.day group by 1, 2, 3',
                   array_position(statistic_grains(), 'month'),
                   (select string_agg(format('sum(f.persons[%s])', g.place), ', ' order by g.place)
                      from unnest(statistic_grains()) with ordinality g (grain, place)));
    analyze statistic_fact, statistic_day, statistic_month;
    -- In the order of the key: each row goes beside the one before.
    for grain, place in select * from unnest(statistic_grains()) with ordinality loop
        execute format('insert into statistic (indicator, grain, period, dong_code, detail, amount, persons) '
                       'select %s, %L, d.periods[%s], f.dong_code, f.detail, sum(f.amount), sum(f.persons[%3$s]) '
                       'from %I f join statistic_day d on d.day = f.day group by 3, 4, 5 order by 3, 4, 5',
                       i.no, grain, place, case when grain in ('day', 'week') then 'statistic_fact' else 'statistic_month' end);
    end loop;
    drop table statistic_fact, statistic_day, statistic_month;
end $$;

-- Takes a definition as it stands in its file. What is defined otherwise than before needs a new version: figures
-- name the version of the definition that made them.
create or replace procedure indicator_define(file jsonb) language plpgsql as $$
declare
    i indicator := jsonb_populate_record(null::indicator, '{"counts_persons": true, "public_by": [], "parts_public": false}' || file);
    before jsonb := (select to_jsonb(o) - 'no' || jsonb_build_object('sources',
                         (select jsonb_agg(to_jsonb(s) order by s.source) from indicator_source s where s.indicator = o.id))
                       from indicator o where o.id = file ->> 'id');
    after jsonb;
    table_name text;
begin
    insert into indicator (id, name, name_en, definition, definition_en, unit, kind, dimension, version, valid_from, counts_persons, public_by,
                           parts_public, stock)
    values (i.id, i.name, i.name_en, i.definition, i.definition_en, i.unit, i.kind, i.dimension, i.version, i.valid_from, i.counts_persons,
            i.public_by, i.parts_public, i.stock)
    on conflict on constraint indicator_pkey do update
       set name = excluded.name, name_en = excluded.name_en, definition = excluded.definition, definition_en = excluded.definition_en,
           unit = excluded.unit, kind = excluded.kind, dimension = excluded.dimension, version = excluded.version,
           valid_from = excluded.valid_from, counts_persons = excluded.counts_persons, public_by = excluded.public_by,
           parts_public = excluded.parts_public, stock = excluded.stock;
    delete from indicator_source s where s.indicator = i.id;
    insert into indicator_source (indicator, source, condition, day, dong, detail, amount, subject, subject_is, rests_on)
    select i.id, s.source, s.condition, s.day, coalesce(s.dong, 'r.dong_code'), coalesce(s.detail, quote_literal('')), coalesce(s.amount, '1'),
           s.subject, coalesce(s.subject_is, s.subject || ' = $1'), s.rests_on
      from jsonb_populate_recordset(null::indicator_source, coalesce(file -> 'sources', '[]')) s;
    after := (select to_jsonb(o) - 'no' || jsonb_build_object('sources',
                  (select jsonb_agg(to_jsonb(s) order by s.source) from indicator_source s where s.indicator = o.id))
                from indicator o where o.id = i.id);
    if before = after then
        return;
    elsif (before ->> 'version')::integer >= i.version then
        perform rule_broken('indicator_changed_version', format('the definition of %s has changed, its version has not', i.id));
    end if;
    for table_name in select s ->> 'source' from jsonb_array_elements(jsonb_path_query_array(jsonb_build_array(before, after), '$[*].sources[*]')) s
                       where s ->> 'source' is not null group by 1 order by 1 loop
        call statistic_watch(table_name);
    end loop;
    call statistic_make_facts();
    call statistic_rebuild(i.id);
end $$;

-- What the noted changes make of the figures. Amounts are added. A subject's facts as they stand, and as they stood
-- before (those without the noted ones), say where it counted and counts now.
create or replace function statistic_pending(wanted smallint[], grains text[], with_persons boolean)
returns table (indicator smallint, grain text, period date, dong_code text, detail text, amount bigint, persons bigint, corrected_at timestamptz)
language sql stable as $$
    with d as materialized (
        select * from statistic_delta d where d.indicator = any (wanted)
    ), touched as (
        select d.indicator, d.subject, max(d.changed_at) as changed_at from d where with_persons and d.subject is not null group by 1, 2
    ), stands as materialized (
        select t.indicator, t.subject, f.day, f.dong_code, f.detail, count(*) as facts
          from touched t cross join lateral statistic_facts(t.indicator, t.subject) f group by 1, 2, 3, 4, 5
    ), stood as (
        select x.indicator, x.subject, x.day, x.dong_code, x.detail
          from (select s.* from stands s union all
                select d.indicator, d.subject, d.day, d.dong_code, d.detail, -d.facts from d where with_persons and d.subject is not null) x
         group by 1, 2, 3, 4, 5 having sum(x.facts) > 0
    ), counted as (
        select distinct on (x.sign, x.indicator, x.subject, g.grain, statistic_period(g.grain, x.day))
               x.sign, x.indicator, x.subject, g.grain, statistic_period(g.grain, x.day) as period, x.dong_code, x.detail
          from (select 1 as sign, s.indicator, s.subject, s.day, s.dong_code, s.detail from stands s
                union all select -1, s.* from stood s) x
         cross join unnest(grains) g (grain)
         order by 1, 2, 3, 4, 5, x.day, x.dong_code, x.detail
    )
    select c.indicator, c.grain, c.period, c.dong_code, c.detail, sum(c.amount)::bigint, sum(c.persons)::bigint,
           max(c.changed_at) filter (where (c.changed_at at time zone 'Asia/Seoul')::date > statistic_last_day(c.grain, c.period))
      from (select d.indicator, g.grain, statistic_period(g.grain, d.day) as period, d.dong_code, d.detail, d.amount, 0 as persons, d.changed_at
              from d cross join unnest(grains) g (grain)
            union all
            select c.indicator, c.grain, c.period, c.dong_code, c.detail, 0, c.sign, t.changed_at
              from (select c.indicator, c.subject, c.grain, c.period, c.dong_code, c.detail, sum(c.sign) as sign
                      from counted c group by 1, 2, 3, 4, 5, 6 having sum(c.sign) <> 0) c
              join touched t using (indicator, subject)) c
     group by 1, 2, 3, 4, 5
$$;

-- Takes the noted changes into the figures: one statement, so one snapshot. The scheduler calls it.
create or replace function statistics_fold() returns bigint language sql
security definer set search_path = chatdong, pg_temp
as $$
    with pending as materialized (
        select * from statistic_pending(array(select no from indicator), statistic_grains(), true)
    ), gone as (
        delete from statistic_delta returning 1
    ), kept as (
        insert into statistic as s (indicator, grain, period, dong_code, detail, amount, persons, corrected_at)
        select * from pending
        on conflict on constraint statistic_once do update
           set amount = s.amount + excluded.amount, persons = s.persons + excluded.persons,
               corrected_at = greatest(s.corrected_at, excluded.corrected_at)
    )
    select count(*) from gone
$$;
revoke execute on function statistics_fold() from public;
grant execute on function statistics_fold() to chatdong_worker;

-- Which dong of today carries the figures of a dong: itself while it is there, else what it became; of several, the
-- one that took most of its area. Every dong has one, so that sums stay whole.
create or replace view dong_carried as
with recursive way as (
    select d.code as dong_code, d.code, d.valid_from as since, d.valid_to <= seoul_today() as gone from dong d
    union all
    select w.dong_code, n.successor_code, n.happened_on, n.gone
      from way w
     cross join lateral (select s.successor_code, s.happened_on, coalesce(d.valid_to <= seoul_today(), false) as gone
                           from dong_succession s join dong d on d.code = s.successor_code
                          where s.predecessor_code = w.code and s.happened_on > w.since and s.happened_on <= seoul_today()
                          order by s.happened_on, s.area_share desc nulls last, s.successor_code limit 1) n
     where w.gone
)
select distinct on (w.dong_code) w.dong_code, w.code as carried_by from way w order by w.dong_code, w.since desc;

-- An indicator's figures by period, dong (of today; staff without a dong: the gu's code) and dimension, as of this
-- statement's snapshot. base: what amount is divided by, where the indicator is a ratio. No nested loops: how many rows
-- there will be is guessed far too low, and dong_carried would be worked out for each.
create or replace function statistic_cells(i indicator, grain text, first_day date, last_day date, with_persons boolean)
returns table (period date, dong_code text, detail text, amount bigint, base bigint, persons bigint, corrected_at timestamptz)
language plpgsql stable set enable_nestloop = off set jit = off as $$
declare
    since date := statistic_period(grain, greatest(first_day, i.valid_from));
begin
    if i.kind = 'stock' then
        return query execute format($q$
            with d as materialized (
                select d.d::date as period, least(statistic_last_day($1, d.d::date), seoul_today()) as day
                  from generate_series($2::timestamp, $3::timestamp, statistic_step($1)) d (d) where d.d <= seoul_today()
            ), c as materialized (
                select * from dong_carried
            )
            select d.period, coalesce(c.carried_by, s.dong_code), s.detail, sum(s.amount)::bigint, sum(s.base)::bigint, sum(s.amount)::bigint, null::timestamptz
              from d
             cross join lateral (%s) s (dong_code, detail, amount, base)
              left join c on c.dong_code = s.dong_code
             group by 1, 2, 3$q$, i.stock) using grain, since, last_day;
        return;
    end if;
    return query
    select s.period, c.carried_by, s.detail, sum(s.amount)::bigint, null::bigint, sum(s.persons)::bigint, max(s.corrected_at)
      from (select k.period, k.dong_code, k.detail, k.amount, k.persons, k.corrected_at from statistic k
             where k.indicator = i.no and k.grain = statistic_cells.grain and k.period between since and last_day
            union all
            select p.period, p.dong_code, p.detail, p.amount, p.persons, p.corrected_at
              from statistic_pending(array[i.no], array[statistic_cells.grain], with_persons) p where p.period between since and last_day) s
      join dong_carried c on c.dong_code = s.dong_code
     group by 1, 2, 3;
end $$;


-- Whether the actor's context reaches a dong, or (headcounts without a dong) a gu: the second wall.
create or replace function statistic_in_reach(code text) returns boolean language sql stable as $$
    select code = any (string_to_array(current_setting('chatdong.dongs', true), ','))
        or left(code, 5) = nullif(current_setting('chatdong.gu', true), '')
        or current_setting('chatdong.city', true) = 'true'
$$;

create or replace function statistic_area_name(code text) returns text language sql stable as $$
    select coalesce((select d.name from dong d where d.code = $1), (select g.name from district g where g.code = $1), '서울시')
$$;

-- The figures of an area for its own staff, exact. Nothing counted: no row. within: a gu or dong, '' for all in reach.
create or replace function statistic_series(wanted text, grain text, by text, first_day date, last_day date, dongs text[], within text)
returns table (period date, area text, detail text, amount bigint, base bigint, corrected_at timestamptz)
language plpgsql stable security definer set search_path = chatdong, pg_temp
as $$
declare
    i indicator;
begin
    select * into i from indicator where id = wanted;
    return query
    select c.period, case by when 'gu' then left(c.dong_code, 5) when 'dong' then c.dong_code else coalesce(nullif(within, ''), 'city') end,
           case when by = 'detail' then c.detail else '' end, sum(case when i.kind = 'distinct' then c.persons else c.amount end)::bigint,
           sum(c.base)::bigint, max(c.corrected_at)
      from statistic_cells(i, grain, first_day, last_day, i.kind = 'distinct') c
     -- Two sub-selects, which are hashed: the city has hundreds of dongs, and an array is searched one by one.
     where (c.dong_code in (select unnest(dongs)) or c.dong_code in (select left(d, 5) from unnest(dongs) d))
       and c.dong_code like within || '%' and statistic_in_reach(c.dong_code)
     group by 1, 2, 3
    having sum(case when i.kind = 'distinct' then c.persons else c.amount end) <> 0 or sum(c.base) <> 0;
end $$;

create or replace function rfc3339(at timestamptz) returns text language sql stable as $$
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

-- As rows of an answer: value, ratio to the period before, target. A ratio is rounded to what is published.
create or replace function statistic_lines(wanted text, grain text, by text, first_day date, until date, dongs text[], within text)
returns table (period date, last_day date, area text, area_name text, detail text, value numeric, ratio_to_previous numeric, target bigint,
               achieved numeric, corrected_at text)
language plpgsql stable security definer set search_path = chatdong, pg_temp
as $$
begin
    if until < first_day or until - first_day > 7320 then
        perform rule_broken('statistic_days', 'to is not before from, and at most 20 years later');
    end if;
    return query
    with s as materialized (
        select x.*, case when x.base is null then x.amount else round(x.amount / nullif(x.base, 0)::numeric, 1) end as value
          from statistic_series(wanted, grain, by, statistic_period(grain, first_day) - 1, until, dongs, within) x
    )
    select s.period, statistic_last_day(grain, s.period), s.area, statistic_area_name(s.area), nullif(s.detail, ''), s.value,
           round(s.value / nullif(p.value, 0), 3), t.target, round(s.value / t.target, 3), rfc3339(s.corrected_at)
      from s
      left join s p on (p.area, p.detail) = (s.area, s.detail) and p.period = statistic_period(grain, s.period - 1)
      left join statistic_target t on grain = 'program_year' and by in ('city', 'gu') and t.indicator = wanted and t.area = s.area
                                  and t.year = extract(year from s.period)
     where s.period >= statistic_period(grain, first_day)
     order by 1, 3, 5 limit 10001;
end $$;

-- The lines as json, at most 10,000.
create or replace function statistic_json(wanted text, grain text, by text, first_day date, last_day date, dongs text[], within text)
returns json language plpgsql stable as $$
declare
    lines json;
    count bigint;
begin
    select coalesce(json_agg(l), '[]'), count(*) into lines, count
      from statistic_lines(wanted, grain, by, first_day, last_day, dongs, within) l;
    if count > 10000 then
        perform rule_broken('statistic_small_enough', 'more than 10,000 figures: ask for longer periods, fewer days or a coarser area');
    end if;
    return lines;
end $$;

-- A target's version, and what stood before.
create or replace function statistic_target_touch() returns trigger language plpgsql as $$
begin
    new.version := old.version + 1;
    new.created_at := old.created_at;
    new.created_by := old.created_by;
    new.updated_at := now();
    return new;
end $$;
create or replace trigger a_touch before update on statistic_target for each row execute function statistic_target_touch();
create or replace trigger keep after update or delete on statistic_target for each row execute function row_keep();

reset role;
