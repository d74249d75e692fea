-- An address as people type it, against the register: all readings of the text (src/address) at once. The reader
-- says what a text may mean and how far-fetched that is; here it is decided what it means. docs/decisions/0035.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function address_readings(reading jsonb)
returns table (kind text, name text, main int, sub int, cost int, basement boolean, mountain boolean, glued jsonb)
language sql immutable parallel safe rows 10
as $$
    select r.kind, r.name, r.main, r.sub, r.cost, coalesce(r.basement, false), coalesce(r.mountain, false), r.glued
      from jsonb_to_recordset(reading -> 'readings')
           as r (kind text, name text, main int, sub int, cost int, basement boolean, mountain boolean, glued jsonb)
$$;

-- The legal dongs that a typed dong of these districts (none: of any) may stand for: of that name, or of the dong of
-- that name, also a former one. Where both are, the legal dong is meant (우이동 is one, and a dong that has a part of
-- 수유동): the other is never exact.
drop function if exists address_legal(text); -- what it was in the first days
create or replace function address_legal(dong_key text, gus text[]) returns table (code text, cost int)
language sql stable parallel safe rows 2
as $$
    select l.code, 0 from legal_dong l
     where l.name_key = dong_key and (l.valid_to is null or l.valid_to > seoul_today())
       and (gus = '{}' or l.gu_code = any (gus))
    union all
    select p.legal_code,
           case when exists (select from legal_dong l where l.name_key = dong_key and (gus = '{}' or l.gu_code = any (gus)))
                then 6 else 0 end
      from dong_alias a join legal_dong_dong p on p.dong_code = a.dong_code
     where a.key = dong_key and (gus = '{}' or left(a.dong_code, 5) = any (gus))
$$;

-- The dongs of today of that name; when it was given up, those that have its area now.
create or replace function address_dongs(dong_key text) returns table (code text)
language sql stable parallel safe rows 2
as $$
    with recursive named as (
        select d.code, d.valid_to from dong_alias a join dong d on d.code = a.dong_code where a.key = dong_key
        union
        select d.code, d.valid_to
          from named n join dong_succession s on s.predecessor_code = n.code join dong d on d.code = s.successor_code
         where n.valid_to <= seoul_today()
    )
    select n.code from named n where n.valid_to is null or n.valid_to > seoul_today()
$$;

-- (plpgsql keeps a plan where a function in SQL that is not inlined would make one at every call.)
--
-- What stands glued before a name (마포구성산로4길) must be a name of this very place, or the cut was a wrong guess:
-- its district or dong of either kind, or both, with or without the last syllable.
create or replace function address_misfit(glued jsonb, hit_gu text, hit_legal text, hit_dong text) returns boolean
language plpgsql stable parallel safe
as $$
begin
    return exists (
        select from jsonb_array_elements_text(glued) as g (part)
         where not exists (
               select from (values ('')
                            union all select unnest(array[d.name, left(d.name, -1)]) from district d where d.code = hit_gu
                           ) as gu (name)
                cross join (values ('')
                            union all select unnest(array[l.name_key, regexp_replace(l.name_key, '동$', '')]) from legal_dong l where l.code = hit_legal
                            union all select a.key from dong_alias a where a.dong_code = hit_dong) as dong (name)
                where gu.name || dong.name = g.part));
end $$;

-- 12, 12-3, 지하 12, 산 12-3
create or replace function address_number(before text, main int, sub int) returns text
language sql stable parallel safe
as $$
    select before || main || case when sub > 0 then '-' || sub else '' end
$$;

create or replace function address_spelled(b building, by_lot boolean) returns text
language plpgsql stable parallel safe
as $$
declare
    gu constant text := (select d.name from district d where d.code = b.gu_code);
begin
    if by_lot or b.road_key = '' then
        return concat_ws(' ', gu, (select l.name from legal_dong l where l.code = b.legal_code),
                         address_number(case when b.mountain then '산 ' else '' end, b.lot_main, b.lot_sub));
    end if;
    return concat_ws(' ', gu, b.road_name,
                     address_number(case when b.basement then '지하 ' else '' end, b.main_no, b.sub_no));
end $$;

-- What is known before the register is asked: districts and dongs that the text names. A word like 덕양구 that is
-- no district of Seoul makes everything doubtful.
do $$ begin
    if to_regtype('chatdong.address_places') is null then
        create type address_places as (gus text[], strange boolean, legals text[], dongs text[], zip text);
    end if;
end $$;

create or replace function address_places_of(reading jsonb) returns address_places
language plpgsql stable parallel safe
as $$
declare
    p address_places;
begin
    p := row('{}', false, '{}', '{}', nullif(reading ->> 'zip', ''));
    if reading -> 'gu' <> '[]' then
        select coalesce(array_agg(g.code) filter (where g.code is not null), '{}'),
               coalesce(bool_or(g.word > 0 and g.codes = 0), false)
          into p.gus, p.strange
          from (select d.code, w.word, count(d.code) over (partition by w.word) as codes
                  from jsonb_to_recordset(reading -> 'gu') as w (name text, word int)
                  left join district d on d.name in (w.name, w.name || '구')) g;
    end if;
    if reading @? '$.readings[*] ? (@.kind == "dong")' then
        select coalesce(array_agg(distinct l.code), '{}') into p.legals
          from address_readings(reading) r cross join lateral address_legal(r.name, p.gus) l where r.kind = 'dong';
    end if;
    if p.legals <> '{}' then
        select coalesce(array_agg(d.code), '{}') into p.dongs
          from address_readings(reading) r cross join lateral address_dongs(r.name) d where r.kind = 'dong';
    end if;
    return p;
end $$;

-- The buildings of the register that the readings name, one for each dong, likeliest first. Each contradiction adds
-- to the cost: above CD_ADDRESS_SURE (5) nothing is exact.
create or replace function address_hits(reading jsonb, p address_places)
returns table (cost int, by_lot boolean, hit building)
language sql stable parallel safe rows 2
as $$
    with r as materialized (select * from address_readings(reading) x where x.main > 0),
    found as (
        select r.cost, false as by_lot, r.glued, b as hit
          from r join building b on b.road_key = r.name collate "C" and b.main_no = r.main and b.sub_no = r.sub
                                and b.basement = r.basement
         where r.kind = 'road'
        union all
        select r.cost + l.cost, true, r.glued, b
          from r cross join lateral address_legal(r.name, p.gus) l
          join building b on b.legal_code = l.code collate "C" and b.lot_main = r.main and b.lot_sub = r.sub
                         and b.mountain = r.mountain
         where r.kind = 'lot'
    ),
    judged as (
        select f.cost + case when p.strange then 6 else 0 end
               + case when p.gus <> '{}' and (f.hit).gu_code <> all (p.gus) then 20 else 0 end
               + case when p.legals <> '{}' and (f.hit).legal_code <> all (p.legals)
                           and (f.hit).dong_code <> all (p.dongs) then 6 else 0 end
               + case when (f.hit).zip <> p.zip and (f.hit).zip <> '' then 4 else 0 end
               + case when f.glued is not null
                           and address_misfit(f.glued, (f.hit).gu_code, (f.hit).legal_code, (f.hit).dong_code)
                      then 6 else 0 end as cost,
               f.by_lot, f.hit
          from found f
    ),
    first_of_dong as (
        select distinct on ((j.hit).dong_code) j.* from judged j
         order by (j.hit).dong_code, j.cost, (j.hit).management_no
    )
    select j.cost, j.by_lot, j.hit from first_of_dong j order by j.cost, (j.hit).dong_code limit 10
$$;

-- The neighbours of a number that the register does not have: the same number with another sub-number, else the next
-- lower and higher one on the same side of the road. In one dong, the number is there, too.
create or replace function address_road_near(reading jsonb, p address_places)
returns table (certainty text, by_lot boolean, hit building)
language plpgsql stable parallel safe rows 2
as $$
declare
    r record;
begin
    for r in select x.* from address_readings(reading) x
              where x.kind = 'road' and x.main > 0 and x.cost <= 6 and exists (
                    select from building b where b.road_key = x.name collate "C"
                       and (p.gus = '{}' or b.gu_code = any (p.gus))
                       and (x.glued is null or not address_misfit(x.glued, b.gu_code, b.legal_code, b.dong_code)))
              order by x.cost limit 1 loop
        return query
        with same as (
            select distinct on (b.dong_code) b as hit, abs(b.sub_no - r.sub) as far
              from building b
             where b.road_key = r.name collate "C" and b.main_no = r.main
               and (p.gus = '{}' or b.gu_code = any (p.gus))
             order by b.dong_code, far
        ),
        around as (
            (select b as hit, r.main - b.main_no as far
               from building b
              where b.road_key = r.name collate "C" and b.main_no < r.main and b.main_no % 2 = r.main % 2
                and (p.gus = '{}' or b.gu_code = any (p.gus))
              order by b.main_no desc, b.sub_no desc limit 1)
            union all
            (select b, b.main_no - r.main
               from building b
              where b.road_key = r.name collate "C" and b.main_no > r.main and b.main_no % 2 = r.main % 2
                and (p.gus = '{}' or b.gu_code = any (p.gus))
              order by b.main_no, b.sub_no limit 1)
        ),
        near as (
            select s.hit, s.far, true as closed from same s
            union all
            select a.hit, a.far, count(*) over () = 2 from around a where not exists (select from same)
        ),
        each as (
            select distinct on ((n.hit).dong_code) n.hit, n.far, n.closed from near n
             order by (n.hit).dong_code, n.far
        )
        select case when count(*) over () > 1 then 'ambiguous'
                    when e.closed and not p.strange then 'building_range' else 'approximate' end,
               false, e.hit
          from each e order by e.far, (e.hit).dong_code limit 10;
    end loop;
end $$;

-- The same for lots; where no neighbour helps, the legal dong alone does when it lies in one dong.
create or replace function address_lot_near(reading jsonb, p address_places)
returns table (certainty text, by_lot boolean, hit building)
language plpgsql stable parallel safe rows 2
as $$
declare
    r record;
begin
    for r in select x.mountain, x.main, x.sub, array_agg(distinct l.code) as codes
               from address_readings(reading) x cross join lateral address_legal(x.name, p.gus) l
              where x.kind = 'lot' and x.cost <= 6
                and (x.glued is null or not address_misfit(x.glued, left(l.code, 5), l.code, null))
              group by x.name, x.mountain, x.main, x.sub, x.cost + l.cost order by x.cost + l.cost limit 1 loop
        return query
        with same as (
            select distinct on (b.dong_code) b as hit, abs(b.lot_sub - r.sub) as far
              from building b
             where b.legal_code = any (r.codes collate "C") and b.lot_main = r.main and b.mountain = r.mountain
             order by b.dong_code, far
        )
        select case when count(*) over () > 1 then 'ambiguous'
                    when p.strange then 'approximate' else 'building_range' end, true, s.hit
          from same s order by s.far, (s.hit).dong_code limit 10;
        if not found and not exists (
               select from legal_dong_dong g join dong d on d.code = g.dong_code
                where g.legal_code = any (r.codes) and (d.valid_to is null or d.valid_to > seoul_today())
               having count(distinct g.dong_code) = 1) then
            return query
            select 'approximate', true, b
              from building b
             where b.legal_code = any (r.codes collate "C") and b.mountain = r.mountain
             order by abs(b.lot_main - r.main), b.lot_sub limit 1;
        end if;
    end loop;
end $$;

-- Dongs that are named, when no number helps: the dong itself, else the dongs of the legal dong.
create or replace function address_dong_named(reading jsonb, p address_places)
returns table (certainty text, dong_code text, address text, legal_code text)
language plpgsql stable parallel safe rows 2
as $$
begin
    return query
    with named as (
        select r.cost, d.code, null::text as legal, 0 as by_legal
          from address_readings(reading) r cross join lateral address_dongs(r.name) d
         where r.kind in ('dong', 'lot')
           and (r.glued is null or not address_misfit(r.glued, left(d.code, 5), null, d.code))
        union all
        select r.cost, g.dong_code, l.code, 1
          from address_readings(reading) r
          join legal_dong l on l.name_key = r.name and (l.valid_to is null or l.valid_to > seoul_today())
          join legal_dong_dong g on g.legal_code = l.code
         where r.kind in ('dong', 'lot')
           and (r.glued is null or not address_misfit(r.glued, l.gu_code, l.code, g.dong_code))
    ),
    fitting as (
        select n.*, d.name, d.gu_code, dense_rank() over (order by n.cost, n.by_legal) as place
          from named n join dong d on d.code = n.code and (d.valid_to is null or d.valid_to > seoul_today())
         where p.gus = '{}' or d.gu_code = any (p.gus)
    ),
    each as (
        select distinct on (f.code) f.* from fitting f where f.place = 1 order by f.code, f.cost
    )
    select case when count(*) over () > 1 then 'ambiguous'
                when p.strange then 'approximate' else 'legal_dong' end,
           e.code, concat_ws(' ', g.name, e.name), e.legal
      from each e left join district g on g.code = e.gu_code order by e.code limit 10;
end $$;

-- A building by its name, and the dongs that a road without a number runs through.
create or replace function address_by_name(reading jsonb, p address_places, wanted text)
returns table (certainty text, by_lot boolean, hit building)
language plpgsql stable parallel safe rows 2
as $$
begin
    return query
    with found as (
        select r.cost + case when b.name_key = r.name then 0 else 2 end as cost, b as hit
          from address_readings(reading) r
          join building b on b.name_key >= r.name collate "C" and b.name_key < (r.name || U&'\FFFF') collate "C"
                         and b.name_key <> ''
         where wanted = 'name' and r.kind = 'name' and (b.name_key = r.name or length(r.name) > 3)
        union all
        select r.cost, b from address_readings(reading) r
          join building b on b.road_key = r.name collate "C"
         where wanted = 'road' and r.kind = 'road' and r.main = 0 and r.glued is null
    ),
    fitting as (
        select f.cost, f.hit, rank() over (order by f.cost) as place from found f
         where (p.gus = '{}' or (f.hit).gu_code = any (p.gus))
           and (p.legals = '{}' or (f.hit).legal_code = any (p.legals) or (f.hit).dong_code = any (p.dongs))
    ),
    each as (
        select distinct on ((f.hit).dong_code) f.hit from fitting f where f.place = 1
         order by (f.hit).dong_code, (f.hit).management_no
    )
    select case when count(*) over () > 1 then 'ambiguous' else 'approximate' end, false, e.hit
      from each e order by (e.hit).dong_code limit 10;
end $$;

-- The answer to a typed address (`reading` is cd_address_json): no row when it is not found or not in Seoul; one row
-- with certainty exact, building_range, legal_dong or approximate; or 2 to 10 rows, all ambiguous, likeliest first.
create or replace function address_find(reading jsonb)
returns table (certainty text, dong_code text, kind text, address text, road_key text, main_no int, sub_no int,
               basement boolean, legal_code text, mountain boolean, lot_main int, lot_sub int, zip text)
language plpgsql stable parallel safe rows 1
as $$
declare
    p address_places;
begin
    if (reading ->> 'elsewhere')::boolean then
        return;
    end if;
    p := address_places_of(reading);
    return query
    with hits as (select h.*, min(h.cost) over () as least from address_hits(reading, p) h),
    close as (select h.*, count(*) over () as many from hits h where h.cost <= h.least + 3)
    select case when c.many > 1 then 'ambiguous' when c.cost <= 5 then 'exact' else 'approximate' end,
           (c.hit).dong_code, case when c.by_lot then 'lot' else 'road' end, address_spelled(c.hit, c.by_lot),
           (c.hit).road_key, (c.hit).main_no, (c.hit).sub_no, (c.hit).basement, (c.hit).legal_code,
           (c.hit).mountain, (c.hit).lot_main, (c.hit).lot_sub, (c.hit).zip
      from close c order by c.cost, (c.hit).dong_code;
    if found then
        return;
    end if;
    return query select * from address_find_near(reading, p);
end $$;

create or replace function address_find_near(reading jsonb, p address_places)
returns table (certainty text, dong_code text, kind text, address text, road_key text, main_no int, sub_no int,
               basement boolean, legal_code text, mountain boolean, lot_main int, lot_sub int, zip text)
language plpgsql stable parallel safe rows 1
as $$
declare
    step text;
begin
    foreach step in array array['road_near', 'lot_near', 'name', 'dong', 'road'] loop
        if step = 'dong' then
            return query
            select d.certainty, d.dong_code, 'dong', d.address, null::text, null::int, null::int, null::boolean,
                   d.legal_code, null::boolean, null::int, null::int, null::text
              from address_dong_named(reading, p) d;
        else
            return query
            select h.certainty, (h.hit).dong_code,
                   case when step = 'name' then 'name' when h.by_lot then 'lot' else 'road' end,
                   address_spelled(h.hit, h.by_lot), (h.hit).road_key, (h.hit).main_no, (h.hit).sub_no,
                   (h.hit).basement, (h.hit).legal_code, (h.hit).mountain, (h.hit).lot_main, (h.hit).lot_sub,
                   (h.hit).zip
              from (select * from address_road_near(reading, p) where step = 'road_near'
                    union all select * from address_lot_near(reading, p) where step = 'lot_near'
                    union all select * from address_by_name(reading, p, step) where step in ('name', 'road')) h;
        end if;
        if found then
            return;
        end if;
    end loop;
end $$;

reset role;
