-- What `chatdong import dongs` and `import boundaries` do once their files stand in temporary tables
-- (src/jobs/import_dongs.c, src/jobs/import_boundaries.c). Run by the owner.
set local role chatdong_owner;
set local search_path = chatdong;
-- The temporary tables are there when the functions run, not when they are made.
set local check_function_bodies = off;

-- 봉천제1동 and 봉천1동 are one name; its stem is 봉천, its numbers {1}; 면목제3.8동 has {3,8}.
create or replace function dong_name_stem(name text) returns text language sql immutable as $$
    select regexp_replace(name, '(본|제?[0-9.]+)?동$', '')
$$;
create or replace function dong_name_numbers(name text) returns text[] language sql immutable as $$
    select string_to_array(substring(name from '제?([0-9.]+)동$'), '.')
$$;

-- Dongs that began on the day on which others ended (or the day after: some records leave a night
-- between) in the same district, and dongs that a new district took over under their old name.
create or replace function dong_changes() returns table (ended text, begun text, happened_on date, ended_name text, begun_name text,
                                                         same_district boolean)
language sql stable as $$
    select e.code, b.code, b.valid_from, e.name_official, b.name_official, e.gu_code = b.gu_code
      from dong e
      join dong b on b.valid_from in (e.valid_to, e.valid_to + 1) and b.code <> e.code
       and (e.gu_code = b.gu_code or e.name_official = b.name_official)
$$;

-- What names and codes alone tell of successions, the surest rule first; a dong that a surer rule (or
-- the record, or two boundaries) has explained is left alone.
create or replace function dong_succession_by_name() returns table (ended text, begun text, happened_on date)
language sql stable as $$
    with candidate as (
        select c.*, dong_name_numbers(c.ended_name) && dong_name_numbers(c.begun_name) as number_fits,
               dong_name_stem(c.ended_name) = dong_name_stem(c.begun_name) as stem_fits,
               spelling_key(replace(c.ended_name, '제', '')) = spelling_key(replace(c.begun_name, '제', '')) as name_fits,
               count(*) over (partition by c.ended, c.same_district) as begun_then,
               count(*) over (partition by c.begun, c.same_district) as ended_then,
               count(*) filter (where dong_name_stem(c.ended_name) = dong_name_stem(c.begun_name))
                   over (partition by c.ended, c.same_district) as begun_of_stem,
               count(*) filter (where dong_name_stem(c.ended_name) = dong_name_stem(c.begun_name))
                   over (partition by c.begun, c.same_district) as ended_of_stem
          from dong_changes() c
         where not exists (select from dong_succession s where s.basis <> 'name'
                              and (s.predecessor_code = c.ended or s.successor_code = c.begun))
    ), ruled as (
        select c.*, case
            when name_fits and (same_district or stem_fits) then 1           -- renamed, or taken over by a new district
            when not same_district then null
            when stem_fits and number_fits then 2                            -- 상계3동, 상계4동 → 상계3.4동
            when stem_fits and dong_name_numbers(ended_name) is null then 3  -- 논현동 → 논현1동, 논현2동
            when stem_fits and begun_of_stem = 1 and ended_of_stem <= 3 then 4 -- 청파1동, 청파2동 → 청파동
            when ended_then = 1 and begun_then = 1 then 5                    -- nothing else changed that day
            when begun::bigint = ended::bigint + 500 then 6                  -- the code put behind the old one's
        end as rule
          from candidate c
    )
    select r.ended, r.begun, r.happened_on from ruled r
     where r.rule = (select min(o.rule) from ruled o where o.ended = r.ended)
     union
    -- Ended and nothing began: its part of the postal address lies in one dong that was there already.
    select e.code, d.code, e.valid_to
      from dong e
      join legal_dong l on l.gu_code = e.gu_code and l.name_key = spelling_key(e.name_official)
      join legal_dong_dong p on p.legal_code = l.code
      join dong d on d.code = p.dong_code and d.valid_from < e.valid_to and coalesce(d.valid_to > e.valid_to, true)
     where e.valid_to is not null
       and not exists (select from ruled r where r.ended = e.code and r.rule is not null)
       and not exists (select from dong_succession s where s.predecessor_code = e.code and s.basis <> 'name')
       and (select count(*) from legal_dong_dong o where o.legal_code = l.code) = 1
$$;

-- successor_code is the one that got the most of a dong that has ended: by area, or the only one.
create or replace function dong_main_successor_renew() returns void language sql as $$
    update dong d
       set successor_code = m.code, version = version + (xmin <> pg_current_xact_id()::xid)::int
      from (select d2.code as ended,
                   case when count(s.successor_code) = 1 or count(s.area_share) = count(s.successor_code)
                        then (array_agg(s.successor_code order by s.area_share desc nulls last, s.successor_code))[1] end as code
              from dong d2 left join dong_succession s on s.predecessor_code = d2.code
             where d2.valid_to is not null
             group by d2.code) m
     where m.ended = d.code and d.successor_code is distinct from m.code
$$;

-- Renews what is known by name; what is not derived any more goes.
create or replace function dong_succession_renew(out inserted bigint, out removed bigint, out kept bigint) language plpgsql as $$
begin
    create temporary table derived_succession on commit drop as select * from dong_succession_by_name();
    delete from dong_succession s
     where s.basis = 'name'
       and not exists (select from derived_succession n where (n.ended, n.begun) = (s.predecessor_code, s.successor_code));
    get diagnostics removed = row_count;
    insert into dong_succession (predecessor_code, successor_code, happened_on, basis)
    select ended, begun, happened_on, 'name' from derived_succession on conflict do nothing;
    get diagnostics inserted = row_count;
    drop table derived_succession;
    select count(*) - dong_succession_renew.inserted into kept from dong_succession;
    perform dong_main_successor_renew();
end $$;

create or replace function import_districts(out what text, out inserted bigint, out updated bigint, out removed bigint, out unchanged bigint)
language sql as $$
    with source as (
        select g.code, normalize(g.name) as name, g.name_en, g.sgis_code,
               (select min(h.valid_from) from import_history h where h.gu_code = g.code) as valid_from
          from import_gu g
    ), done as (
        insert into district as d (code, name, name_en, sgis_code, valid_from) select * from source
        on conflict (code) do update
           set name = excluded.name, name_en = excluded.name_en, sgis_code = excluded.sgis_code,
               valid_from = excluded.valid_from, version = d.version + 1
         where (d.name, d.name_en, d.sgis_code, d.valid_from)
               is distinct from (excluded.name, excluded.name_en, excluded.sgis_code, excluded.valid_from)
        returning xmax = 0 as fresh
    )
    select 'districts', count(*) filter (where fresh), count(*) filter (where not fresh), 0::bigint,
           (select count(*) from source) - count(*) from done
$$;

-- Of a dong that has ended, the history knows the official name only.
create or replace function import_dong_rows(out what text, out inserted bigint, out updated bigint, out removed bigint, out unchanged bigint)
language sql as $$
    with source as (
        select h.code, h.gu_code, normalize(coalesce(d.name, h.name_official)) as name,
               normalize(coalesce(d.name_official, h.name_official)) as name_official, d.name_en, d.sgis_code,
               d.lon, d.lat, d.area_km2, h.valid_from, h.valid_to
          from import_history h left join import_dong d on d.code = h.code
         union all
        select d.code, d.gu_code, normalize(d.name), normalize(d.name_official), d.name_en, d.sgis_code,
               d.lon, d.lat, d.area_km2, d.valid_from, null
          from import_dong d where not exists (select from import_history h where h.code = d.code)
    ), done as (
        insert into dong as d (code, gu_code, name, name_official, name_en, sgis_code, lon, lat, area_km2, valid_from, valid_to)
        select * from source
        on conflict (code) do update
           set gu_code = excluded.gu_code, name = excluded.name, name_official = excluded.name_official,
               name_en = excluded.name_en, sgis_code = excluded.sgis_code, lon = excluded.lon, lat = excluded.lat,
               area_km2 = excluded.area_km2, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
               version = d.version + 1
         where (d.gu_code, d.name, d.name_official, d.name_en, d.sgis_code, d.lon, d.lat, d.area_km2, d.valid_from, d.valid_to)
               is distinct from (excluded.gu_code, excluded.name, excluded.name_official, excluded.name_en, excluded.sgis_code,
                                 excluded.lon, excluded.lat, excluded.area_km2, excluded.valid_from, excluded.valid_to)
        returning xmax = 0 as fresh
    )
    select 'dongs', count(*) filter (where fresh), count(*) filter (where not fresh), 0::bigint,
           (select count(*) from source) - count(*) from done
$$;

create or replace function import_legal_dongs(out what text, out inserted bigint, out updated bigint, out removed bigint, out unchanged bigint)
language sql as $$
    with done as (
        insert into legal_dong as l (code, gu_code, name, name_en)
        select code, gu_code, normalize(name), name_en from import_legal_dong
        on conflict (code) do update
           set gu_code = excluded.gu_code, name = excluded.name, name_en = excluded.name_en, version = l.version + 1
         where (l.gu_code, l.name, l.name_en) is distinct from (excluded.gu_code, excluded.name, excluded.name_en)
        returning xmax = 0 as fresh
    )
    select 'legal dongs', count(*) filter (where fresh), count(*) filter (where not fresh), 0::bigint,
           (select count(*) from import_legal_dong) - count(*) from done
$$;

-- The file speaks for the dongs that it names: pairs of theirs that it lacks go, those of others stay.
create or replace function import_pairs(out what text, out inserted bigint, out updated bigint, out removed bigint, out unchanged bigint)
language sql as $$
    with gone as (
        delete from legal_dong_dong p
         where p.dong_code in (select i.dong_code from import_pair i)
           and not exists (select from import_pair i where (i.legal_code, i.dong_code) = (p.legal_code, p.dong_code))
        returning 1
    ), done as (
        insert into legal_dong_dong as p (legal_code, dong_code, source)
        select legal_code, dong_code, normalize(source) from import_pair
        on conflict (legal_code, dong_code) do update set source = excluded.source
         where p.source is distinct from excluded.source
        returning xmax = 0 as fresh
    )
    select 'pairs', count(*) filter (where fresh), count(*) filter (where not fresh), (select count(*) from gone),
           (select count(*) from import_pair) - count(*) from done
$$;

-- The record first, then what names tell of the rest.
create or replace function import_successions(out what text, out inserted bigint, out updated bigint, out removed bigint, out unchanged bigint)
language plpgsql as $$
declare
    named record;
begin
    with done as (
        insert into dong_succession as s (predecessor_code, successor_code, happened_on, basis)
        select i.predecessor_code, i.successor_code, i.happened_on, 'record'
          from import_succession i
          join dong p on p.code = i.predecessor_code
          join dong b on b.code = i.successor_code
        on conflict (predecessor_code, successor_code) do update set basis = 'record', happened_on = excluded.happened_on
         where (s.basis, s.happened_on) is distinct from ('record', excluded.happened_on)
        returning xmax = 0 as fresh
    )
    select count(*) filter (where fresh), count(*) filter (where not fresh) into inserted, updated from done;
    select * into named from dong_succession_renew();
    what := 'successions';
    removed := named.removed;
    select count(*) - import_successions.inserted - named.inserted - updated into unchanged from dong_succession;
    inserted := inserted + named.inserted;
end $$;

-- A dong that only got a new code keeps its center: the center goes along.
create or replace function import_centers(out what text, out inserted bigint, out updated bigint, out removed bigint, out unchanged bigint)
language sql as $$
    with moved as (
        update center c set dong_code = s.successor_code
          from dong_succession s join dong d on d.code = s.predecessor_code
         where c.dong_code = s.predecessor_code and d.valid_to is not null
           and (select count(*) from dong_succession o where o.predecessor_code = s.predecessor_code) = 1
           and (select count(*) from dong_succession o where o.successor_code = s.successor_code) = 1
           and not exists (select from center o where o.dong_code = s.successor_code)
        returning 1
    )
    select 'centers', 0::bigint, (select count(*) from moved), 0::bigint, (select count(*) from center) - (select count(*) from moved)
$$;

create or replace function import_geography()
returns table (what text, inserted bigint, updated bigint, removed bigint, unchanged bigint) language plpgsql as $$
begin
    return query select * from import_districts();
    return query select * from import_dong_rows();
    return query select * from import_legal_dongs();
    return query select * from import_pairs();
    return query select 'aliases', a.inserted, 0::bigint, a.removed, a.kept from dong_alias_renew() a;
    return query select * from import_successions();
    return query select * from import_centers();
end $$;

create or replace function import_boundary_rows(out what text, out inserted bigint, out updated bigint, out removed bigint, out unchanged bigint)
language sql as $$
    with done as (
        insert into dong_boundary as b (dong_code, valid_from, geometry, bbox, source)
        select dong_code, valid_from, geometry, bbox, source from import_boundary
        on conflict (dong_code, valid_from) do update
           set geometry = excluded.geometry, bbox = excluded.bbox, source = excluded.source
         where (b.geometry::text, b.bbox::text, b.source)
               is distinct from (excluded.geometry::text, excluded.bbox::text, excluded.source)
        returning xmax = 0 as fresh
    )
    select 'boundaries', count(*) filter (where fresh), count(*) filter (where not fresh), 0::bigint,
           (select count(*) from import_boundary) - count(*) from done
$$;

-- What two maps tell of the dongs that ended or began between them. The maps of two years are drawn
-- differently along rivers and hills by up to a tenth of a small dong, so less than that is nothing; of a
-- dong that stayed, a new one must have taken a quarter of itself.
create or replace function dong_succession_by_area() returns table (predecessor text, successor text, happened_on date, area_share double precision)
language sql stable as $$
    with overlap as (
        select o.old_code, o.new_code, max(o.of_old) as of_old, max(o.of_new) as of_new
          from import_overlap o where o.old_code <> o.new_code group by 1, 2
    ), paired as (
        select p.code as predecessor, s.code as successor, coalesce(p.valid_to, s.valid_from) as ended_on, s.valid_from as begun_on,
               p.valid_to in (s.valid_from, s.valid_from - 1) as both, o.of_old, coalesce(o.of_new, 0) as of_new
          from overlap o join dong p on p.code = o.old_code join dong s on s.code = o.new_code
    )
    select p.predecessor, p.successor, case when p.begun_on > m.old_day then p.begun_on else p.ended_on end, nullif(p.of_old, 0)
      from paired p, (select min(old_day) as old_day, max(new_day) as new_day from import_maps) m
     where (p.both and p.begun_on > m.old_day and greatest(p.of_old, p.of_new) >= 0.1)
        or (p.begun_on > m.old_day and p.begun_on <= m.new_day and coalesce(p.both, false) is false
            and p.of_new >= 0.25 and (select coalesce(d.valid_to > p.begun_on, true) from dong d where d.code = p.predecessor))
        or (p.ended_on > m.old_day and p.ended_on <= m.new_day and p.begun_on < p.ended_on and p.of_old >= 0.25)
$$;

create or replace function import_area_successions(out what text, out inserted bigint, out updated bigint, out removed bigint, out unchanged bigint)
language plpgsql as $$
declare
    named record;
begin
    create temporary table area_succession on commit drop as select * from dong_succession_by_area();
    with done as (
        insert into dong_succession as s (predecessor_code, successor_code, happened_on, basis, area_share)
        select a.predecessor, a.successor, a.happened_on, 'area', greatest(round(a.area_share::numeric, 2), 0.01) from area_succession a
        on conflict (predecessor_code, successor_code) do update
           set basis = case when s.basis = 'record' then 'record' else 'area' end, area_share = excluded.area_share
         where (s.area_share, s.basis = 'name') is distinct from (excluded.area_share, false)
        returning xmax = 0 as fresh
    )
    select count(*) filter (where fresh), count(*) filter (where not fresh), (select count(*) from area_succession) - count(*)
      into inserted, updated, unchanged from done;
    select * into named from dong_succession_renew();
    what := 'successions';
    removed := named.removed;
    drop table area_succession;
end $$;

-- Dongs that ended and of which nobody knows what became: what the import's report warns of.
create or replace function dong_without_successor() returns setof dong language sql stable as $$
    select * from dong d
     where d.valid_to is not null and not exists (select from dong_succession s where s.predecessor_code = d.code)
     order by d.valid_to desc, d.code
$$;

reset role;
