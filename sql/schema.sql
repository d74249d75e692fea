
-- Name: chatdong; Type: SCHEMA; Schema: -; Owner: chatdong_owner

CREATE SCHEMA chatdong;

ALTER SCHEMA chatdong OWNER TO chatdong_owner;

-- Name: btree_gist; Type: EXTENSION; Schema: -; Owner: -

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA chatdong;

-- Name: EXTENSION btree_gist; Type: COMMENT; Schema: -; Owner: 

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';

-- Name: address_places; Type: TYPE; Schema: chatdong; Owner: chatdong_owner

CREATE TYPE chatdong.address_places AS (
	gus text[],
	strange boolean,
	legals text[],
	dongs text[],
	zip text
);

ALTER TYPE chatdong.address_places OWNER TO chatdong_owner;

-- Name: access_partition_ensure(date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.access_partition_ensure(day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    first constant date := date_trunc('month', day)::date;
    partition constant text := 'access_record_' || to_char(first, 'YYYY_MM');
begin
    perform pg_advisory_xact_lock(hashtextextended('access_partition', 0));
    if to_regclass('chatdong.' || partition) is not null
       or exists (select from access_record_default
                   where at >= first::timestamp at time zone 'UTC'
                     and at < (first + interval '1 month') at time zone 'UTC') then
        return;
    end if;
    execute format('create table %I partition of access_record for values from (%L) to (%L)',
                   partition, first::timestamp at time zone 'UTC',
                   (first + interval '1 month') at time zone 'UTC');
end $$;

ALTER FUNCTION chatdong.access_partition_ensure(day date) OWNER TO chatdong_owner;

-- Name: access_record_keys(uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.access_record_keys(resident uuid) RETURNS TABLE(at timestamp with time zone, id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
    select r.at, r.id from access_record r where r.resident_ids @> array[resident]
$$;

ALTER FUNCTION chatdong.access_record_keys(resident uuid) OWNER TO chatdong_owner;

-- Name: actor_partner(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.actor_partner() RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
    select partner_id from system_client where id::text = current_setting('chatdong.actor_id', true) and active
$$;

ALTER FUNCTION chatdong.actor_partner() OWNER TO chatdong_owner;

-- Name: building; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.building (
    management_no text NOT NULL COLLATE pg_catalog."C",
    dong_code text NOT NULL COLLATE pg_catalog."C",
    legal_code text NOT NULL COLLATE pg_catalog."C",
    gu_code text NOT NULL COLLATE pg_catalog."C",
    road_code text NOT NULL COLLATE pg_catalog."C",
    road_name text NOT NULL,
    road_key text NOT NULL COLLATE pg_catalog."C",
    basement boolean NOT NULL,
    main_no integer NOT NULL,
    sub_no integer NOT NULL,
    mountain boolean NOT NULL,
    lot_main integer NOT NULL,
    lot_sub integer NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    zip text NOT NULL
)
PARTITION BY RANGE (management_no);

ALTER TABLE chatdong.building OWNER TO chatdong_owner;

-- Name: address_by_name(jsonb, chatdong.address_places, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_by_name(reading jsonb, p chatdong.address_places, wanted text) RETURNS TABLE(certainty text, by_lot boolean, hit chatdong.building)
    LANGUAGE plpgsql STABLE ROWS 2 PARALLEL SAFE
    AS $$
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

ALTER FUNCTION chatdong.address_by_name(reading jsonb, p chatdong.address_places, wanted text) OWNER TO chatdong_owner;

-- Name: address_dong_named(jsonb, chatdong.address_places); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_dong_named(reading jsonb, p chatdong.address_places) RETURNS TABLE(certainty text, dong_code text, address text, legal_code text)
    LANGUAGE plpgsql STABLE ROWS 2 PARALLEL SAFE
    AS $$
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

ALTER FUNCTION chatdong.address_dong_named(reading jsonb, p chatdong.address_places) OWNER TO chatdong_owner;

-- Name: address_dongs(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_dongs(dong_key text) RETURNS TABLE(code text)
    LANGUAGE sql STABLE ROWS 2 PARALLEL SAFE
    AS $$
    with recursive named as (
        select d.code, d.valid_to from dong_alias a join dong d on d.code = a.dong_code where a.key = dong_key
        union
        select d.code, d.valid_to
          from named n join dong_succession s on s.predecessor_code = n.code join dong d on d.code = s.successor_code
         where n.valid_to <= seoul_today()
    )
    select n.code from named n where n.valid_to is null or n.valid_to > seoul_today()
$$;

ALTER FUNCTION chatdong.address_dongs(dong_key text) OWNER TO chatdong_owner;

-- Name: address_find(jsonb); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_find(reading jsonb) RETURNS TABLE(certainty text, dong_code text, kind text, address text, road_key text, main_no integer, sub_no integer, basement boolean, legal_code text, mountain boolean, lot_main integer, lot_sub integer, zip text)
    LANGUAGE plpgsql STABLE ROWS 1 PARALLEL SAFE
    AS $$
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

ALTER FUNCTION chatdong.address_find(reading jsonb) OWNER TO chatdong_owner;

-- Name: address_find_near(jsonb, chatdong.address_places); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_find_near(reading jsonb, p chatdong.address_places) RETURNS TABLE(certainty text, dong_code text, kind text, address text, road_key text, main_no integer, sub_no integer, basement boolean, legal_code text, mountain boolean, lot_main integer, lot_sub integer, zip text)
    LANGUAGE plpgsql STABLE ROWS 1 PARALLEL SAFE
    AS $$
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

ALTER FUNCTION chatdong.address_find_near(reading jsonb, p chatdong.address_places) OWNER TO chatdong_owner;

-- Name: address_hits(jsonb, chatdong.address_places); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_hits(reading jsonb, p chatdong.address_places) RETURNS TABLE(cost integer, by_lot boolean, hit chatdong.building)
    LANGUAGE sql STABLE ROWS 2 PARALLEL SAFE
    AS $$
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

ALTER FUNCTION chatdong.address_hits(reading jsonb, p chatdong.address_places) OWNER TO chatdong_owner;

-- Name: address_legal(text, text[]); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_legal(dong_key text, gus text[]) RETURNS TABLE(code text, cost integer)
    LANGUAGE sql STABLE ROWS 2 PARALLEL SAFE
    AS $$
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

ALTER FUNCTION chatdong.address_legal(dong_key text, gus text[]) OWNER TO chatdong_owner;

-- Name: address_lot_near(jsonb, chatdong.address_places); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_lot_near(reading jsonb, p chatdong.address_places) RETURNS TABLE(certainty text, by_lot boolean, hit chatdong.building)
    LANGUAGE plpgsql STABLE ROWS 2 PARALLEL SAFE
    AS $$
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

ALTER FUNCTION chatdong.address_lot_near(reading jsonb, p chatdong.address_places) OWNER TO chatdong_owner;

-- Name: address_misfit(jsonb, text, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_misfit(glued jsonb, hit_gu text, hit_legal text, hit_dong text) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $_$
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
end $_$;

ALTER FUNCTION chatdong.address_misfit(glued jsonb, hit_gu text, hit_legal text, hit_dong text) OWNER TO chatdong_owner;

-- Name: address_number(text, integer, integer); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_number(before text, main integer, sub integer) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select before || main || case when sub > 0 then '-' || sub else '' end
$$;

ALTER FUNCTION chatdong.address_number(before text, main integer, sub integer) OWNER TO chatdong_owner;

-- Name: address_places_of(jsonb); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_places_of(reading jsonb) RETURNS chatdong.address_places
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $_$
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
end $_$;

ALTER FUNCTION chatdong.address_places_of(reading jsonb) OWNER TO chatdong_owner;

-- Name: address_readings(jsonb); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_readings(reading jsonb) RETURNS TABLE(kind text, name text, main integer, sub integer, cost integer, basement boolean, mountain boolean, glued jsonb)
    LANGUAGE sql IMMUTABLE ROWS 10 PARALLEL SAFE
    AS $$
    select r.kind, r.name, r.main, r.sub, r.cost, coalesce(r.basement, false), coalesce(r.mountain, false), r.glued
      from jsonb_to_recordset(reading -> 'readings')
           as r (kind text, name text, main int, sub int, cost int, basement boolean, mountain boolean, glued jsonb)
$$;

ALTER FUNCTION chatdong.address_readings(reading jsonb) OWNER TO chatdong_owner;

-- Name: address_road_near(jsonb, chatdong.address_places); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_road_near(reading jsonb, p chatdong.address_places) RETURNS TABLE(certainty text, by_lot boolean, hit chatdong.building)
    LANGUAGE plpgsql STABLE ROWS 2 PARALLEL SAFE
    AS $$
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

ALTER FUNCTION chatdong.address_road_near(reading jsonb, p chatdong.address_places) OWNER TO chatdong_owner;

-- Name: address_spelled(chatdong.building, boolean); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_spelled(b chatdong.building, by_lot boolean) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
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

ALTER FUNCTION chatdong.address_spelled(b chatdong.building, by_lot boolean) OWNER TO chatdong_owner;

-- Name: address_suggestion_refresh(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.address_suggestion_refresh() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    SET plan_cache_mode TO 'auto'
    AS $$
declare
    made integer;
begin
    perform pg_advisory_xact_lock(hashtext('address_suggestion'));
    create table address_suggestion_next (like address_suggestion including constraints);
    insert into address_suggestion_next
    select s.* from address_suggestion_source s order by s.kind desc, s.weight desc, s.id;
    get diagnostics made = row_count;
    alter table address_suggestion_next add primary key (id);
    create index on address_suggestion_next (kind, key);
    create index on address_suggestion_next (kind, initials);
    create index on address_suggestion_next using gin (bigrams);
    analyze address_suggestion_next;
    drop table address_suggestion_0;
    alter table address_suggestion attach partition address_suggestion_next for values from (minvalue) to (maxvalue);
    alter table address_suggestion_next rename to address_suggestion_0;
    return made;
end $$;

ALTER FUNCTION chatdong.address_suggestion_refresh() OWNER TO chatdong_owner;

-- Name: uuid7(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.uuid7() RETURNS uuid
    LANGUAGE sql PARALLEL SAFE
    AS $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
               placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
               from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

ALTER FUNCTION chatdong.uuid7() OWNER TO chatdong_owner;

-- Name: aid; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid NOT NULL,
    counted_for uuid NOT NULL,
    fiscal_year integer NOT NULL,
    household_size integer NOT NULL,
    kind text NOT NULL,
    turn integer NOT NULL,
    extra boolean NOT NULL,
    amount bigint NOT NULL,
    ceiling bigint NOT NULL,
    approved_amount bigint,
    status text DEFAULT 'applied'::text NOT NULL,
    reason text NOT NULL,
    exception_reason text,
    exceptions text[] DEFAULT '{}'::text[] NOT NULL,
    payee_name text NOT NULL,
    payee_bank text NOT NULL,
    payee_account text NOT NULL,
    budget_id uuid NOT NULL,
    decided_at timestamp with time zone,
    decided_by uuid,
    decision_note text,
    paid_on date,
    payment_failure text,
    reversed_at timestamp with time zone,
    reversed_by uuid,
    reversal_reason text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT aid_amount_positive CHECK (((amount >= 1) AND (amount <= 1000000000))),
    CONSTRAINT aid_approval_whole CHECK (((status = ANY (ARRAY['approved'::text, 'paid'::text, 'reversed'::text])) = (approved_amount IS NOT NULL))),
    CONSTRAINT aid_approved_within_asked CHECK (((approved_amount >= 1) AND (approved_amount <= amount))),
    CONSTRAINT aid_decision_whole CHECK ((((status = 'applied'::text) = (decided_at IS NULL)) AND ((status = 'applied'::text) = (decided_by IS NULL)))),
    CONSTRAINT aid_exception_with_reason CHECK (((exceptions = '{}'::text[]) OR (exception_reason IS NOT NULL))),
    CONSTRAINT aid_exceptions_known CHECK ((exceptions <@ ARRAY['aid_ceiling_exceeded'::text, 'aid_once_a_year'::text])),
    CONSTRAINT aid_four_eyes CHECK (((status = 'rejected'::text) OR (decided_by IS DISTINCT FROM created_by))),
    CONSTRAINT aid_household_size CHECK (((household_size >= 1) AND (household_size <= 100))),
    CONSTRAINT aid_payee_account_digits CHECK ((payee_account ~ '^[0-9]{6,20}$'::text)),
    CONSTRAINT aid_payee_bank_digits CHECK ((payee_bank ~ '^[0-9]{3}$'::text)),
    CONSTRAINT aid_payment_whole CHECK (((status = ANY (ARRAY['paid'::text, 'reversed'::text])) = (paid_on IS NOT NULL))),
    CONSTRAINT aid_reversal_whole CHECK ((((status = 'reversed'::text) = (reversed_at IS NOT NULL)) AND ((status = 'reversed'::text) = (reversed_by IS NOT NULL)) AND ((status = 'reversed'::text) = (reversal_reason IS NOT NULL)))),
    CONSTRAINT aid_status_known CHECK ((status = ANY (ARRAY['applied'::text, 'approved'::text, 'rejected'::text, 'paid'::text, 'reversed'::text]))),
    CONSTRAINT aid_text_nfc CHECK (((reason IS NORMALIZED) AND (exception_reason IS NORMALIZED) AND (payee_name IS NORMALIZED) AND (decision_note IS NORMALIZED) AND (reversal_reason IS NORMALIZED))),
    CONSTRAINT aid_turn_positive CHECK ((turn > 0))
);

ALTER TABLE chatdong.aid OWNER TO chatdong_owner;

-- Name: aid_begin(chatdong.aid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_begin(INOUT a chatdong.aid) RETURNS chatdong.aid
    LANGUAGE plpgsql
    AS $$
begin
    if a.status <> 'applied' then
        perform refuse('aid_transition', '/status', 'an aid begins as applied', a.status);
    end if;
    if not exists (select from resident p where p.id = a.resident_id and p.deceased_on is null and p.moved_out_on is null) then
        perform refuse('aid_resident_present', '/resident_id', 'the resident has died or moved out');
    end if;
    select p.household_id into a.household_id from resident p where p.id = a.resident_id;
    if a.household_id is null then
        perform refuse('aid_of_a_household', '/resident_id', 'the resident is in no household, and aid is counted by household');
    end if;
    -- Two applications of one household wait for each other here.
    perform from household h where h.id = a.household_id for no key update;
    a.counted_for := a.household_id;
    a.fiscal_year := extract(year from seoul_today());
    select greatest(count(*), 1) into a.household_size from resident p
     where p.household_id = a.household_id and p.deceased_on is null and p.moved_out_on is null;
    a.exceptions := '{}';
    a := aid_check_ceiling(a);
    a := aid_check_turn(a);
    a := aid_reserve(a);
end $$;

ALTER FUNCTION chatdong.aid_begin(INOUT a chatdong.aid) OWNER TO chatdong_owner;

-- Name: aid_budget_enter(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_budget_enter() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    entry uuid := uuid7();
    raised constant bigint := new.amount - case tg_op when 'UPDATE' then old.amount else 0 end;
begin
    if raised <> 0 then
        insert into aid_entry (id, budget_id, no, kind, created_by) values (entry, new.id, new.entries, 'set', new.updated_by);
        insert into aid_posting (entry_id, account, amount) values (entry, 'source', -raised), (entry, 'available', raised);
    end if;
    return null;
end $$;

ALTER FUNCTION chatdong.aid_budget_enter() OWNER TO chatdong_owner;

-- Name: aid_budget_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_budget_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if tg_op = 'INSERT' then
        new.available := new.amount;
        new.entries := case when new.amount > 0 then 1 else 0 end;
    elsif new.amount <> old.amount then
        if old.available + new.amount - old.amount < 0 then
            perform refuse('aid_budget_not_overspent', '/amount', format('%s are reserved, committed or paid, asked %s',
                won(old.amount - old.available), won(new.amount)));
        end if;
        new.available := old.available + new.amount - old.amount;
        new.entries := old.entries + 1;
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.aid_budget_guard() OWNER TO chatdong_owner;

-- Name: aid_ceiling; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_ceiling (
    id uuid NOT NULL,
    kind text NOT NULL,
    household_size integer NOT NULL,
    amount bigint NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    CONSTRAINT aid_ceiling_positive CHECK ((amount > 0)),
    CONSTRAINT aid_ceiling_size CHECK (((household_size >= 1) AND (household_size <= 20)))
);

ALTER TABLE chatdong.aid_ceiling OWNER TO chatdong_owner;

-- Name: aid_ceiling_of(text, integer, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_ceiling_of(kind_of text, size integer, day date) RETURNS chatdong.aid_ceiling
    LANGUAGE plpgsql STABLE
    AS $$
declare
    found_row aid_ceiling;
begin
    select c.* into found_row from aid_ceiling c
     where c.kind = kind_of and c.household_size <= size and daterange(c.valid_from, c.valid_to) @> day
     order by c.household_size desc limit 1;
    if not found then
        perform refuse('aid_ceiling_exceeded', '/kind', format('no ceiling is set for %s on %s', kind_of, day));
    end if;
    return found_row;
end $$;

ALTER FUNCTION chatdong.aid_ceiling_of(kind_of text, size integer, day date) OWNER TO chatdong_owner;

-- Name: aid_check_approval(chatdong.aid, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_check_approval(a chatdong.aid, role text) RETURNS void
    LANGUAGE plpgsql
    AS $_$
declare
    most aid_limit;
begin
    if a.updated_by = a.created_by then
        perform refuse('aid_four_eyes', '/created_by', 'who applied does not approve');
    end if;
    if a.approved_amount > a.amount then
        perform refuse('aid_approved_within_asked', '/amount', format('asked for was %s, approved would be %s', won(a.amount), won(a.approved_amount)));
    end if;
    if role = '' then
        return;
    end if;
    if a.exception_reason is not null and role <> 'district_admin' then
        perform refuse('aid_exception_reserved', '/exception_reason', 'only a district administrator approves an exception: '
            || coalesce(nullif(array_to_string(a.exceptions, ', '), ''), 'asked for with a reason'));
    end if;
    select l.* into most from aid_limit l where l.role = $2 and daterange(l.valid_from, l.valid_to) @> seoul_today();
    if a.approved_amount > coalesce(most.amount, 0) then
        perform refuse('aid_limit_exceeded', '/amount', format('limit of a %s %s (%s), asked %s', role, won(coalesce(most.amount, 0)),
            coalesce(most.source, 'none is set'), won(a.approved_amount)));
    end if;
end $_$;

ALTER FUNCTION chatdong.aid_check_approval(a chatdong.aid, role text) OWNER TO chatdong_owner;

-- Name: aid_check_balance(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_check_balance() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    entry constant uuid := case tg_table_name when 'aid_entry' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'entry_id' end;
    total bigint;
    postings bigint;
begin
    select coalesce(sum(p.amount), 0), count(*) into total, postings from aid_posting p where p.entry_id = entry;
    if total <> 0 or postings < 2 then
        raise exception 'entry % has % postings that sum to %', entry, postings, total
            using errcode = '23514', constraint = 'aid_entry_balanced', table = 'aid_entry';
    end if;
    return null;
end $$;

ALTER FUNCTION chatdong.aid_check_balance() OWNER TO chatdong_owner;

-- Name: aid_check_ceiling(chatdong.aid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_check_ceiling(INOUT a chatdong.aid) RETURNS chatdong.aid
    LANGUAGE plpgsql
    AS $$
declare
    most constant aid_ceiling := aid_ceiling_of(a.kind, a.household_size, seoul_today());
begin
    a.ceiling := most.amount;
    if a.amount > most.amount then
        a.exceptions := aid_exceed(a, 'aid_ceiling_exceeded', '/amount', format('household of %s, ceiling %s (%s), asked %s',
            a.household_size, won(most.amount), most.source, won(a.amount)));
    end if;
end $$;

ALTER FUNCTION chatdong.aid_check_ceiling(INOUT a chatdong.aid) OWNER TO chatdong_owner;

-- Name: aid_check_turn(chatdong.aid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_check_turn(INOUT a chatdong.aid) RETURNS chatdong.aid
    LANGUAGE plpgsql
    AS $$
declare
    had bigint;
    may aid_frequency;
begin
    select f.* into may from aid_frequency f where f.kind = a.kind and daterange(f.valid_from, f.valid_to) @> seoul_today();
    select count(*) into had from aid x
     where x.household_id = a.household_id and x.kind = a.kind and x.fiscal_year = a.fiscal_year and x.status in ('applied', 'approved', 'paid');
    if had >= coalesce(may.per_year + may.extra, 0) then
        a.exceptions := aid_exceed(a, 'aid_once_a_year', '/kind', format('%s in %s: %s of %s and %s extra (%s), this would be number %s',
            a.kind, a.fiscal_year, had, coalesce(may.per_year, 0), coalesce(may.extra, 0), coalesce(may.source, 'no rule is valid'), had + 1));
    end if;
    a.extra := had >= coalesce(may.per_year, 0);
    -- The lowest turn that nobody holds; the household's lock makes sure that it stays so.
    select min(n) into a.turn from generate_series(1, had + 1) n
     where not exists (select from aid x where x.counted_for = a.household_id and x.kind = a.kind and x.fiscal_year = a.fiscal_year
                          and x.turn = n and x.status in ('applied', 'approved', 'paid'));
end $$;

ALTER FUNCTION chatdong.aid_check_turn(INOUT a chatdong.aid) OWNER TO chatdong_owner;

-- Name: aid_exceed(chatdong.aid, text, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_exceed(a chatdong.aid, name text, pointer text, message text) RETURNS text[]
    LANGUAGE plpgsql
    AS $$
begin
    if a.exception_reason is null then
        perform refuse(name, pointer, message);
    end if;
    return a.exceptions || name;
end $$;

ALTER FUNCTION chatdong.aid_exceed(a chatdong.aid, name text, pointer text, message text) OWNER TO chatdong_owner;

-- Name: aid_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    actor constant text := coalesce(current_setting('chatdong.role', true), '');
begin
    if tg_op = 'INSERT' then
        return aid_begin(new);
    end if;
    if old.status = new.status then
        return new;
    end if;
    if not exists (select from aid_transition t where t.from_status = old.status and t.to_status = new.status
                                                  and (actor = '' or t.taken_by = actor)) then
        perform refuse('aid_transition', '/status', format('no way from %s to %s for a %s', old.status, new.status, actor), old.status);
    end if;
    return aid_step(new, actor);
end $$;

ALTER FUNCTION chatdong.aid_guard() OWNER TO chatdong_owner;

-- Name: aid_ledger_differences(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_ledger_differences() RETURNS TABLE(what text, subject text, expected text, found text)
    LANGUAGE sql STABLE
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
    with posted as (
        select e.budget_id, sum(-p.amount) filter (where p.account = 'source') as amount,
               sum(p.amount) filter (where p.account = 'available') as available, sum(p.amount) filter (where p.account = 'reserved') as reserved,
               sum(p.amount) filter (where p.account = 'committed') as committed, sum(p.amount) filter (where p.account = 'paid') as paid
          from aid_entry e join aid_posting p on p.entry_id = e.id group by e.budget_id
    ), counted as (
        select a.budget_id, sum(a.amount) filter (where a.status = 'applied') as reserved,
               sum(a.approved_amount) filter (where a.status = 'approved') as committed,
               sum(a.approved_amount) filter (where a.status = 'paid') as paid
          from aid a group by a.budget_id
    ), numbers as (
        select e.budget_id, count(*) as entries, max(e.no) as last from aid_entry e group by e.budget_id
    )
    select 'entry does not sum to zero', e.id::text, '0', coalesce(sum(p.amount), 0) || ' over ' || count(p.entry_id) || ' postings'
      from aid_entry e left join aid_posting p on p.entry_id = e.id
     group by e.id having coalesce(sum(p.amount), 0) <> 0 or count(p.entry_id) < 2
    union all
    select 'budget is not what its ledger says: ' || x.account, b.id::text, coalesce(x.ledger, 0)::text, x.budget::text
      from aid_budget b left join posted l on l.budget_id = b.id
     cross join lateral (values ('amount', l.amount, b.amount), ('available', l.available, b.available), ('reserved', l.reserved, b.reserved),
                                ('committed', l.committed, b.committed), ('paid', l.paid, b.paid)) x (account, ledger, budget)
     where coalesce(x.ledger, 0) <> x.budget
    union all
    select 'budget is not what its aid adds up to: ' || x.account, b.id::text, coalesce(x.aid, 0)::text, x.budget::text
      from aid_budget b left join counted c on c.budget_id = b.id
     cross join lateral (values ('reserved', c.reserved, b.reserved), ('committed', c.committed, b.committed), ('paid', c.paid, b.paid)) x (account, aid, budget)
     where coalesce(x.aid, 0) <> x.budget
    union all
    select 'entries of the ledger are missing or too many', b.id::text, b.entries::text,
           coalesce(n.entries, 0) || ' entries, the last is number ' || coalesce(n.last, 0)
      from aid_budget b left join numbers n on n.budget_id = b.id
     where (coalesce(n.entries, 0), coalesce(n.last, 0)) <> (b.entries, b.entries)
    union all
    select 'a payment was booked without its result, or the other way round', a.id::text, a.status, coalesce(i.outcome, 'no item that was paid')
      from aid a left join aid_payment_item i on i.aid_id = a.id and i.outcome = 'paid'
     where (a.status in ('paid', 'reversed')) <> (i.id is not null)
$$;

ALTER FUNCTION chatdong.aid_ledger_differences() OWNER TO chatdong_owner;

-- Name: aid_payment_collect(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_payment_collect() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    perform pg_advisory_xact_lock(hashtextextended('aid payment file ' || new.gu_code, 0));
    perform from aid a where left(a.dong_code, 5) = new.gu_code and a.status = 'approved' order by a.id for no key update;
    insert into aid_payment_item (file_id, aid_id, dong_code, resident_id, amount, payee_name, payee_bank, payee_account)
    select new.id, a.id, a.dong_code, a.resident_id, a.approved_amount, a.payee_name, a.payee_bank, a.payee_account
      from aid a
     where left(a.dong_code, 5) = new.gu_code and a.status = 'approved'
       and not exists (select from aid_payment_item i where i.aid_id = a.id and i.outcome is distinct from 'failed')
     order by a.id;
    select count(*), coalesce(sum(i.amount), 0) into new.items, new.total from aid_payment_item i where i.file_id = new.id;
    return new;
end $$;

ALTER FUNCTION chatdong.aid_payment_collect() OWNER TO chatdong_owner;

-- Name: aid_payment_result(uuid, record, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_payment_result(file uuid, r record, actor uuid) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    item aid_payment_item;
begin
    select i.* into item from aid_payment_item i where i.file_id = file and i.aid_id = r.aid_id;
    if item.id is null then
        perform refuse('aid_result_unknown', '/items', format('item %s: the file has no such aid', r.position - 1));
    end if;
    if item.outcome is not null then
        if (item.outcome, item.paid_on, item.reference, item.failure) is distinct from (r.outcome, r.paid_on, r.reference, r.failure) then
            perform refuse('aid_result_contradicts', '/items', format('item %s: %s was received before, now %s', r.position - 1, item.outcome, r.outcome));
        end if;
        return false;
    end if;
    update aid_payment_item i set outcome = r.outcome, paid_on = r.paid_on, reference = r.reference, failure = r.failure, answered_at = now()
     where i.id = item.id;
    if r.outcome = 'paid' then
        update aid set status = 'paid', paid_on = r.paid_on, payment_failure = null, updated_by = actor where id = r.aid_id;
    else
        update aid set payment_failure = r.failure, updated_by = actor where id = r.aid_id;
    end if;
    return true;
end $$;

ALTER FUNCTION chatdong.aid_payment_result(file uuid, r record, actor uuid) OWNER TO chatdong_owner;

-- Name: aid_payment_file; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_payment_file (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    gu_code text NOT NULL,
    items integer DEFAULT 0 NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    paid_items integer DEFAULT 0 NOT NULL,
    paid_total bigint DEFAULT 0 NOT NULL,
    failed_items integer DEFAULT 0 NOT NULL,
    failed_total bigint DEFAULT 0 NOT NULL,
    notes text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT aid_payment_file_answered CHECK ((((paid_items + failed_items) <= items) AND ((paid_total + failed_total) <= total))),
    CONSTRAINT aid_payment_file_text_nfc CHECK ((notes IS NORMALIZED))
);

ALTER TABLE chatdong.aid_payment_file OWNER TO chatdong_owner;

-- Name: aid_payment_results(uuid, jsonb, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_payment_results(file uuid, results jsonb, actor uuid) RETURNS chatdong.aid_payment_file
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    f aid_payment_file;
    r record;
    role constant text := coalesce(current_setting('chatdong.role', true), '');
    changed bigint := 0;
begin
    select x.* into f from aid_payment_file x where x.id = file for update;
    if f.id is null or not (role = '' or (role in ('district_admin', 'system')
           and (f.gu_code = nullif(current_setting('chatdong.gu', true), '') or current_setting('chatdong.city', true) = 'true'))) then
        return null;
    end if;
    perform from aid a where a.id in (select x.aid_id from jsonb_to_recordset(results) x (aid_id uuid)) order by a.id for no key update;
    perform from aid_budget b
      where b.id in (select a.budget_id from jsonb_to_recordset(results) x (aid_id uuid) join aid a on a.id = x.aid_id)
      order by b.dong_code nulls last, b.id for no key update;
    perform set_config('chatdong.role', 'finance', true);
    for r in select t.* from rows from (jsonb_to_recordset(results) as (aid_id uuid, outcome text, paid_on date, reference text, failure text))
                    with ordinality t (aid_id, outcome, paid_on, reference, failure, position) loop
        changed := changed + aid_payment_result(f.id, r, actor)::integer;
    end loop;
    perform set_config('chatdong.role', role, true);
    if changed > 0 then
        update aid_payment_file x set paid_items = s.paid, paid_total = s.paid_total, failed_items = s.failed, failed_total = s.failed_total, updated_by = actor
          from (select count(*) filter (where i.outcome = 'paid') as paid, coalesce(sum(i.amount) filter (where i.outcome = 'paid'), 0) as paid_total,
                       count(*) filter (where i.outcome = 'failed') as failed, coalesce(sum(i.amount) filter (where i.outcome = 'failed'), 0) as failed_total
                  from aid_payment_item i where i.file_id = f.id) s
         where x.id = f.id
        returning x.* into f;
    end if;
    return f;
end $$;

ALTER FUNCTION chatdong.aid_payment_results(file uuid, results jsonb, actor uuid) OWNER TO chatdong_owner;

-- Name: aid_post(uuid, text, uuid, uuid, bigint, bigint, bigint, bigint); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_post(budget uuid, entry_kind text, aid uuid, actor uuid, to_available bigint, to_reserved bigint, to_committed bigint, to_paid bigint) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
declare
    entry uuid := uuid7();
    entry_no bigint;
begin
    update aid_budget b
       set available = b.available + to_available, reserved = b.reserved + to_reserved, committed = b.committed + to_committed,
           paid = b.paid + to_paid, entries = b.entries + 1
     where b.id = budget and b.available + to_available >= 0
    returning b.entries into entry_no;
    if not found then
        return false;
    end if;
    insert into aid_entry (id, budget_id, no, kind, aid_id, created_by) values (entry, budget, entry_no, entry_kind, aid, actor);
    insert into aid_posting (entry_id, account, amount)
    select entry, p.account, p.amount
      from (values ('available', to_available), ('reserved', to_reserved), ('committed', to_committed), ('paid', to_paid)) p (account, amount)
     where p.amount <> 0;
    return true;
end $$;

ALTER FUNCTION chatdong.aid_post(budget uuid, entry_kind text, aid uuid, actor uuid, to_available bigint, to_reserved bigint, to_committed bigint, to_paid bigint) OWNER TO chatdong_owner;

-- Name: aid_refuse_rewriting(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_refuse_rewriting() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception 'the ledger is append-only' using errcode = '23514', constraint = 'aid_ledger_append_only', table = tg_table_name;
end $$;

ALTER FUNCTION chatdong.aid_refuse_rewriting() OWNER TO chatdong_owner;

-- Name: aid_refuse_standing_still(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_refuse_standing_still() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform refuse('aid_transition', '/status', format('the aid is %s already', old.status), old.status);
    return new;
end $$;

ALTER FUNCTION chatdong.aid_refuse_standing_still() OWNER TO chatdong_owner;

-- Name: aid_reserve(chatdong.aid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_reserve(INOUT a chatdong.aid) RETURNS chatdong.aid
    LANGUAGE plpgsql
    AS $$
declare
    b aid_budget;
    tried text := '';
begin
    for b in select x.* from aid_budget x
              where x.fiscal_year = a.fiscal_year and x.gu_code = left(a.dong_code, 5) and (x.dong_code = a.dong_code or x.dong_code is null)
              order by x.dong_code nulls last loop
        if aid_post(b.id, 'reserve', a.id, a.created_by, -a.amount, a.amount, 0, 0) then
            a.budget_id := b.id;
            return;
        end if;
        tried := concat_ws(', ', nullif(tried, ''), format('%s left in the budget of %s', (select won(x.available) from aid_budget x where x.id = b.id),
                                                            case when b.dong_code is null then 'the gu' else 'the dong' end));
    end loop;
    perform refuse('aid_budget_exhausted', '/amount', format('budget of %s: %s; asked %s', a.fiscal_year,
        coalesce(nullif(tried, ''), 'none was set'), won(a.amount)));
end $$;

ALTER FUNCTION chatdong.aid_reserve(INOUT a chatdong.aid) OWNER TO chatdong_owner;

-- Name: aid_step(chatdong.aid, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.aid_step(INOUT a chatdong.aid, role text) RETURNS chatdong.aid
    LANGUAGE plpgsql
    AS $$
begin
    if a.status = 'approved' then
        a.approved_amount := coalesce(a.approved_amount, a.amount);
        perform aid_check_approval(a, role);
        perform aid_post(a.budget_id, 'commit', a.id, a.updated_by, a.amount - a.approved_amount, -a.amount, a.approved_amount, 0);
    elsif a.status = 'rejected' then
        perform aid_post(a.budget_id, 'release', a.id, a.updated_by, a.amount, -a.amount, 0, 0);
    elsif a.status = 'paid' then
        perform aid_post(a.budget_id, 'pay', a.id, a.updated_by, 0, 0, -a.approved_amount, a.approved_amount);
    else
        perform aid_post(a.budget_id, 'reverse', a.id, a.updated_by, a.approved_amount, 0, 0, -a.approved_amount);
        a.reversed_at := now();
        a.reversed_by := a.updated_by;
    end if;
    if a.status in ('approved', 'rejected') then
        a.decided_at := now();
        a.decided_by := a.updated_by;
    end if;
end $$;

ALTER FUNCTION chatdong.aid_step(INOUT a chatdong.aid, role text) OWNER TO chatdong_owner;

-- Name: alert_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.alert_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.status = 'acknowledged' then
        perform health_rule('alert_answered', 'somebody has answered for this alert', 'alert');
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.alert_guard() OWNER TO chatdong_owner;

-- Name: all_match(text[], text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.all_match(texts text[], pattern text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select coalesce(bool_and(t ~ pattern), true) from unnest(texts) t
$$;

ALTER FUNCTION chatdong.all_match(texts text[], pattern text) OWNER TO chatdong_owner;

-- Name: round_application; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.round_application (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    round_id uuid NOT NULL,
    dong_code text NOT NULL,
    status text DEFAULT 'submitted'::text NOT NULL,
    statement text NOT NULL,
    reason text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT application_reason_given CHECK (((status <> 'rejected'::text) OR (reason IS NOT NULL))),
    CONSTRAINT application_status_known CHECK ((status = ANY (ARRAY['submitted'::text, 'withdrawn'::text, 'selected'::text, 'rejected'::text]))),
    CONSTRAINT application_text_nfc CHECK (((statement IS NORMALIZED) AND (reason IS NORMALIZED)))
);

ALTER TABLE chatdong.round_application OWNER TO chatdong_owner;

-- Name: application_check_decision(chatdong.round_application); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.application_check_decision(a chatdong.round_application) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    r program_round;
begin
    select * into r from program_round where id = a.round_id for no key update;
    if a.status = 'withdrawn' and r.status not in ('open', 'closed') then
        perform round_rule('application_transition', 'the selection has been published', 'round_application');
    end if;
    if a.status in ('selected', 'rejected') and r.status <> 'closed' then
        perform round_rule('application_transition', 'the city selects between closing and publishing', 'round_application');
    end if;
    if a.status = 'selected' and (select count(*) from round_application o
                                   where o.round_id = a.round_id and o.status = 'selected' and o.id <> a.id) >= r.places then
        perform round_rule('round_full', 'every place of the round is taken', 'round_application');
    end if;
end $$;

ALTER FUNCTION chatdong.application_check_decision(a chatdong.round_application) OWNER TO chatdong_owner;

-- Name: application_check_new(chatdong.round_application); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.application_check_new(a chatdong.round_application) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    today constant date := (now() at time zone 'Asia/Seoul')::date;
    r program_round;
begin
    select * into r from program_round where id = a.round_id for share;
    if found and (r.status <> 'open' or today not between r.opens_on and r.closes_on) then
        perform round_rule('round_not_open', 'the round takes no applications', 'round_application');
    end if;
    if exists (select from center c where c.dong_code = a.dong_code and c.round is not null) then
        perform round_rule('application_already_joined', 'the dong has joined the program', 'round_application');
    end if;
    if not exists (select from dong d where d.code = a.dong_code and d.valid_from <= today and coalesce(d.valid_to > today, true)) then
        perform round_rule('application_dong_of_today', 'there is no such dong today', 'round_application');
    end if;
end $$;

ALTER FUNCTION chatdong.application_check_new(a chatdong.round_application) OWNER TO chatdong_owner;

-- Name: application_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.application_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if coalesce(current_setting('chatdong.role', true), '') = '' then
        return new; -- imports and repairs by the owner
    end if;
    if tg_op = 'INSERT' then
        perform application_check_new(new);
        return new;
    end if;
    -- A cancelled round's applications fall with it, whoever's step that is.
    if exists (select from program_round r where r.id = new.round_id and r.status = 'cancelled') and new.status = 'rejected' then
        return new;
    end if;
    if not exists (select from round_application_transition t where t.from_status = old.status and t.to_status = new.status) then
        perform round_rule('application_transition', format('no way from %s to %s', old.status, new.status), 'round_application');
    end if;
    perform application_check_decision(new);
    return new;
end $$;

ALTER FUNCTION chatdong.application_guard() OWNER TO chatdong_owner;

-- Name: area_policies(regclass, boolean); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.area_policies(IN area_table regclass, IN writable boolean)
    LANGUAGE plpgsql
    SET search_path TO 'chatdong', 'pg_temp'
    AS $_$
declare
    in_area constant text := $expr$(
        dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
        or left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), ''))
        or (select current_setting('chatdong.city', true)) = 'true')$expr$;
    may_write constant text := $expr$
        (select current_setting('chatdong.role', true)) in ('officer', 'nurse', 'supervisor')$expr$;
begin
    execute format('alter table %s enable row level security', area_table);
    execute format('create policy area_read on %s for select to chatdong_api using %s',
                   area_table, in_area);
    execute format('create policy worker_read on %s for select to chatdong_worker using (true)',
                   area_table);
    if writable then
        execute format('create policy area_insert on %s for insert to chatdong_api with check (%s and %s)',
                       area_table, in_area, may_write);
        execute format('create policy area_update on %s for update to chatdong_api using %s with check (%s and %s)',
                       area_table, in_area, in_area, may_write);
    end if;
end $_$;

ALTER PROCEDURE chatdong.area_policies(IN area_table regclass, IN writable boolean) OWNER TO chatdong_owner;

-- Name: away_on(uuid, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.away_on(person uuid, day date) RETURNS TABLE(substitute_id uuid, until date)
    LANGUAGE sql STABLE ROWS 1
    AS $$
    select l.substitute_id, l.ends_on from staff_leave l
     where l.staff_id = person and l.starts_on <= day and l.ends_on >= day and not l.cancelled
     limit 1
$$;

ALTER FUNCTION chatdong.away_on(person uuid, day date) OWNER TO chatdong_owner;

-- Name: benefit_application; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.benefit_application (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid,
    counseling_id uuid,
    visit_id uuid,
    case_id uuid,
    benefit text NOT NULL,
    asked text NOT NULL,
    status text DEFAULT 'asked'::text NOT NULL,
    asked_on date NOT NULL,
    applied_on date,
    decided_on date,
    reason text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT benefit_application_text_nfc CHECK (((asked IS NORMALIZED) AND (reason IS NORMALIZED))),
    CONSTRAINT benefit_applied_whole CHECK ((((status = ANY (ARRAY['applied'::text, 'granted'::text, 'refused'::text])) <= (applied_on IS NOT NULL)) AND ((status = 'asked'::text) <= (applied_on IS NULL)))),
    CONSTRAINT benefit_days_in_order CHECK (((asked_on >= '2015-07-01'::date) AND (applied_on >= asked_on) AND (decided_on >= applied_on))),
    CONSTRAINT benefit_decided_whole CHECK (((status = ANY (ARRAY['granted'::text, 'refused'::text])) = (decided_on IS NOT NULL))),
    CONSTRAINT benefit_not_in_future CHECK ((GREATEST(asked_on, applied_on, decided_on) <= ((updated_at AT TIME ZONE 'Asia/Seoul'::text))::date)),
    CONSTRAINT benefit_reason_given CHECK ((((status = ANY (ARRAY['refused'::text, 'withdrawn'::text])) <= (reason IS NOT NULL)) AND ((status = ANY (ARRAY['asked'::text, 'applied'::text])) <= (reason IS NULL)))),
    CONSTRAINT benefit_status_known CHECK ((status = ANY (ARRAY['asked'::text, 'applied'::text, 'granted'::text, 'refused'::text, 'withdrawn'::text])))
);

ALTER TABLE chatdong.benefit_application OWNER TO chatdong_owner;

-- Name: benefit_begin(chatdong.benefit_application); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.benefit_begin(a chatdong.benefit_application) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if a.status <> 'asked' and coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform refuse('benefit_transition', '/status', 'an application begins as asked', a.status);
    end if;
    if not exists (select from benefit b where b.code = a.benefit and daterange(b.valid_from, b.valid_to) @> a.asked_on) then
        perform refuse('benefit_of_the_day', '/benefit', format('there is no benefit %s on %s', a.benefit, a.asked_on));
    end if;
    if a.counseling_id is not null and not exists (select from counseling_record c
            where c.id = a.counseling_id and (c.resident_id = a.resident_id or c.household_id = a.household_id)) then
        perform refuse('benefit_counseling_of_resident', '/counseling_id', 'the counseling was not with this resident or household');
    end if;
    perform benefit_check_visit(a.visit_id, a.resident_id, a.household_id);
end $$;

ALTER FUNCTION chatdong.benefit_begin(a chatdong.benefit_application) OWNER TO chatdong_owner;

-- Name: benefit_check_visit(uuid, uuid, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.benefit_check_visit(visit uuid, resident uuid, household uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if visit is not null and not exists (select from visit v where v.id = visit and (v.resident_id = resident or v.household_id = household)) then
        perform refuse('benefit_visit_of_resident', '/visit_id', 'the visit is not one to this resident or household');
    end if;
end $$;

ALTER FUNCTION chatdong.benefit_check_visit(visit uuid, resident uuid, household uuid) OWNER TO chatdong_owner;

-- Name: benefit_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.benefit_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'INSERT' then
        perform benefit_begin(new);
    elsif new.status <> old.status and not exists (select from benefit_transition t
                                                    where t.from_status = old.status and t.to_status = new.status) then
        perform refuse('benefit_transition', '/status', format('no way from %s to %s', old.status, new.status), old.status);
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.benefit_guard() OWNER TO chatdong_owner;

-- Name: benefit_refuse_standing_still(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.benefit_refuse_standing_still() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform refuse('benefit_transition', '/status', format('the application is %s already', old.status), old.status);
    return new;
end $$;

ALTER FUNCTION chatdong.benefit_refuse_standing_still() OWNER TO chatdong_owner;

-- Name: bigrams(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.bigrams(key text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select coalesce(array_agg(distinct substr(key, n, 2)), '{}') from generate_series(1, length(key) - 1) n
$$;

ALTER FUNCTION chatdong.bigrams(key text) OWNER TO chatdong_owner;

-- Name: birth; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.birth (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    mother_id uuid NOT NULL,
    child_id uuid NOT NULL,
    born_on date NOT NULL,
    gestation_weeks integer,
    weight_g integer,
    length_mm integer,
    delivery text,
    birth_order integer,
    children integer DEFAULT 1 NOT NULL,
    notes text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT birth_children_few CHECK (((children >= 1) AND (children <= 8))),
    CONSTRAINT birth_delivery_known CHECK ((delivery = ANY (ARRAY['vaginal'::text, 'cesarean'::text]))),
    CONSTRAINT birth_gestation_plausible CHECK (((gestation_weeks >= 20) AND (gestation_weeks <= 45))),
    CONSTRAINT birth_length_plausible CHECK (((length_mm >= 200) AND (length_mm <= 700))),
    CONSTRAINT birth_not_in_future CHECK ((born_on <= ((created_at AT TIME ZONE 'Asia/Seoul'::text))::date)),
    CONSTRAINT birth_not_of_oneself CHECK ((mother_id <> child_id)),
    CONSTRAINT birth_order_positive CHECK (((birth_order >= 1) AND (birth_order <= 20))),
    CONSTRAINT birth_text_nfc CHECK ((notes IS NORMALIZED)),
    CONSTRAINT birth_weight_plausible CHECK (((weight_g >= 200) AND (weight_g <= 8000)))
);

ALTER TABLE chatdong.birth OWNER TO chatdong_owner;

-- Name: birth_check_people(chatdong.birth); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.birth_check_people(b chatdong.birth) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if exists (select from resident m where m.id = b.mother_id
                  and (m.sex <> 'female' or m.birth_date > b.born_on - interval '10 years')) then
        perform health_rule('birth_of_mother', 'the mother is a woman and was born before her child', 'birth');
    end if;
    -- A child that is recorded together with its birth is not visible yet, and is right by construction.
    if exists (select from resident c where c.id = b.child_id and c.birth_date <> b.born_on) then
        perform health_rule('birth_of_child', 'the child''s birth date is the day of its birth', 'birth');
    end if;
end $$;

ALTER FUNCTION chatdong.birth_check_people(b chatdong.birth) OWNER TO chatdong_owner;

-- Name: birth_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.birth_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'UPDATE' and (old.mother_id, old.child_id) is distinct from (new.mother_id, new.child_id) then
        perform health_rule('birth_people_fixed', 'mother and child of a birth do not change', 'birth');
    end if;
    perform birth_check_people(new);
    return new;
end $$;

ALTER FUNCTION chatdong.birth_guard() OWNER TO chatdong_owner;

-- Name: building_change_apply(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.building_change_apply(OUT inserted bigint, OUT updated bigint, OUT unchanged bigint, OUT removed bigint) RETURNS record
    LANGUAGE plpgsql
    AS $$
begin
    create temporary table building_last on commit drop as
    select distinct on (management_no) * from building_change order by management_no, seq desc;
    delete from building b using building_last l where l.gone and b.management_no = l.management_no;
    get diagnostics removed = row_count;
    update building b
       set (dong_code, legal_code, gu_code, road_code, road_name, road_key, basement, main_no, sub_no, mountain,
            lot_main, lot_sub, name, name_key, zip)
         = (l.dong_code, l.legal_code, l.gu_code, l.road_code, l.road_name, l.road_key, l.basement, l.main_no, l.sub_no,
            l.mountain, l.lot_main, l.lot_sub, l.name, l.name_key, l.zip)
      from building_last l
     where not l.gone and b.management_no = l.management_no
       and (b.dong_code, b.legal_code, b.gu_code, b.road_code, b.road_name, b.road_key, b.basement, b.main_no, b.sub_no,
            b.mountain, b.lot_main, b.lot_sub, b.name, b.name_key, b.zip)
           is distinct from
           (l.dong_code, l.legal_code, l.gu_code, l.road_code, l.road_name, l.road_key, l.basement, l.main_no, l.sub_no,
            l.mountain, l.lot_main, l.lot_sub, l.name, l.name_key, l.zip);
    get diagnostics updated = row_count;
    insert into building
    select management_no, dong_code, legal_code, gu_code, road_code, road_name, road_key, basement, main_no, sub_no,
           mountain, lot_main, lot_sub, name, name_key, zip
      from building_last where not gone
    on conflict do nothing;
    get diagnostics inserted = row_count;
    unchanged := (select count(*) from building_last where not gone) - inserted - updated;
end $$;

ALTER FUNCTION chatdong.building_change_apply(OUT inserted bigint, OUT updated bigint, OUT unchanged bigint, OUT removed bigint) OWNER TO chatdong_owner;

-- Name: building_change_begin(); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.building_change_begin()
    LANGUAGE plpgsql
    AS $$
begin
    create temporary table building_change (seq bigint, gone boolean, like building) on commit drop;
    alter table building_change alter column dong_code drop not null, alter column road_code drop not null,
        alter column road_name drop not null, alter column road_key drop not null, alter column basement drop not null,
        alter column main_no drop not null, alter column sub_no drop not null, alter column mountain drop not null,
        alter column lot_main drop not null, alter column lot_sub drop not null, alter column name drop not null,
        alter column name_key drop not null, alter column zip drop not null;
end $$;

ALTER PROCEDURE chatdong.building_change_begin() OWNER TO chatdong_owner;

-- Name: building_load_begin(); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.building_load_begin()
    LANGUAGE plpgsql
    AS $$
begin
    create table building_next (like building);
end $$;

ALTER PROCEDURE chatdong.building_load_begin() OWNER TO chatdong_owner;

-- Name: building_load_complete(text[]); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.building_load_complete(districts text[]) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
declare
    twice bigint := 0;
begin
    begin
        alter table building_next add primary key (management_no);
    exception when unique_violation then
        delete from building_next a
         using (select management_no, max(ctid) as kept from building_next group by 1 having count(*) > 1) b
         where a.management_no = b.management_no and a.ctid <> b.kept;
        get diagnostics twice = row_count;
        alter table building_next add primary key (management_no);
    end;
    insert into building_next select * from building where gu_code <> all (districts) on conflict do nothing;
    return twice;
end $$;

ALTER FUNCTION chatdong.building_load_complete(districts text[]) OWNER TO chatdong_owner;

-- Name: building_load_report(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.building_load_report(OUT inserted bigint, OUT updated bigint, OUT unchanged bigint, OUT removed bigint) RETURNS record
    LANGUAGE plpgsql
    AS $$
begin
    analyze building_next;
    select count(*) filter (where b.management_no is null),
           count(*) filter (where n.management_no is not null and b.management_no is not null and (n.*) is distinct from (b.*)),
           count(b.management_no) filter (where n.management_no is not null),
           count(*) filter (where n.management_no is null)
      into inserted, updated, unchanged, removed
      from building_next n full join building b on b.management_no = n.management_no;
    unchanged := unchanged - updated;
end $$;

ALTER FUNCTION chatdong.building_load_report(OUT inserted bigint, OUT updated bigint, OUT unchanged bigint, OUT removed bigint) OWNER TO chatdong_owner;

-- Name: building_load_swap(); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.building_load_swap()
    LANGUAGE plpgsql
    AS $_$
declare
    old constant text := (select inhrelid::regclass::text from pg_inherits where inhparent = 'building'::regclass);
    fresh constant text := 'building_' || (substring(old from '[0-9]+$')::integer + 1);
begin
    create index on building_next (road_key, main_no, sub_no);
    create index on building_next (legal_code, lot_main, lot_sub);
    create index on building_next (name_key) where name_key <> '';
    create index on building_next (dong_code);
    execute format('alter table building_next rename to %I', fresh);
    execute format('alter table building detach partition %s', old);
    execute format('drop table %s', old);
    execute format('alter table building attach partition %I for values from (minvalue) to (maxvalue)', fresh);
end $_$;

ALTER PROCEDURE chatdong.building_load_swap() OWNER TO chatdong_owner;

-- Name: capacity_check_number(integer); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.capacity_check_number(n integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if n is null or n < 1 then
        raise exception 'places are counted from one on' using errcode = '23514', constraint = 'capacity_number_positive';
    end if;
end $$;

ALTER FUNCTION chatdong.capacity_check_number(n integer) OWNER TO chatdong_owner;

-- Name: capacity_move(uuid, integer, integer); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.capacity_move(service uuid, to_available integer, to_reserved integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    update service_capacity c
       set available = c.available + to_available, reserved = c.reserved + to_reserved,
           updated_by = nullif(current_setting('chatdong.actor_id', true), '')::uuid
     where c.id = service and (c.maximum is not null or to_reserved < 0);
    return found;
end $$;

ALTER FUNCTION chatdong.capacity_move(service uuid, to_available integer, to_reserved integer) OWNER TO chatdong_owner;

-- Name: capacity_release(uuid, integer); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.capacity_release(service uuid, n integer DEFAULT 1) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    perform capacity_check_number(n);
    return capacity_move(service, n, -n);
end $$;

ALTER FUNCTION chatdong.capacity_release(service uuid, n integer) OWNER TO chatdong_owner;

-- Name: capacity_reserve(uuid, integer); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.capacity_reserve(service uuid, n integer DEFAULT 1) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    perform capacity_check_number(n);
    return capacity_move(service, -n, n);
end $$;

ALTER FUNCTION chatdong.capacity_reserve(service uuid, n integer) OWNER TO chatdong_owner;

-- Name: capacity_take(uuid, integer); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.capacity_take(service uuid, n integer DEFAULT 1) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    perform capacity_check_number(n);
    return capacity_move(service, 0, -n);
end $$;

ALTER FUNCTION chatdong.capacity_take(service uuid, n integer) OWNER TO chatdong_owner;

-- Name: welfare_case; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.welfare_case (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid NOT NULL,
    discovery_id uuid,
    class text,
    status text DEFAULT 'discovered'::text NOT NULL,
    manager_id uuid,
    summary text NOT NULL,
    plan text,
    plan_by uuid,
    plan_at timestamp with time zone,
    plan_approved_by uuid,
    plan_approved_at timestamp with time zone,
    closing text,
    closing_by uuid,
    closing_at timestamp with time zone,
    closed_by uuid,
    closed_at timestamp with time zone,
    reason text,
    judged_version bigint,
    intake_on date NOT NULL,
    survey_due date NOT NULL,
    classify_due date NOT NULL,
    plan_due date NOT NULL,
    due_on date,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT case_class_known CHECK ((class = ANY (ARRAY['case_managed'::text, 'service_linked'::text]))),
    CONSTRAINT case_classified CHECK (((status <> ALL (ARRAY['conferenced'::text, 'planned'::text, 'in_service'::text, 'monitoring'::text, 'closed'::text])) OR (class IS NOT NULL))),
    CONSTRAINT case_closed_whole CHECK ((((status = 'closed'::text) = (closed_by IS NOT NULL)) AND ((status = 'closed'::text) = (closed_at IS NOT NULL)) AND ((status <> 'closed'::text) OR (closing IS NOT NULL)))),
    CONSTRAINT case_closing_four_eyes CHECK ((closed_by <> closing_by)),
    CONSTRAINT case_closing_whole CHECK ((((closing IS NULL) = (closing_by IS NULL)) AND ((closing IS NULL) = (closing_at IS NULL)))),
    CONSTRAINT case_plan_approved CHECK (((status <> ALL (ARRAY['planned'::text, 'in_service'::text, 'monitoring'::text, 'closed'::text])) OR ((plan IS NOT NULL) AND (plan_approved_by IS NOT NULL) AND (plan_approved_at IS NOT NULL)))),
    CONSTRAINT case_plan_four_eyes CHECK ((plan_approved_by <> plan_by)),
    CONSTRAINT case_plan_whole CHECK ((((plan IS NULL) = (plan_by IS NULL)) AND ((plan IS NULL) = (plan_at IS NULL)))),
    CONSTRAINT case_reason_given CHECK (((status <> ALL (ARRAY['declined'::text, 'reopened'::text])) OR (reason IS NOT NULL))),
    CONSTRAINT case_text_nfc CHECK (((summary IS NORMALIZED) AND (plan IS NORMALIZED) AND (closing IS NORMALIZED) AND (reason IS NORMALIZED)))
);

ALTER TABLE chatdong.welfare_case OWNER TO chatdong_owner;

-- Name: case_approve(chatdong.welfare_case, chatdong.welfare_case, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_approve(old_row chatdong.welfare_case, INOUT c chatdong.welfare_case, role text) RETURNS chatdong.welfare_case
    LANGUAGE plpgsql
    AS $$
begin
    if role <> '' and c.judged_version is distinct from old_row.version then
        perform refuse('case_changed', '/version', format('the case is at version %s, judged was %s', old_row.version, c.judged_version));
    end if;
    if c.status = 'planned' then
        if c.plan_by = c.updated_by then
            perform refuse('case_plan_four_eyes', '/plan_by', 'who wrote the plan does not approve it');
        end if;
        c.plan_approved_by := c.updated_by;
        c.plan_approved_at := now();
    else
        if c.closing_by = c.updated_by then
            perform refuse('case_closing_four_eyes', '/closing_by', 'who wrote the closing does not approve it');
        end if;
        c.closed_by := c.updated_by;
        c.closed_at := now();
    end if;
end $$;

ALTER FUNCTION chatdong.case_approve(old_row chatdong.welfare_case, INOUT c chatdong.welfare_case, role text) OWNER TO chatdong_owner;

-- Name: case_begin(chatdong.welfare_case); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_begin(INOUT c chatdong.welfare_case) RETURNS chatdong.welfare_case
    LANGUAGE plpgsql
    AS $$
begin
    if c.status <> 'discovered' then
        perform refuse('case_transition', '/status', 'a case begins as discovered', c.status);
    end if;
    select p.household_id into c.household_id from resident p
     where p.id = c.resident_id and p.deceased_on is null and p.moved_out_on is null;
    if not found then
        perform refuse('case_resident_present', '/resident_id', 'the resident has died or moved out');
    elsif c.household_id is null then
        perform refuse('case_of_a_household', '/resident_id', 'the resident is in no household');
    end if;
    perform case_check_staff(c.manager_id, c.dong_code, '/manager_id');
    c := case_take_in(c, seoul_today());
    c.due_on := case_next_due(c);
end $$;

ALTER FUNCTION chatdong.case_begin(INOUT c chatdong.welfare_case) OWNER TO chatdong_owner;

-- Name: case_begin_again(chatdong.welfare_case); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_begin_again(INOUT c chatdong.welfare_case) RETURNS chatdong.welfare_case
    LANGUAGE plpgsql
    AS $$
begin
    c.plan := null;
    c.plan_by := null;
    c.plan_at := null;
    c.plan_approved_by := null;
    c.plan_approved_at := null;
    c.closing := null;
    c.closing_by := null;
    c.closing_at := null;
    c.closed_by := null;
    c.closed_at := null;
    c := case_take_in(c, seoul_today());
end $$;

ALTER FUNCTION chatdong.case_begin_again(INOUT c chatdong.welfare_case) OWNER TO chatdong_owner;

-- Name: case_check_condition(chatdong.welfare_case); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_check_condition(c chatdong.welfare_case) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if c.status = 'assessed' and not exists (select from case_need n where n.case_id = c.id) then
        perform refuse('case_need_missing', '/to', 'no need has been named');
    elsif c.status = 'conferenced' and not exists (select from case_conference f where f.case_id = c.id and f.held_on >= c.intake_on) then
        perform refuse('case_conference_missing', '/to', 'there are no minutes of a conference');
    elsif c.status = 'conferenced' and c.class is null then
        perform refuse('case_classified', '/to', 'the case has not been classified');
    elsif c.status = 'planned' and c.plan is null then
        perform refuse('case_plan_missing', '/plan', 'no plan has been written');
    elsif c.status = 'closed' and c.closing is null then
        perform refuse('case_plan_missing', '/closing', 'no closing has been written');
    elsif c.status = 'closed' and exists (select from case_need n where n.case_id = c.id and n.result is null) then
        perform refuse('case_need_open', '/closing', 'a need has no result yet');
    elsif c.status in ('declined', 'reopened') and c.reason is null then
        perform refuse('case_reason_given', '/reason', 'a reason is given');
    end if;
end $$;

ALTER FUNCTION chatdong.case_check_condition(c chatdong.welfare_case) OWNER TO chatdong_owner;

-- Name: case_check_staff(uuid, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_check_staff(staff_id uuid, dong text, pointer text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if staff_id is not null and not exists (select from staff s where s.id = staff_id and s.active and dong = any (s.dong_codes)
                                               and s.employed @> seoul_today()) then
        perform refuse('case_staff_of_dong', pointer, 'not an active member of the staff of this dong');
    end if;
end $$;

ALTER FUNCTION chatdong.case_check_staff(staff_id uuid, dong text, pointer text) OWNER TO chatdong_owner;

-- Name: case_document(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_document() RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
    select concat_ws(e'\n', '| From | To | By | Condition |', '|---|---|---|---|',
        (select string_agg(format('| `%s` | `%s` | %s | %s |', t.from_status, t.to_status, t.taken_by, coalesce(t.condition, '')), e'\n' order by a.position, b.position)
           from case_transition t join case_state a on a.status = t.from_status join case_state b on b.status = t.to_status),
        '', '```mermaid', 'stateDiagram-v2', '    [*] --> discovered',
        (select string_agg(format('    %s --> %s: %s', t.from_status, t.to_status, t.taken_by), e'\n' order by a.position, b.position)
           from case_transition t join case_state a on a.status = t.from_status join case_state b on b.status = t.to_status),
        '    closed --> [*]', '    declined --> [*]', '```',
        '', '| Task | Counted from | Days | Source |', '|---|---|---|---|',
        (select string_agg(format('| `%s` | %s | %s | %s |', k.task, k.since, k.days, k.source), e'\n' order by k.position) from case_clock k where k.valid_to is null))
$$;

ALTER FUNCTION chatdong.case_document() OWNER TO chatdong_owner;

-- Name: case_due(date, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_due(intake date, wanted text) RETURNS date
    LANGUAGE sql STABLE
    AS $$
    select intake + sum(k.days)::integer from case_clock k
     where k.since = 'intake' and daterange(k.valid_from, k.valid_to) @> intake
       and k.position <= (select w.position from case_clock w where w.task = wanted and daterange(w.valid_from, w.valid_to) @> intake)
$$;

ALTER FUNCTION chatdong.case_due(intake date, wanted text) OWNER TO chatdong_owner;

-- Name: case_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    actor constant text := coalesce(current_setting('chatdong.role', true), '');
begin
    if tg_op = 'INSERT' then
        return case when actor = '' and new.status <> 'discovered' then new else case_begin(new) end;
    end if;
    if old.status <> new.status then
        return case_step(old, new, actor);
    end if;
    if (old.class, old.manager_id, old.summary, old.plan, old.closing) is distinct from (new.class, new.manager_id, new.summary, new.plan, new.closing) then
        return case_write(old, new);
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.case_guard() OWNER TO chatdong_owner;

-- Name: case_next_due(chatdong.welfare_case); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_next_due(c chatdong.welfare_case) RETURNS date
    LANGUAGE sql STABLE
    AS $$
    select case s.task when 'survey' then c.survey_due when 'classify' then c.classify_due when 'plan' then c.plan_due
                else seoul_today() + (select k.days from case_clock k where k.task = s.task and daterange(k.valid_from, k.valid_to) @> seoul_today()) end
      from case_state s where s.status = c.status
$$;

ALTER FUNCTION chatdong.case_next_due(c chatdong.welfare_case) OWNER TO chatdong_owner;

-- Name: case_part_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_part_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    part constant jsonb := to_jsonb(new);
    c welfare_case;
begin
    if coalesce(current_setting('chatdong.role', true), '') = '' then
        return new;
    end if;
    select x.* into c from welfare_case x
     where x.id = coalesce((part ->> 'case_id')::uuid, (select n.case_id from case_need n where n.id = (part ->> 'need_id')::uuid))
       for no key update;
    if c.status in ('closed', 'declined') then
        perform refuse('case_closed', '/status', format('a %s case does not change', c.status), c.status);
    end if;
    if tg_table_name = 'case_action' and tg_op = 'INSERT' then
        perform case_check_staff((part ->> 'staff_id')::uuid, c.dong_code, '/staff_id');
    elsif tg_table_name = 'case_visit' and not exists (select from visit v where v.id = (part ->> 'visit_id')::uuid
              and (v.resident_id = c.resident_id or v.household_id = c.household_id)) then
        perform refuse('case_visit_of_household', '/visit_id', 'the visit is to somebody else');
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.case_part_guard() OWNER TO chatdong_owner;

-- Name: case_refuse_standing_still(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_refuse_standing_still() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform refuse('case_transition', '/status', format('the case is %s already', old.status), old.status);
    return new;
end $$;

ALTER FUNCTION chatdong.case_refuse_standing_still() OWNER TO chatdong_owner;

-- Name: case_step(chatdong.welfare_case, chatdong.welfare_case, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_step(old_row chatdong.welfare_case, INOUT c chatdong.welfare_case, role text) RETURNS chatdong.welfare_case
    LANGUAGE plpgsql
    AS $$
declare
    whose text;
begin
    select t.taken_by into whose from case_transition t where t.from_status = old_row.status and t.to_status = c.status;
    if whose is null or not (role = '' or role = whose or (whose = 'staff' and role in ('officer', 'nurse', 'supervisor'))) then
        perform refuse('case_transition', '/status', format('no way from %s to %s for %s', old_row.status, c.status, role), old_row.status);
    end if;
    perform case_check_condition(c);
    if c.status in ('planned', 'closed') then
        c := case_approve(old_row, c, role);
    elsif c.status in ('reopened', 'transferred') then
        c := case_begin_again(c);
    end if;
    c.due_on := case_next_due(c);
end $$;

ALTER FUNCTION chatdong.case_step(old_row chatdong.welfare_case, INOUT c chatdong.welfare_case, role text) OWNER TO chatdong_owner;

-- Name: case_take_in(chatdong.welfare_case, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_take_in(INOUT c chatdong.welfare_case, day date) RETURNS chatdong.welfare_case
    LANGUAGE plpgsql
    AS $$
begin
    c.intake_on := day;
    c.survey_due := case_due(day, 'survey');
    c.classify_due := case_due(day, 'classify');
    c.plan_due := case_due(day, 'plan');
end $$;

ALTER FUNCTION chatdong.case_take_in(INOUT c chatdong.welfare_case, day date) OWNER TO chatdong_owner;

-- Name: case_task(text, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_task(status text, plan text, closing text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select case when status = 'conferenced' and plan is not null then 'approve_plan'
                when status = 'monitoring' and closing is not null then 'approve_closing'
                else (select s.task from case_state s where s.status = case_task.status) end
$$;

ALTER FUNCTION chatdong.case_task(status text, plan text, closing text) OWNER TO chatdong_owner;

-- Name: case_transfer_answer(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_transfer_answer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    actor constant text := coalesce(current_setting('chatdong.role', true), '');
begin
    if old.status <> 'offered' then
        perform refuse('case_transfer_answered', '/status', format('the offer is %s', old.status), old.status);
    end if;
    if new.status = 'replaced' then
        return new;
    end if;
    new.answered_at := now();
    new.answered_by := new.updated_by;
    if new.status = 'accepted' then
        perform set_config('chatdong.role', 'receiver', true);
        update welfare_case c set status = 'transferred', dong_code = new.to_dong_code, manager_id = null, updated_by = new.updated_by
         where c.id = new.case_id;
        perform set_config('chatdong.role', actor, true);
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.case_transfer_answer() OWNER TO chatdong_owner;

-- Name: case_transfer_offer(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_transfer_offer() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    c welfare_case;
begin
    update case_transfer t set status = 'replaced', updated_by = new.created_by where t.case_id = new.case_id and t.status = 'offered';
    select x.* into c from welfare_case x where x.id = new.case_id for no key update;
    if c.due_on is null then
        perform refuse('case_closed', '/case_id', format('a %s case goes nowhere', c.status), c.status);
    elsif c.dong_code <> new.from_dong_code then
        perform refuse('case_transfer_answered', '/case_id', 'the case is in another dong');
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.case_transfer_offer() OWNER TO chatdong_owner;

-- Name: case_write(chatdong.welfare_case, chatdong.welfare_case); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.case_write(old_row chatdong.welfare_case, INOUT c chatdong.welfare_case) RETURNS chatdong.welfare_case
    LANGUAGE plpgsql
    AS $$
begin
    if old_row.due_on is null and old_row.status in ('closed', 'declined') then
        perform refuse('case_closed', '/status', format('a %s case does not change', old_row.status), old_row.status);
    end if;
    if c.plan is distinct from old_row.plan then
        if old_row.status not in ('assessed', 'conferenced') then
            perform refuse('case_plan_fixed', '/plan', format('the plan is written before it is approved, the case is %s', old_row.status));
        end if;
        c.plan_by := case when c.plan is not null then c.updated_by end;
        c.plan_at := case when c.plan is not null then now() end;
    end if;
    if c.closing is distinct from old_row.closing then
        if old_row.status <> 'monitoring' then
            perform refuse('case_closing_early', '/closing', format('a closing is written while monitoring, the case is %s', old_row.status));
        end if;
        c.closing_by := case when c.closing is not null then c.updated_by end;
        c.closing_at := case when c.closing is not null then now() end;
    end if;
    if c.manager_id is distinct from old_row.manager_id then
        perform case_check_staff(c.manager_id, c.dong_code, '/manager_id');
    end if;
end $$;

ALTER FUNCTION chatdong.case_write(old_row chatdong.welfare_case, INOUT c chatdong.welfare_case) OWNER TO chatdong_owner;

-- Name: caseload_on(date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.caseload_on(day date) RETURNS TABLE(dong_code text, gu_code text, recipients bigint, as_of date, workers bigint)
    LANGUAGE sql STABLE
    AS $$
    select d.code, d.gu_code, r.recipients::bigint, r.as_of, coalesce(w.heads, 0)
      from dong d
     cross join lateral (select c.recipients, c.as_of from recipient_count c
                          where c.dong_code = d.code and c.as_of <= day order by c.as_of desc limit 1) r
      left join (select s.dong_code, sum(s.heads) as heads
                   from staffing s join staff_job_kind k on k.code = s.job and k.welfare_worker
                  where s.during @> day and s.employed @> day group by s.dong_code) w on w.dong_code = d.code
     where d.valid_from <= day and (d.valid_to is null or d.valid_to > day)
$$;

ALTER FUNCTION chatdong.caseload_on(day date) OWNER TO chatdong_owner;

-- Name: client_partner(uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.client_partner(client uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
    select partner_id from system_client where id = client and active
$$;

ALTER FUNCTION chatdong.client_partner(client uuid) OWNER TO chatdong_owner;

-- Name: consent_fields(uuid, text, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.consent_fields(resident uuid, to_purpose text, to_partner uuid) RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    return (select coalesce(array_agg(distinct f.field order by f.field), '{}')
              from consent c, unnest(c.fields) f (field)
             where c.resident_id = resident and c.purpose = to_purpose
               and (c.partner_id is null or c.partner_id = to_partner) and consent_holds(c));
end $$;

ALTER FUNCTION chatdong.consent_fields(resident uuid, to_purpose text, to_partner uuid) OWNER TO chatdong_owner;

-- Name: consent_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.consent_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.withdrawn_at is not null then
        raise exception 'the consent is withdrawn' using errcode = '23514', constraint = 'consent_withdrawn', hint = 'withdrawn';
    end if;
    -- Without a role it is the owner who repairs, or joins two records of one person.
    if coalesce(current_setting('chatdong.role', true), '') <> ''
       and (old.dong_code, old.resident_id, old.purpose, old.partner_id, old.fields, old.given_by, old.given_by_name, old.given_at,
            old.expires_on, old.evidence_kind, old.evidence_reference)
           is distinct from
           (new.dong_code, new.resident_id, new.purpose, new.partner_id, new.fields, new.given_by, new.given_by_name, new.given_at,
            new.expires_on, new.evidence_kind, new.evidence_reference) then
        raise exception 'what was consented to does not change' using errcode = '23514', constraint = 'consent_fixed';
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.consent_guard() OWNER TO chatdong_owner;

-- Name: consent; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.consent (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    purpose text NOT NULL,
    partner_id uuid,
    fields text[] NOT NULL,
    given_by text NOT NULL,
    given_by_name text,
    given_at timestamp with time zone NOT NULL,
    expires_on date,
    evidence_kind text NOT NULL,
    evidence_reference text,
    withdrawn_at timestamp with time zone,
    withdrawn_by text,
    withdrawal_note text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT consent_evidence_known CHECK ((evidence_kind = ANY (ARRAY['paper'::text, 'electronic'::text, 'recording'::text, 'in_person'::text]))),
    CONSTRAINT consent_expires_after CHECK ((expires_on >= ((given_at AT TIME ZONE 'Asia/Seoul'::text))::date)),
    CONSTRAINT consent_fields_known CHECK ((fields <@ ARRAY['name'::text, 'birth_date'::text, 'sex'::text, 'phone'::text, 'address'::text, 'language'::text, 'need'::text, 'health'::text])),
    CONSTRAINT consent_fields_some CHECK ((cardinality(fields) > 0)),
    CONSTRAINT consent_given_before CHECK ((given_at <= (created_at + '00:05:00'::interval))),
    CONSTRAINT consent_giver_known CHECK ((given_by = ANY (ARRAY['resident'::text, 'guardian'::text, 'representative'::text]))),
    CONSTRAINT consent_giver_named CHECK (((given_by = 'resident'::text) = (given_by_name IS NULL))),
    CONSTRAINT consent_text_nfc CHECK (((given_by_name IS NORMALIZED) AND (evidence_reference IS NORMALIZED) AND (withdrawal_note IS NORMALIZED))),
    CONSTRAINT consent_withdrawal_whole CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL))),
    CONSTRAINT consent_withdrawer_known CHECK ((withdrawn_by = ANY (ARRAY['resident'::text, 'guardian'::text, 'representative'::text])))
);

ALTER TABLE chatdong.consent OWNER TO chatdong_owner;

-- Name: consent_holds(chatdong.consent); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.consent_holds(c chatdong.consent) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select c.withdrawn_at is null
           and (c.expires_on is null or c.expires_on >= (now() at time zone 'Asia/Seoul')::date)
$$;

ALTER FUNCTION chatdong.consent_holds(c chatdong.consent) OWNER TO chatdong_owner;

-- Name: consent_touch_referrals(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.consent_touch_referrals() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    update referral set version = version + 1, updated_by = new.updated_by
     where resident_id = new.resident_id and status in ('requested', 'accepted')
       and new.purpose = 'partner_referral' and (new.partner_id is null or new.partner_id = partner_id);
    return null;
end $$;

ALTER FUNCTION chatdong.consent_touch_referrals() OWNER TO chatdong_owner;

-- Name: counseling_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.counseling_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'INSERT' or new.visit_id is distinct from old.visit_id then
        perform benefit_check_visit(new.visit_id, new.resident_id, new.household_id);
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.counseling_guard() OWNER TO chatdong_owner;

-- Name: derived_id(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.derived_id(seed text) RETURNS uuid
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select overlay(overlay(md5(seed) placing '8' from 13) placing '8' from 17)::uuid
$$;

ALTER FUNCTION chatdong.derived_id(seed text) OWNER TO chatdong_owner;

-- Name: discovery_begun(uuid, uuid, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.discovery_begun(resident uuid, household uuid, found_on date) RETURNS TABLE(visit_id uuid, began_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
    select v.id, v.checked_in_at
      from visit v
     where (v.resident_id = resident or v.household_id = household)
       and v.status in ('checked_in', 'completed') and v.kind <> 'phone' and v.outcome is distinct from 'not_found'
       and v.checked_in_at >= found_on::timestamp at time zone 'Asia/Seoul'
     order by v.checked_in_at, v.id limit 1
$$;

ALTER FUNCTION chatdong.discovery_begun(resident uuid, household uuid, found_on date) OWNER TO chatdong_owner;

-- Name: discovery_follow_holidays(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.discovery_follow_holidays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    update discovery d set due_on = working_days_after(d.found_on, 3)
     where d.due_on >= seoul_today() and d.due_on <> working_days_after(d.found_on, 3);
    return null;
end $$;

ALTER FUNCTION chatdong.discovery_follow_holidays() OWNER TO chatdong_owner;

-- Name: discovery_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.discovery_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'UPDATE' then
        if old.withdrawn_at is not null and coalesce(current_setting('chatdong.role', true), '') <> '' then
            perform refuse('discovery_withdrawn', '/status', format('withdrawn on %s', (old.withdrawn_at at time zone 'Asia/Seoul')::date), 'withdrawn');
        end if;
        if new.found_on = old.found_on then
            return new;
        end if;
    elsif exists (select from resident p where p.id = new.resident_id and coalesce(p.deceased_on, p.moved_out_on) is not null) then
        perform refuse('discovery_resident_present', '/resident_id', 'the resident has died or moved out');
    end if;
    if new.found_on > seoul_today() then
        perform refuse('discovery_day_plausible', '/found_on', format('nobody is found in the future: today is %s, given was %s', seoul_today(), new.found_on));
    end if;
    new.due_on := working_days_after(new.found_on, 3);
    return new;
end $$;

ALTER FUNCTION chatdong.discovery_guard() OWNER TO chatdong_owner;

-- Name: discovery_planned(uuid, uuid, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.discovery_planned(resident uuid, household uuid, found_on date) RETURNS uuid
    LANGUAGE sql STABLE
    AS $$
    select v.id
      from visit v
     where (v.resident_id = resident or v.household_id = household)
       and v.status = 'planned' and v.kind <> 'phone' and v.planned_start >= found_on::timestamp at time zone 'Asia/Seoul'
     order by v.planned_start, v.id limit 1
$$;

ALTER FUNCTION chatdong.discovery_planned(resident uuid, household uuid, found_on date) OWNER TO chatdong_owner;

-- Name: discovery; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.discovery (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid,
    path text NOT NULL,
    kind text NOT NULL,
    found_on date NOT NULL,
    due_on date NOT NULL,
    signal_id uuid,
    need text NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by uuid,
    withdrawal_reason text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT discovery_day_plausible CHECK (((found_on >= '2015-07-01'::date) AND (found_on <= ((updated_at AT TIME ZONE 'Asia/Seoul'::text))::date))),
    CONSTRAINT discovery_due_later CHECK ((due_on > found_on)),
    CONSTRAINT discovery_kind_known CHECK ((kind = ANY (ARRAY['poor_family'::text, 'senior_health'::text]))),
    CONSTRAINT discovery_path_known CHECK ((path = ANY (ARRAY['signal'::text, 'officer_round'::text, 'visiting_nurse'::text, 'community_leader'::text, 'neighbor'::text, 'self'::text, 'institution'::text]))),
    CONSTRAINT discovery_text_nfc CHECK (((need IS NORMALIZED) AND (withdrawal_reason IS NORMALIZED))),
    CONSTRAINT discovery_withdrawal_whole CHECK ((((withdrawn_at IS NULL) = (withdrawn_by IS NULL)) AND ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL))))
);

ALTER TABLE chatdong.discovery OWNER TO chatdong_owner;

-- Name: discovery_proposal(chatdong.discovery, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.discovery_proposal(d chatdong.discovery, staff uuid) RETURNS json
    LANGUAGE sql STABLE
    AS $_$
    select json_strip_nulls(json_build_object(
               'resident_id', p.id,
               'program', case d.kind when 'senior_health' then 'senior-level' else 'crisis-household' end,
               'kind', 'home',
               'team', case when alone.forbidden then json_build_array(staff_companion(staff, d.dong_code, s.slot)) end,
               'planned_start', to_char(s.slot at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'planned_end', to_char((s.slot + interval '40 minutes') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'notes', '발굴 가구 첫 방문'))
      from resident p
      left join household h on h.id = p.household_id
     cross join lateral (select coalesce(h.danger_flags <> '{}', false) as forbidden) alone
     cross join lateral (
           select c.slot
             from generate_series(seoul_today(), seoul_today() + 20, interval '1 day') g (day),
                  generate_series(10 * 60, 16 * 60 + 30, 30) m (minute),
                  lateral (select (g.day::date + make_interval(mins => m.minute)) at time zone 'Asia/Seoul' as slot) c
            where is_working_day(g.day::date) and c.slot > now() and staff_is_free(staff, d.dong_code, c.slot)
              and (not alone.forbidden or staff_companion(staff, d.dong_code, c.slot) is not null)
            order by c.slot limit 1) s
     where p.id = d.resident_id and coalesce(p.deceased_on, p.moved_out_on) is null and d.withdrawn_at is null
       and exists (select from staff x where x.id = $2 and x.active and d.dong_code = any (x.dong_codes))
       and not exists (select from discovery_begun(d.resident_id, d.household_id, d.found_on))
       and discovery_planned(d.resident_id, d.household_id, seoul_today()) is null
$_$;

ALTER FUNCTION chatdong.discovery_proposal(d chatdong.discovery, staff uuid) OWNER TO chatdong_owner;

-- Name: discovery_watch(timestamp with time zone, date, timestamp with time zone); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.discovery_watch(withdrawn_at timestamp with time zone, due_on date, began_at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select case when withdrawn_at is not null then 'withdrawn'
                when began_at is not null then case when (began_at at time zone 'Asia/Seoul')::date <= due_on then 'met' else 'late' end
                when due_on < seoul_today() then 'overdue' else 'open' end
$$;

ALTER FUNCTION chatdong.discovery_watch(withdrawn_at timestamp with time zone, due_on date, began_at timestamp with time zone) OWNER TO chatdong_owner;

-- Name: distance_m(double precision, double precision, double precision, double precision); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.distance_m(lon1 double precision, lat1 double precision, lon2 double precision, lat2 double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select 2 * 6371008.8 * asin(least(1, sqrt(power(sind((lat2 - lat1) / 2), 2)
           + cosd(lat1) * cosd(lat2) * power(sind((lon2 - lon1) / 2), 2))))
$$;

ALTER FUNCTION chatdong.distance_m(lon1 double precision, lat1 double precision, lon2 double precision, lat2 double precision) OWNER TO chatdong_owner;

-- Name: district_policies(regclass); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.district_policies(IN area_table regclass)
    LANGUAGE plpgsql
    SET search_path TO 'chatdong', 'pg_temp'
    AS $_$
declare
    in_gu constant text := $expr$(gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
        and (select current_setting('chatdong.role', true)) = 'district_admin')$expr$;
begin
    execute format('alter table %s enable row level security', area_table);
    execute format($expr$create policy area_read on %s for select to chatdong_api using (
        dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
        or gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
        or (select current_setting('chatdong.city', true)) = 'true')$expr$, area_table);
    execute format('create policy worker_read on %s for select to chatdong_worker using (true)', area_table);
    execute format('create policy district_insert on %s for insert to chatdong_api with check %s', area_table, in_gu);
    execute format('create policy district_update on %s for update to chatdong_api using %s with check %s',
                   area_table, in_gu, in_gu);
end $_$;

ALTER PROCEDURE chatdong.district_policies(IN area_table regclass) OWNER TO chatdong_owner;

-- Name: dong_alias_renew(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_alias_renew(OUT inserted bigint, OUT removed bigint, OUT kept bigint) RETURNS record
    LANGUAGE sql
    AS $$
    with wanted as materialized (
        select d.code, s.kind, normalize(s.name) as name from dong d, dong_spellings(d) s
    ), gone as (
        delete from dong_alias a
         where not exists (select from wanted w where (w.code, w.kind, w.name) = (a.dong_code, a.kind, a.name))
        returning 1
    ), added as (
        insert into dong_alias (dong_code, kind, name) select * from wanted on conflict do nothing returning 1
    )
    select (select count(*) from added), (select count(*) from gone),
           (select count(*) from wanted) - (select count(*) from added)
$$;

ALTER FUNCTION chatdong.dong_alias_renew(OUT inserted bigint, OUT removed bigint, OUT kept bigint) OWNER TO chatdong_owner;

-- Name: dong_boundary; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.dong_boundary (
    dong_code text NOT NULL,
    valid_from date NOT NULL,
    geometry json NOT NULL,
    bbox json NOT NULL,
    source text,
    CONSTRAINT boundary_is_polygon CHECK (((geometry ->> 'type'::text) = ANY (ARRAY['Polygon'::text, 'MultiPolygon'::text])))
);

ALTER TABLE chatdong.dong_boundary OWNER TO chatdong_owner;

-- Name: dong_boundary_of_day(text, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_boundary_of_day(wanted text, day date) RETURNS SETOF chatdong.dong_boundary
    LANGUAGE sql STABLE
    AS $$
    select * from dong_boundary b where b.dong_code = wanted
     order by b.valid_from <= day desc, abs(b.valid_from - day) limit 1
$$;

ALTER FUNCTION chatdong.dong_boundary_of_day(wanted text, day date) OWNER TO chatdong_owner;

-- Name: dong_changes(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_changes() RETURNS TABLE(ended text, begun text, happened_on date, ended_name text, begun_name text, same_district boolean)
    LANGUAGE sql STABLE
    AS $$
    select e.code, b.code, b.valid_from, e.name_official, b.name_official, e.gu_code = b.gu_code
      from dong e
      join dong b on b.valid_from in (e.valid_to, e.valid_to + 1) and b.code <> e.code
       and (e.gu_code = b.gu_code or e.name_official = b.name_official)
$$;

ALTER FUNCTION chatdong.dong_changes() OWNER TO chatdong_owner;

-- Name: dong_main_successor_renew(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_main_successor_renew() RETURNS void
    LANGUAGE sql
    AS $$
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

ALTER FUNCTION chatdong.dong_main_successor_renew() OWNER TO chatdong_owner;

-- Name: dong_name_numbers(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_name_numbers(name text) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $_$
    select string_to_array(substring(name from '제?([0-9.]+)동$'), '.')
$_$;

ALTER FUNCTION chatdong.dong_name_numbers(name text) OWNER TO chatdong_owner;

-- Name: dong_name_stem(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_name_stem(name text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
    select regexp_replace(name, '(본|제?[0-9.]+)?동$', '')
$_$;

ALTER FUNCTION chatdong.dong_name_stem(name text) OWNER TO chatdong_owner;

-- Name: dong; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.dong (
    code text NOT NULL,
    gu_code text NOT NULL,
    name text NOT NULL,
    name_official text,
    name_en text,
    sgis_code text,
    lon double precision,
    lat double precision,
    area_km2 double precision,
    valid_from date NOT NULL,
    valid_to date,
    successor_code text,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT dong_code_digits CHECK ((code ~ '^[0-9]{10}$'::text)),
    CONSTRAINT dong_code_in_district CHECK (("left"(code, 5) = gu_code)),
    CONSTRAINT dong_name_nfc CHECK ((name IS NORMALIZED)),
    CONSTRAINT dong_valid_order CHECK ((valid_to > valid_from))
);

ALTER TABLE chatdong.dong OWNER TO chatdong_owner;

-- Name: dong_spellings(chatdong.dong); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_spellings(d chatdong.dong) RETURNS TABLE(kind text, name text)
    LANGUAGE sql STABLE
    AS $_$
    with spoken as (
        select d.name as n
         union select regexp_replace(coalesce(d.name_official, d.name), '제(\d)', '\1')
         union select regexp_replace(d.name, '^([^0-9제]+)(\d+동)$', '\1제\2')
    )
    select 'official', coalesce(d.name_official, d.name)
     union
    select 'common', n from spoken where n <> coalesce(d.name_official, d.name)
     union
    select 'romanised', d.name_en where d.name_en is not null
     union
    select 'separator', replace(n, '.', sep) from spoken, unnest(array['·', 'ㆍ', ',']) sep
     where position('.' in n) > 0
$_$;

ALTER FUNCTION chatdong.dong_spellings(d chatdong.dong) OWNER TO chatdong_owner;

-- Name: dong_succession_by_area(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_succession_by_area() RETURNS TABLE(predecessor text, successor text, happened_on date, area_share double precision)
    LANGUAGE sql STABLE
    AS $$
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

ALTER FUNCTION chatdong.dong_succession_by_area() OWNER TO chatdong_owner;

-- Name: dong_succession_by_name(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_succession_by_name() RETURNS TABLE(ended text, begun text, happened_on date)
    LANGUAGE sql STABLE
    AS $$
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

ALTER FUNCTION chatdong.dong_succession_by_name() OWNER TO chatdong_owner;

-- Name: dong_succession_renew(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_succession_renew(OUT inserted bigint, OUT removed bigint, OUT kept bigint) RETURNS record
    LANGUAGE plpgsql
    AS $$
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

ALTER FUNCTION chatdong.dong_succession_renew(OUT inserted bigint, OUT removed bigint, OUT kept bigint) OWNER TO chatdong_owner;

-- Name: dong_today(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_today(code text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
declare
    found_one dong;
    next_code text := code;
begin
    for step in 1..20 loop
        select * into found_one from dong d where d.code = next_code;
        if not found or found_one.valid_to is null or found_one.valid_to > seoul_today() then
            return found_one.code;
        end if;
        next_code := found_one.successor_code;
    end loop;
    return null;
end $$;

ALTER FUNCTION chatdong.dong_today(code text) OWNER TO chatdong_owner;

-- Name: dong_touch(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_touch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    changed text[];
begin
    if tg_table_name = 'dong_succession' then
        changed := case when tg_op = 'DELETE' then array[old.predecessor_code, old.successor_code]
                        else array[new.predecessor_code, new.successor_code] end;
    elsif tg_table_name = 'legal_dong' then
        changed := array(select dong_code from legal_dong_dong where legal_code = new.code);
    else
        changed := case when tg_op = 'DELETE' then array[old.dong_code] else array[new.dong_code] end;
    end if;
    update dong set version = version + 1
     where code = any (changed) and xmin <> pg_current_xact_id()::xid;
    return null;
end $$;

ALTER FUNCTION chatdong.dong_touch() OWNER TO chatdong_owner;

-- Name: dong_without_successor(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dong_without_successor() RETURNS SETOF chatdong.dong
    LANGUAGE sql STABLE
    AS $$
    select * from dong d
     where d.valid_to is not null and not exists (select from dong_succession s where s.predecessor_code = d.code)
     order by d.valid_to desc, d.code
$$;

ALTER FUNCTION chatdong.dong_without_successor() OWNER TO chatdong_owner;

-- Name: dongs_of_day(text, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.dongs_of_day(start_code text, day date) RETURNS TABLE(code text)
    LANGUAGE sql STABLE
    AS $$
    with recursive later as (
        select d.code, d.valid_from as since from dong d where d.code = start_code
         union
        select s.successor_code, s.happened_on
          from later l join dong_succession s on s.predecessor_code = l.code
         where s.happened_on > l.since and s.happened_on <= day
    ), earlier as (
        select d.code, coalesce(d.valid_to, 'infinity') as until from dong d where d.code = start_code
         union
        select s.predecessor_code, s.happened_on
          from earlier e join dong_succession s on s.successor_code = e.code
         where s.happened_on <= e.until and s.happened_on > day
    )
    select d.code from dong d
     where d.code in (select l.code from later l union select e.code from earlier e)
       and d.valid_from <= day and coalesce(d.valid_to > day, true)
$$;

ALTER FUNCTION chatdong.dongs_of_day(start_code text, day date) OWNER TO chatdong_owner;

-- Name: employed_of(jsonb); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.employed_of(periods jsonb) RETURNS datemultirange
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
declare
    ranges daterange[];
begin
    if exists (select from jsonb_to_recordset(periods) p ("from" date, "to" date) where p."from" > p."to") then
        perform rule_broken('staff_employment_order', 'an employment ends on or after its first day');
    end if;
    select array_agg(daterange(p."from", p."to", '[]')) into ranges
      from jsonb_to_recordset(periods) p ("from" date, "to" date);
    if exists (select from unnest(ranges) with ordinality a (days, no), unnest(ranges) with ordinality b (days, no)
                where a.no < b.no and a.days && b.days) then
        perform rule_broken('staff_employment_apart', 'employments of one person do not overlap');
    end if;
    return (select range_agg(r.days) from unnest(ranges) r (days));
end $$;

ALTER FUNCTION chatdong.employed_of(periods jsonb) OWNER TO chatdong_owner;

-- Name: employments(datemultirange); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.employments(periods datemultirange) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select coalesce(jsonb_agg(jsonb_build_object('from', lower(p.days), 'to', upper(p.days) - 1) order by p.days), '[]')
      from unnest(periods) p (days)
$$;

ALTER FUNCTION chatdong.employments(periods datemultirange) OWNER TO chatdong_owner;

-- Name: growth_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.growth_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if exists (select from birth b where b.id = new.birth_id and b.born_on > new.measured_on) then
        perform health_rule('growth_after_birth', 'nothing is measured before the birth', 'growth_record');
    end if;
    if new.visit_id is not null and not exists (
           select from visit v join birth b on b.id = new.birth_id
            where v.id = new.visit_id and v.dong_code = new.dong_code
              and (v.resident_id in (b.mother_id, b.child_id)
                   or v.household_id = (select c.household_id from resident c where c.id = b.child_id))) then
        perform health_rule('growth_of_visit', 'the visit is not one to this family', 'growth_record');
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.growth_guard() OWNER TO chatdong_owner;

-- Name: health_rule(text, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.health_rule(name text, message text, about text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '%', message using errcode = '23514', constraint = name, table = about;
end $$;

ALTER FUNCTION chatdong.health_rule(name text, message text, about text) OWNER TO chatdong_owner;

-- Name: partner_location; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.partner_location (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    partner_id uuid NOT NULL,
    dong_code text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    postal_code text,
    lon double precision,
    lat double precision,
    transportation text,
    accessibility text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT partner_location_point_on_earth CHECK ((((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision)) AND ((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision)))),
    CONSTRAINT partner_location_point_whole CHECK (((lon IS NULL) = (lat IS NULL))),
    CONSTRAINT partner_location_postal_code_digits CHECK ((postal_code ~ '^[0-9]{5}$'::text)),
    CONSTRAINT partner_location_text_nfc CHECK (((name IS NORMALIZED) AND (address IS NORMALIZED) AND (transportation IS NORMALIZED) AND (accessibility IS NORMALIZED)))
);

ALTER TABLE chatdong.partner_location OWNER TO chatdong_owner;

-- Name: hsds_address(chatdong.partner_location); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_address(l chatdong.partner_location) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select json_build_object('id', derived_id(l.id || ' address'), 'location_id', l.id,
                             'address_1', regexp_replace(l.address, '^서울(특별)?시?\s+([^ ]+구\s+)?', ''),
                             'city', '서울특별시', 'region', g.name, 'state_province', '서울특별시',
                             'postal_code', coalesce(l.postal_code, ''), 'country', 'KR', 'address_type', 'physical')
      from dong d join district g on g.code = d.gu_code where d.code = l.dong_code
$$;

ALTER FUNCTION chatdong.hsds_address(l chatdong.partner_location) OWNER TO chatdong_owner;

-- Name: partner_service_location; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.partner_service_location (
    id uuid NOT NULL,
    service_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    location_id uuid NOT NULL
);

ALTER TABLE chatdong.partner_service_location OWNER TO chatdong_owner;

-- Name: hsds_at_location(chatdong.partner_service_location, boolean); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_at_location(x chatdong.partner_service_location, nested boolean) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select json_build_object('id', x.id, 'service_id', s.id, 'location_id', l.id, 'description', s.name || ' — ' || l.name,
               'phones', case when nested then hsds_phones(s.id, s.phones) end,
               'schedules', case when nested then hsds_schedules(s) end,
               'location', case when nested then hsds_location(l) else hsds_location_basic(l) end,
               'service', case when nested then (hsds_service(s)::jsonb - 'service_at_locations')::json
                               else hsds_service_basic(s) end)
      from partner_service s, partner_location l where s.id = x.service_id and l.id = x.location_id
$$;

ALTER FUNCTION chatdong.hsds_at_location(x chatdong.partner_service_location, nested boolean) OWNER TO chatdong_owner;

-- Name: is_time_zone(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.is_time_zone(name text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
begin
    perform timestamp '2000-01-01' at time zone name;
    return name ~ '^[A-Z][A-Za-z]+/[A-Za-z_]+$';
exception when others then
    return false;
end $_$;

ALTER FUNCTION chatdong.is_time_zone(name text) OWNER TO chatdong_owner;

-- Name: phones_fit(jsonb); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.phones_fit(phones jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    select jsonb_typeof(phones) = 'array'
           and coalesce(bool_and(p.number ~ '^\+[1-9][0-9]{6,14}$' and p.type in ('voice', 'fax', 'text')), true)
      from jsonb_to_recordset(case jsonb_typeof(phones) when 'array' then phones else '[]' end) p (number text, type text)
$_$;

ALTER FUNCTION chatdong.phones_fit(phones jsonb) OWNER TO chatdong_owner;

-- Name: partner_service; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.partner_service (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    partner_id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    needs text[] NOT NULL,
    location_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    area_codes text[] DEFAULT '{}'::text[] NOT NULL,
    eligibility text,
    minimum_age integer,
    maximum_age integer,
    application text,
    fees text,
    wait_time text,
    languages text[] DEFAULT '{ko}'::text[] NOT NULL,
    email text,
    website text,
    phones jsonb DEFAULT '[]'::jsonb NOT NULL,
    alert text,
    time_zone text DEFAULT 'Asia/Seoul'::text NOT NULL,
    open_on_holidays boolean DEFAULT false NOT NULL,
    schedules jsonb DEFAULT '[]'::jsonb NOT NULL,
    exceptions jsonb DEFAULT '[]'::jsonb NOT NULL,
    assured_on date,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT partner_service_age_order CHECK ((minimum_age <= maximum_age)),
    CONSTRAINT partner_service_ages CHECK ((((minimum_age >= 0) AND (minimum_age <= 150)) AND ((maximum_age >= 0) AND (maximum_age <= 150)))),
    CONSTRAINT partner_service_area_codes CHECK (chatdong.all_match(area_codes, '^[0-9]{5}([0-9]{5})?$'::text)),
    CONSTRAINT partner_service_for_some_need CHECK (((cardinality(needs) >= 1) AND (cardinality(needs) <= 20))),
    CONSTRAINT partner_service_language_tags CHECK (chatdong.all_match(languages, '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT partner_service_lists_short CHECK (((cardinality(location_ids) <= 50) AND (cardinality(area_codes) <= 100) AND (cardinality(languages) <= 30))),
    CONSTRAINT partner_service_phones_fit CHECK (chatdong.phones_fit(phones)),
    CONSTRAINT partner_service_status_known CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'defunct'::text, 'temporarily_closed'::text]))),
    CONSTRAINT partner_service_text_nfc CHECK (((name IS NORMALIZED) AND (description IS NORMALIZED) AND (eligibility IS NORMALIZED) AND (application IS NORMALIZED) AND (fees IS NORMALIZED) AND (wait_time IS NORMALIZED) AND (alert IS NORMALIZED))),
    CONSTRAINT partner_service_time_zone_known CHECK (chatdong.is_time_zone(time_zone))
);

ALTER TABLE chatdong.partner_service OWNER TO chatdong_owner;

-- Name: hsds_at_locations(chatdong.partner_service); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_at_locations(s chatdong.partner_service) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select coalesce(json_agg(json_build_object('id', x.id, 'service_id', s.id, 'location_id', l.id,
                                               'location', hsds_location(l)) order by l.id), '[]')
      from partner_service_location x join partner_location l on l.id = x.location_id
     where x.service_id = s.id
$$;

ALTER FUNCTION chatdong.hsds_at_locations(s chatdong.partner_service) OWNER TO chatdong_owner;

-- Name: hsds_attributes(chatdong.partner_service); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_attributes(s chatdong.partner_service) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select coalesce(json_agg(json_build_object('id', derived_id(s.id || ' need ' || n.code), 'link_id', s.id,
                                               'link_entity', 'service', 'link_type', 'need', 'taxonomy_term_id', n.id,
                                               'taxonomy_term', hsds_term(n)) order by n.code), '[]')
      from partner_service_need x join need n on n.code = x.need_code
     where x.service_id = s.id
$$;

ALTER FUNCTION chatdong.hsds_attributes(s chatdong.partner_service) OWNER TO chatdong_owner;

-- Name: hsds_instant(timestamp with time zone); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_instant(at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select replace(to_json(at) #>> '{}', '+00:00', 'Z')
$$;

ALTER FUNCTION chatdong.hsds_instant(at timestamp with time zone) OWNER TO chatdong_owner;

-- Name: hsds_languages(chatdong.partner_service); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_languages(s chatdong.partner_service) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select coalesce(json_agg(json_build_object('id', derived_id(s.id || ' language ' || l.tag), 'service_id', s.id,
                                               'code', l.tag) order by l.no), '[]')
      from unnest(s.languages) with ordinality l (tag, no)
$$;

ALTER FUNCTION chatdong.hsds_languages(s chatdong.partner_service) OWNER TO chatdong_owner;

-- Name: hsds_location(chatdong.partner_location); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_location(l chatdong.partner_location) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select (hsds_location_basic(l)::jsonb || jsonb_build_object('addresses', json_build_array(hsds_address(l)),
            'accessibility', case when l.accessibility is null then '[]'::jsonb else jsonb_build_array(
                jsonb_build_object('id', derived_id(l.id || ' accessibility'), 'location_id', l.id,
                                   'description', l.accessibility)) end))::json
$$;

ALTER FUNCTION chatdong.hsds_location(l chatdong.partner_location) OWNER TO chatdong_owner;

-- Name: hsds_location_basic(chatdong.partner_location); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_location_basic(l chatdong.partner_location) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select json_build_object('id', l.id, 'location_type', 'physical', 'organization_id', l.partner_id, 'name', l.name,
                             'transportation', l.transportation, 'latitude', l.lat, 'longitude', l.lon,
                             'external_identifier', l.dong_code,
                             'external_identifier_type', 'administrative dong (MOIS)')
$$;

ALTER FUNCTION chatdong.hsds_location_basic(l chatdong.partner_location) OWNER TO chatdong_owner;

-- Name: partner; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.partner (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    parent_id uuid,
    kind text NOT NULL,
    name text NOT NULL,
    alternate_name text,
    description text NOT NULL,
    email text,
    website text,
    phones jsonb DEFAULT '[]'::jsonb NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT partner_kind_known CHECK ((kind = ANY (ARRAY['welfare_center'::text, 'senior_center'::text, 'mental_health_center'::text, 'public_health_center'::text, 'dementia_center'::text, 'community_child_center'::text, 'family_center'::text, 'school'::text, 'hospital'::text, 'shelter'::text, 'employment_center'::text, 'legal_aid'::text, 'other'::text]))),
    CONSTRAINT partner_not_its_own_parent CHECK ((parent_id <> id)),
    CONSTRAINT partner_phones_fit CHECK (chatdong.phones_fit(phones)),
    CONSTRAINT partner_status_known CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text]))),
    CONSTRAINT partner_text_nfc CHECK (((name IS NORMALIZED) AND (alternate_name IS NORMALIZED) AND (description IS NORMALIZED)))
);

ALTER TABLE chatdong.partner OWNER TO chatdong_owner;

-- Name: hsds_organization(chatdong.partner); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_organization(p chatdong.partner) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select json_build_object('id', p.id, 'name', p.name, 'alternate_name', p.alternate_name,
                             'description', p.description, 'email', p.email, 'website', p.website,
                             'parent_organization_id', p.parent_id)
$$;

ALTER FUNCTION chatdong.hsds_organization(p chatdong.partner) OWNER TO chatdong_owner;

-- Name: hsds_organization_full(chatdong.partner, boolean); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_organization_full(p chatdong.partner, full_service boolean) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select (hsds_organization(p)::jsonb || jsonb_build_object('phones', hsds_phones(p.id, p.phones),
               'locations', (select coalesce(json_agg(hsds_location(l) order by l.id), '[]')
                               from partner_location l where l.partner_id = p.id),
               'services', (select coalesce(json_agg(case when full_service then hsds_service(s)
                                                          else hsds_service_basic(s) end order by s.id), '[]')
                              from partner_service s where s.partner_id = p.id)))::json
$$;

ALTER FUNCTION chatdong.hsds_organization_full(p chatdong.partner, full_service boolean) OWNER TO chatdong_owner;

-- Name: hsds_page(bigint, integer, integer, json); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_page(total bigint, page integer, per_page integer, items json) RETURNS TABLE(total_items bigint, total_pages bigint, page_number integer, size integer, first_page boolean, last_page boolean, empty boolean, contents json)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select total, (total + per_page - 1) / per_page, page, json_array_length(kept.items), page = 1,
           page >= (total + per_page - 1) / per_page, json_array_length(kept.items) = 0, kept.items
      from (select coalesce(json_strip_nulls(items), '[]') as items) kept
$$;

ALTER FUNCTION chatdong.hsds_page(total bigint, page integer, per_page integer, items json) OWNER TO chatdong_owner;

-- Name: hsds_phones(uuid, jsonb); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_phones(owner uuid, phones jsonb) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select coalesce(json_agg(json_build_object('id', derived_id(owner || ' phone ' || p.no), 'number', p.number,
                                               'type', p.type, 'description', p.note) order by p.no), '[]')
      from rows from (jsonb_to_recordset(phones) as (number text, type text, note text))
           with ordinality as p (number, type, note, no)
$$;

ALTER FUNCTION chatdong.hsds_phones(owner uuid, phones jsonb) OWNER TO chatdong_owner;

-- Name: hsds_schedules(chatdong.partner_service); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_schedules(s chatdong.partner_service) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    with zone as (
        select extract(epoch from now() at time zone s.time_zone - now() at time zone 'UTC')::integer / 60 as minutes
    ), clock as (
        select trim_scale(minutes / 60.0) as hours,
               case when minutes < 0 then '-' else '+' end
               || to_char(make_interval(mins => abs(minutes)), 'HH24:MI') as suffix
          from zone
    ), closed as (
        select string_agg(concat_ws(' ', e.on_date, '휴무', e.reason), ', ' order by e.on_date) as days
          from partner_schedule_exception e where e.service_id = s.id and e.opens_at is null
    ), entry as (
        select 'weekly ' || w.no as seed, w.valid_from, w.valid_to - 1 as valid_to, null::date as dtstart, 'WEEKLY' as freq,
               array_to_string(w.days, ',') as byday, w.opens_at, w.closes_at, w.note as description,
               concat_ws('; ', case when not s.open_on_holidays then '공휴일 휴무' end, closed.days) as notes
          from partner_schedule w cross join closed where w.service_id = s.id
        union all
        select 'day ' || e.no, null, null, e.on_date, null, null, e.opens_at, e.closes_at, e.reason, null
          from partner_schedule_exception e where e.service_id = s.id and e.opens_at is not null
    )
    select coalesce(json_agg(json_build_object('id', derived_id(s.id || ' ' || e.seed), 'service_id', s.id,
               'valid_from', e.valid_from, 'valid_to', e.valid_to, 'dtstart', e.dtstart, 'until', e.dtstart,
               'count', case when e.dtstart is not null then 1 end, 'timezone', c.hours,
               'wkst', case when e.freq is not null then 'MO' end, 'freq', e.freq,
               'interval', case when e.freq is not null then 1 end, 'byday', e.byday,
               'opens_at', to_char(e.opens_at, 'HH24:MI') || c.suffix,
               'closes_at', to_char(e.closes_at, 'HH24:MI') || c.suffix,
               'description', e.description, 'notes', nullif(e.notes, '')) order by e.seed), '[]')
      from entry e cross join clock c
$$;

ALTER FUNCTION chatdong.hsds_schedules(s chatdong.partner_service) OWNER TO chatdong_owner;

-- Name: hsds_service(chatdong.partner_service); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_service(s chatdong.partner_service) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select (hsds_service_basic(s)::jsonb || jsonb_build_object('phones', hsds_phones(s.id, s.phones),
               'schedules', hsds_schedules(s), 'service_areas', hsds_service_areas(s),
               'service_at_locations', hsds_at_locations(s), 'languages', hsds_languages(s),
               'attributes', hsds_attributes(s)))::json
$$;

ALTER FUNCTION chatdong.hsds_service(s chatdong.partner_service) OWNER TO chatdong_owner;

-- Name: hsds_service_areas(chatdong.partner_service); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_service_areas(s chatdong.partner_service) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select coalesce(json_agg(json_build_object('id', derived_id(s.id || ' area ' || a.code), 'service_id', s.id,
                                               'name', coalesce(d.name, g.name), 'extent', a.code,
                                               'extent_type', 'administrative code (MOIS)') order by a.code), '[]')
      from unnest(s.area_codes) a (code)
      left join dong d on d.code = a.code
      left join district g on g.code = a.code
$$;

ALTER FUNCTION chatdong.hsds_service_areas(s chatdong.partner_service) OWNER TO chatdong_owner;

-- Name: hsds_service_basic(chatdong.partner_service); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_service_basic(s chatdong.partner_service) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select json_build_object('id', s.id, 'organization_id', s.partner_id, 'name', s.name, 'description', s.description,
               'url', s.website, 'email', s.email, 'status', replace(s.status, '_', ' '),
               'application_process', s.application, 'fees_description', s.fees, 'wait_time', s.wait_time,
               'eligibility_description', s.eligibility, 'minimum_age', s.minimum_age, 'maximum_age', s.maximum_age,
               'assured_date', s.assured_on, 'alert', s.alert, 'last_modified', hsds_instant(s.updated_at),
               'organization', hsds_organization(p))
      from partner p where p.id = s.partner_id
$$;

ALTER FUNCTION chatdong.hsds_service_basic(s chatdong.partner_service) OWNER TO chatdong_owner;

-- Name: taxonomy; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.taxonomy (
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    edition text NOT NULL
);

ALTER TABLE chatdong.taxonomy OWNER TO chatdong_owner;

-- Name: hsds_taxonomy(chatdong.taxonomy); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_taxonomy(t chatdong.taxonomy) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select json_build_object('id', t.id, 'name', t.name, 'description', t.description, 'version', t.edition)
$$;

ALTER FUNCTION chatdong.hsds_taxonomy(t chatdong.taxonomy) OWNER TO chatdong_owner;

-- Name: need; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.need (
    code text NOT NULL,
    id uuid NOT NULL,
    taxonomy text NOT NULL,
    parent_code text,
    name text NOT NULL,
    name_en text NOT NULL,
    description text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT need_below_its_class CHECK ((NOT (parent_code IS DISTINCT FROM NULLIF(split_part(code, '.'::text, 1), code)))),
    CONSTRAINT need_code_shape CHECK ((code ~ '^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)?$'::text)),
    CONSTRAINT need_text_nfc CHECK (((name IS NORMALIZED) AND (description IS NORMALIZED))),
    CONSTRAINT need_valid_order CHECK ((valid_to > valid_from))
);

ALTER TABLE chatdong.need OWNER TO chatdong_owner;

-- Name: hsds_term(chatdong.need); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.hsds_term(n chatdong.need) RETURNS json
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select json_build_object('id', n.id, 'code', n.code, 'name', n.name, 'description', n.description,
                             'parent_id', (select u.id from need u where u.code = n.parent_code),
                             'taxonomy', t.name, 'taxonomy_detail', hsds_taxonomy(t), 'taxonomy_id', t.id,
                             'language', 'kor')
      from taxonomy t where t.code = n.taxonomy
$$;

ALTER FUNCTION chatdong.hsds_term(n chatdong.need) OWNER TO chatdong_owner;

-- Name: idempotency_claim(uuid, text, text, text, bytea); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.idempotency_claim(subject uuid, method text, path text, key text, fingerprint bytea) RETURNS void
    LANGUAGE plpgsql
    AS $_$
declare
    found_fingerprint bytea;
begin
    if not pg_try_advisory_xact_lock(hashtextextended(
               concat_ws(' ', 'idempotency', $1, $2, $3, $4), 0)) then
        raise exception 'the same request is running' using errcode = 'CD409';
    end if;
    select r.fingerprint into found_fingerprint from idempotency_record r
     where r.subject = $1 and r.method = $2 and r.path = $3 and r.key = $4;
    if not found then
        insert into idempotency_record (subject, method, path, key, fingerprint)
        values ($1, $2, $3, $4, $5);
    elsif found_fingerprint = $5 then
        raise exception 'done before' using errcode = 'CD200';
    else
        raise exception 'the key was used for another request' using errcode = 'CD422';
    end if;
end $_$;

ALTER FUNCTION chatdong.idempotency_claim(subject uuid, method text, path text, key text, fingerprint bytea) OWNER TO chatdong_owner;

-- Name: import_area_successions(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_area_successions(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) RETURNS record
    LANGUAGE plpgsql
    AS $$
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

ALTER FUNCTION chatdong.import_area_successions(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) OWNER TO chatdong_owner;

-- Name: import_boundary_rows(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_boundary_rows(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) RETURNS record
    LANGUAGE sql
    AS $$
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

ALTER FUNCTION chatdong.import_boundary_rows(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) OWNER TO chatdong_owner;

-- Name: import_centers(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_centers(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) RETURNS record
    LANGUAGE sql
    AS $$
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

ALTER FUNCTION chatdong.import_centers(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) OWNER TO chatdong_owner;

-- Name: import_districts(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_districts(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) RETURNS record
    LANGUAGE sql
    AS $$
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

ALTER FUNCTION chatdong.import_districts(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) OWNER TO chatdong_owner;

-- Name: import_dong_rows(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_dong_rows(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) RETURNS record
    LANGUAGE sql
    AS $$
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

ALTER FUNCTION chatdong.import_dong_rows(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) OWNER TO chatdong_owner;

-- Name: import_geography(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_geography() RETURNS TABLE(what text, inserted bigint, updated bigint, removed bigint, unchanged bigint)
    LANGUAGE plpgsql
    AS $$
begin
    return query select * from import_districts();
    return query select * from import_dong_rows();
    return query select * from import_legal_dongs();
    return query select * from import_pairs();
    return query select 'aliases', a.inserted, 0::bigint, a.removed, a.kept from dong_alias_renew() a;
    return query select * from import_successions();
    return query select * from import_centers();
end $$;

ALTER FUNCTION chatdong.import_geography() OWNER TO chatdong_owner;

-- Name: import_legal_dongs(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_legal_dongs(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) RETURNS record
    LANGUAGE sql
    AS $$
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

ALTER FUNCTION chatdong.import_legal_dongs(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) OWNER TO chatdong_owner;

-- Name: import_pairs(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_pairs(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) RETURNS record
    LANGUAGE sql
    AS $$
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

ALTER FUNCTION chatdong.import_pairs(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) OWNER TO chatdong_owner;

-- Name: import_partner_cleaned(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_partner_cleaned() RETURNS TABLE(id uuid, name text, kind text, description text, phones jsonb, dong_code text, gu_code text, address text, lon double precision, lat double precision, assured_on date)
    LANGUAGE sql STABLE
    AS $_$
    select derived_id('imported partner ' || r.name || ' ' || r.address),
           r.name || case when count(*) over (partition by r.name) > 1 then ' (' || substring(r.address from '구\s+(.*)$') || ')' else '' end,
           case when r.kind ~ '치매' then 'dementia_center' else 'other' end,
           concat_ws('. ', r.kind, '운영: ' || r.operator,
                     format('의사 %s, 간호사 %s, 사회복지사 %s (%s)', r.doctors, r.nurses, r.social_workers, r.as_of)),
           case when korean_phone(r.phone) is null then '[]'::jsonb
                else jsonb_build_array(jsonb_build_object('number', korean_phone(r.phone), 'type', 'voice')) end,
           d.code, d.gu_code, r.address, r.lon, r.lat, r.as_of
      from (select normalize(regexp_replace(trim(i.name), '\s+', ' ', 'g')) as name,
                   normalize(i.kind) as kind, normalize(regexp_replace(trim(i.road_address), '\s+', ' ', 'g')) as address,
                   case when i.lon ~ '^[0-9]{1,3}\.[0-9]+$' then i.lon::float8 end as lon,
                   case when i.lat ~ '^[0-9]{1,2}\.[0-9]+$' then i.lat::float8 end as lat,
                   normalize(i.operator) as operator, i.phone, i.doctors, i.nurses, i.social_workers,
                   case when i.as_of ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' then i.as_of::date end as as_of
              from import_partner i) r
      left join lateral (select x.code, x.gu_code
                           from dong x join district g on g.code = x.gu_code
                          where g.name = substring(r.address from '서울(?:특별)?시?\s+(\S+구)\s') and x.valid_to is null
                          order by distance_m(x.lon, x.lat, r.lon, r.lat), x.code limit 1) d on r.lon is not null and r.lat is not null
$_$;

ALTER FUNCTION chatdong.import_partner_cleaned() OWNER TO chatdong_owner;

-- Name: import_partner_left_out(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_partner_left_out() RETURNS TABLE(line text)
    LANGUAGE sql STABLE
    AS $$
    select format('%s, %s: %s', c.name, coalesce(c.address, 'no address'),
                  case when c.dong_code is null then 'no point, or no dong of its district' else 'another entry has this name in its dong' end)
      from import_partner_cleaned() c
     where not exists (select from import_partner_ready r where r.id = c.id)
    union all
    select format('%s: changed by hand, kept', p.name) from partner p join import_partner_ready r on r.id = p.id where p.updated_by is not null
$$;

ALTER FUNCTION chatdong.import_partner_left_out() OWNER TO chatdong_owner;

-- Name: import_partner_rows(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_partner_rows() RETURNS TABLE(what text, inserted bigint, updated bigint, removed bigint, unchanged bigint)
    LANGUAGE plpgsql
    AS $$
begin
    create temporary table import_partner_ready on commit drop as
    select c.* from import_partner_cleaned() c
     where c.dong_code is not null
       and not exists (select from partner p where p.dong_code = c.dong_code and p.name = c.name and p.id <> c.id);
    return query
    with done as (
        insert into partner as p (id, dong_code, kind, name, description, phones)
        select r.id, r.dong_code, r.kind, r.name, r.description, r.phones from import_partner_ready r
        on conflict (id) do update set dong_code = excluded.dong_code, kind = excluded.kind, name = excluded.name,
               description = excluded.description, phones = excluded.phones
         where p.updated_by is null and (p.dong_code, p.kind, p.name, p.description, p.phones)
               is distinct from (excluded.dong_code, excluded.kind, excluded.name, excluded.description, excluded.phones)
        returning (xmax = 0) as fresh)
    select 'partners', count(*) filter (where fresh), count(*) filter (where not fresh), 0::bigint,
           (select count(*) from import_partner_ready) - count(*) from done;
    return query
    with done as (
        insert into partner_location as l (id, partner_id, dong_code, name, address, lon, lat)
        select derived_id(r.id || ' place'), r.id, r.dong_code, r.name, r.address, r.lon, r.lat from import_partner_ready r
        on conflict (id) do update set dong_code = excluded.dong_code, name = excluded.name, lon = excluded.lon, lat = excluded.lat
         where l.updated_by is null and (l.dong_code, l.name, l.lon, l.lat)
               is distinct from (excluded.dong_code, excluded.name, excluded.lon, excluded.lat)
        returning (xmax = 0) as fresh)
    select 'locations', count(*) filter (where fresh), count(*) filter (where not fresh), 0::bigint,
           (select count(*) from import_partner_ready) - count(*) from done;
    return query
    with done as (
        insert into partner_service as s (id, partner_id, name, description, needs, location_ids, area_codes, assured_on)
        select derived_id(r.id || ' service'), r.id, '치매 조기검진과 지원', '치매 선별검사와 진단검사, 등록 관리, 쉼터와 가족 지원',
               array['health.dementia'], array[derived_id(r.id || ' place')], array[r.gu_code], r.assured_on
          from import_partner_ready r where r.kind = 'dementia_center'
        on conflict (id) do update set area_codes = excluded.area_codes, assured_on = excluded.assured_on
         where s.updated_by is null and (s.area_codes, s.assured_on) is distinct from (excluded.area_codes, excluded.assured_on)
        returning (xmax = 0) as fresh)
    select 'services', count(*) filter (where fresh), count(*) filter (where not fresh), 0::bigint,
           (select count(*) from import_partner_ready r where r.kind = 'dementia_center') - count(*) from done;
end $$;

ALTER FUNCTION chatdong.import_partner_rows() OWNER TO chatdong_owner;

-- Name: import_successions(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.import_successions(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) RETURNS record
    LANGUAGE plpgsql
    AS $$
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

ALTER FUNCTION chatdong.import_successions(OUT what text, OUT inserted bigint, OUT updated bigint, OUT removed bigint, OUT unchanged bigint) OWNER TO chatdong_owner;

-- Name: indicator_define(jsonb); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.indicator_define(IN file jsonb)
    LANGUAGE plpgsql
    AS $_$
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
end $_$;

ALTER PROCEDURE chatdong.indicator_define(IN file jsonb) OWNER TO chatdong_owner;

-- Name: initials(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.initials(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select coalesce(string_agg(
               case when ascii(c) between 44032 and 55203
                    then substr('ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', (ascii(c) - 44032) / 588 + 1, 1)
                    else c end, '' order by place), '')
      from unnest(string_to_array(normalize(name), null)) with ordinality as s (c, place)
$$;

ALTER FUNCTION chatdong.initials(name text) OWNER TO chatdong_owner;

-- Name: instrument_import(jsonb, boolean); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.instrument_import(content jsonb, is_default boolean) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'chatdong', 'pg_temp'
    AS $_$
declare
    definition constant jsonb := normalize(content::text)::jsonb;
    id constant text := definition ->> 'id';
    label constant text := definition ->> 'version';
    begins constant date := (definition ->> 'valid_from')::date;
    known jsonb;
    unknown text;
begin
    perform pg_advisory_xact_lock(hashtextextended('instrument ' || id, 0));
    select v.definition into known from instrument_version v where v.instrument_id = id and v.version = label;
    if known = definition
       or is_default and exists (select from instrument_version v where v.instrument_id = id and not v.shipped
                                    and coalesce(v.valid_to > begins, true)) then
        return 'unchanged';
    elsif known is not null then
        perform health_rule('instrument_version_fixed',
                            format('%s %s is in the database with other content: a change is a new version', id, label),
                            'instrument_version');
    end if;
    -- What a result proposes must be what services are searched by.
    for unknown in select n #>> '{}' from jsonb_path_query(definition, '$.**.refer.need') n
                    where not exists (select from need where code = n #>> '{}') loop
        perform health_rule('instrument_need_known', format('%s %s refers to %s, which is no term of /v1/needs', id, label, unknown),
                            'instrument_version');
    end loop;
    insert into instrument as i (id, name, name_en)
    values (id, definition #>> '{name,ko}', definition #>> '{name,en}')
    on conflict on constraint instrument_pkey do update set name = excluded.name, name_en = excluded.name_en
     where (i.name, i.name_en) is distinct from (excluded.name, excluded.name_en);
    update instrument_version v set valid_to = begins
     where v.instrument_id = id and v.valid_from < begins and coalesce(v.valid_to > begins, true);
    insert into instrument_version (instrument_id, version, valid_from, valid_to, shipped, sample, definition)
    values (id, label, begins, (definition ->> 'valid_to')::date, is_default,
            array(select jsonb_array_elements_text(coalesce(definition -> 'sample', '[]'))), definition);
    return 'inserted';
end $_$;

ALTER FUNCTION chatdong.instrument_import(content jsonb, is_default boolean) OWNER TO chatdong_owner;

-- Name: instrument_version_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.instrument_version_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if (old.instrument_id, old.version, old.valid_from, old.definition)
       is distinct from (new.instrument_id, new.version, new.valid_from, new.definition) then
        perform health_rule('instrument_version_fixed', 'a version does not change any more', 'instrument_version');
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.instrument_version_guard() OWNER TO chatdong_owner;

-- Name: is_working_day(date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.is_working_day(day date) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select extract(isodow from day) < 6 and not exists (select from public_holiday h where h.on_date = day)
$$;

ALTER FUNCTION chatdong.is_working_day(day date) OWNER TO chatdong_owner;

-- Name: korean_phone(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.korean_phone(written text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
    select case when d ~ '^0[1-9][0-9]{7,9}$' then '+82' || substr(d, 2)
                when d ~ '^1[5-9][0-9]{6}$' then '+82' || d
                when d ~ '^[2-9][0-9]{6,7}$' then '+822' || d end
      from regexp_replace(written, '[^0-9]', '', 'g') d
$_$;

ALTER FUNCTION chatdong.korean_phone(written text) OWNER TO chatdong_owner;

-- Name: officer_lookup(text, jsonb, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.officer_lookup(way text, reading jsonb, place_dong text, place_certainty text) RETURNS TABLE(found_by text, certainty text, read_as text, dong json, center json, welfare_planner json, visiting_nurse json, neighborhood_officer json, candidates json)
    LANGUAGE sql STABLE
    AS $_$
    with place as materialized (
        select f.certainty, f.dong_code, f.address, f.road_key, f.main_no, f.legal_code, f.mountain, f.lot_main, f.lot_sub
          from address_find($2) f where $2 is not null
        union all
        select case when t.code = $3 then $4 else 'approximate' end, t.code, null, null, null, null, null, null, null
          from (select dong_today($3) as code where $3 is not null) t where t.code is not null
    ), here as (
        select p.*, patch_at(p.dong_code, p.road_key, p.main_no, p.legal_code, p.mountain, p.lot_main, p.lot_sub, seoul_today()) as patch_id
          from place p where p.certainty <> 'ambiguous' limit 1
    ), person as materialized (
        select o.function_of, json_build_object('name', o.name, 'office_phone', o.office_phone, 'substitute', o.substitute,
                                                'until', o.until) as who
          from here h cross join people_of(h.dong_code, h.patch_id, seoul_today()) o
    )
    select $1, coalesce(h.certainty, 'ambiguous'), h.address,
           case when d.code is not null then json_build_object('code', d.code, 'name', d.name, 'name_en', d.name_en, 'gu_code', g.code,
                                                               'gu_name', g.name, 'gu_name_en', g.name_en) end,
           case when c.id is not null then json_build_object('name', c.name, 'address', c.address, 'phone', c.phone,
                                                             'opening_hours', c.opening_hours, 'lon', c.lon, 'lat', c.lat) end,
           (select o.who from person o where o.function_of = 'welfare_planner'),
           (select o.who from person o where o.function_of = 'visiting_nurse'),
           (select o.who from person o where o.function_of = 'neighborhood_officer'),
           coalesce((select json_agg(json_build_object('address', p.address, 'dong_code', od.code, 'dong_name', od.name,
                                                       'dong_name_en', od.name_en, 'gu_name', og.name, 'gu_name_en', og.name_en))
                       from place p join dong od on od.code = p.dong_code join district og on og.code = od.gu_code
                      where p.certainty = 'ambiguous'), '[]')
      from (select 1 where exists (select from place)) found
      left join here h on true
      left join dong d on d.code = h.dong_code
      left join district g on g.code = d.gu_code
      left join center c on c.dong_code = d.code
$_$;

ALTER FUNCTION chatdong.officer_lookup(way text, reading jsonb, place_dong text, place_certainty text) OWNER TO chatdong_owner;

-- Name: operation; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.operation (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    kind text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    gu_code text,
    progress_done bigint DEFAULT 0 NOT NULL,
    progress_total bigint,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    error_count bigint DEFAULT 0 NOT NULL,
    errors jsonb DEFAULT '[]'::jsonb NOT NULL,
    failure text,
    cancel_requested boolean DEFAULT false NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    started_at timestamp with time zone,
    beat_at timestamp with time zone,
    finished_at timestamp with time zone,
    expires_at timestamp with time zone DEFAULT (now() + '30 days'::interval) NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT operation_counts_object CHECK ((jsonb_typeof(counts) = 'object'::text)),
    CONSTRAINT operation_errors_few CHECK (((jsonb_typeof(errors) = 'array'::text) AND (jsonb_array_length(errors) <= 100))),
    CONSTRAINT operation_failure_of_failed CHECK (((failure IS NOT NULL) = (state = 'failed'::text))),
    CONSTRAINT operation_finished_when CHECK (((finished_at IS NOT NULL) = (state = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text])))),
    CONSTRAINT operation_kind_snake CHECK ((kind ~ '^[a-z]+(_[a-z]+)*$'::text)),
    CONSTRAINT operation_progress_within CHECK (((progress_done >= 0) AND (progress_done <= COALESCE(progress_total, progress_done)))),
    CONSTRAINT operation_started_when CHECK ((((state = 'queued'::text) AND (started_at IS NULL)) OR (state = 'cancelled'::text) OR (started_at IS NOT NULL))),
    CONSTRAINT operation_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text])))
);

ALTER TABLE chatdong.operation OWNER TO chatdong_owner;

-- Name: operation_cancel(chatdong.operation, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.operation_cancel(operation chatdong.operation, actor uuid) RETURNS chatdong.operation
    LANGUAGE plpgsql
    AS $$
begin
    if operation.finished_at is not null then
        raise exception 'it is over' using errcode = '23514', constraint = 'operation_finished';
    end if;
    update chatdong.operation o
       set cancel_requested = true, updated_by = actor
         , state = case when o.state = 'queued' then 'cancelled' else o.state end
         , finished_at = case when o.state = 'queued' then now() end
     where o.id = operation.id
    returning o.* into operation;
    return operation;
end $$;

ALTER FUNCTION chatdong.operation_cancel(operation chatdong.operation, actor uuid) OWNER TO chatdong_owner;

-- Name: operation_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.operation_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if new.state <> old.state and not exists (
        select from operation_transition t where t.from_state = old.state and t.to_state = new.state) then
        raise exception 'no way from % to %', old.state, new.state
            using errcode = '23514', constraint = 'operation_transition';
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.operation_guard() OWNER TO chatdong_owner;

-- Name: operation_tidy(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.operation_tidy() RETURNS bigint
    LANGUAGE sql
    AS $$
    with lost as (
        update operation set state = 'failed', failure = 'abandoned', finished_at = now()
         where state = 'running' and beat_at < now() - interval '5 minutes'
        returning 1
    ), gone as (
        delete from operation where expires_at < now() and state not in ('queued', 'running') returning 1
    )
    select (select count(*) from lost) + (select count(*) from gone)
$$;

ALTER FUNCTION chatdong.operation_tidy() OWNER TO chatdong_owner;

-- Name: referral; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.referral (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid,
    partner_id uuid NOT NULL,
    service_id uuid NOT NULL,
    visit_id uuid,
    screening_id uuid,
    urgency text DEFAULT 'normal'::text NOT NULL,
    need text NOT NULL,
    fields text[] NOT NULL,
    status text DEFAULT 'requested'::text NOT NULL,
    respond_by timestamp with time zone NOT NULL,
    serve_by timestamp with time zone,
    due_at timestamp with time zone NOT NULL,
    holds_place boolean DEFAULT false NOT NULL,
    answered_at timestamp with time zone,
    answered_by uuid,
    answered_via text,
    answer_note text,
    outcome text,
    outcome_at timestamp with time zone,
    outcome_note text,
    reason text,
    closed_at timestamp with time zone,
    closed_by uuid,
    closing_note text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT referral_answer_whole CHECK ((((answered_at IS NULL) = (answered_by IS NULL)) AND ((answered_at IS NULL) = (answered_via IS NULL)))),
    CONSTRAINT referral_answered_via_known CHECK ((answered_via = ANY (ARRAY['client'::text, 'link'::text]))),
    CONSTRAINT referral_closing_whole CHECK ((((status = 'closed'::text) = (closed_at IS NOT NULL)) AND ((status = 'closed'::text) = (closed_by IS NOT NULL)))),
    CONSTRAINT referral_deadline_plausible CHECK (((respond_by > created_at) AND (respond_by <= (created_at + '90 days'::interval)))),
    CONSTRAINT referral_fields_known CHECK ((fields <@ ARRAY['name'::text, 'birth_date'::text, 'sex'::text, 'phone'::text, 'address'::text, 'language'::text, 'need'::text, 'health'::text])),
    CONSTRAINT referral_fields_some CHECK ((cardinality(fields) > 0)),
    CONSTRAINT referral_outcome_known CHECK ((outcome = ANY (ARRAY['served'::text, 'not_served'::text]))),
    CONSTRAINT referral_outcome_whole CHECK (((outcome IS NULL) = (outcome_at IS NULL))),
    CONSTRAINT referral_reason_given CHECK ((((status = ANY (ARRAY['rejected'::text, 'not_served'::text])) <= (reason IS NOT NULL)) AND ((status = ANY (ARRAY['requested'::text, 'accepted'::text, 'served'::text])) <= (reason IS NULL)))),
    CONSTRAINT referral_reason_known CHECK ((reason = ANY (ARRAY['no_capacity'::text, 'not_eligible'::text, 'wrong_service'::text, 'resident_refused'::text, 'not_reached'::text, 'other'::text, 'taken_back'::text]))),
    CONSTRAINT referral_status_known CHECK ((status = ANY (ARRAY['requested'::text, 'accepted'::text, 'rejected'::text, 'expired'::text, 'served'::text, 'not_served'::text, 'closed'::text]))),
    CONSTRAINT referral_text_nfc CHECK (((need IS NORMALIZED) AND (answer_note IS NORMALIZED) AND (outcome_note IS NORMALIZED) AND (closing_note IS NORMALIZED))),
    CONSTRAINT referral_urgency_known CHECK ((urgency = ANY (ARRAY['normal'::text, 'urgent'::text])))
);

ALTER TABLE chatdong.referral OWNER TO chatdong_owner;

-- Name: referral_reminder; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.referral_reminder (
    referral_id uuid NOT NULL,
    dong_code text NOT NULL,
    kind text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT referral_reminder_known CHECK ((kind = ANY (ARRAY['answer_due'::text, 'outcome_overdue'::text, 'closing_overdue'::text])))
);

ALTER TABLE chatdong.referral_reminder OWNER TO chatdong_owner;

-- Name: partner_referral; Type: VIEW; Schema: chatdong; Owner: chatdong_owner

CREATE VIEW chatdong.partner_referral WITH (security_barrier='true') AS
 SELECT r.id,
    r.partner_id,
    r.service_id,
    r.urgency,
    r.status,
    r.created_at AS requested_at,
    r.respond_by,
    r.serve_by,
    m.created_at AS reminded_at,
    r.answered_at,
    r.answer_note,
    r.outcome_at,
    r.outcome_note,
    r.reason,
    r.dong_code,
    r.resident_id
   FROM (chatdong.referral r
     LEFT JOIN chatdong.referral_reminder m ON (((m.referral_id = r.id) AND (m.kind = 'answer_due'::text) AND (r.status = 'requested'::text))))
  WHERE (r.partner_id = ( SELECT chatdong.actor_partner() AS actor_partner));

ALTER TABLE chatdong.partner_referral OWNER TO chatdong_owner;

-- Name: partner_answer(uuid, text, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.partner_answer(referral_id uuid, answer text, why text, note text) RETURNS TABLE(referral chatdong.partner_referral, shared jsonb)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if exists (select from referral r where r.id = referral_id and r.partner_id = (select actor_partner())) then
        perform referral_record_answer(referral_id, answer, why, note, current_setting('chatdong.actor_id')::uuid, 'client');
        return query select p, partner_share(p.id) from partner_referral p where p.id = referral_id;
    end if;
end $$;

ALTER FUNCTION chatdong.partner_answer(referral_id uuid, answer text, why text, note text) OWNER TO chatdong_owner;

-- Name: partner_may_write(uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.partner_may_write(partner uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'chatdong', 'pg_temp'
    AS $_$
    select coalesce((select partner_may_write(p.id, p.dong_code) from partner p where p.id = $1), false)
$_$;

ALTER FUNCTION chatdong.partner_may_write(partner uuid) OWNER TO chatdong_owner;

-- Name: partner_may_write(uuid, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.partner_may_write(partner uuid, dong text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select case current_setting('chatdong.role', true)
               when 'district_admin' then left(dong, 5) = nullif(current_setting('chatdong.gu', true), '')
               when 'system' then current_setting('chatdong.city', true) = 'true'
                    or left(dong, 5) = nullif(current_setting('chatdong.gu', true), '')
                    or partner = actor_partner()
               else false
           end
$$;

ALTER FUNCTION chatdong.partner_may_write(partner uuid, dong text) OWNER TO chatdong_owner;

-- Name: partner_share(uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.partner_share(referral_id uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    return (select referral_share(r) from referral r where r.id = referral_id and r.partner_id = (select actor_partner()));
end $$;

ALTER FUNCTION chatdong.partner_share(referral_id uuid) OWNER TO chatdong_owner;

-- Name: patch; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.patch (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    name text NOT NULL,
    officer_id uuid NOT NULL,
    planner_id uuid,
    nurse_id uuid,
    during daterange NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT patch_lasts CHECK ((NOT isempty(during))),
    CONSTRAINT patch_name_nfc CHECK ((name IS NORMALIZED))
);

ALTER TABLE chatdong.patch OWNER TO chatdong_owner;

-- Name: patch_add_rules(chatdong.patch, jsonb); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.patch_add_rules(to_patch chatdong.patch, rules jsonb) RETURNS void
    LANGUAGE sql
    AS $$
    insert into patch_rule (patch_id, dong_code, during, kind, road_name, legal_code, numbers, sides)
    select to_patch.id, to_patch.dong_code, to_patch.during, r.kind, r.road, r.legal_dong,
           case when r.kind = 'legal_dong' then '(,)' when r."from" > r."to" then 'empty'
                else int4range(coalesce(r."from", 1), r."to", '[]') end,
           case when r.kind = 'legal_dong' or (r.kind = 'road' and coalesce(r.parity, 'all') = 'all') then int4range(0, 2)
                when r.parity = 'odd' or r.mountain then int4range(1, 2) else int4range(0, 1) end
      from jsonb_to_recordset(rules) r (kind text, road text, legal_dong text, "from" int, "to" int, parity text, mountain boolean)
$$;

ALTER FUNCTION chatdong.patch_add_rules(to_patch chatdong.patch, rules jsonb) OWNER TO chatdong_owner;

-- Name: patch_at(text, text, integer, text, boolean, integer, integer, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.patch_at(dong_code text, road_key text, main_no integer, legal_code text, mountain boolean, lot_main integer, lot_sub integer, on_day date) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $_$
#variable_conflict use_column
begin
    return (select r.patch_id from patch_rule r
             where r.dong_code = $1 and r.place in ('road ' || $2, 'lot ' || $4) and r.during @> $8
               and case r.kind when 'road' then r.numbers @> $3 and r.sides @> $3 % 2
                               when 'lot' then r.numbers @> $6 and r.sides @> (case when $5 then 1 else 0 end)
                               else true end
             order by array_position(array['road', 'lot', 'legal_dong'], r.kind)
             limit 1);
end $_$;

ALTER FUNCTION chatdong.patch_at(dong_code text, road_key text, main_no integer, legal_code text, mountain boolean, lot_main integer, lot_sub integer, on_day date) OWNER TO chatdong_owner;

-- Name: patch_cut_begin(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.patch_cut_begin() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    insert into patch_cut (dong_code) values (new.code) on conflict do nothing;
    return null;
end $$;

ALTER FUNCTION chatdong.patch_cut_begin() OWNER TO chatdong_owner;

-- Name: patch_cut_on(text, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.patch_cut_on(dong text, day date) RETURNS TABLE(holds_from date, holds_to date, patches jsonb)
    LANGUAGE sql
    AS $$
    select max(lower(p.during)), min(upper(p.during)) - 1,
           coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'officer_id', p.officer_id,
               'planner_id', p.planner_id, 'nurse_id', p.nurse_id, 'rules', (
                   select coalesce(jsonb_agg(patch_rule_json(r) order by r.place, r.numbers, r.sides), '[]')
                     from patch_rule r where r.patch_id = p.id)) order by p.name, p.id), '[]')
      from patch p where p.dong_code = dong and p.during @> day
$$;

ALTER FUNCTION chatdong.patch_cut_on(dong text, day date) OWNER TO chatdong_owner;

-- Name: patch_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.patch_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if exists (select from (values (new.officer_id, 'neighborhood_officer'), (new.planner_id, 'welfare_planner'),
                                   (new.nurse_id, 'visiting_nurse')) w (id, kind)
                where w.id is not null
                  and not exists (select from staff s join staff_post p on p.staff_id = s.id
                                   where s.id = w.id and p.kind = w.kind and p.dong_codes @> array[new.dong_code]
                                     and p.during @> lower(new.during) and staff_serves(s, lower(new.during)))) then
        perform rule_broken('patch_people_of_dong', 'who looks after a patch has that function in its dong');
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.patch_guard() OWNER TO chatdong_owner;

-- Name: patch_policies(regclass); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.patch_policies(IN area_table regclass)
    LANGUAGE plpgsql
    SET search_path TO 'chatdong', 'pg_temp'
    AS $_$
declare
    in_area constant text := $expr$(
        dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
        or left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), ''))
        or (select current_setting('chatdong.city', true)) = 'true')$expr$;
    may_cut constant text := $expr$
        (select current_setting('chatdong.role', true)) in ('supervisor', 'district_admin')$expr$;
begin
    execute format('alter table %s enable row level security', area_table);
    execute format('create policy area_read on %s for select to chatdong_api using %s', area_table, in_area);
    execute format('create policy worker_read on %s for select to chatdong_worker using (true)', area_table);
    execute format('create policy cut_insert on %s for insert to chatdong_api with check (%s and %s)',
                   area_table, in_area, may_cut);
    execute format('create policy cut_update on %s for update to chatdong_api using (%s and %s)',
                   area_table, in_area, may_cut);
    execute format('create policy cut_delete on %s for delete to chatdong_api using (%s and %s)',
                   area_table, in_area, may_cut);
end $_$;

ALTER PROCEDURE chatdong.patch_policies(IN area_table regclass) OWNER TO chatdong_owner;

-- Name: patch_cut; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.patch_cut (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.patch_cut OWNER TO chatdong_owner;

-- Name: patch_recut(text, date, jsonb, bigint, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.patch_recut(dong text, from_day date, wanted jsonb, based_on bigint, actor uuid) RETURNS SETOF chatdong.patch_cut
    LANGUAGE plpgsql
    AS $$
declare
    cut patch_cut;
    made patch;
    item jsonb;
begin
    update patch_cut c set updated_by = actor where c.dong_code = dong and c.version = based_on returning * into cut;
    if not found then
        return;
    end if;
    if from_day < seoul_today() and exists (select from patch p where p.dong_code = dong) then
        perform rule_broken('patch_cut_not_past', 'yesterday keeps its officers');
    end if;
    delete from patch p where p.dong_code = dong and lower(p.during) >= from_day;
    update patch p set during = daterange(lower(p.during), from_day), updated_by = actor
     where p.dong_code = dong and p.during @> from_day;
    for item in select w.value from jsonb_array_elements(wanted) w loop
        insert into patch (dong_code, name, officer_id, planner_id, nurse_id, during, created_by, updated_by)
        values (dong, normalize(item ->> 'name'), (item ->> 'officer_id')::uuid, (item ->> 'planner_id')::uuid,
                (item ->> 'nurse_id')::uuid, daterange(from_day, null), actor, actor)
        returning * into made;
        perform patch_add_rules(made, item -> 'rules');
    end loop;
    return next cut;
end $$;

ALTER FUNCTION chatdong.patch_recut(dong text, from_day date, wanted jsonb, based_on bigint, actor uuid) OWNER TO chatdong_owner;

-- Name: patch_rule; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.patch_rule (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    patch_id uuid NOT NULL,
    dong_code text NOT NULL,
    kind text NOT NULL,
    road_name text,
    legal_code text,
    numbers int4range NOT NULL,
    sides int4range NOT NULL,
    during daterange NOT NULL,
    place text GENERATED ALWAYS AS (
CASE kind
    WHEN 'road'::text THEN ('road '::text || lower(replace(road_name, ' '::text, ''::text)))
    ELSE ('lot '::text || legal_code)
END) STORED NOT NULL,
    CONSTRAINT patch_rule_kind_known CHECK ((kind = ANY (ARRAY['road'::text, 'lot'::text, 'legal_dong'::text]))),
    CONSTRAINT patch_rule_legal_digits CHECK ((legal_code ~ '^[0-9]{10}$'::text)),
    CONSTRAINT patch_rule_legal_of_gu CHECK (("left"(legal_code, 5) = "left"(dong_code, 5))),
    CONSTRAINT patch_rule_matches CHECK (((NOT isempty(numbers)) AND (NOT isempty(sides)) AND ((kind <> 'road'::text) OR upper_inf(numbers) OR ((upper(numbers) - lower(numbers)) > 1) OR (sides @> (lower(numbers) % 2))))),
    CONSTRAINT patch_rule_named CHECK ((((kind = 'road'::text) = (road_name IS NOT NULL)) AND ((kind = 'road'::text) = (legal_code IS NULL)))),
    CONSTRAINT patch_rule_nfc CHECK ((road_name IS NORMALIZED)),
    CONSTRAINT patch_rule_sides CHECK ((sides <@ int4range(0, 2))),
    CONSTRAINT patch_rule_whole CHECK (((kind <> 'legal_dong'::text) OR ((numbers = '(,)'::int4range) AND (sides = int4range(0, 2)))))
);

ALTER TABLE chatdong.patch_rule OWNER TO chatdong_owner;

-- Name: patch_rule_json(chatdong.patch_rule); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.patch_rule_json(r chatdong.patch_rule) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    AS $$
    select jsonb_build_object('kind', r.kind) || case r.kind
        when 'road' then jsonb_build_object('road', r.road_name, 'from', lower(r.numbers), 'to', upper(r.numbers) - 1,
            'parity', case when r.sides = int4range(0, 2) then 'all' when r.sides @> 1 then 'odd' else 'even' end)
        when 'lot' then jsonb_build_object('legal_dong', r.legal_code, 'from', lower(r.numbers), 'to', upper(r.numbers) - 1,
            'mountain', r.sides @> 1)
        else jsonb_build_object('legal_dong', r.legal_code) end
$$;

ALTER FUNCTION chatdong.patch_rule_json(r chatdong.patch_rule) OWNER TO chatdong_owner;

-- Name: people_of(text, uuid, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.people_of(dong_code text, patch_id uuid, on_day date) RETURNS TABLE(function_of text, name text, office_phone text, substitute boolean, until date)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 3
    SET search_path TO 'chatdong', 'pg_temp'
    AS $_$
#variable_conflict use_column
declare
    planner uuid;
    nurse uuid;
    officer uuid;
begin
    select p.planner_id, p.nurse_id, p.officer_id into planner, nurse, officer
      from patch p where p.id = $2 and p.dong_code = $1 and p.during @> $3;
    return query
    with here as materialized (
        select post.kind, s.id, s.name, s.office_phone,
               row_number() over (partition by post.kind
                                  order by coalesce(s.id in (planner, nurse, officer), false) desc, s.hired_on, s.id) as rank,
               count(*) over (partition by post.kind) as choice
          from (select p.* from staff_post p where p.dong_codes @> array[$1] offset 0) post
         cross join lateral (select s.id, s.name, s.office_phone, s.hired_on from staff s
                              where s.id = post.staff_id and staff_serves(s, $3) offset 0) s
         where post.during @> $3 and post.kind in ('welfare_planner', 'visiting_nurse', 'neighborhood_officer')
    )
    select h.kind, coalesce(sub.name, next.name, h.name),
           case when sub.id is not null then sub.office_phone when next.id is not null then next.office_phone
                else h.office_phone end,
           away.until is not null, away.until
      from here h
      left join lateral (select * from away_on(h.id, $3)) away on true
      left join lateral (select s.id, s.name, s.office_phone from staff s
                          where s.id = away.substitute_id and staff_serves(s, $3) offset 0) sub on true
      left join lateral (select n.id, n.name, n.office_phone from here n
                          where away.until is not null and sub.id is null and n.kind = h.kind
                            and not exists (select from away_on(n.id, $3))
                          order by n.rank limit 1) next on true
     where h.rank = 1 and (away.until is null or sub.id is not null or next.id is not null)
       and ($2 is not null or h.kind <> 'neighborhood_officer' or h.choice = 1)
     order by array_position(array['welfare_planner', 'visiting_nurse', 'neighborhood_officer'], h.kind);
end $_$;

ALTER FUNCTION chatdong.people_of(dong_code text, patch_id uuid, on_day date) OWNER TO chatdong_owner;

-- Name: public_statistic_json(text, text, text, date, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.public_statistic_json(wanted text, grain text, by text, first_day date, until date) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    select coalesce(json_agg(l), '[]') from public_statistic_lines(wanted, grain, by, first_day, until) l
$$;

ALTER FUNCTION chatdong.public_statistic_json(wanted text, grain text, by text, first_day date, until date) OWNER TO chatdong_owner;

-- Name: public_statistic_lines(text, text, text, date, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.public_statistic_lines(wanted text, grain text, by text, first_day date, until date) RETURNS TABLE(period date, last_day date, area text, area_name text, detail text, value numeric, suppressed boolean, ratio_to_previous numeric, target bigint, achieved numeric, corrected_at text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
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

ALTER FUNCTION chatdong.public_statistic_lines(wanted text, grain text, by text, first_day date, until date) OWNER TO chatdong_owner;

-- Name: recipient_counts_keep(text, date, jsonb, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.recipient_counts_keep(gu text, day date, counts jsonb, actor uuid) RETURNS TABLE(as_of date, dongs bigint, recipients bigint)
    LANGUAGE plpgsql
    AS $$
begin
    if exists (select from jsonb_to_recordset(counts) c (dong_code text) group by c.dong_code having count(*) > 1) then
        perform rule_broken('recipient_count_named_once', 'a dong is named once');
    end if;
    insert into recipient_count as r (gu_code, dong_code, as_of, recipients, created_by, updated_by)
    select gu, c.dong_code, day, c.recipients, actor, actor
      from jsonb_to_recordset(counts) c (dong_code text, recipients integer)
    on conflict on constraint recipient_count_once
        do update set recipients = excluded.recipients, updated_by = excluded.updated_by;
    return query select day, count(*), coalesce(sum(c.recipients), 0)::bigint
                   from jsonb_to_recordset(counts) c (recipients integer);
end $$;

ALTER FUNCTION chatdong.recipient_counts_keep(gu text, day date, counts jsonb, actor uuid) OWNER TO chatdong_owner;

-- Name: referral_begin(chatdong.referral); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_begin(INOUT r chatdong.referral) RETURNS chatdong.referral
    LANGUAGE plpgsql
    AS $$
begin
    select s.partner_id into r.partner_id from partner_service s where s.id = r.service_id;
    r.respond_by := coalesce(r.respond_by, now() + (referral_deadline_for(r.urgency)).answer_within);
    r.due_at := coalesce(r.due_at, r.respond_by);
    if r.status = 'requested' then
        perform referral_check_new(r);
    end if;
    -- Over the limit it raises capacity_not_overbooked; false: the service does not count its places.
    r.holds_place := r.status in ('requested', 'accepted') and capacity_reserve(r.service_id);
end $$;

ALTER FUNCTION chatdong.referral_begin(INOUT r chatdong.referral) OWNER TO chatdong_owner;

-- Name: referral_check_new(chatdong.referral); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_check_new(r chatdong.referral) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if exists (select from resident p where p.id = r.resident_id and coalesce(p.deceased_on, p.moved_out_on) is not null) then
        perform referral_rule('referral_resident_present', 'the resident has died or moved out');
    end if;
    if not exists (select from partner_service s join partner i on i.id = s.partner_id
                    where s.id = r.service_id and s.status = 'active' and i.status = 'active') then
        perform referral_rule('referral_service_active', 'the service takes no referrals now');
    end if;
    if exists (select from visit v where v.id = r.visit_id and v.resident_id <> r.resident_id) then
        perform referral_rule('referral_origin_of_resident', 'the visit was to somebody else');
    end if;
    if exists (select from screening s where s.id = r.screening_id and (s.resident_id <> r.resident_id or s.voided_at is not null)) then
        perform referral_rule('referral_origin_of_resident', 'the screening is of somebody else, or void');
    end if;
    if not r.fields <@ consent_fields(r.resident_id, 'partner_referral', r.partner_id) then
        perform referral_rule('referral_consent_missing', 'the resident has not consented to all of these fields');
    end if;
end $$;

ALTER FUNCTION chatdong.referral_check_new(r chatdong.referral) OWNER TO chatdong_owner;

-- Name: referral_check_step(chatdong.referral, chatdong.referral); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_check_step(old_row chatdong.referral, new_row chatdong.referral) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    role constant text := coalesce(current_setting('chatdong.role', true), '');
    actor constant text := case role when '' then null when 'system' then 'partner' else 'staff' end;
begin
    if not exists (select from referral_status_transition t
                    where t.from_status = old_row.status and t.to_status = new_row.status
                      and (actor is null or t.taken_by = actor)) then
        perform referral_rule('referral_transition', format('no way from %s to %s', old_row.status, new_row.status), old_row.status);
    end if;
end $$;

ALTER FUNCTION chatdong.referral_check_step(old_row chatdong.referral, new_row chatdong.referral) OWNER TO chatdong_owner;

-- Name: referral_deadline; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.referral_deadline (
    urgency text NOT NULL,
    answer_within interval NOT NULL,
    remind_before interval NOT NULL,
    serve_within interval NOT NULL,
    close_within interval NOT NULL,
    follow_up_days integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT referral_deadline_positive CHECK (((answer_within > remind_before) AND (remind_before > '00:00:00'::interval) AND (serve_within > '00:00:00'::interval) AND (close_within > '00:00:00'::interval) AND (follow_up_days > 0))),
    CONSTRAINT referral_deadline_urgency_known CHECK ((urgency = ANY (ARRAY['normal'::text, 'urgent'::text])))
);

ALTER TABLE chatdong.referral_deadline OWNER TO chatdong_owner;

-- Name: referral_deadline_for(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_deadline_for(wanted text) RETURNS chatdong.referral_deadline
    LANGUAGE plpgsql STABLE
    AS $$
declare
    found_row referral_deadline;
begin
    select d.* into found_row from referral_deadline d
     where d.urgency = wanted and daterange(d.valid_from, d.valid_to) @> (now() at time zone 'Asia/Seoul')::date;
    if not found then
        perform referral_rule('referral_deadline_unknown', format('no deadline is set for %s', wanted));
    end if;
    return found_row;
end $$;

ALTER FUNCTION chatdong.referral_deadline_for(wanted text) OWNER TO chatdong_owner;

-- Name: referral_follow_up(uuid, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_follow_up(referral_id uuid, staff uuid) RETURNS json
    LANGUAGE sql STABLE
    AS $$
    select json_build_object(
               'resident_id', r.resident_id,
               'program', coalesce((select v.program from visit v where v.id = r.visit_id), 'crisis-household'),
               'kind', case when coalesce(h.danger_flags, '{}') = '{}' then 'home' else 'phone' end,
               'planned_start', to_char(slot at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'planned_end', to_char((slot + interval '40 minutes') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'notes', case r.status when 'served' then '연계 서비스 이용 후 확인 방문' else '연계 미제공에 따른 재상담 방문' end)
      from referral r
      join resident p on p.id = r.resident_id and coalesce(p.deceased_on, p.moved_out_on) is null
      left join household h on h.id = p.household_id
     cross join lateral (select visit_free_slot(staff, p.dong_code, greatest((r.outcome_at at time zone 'Asia/Seoul')::date
                    + (referral_deadline_for(r.urgency)).follow_up_days, (now() at time zone 'Asia/Seoul')::date + 1))) f (slot)
     where r.id = referral_id and r.status in ('served', 'not_served') and slot is not null
$$;

ALTER FUNCTION chatdong.referral_follow_up(referral_id uuid, staff uuid) OWNER TO chatdong_owner;

-- Name: referral_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if tg_op = 'UPDATE' then
        return referral_guard_change(old, new);
    end if;
    if new.status <> 'requested' and coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform referral_rule('referral_transition', 'a referral begins as requested', new.status);
    end if;
    return referral_begin(new);
end $$;

ALTER FUNCTION chatdong.referral_guard() OWNER TO chatdong_owner;

-- Name: referral_guard_change(chatdong.referral, chatdong.referral); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_guard_change(old_row chatdong.referral, INOUT new_row chatdong.referral) RETURNS chatdong.referral
    LANGUAGE plpgsql
    AS $$
begin
    if (old_row.resident_id, old_row.partner_id, old_row.service_id, old_row.visit_id, old_row.screening_id, old_row.need, old_row.fields,
        old_row.urgency, old_row.respond_by)
       is distinct from
       (new_row.resident_id, new_row.partner_id, new_row.service_id, new_row.visit_id, new_row.screening_id, new_row.need, new_row.fields,
        new_row.urgency, new_row.respond_by)
       and coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform referral_rule('referral_fixed', 'what was referred does not change');
    end if;
    if old_row.status <> new_row.status then
        perform referral_check_step(old_row, new_row);
        new_row := referral_step(new_row);
    elsif old_row.status = 'closed' then
        perform referral_rule('referral_transition', 'a closed referral does not change any more', old_row.status);
    end if;
end $$;

ALTER FUNCTION chatdong.referral_guard_change(old_row chatdong.referral, INOUT new_row chatdong.referral) OWNER TO chatdong_owner;

-- Name: referral_health(uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_health(screening_id uuid) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    select jsonb_build_object('instrument', s.instrument_id, 'done_on', (s.performed_at at time zone 'Asia/Seoul')::date,
                              'score', s.score, 'band', s.band)
      from screening s where s.id = screening_id and s.voided_at is null
$$;

ALTER FUNCTION chatdong.referral_health(screening_id uuid) OWNER TO chatdong_owner;

-- Name: referral_link_answer(text, text, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_link_answer(token text, answer text, why text, note text) RETURNS TABLE(id uuid, status text, answered_at timestamp with time zone, outcome_at timestamp with time zone, next_token text, next_expires_at timestamp with time zone, link_id uuid, resident_id uuid, dong_code text, partner_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    link referral_link := referral_link_of(token);
    target referral;
    role constant text := coalesce(current_setting('chatdong.role', true), '');
begin
    select r.* into target from referral r where r.id = link.referral_id for update;
    if not found then
        return;
    end if;
    select l.* into link from referral_link l where l.id = link.id;
    perform referral_link_refuse_dead(link, target.status);
    update referral_link l set used_at = now() where l.id = link.id;
    -- The link answers, whoever holds it: a token that is sent along gives it no role.
    perform set_config('chatdong.role', '', true);
    perform referral_record_answer(target.id, answer, why, note, link.id, 'link');
    perform set_config('chatdong.role', role, true);
    select r.* into target from referral r where r.id = target.id;
    if target.status = 'accepted' then
        select m.token, m.expires_at into next_token, next_expires_at
          from referral_link_make(target.id, target.dong_code, target.status, target.serve_by, link.id) m;
    end if;
    return query select target.id, target.status, target.answered_at, target.outcome_at, next_token, next_expires_at, link.id,
                        target.resident_id, target.dong_code, target.partner_id;
end $$;

ALTER FUNCTION chatdong.referral_link_answer(token text, answer text, why text, note text) OWNER TO chatdong_owner;

-- Name: referral_link_make(uuid, text, text, timestamp with time zone, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_link_make(referral_id uuid, dong text, status text, deadline timestamp with time zone, maker uuid, OUT token text, OUT expires_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql
    AS $_$
begin
    if status not in ('requested', 'accepted') then
        perform referral_rule('referral_transition', format('a %s referral takes no answer', status), status);
    end if;
    update referral_link l set revoked_at = now()
     where l.referral_id = $1 and l.used_at is null and l.revoked_at is null;
    token := translate(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'), '+/=', '-_');
    expires_at := greatest(deadline, now() + interval '3 days');
    insert into referral_link (dong_code, referral_id, digest, expires_at, created_by)
    values (dong, $1, sha256(convert_to(token, 'UTF8')), expires_at, maker);
end $_$;

ALTER FUNCTION chatdong.referral_link_make(referral_id uuid, dong text, status text, deadline timestamp with time zone, maker uuid, OUT token text, OUT expires_at timestamp with time zone) OWNER TO chatdong_owner;

-- Name: referral_link; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.referral_link (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    referral_id uuid NOT NULL,
    digest bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    CONSTRAINT referral_link_digest_sha256 CHECK ((octet_length(digest) = 32)),
    CONSTRAINT referral_link_ends_once CHECK (((used_at IS NULL) OR (revoked_at IS NULL)))
);

ALTER TABLE chatdong.referral_link OWNER TO chatdong_owner;

-- Name: referral_link_of(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_link_of(token text) RETURNS chatdong.referral_link
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
    select l from referral_link l where l.digest = sha256(convert_to(token, 'UTF8'))
$$;

ALTER FUNCTION chatdong.referral_link_of(token text) OWNER TO chatdong_owner;

-- Name: referral_link_open(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_link_open(token text) RETURNS TABLE(id uuid, urgency text, status text, service_name text, requested_at timestamp with time zone, respond_by timestamp with time zone, serve_by timestamp with time zone, shared jsonb, answers text[], link_id uuid, link_expires_at timestamp with time zone, resident_id uuid, dong_code text, partner_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    link constant referral_link := referral_link_of(token);
begin
    if link.id is not null then
        perform referral_link_refuse_dead(link, r.status) from referral r where r.id = link.referral_id;
        return query select v.* from referral_link_view(token) v;
    end if;
end $$;

ALTER FUNCTION chatdong.referral_link_open(token text) OWNER TO chatdong_owner;

-- Name: referral_link_refuse_dead(chatdong.referral_link, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_link_refuse_dead(l chatdong.referral_link, state text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if l.used_at is not null then
        perform referral_rule('referral_link_used', 'the link has been used', state);
    elsif l.revoked_at is not null or l.expires_at <= now() or state not in ('requested', 'accepted') then
        perform referral_rule('referral_link_over', 'the link is no longer valid', state);
    end if;
end $$;

ALTER FUNCTION chatdong.referral_link_refuse_dead(l chatdong.referral_link, state text) OWNER TO chatdong_owner;

-- Name: referral_link_view(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_link_view(token text) RETURNS TABLE(id uuid, urgency text, status text, service_name text, requested_at timestamp with time zone, respond_by timestamp with time zone, serve_by timestamp with time zone, shared jsonb, answers text[], link_id uuid, link_expires_at timestamp with time zone, resident_id uuid, dong_code text, partner_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
    select r.id, r.urgency, r.status, s.name, r.created_at, r.respond_by, r.serve_by, referral_share(r),
           array(select t.to_status from referral_status_transition t
                  where t.from_status = r.status and t.taken_by = 'partner' order by 1),
           l.id, l.expires_at, r.resident_id, r.dong_code, r.partner_id
      from referral_link_of(token) l
      join referral r on r.id = l.referral_id
      join partner_service s on s.id = r.service_id
$$;

ALTER FUNCTION chatdong.referral_link_view(token text) OWNER TO chatdong_owner;

-- Name: referral_open_fields(text, text[], uuid, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_open_fields(status text, fields text[], resident uuid, to_partner uuid) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    select case when status in ('requested', 'accepted')
                then array(select f from unnest(fields) f
                            where f = any (consent_fields(resident, 'partner_referral', to_partner)) order by f)
                else '{}' end
$$;

ALTER FUNCTION chatdong.referral_open_fields(status text, fields text[], resident uuid, to_partner uuid) OWNER TO chatdong_owner;

-- Name: referral_record_answer(uuid, text, text, text, uuid, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_record_answer(referral_id uuid, answer text, why text, note text, answerer uuid, via text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    update referral
       set status = answer, reason = why, updated_by = answerer,
           answer_note = case when answer in ('accepted', 'rejected') then note else answer_note end,
           outcome_note = case when answer in ('served', 'not_served') then note else outcome_note end,
           answered_at = coalesce(answered_at, now()), answered_by = coalesce(answered_by, answerer),
           answered_via = coalesce(answered_via, via)
     where id = referral_id;
end $$;

ALTER FUNCTION chatdong.referral_record_answer(referral_id uuid, answer text, why text, note text, answerer uuid, via text) OWNER TO chatdong_owner;

-- Name: referral_refuse_standing_still(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_refuse_standing_still() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform referral_rule('referral_transition', format('the referral is %s already', old.status), old.status);
    return new;
end $$;

ALTER FUNCTION chatdong.referral_refuse_standing_still() OWNER TO chatdong_owner;

-- Name: referral_rule(text, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_rule(name text, message text, state text DEFAULT ''::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '%', message using errcode = '23514', constraint = name, table = 'referral', hint = state;
end $$;

ALTER FUNCTION chatdong.referral_rule(name text, message text, state text) OWNER TO chatdong_owner;

-- Name: referral_share(chatdong.referral); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_share(r chatdong.referral) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    open_fields constant text[] := referral_open_fields(r.status, r.fields, r.resident_id, r.partner_id);
begin
    -- The deadline holds also while the scheduler is away.
    if open_fields = '{}' or (r.status = 'requested' and r.respond_by <= now()) then
        return '{}';
    end if;
    return (select coalesce(jsonb_object_agg(v.field, v.value), '{}')
              from resident p
             cross join lateral (values ('name', to_jsonb(p.name)), ('birth_date', to_jsonb(p.birth_date)), ('sex', to_jsonb(p.sex)),
                                        ('phone', to_jsonb(p.phone)), ('address', to_jsonb(p.address)),
                                        ('language', to_jsonb(p.language)), ('need', to_jsonb(r.need)),
                                        ('health', referral_health(r.screening_id))) v (field, value)
             where p.id = r.resident_id and v.field = any (open_fields) and (v.field <> 'health' or v.value is not null));
end $$;

ALTER FUNCTION chatdong.referral_share(r chatdong.referral) OWNER TO chatdong_owner;

-- Name: referral_step(chatdong.referral); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_step(INOUT r chatdong.referral) RETURNS chatdong.referral
    LANGUAGE plpgsql
    AS $$
declare
    due constant referral_deadline := referral_deadline_for(r.urgency);
begin
    if r.status = 'accepted' then
        r.serve_by := now() + due.serve_within;
    elsif r.status in ('served', 'not_served') then
        r.outcome := r.status;
        r.outcome_at := now();
    elsif r.status = 'closed' then
        r.closed_at := now();
        r.closed_by := r.updated_by;
    end if;
    r.due_at := case when r.status = 'accepted' then r.serve_by else now() + due.close_within end;
    if r.holds_place and r.status <> 'accepted' then
        if r.status = 'served' then
            perform capacity_take(r.service_id);
        else
            perform capacity_release(r.service_id);
        end if;
        r.holds_place := false;
    end if;
end $$;

ALTER FUNCTION chatdong.referral_step(INOUT r chatdong.referral) OWNER TO chatdong_owner;

-- Name: referral_task(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referral_task(status text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select case status when 'requested' then 'unanswered' when 'accepted' then 'awaiting_outcome' else 'to_close' end
$$;

ALTER FUNCTION chatdong.referral_task(status text) OWNER TO chatdong_owner;

-- Name: referrals_expire(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referrals_expire() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    late uuid;
    expired bigint := 0;
begin
    -- By service, so that two runs take the services' locks in one order.
    for late in select r.id from referral r where r.status = 'requested' and r.respond_by <= now()
                 order by r.service_id, r.id for update skip locked loop
        update referral set status = 'expired', updated_by = null where id = late;
        expired := expired + 1;
    end loop;
    return expired;
end $$;

ALTER FUNCTION chatdong.referrals_expire() OWNER TO chatdong_owner;

-- Name: referrals_remind(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.referrals_remind() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    reminded bigint;
begin
    insert into referral_reminder (referral_id, dong_code, kind, due_at)
    select r.id, r.dong_code, 'answer_due', r.respond_by
      from referral r
     where r.status = 'requested' and r.respond_by > now()
       and r.respond_by - (referral_deadline_for(r.urgency)).remind_before <= now()
    union all
    select r.id, r.dong_code, case r.status when 'accepted' then 'outcome_overdue' else 'closing_overdue' end, r.due_at
      from referral r
     where r.status in ('accepted', 'rejected', 'expired', 'served', 'not_served') and r.due_at <= now()
    on conflict do nothing;
    get diagnostics reminded = row_count;
    return reminded;
end $$;

ALTER FUNCTION chatdong.referrals_remind() OWNER TO chatdong_owner;

-- Name: refuse(text, text, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.refuse(rule text, pointer text, message text, code text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '%', message using errcode = '23514', constraint = rule, hint = concat_ws(' ', pointer, coalesce(code, rule), message);
end $$;

ALTER FUNCTION chatdong.refuse(rule text, pointer text, message text, code text) OWNER TO chatdong_owner;

-- Name: rfc3339(timestamp with time zone); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.rfc3339(at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

ALTER FUNCTION chatdong.rfc3339(at timestamp with time zone) OWNER TO chatdong_owner;

-- Name: risk_of_changed(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.risk_of_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    perform risk_recompute(array_agg(distinct h)) from (select household_id as h from fresh union select household_id from stale) x where h is not null;
    return null;
end $$;

ALTER FUNCTION chatdong.risk_of_changed() OWNER TO chatdong_owner;

-- Name: risk_of_new(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.risk_of_new() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    perform risk_recompute(array_agg(distinct household_id)) from fresh where household_id is not null;
    return null;
end $$;

ALTER FUNCTION chatdong.risk_of_new() OWNER TO chatdong_owner;

-- Name: risk_recompute(uuid[]); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.risk_recompute(households uuid[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    n integer;
begin
    insert into household_risk (household_id, dong_code)
    select h.id, h.dong_code from household h where h.id = any (households) order by h.id on conflict do nothing;
    perform from household_risk k where k.household_id = any (households) order by k.household_id for update;
    update household_risk k
       set points = coalesce(p.points, 0), next_fade_on = p.next_fade_on, computed_at = now(),
           weights = (select version from signal_weights where used)
      from household_risk o
      left join (select household_id, sum(weight)::integer as points, min(fades_on) as next_fade_on
                   from signal_points where counted and household_id = any (households) group by household_id) p on p.household_id = o.household_id
     where o.household_id = any (households) and k.household_id = o.household_id;
    get diagnostics n = row_count;
    return n;
end $$;

ALTER FUNCTION chatdong.risk_recompute(households uuid[]) OWNER TO chatdong_owner;

-- Name: risk_refresh(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.risk_refresh() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    due uuid[];
begin
    select array_agg(k.household_id) into due
      from household_risk k
     where k.next_fade_on <= seoul_today() or k.weights <> (select version from signal_weights where used);
    return case when due is null then 0 else risk_recompute(due) end;
end $$;

ALTER FUNCTION chatdong.risk_refresh() OWNER TO chatdong_owner;

-- Name: risk_use_weights(integer); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.risk_use_weights(new_version integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    n bigint;
begin
    update signal_weights set used = false where used and version <> new_version;
    update signal_weights set used = true where version = new_version;
    if not found then
        raise exception 'there is no such table of weights: %', new_version using errcode = 'no_data_found';
    end if;
    update household_risk k
       set points = coalesce(p.points, 0), next_fade_on = p.next_fade_on, computed_at = now(), weights = new_version
      from household_risk o
      left join (select household_id, sum(weight)::integer as points, min(fades_on) as next_fade_on
                   from signal_points where counted group by household_id) p on p.household_id = o.household_id
     where k.household_id = o.household_id and k.computed_at = o.computed_at;
    get diagnostics n = row_count;
    return n;
end $$;

ALTER FUNCTION chatdong.risk_use_weights(new_version integer) OWNER TO chatdong_owner;

-- Name: role_policies(regclass, text[], text[]); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.role_policies(IN health_table regclass, IN readers text[], IN writers text[])
    LANGUAGE plpgsql
    SET search_path TO 'chatdong', 'pg_temp'
    AS $_$
declare
    in_area constant text := $expr$(
        dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
        or left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), '')))$expr$;
    may constant text := $expr$(select current_setting('chatdong.role', true)) = any (%L::text[]) and %s$expr$;
begin
    execute format('alter table %s enable row level security', health_table);
    execute format('create policy area_read on %s for select to chatdong_api using (%s)', health_table,
                   format(may, readers, in_area));
    if writers <> '{}' then
        execute format('create policy area_insert on %s for insert to chatdong_api with check (%s)', health_table,
                       format(may, writers, in_area));
        execute format('create policy area_update on %s for update to chatdong_api using (%s) with check (%s)',
                       health_table, format(may, readers, in_area), format(may, writers, in_area));
    end if;
end $_$;

ALTER PROCEDURE chatdong.role_policies(IN health_table regclass, IN readers text[], IN writers text[]) OWNER TO chatdong_owner;

-- Name: round_carry_out(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.round_carry_out() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if new.status = 'started' then
        update center c
           set round = new.number, joined_on = new.starts_on, updated_by = coalesce(new.updated_by, c.updated_by)
          from round_application a
         where a.round_id = new.id and a.status = 'selected' and c.dong_code = a.dong_code and c.round is null;
    elsif new.status = 'cancelled' then
        update round_application
           set status = 'rejected', reason = new.reason, updated_by = coalesce(new.updated_by, updated_by)
         where round_id = new.id and status in ('submitted', 'selected');
    end if;
    return null;
end $$;

ALTER FUNCTION chatdong.round_carry_out() OWNER TO chatdong_owner;

-- Name: program_round; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.program_round (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    call text,
    status text DEFAULT 'draft'::text NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    starts_on date NOT NULL,
    places integer NOT NULL,
    reason text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT round_called CHECK (((status = ANY (ARRAY['draft'::text, 'cancelled'::text])) OR (call IS NOT NULL))),
    CONSTRAINT round_days_in_order CHECK (((opens_on <= closes_on) AND (closes_on < starts_on))),
    CONSTRAINT round_number_positive CHECK ((number > 0)),
    CONSTRAINT round_places_some CHECK (((places >= 1) AND (places <= 1000))),
    CONSTRAINT round_reason_given CHECK (((status = 'cancelled'::text) = (reason IS NOT NULL))),
    CONSTRAINT round_status_known CHECK ((status = ANY (ARRAY['draft'::text, 'open'::text, 'closed'::text, 'selected'::text, 'started'::text, 'cancelled'::text]))),
    CONSTRAINT round_text_nfc CHECK (((name IS NORMALIZED) AND (call IS NORMALIZED) AND (reason IS NORMALIZED)))
);

ALTER TABLE chatdong.program_round OWNER TO chatdong_owner;

-- Name: round_check_step(chatdong.program_round); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.round_check_step(r chatdong.program_round) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if r.status = 'selected' and exists (select from round_application a where a.round_id = r.id and a.status = 'submitted') then
        perform round_rule('round_undecided', 'an application has not been decided');
    end if;
    if r.status = 'started' and r.starts_on > (now() at time zone 'Asia/Seoul')::date then
        perform round_rule('round_not_due', 'the round does not start yet');
    end if;
    if r.status = 'started' and exists (select from round_application a where a.round_id = r.id and a.status = 'selected'
                                           and not exists (select from center c where c.dong_code = a.dong_code)) then
        perform round_rule('round_center_missing', 'a selected dong has no center');
    end if;
end $$;

ALTER FUNCTION chatdong.round_check_step(r chatdong.program_round) OWNER TO chatdong_owner;

-- Name: round_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.round_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'INSERT' then
        if new.status <> 'draft' and coalesce(current_setting('chatdong.role', true), '') <> '' then
            perform round_rule('round_transition', 'a round begins as a draft');
        end if;
        if new.number is null then
            -- One numbering for all: whoever comes second waits for the first.
            perform pg_advisory_xact_lock(hashtextextended('chatdong round number', 0));
            new.number := coalesce((select max(number) from program_round), 0) + 1;
        end if;
        return new;
    end if;
    new.number := old.number;
    if new.status <> old.status then
        if not exists (select from program_round_transition t where t.from_status = old.status and t.to_status = new.status) then
            perform round_rule('round_transition', format('no way from %s to %s', old.status, new.status));
        end if;
        perform round_check_step(new);
    elsif old.status not in ('draft', 'open') then
        perform round_rule('round_plan_fixed', 'a round changes as long as it is open');
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.round_guard() OWNER TO chatdong_owner;

-- Name: round_refuse_standing_still(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.round_refuse_standing_still() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform round_rule('round_transition', format('the round is %s already', old.status));
    return new;
end $$;

ALTER FUNCTION chatdong.round_refuse_standing_still() OWNER TO chatdong_owner;

-- Name: round_rule(text, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.round_rule(name text, message text, of_table text DEFAULT 'program_round'::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '%', message using errcode = '23514', constraint = name, table = of_table;
end $$;

ALTER FUNCTION chatdong.round_rule(name text, message text, of_table text) OWNER TO chatdong_owner;

-- Name: row_keep(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.row_keep() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $_$
begin
    execute format('insert into %I select now(), ($1).*', tg_table_name || '_history') using old;
    return null;
end $_$;

ALTER FUNCTION chatdong.row_keep() OWNER TO chatdong_owner;

-- Name: row_touch(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.row_touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.id := old.id;
    new.version := old.version + 1;
    new.created_at := old.created_at;
    new.created_by := old.created_by;
    new.updated_at := now();
    return new;
end $$;

ALTER FUNCTION chatdong.row_touch() OWNER TO chatdong_owner;

-- Name: rule_broken(text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.rule_broken(name text, message text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '%', message using errcode = '23514', constraint = name;
end $$;

ALTER FUNCTION chatdong.rule_broken(name text, message text) OWNER TO chatdong_owner;

-- Name: schedule_done(text, bigint); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.schedule_done(rule text, done bigint) RETURNS void
    LANGUAGE sql
    AS $_$
    insert into chatdong.schedule_run as r (rule, started_at, duration, rows, runs)
    values ($1, now(), clock_timestamp() - now(), done, 1)
    on conflict on constraint schedule_run_pkey do update
       set started_at = excluded.started_at, duration = excluded.duration, rows = excluded.rows
         , runs = r.runs + 1, failures = 0, failed_at = null, failure = null
$_$;

ALTER FUNCTION chatdong.schedule_done(rule text, done bigint) OWNER TO chatdong_owner;

-- Name: schedule_due(text, integer); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.schedule_due(rule text, period_s integer) RETURNS double precision
    LANGUAGE plpgsql
    AS $_$
declare
    run chatdong.schedule_run;
    due timestamptz;
begin
    if not pg_try_advisory_xact_lock(hashtextextended('schedule ' || rule, 0)) then
        return least(period_s, 10);
    end if;
    select * into run from chatdong.schedule_run r where r.rule = $1;
    due := greatest(run.started_at + make_interval(secs => period_s),
                    run.failed_at + least(make_interval(secs => period_s),
                                          interval '1 minute' * 2 ^ least(run.failures - 1, 10)));
    return greatest(extract(epoch from coalesce(due, clock_timestamp()) - clock_timestamp()), 0);
end $_$;

ALTER FUNCTION chatdong.schedule_due(rule text, period_s integer) OWNER TO chatdong_owner;

-- Name: schedule_failed(text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.schedule_failed(rule text, sqlstate text) RETURNS void
    LANGUAGE sql
    AS $_$
    insert into chatdong.schedule_run as r (rule, failures, failed_at, failure) values ($1, 1, now(), sqlstate)
    on conflict on constraint schedule_run_pkey do update
       set failures = r.failures + 1, failed_at = excluded.failed_at, failure = excluded.failure
$_$;

ALTER FUNCTION chatdong.schedule_failed(rule text, sqlstate text) OWNER TO chatdong_owner;

-- Name: screening_announce(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.screening_announce() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if tg_op = 'UPDATE' then
        delete from screening_level where id = new.id and new.voided_at is not null;
        return null;
    end if;
    if new.voided_at is null then
        insert into screening_level (id, dong_code, resident_id, instrument_id, performed_at, level)
        values (new.id, new.dong_code, new.resident_id, new.instrument_id, new.performed_at, new.level);
    end if;
    insert into alert (dong_code, kind, flag, resident_id, screening_id, raised_at, created_by, updated_by)
    select new.dong_code, 'screening_flag', f, new.resident_id, new.id, new.created_at, new.created_by, new.created_by
      from unnest(new.urgent_flags) f;
    return null;
end $$;

ALTER FUNCTION chatdong.screening_announce() OWNER TO chatdong_owner;

-- Name: screening; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.screening (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    visit_id uuid,
    birth_id uuid,
    instrument_id text NOT NULL,
    instrument_version text NOT NULL,
    variant text,
    phase text,
    performed_at timestamp with time zone NOT NULL,
    performed_by uuid NOT NULL,
    education_years integer,
    answers jsonb NOT NULL,
    score numeric,
    band text NOT NULL,
    level text NOT NULL,
    rule text NOT NULL,
    flags text[] DEFAULT '{}'::text[] NOT NULL,
    urgent_flags text[] DEFAULT '{}'::text[] NOT NULL,
    prorated integer DEFAULT 0 NOT NULL,
    proposed_referral jsonb,
    repeat_due_on date,
    notes text,
    voided_at timestamp with time zone,
    voided_by uuid,
    void_reason text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT screening_education_plausible CHECK (((education_years >= 0) AND (education_years <= 30))),
    CONSTRAINT screening_flags_hold CHECK ((urgent_flags <@ flags)),
    CONSTRAINT screening_level_known CHECK ((level = ANY (ARRAY['normal'::text, 'watch'::text, 'positive'::text, 'urgent'::text]))),
    CONSTRAINT screening_not_in_future CHECK ((performed_at <= (created_at + '00:05:00'::interval))),
    CONSTRAINT screening_phase_known CHECK ((phase = ANY (ARRAY['before'::text, 'after'::text]))),
    CONSTRAINT screening_text_nfc CHECK (((notes IS NORMALIZED) AND (void_reason IS NORMALIZED))),
    CONSTRAINT screening_urgent_by_flag CHECK (((level = 'urgent'::text) = (urgent_flags <> '{}'::text[]))),
    CONSTRAINT screening_void_whole CHECK ((num_nulls(voided_at, voided_by, void_reason) = ANY (ARRAY[0, 3])))
);

ALTER TABLE chatdong.screening OWNER TO chatdong_owner;

-- Name: screening_check_links(chatdong.screening); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.screening_check_links(s chatdong.screening) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if s.visit_id is not null and not exists (
           select from visit v join resident r on r.id = s.resident_id
            where v.id = s.visit_id and v.dong_code = s.dong_code and v.status in ('checked_in', 'completed')
              and (v.resident_id = r.id or v.household_id = r.household_id)) then
        perform health_rule('screening_of_visit', 'the visit is not one to this resident that was begun', 'screening');
    end if;
    if s.birth_id is not null and not exists (
           select from birth b where b.id = s.birth_id and b.dong_code = s.dong_code
              and s.resident_id in (b.mother_id, b.child_id)) then
        perform health_rule('screening_of_birth', 'the birth is not one of this resident', 'screening');
    end if;
    if exists (select from resident r where r.id = s.resident_id
                  and (r.deceased_on < (s.performed_at at time zone 'Asia/Seoul')::date
                       or r.birth_date > (s.performed_at at time zone 'Asia/Seoul')::date)) then
        perform health_rule('screening_of_the_living', 'the resident was not alive then', 'screening');
    end if;
end $$;

ALTER FUNCTION chatdong.screening_check_links(s chatdong.screening) OWNER TO chatdong_owner;

-- Name: screening_count(date, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.screening_count(from_day date, to_day date) RETURNS TABLE(dong_code text, instrument_id text, phase text, screenings bigint, residents bigint, normal bigint, watch bigint, positive bigint, urgent bigint, mean numeric)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
    select s.dong_code, s.instrument_id, coalesce(s.phase, 'none'), count(*), count(distinct s.resident_id),
           count(*) filter (where s.level = 'normal'), count(*) filter (where s.level = 'watch'),
           count(*) filter (where s.level = 'positive'), count(*) filter (where s.level = 'urgent'),
           case when count(distinct s.resident_id) >= 5 and s.phase is not null then round(avg(s.score), 2) end
      from screening s
     where s.voided_at is null
       and s.performed_at >= from_day::timestamp at time zone 'Asia/Seoul'
       and s.performed_at < (to_day + 1)::timestamp at time zone 'Asia/Seoul'
       and (s.dong_code = any (string_to_array(current_setting('chatdong.dongs', true), ','))
            or left(s.dong_code, 5) = nullif(current_setting('chatdong.gu', true), ''))
     group by s.dong_code, s.instrument_id, coalesce(s.phase, 'none'), s.phase
$$;

ALTER FUNCTION chatdong.screening_count(from_day date, to_day date) OWNER TO chatdong_owner;

-- Name: screening_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.screening_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'UPDATE' then
        if old.voided_at is not null then
            perform health_rule('screening_voided', 'a void screening does not change any more', 'screening');
        end if;
        return new;
    end if;
    if coalesce((select (v.definition ->> 'phases')::boolean from instrument_version v
                  where v.instrument_id = new.instrument_id and v.version = new.instrument_version), false)
       <> (new.phase is not null) then
        perform health_rule('screening_phase', 'a phase is for instruments that are used before and after', 'screening');
    end if;
    perform screening_check_links(new);
    return new;
end $$;

ALTER FUNCTION chatdong.screening_guard() OWNER TO chatdong_owner;

-- Name: seoul_today(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.seoul_today() RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select (now() at time zone 'Asia/Seoul')::date
$$;

ALTER FUNCTION chatdong.seoul_today() OWNER TO chatdong_owner;

-- Name: service_count(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.service_count() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    insert into service_capacity (id, created_by, updated_by) values (new.id, new.created_by, new.updated_by)
    on conflict do nothing;
    return null;
end $$;

ALTER FUNCTION chatdong.service_count() OWNER TO chatdong_owner;

-- Name: service_open_at(uuid, timestamp with time zone); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.service_open_at(service uuid, moment timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select exists (select from services_open_at(moment) o where o.service_id = service)
$$;

ALTER FUNCTION chatdong.service_open_at(service uuid, moment timestamp with time zone) OWNER TO chatdong_owner;

-- Name: service_spread(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.service_spread() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if tg_op = 'INSERT' or (old.needs, old.location_ids) is distinct from (new.needs, new.location_ids) then
        perform service_spread_links(new);
    end if;
    if tg_op = 'INSERT' or (old.schedules, old.exceptions) is distinct from (new.schedules, new.exceptions) then
        perform service_spread_hours(new);
    end if;
    return null;
end $$;

ALTER FUNCTION chatdong.service_spread() OWNER TO chatdong_owner;

-- Name: service_spread_hours(chatdong.partner_service); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.service_spread_hours(s chatdong.partner_service) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    delete from partner_schedule where service_id = s.id;
    insert into partner_schedule
    select s.id, w.no, w.days, w.opens_at, w.closes_at, w.valid_from, w.valid_to, w.note
      from rows from (jsonb_to_recordset(s.schedules)
           as (days text[], opens_at time, closes_at time, valid_from date, valid_to date, note text))
           with ordinality as w (days, opens_at, closes_at, valid_from, valid_to, note, no);
    delete from partner_schedule_exception where service_id = s.id;
    insert into partner_schedule_exception
    select s.id, e.no, e.on_date, e.opens_at, e.closes_at, e.reason
      from rows from (jsonb_to_recordset(s.exceptions)
           as (on_date date, opens_at time, closes_at time, reason text))
           with ordinality as e (on_date, opens_at, closes_at, reason, no);
end $$;

ALTER FUNCTION chatdong.service_spread_hours(s chatdong.partner_service) OWNER TO chatdong_owner;

-- Name: service_spread_links(chatdong.partner_service); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.service_spread_links(s chatdong.partner_service) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    delete from partner_service_need where service_id = s.id;
    insert into partner_service_need select s.id, n from unnest(s.needs) n;
    delete from partner_service_location where service_id = s.id;
    insert into partner_service_location
    select derived_id(s.id || ' at ' || l), s.id, s.partner_id, l from unnest(s.location_ids) l;
end $$;

ALTER FUNCTION chatdong.service_spread_links(s chatdong.partner_service) OWNER TO chatdong_owner;

-- Name: services_open_at(timestamp with time zone); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.services_open_at(moment timestamp with time zone) RETURNS TABLE(service_id uuid)
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    select s.id
      from (select z.zone, moment at time zone z.zone as clock, (moment at time zone z.zone)::date - ago.days as day
              from (select distinct time_zone as zone from partner_service) z, (values (0), (1)) ago (days)
            offset 0) t -- once a zone and not once a service
      join partner_service s on s.time_zone = t.zone
      join partner_schedule w on w.service_id = s.id
     where (array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'])[extract(isodow from t.day)] = any (w.days)
       and t.day + w.opens_at <= t.clock
       and t.clock < t.day + w.closes_at + make_interval(days => (w.closes_at <= w.opens_at)::integer)
       and coalesce(w.valid_from <= t.day, true) and coalesce(t.day < w.valid_to, true)
       and (s.open_on_holidays or t.day not in (select p.on_date from public_holiday p))
       and (s.id, t.day) not in (select e.service_id, e.on_date from partner_schedule_exception e)
    union all
    select s.id
      from partner_schedule_exception e
      join partner_service s on s.id = e.service_id
     cross join lateral (select moment at time zone s.time_zone as clock) t
     where e.on_date + e.opens_at <= t.clock
       and t.clock < e.on_date + e.closes_at + make_interval(days => (e.closes_at <= e.opens_at)::integer)
$$;

ALTER FUNCTION chatdong.services_open_at(moment timestamp with time zone) OWNER TO chatdong_owner;

-- Name: signal_address_key(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_address_key(address text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select regexp_replace(coalesce(substring(normalize(address) from '^.*(?:로|길)\s*[0-9]+(?:-[0-9]+)?'), normalize(address)),
                          '\s|^서울특별시|^서울시|^서울', '', 'g')
$$;

ALTER FUNCTION chatdong.signal_address_key(address text) OWNER TO chatdong_owner;

-- Name: signal_arrives(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_arrives() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if new.institution is null then
        new := signal_fill(new);
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.signal_arrives() OWNER TO chatdong_owner;

-- Name: signal_best(text, date, text, text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_best(wanted_name text, wanted_birth date, wanted_phone text, wanted_address text, wanted_gu text) RETURNS TABLE(id uuid, household_id uuid, dong_code text, score integer, reasons text[], ties bigint)
    LANGUAGE sql STABLE
    AS $$
    select c.id, c.household_id, c.dong_code, c.score, array_remove(c.reasons, null), count(*) over (partition by c.score)
      from (select r.id, r.household_id, r.dong_code,
                   30 + case when r.birth_date = wanted_birth then 40 else 0 end
                      + case when right(r.phone, 4) = right(wanted_phone, 4) then 20 else 0 end
                      + case when signal_address_key(r.address) = signal_address_key(wanted_address) then 20 else 0 end as score,
                   array['name', case when r.birth_date = wanted_birth then 'birth_date' end,
                         case when right(r.phone, 4) = right(wanted_phone, 4) then 'phone' end,
                         case when signal_address_key(r.address) = signal_address_key(wanted_address) then 'address' end] as reasons
              from (select x.id from resident x where signal_name_key(x.name) = signal_name_key(wanted_name) and x.birth_date = wanted_birth
                    union select x.id from resident x where signal_name_key(x.name) = signal_name_key(wanted_name) and right(x.phone, 4) = right(wanted_phone, 4)
                    union select x.id from resident x where signal_name_key(x.name) = signal_name_key(wanted_name)
                                                        and signal_address_key(x.address) = signal_address_key(wanted_address)) found
              join resident r on r.id = found.id
             where r.deceased_on is null and r.moved_out_on is null and left(r.dong_code, 5) = wanted_gu) c
     order by c.score desc, c.id
     limit 1
$$;

ALTER FUNCTION chatdong.signal_best(wanted_name text, wanted_birth date, wanted_phone text, wanted_address text, wanted_gu text) OWNER TO chatdong_owner;

-- Name: signal_confirms(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_confirms() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    who resident;
begin
    if old.match in ('exact', 'confirmed') or old.outcome is not null then
        perform refuse('signal_matched', '/match', case when old.outcome is null then 'it is known whom the signal is about' else 'there is an outcome' end, coalesce(old.outcome, old.match));
    end if;
    select * into who from resident r where r.id = new.resident_id;
    if who.household_id is null or who.deceased_on is not null or who.moved_out_on is not null then
        perform refuse('signal_resident_present', '/resident_id', 'nobody who lives here in a household');
    end if;
    new.household_id := who.household_id;
    new.dong_code := who.dong_code;
    new.gu_code := left(who.dong_code, 5);
    new.matched_at := now();
    return new;
end $$;

ALTER FUNCTION chatdong.signal_confirms() OWNER TO chatdong_owner;

-- Name: signal; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.signal (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    gu_code text NOT NULL,
    dong_code text,
    kind text NOT NULL,
    institution text NOT NULL,
    source_id text NOT NULL,
    round text,
    name text NOT NULL,
    birth_date date,
    phone text,
    address text,
    evidence text,
    received_at timestamp with time zone NOT NULL,
    due_on date NOT NULL,
    match text DEFAULT 'none'::text NOT NULL,
    match_score integer DEFAULT 0 NOT NULL,
    match_reasons text[] DEFAULT '{}'::text[] NOT NULL,
    resident_id uuid,
    household_id uuid,
    matched_at timestamp with time zone,
    matched_by uuid,
    outcome text,
    outcome_note text,
    resolved_at timestamp with time zone,
    resolved_by uuid,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT signal_confirmation_whole CHECK ((((match = 'confirmed'::text) = (matched_by IS NOT NULL)) AND ((match = 'confirmed'::text) = (matched_at IS NOT NULL)))),
    CONSTRAINT signal_dong_of_gu CHECK (("left"(dong_code, 5) = gu_code)),
    CONSTRAINT signal_household_of_match CHECK (((household_id IS NULL) OR (match = ANY (ARRAY['exact'::text, 'confirmed'::text])))),
    CONSTRAINT signal_match_known CHECK ((match = ANY (ARRAY['exact'::text, 'probable'::text, 'none'::text, 'confirmed'::text]))),
    CONSTRAINT signal_outcome_known CHECK ((outcome = ANY (ARRAY['supported'::text, 'already_supported'::text, 'not_eligible'::text, 'location_unknown'::text, 'refused'::text, 'duplicate'::text]))),
    CONSTRAINT signal_phone_digits CHECK ((phone ~ '^\+?[0-9]{4,15}$'::text)),
    CONSTRAINT signal_resident_present CHECK (((match = 'none'::text) = (resident_id IS NULL))),
    CONSTRAINT signal_resolution_whole CHECK ((((outcome IS NULL) = (resolved_at IS NULL)) AND ((outcome IS NULL) = (resolved_by IS NULL)))),
    CONSTRAINT signal_score CHECK (((match_score >= 0) AND (match_score <= 110))),
    CONSTRAINT signal_text_nfc CHECK (((name IS NORMALIZED) AND (address IS NORMALIZED) AND (evidence IS NORMALIZED) AND (outcome_note IS NORMALIZED)))
);

ALTER TABLE chatdong.signal OWNER TO chatdong_owner;

-- Name: signal_fill(chatdong.signal); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_fill(new chatdong.signal) RETURNS chatdong.signal
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    kind signal_kind;
    best record;
begin
    select * into kind from signal_kind k where k.code = new.kind;
    if kind.code is null or new.received_at >= kind.valid_to or new.received_at < kind.valid_from then
        perform refuse('signal_kind_valid', '/kind', case when kind.code is null then 'there is no such kind' else format('this kind is valid from %s%s', kind.valid_from, coalesce(' to before ' || kind.valid_to, '')) end);
    end if;
    new.institution := kind.institution;
    new.due_on := (new.received_at at time zone 'Asia/Seoul')::date + kind.due_days;
    select * into best from signal_best(new.name, new.birth_date, new.phone, new.address, new.gu_code);
    new.match := signal_match_of(best.score, best.ties, best.household_id);
    new.match_score := coalesce(best.score, 0);
    new.match_reasons := coalesce(best.reasons, '{}');
    new.resident_id := best.id;
    new.household_id := case when new.match = 'exact' then best.household_id end;
    new.dong_code := coalesce(best.dong_code, new.dong_code);
    return new;
end $$;

ALTER FUNCTION chatdong.signal_fill(new chatdong.signal) OWNER TO chatdong_owner;

-- Name: signal_import_apply(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_import_apply(OUT taken bigint, OUT known bigint, OUT inserted bigint, OUT exact bigint, OUT probable bigint, OUT unmatched bigint) RETURNS record
    LANGUAGE plpgsql
    AS $$
begin
    select count(*) into taken from signal_line where fault is null;
    select count(*) into known from signal_line l join signal s on (s.institution, s.source_id) = (l.institution, l.source_id) where l.fault is null;
    with made as (
        insert into signal (gu_code, dong_code, kind, institution, source_id, round, name, birth_date, phone, address, evidence, received_at, due_on,
                            match, match_score, match_reasons, resident_id, household_id)
        select l.gu_code, coalesce(b.dong_code, l.dong_code), l.kind, l.institution, l.source_id, l.round, normalize(btrim(l.name)), l.birth_date::date,
               l.phone, normalize(l.address), normalize(l.evidence), signal_time(l.received_at), l.due_on,
               signal_match_of(b.score, b.ties, b.household_id), coalesce(b.score, 0), coalesce(b.reasons, '{}'), b.id,
               case when signal_match_of(b.score, b.ties, b.household_id) = 'exact' then b.household_id end
          from signal_line l
          left join lateral signal_best(l.name, l.birth_date::date, l.phone, l.address, l.gu_code) b on true
         where l.fault is null
           and not exists (select from signal s where (s.institution, s.source_id) = (l.institution, l.source_id))
        on conflict (institution, source_id) do nothing
        returning match)
    select count(*), count(*) filter (where match = 'exact'), count(*) filter (where match = 'probable'), count(*) filter (where match = 'none')
      into inserted, exact, probable, unmatched from made;
end $$;

ALTER FUNCTION chatdong.signal_import_apply(OUT taken bigint, OUT known bigint, OUT inserted bigint, OUT exact bigint, OUT probable bigint, OUT unmatched bigint) OWNER TO chatdong_owner;

-- Name: signal_import_begin(); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.signal_import_begin()
    LANGUAGE plpgsql
    AS $$
begin
    create temporary table signal_line (
        line bigint, fields integer, kind text, round text, source_id text, gu_code text, dong_code text, name text, birth_date text, phone text,
        address text, evidence text, received_at text, institution text, due_on date, fault text
    ) on commit drop;
end $$;

ALTER PROCEDURE chatdong.signal_import_begin() OWNER TO chatdong_owner;

-- Name: signal_import_check(); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.signal_import_check()
    LANGUAGE plpgsql
    AS $_$
begin
    update signal_line l
       set institution = k.institution
         , due_on = (signal_time(l.received_at) at time zone 'Asia/Seoul')::date + k.due_days
         , fault = case
           when x.fields <> 11 then 'fields'
           when k.code is null or signal_time(l.received_at) < k.valid_from or signal_time(l.received_at) >= k.valid_to then 'kind_unknown'
           when coalesce(l.source_id, '') !~ '^[A-Za-z0-9._-]{1,64}$' then 'source_id_wrong'
           when l.round is not null and r.code is null then 'round_unknown'
           when g.code is null then 'gu_unknown'
           when l.dong_code is not null and (d.code is null or d.gu_code <> l.gu_code) then 'dong_unknown'
           when coalesce(btrim(l.name), '') = '' or length(l.name) > 100 then 'name_missing'
           when l.birth_date is not null and signal_time(l.birth_date) is null then 'birth_date_wrong'
           when l.phone is not null and l.phone !~ '^\+?[0-9]{4,15}$' then 'phone_wrong'
           when length(l.address) > 300 or length(l.evidence) > 2000 then 'text_too_long'
           when signal_time(l.received_at) is null then 'received_at_wrong'
           end
      from signal_line x
      left join signal_kind k on k.code = x.kind
      left join signal_round r on r.code = x.round
      left join district g on g.code = x.gu_code
      left join dong d on d.code = x.dong_code
     where l.line = x.line;
    update signal_line l set fault = 'twice'
      from (select line, row_number() over (partition by institution, source_id order by line) as nth from signal_line where fault is null) t
     where t.line = l.line and t.nth > 1;
    analyze signal_line;
end $_$;

ALTER PROCEDURE chatdong.signal_import_check() OWNER TO chatdong_owner;

-- Name: signal_match_of(integer, bigint, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_match_of(score integer, ties bigint, household uuid) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select case when score is null then 'none' when score >= 90 and ties = 1 and household is not null then 'exact' else 'probable' end
$$;

ALTER FUNCTION chatdong.signal_match_of(score integer, ties bigint, household uuid) OWNER TO chatdong_owner;

-- Name: signal_moves(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    update signal set dong_code = new.dong_code, gu_code = left(new.dong_code, 5) where household_id = new.id;
    return null;
end $$;

ALTER FUNCTION chatdong.signal_moves() OWNER TO chatdong_owner;

-- Name: signal_name_key(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_name_key(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select lower(regexp_replace(normalize(name), '\s', '', 'g'))
$$;

ALTER FUNCTION chatdong.signal_name_key(name text) OWNER TO chatdong_owner;

-- Name: signal_receive(text[], uuid, jsonb); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_receive(dongs text[], actor uuid, sent jsonb) RETURNS SETOF chatdong.signal
    LANGUAGE plpgsql
    AS $$
declare
    it signal;
    new_id uuid;
begin
    if not coalesce(sent->>'dong_code' = any (dongs), exists (select from unnest(dongs) d where left(d, 5) = sent->>'gu_code')) then
        return;
    end if;
    insert into signal (id, gu_code, dong_code, kind, source_id, round, name, birth_date, phone, address, evidence, received_at, created_by, updated_by)
    values (coalesce((sent->>'id')::uuid, uuid7()), sent->>'gu_code', sent->>'dong_code', sent->>'kind', sent->>'source_id', sent->>'round', normalize(sent->>'name'),
            (sent->>'birth_date')::date, sent->>'phone', normalize(sent->>'address'), normalize(sent->>'evidence'),
            coalesce((sent->>'received_at')::timestamptz, now()), actor, actor)
    on conflict (institution, source_id) do nothing
    returning id into new_id;
    select s.* into it from signal s
     where s.id = new_id
        or new_id is null and s.source_id = sent->>'source_id' and s.institution = (select k.institution from signal_kind k where k.code = sent->>'kind');
    if new_id is null and (it.kind, it.gu_code, it.name, it.birth_date)
                          is distinct from (sent->>'kind', sent->>'gu_code', normalize(sent->>'name'), (sent->>'birth_date')::date) then
        perform refuse('signal_differs', '/source_id', 'the signal that has this number differs in ' || concat_ws(', ',
            case when it.kind <> sent->>'kind' then 'kind' end, case when it.gu_code is distinct from sent->>'gu_code' then 'gu_code' end,
            case when it.name is distinct from normalize(sent->>'name') then 'name' end, case when it.birth_date is distinct from (sent->>'birth_date')::date then 'birth_date' end));
    end if;
    return next it;
end $$;

ALTER FUNCTION chatdong.signal_receive(dongs text[], actor uuid, sent jsonb) OWNER TO chatdong_owner;

-- Name: signal_resolves(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_resolves() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.outcome is not null then
        perform refuse('signal_resolved', '/outcome', format('the signal has an outcome: %s', old.outcome), old.outcome);
    end if;
    new.resolved_at := now();
    return new;
end $$;

ALTER FUNCTION chatdong.signal_resolves() OWNER TO chatdong_owner;

-- Name: signal_time(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.signal_time(given text) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET "DateStyle" TO 'iso'
    SET "TimeZone" TO 'Asia/Seoul'
    AS $_$
begin
    return case when given ~ '^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?$' then given::timestamptz end;
exception when datetime_field_overflow or invalid_datetime_format then
    return null;
end $_$;

ALTER FUNCTION chatdong.signal_time(given text) OWNER TO chatdong_owner;

-- Name: spelling_key(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.spelling_key(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select lower(translate(normalize(name),
        '０１２３４５６７８９' || E' \t\u00a0\u3000' || '.,·ㆍ・･‧•∙，．-–—−－/()（）[]''"`~',
        '0123456789'))
$$;

ALTER FUNCTION chatdong.spelling_key(name text) OWNER TO chatdong_owner;

-- Name: staff_companion(uuid, text, timestamp with time zone); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_companion(leader uuid, dong text, slot timestamp with time zone) RETURNS uuid
    LANGUAGE sql STABLE
    AS $$
    select s.id from staff s
     where s.id <> leader and s.active and dong = any (s.dong_codes) and s.employed @> (slot at time zone 'Asia/Seoul')::date
       and s.role in ('officer', 'nurse') and staff_is_free(s.id, dong, slot)
     order by s.role = 'nurse' desc, s.id limit 1
$$;

ALTER FUNCTION chatdong.staff_companion(leader uuid, dong text, slot timestamp with time zone) OWNER TO chatdong_owner;

-- Name: staff_function(text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_function(role text, job text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select case role when 'officer' then job when 'nurse' then 'visiting_nurse' else role end
$$;

ALTER FUNCTION chatdong.staff_function(role text, job text) OWNER TO chatdong_owner;

-- Name: staff_grants_expire(interval); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_grants_expire(keep interval DEFAULT '3 years'::interval) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
    with gone as (
        delete from staff_grant g
         where (g.kind = 'revoked' and g.changed_at < now() - keep)
            or exists (select from staff_grant later
                        where later.staff_id = g.staff_id and (later.changed_at, later.id) > (g.changed_at, g.id)
                          and later.changed_at < now() - keep)
        returning g.id
    )
    select count(*) from gone
$$;

ALTER FUNCTION chatdong.staff_grants_expire(keep interval) OWNER TO chatdong_owner;

-- Name: staff_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'INSERT' and new.employed = '{(,)}' then
        new.employed := datemultirange(daterange(new.hired_on, null));
    elsif tg_op = 'INSERT' or new.employed <> old.employed then
        new.hired_on := lower(new.employed);
    end if;
    if (tg_op = 'INSERT' or new.dong_codes <> old.dong_codes)
       and exists (select from unnest(new.dong_codes) c (code)
                     left join dong d on d.code = c.code and d.gu_code = new.gu_code where d.code is null) then
        perform rule_broken('staff_dongs_of_gu', 'staff work in dongs of their own gu');
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.staff_guard() OWNER TO chatdong_owner;

-- Name: staff_is_free(uuid, text, timestamp with time zone); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_is_free(staff uuid, dong text, slot timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$
    select not exists (select from visit v
                        where v.dong_code = dong and v.planned_start > slot - interval '1 day' and v.planned_start < slot + interval '40 minutes'
                          and v.planned_end > slot and v.status in ('planned', 'checked_in') and (v.staff_id = $1 or $1 = any (v.team)))
$_$;

ALTER FUNCTION chatdong.staff_is_free(staff uuid, dong text, slot timestamp with time zone) OWNER TO chatdong_owner;

-- Name: staff_keep_grant(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_keep_grant() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    what text := 'granted';
    before jsonb;
    places text[] := new.dong_codes;
begin
    if tg_op = 'UPDATE' then
        what := case when staff_may_come(old) = staff_may_come(new) then 'changed'
                     when staff_may_come(new) then 'granted' else 'revoked' end;
        before := jsonb_build_object('role', old.role, 'job', old.job, 'dong_codes', old.dong_codes,
                                     'active', old.active, 'employments', employments(old.employed));
        places := array(select distinct c.code from unnest(old.dong_codes || new.dong_codes) c (code) order by c.code);
    end if;
    insert into staff_grant (staff_id, gu_code, kind, role, job, dong_codes, active, employed, former, area_codes, changed_at, changed_by)
    values (new.id, new.gu_code, what, new.role, new.job, new.dong_codes, new.active, new.employed, before, places,
            clock_timestamp(), -- two changes of one transaction keep their order
            case tg_op when 'INSERT' then new.created_by else new.updated_by end);
    return null;
end $$;

ALTER FUNCTION chatdong.staff_keep_grant() OWNER TO chatdong_owner;

-- Name: staff_keep_post(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_keep_post() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    today constant date := seoul_today();
begin
    delete from staff_post p where p.staff_id = new.id and lower(p.during) >= today;
    update staff_post p set during = daterange(lower(p.during), today) where p.staff_id = new.id and p.during @> today;
    insert into staff_post (staff_id, gu_code, dong_codes, kind, during)
    select new.id, new.gu_code, new.dong_codes, staff_function(new.role, new.job), daterange(max(upper(p.during)), null)
      from staff_post p where p.staff_id = new.id;
    return null;
end $$;

ALTER FUNCTION chatdong.staff_keep_post() OWNER TO chatdong_owner;

-- Name: staff_leave_engage(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_leave_engage() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    delete from staff_leave_duty d where d.leave_id = new.id;
    perform take_turns(array[new.staff_id, new.substitute_id]::text[]);
    insert into staff_leave_duty (leave_id, staff_id, kind, during)
    select new.id, d.person, d.kind, daterange(new.starts_on, new.ends_on, '[]')
      from (values (new.staff_id, 'away'), (new.substitute_id, 'substitute')) d (person, kind)
     where d.person is not null and not new.cancelled
     order by d.person;
    return null;
end $$;

ALTER FUNCTION chatdong.staff_leave_engage() OWNER TO chatdong_owner;

-- Name: staff_leave_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_leave_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    person staff;
begin
    if tg_op = 'UPDATE' and old.cancelled then
        perform rule_broken('staff_leave_over', 'a cancelled leave does not change any more');
    end if;
    select * into person from staff s where s.id = new.staff_id;
    if not found or new.starts_on > new.ends_on or new.cancelled then
        return new; -- the table's own constraints say it
    end if;
    if not person.employed @> new.starts_on then
        perform rule_broken('staff_leave_while_employed', 'leave begins while somebody is employed');
    end if;
    if new.substitute_id <> new.staff_id and not exists (
            select from staff s
             where s.id = new.substitute_id and s.gu_code = person.gu_code
               and staff_function(s.role, s.job) = staff_function(person.role, person.job)
               and s.active and s.employed @> daterange(new.starts_on, new.ends_on, '[]')) then
        perform rule_broken('staff_leave_substitute_fits', 'a substitute has the same function in the same gu');
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.staff_leave_guard() OWNER TO chatdong_owner;

-- Name: staff; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.staff (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    gu_code text NOT NULL,
    dong_codes text[] DEFAULT '{}'::text[] NOT NULL,
    role text NOT NULL,
    job text,
    name text NOT NULL,
    office_phone text,
    hired_on date,
    active boolean DEFAULT true NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    employed datemultirange DEFAULT '{(,)}'::datemultirange NOT NULL,
    CONSTRAINT staff_area_of_role CHECK (((role = 'district_admin'::text) = (dong_codes = '{}'::text[]))),
    CONSTRAINT staff_dongs_few CHECK ((cardinality(dong_codes) <= 64)),
    CONSTRAINT staff_employed_once CHECK ((NOT isempty(employed))),
    CONSTRAINT staff_job_known CHECK ((job = ANY (ARRAY['neighborhood_officer'::text, 'welfare_planner'::text]))),
    CONSTRAINT staff_job_of_officer CHECK (((role = 'officer'::text) = (job IS NOT NULL))),
    CONSTRAINT staff_name_nfc CHECK ((name IS NORMALIZED)),
    CONSTRAINT staff_not_by_themselves CHECK ((updated_by IS DISTINCT FROM id)),
    CONSTRAINT staff_phone_e164 CHECK ((office_phone ~ '^\+[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT staff_role_known CHECK ((role = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text, 'district_admin'::text])))
);

ALTER TABLE chatdong.staff OWNER TO chatdong_owner;

-- Name: staff_may_come(chatdong.staff); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_may_come(s chatdong.staff) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select s.active and s.employed && datemultirange(daterange(seoul_today(), null))
$$;

ALTER FUNCTION chatdong.staff_may_come(s chatdong.staff) OWNER TO chatdong_owner;

-- Name: staff_serves(chatdong.staff, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.staff_serves(s chatdong.staff, on_day date) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select s.employed @> on_day and (s.active or on_day < seoul_today())
$$;

ALTER FUNCTION chatdong.staff_serves(s chatdong.staff, on_day date) OWNER TO chatdong_owner;

-- Name: statistic_area_name(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_area_name(code text) RETURNS text
    LANGUAGE sql STABLE
    AS $_$
    select coalesce((select d.name from dong d where d.code = $1), (select g.name from district g where g.code = $1), '서울시')
$_$;

ALTER FUNCTION chatdong.statistic_area_name(code text) OWNER TO chatdong_owner;

-- Name: statistic_areas(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_areas(by text) RETURNS TABLE(area text)
    LANGUAGE sql STABLE
    AS $$
    select distinct case by when 'gu' then d.gu_code else d.code end from dong d
     where by in ('gu', 'dong') and d.valid_from <= seoul_today() and (d.valid_to is null or d.valid_to > seoul_today())
    union all select 'city' where by in ('city', 'detail')
$$;

ALTER FUNCTION chatdong.statistic_areas(by text) OWNER TO chatdong_owner;

-- Name: indicator; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.indicator (
    id text NOT NULL,
    no smallint NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    definition text NOT NULL,
    definition_en text NOT NULL,
    unit text NOT NULL,
    kind text NOT NULL,
    dimension text,
    version integer NOT NULL,
    valid_from date NOT NULL,
    counts_persons boolean NOT NULL,
    public_by text[] NOT NULL,
    parts_public boolean NOT NULL,
    stock text,
    CONSTRAINT indicator_id_snake CHECK (((id ~ '^[a-z]+(_[a-z]+)*$'::text) AND (length(id) <= 40))),
    CONSTRAINT indicator_kind_known CHECK ((kind = ANY (ARRAY['flow'::text, 'distinct'::text, 'stock'::text]))),
    CONSTRAINT indicator_stock_said CHECK (((kind = 'stock'::text) = (stock IS NOT NULL))),
    CONSTRAINT indicator_tables_known CHECK ((public_by <@ '{city,gu,dong,detail,quarter}'::text[])),
    CONSTRAINT indicator_text_nfc CHECK (((name IS NORMALIZED) AND (definition IS NORMALIZED))),
    CONSTRAINT indicator_version_positive CHECK ((version > 0))
);

ALTER TABLE chatdong.indicator OWNER TO chatdong_owner;

-- Name: statistic_cells(chatdong.indicator, text, date, date, boolean); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_cells(i chatdong.indicator, grain text, first_day date, last_day date, with_persons boolean) RETURNS TABLE(period date, dong_code text, detail text, amount bigint, base bigint, persons bigint, corrected_at timestamp with time zone)
    LANGUAGE plpgsql STABLE
    AS $_$
declare
    since date := statistic_period(grain, greatest(first_day, i.valid_from));
begin
    if i.kind = 'stock' then
        return query execute format($q$
            select p.period, coalesce(c.carried_by, s.dong_code), s.detail, sum(s.amount)::bigint, sum(s.base)::bigint, sum(s.amount)::bigint, null::timestamptz
              from (select distinct statistic_period($1, d::date) as period from generate_series($2, $3, interval '1 day') d) p
             cross join lateral (select least(statistic_last_day($1, p.period), seoul_today()) as day) d
             cross join lateral (%s) s (dong_code, detail, amount, base)
              left join dong_carried c on c.dong_code = s.dong_code
             where p.period <= seoul_today()
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
end $_$;

ALTER FUNCTION chatdong.statistic_cells(i chatdong.indicator, grain text, first_day date, last_day date, with_persons boolean) OWNER TO chatdong_owner;

-- Name: statistic_facts(smallint, uuid); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_facts(wanted smallint, whose uuid) RETURNS TABLE(day date, dong_code text, detail text)
    LANGUAGE plpgsql STABLE
    AS $$
        begin
            case wanted when 1 then return query select f.day, f.dong_code, f.detail from (select 1::smallint as indicator, (r.applied_on)::date as day, (r.dong_code)::text as dong_code, (r.benefit)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from benefit_application r where (r.applied_on is not null) and (r.resident_id = whose)) f; when 2 then return query select f.day, f.dong_code, f.detail from (select 2::smallint as indicator, (r.decided_on)::date as day, (r.dong_code)::text as dong_code, (r.benefit)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from benefit_application r where (r.status = 'granted') and (r.resident_id = whose)) f; when 3 then return query select f.day, f.dong_code, f.detail from (select 3::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (coalesce(r.household_id, r.resident_id))::uuid as subject from visit r where (r.status = 'completed' and r.outcome = 'done' and r.program = 'birth-family') and (r.household_id = whose or r.household_id is null and r.resident_id = whose)) f; when 4 then return query select f.day, f.dong_code, f.detail from (select 4::smallint as indicator, ((r.closed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from welfare_case r where (r.status = 'closed') and (r.resident_id = whose)) f; when 5 then return query select f.day, f.dong_code, f.detail from (select 5::smallint as indicator, (r.intake_on)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from welfare_case r where (true) and (r.resident_id = whose)) f; when 7 then return query select f.day, f.dong_code, f.detail from (select 7::smallint as indicator, (r.held_on)::date as day, (r.dong_code)::text as dong_code, (r.topic)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from counseling_record r where (true) and (r.resident_id = whose)) f; when 8 then return query select f.day, f.dong_code, f.detail from (select 8::smallint as indicator, (r.found_on)::date as day, (r.dong_code)::text as dong_code, (r.path)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from discovery r where (r.kind = 'poor_family' and r.withdrawn_at is null) and (r.resident_id = whose)) f; when 9 then return query select f.day, f.dong_code, f.detail from (select 9::smallint as indicator, (r.applied_on)::date as day, (r.dong_code)::text as dong_code, ('benefit_request')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from benefit_application r where (r.applied_on is not null) and (r.resident_id = whose) union all select 9::smallint as indicator, ((r.outcome_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (case when (select p.kind from partner p where p.id = r.partner_id) = 'shelter' then 'temporary_accommodation' when (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center') then 'medical' else 'institution' end)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from referral r where (r.outcome = 'served') and (r.resident_id = whose)) f; when 10 then return query select f.day, f.dong_code, f.detail from (select 10::smallint as indicator, (r.paid_on)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from aid r where (r.status = 'paid') and (r.resident_id = whose)) f; when 11 then return query select f.day, f.dong_code, f.detail from (select 11::smallint as indicator, (r.paid_on)::date as day, (r.dong_code)::text as dong_code, (r.kind)::text as detail, 1 as facts, (1 * (r.approved_amount))::bigint as amount, (r.resident_id)::uuid as subject from aid r where (r.status = 'paid') and (r.resident_id = whose)) f; when 13 then return query select f.day, f.dong_code, f.detail from (select 13::smallint as indicator, ((r.outcome_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ((select p.kind from partner p where p.id = r.partner_id))::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from referral r where (r.outcome = 'served' and (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center')) and (r.resident_id = whose)) f; when 17 then return query select f.day, f.dong_code, f.detail from (select 17::smallint as indicator, ((r.created_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from referral r where (true) and (r.resident_id = whose)) f; when 18 then return query select f.day, f.dong_code, f.detail from (select 18::smallint as indicator, (r.held_on)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from counseling_record r where (true) and (r.resident_id = whose)) f; when 19 then return query select f.day, f.dong_code, f.detail from (select 19::smallint as indicator, ((r.performed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (r.instrument_id)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from screening r where (r.voided_at is null) and (r.resident_id = whose)) f; when 20 then return query select f.day, f.dong_code, f.detail from (select 20::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.household_id)::uuid as subject from visit r where (r.status = 'completed' and r.outcome = 'done' and r.program in ('senior-65', 'senior-70') and r.household_id is not null) and (r.household_id = whose)) f; when 21 then return query select f.day, f.dong_code, f.detail from (select 21::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (r.program)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from visit r where (r.status = 'completed' and r.outcome = 'done' and r.program in ('senior-65', 'senior-70')) and (r.resident_id = whose)) f; when 22 then return query select f.day, f.dong_code, f.detail from (select 22::smallint as indicator, (r.found_on)::date as day, (r.dong_code)::text as dong_code, (r.path)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from discovery r where (r.kind = 'senior_health' and r.withdrawn_at is null) and (r.resident_id = whose)) f; when 24 then return query select f.day, f.dong_code, f.detail from (select 24::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (r.program)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from visit r where (r.status = 'completed' and r.outcome = 'done') and (r.resident_id = whose)) f; else null; end case;
        end $$;

ALTER FUNCTION chatdong.statistic_facts(wanted smallint, whose uuid) OWNER TO chatdong_owner;

-- Name: statistic_grains(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_grains() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select '{day,week,month,quarter,half_year,program_year,year}'::text[]
$$;

ALTER FUNCTION chatdong.statistic_grains() OWNER TO chatdong_owner;

-- Name: statistic_in_reach(text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_in_reach(code text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select code = any (string_to_array(current_setting('chatdong.dongs', true), ','))
        or left(code, 5) = nullif(current_setting('chatdong.gu', true), '')
        or current_setting('chatdong.city', true) = 'true'
$$;

ALTER FUNCTION chatdong.statistic_in_reach(code text) OWNER TO chatdong_owner;

-- Name: statistic_json(text, text, text, date, date, text[], text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_json(wanted text, grain text, by text, first_day date, last_day date, dongs text[], within text) RETURNS json
    LANGUAGE plpgsql STABLE
    AS $$
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

ALTER FUNCTION chatdong.statistic_json(wanted text, grain text, by text, first_day date, last_day date, dongs text[], within text) OWNER TO chatdong_owner;

-- Name: statistic_last_day(text, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_last_day(grain text, period date) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select (period + case grain when 'day' then interval '1 day' when 'week' then interval '7 days' when 'month' then interval '1 month'
        when 'quarter' then interval '3 months' when 'half_year' then interval '6 months' else interval '1 year' end)::date - 1
$$;

ALTER FUNCTION chatdong.statistic_last_day(grain text, period date) OWNER TO chatdong_owner;

-- Name: statistic_lines(text, text, text, date, date, text[], text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_lines(wanted text, grain text, by text, first_day date, until date, dongs text[], within text) RETURNS TABLE(period date, last_day date, area text, area_name text, detail text, value numeric, ratio_to_previous numeric, target bigint, achieved numeric, corrected_at text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
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

ALTER FUNCTION chatdong.statistic_lines(wanted text, grain text, by text, first_day date, until date, dongs text[], within text) OWNER TO chatdong_owner;

-- Name: statistic_make_facts(); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.statistic_make_facts()
    LANGUAGE plpgsql
    AS $_$
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
end $_$;

ALTER PROCEDURE chatdong.statistic_make_facts() OWNER TO chatdong_owner;

-- Name: statistic_pending(smallint[], text[], boolean); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_pending(wanted smallint[], grains text[], with_persons boolean) RETURNS TABLE(indicator smallint, grain text, period date, dong_code text, detail text, amount bigint, persons bigint, corrected_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
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

ALTER FUNCTION chatdong.statistic_pending(wanted smallint[], grains text[], with_persons boolean) OWNER TO chatdong_owner;

-- Name: statistic_period(text, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_period(grain text, day date) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select case grain
        when 'day' then day
        when 'half_year' then make_date(extract(year from day)::integer, case when extract(month from day) < 7 then 1 else 7 end, 1)
        when 'program_year' then make_date((extract(year from day) - case when extract(month from day) < 7 then 1 else 0 end)::integer, 7, 1)
        else date_trunc(grain, day::timestamp)::date end
$$;

ALTER FUNCTION chatdong.statistic_period(grain text, day date) OWNER TO chatdong_owner;

-- Name: statistic_public_cells(chatdong.indicator, text, date, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_public_cells(i chatdong.indicator, grain text, first_day date, until date) RETURNS TABLE(period date, dong_code text, detail text, amount bigint, base bigint, persons bigint, corrected_at timestamp with time zone, city_safe boolean, gu_safe boolean, dong_safe boolean, detail_safe boolean)
    LANGUAGE sql STABLE
    AS $$
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

ALTER FUNCTION chatdong.statistic_public_cells(i chatdong.indicator, grain text, first_day date, until date) OWNER TO chatdong_owner;

-- Name: statistic_rebuild(text); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.statistic_rebuild(IN wanted text)
    LANGUAGE plpgsql
    AS $$
declare
    i indicator;
    grain text;
begin
    select * into strict i from indicator where id = wanted;
    delete from statistic_delta d where d.indicator = i.no;
    delete from statistic s where s.indicator = i.no;
    if i.kind = 'stock' then
        return;
    end if;
    execute format('create temporary table statistic_fact on commit drop as select f.day, f.dong_code, f.detail, f.amount, f.subject, '
                   'lag(f.day) over (partition by f.subject order by f.day, f.dong_code, f.detail) as before from (%s) f',
                   (select string_agg(statistic_select(s, s.source, '', 1), ' union all ') from indicator_source s where s.indicator = i.id));
    foreach grain in array statistic_grains() loop
        insert into statistic (indicator, grain, period, dong_code, detail, amount, persons)
        select i.no, grain, statistic_period(grain, f.day), f.dong_code, f.detail, sum(f.amount),
               count(*) filter (where f.subject is not null and statistic_period(grain, f.before) is distinct from statistic_period(grain, f.day))
          from statistic_fact f group by 3, 4, 5;
    end loop;
    drop table statistic_fact;
end $$;

ALTER PROCEDURE chatdong.statistic_rebuild(IN wanted text) OWNER TO chatdong_owner;

-- Name: statistic_safe(numeric); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_safe(persons numeric) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select coalesce(persons, 0) = 0 or persons >= 5
$$;

ALTER FUNCTION chatdong.statistic_safe(persons numeric) OWNER TO chatdong_owner;

-- Name: indicator_source; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.indicator_source (
    indicator text NOT NULL,
    source text NOT NULL,
    condition text NOT NULL,
    day text NOT NULL,
    dong text NOT NULL,
    detail text NOT NULL,
    amount text NOT NULL,
    subject text NOT NULL,
    subject_is text NOT NULL,
    rests_on jsonb
);

ALTER TABLE chatdong.indicator_source OWNER TO chatdong_owner;

-- Name: statistic_select(chatdong.indicator_source, text, text, integer); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_select(s chatdong.indicator_source, rows_of text, more text, sign integer) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    select format('select %s::smallint as indicator, (%s)::date as day, (%s)::text as dong_code, (%s)::text as detail, %s as facts, '
                  '(%s * (%s))::bigint as amount, (%s)::uuid as subject from %s r where (%s)%s',
                  i.no, s.day, s.dong, s.detail, sign, sign, s.amount, s.subject, rows_of, s.condition, more)
      from indicator i where i.id = s.indicator
$$;

ALTER FUNCTION chatdong.statistic_select(s chatdong.indicator_source, rows_of text, more text, sign integer) OWNER TO chatdong_owner;

-- Name: statistic_series(text, text, text, date, date, text[], text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_series(wanted text, grain text, by text, first_day date, last_day date, dongs text[], within text) RETURNS TABLE(period date, area text, detail text, amount bigint, base bigint, corrected_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    i indicator;
begin
    select * into i from indicator where id = wanted;
    return query
    select c.period, case by when 'gu' then left(c.dong_code, 5) when 'dong' then c.dong_code else coalesce(nullif(within, ''), 'city') end,
           case when by = 'detail' then c.detail else '' end, sum(case when i.kind = 'distinct' then c.persons else c.amount end)::bigint,
           sum(c.base)::bigint, max(c.corrected_at)
      from statistic_cells(i, grain, first_day, last_day, i.kind = 'distinct') c
     where (c.dong_code = any (dongs) or c.dong_code in (select left(d, 5) from unnest(dongs) d))
       and c.dong_code like within || '%' and statistic_in_reach(c.dong_code)
     group by 1, 2, 3
    having sum(case when i.kind = 'distinct' then c.persons else c.amount end) <> 0 or sum(c.base) <> 0;
end $$;

ALTER FUNCTION chatdong.statistic_series(wanted text, grain text, by text, first_day date, last_day date, dongs text[], within text) OWNER TO chatdong_owner;

-- Name: statistic_target_touch(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_target_touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.version := old.version + 1;
    new.created_at := old.created_at;
    new.created_by := old.created_by;
    new.updated_at := now();
    return new;
end $$;

ALTER FUNCTION chatdong.statistic_target_touch() OWNER TO chatdong_owner;

-- Name: statistic_watch(text); Type: PROCEDURE; Schema: chatdong; Owner: chatdong_owner

CREATE PROCEDURE chatdong.statistic_watch(IN table_name text)
    LANGUAGE plpgsql
    AS $_$
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
end $_$;

ALTER PROCEDURE chatdong.statistic_watch(IN table_name text) OWNER TO chatdong_owner;

-- Name: statistic_watch_aid(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_watch_aid() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$ begin insert into statistic_delta (indicator, day, dong_code, detail, facts, amount, subject)
            select f.indicator, f.day, f.dong_code, f.detail, sum(f.facts), sum(f.amount), f.subject
              from (select 10::smallint as indicator, (r.paid_on)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.status = 'paid') and tg_op <> 'INSERT' union all select 10::smallint as indicator, (r.paid_on)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.status = 'paid') and tg_op <> 'DELETE' union all select 11::smallint as indicator, (r.paid_on)::date as day, (r.dong_code)::text as dong_code, (r.kind)::text as detail, -1 as facts, (-1 * (r.approved_amount))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.status = 'paid') and tg_op <> 'INSERT' union all select 11::smallint as indicator, (r.paid_on)::date as day, (r.dong_code)::text as dong_code, (r.kind)::text as detail, 1 as facts, (1 * (r.approved_amount))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.status = 'paid') and tg_op <> 'DELETE') f
             group by f.indicator, f.day, f.dong_code, f.detail, f.subject
            having sum(f.facts) <> 0 or sum(f.amount) <> 0; return null; end $$;

ALTER FUNCTION chatdong.statistic_watch_aid() OWNER TO chatdong_owner;

-- Name: statistic_watch_benefit_application(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_watch_benefit_application() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$ begin insert into statistic_delta (indicator, day, dong_code, detail, facts, amount, subject)
            select f.indicator, f.day, f.dong_code, f.detail, sum(f.facts), sum(f.amount), f.subject
              from (select 1::smallint as indicator, (r.applied_on)::date as day, (r.dong_code)::text as dong_code, (r.benefit)::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.applied_on is not null) and tg_op <> 'INSERT' union all select 1::smallint as indicator, (r.applied_on)::date as day, (r.dong_code)::text as dong_code, (r.benefit)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.applied_on is not null) and tg_op <> 'DELETE' union all select 2::smallint as indicator, (r.decided_on)::date as day, (r.dong_code)::text as dong_code, (r.benefit)::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.status = 'granted') and tg_op <> 'INSERT' union all select 2::smallint as indicator, (r.decided_on)::date as day, (r.dong_code)::text as dong_code, (r.benefit)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.status = 'granted') and tg_op <> 'DELETE' union all select 9::smallint as indicator, (r.applied_on)::date as day, (r.dong_code)::text as dong_code, ('benefit_request')::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.applied_on is not null) and tg_op <> 'INSERT' union all select 9::smallint as indicator, (r.applied_on)::date as day, (r.dong_code)::text as dong_code, ('benefit_request')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.applied_on is not null) and tg_op <> 'DELETE') f
             group by f.indicator, f.day, f.dong_code, f.detail, f.subject
            having sum(f.facts) <> 0 or sum(f.amount) <> 0; return null; end $$;

ALTER FUNCTION chatdong.statistic_watch_benefit_application() OWNER TO chatdong_owner;

-- Name: statistic_watch_counseling_record(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_watch_counseling_record() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$ begin insert into statistic_delta (indicator, day, dong_code, detail, facts, amount, subject)
            select f.indicator, f.day, f.dong_code, f.detail, sum(f.facts), sum(f.amount), f.subject
              from (select 7::smallint as indicator, (r.held_on)::date as day, (r.dong_code)::text as dong_code, (r.topic)::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (true) and tg_op <> 'INSERT' union all select 7::smallint as indicator, (r.held_on)::date as day, (r.dong_code)::text as dong_code, (r.topic)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (true) and tg_op <> 'DELETE' union all select 18::smallint as indicator, (r.held_on)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (true) and tg_op <> 'INSERT' union all select 18::smallint as indicator, (r.held_on)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (true) and tg_op <> 'DELETE') f
             group by f.indicator, f.day, f.dong_code, f.detail, f.subject
            having sum(f.facts) <> 0 or sum(f.amount) <> 0; return null; end $$;

ALTER FUNCTION chatdong.statistic_watch_counseling_record() OWNER TO chatdong_owner;

-- Name: statistic_watch_discovery(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_watch_discovery() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$ begin insert into statistic_delta (indicator, day, dong_code, detail, facts, amount, subject)
            select f.indicator, f.day, f.dong_code, f.detail, sum(f.facts), sum(f.amount), f.subject
              from (select 8::smallint as indicator, (r.found_on)::date as day, (r.dong_code)::text as dong_code, (r.path)::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.kind = 'poor_family' and r.withdrawn_at is null) and tg_op <> 'INSERT' union all select 8::smallint as indicator, (r.found_on)::date as day, (r.dong_code)::text as dong_code, (r.path)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.kind = 'poor_family' and r.withdrawn_at is null) and tg_op <> 'DELETE' union all select 22::smallint as indicator, (r.found_on)::date as day, (r.dong_code)::text as dong_code, (r.path)::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.kind = 'senior_health' and r.withdrawn_at is null) and tg_op <> 'INSERT' union all select 22::smallint as indicator, (r.found_on)::date as day, (r.dong_code)::text as dong_code, (r.path)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.kind = 'senior_health' and r.withdrawn_at is null) and tg_op <> 'DELETE') f
             group by f.indicator, f.day, f.dong_code, f.detail, f.subject
            having sum(f.facts) <> 0 or sum(f.amount) <> 0; return null; end $$;

ALTER FUNCTION chatdong.statistic_watch_discovery() OWNER TO chatdong_owner;

-- Name: statistic_watch_referral(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_watch_referral() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$ begin perform from partner p where p.id in (new.partner_id, old.partner_id) order by p.id for share; insert into statistic_delta (indicator, day, dong_code, detail, facts, amount, subject)
            select f.indicator, f.day, f.dong_code, f.detail, sum(f.facts), sum(f.amount), f.subject
              from (select 9::smallint as indicator, ((r.outcome_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (case when (select p.kind from partner p where p.id = r.partner_id) = 'shelter' then 'temporary_accommodation' when (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center') then 'medical' else 'institution' end)::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.outcome = 'served') and tg_op <> 'INSERT' union all select 9::smallint as indicator, ((r.outcome_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (case when (select p.kind from partner p where p.id = r.partner_id) = 'shelter' then 'temporary_accommodation' when (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center') then 'medical' else 'institution' end)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.outcome = 'served') and tg_op <> 'DELETE' union all select 13::smallint as indicator, ((r.outcome_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ((select p.kind from partner p where p.id = r.partner_id))::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.outcome = 'served' and (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center')) and tg_op <> 'INSERT' union all select 13::smallint as indicator, ((r.outcome_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ((select p.kind from partner p where p.id = r.partner_id))::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.outcome = 'served' and (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center')) and tg_op <> 'DELETE' union all select 17::smallint as indicator, ((r.created_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (true) and tg_op <> 'INSERT' union all select 17::smallint as indicator, ((r.created_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (true) and tg_op <> 'DELETE') f
             group by f.indicator, f.day, f.dong_code, f.detail, f.subject
            having sum(f.facts) <> 0 or sum(f.amount) <> 0; return null; end $$;

ALTER FUNCTION chatdong.statistic_watch_referral() OWNER TO chatdong_owner;

-- Name: statistic_watch_referral_partner(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_watch_referral_partner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$ begin insert into statistic_delta (indicator, day, dong_code, detail, facts, amount, subject)
            select f.indicator, f.day, f.dong_code, f.detail, sum(f.facts), sum(f.amount), f.subject
              from (select 9::smallint as indicator, ((r.outcome_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (case when (select p.kind from partner p where p.id = r.partner_id) = 'shelter' then 'temporary_accommodation' when (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center') then 'medical' else 'institution' end)::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select x.* from referral x where x.partner_id = new.id) r where (r.outcome = 'served') and tg_when = 'BEFORE' union all select 9::smallint as indicator, ((r.outcome_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (case when (select p.kind from partner p where p.id = r.partner_id) = 'shelter' then 'temporary_accommodation' when (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center') then 'medical' else 'institution' end)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select x.* from referral x where x.partner_id = new.id) r where (r.outcome = 'served') and tg_when = 'AFTER' union all select 13::smallint as indicator, ((r.outcome_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ((select p.kind from partner p where p.id = r.partner_id))::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select x.* from referral x where x.partner_id = new.id) r where (r.outcome = 'served' and (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center')) and tg_when = 'BEFORE' union all select 13::smallint as indicator, ((r.outcome_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ((select p.kind from partner p where p.id = r.partner_id))::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select x.* from referral x where x.partner_id = new.id) r where (r.outcome = 'served' and (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center')) and tg_when = 'AFTER') f
             group by f.indicator, f.day, f.dong_code, f.detail, f.subject
            having sum(f.facts) <> 0 or sum(f.amount) <> 0; return new; end $$;

ALTER FUNCTION chatdong.statistic_watch_referral_partner() OWNER TO chatdong_owner;

-- Name: statistic_watch_screening(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_watch_screening() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$ begin insert into statistic_delta (indicator, day, dong_code, detail, facts, amount, subject)
            select f.indicator, f.day, f.dong_code, f.detail, sum(f.facts), sum(f.amount), f.subject
              from (select 19::smallint as indicator, ((r.performed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (r.instrument_id)::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.voided_at is null) and tg_op <> 'INSERT' union all select 19::smallint as indicator, ((r.performed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (r.instrument_id)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.voided_at is null) and tg_op <> 'DELETE') f
             group by f.indicator, f.day, f.dong_code, f.detail, f.subject
            having sum(f.facts) <> 0 or sum(f.amount) <> 0; return null; end $$;

ALTER FUNCTION chatdong.statistic_watch_screening() OWNER TO chatdong_owner;

-- Name: statistic_watch_visit(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_watch_visit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$ begin insert into statistic_delta (indicator, day, dong_code, detail, facts, amount, subject)
            select f.indicator, f.day, f.dong_code, f.detail, sum(f.facts), sum(f.amount), f.subject
              from (select 3::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (coalesce(r.household_id, r.resident_id))::uuid as subject from (select old.*) r where (r.status = 'completed' and r.outcome = 'done' and r.program = 'birth-family') and tg_op <> 'INSERT' union all select 3::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (coalesce(r.household_id, r.resident_id))::uuid as subject from (select new.*) r where (r.status = 'completed' and r.outcome = 'done' and r.program = 'birth-family') and tg_op <> 'DELETE' union all select 20::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.household_id)::uuid as subject from (select old.*) r where (r.status = 'completed' and r.outcome = 'done' and r.program in ('senior-65', 'senior-70') and r.household_id is not null) and tg_op <> 'INSERT' union all select 20::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.household_id)::uuid as subject from (select new.*) r where (r.status = 'completed' and r.outcome = 'done' and r.program in ('senior-65', 'senior-70') and r.household_id is not null) and tg_op <> 'DELETE' union all select 21::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (r.program)::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.status = 'completed' and r.outcome = 'done' and r.program in ('senior-65', 'senior-70')) and tg_op <> 'INSERT' union all select 21::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (r.program)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.status = 'completed' and r.outcome = 'done' and r.program in ('senior-65', 'senior-70')) and tg_op <> 'DELETE' union all select 24::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (r.program)::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.status = 'completed' and r.outcome = 'done') and tg_op <> 'INSERT' union all select 24::smallint as indicator, ((r.completed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, (r.program)::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.status = 'completed' and r.outcome = 'done') and tg_op <> 'DELETE') f
             group by f.indicator, f.day, f.dong_code, f.detail, f.subject
            having sum(f.facts) <> 0 or sum(f.amount) <> 0; return null; end $$;

ALTER FUNCTION chatdong.statistic_watch_visit() OWNER TO chatdong_owner;

-- Name: statistic_watch_welfare_case(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistic_watch_welfare_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$ begin insert into statistic_delta (indicator, day, dong_code, detail, facts, amount, subject)
            select f.indicator, f.day, f.dong_code, f.detail, sum(f.facts), sum(f.amount), f.subject
              from (select 4::smallint as indicator, ((r.closed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (r.status = 'closed') and tg_op <> 'INSERT' union all select 4::smallint as indicator, ((r.closed_at at time zone 'Asia/Seoul')::date)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (r.status = 'closed') and tg_op <> 'DELETE' union all select 5::smallint as indicator, (r.intake_on)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, -1 as facts, (-1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select old.*) r where (true) and tg_op <> 'INSERT' union all select 5::smallint as indicator, (r.intake_on)::date as day, (r.dong_code)::text as dong_code, ('')::text as detail, 1 as facts, (1 * (1))::bigint as amount, (r.resident_id)::uuid as subject from (select new.*) r where (true) and tg_op <> 'DELETE') f
             group by f.indicator, f.day, f.dong_code, f.detail, f.subject
            having sum(f.facts) <> 0 or sum(f.amount) <> 0; return null; end $$;

ALTER FUNCTION chatdong.statistic_watch_welfare_case() OWNER TO chatdong_owner;

-- Name: statistics_fold(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.statistics_fold() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
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

ALTER FUNCTION chatdong.statistics_fold() OWNER TO chatdong_owner;

-- Name: take_turns(text[]); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.take_turns(keys text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    key text;
begin
    for key in select distinct k from unnest(keys) k where k is not null order by k loop
        perform pg_advisory_xact_lock(hashtextextended('turn ' || key, 0));
    end loop;
end $$;

ALTER FUNCTION chatdong.take_turns(keys text[]) OWNER TO chatdong_owner;

-- Name: visit; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.visit (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid,
    program text NOT NULL,
    kind text NOT NULL,
    institution text,
    staff_id uuid NOT NULL,
    team uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    joint boolean DEFAULT false NOT NULL,
    status text DEFAULT 'planned'::text NOT NULL,
    planned_start timestamp with time zone NOT NULL,
    planned_end timestamp with time zone NOT NULL,
    checked_in_at timestamp with time zone,
    completed_at timestamp with time zone,
    completed_by uuid,
    outcome text,
    notes text,
    findings text[] DEFAULT '{}'::text[] NOT NULL,
    reason text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT visit_check_in_timed CHECK (((status <> ALL (ARRAY['checked_in'::text, 'completed'::text])) OR (checked_in_at IS NOT NULL))),
    CONSTRAINT visit_completed_after_check_in CHECK ((completed_at >= checked_in_at)),
    CONSTRAINT visit_completion_whole CHECK (((status = 'completed'::text) = ((completed_at IS NOT NULL) AND (completed_by IS NOT NULL) AND (outcome IS NOT NULL)))),
    CONSTRAINT visit_institution_named CHECK (((kind = 'institution'::text) = (institution IS NOT NULL))),
    CONSTRAINT visit_kind_known CHECK ((kind = ANY (ARRAY['home'::text, 'phone'::text, 'office'::text, 'institution'::text]))),
    CONSTRAINT visit_leader_not_in_team CHECK ((NOT (staff_id = ANY (team)))),
    CONSTRAINT visit_outcome_known CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text, 'not_found'::text, 'excused'::text]))),
    CONSTRAINT visit_planned_order CHECK ((planned_start < planned_end)),
    CONSTRAINT visit_planned_within_a_day CHECK ((planned_end <= (planned_start + '24:00:00'::interval))),
    CONSTRAINT visit_reason_given CHECK (((status = ANY (ARRAY['cancelled'::text, 'missed'::text])) = (reason IS NOT NULL))),
    CONSTRAINT visit_status_known CHECK ((status = ANY (ARRAY['planned'::text, 'checked_in'::text, 'completed'::text, 'cancelled'::text, 'missed'::text]))),
    CONSTRAINT visit_team_small CHECK ((cardinality(team) <= 8)),
    CONSTRAINT visit_text_nfc CHECK (((notes IS NORMALIZED) AND (reason IS NORMALIZED) AND (institution IS NORMALIZED)))
);

ALTER TABLE chatdong.visit OWNER TO chatdong_owner;

-- Name: visit_check_amendment(chatdong.visit, chatdong.visit); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.visit_check_amendment(old_row chatdong.visit, new_row chatdong.visit) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    role constant text := coalesce(current_setting('chatdong.role', true), '');
begin
    if role not in ('', 'supervisor')
       and (old_row.completed_by <> new_row.updated_by or old_row.completed_at < now() - interval '7 days') then
        perform visit_rule('visit_amendment_closed',
                           'a completed visit is amended by its author within 7 days, later by a supervisor');
    end if;
end $$;

ALTER FUNCTION chatdong.visit_check_amendment(old_row chatdong.visit, new_row chatdong.visit) OWNER TO chatdong_owner;

-- Name: visit_check_household(chatdong.visit); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.visit_check_household(v chatdong.visit) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    gone boolean;
    dangerous boolean;
begin
    select coalesce(r.deceased_on, r.moved_out_on) is not null, coalesce(h.danger_flags <> '{}', false)
      into gone, dangerous
      from resident r left join household h on h.id = v.household_id
     where r.id = v.resident_id;
    if gone and v.status = 'planned' then
        perform visit_rule('visit_resident_present', 'the resident has died or moved out');
    end if;
    if dangerous and v.kind = 'home' and v.team = '{}' then
        perform visit_rule('visit_two_persons', 'this household is visited by two persons or more');
    end if;
end $$;

ALTER FUNCTION chatdong.visit_check_household(v chatdong.visit) OWNER TO chatdong_owner;

-- Name: visit_check_staff(chatdong.visit); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.visit_check_staff(v chatdong.visit) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    people constant uuid[] := v.team || v.staff_id;
begin
    if (select count(*) from staff s
         where s.id = any (people) and s.active and v.dong_code = any (s.dong_codes)
           and s.employed @> (v.planned_start at time zone 'Asia/Seoul')::date)
       <> cardinality(people) then
        perform visit_rule('visit_staff_of_dong', 'who visits must be active staff of the dong, each once');
    end if;
end $$;

ALTER FUNCTION chatdong.visit_check_staff(v chatdong.visit) OWNER TO chatdong_owner;

-- Name: visit_engage(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.visit_engage() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
declare
    busy constant text[] := array['planned', 'checked_in'];
begin
    if tg_op = 'UPDATE' then
        if (old.status = any (busy), old.planned_start, old.planned_end, old.staff_id, old.team, old.joint)
           is not distinct from
           (new.status = any (busy), new.planned_start, new.planned_end, new.staff_id, new.team, new.joint) then
            return null;
        end if;
        delete from visit_engagement where visit_id = new.id;
    end if;
    if new.status = any (busy) and not new.joint then
        perform take_turns(array(select concat_ws(' ', s, (day.at at time zone 'UTC')::date) from unnest(new.team || new.staff_id) s,
                                        (values (new.planned_start), (new.planned_end)) day (at)));
        insert into visit_engagement (visit_id, staff_id, during)
        select new.id, s, tstzrange(new.planned_start, new.planned_end) from unnest(new.team || new.staff_id) s order by s;
    end if;
    return null;
end $$;

ALTER FUNCTION chatdong.visit_engage() OWNER TO chatdong_owner;

-- Name: visit_free_slot(uuid, text, date); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.visit_free_slot(staff uuid, dong text, first_day date) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $_$
    select slot
      from generate_series(first_day, first_day + 13, interval '1 day') d (day),
           generate_series(10 * 60, 16 * 60 + 30, 30) m (minute),
           lateral (select (d.day::date + make_interval(mins => m.minute)) at time zone 'Asia/Seoul' as slot) s
     where extract(isodow from d.day) < 6
       and not exists (select from visit v
                        where v.dong_code = dong and v.planned_start > slot - interval '1 day' and v.planned_start < slot + interval '40 minutes'
                          and v.planned_end > slot and v.status in ('planned', 'checked_in') and (v.staff_id = $1 or $1 = any (v.team)))
     order by slot limit 1
$_$;

ALTER FUNCTION chatdong.visit_free_slot(staff uuid, dong text, first_day date) OWNER TO chatdong_owner;

-- Name: visit_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.visit_guard() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'UPDATE' then
        perform visit_guard_change(old, new);
        if (old.staff_id, old.team, old.dong_code) is distinct from (new.staff_id, new.team, new.dong_code) then
            perform visit_check_staff(new);
            perform visit_check_household(new);
        end if;
        return new;
    end if;
    if new.status <> 'planned' and coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform visit_rule('visit_transition', 'a visit begins as planned');
    end if;
    perform visit_check_staff(new);
    perform visit_check_household(new);
    return new;
end $$;

ALTER FUNCTION chatdong.visit_guard() OWNER TO chatdong_owner;

-- Name: visit_guard_change(chatdong.visit, chatdong.visit); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.visit_guard_change(old_row chatdong.visit, new_row chatdong.visit) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if new_row.status <> old_row.status then
        if not exists (select from visit_status_transition t
                        where t.from_status = old_row.status and t.to_status = new_row.status) then
            perform visit_rule('visit_transition', format('no way from %s to %s', old_row.status, new_row.status));
        end if;
    elsif old_row.status in ('cancelled', 'missed') then
        perform visit_rule('visit_transition', format('a %s visit does not change any more', old_row.status));
    elsif old_row.status = 'completed' then
        perform visit_check_amendment(old_row, new_row);
    end if;
    if old_row.status <> 'planned'
       and (old_row.planned_start, old_row.planned_end, old_row.staff_id, old_row.team, old_row.joint)
           is distinct from
           (new_row.planned_start, new_row.planned_end, new_row.staff_id, new_row.team, new_row.joint) then
        perform visit_rule('visit_plan_fixed', 'only a planned visit can be planned anew');
    end if;
end $$;

ALTER FUNCTION chatdong.visit_guard_change(old_row chatdong.visit, new_row chatdong.visit) OWNER TO chatdong_owner;

-- Name: visit_refuse_standing_still(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.visit_refuse_standing_still() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform visit_rule('visit_transition', format('the visit is %s already', old.status));
    return new;
end $$;

ALTER FUNCTION chatdong.visit_refuse_standing_still() OWNER TO chatdong_owner;

-- Name: visit_rule(text, text); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.visit_rule(name text, message text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '%', message using errcode = '23514', constraint = name, table = 'visit';
end $$;

ALTER FUNCTION chatdong.visit_rule(name text, message text) OWNER TO chatdong_owner;

-- Name: visit_theme_guard(); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.visit_theme_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'chatdong', 'pg_temp'
    AS $$
begin
    if not exists (select from visit v join birth b on b.id = new.birth_id
                    where v.id = new.visit_id and v.dong_code = new.dong_code and v.status in ('checked_in', 'completed')
                      and (v.resident_id in (b.mother_id, b.child_id)
                           or v.household_id = (select c.household_id from resident c where c.id = b.child_id))) then
        perform health_rule('visit_theme_of_visit', 'the visit is not one to this family that was begun', 'visit_theme');
    end if;
    return new;
end $$;

ALTER FUNCTION chatdong.visit_theme_guard() OWNER TO chatdong_owner;

-- Name: won(bigint); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.won(amount bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    select to_char(amount, 'FM999,999,999,999,990') || ' won'
$$;

ALTER FUNCTION chatdong.won(amount bigint) OWNER TO chatdong_owner;

-- Name: working_days_after(date, integer); Type: FUNCTION; Schema: chatdong; Owner: chatdong_owner

CREATE FUNCTION chatdong.working_days_after(day date, n integer) RETURNS date
    LANGUAGE plpgsql STABLE
    AS $$
declare
    reached date := day;
    left_over integer := n;
begin
    while left_over > 0 loop
        reached := reached + 1;
        if is_working_day(reached) then
            left_over := left_over - 1;
        end if;
    end loop;
    return reached;
end $$;

ALTER FUNCTION chatdong.working_days_after(day date, n integer) OWNER TO chatdong_owner;

-- Name: access_record; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.access_record (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor_id uuid NOT NULL,
    actor_role text NOT NULL,
    operation text NOT NULL,
    method text NOT NULL,
    client inet,
    resident_ids uuid[] NOT NULL,
    dong_codes text[] NOT NULL,
    purpose text,
    request_id text NOT NULL,
    status integer NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE (at);

ALTER TABLE chatdong.access_record OWNER TO chatdong_owner;

-- Name: access_record_default; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.access_record_default (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor_id uuid NOT NULL,
    actor_role text NOT NULL,
    operation text NOT NULL,
    method text NOT NULL,
    client inet,
    resident_ids uuid[] NOT NULL,
    dong_codes text[] NOT NULL,
    purpose text,
    request_id text NOT NULL,
    status integer NOT NULL,
    tx xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE chatdong.access_record_default OWNER TO chatdong_owner;

-- Name: access_seal; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.access_seal (
    no bigint NOT NULL,
    sealed_at timestamp with time zone DEFAULT now() NOT NULL,
    up_to xid8 NOT NULL,
    count bigint NOT NULL,
    digest bytea NOT NULL,
    mac bytea NOT NULL
);

ALTER TABLE chatdong.access_seal OWNER TO chatdong_owner;

-- Name: system_client; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.system_client (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    name text NOT NULL,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    area text NOT NULL,
    gu_code text,
    active boolean DEFAULT true NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    partner_id uuid,
    CONSTRAINT system_client_area_known CHECK ((area = ANY (ARRAY['gu'::text, 'city'::text, 'partner'::text]))),
    CONSTRAINT system_client_gu_of_area CHECK (((area = 'gu'::text) = (gu_code IS NOT NULL))),
    CONSTRAINT system_client_partner_of_area CHECK (((area = 'partner'::text) = (partner_id IS NOT NULL)))
);

ALTER TABLE chatdong.system_client OWNER TO chatdong_owner;

-- Name: account; Type: VIEW; Schema: chatdong; Owner: chatdong_owner

CREATE VIEW chatdong.account AS
 SELECT staff.id,
    staff.role,
    (staff.active AND (staff.employed @> chatdong.seoul_today())) AS active,
    staff.dong_codes,
        CASE
            WHEN (staff.role = 'district_admin'::text) THEN staff.gu_code
            ELSE NULL::text
        END AS gu_code,
    false AS city,
    staff.job,
    staff.name,
    '{}'::text[] AS scopes
   FROM chatdong.staff
UNION ALL
 SELECT system_client.id,
    'system'::text AS role,
    system_client.active,
    '{}'::text[] AS dong_codes,
    system_client.gu_code,
    (system_client.area = 'city'::text) AS city,
    NULL::text AS job,
    system_client.name,
    system_client.scopes
   FROM chatdong.system_client;

ALTER TABLE chatdong.account OWNER TO chatdong_owner;

-- Name: address_suggestion; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.address_suggestion (
    id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    gu_code text NOT NULL,
    dong_code text,
    name text NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    initials text NOT NULL COLLATE pg_catalog."C",
    bigrams text[] NOT NULL,
    text text NOT NULL,
    weight bigint NOT NULL,
    CONSTRAINT suggestion_kind_known CHECK ((kind = ANY (ARRAY['road'::text, 'building'::text])))
)
PARTITION BY RANGE (id);

ALTER TABLE chatdong.address_suggestion OWNER TO chatdong_owner;

-- Name: address_suggestion_0; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.address_suggestion_0 (
    id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL,
    gu_code text NOT NULL,
    dong_code text,
    name text NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    initials text NOT NULL COLLATE pg_catalog."C",
    bigrams text[] NOT NULL,
    text text NOT NULL,
    weight bigint NOT NULL,
    CONSTRAINT suggestion_kind_known CHECK ((kind = ANY (ARRAY['road'::text, 'building'::text])))
);

ALTER TABLE chatdong.address_suggestion_0 OWNER TO chatdong_owner;

-- Name: district; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.district (
    code text NOT NULL,
    name text NOT NULL,
    name_en text,
    sgis_code text,
    version bigint DEFAULT 1 NOT NULL,
    valid_from date,
    valid_to date,
    CONSTRAINT district_code_digits CHECK ((code ~ '^[0-9]{5}$'::text)),
    CONSTRAINT district_name_nfc CHECK ((name IS NORMALIZED)),
    CONSTRAINT district_valid_order CHECK ((valid_to > valid_from))
);

ALTER TABLE chatdong.district OWNER TO chatdong_owner;

-- Name: address_suggestion_source; Type: VIEW; Schema: chatdong; Owner: chatdong_owner

CREATE VIEW chatdong.address_suggestion_source AS
 WITH road AS (
         SELECT 'road'::text AS kind,
            ('r'::text || b.road_code) AS id,
            b.gu_code,
            b.road_name AS name,
            b.road_key AS key,
            NULL::text AS road_name,
            NULL::integer AS main_no,
            NULL::integer AS sub_no,
            NULL::boolean AS basement,
                CASE
                    WHEN (min(b.dong_code) = max(b.dong_code)) THEN min(b.dong_code)
                    ELSE NULL::text
                END AS dong_code,
            count(*) AS weight
           FROM chatdong.building b
          WHERE (b.road_key <> ''::text)
          GROUP BY b.road_code, b.gu_code, b.road_name, b.road_key
        ), named AS (
         SELECT DISTINCT ON (b.name_key, b.road_code, b.main_no, b.sub_no, b.basement) 'building'::text AS kind,
            ('b'::text || b.management_no) AS id,
            b.gu_code,
            b.name,
            b.name_key AS key,
            b.road_name,
            b.main_no,
            b.sub_no,
            b.basement,
            b.dong_code,
            1 AS weight
           FROM chatdong.building b
          WHERE ((b.name_key <> ''::text) AND (b.road_key <> ''::text))
          ORDER BY b.name_key, b.road_code, b.main_no, b.sub_no, b.basement, b.management_no
        )
 SELECT s.id,
    s.kind,
    s.gu_code,
    s.dong_code,
    s.name,
    s.key,
    i.initials,
    (chatdong.bigrams(s.key) || chatdong.bigrams(i.initials)) AS bigrams,
    ((d.name || ' '::text) || COALESCE((((s.road_name ||
        CASE
            WHEN s.basement THEN ' 지하 '::text
            ELSE ' '::text
        END) || s.main_no) ||
        CASE
            WHEN (s.sub_no > 0) THEN ('-'::text || s.sub_no)
            ELSE ''::text
        END), s.name)) AS text,
    s.weight
   FROM ((( SELECT road.kind,
            road.id,
            road.gu_code,
            road.name,
            road.key,
            road.road_name,
            road.main_no,
            road.sub_no,
            road.basement,
            road.dong_code,
            road.weight
           FROM road
        UNION ALL
         SELECT named.kind,
            named.id,
            named.gu_code,
            named.name,
            named.key,
            named.road_name,
            named.main_no,
            named.sub_no,
            named.basement,
            named.dong_code,
            named.weight
           FROM named) s
     JOIN chatdong.district d ON ((d.code = s.gu_code)))
     CROSS JOIN LATERAL ( SELECT chatdong.initials(s.key) AS initials
         OFFSET 0) i);

ALTER TABLE chatdong.address_suggestion_source OWNER TO chatdong_owner;

-- Name: aid_budget; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_budget (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    gu_code text NOT NULL,
    dong_code text,
    fiscal_year integer NOT NULL,
    amount bigint NOT NULL,
    available bigint NOT NULL,
    reserved bigint DEFAULT 0 NOT NULL,
    committed bigint DEFAULT 0 NOT NULL,
    paid bigint DEFAULT 0 NOT NULL,
    entries bigint DEFAULT 0 NOT NULL,
    basis text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT aid_budget_adds_up CHECK ((amount = (((available + reserved) + committed) + paid))),
    CONSTRAINT aid_budget_amount CHECK (((amount >= 0) AND (amount <= '1000000000000'::bigint))),
    CONSTRAINT aid_budget_dong_of_gu CHECK (("left"(dong_code, 5) = gu_code)),
    CONSTRAINT aid_budget_none_negative CHECK (((reserved >= 0) AND (committed >= 0) AND (paid >= 0))),
    CONSTRAINT aid_budget_not_overspent CHECK ((available >= 0)),
    CONSTRAINT aid_budget_text_nfc CHECK ((basis IS NORMALIZED)),
    CONSTRAINT aid_budget_year CHECK (((fiscal_year >= 2015) AND (fiscal_year <= 2100)))
);

ALTER TABLE chatdong.aid_budget OWNER TO chatdong_owner;

-- Name: aid_entry; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_entry (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    budget_id uuid NOT NULL,
    no bigint NOT NULL,
    kind text NOT NULL,
    aid_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    CONSTRAINT aid_entry_kind_known CHECK ((kind = ANY (ARRAY['set'::text, 'reserve'::text, 'commit'::text, 'release'::text, 'pay'::text, 'reverse'::text]))),
    CONSTRAINT aid_entry_of_aid CHECK (((kind = 'set'::text) = (aid_id IS NULL)))
);

ALTER TABLE chatdong.aid_entry OWNER TO chatdong_owner;

-- Name: aid_frequency; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_frequency (
    kind text NOT NULL,
    per_year integer NOT NULL,
    extra integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    CONSTRAINT aid_frequency_extra CHECK (((extra >= 0) AND (extra <= 12))),
    CONSTRAINT aid_frequency_some CHECK (((per_year >= 1) AND (per_year <= 12)))
);

ALTER TABLE chatdong.aid_frequency OWNER TO chatdong_owner;

-- Name: aid_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid NOT NULL,
    counted_for uuid NOT NULL,
    fiscal_year integer NOT NULL,
    household_size integer NOT NULL,
    kind text NOT NULL,
    turn integer NOT NULL,
    extra boolean NOT NULL,
    amount bigint NOT NULL,
    ceiling bigint NOT NULL,
    approved_amount bigint,
    status text NOT NULL,
    reason text NOT NULL,
    exception_reason text,
    exceptions text[] NOT NULL,
    payee_name text NOT NULL,
    payee_bank text NOT NULL,
    payee_account text NOT NULL,
    budget_id uuid NOT NULL,
    decided_at timestamp with time zone,
    decided_by uuid,
    decision_note text,
    paid_on date,
    payment_failure text,
    reversed_at timestamp with time zone,
    reversed_by uuid,
    reversal_reason text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.aid_history OWNER TO chatdong_owner;

-- Name: aid_kind; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_kind (
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    CONSTRAINT aid_kind_code CHECK ((code ~ '^[a-z_]{1,40}$'::text)),
    CONSTRAINT aid_kind_text_nfc CHECK ((name IS NORMALIZED))
);

ALTER TABLE chatdong.aid_kind OWNER TO chatdong_owner;

-- Name: aid_limit; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_limit (
    role text NOT NULL,
    amount bigint NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    CONSTRAINT aid_limit_positive CHECK ((amount > 0)),
    CONSTRAINT aid_limit_role_known CHECK ((role = ANY (ARRAY['supervisor'::text, 'district_admin'::text])))
);

ALTER TABLE chatdong.aid_limit OWNER TO chatdong_owner;

-- Name: aid_payment_item; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_payment_item (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    file_id uuid NOT NULL,
    aid_id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    amount bigint NOT NULL,
    payee_name text NOT NULL,
    payee_bank text NOT NULL,
    payee_account text NOT NULL,
    outcome text,
    paid_on date,
    reference text,
    failure text,
    answered_at timestamp with time zone,
    CONSTRAINT aid_payment_item_positive CHECK ((amount > 0)),
    CONSTRAINT aid_payment_item_whole CHECK (((COALESCE((outcome = 'paid'::text), false) = (paid_on IS NOT NULL)) AND (COALESCE((outcome = 'failed'::text), false) = (failure IS NOT NULL)) AND ((outcome IS NULL) = (answered_at IS NULL)))),
    CONSTRAINT aid_payment_outcome_known CHECK ((outcome = ANY (ARRAY['paid'::text, 'failed'::text])))
);

ALTER TABLE chatdong.aid_payment_item OWNER TO chatdong_owner;

-- Name: aid_posting; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_posting (
    entry_id uuid NOT NULL,
    account text NOT NULL,
    amount bigint NOT NULL,
    CONSTRAINT aid_posting_account_known CHECK ((account = ANY (ARRAY['source'::text, 'available'::text, 'reserved'::text, 'committed'::text, 'paid'::text]))),
    CONSTRAINT aid_posting_moves CHECK ((amount <> 0))
);

ALTER TABLE chatdong.aid_posting OWNER TO chatdong_owner;

-- Name: aid_transition; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.aid_transition (
    from_status text NOT NULL,
    to_status text NOT NULL,
    taken_by text NOT NULL,
    CONSTRAINT aid_transition_actor_known CHECK ((taken_by = ANY (ARRAY['supervisor'::text, 'district_admin'::text, 'finance'::text])))
);

ALTER TABLE chatdong.aid_transition OWNER TO chatdong_owner;

-- Name: alert; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.alert (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    kind text NOT NULL,
    flag text NOT NULL,
    resident_id uuid NOT NULL,
    screening_id uuid NOT NULL,
    status text DEFAULT 'open'::text NOT NULL,
    raised_at timestamp with time zone DEFAULT now() NOT NULL,
    answered_at timestamp with time zone,
    answered_by uuid,
    note text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT alert_answer_whole CHECK (((status = 'acknowledged'::text) = ((answered_at IS NOT NULL) AND (answered_by IS NOT NULL) AND (note IS NOT NULL)))),
    CONSTRAINT alert_kind_known CHECK ((kind = 'screening_flag'::text)),
    CONSTRAINT alert_status_known CHECK ((status = ANY (ARRAY['open'::text, 'acknowledged'::text]))),
    CONSTRAINT alert_text_nfc CHECK ((note IS NORMALIZED))
);

ALTER TABLE chatdong.alert OWNER TO chatdong_owner;

-- Name: alert_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.alert_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    kind text NOT NULL,
    flag text NOT NULL,
    resident_id uuid NOT NULL,
    screening_id uuid NOT NULL,
    status text NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    answered_by uuid,
    note text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.alert_history OWNER TO chatdong_owner;

-- Name: benefit; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.benefit (
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT benefit_code_snake CHECK ((code ~ '^[a-z_]{1,40}$'::text)),
    CONSTRAINT benefit_text_nfc CHECK ((name IS NORMALIZED)),
    CONSTRAINT benefit_valid_order CHECK ((valid_to > valid_from))
);

ALTER TABLE chatdong.benefit OWNER TO chatdong_owner;

-- Name: benefit_application_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.benefit_application_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid,
    counseling_id uuid,
    visit_id uuid,
    case_id uuid,
    benefit text NOT NULL,
    asked text NOT NULL,
    status text NOT NULL,
    asked_on date NOT NULL,
    applied_on date,
    decided_on date,
    reason text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.benefit_application_history OWNER TO chatdong_owner;

-- Name: benefit_transition; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.benefit_transition (
    from_status text NOT NULL,
    to_status text NOT NULL,
    operation text NOT NULL
);

ALTER TABLE chatdong.benefit_transition OWNER TO chatdong_owner;

-- Name: birth_band_theme; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.birth_band_theme (
    band text NOT NULL,
    theme text NOT NULL
);

ALTER TABLE chatdong.birth_band_theme OWNER TO chatdong_owner;

-- Name: birth_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.birth_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    mother_id uuid NOT NULL,
    child_id uuid NOT NULL,
    born_on date NOT NULL,
    gestation_weeks integer,
    weight_g integer,
    length_mm integer,
    delivery text,
    birth_order integer,
    children integer NOT NULL,
    notes text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.birth_history OWNER TO chatdong_owner;

-- Name: birth_theme; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.birth_theme (
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    CONSTRAINT theme_code CHECK ((code ~ '^[a-z0-9_]{1,40}$'::text)),
    CONSTRAINT theme_text_nfc CHECK ((name IS NORMALIZED))
);

ALTER TABLE chatdong.birth_theme OWNER TO chatdong_owner;

-- Name: birth_theme_band; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.birth_theme_band (
    code text NOT NULL,
    from_week integer NOT NULL,
    to_week integer NOT NULL,
    visits integer NOT NULL,
    CONSTRAINT theme_band_code CHECK ((code ~ '^[a-z0-9_]{1,40}$'::text)),
    CONSTRAINT theme_band_order CHECK (((from_week >= 1) AND (from_week <= to_week))),
    CONSTRAINT theme_band_visits CHECK ((visits > 0))
);

ALTER TABLE chatdong.birth_theme_band OWNER TO chatdong_owner;

-- Name: building_0; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.building_0 (
    management_no text NOT NULL COLLATE pg_catalog."C",
    dong_code text NOT NULL COLLATE pg_catalog."C",
    legal_code text NOT NULL COLLATE pg_catalog."C",
    gu_code text NOT NULL COLLATE pg_catalog."C",
    road_code text NOT NULL COLLATE pg_catalog."C",
    road_name text NOT NULL,
    road_key text NOT NULL COLLATE pg_catalog."C",
    basement boolean NOT NULL,
    main_no integer NOT NULL,
    sub_no integer NOT NULL,
    mountain boolean NOT NULL,
    lot_main integer NOT NULL,
    lot_sub integer NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    zip text NOT NULL
);

ALTER TABLE chatdong.building_0 OWNER TO chatdong_owner;

-- Name: case_action; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.case_action (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    need_id uuid NOT NULL,
    what text NOT NULL,
    staff_id uuid,
    partner_id uuid,
    due_on date,
    done_on date,
    outcome text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT case_action_by_one CHECK ((num_nonnulls(staff_id, partner_id) = 1)),
    CONSTRAINT case_action_text_nfc CHECK (((what IS NORMALIZED) AND (outcome IS NORMALIZED)))
);

ALTER TABLE chatdong.case_action OWNER TO chatdong_owner;

-- Name: case_action_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.case_action_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    need_id uuid NOT NULL,
    what text NOT NULL,
    staff_id uuid,
    partner_id uuid,
    due_on date,
    done_on date,
    outcome text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.case_action_history OWNER TO chatdong_owner;

-- Name: case_clock; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.case_clock (
    task text NOT NULL,
    "position" integer NOT NULL,
    since text NOT NULL,
    days integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    CONSTRAINT case_clock_days CHECK (((days >= 1) AND (days <= 366))),
    CONSTRAINT case_clock_since_known CHECK ((since = ANY (ARRAY['intake'::text, 'step'::text])))
);

ALTER TABLE chatdong.case_clock OWNER TO chatdong_owner;

-- Name: case_conference; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.case_conference (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    case_id uuid NOT NULL,
    held_on date NOT NULL,
    attendees text[] NOT NULL,
    minutes text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    CONSTRAINT case_conference_attended CHECK (((cardinality(attendees) >= 1) AND (cardinality(attendees) <= 30))),
    CONSTRAINT case_conference_text_nfc CHECK ((minutes IS NORMALIZED))
);

ALTER TABLE chatdong.case_conference OWNER TO chatdong_owner;

-- Name: case_need; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.case_need (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    description text NOT NULL,
    goals text[] DEFAULT '{}'::text[] NOT NULL,
    result text,
    result_reason text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT case_need_goals_few CHECK ((cardinality(goals) <= 20)),
    CONSTRAINT case_need_kind_known CHECK ((kind = ANY (ARRAY['income'::text, 'housing'::text, 'health'::text, 'mental_health'::text, 'care'::text, 'education'::text, 'employment'::text, 'safety'::text, 'legal'::text, 'relations'::text]))),
    CONSTRAINT case_need_reason_given CHECK (((result IS DISTINCT FROM 'unsolved'::text) OR (result_reason IS NOT NULL))),
    CONSTRAINT case_need_result_known CHECK ((result = ANY (ARRAY['solved'::text, 'partly'::text, 'unsolved'::text]))),
    CONSTRAINT case_need_text_nfc CHECK (((description IS NORMALIZED) AND (result_reason IS NORMALIZED)))
);

ALTER TABLE chatdong.case_need OWNER TO chatdong_owner;

-- Name: case_need_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.case_need_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    description text NOT NULL,
    goals text[] NOT NULL,
    result text,
    result_reason text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.case_need_history OWNER TO chatdong_owner;

-- Name: case_state; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.case_state (
    status text NOT NULL,
    "position" integer NOT NULL,
    name text NOT NULL,
    task text,
    CONSTRAINT case_state_task_known CHECK ((task = ANY (ARRAY['survey'::text, 'classify'::text, 'plan'::text, 'start'::text, 'serve'::text, 'monitor'::text])))
);

ALTER TABLE chatdong.case_state OWNER TO chatdong_owner;

-- Name: case_transfer; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.case_transfer (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    case_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    from_dong_code text NOT NULL,
    to_dong_code text NOT NULL,
    status text DEFAULT 'offered'::text NOT NULL,
    reason text NOT NULL,
    answer_reason text,
    answered_at timestamp with time zone,
    answered_by uuid,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT case_transfer_answer_whole CHECK ((((status = ANY (ARRAY['accepted'::text, 'refused'::text])) = (answered_by IS NOT NULL)) AND ((status = ANY (ARRAY['accepted'::text, 'refused'::text])) = (answered_at IS NOT NULL)))),
    CONSTRAINT case_transfer_elsewhere CHECK ((from_dong_code <> to_dong_code)),
    CONSTRAINT case_transfer_refusal_reason CHECK (((status <> 'refused'::text) OR (answer_reason IS NOT NULL))),
    CONSTRAINT case_transfer_status_known CHECK ((status = ANY (ARRAY['offered'::text, 'accepted'::text, 'refused'::text, 'replaced'::text]))),
    CONSTRAINT case_transfer_text_nfc CHECK (((reason IS NORMALIZED) AND (answer_reason IS NORMALIZED)))
);

ALTER TABLE chatdong.case_transfer OWNER TO chatdong_owner;

-- Name: case_transition; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.case_transition (
    from_status text NOT NULL,
    to_status text NOT NULL,
    taken_by text NOT NULL,
    condition text,
    CONSTRAINT case_transition_actor_known CHECK ((taken_by = ANY (ARRAY['staff'::text, 'supervisor'::text, 'receiver'::text])))
);

ALTER TABLE chatdong.case_transition OWNER TO chatdong_owner;

-- Name: case_visit; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.case_visit (
    case_id uuid NOT NULL,
    visit_id uuid NOT NULL
);

ALTER TABLE chatdong.case_visit OWNER TO chatdong_owner;

-- Name: center; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.center (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    phone text NOT NULL,
    opening_hours text NOT NULL,
    round integer,
    lon double precision,
    lat double precision,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    joined_on date,
    CONSTRAINT center_joined_in_round CHECK (((round IS NULL) = (joined_on IS NULL))),
    CONSTRAINT center_phone_e164 CHECK ((phone ~ '^\+[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT center_round_positive CHECK ((round > 0)),
    CONSTRAINT center_text_nfc CHECK (((name IS NORMALIZED) AND (address IS NORMALIZED)))
);

ALTER TABLE chatdong.center OWNER TO chatdong_owner;

-- Name: center_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.center_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    phone text NOT NULL,
    opening_hours text NOT NULL,
    round integer,
    lon double precision,
    lat double precision,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid,
    joined_on date
);

ALTER TABLE chatdong.center_history OWNER TO chatdong_owner;

-- Name: consent_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.consent_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    purpose text NOT NULL,
    partner_id uuid,
    fields text[] NOT NULL,
    given_by text NOT NULL,
    given_by_name text,
    given_at timestamp with time zone NOT NULL,
    expires_on date,
    evidence_kind text NOT NULL,
    evidence_reference text,
    withdrawn_at timestamp with time zone,
    withdrawn_by text,
    withdrawal_note text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.consent_history OWNER TO chatdong_owner;

-- Name: consent_purpose; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.consent_purpose (
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT consent_purpose_nfc CHECK ((name IS NORMALIZED)),
    CONSTRAINT consent_purpose_snake CHECK ((code ~ '^[a-z]+(_[a-z]+)*$'::text)),
    CONSTRAINT consent_purpose_valid_order CHECK ((valid_to > valid_from))
);

ALTER TABLE chatdong.consent_purpose OWNER TO chatdong_owner;

-- Name: counseling_record; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.counseling_record (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid,
    visit_id uuid,
    case_id uuid,
    held_on date NOT NULL,
    channel text NOT NULL,
    topic text NOT NULL,
    asked text NOT NULL,
    answered text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT counseling_channel_known CHECK ((channel = ANY (ARRAY['home'::text, 'office'::text, 'phone'::text, 'online'::text]))),
    CONSTRAINT counseling_day_plausible CHECK (((held_on >= '2015-07-01'::date) AND (held_on <= ((updated_at AT TIME ZONE 'Asia/Seoul'::text))::date))),
    CONSTRAINT counseling_text_nfc CHECK (((asked IS NORMALIZED) AND (answered IS NORMALIZED))),
    CONSTRAINT counseling_topic_known CHECK ((topic = ANY (ARRAY['income'::text, 'housing'::text, 'health'::text, 'mental_health'::text, 'care'::text, 'education'::text, 'employment'::text, 'safety'::text, 'legal'::text, 'relations'::text])))
);

ALTER TABLE chatdong.counseling_record OWNER TO chatdong_owner;

-- Name: counseling_record_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.counseling_record_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid,
    visit_id uuid,
    case_id uuid,
    held_on date NOT NULL,
    channel text NOT NULL,
    topic text NOT NULL,
    asked text NOT NULL,
    answered text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.counseling_record_history OWNER TO chatdong_owner;

-- Name: discovery_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.discovery_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid,
    path text NOT NULL,
    kind text NOT NULL,
    found_on date NOT NULL,
    due_on date NOT NULL,
    signal_id uuid,
    need text NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by uuid,
    withdrawal_reason text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.discovery_history OWNER TO chatdong_owner;

-- Name: dong_alias; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.dong_alias (
    dong_code text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    key text GENERATED ALWAYS AS (chatdong.spelling_key(name)) STORED NOT NULL,
    CONSTRAINT alias_has_letters CHECK ((chatdong.spelling_key(name) <> ''::text)),
    CONSTRAINT alias_kind_known CHECK ((kind = ANY (ARRAY['official'::text, 'common'::text, 'romanised'::text, 'separator'::text]))),
    CONSTRAINT alias_name_nfc CHECK ((name IS NORMALIZED))
);

ALTER TABLE chatdong.dong_alias OWNER TO chatdong_owner;

-- Name: dong_succession; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.dong_succession (
    predecessor_code text NOT NULL,
    successor_code text NOT NULL,
    happened_on date NOT NULL,
    basis text NOT NULL,
    area_share double precision,
    CONSTRAINT succession_basis_known CHECK ((basis = ANY (ARRAY['record'::text, 'area'::text, 'name'::text]))),
    CONSTRAINT succession_of_another CHECK ((predecessor_code <> successor_code)),
    CONSTRAINT succession_share_is_part CHECK (((area_share > (0)::double precision) AND (area_share <= (1)::double precision)))
);

ALTER TABLE chatdong.dong_succession OWNER TO chatdong_owner;

-- Name: dong_carried; Type: VIEW; Schema: chatdong; Owner: chatdong_owner

CREATE VIEW chatdong.dong_carried AS
 WITH RECURSIVE way AS (
         SELECT d.code AS dong_code,
            d.code,
            d.valid_from AS since,
            (d.valid_to <= chatdong.seoul_today()) AS gone
           FROM chatdong.dong d
        UNION ALL
         SELECT w_1.dong_code,
            n.successor_code,
            n.happened_on,
            n.gone
           FROM (way w_1
             CROSS JOIN LATERAL ( SELECT s.successor_code,
                    s.happened_on,
                    COALESCE((d.valid_to <= chatdong.seoul_today()), false) AS gone
                   FROM (chatdong.dong_succession s
                     JOIN chatdong.dong d ON ((d.code = s.successor_code)))
                  WHERE ((s.predecessor_code = w_1.code) AND (s.happened_on > w_1.since) AND (s.happened_on <= chatdong.seoul_today()))
                  ORDER BY s.happened_on, s.area_share DESC NULLS LAST, s.successor_code
                 LIMIT 1) n)
          WHERE w_1.gone
        )
 SELECT DISTINCT ON (w.dong_code) w.dong_code,
    w.code AS carried_by
   FROM way w
  ORDER BY w.dong_code, w.since DESC;

ALTER TABLE chatdong.dong_carried OWNER TO chatdong_owner;

-- Name: growth_record; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.growth_record (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    birth_id uuid NOT NULL,
    child_id uuid NOT NULL,
    visit_id uuid,
    measured_on date NOT NULL,
    weight_g integer,
    length_mm integer,
    head_mm integer,
    feeding text,
    feedings_per_day integer,
    notes text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT growth_feeding_known CHECK ((feeding = ANY (ARRAY['breast'::text, 'mixed'::text, 'formula'::text, 'weaning'::text, 'family'::text]))),
    CONSTRAINT growth_feedings_plausible CHECK (((feedings_per_day >= 0) AND (feedings_per_day <= 40))),
    CONSTRAINT growth_head_plausible CHECK (((head_mm >= 150) AND (head_mm <= 700))),
    CONSTRAINT growth_length_plausible CHECK (((length_mm >= 200) AND (length_mm <= 1500))),
    CONSTRAINT growth_not_in_future CHECK ((measured_on <= ((updated_at AT TIME ZONE 'Asia/Seoul'::text))::date)),
    CONSTRAINT growth_says_something CHECK (((COALESCE(weight_g, length_mm, head_mm, feedings_per_day) IS NOT NULL) OR (feeding IS NOT NULL) OR (notes IS NOT NULL))),
    CONSTRAINT growth_text_nfc CHECK ((notes IS NORMALIZED)),
    CONSTRAINT growth_weight_plausible CHECK (((weight_g >= 200) AND (weight_g <= 40000)))
);

ALTER TABLE chatdong.growth_record OWNER TO chatdong_owner;

-- Name: growth_record_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.growth_record_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    birth_id uuid NOT NULL,
    child_id uuid NOT NULL,
    visit_id uuid,
    measured_on date NOT NULL,
    weight_g integer,
    length_mm integer,
    head_mm integer,
    feeding text,
    feedings_per_day integer,
    notes text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.growth_record_history OWNER TO chatdong_owner;

-- Name: household; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.household (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    danger_flags text[] DEFAULT '{}'::text[] NOT NULL,
    notes text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT household_danger_known CHECK ((danger_flags <@ ARRAY['dog'::text, 'violence'::text, 'infection'::text, 'weapon'::text, 'fire'::text, 'other'::text])),
    CONSTRAINT household_text_nfc CHECK (((name IS NORMALIZED) AND (address IS NORMALIZED) AND (notes IS NORMALIZED)))
);

ALTER TABLE chatdong.household OWNER TO chatdong_owner;

-- Name: household_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.household_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    danger_flags text[] NOT NULL,
    notes text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.household_history OWNER TO chatdong_owner;

-- Name: household_risk; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.household_risk (
    household_id uuid NOT NULL,
    dong_code text NOT NULL,
    points integer DEFAULT 0 NOT NULL,
    next_fade_on date,
    weights integer DEFAULT 0 NOT NULL,
    computed_at timestamp with time zone DEFAULT now() NOT NULL
)
WITH (fillfactor='50');

ALTER TABLE chatdong.household_risk OWNER TO chatdong_owner;

-- Name: idempotency_record; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.idempotency_record (
    subject uuid NOT NULL,
    method text NOT NULL,
    path text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer,
    headers jsonb,
    body bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE chatdong.idempotency_record OWNER TO chatdong_owner;

-- Name: indicator_no_seq; Type: SEQUENCE; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.indicator ALTER COLUMN no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME chatdong.indicator_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

-- Name: instrument; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.instrument (
    id text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    CONSTRAINT instrument_id_kebab CHECK ((id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
    CONSTRAINT instrument_text_nfc CHECK (((name IS NORMALIZED) AND (name_en IS NORMALIZED)))
);

ALTER TABLE chatdong.instrument OWNER TO chatdong_owner;

-- Name: instrument_version; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.instrument_version (
    instrument_id text NOT NULL,
    version text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    sample text[] DEFAULT '{}'::text[] NOT NULL,
    shipped boolean DEFAULT false NOT NULL,
    definition jsonb NOT NULL,
    imported_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT instrument_version_label CHECK ((version ~ '^[a-z0-9][a-z0-9.-]{0,39}$'::text)),
    CONSTRAINT instrument_version_nfc CHECK (((definition)::text IS NORMALIZED)),
    CONSTRAINT instrument_version_order CHECK ((valid_to > valid_from))
);

ALTER TABLE chatdong.instrument_version OWNER TO chatdong_owner;

-- Name: legal_dong; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.legal_dong (
    code text NOT NULL,
    gu_code text NOT NULL,
    name text NOT NULL,
    name_en text,
    name_key text GENERATED ALWAYS AS (chatdong.spelling_key(name)) STORED NOT NULL,
    valid_from date,
    valid_to date,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT legal_dong_code_digits CHECK ((code ~ '^[0-9]{10}$'::text)),
    CONSTRAINT legal_dong_code_in_district CHECK (("left"(code, 5) = gu_code)),
    CONSTRAINT legal_dong_name_nfc CHECK ((name IS NORMALIZED)),
    CONSTRAINT legal_dong_valid_order CHECK ((valid_to > valid_from))
);

ALTER TABLE chatdong.legal_dong OWNER TO chatdong_owner;

-- Name: legal_dong_dong; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.legal_dong_dong (
    legal_code text NOT NULL,
    dong_code text NOT NULL,
    source text,
    CONSTRAINT pair_in_one_district CHECK (("left"(legal_code, 5) = "left"(dong_code, 5)))
);

ALTER TABLE chatdong.legal_dong_dong OWNER TO chatdong_owner;

-- Name: operation_transition; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.operation_transition (
    from_state text NOT NULL,
    to_state text NOT NULL
);

ALTER TABLE chatdong.operation_transition OWNER TO chatdong_owner;

-- Name: partner_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.partner_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    parent_id uuid,
    kind text NOT NULL,
    name text NOT NULL,
    alternate_name text,
    description text NOT NULL,
    email text,
    website text,
    phones jsonb NOT NULL,
    status text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.partner_history OWNER TO chatdong_owner;

-- Name: partner_location_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.partner_location_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    dong_code text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    postal_code text,
    lon double precision,
    lat double precision,
    transportation text,
    accessibility text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.partner_location_history OWNER TO chatdong_owner;

-- Name: partner_schedule; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.partner_schedule (
    service_id uuid NOT NULL,
    no integer NOT NULL,
    days text[] NOT NULL,
    opens_at time without time zone NOT NULL,
    closes_at time without time zone NOT NULL,
    valid_from date,
    valid_to date,
    note text,
    CONSTRAINT schedule_days_known CHECK (((days <@ ARRAY['MO'::text, 'TU'::text, 'WE'::text, 'TH'::text, 'FR'::text, 'SA'::text, 'SU'::text]) AND (cardinality(days) > 0))),
    CONSTRAINT schedule_valid_order CHECK ((valid_to > valid_from))
);

ALTER TABLE chatdong.partner_schedule OWNER TO chatdong_owner;

-- Name: partner_schedule_exception; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.partner_schedule_exception (
    service_id uuid NOT NULL,
    no integer NOT NULL,
    on_date date NOT NULL,
    opens_at time without time zone,
    closes_at time without time zone,
    reason text,
    CONSTRAINT exception_hours_whole CHECK (((opens_at IS NULL) = (closes_at IS NULL)))
);

ALTER TABLE chatdong.partner_schedule_exception OWNER TO chatdong_owner;

-- Name: partner_service_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.partner_service_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    status text NOT NULL,
    needs text[] NOT NULL,
    location_ids uuid[] NOT NULL,
    area_codes text[] NOT NULL,
    eligibility text,
    minimum_age integer,
    maximum_age integer,
    application text,
    fees text,
    wait_time text,
    languages text[] NOT NULL,
    email text,
    website text,
    phones jsonb NOT NULL,
    alert text,
    time_zone text NOT NULL,
    open_on_holidays boolean NOT NULL,
    schedules jsonb NOT NULL,
    exceptions jsonb NOT NULL,
    assured_on date,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.partner_service_history OWNER TO chatdong_owner;

-- Name: partner_service_need; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.partner_service_need (
    service_id uuid NOT NULL,
    need_code text NOT NULL
);

ALTER TABLE chatdong.partner_service_need OWNER TO chatdong_owner;

-- Name: patch_cut_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.patch_cut_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.patch_cut_history OWNER TO chatdong_owner;

-- Name: patch_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.patch_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    name text NOT NULL,
    officer_id uuid NOT NULL,
    planner_id uuid,
    nurse_id uuid,
    during daterange NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.patch_history OWNER TO chatdong_owner;

-- Name: patch_rule_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.patch_rule_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    patch_id uuid NOT NULL,
    dong_code text NOT NULL,
    kind text NOT NULL,
    road_name text,
    legal_code text,
    numbers int4range NOT NULL,
    sides int4range NOT NULL,
    during daterange NOT NULL,
    place text
);

ALTER TABLE chatdong.patch_rule_history OWNER TO chatdong_owner;

-- Name: program; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.program (
    code text NOT NULL,
    name text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT program_code_kebab CHECK ((code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
    CONSTRAINT program_valid_order CHECK ((valid_to > valid_from))
);

ALTER TABLE chatdong.program OWNER TO chatdong_owner;

-- Name: program_round_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.program_round_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    call text,
    status text NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    starts_on date NOT NULL,
    places integer NOT NULL,
    reason text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.program_round_history OWNER TO chatdong_owner;

-- Name: program_round_transition; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.program_round_transition (
    from_status text NOT NULL,
    to_status text NOT NULL,
    operation text NOT NULL
);

ALTER TABLE chatdong.program_round_transition OWNER TO chatdong_owner;

-- Name: public_holiday; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.public_holiday (
    on_date date NOT NULL,
    name text NOT NULL
);

ALTER TABLE chatdong.public_holiday OWNER TO chatdong_owner;

-- Name: recipient_count; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.recipient_count (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    gu_code text NOT NULL,
    dong_code text NOT NULL,
    as_of date NOT NULL,
    recipients integer NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT recipient_count_dong_of_gu CHECK (("left"(dong_code, 5) = gu_code)),
    CONSTRAINT recipient_count_plausible CHECK (((recipients >= 0) AND (recipients <= 1000000)))
);

ALTER TABLE chatdong.recipient_count OWNER TO chatdong_owner;

-- Name: recipient_count_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.recipient_count_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    gu_code text NOT NULL,
    dong_code text NOT NULL,
    as_of date NOT NULL,
    recipients integer NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.recipient_count_history OWNER TO chatdong_owner;

-- Name: referral_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.referral_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid,
    partner_id uuid NOT NULL,
    service_id uuid NOT NULL,
    visit_id uuid,
    screening_id uuid,
    urgency text NOT NULL,
    need text NOT NULL,
    fields text[] NOT NULL,
    status text NOT NULL,
    respond_by timestamp with time zone NOT NULL,
    serve_by timestamp with time zone,
    due_at timestamp with time zone NOT NULL,
    holds_place boolean NOT NULL,
    answered_at timestamp with time zone,
    answered_by uuid,
    answered_via text,
    answer_note text,
    outcome text,
    outcome_at timestamp with time zone,
    outcome_note text,
    reason text,
    closed_at timestamp with time zone,
    closed_by uuid,
    closing_note text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.referral_history OWNER TO chatdong_owner;

-- Name: referral_status_transition; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.referral_status_transition (
    from_status text NOT NULL,
    to_status text NOT NULL,
    taken_by text NOT NULL,
    CONSTRAINT referral_transition_actor_known CHECK ((taken_by = ANY (ARRAY['partner'::text, 'staff'::text, 'scheduler'::text])))
);

ALTER TABLE chatdong.referral_status_transition OWNER TO chatdong_owner;

-- Name: resident; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.resident (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    household_id uuid,
    name text NOT NULL,
    birth_date date NOT NULL,
    sex text NOT NULL,
    phone text,
    address text NOT NULL,
    language text DEFAULT 'ko'::text NOT NULL,
    deceased_on date,
    moved_out_on date,
    notes text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT resident_birth_plausible CHECK ((birth_date >= '1890-01-01'::date)),
    CONSTRAINT resident_death_after_birth CHECK ((deceased_on >= birth_date)),
    CONSTRAINT resident_language_tag CHECK ((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text)),
    CONSTRAINT resident_move_after_birth CHECK ((moved_out_on >= birth_date)),
    CONSTRAINT resident_phone_e164 CHECK ((phone ~ '^\+[1-9][0-9]{6,14}$'::text)),
    CONSTRAINT resident_sex_known CHECK ((sex = ANY (ARRAY['female'::text, 'male'::text]))),
    CONSTRAINT resident_text_nfc CHECK (((name IS NORMALIZED) AND (address IS NORMALIZED) AND (notes IS NORMALIZED)))
);

ALTER TABLE chatdong.resident OWNER TO chatdong_owner;

-- Name: resident_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.resident_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    household_id uuid,
    name text NOT NULL,
    birth_date date NOT NULL,
    sex text NOT NULL,
    phone text,
    address text NOT NULL,
    language text NOT NULL,
    deceased_on date,
    moved_out_on date,
    notes text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.resident_history OWNER TO chatdong_owner;

-- Name: round_application_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.round_application_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    round_id uuid NOT NULL,
    dong_code text NOT NULL,
    status text NOT NULL,
    statement text NOT NULL,
    reason text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.round_application_history OWNER TO chatdong_owner;

-- Name: round_application_transition; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.round_application_transition (
    from_status text NOT NULL,
    to_status text NOT NULL,
    operation text NOT NULL
);

ALTER TABLE chatdong.round_application_transition OWNER TO chatdong_owner;

-- Name: round_dong; Type: VIEW; Schema: chatdong; Owner: chatdong_owner

CREATE VIEW chatdong.round_dong AS
 SELECT a.id,
    a.round_id,
    a.dong_code,
    d.gu_code,
    d.name
   FROM ((chatdong.round_application a
     JOIN chatdong.program_round r ON (((r.id = a.round_id) AND (r.status = ANY (ARRAY['selected'::text, 'started'::text])))))
     JOIN chatdong.dong d ON ((d.code = a.dong_code)))
  WHERE (a.status = 'selected'::text);

ALTER TABLE chatdong.round_dong OWNER TO chatdong_owner;

-- Name: schedule_run; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.schedule_run (
    rule text NOT NULL,
    started_at timestamp with time zone,
    duration interval,
    rows bigint,
    runs bigint DEFAULT 0 NOT NULL,
    failures bigint DEFAULT 0 NOT NULL,
    failed_at timestamp with time zone,
    failure text
);

ALTER TABLE chatdong.schedule_run OWNER TO chatdong_owner;

-- Name: screening_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.screening_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    visit_id uuid,
    birth_id uuid,
    instrument_id text NOT NULL,
    instrument_version text NOT NULL,
    variant text,
    phase text,
    performed_at timestamp with time zone NOT NULL,
    performed_by uuid NOT NULL,
    education_years integer,
    answers jsonb NOT NULL,
    score numeric,
    band text NOT NULL,
    level text NOT NULL,
    rule text NOT NULL,
    flags text[] NOT NULL,
    urgent_flags text[] NOT NULL,
    prorated integer NOT NULL,
    proposed_referral jsonb,
    repeat_due_on date,
    notes text,
    voided_at timestamp with time zone,
    voided_by uuid,
    void_reason text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.screening_history OWNER TO chatdong_owner;

-- Name: screening_level; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.screening_level (
    id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    instrument_id text NOT NULL,
    performed_at timestamp with time zone NOT NULL,
    level text NOT NULL
);

ALTER TABLE chatdong.screening_level OWNER TO chatdong_owner;

-- Name: service_capacity; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.service_capacity (
    id uuid NOT NULL,
    maximum integer,
    available integer,
    reserved integer DEFAULT 0 NOT NULL,
    as_of timestamp with time zone,
    note text,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT capacity_counted_whole CHECK (((maximum IS NULL) = (available IS NULL))),
    CONSTRAINT capacity_not_overbooked CHECK ((available >= 0)),
    CONSTRAINT capacity_released_once CHECK ((reserved >= 0)),
    CONSTRAINT capacity_text_nfc CHECK ((note IS NORMALIZED)),
    CONSTRAINT capacity_within_maximum CHECK (((available + reserved) <= maximum))
);

ALTER TABLE chatdong.service_capacity OWNER TO chatdong_owner;

-- Name: service_capacity_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.service_capacity_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    maximum integer,
    available integer,
    reserved integer NOT NULL,
    as_of timestamp with time zone,
    note text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.service_capacity_history OWNER TO chatdong_owner;

-- Name: signal_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.signal_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    gu_code text NOT NULL,
    dong_code text,
    kind text NOT NULL,
    institution text NOT NULL,
    source_id text NOT NULL,
    round text,
    name text NOT NULL,
    birth_date date,
    phone text,
    address text,
    evidence text,
    received_at timestamp with time zone NOT NULL,
    due_on date NOT NULL,
    match text NOT NULL,
    match_score integer NOT NULL,
    match_reasons text[] NOT NULL,
    resident_id uuid,
    household_id uuid,
    matched_at timestamp with time zone,
    matched_by uuid,
    outcome text,
    outcome_note text,
    resolved_at timestamp with time zone,
    resolved_by uuid,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.signal_history OWNER TO chatdong_owner;

-- Name: signal_institution; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.signal_institution (
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    CONSTRAINT signal_institution_code CHECK ((code ~ '^[a-z_]{1,40}$'::text)),
    CONSTRAINT signal_institution_text_nfc CHECK ((name IS NORMALIZED))
);

ALTER TABLE chatdong.signal_institution OWNER TO chatdong_owner;

-- Name: signal_kind; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.signal_kind (
    code text NOT NULL,
    institution text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    due_days integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT signal_kind_code CHECK ((code ~ '^[a-z_]{1,40}$'::text)),
    CONSTRAINT signal_kind_days CHECK ((valid_to > valid_from)),
    CONSTRAINT signal_kind_due CHECK (((due_days >= 1) AND (due_days <= 365))),
    CONSTRAINT signal_kind_text_nfc CHECK ((name IS NORMALIZED))
);

ALTER TABLE chatdong.signal_kind OWNER TO chatdong_owner;

-- Name: signal_weight; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.signal_weight (
    version integer NOT NULL,
    kind text NOT NULL,
    points integer NOT NULL,
    fade_days integer NOT NULL,
    CONSTRAINT signal_weight_fade CHECK (((fade_days >= 1) AND (fade_days <= 3650))),
    CONSTRAINT signal_weight_points CHECK (((points >= 0) AND (points <= 100)))
);

ALTER TABLE chatdong.signal_weight OWNER TO chatdong_owner;

-- Name: signal_weights; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.signal_weights (
    version integer NOT NULL,
    used boolean DEFAULT false NOT NULL,
    source text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE chatdong.signal_weights OWNER TO chatdong_owner;

-- Name: signal_points; Type: VIEW; Schema: chatdong; Owner: chatdong_owner

CREATE VIEW chatdong.signal_points WITH (security_invoker='true') AS
 SELECT s.household_id,
    s.id,
    s.kind,
    s.received_at,
    s.outcome,
    w.version,
    w.points AS weight,
    (((s.received_at AT TIME ZONE 'Asia/Seoul'::text))::date + w.fade_days) AS fades_on,
    ((s.outcome IS DISTINCT FROM 'duplicate'::text) AND ((((s.received_at AT TIME ZONE 'Asia/Seoul'::text))::date + w.fade_days) > chatdong.seoul_today())) AS counted
   FROM ((chatdong.signal s
     JOIN chatdong.signal_weights u ON (u.used))
     JOIN chatdong.signal_weight w ON (((w.version = u.version) AND (w.kind = s.kind))))
  WHERE (s.household_id IS NOT NULL);

ALTER TABLE chatdong.signal_points OWNER TO chatdong_owner;

-- Name: signal_round; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.signal_round (
    code text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    CONSTRAINT signal_round_code CHECK ((code ~ '^[0-9]{4}-[1-6]$'::text)),
    CONSTRAINT signal_round_days CHECK ((ends_on > starts_on))
);

ALTER TABLE chatdong.signal_round OWNER TO chatdong_owner;

-- Name: staff_grant; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.staff_grant (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    staff_id uuid NOT NULL,
    gu_code text NOT NULL,
    kind text NOT NULL,
    role text NOT NULL,
    job text,
    dong_codes text[] NOT NULL,
    active boolean NOT NULL,
    employed datemultirange NOT NULL,
    former jsonb,
    area_codes text[] NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid,
    CONSTRAINT staff_grant_kind_known CHECK ((kind = ANY (ARRAY['granted'::text, 'changed'::text, 'revoked'::text])))
);

ALTER TABLE chatdong.staff_grant OWNER TO chatdong_owner;

-- Name: staff_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.staff_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    gu_code text NOT NULL,
    dong_codes text[] NOT NULL,
    role text NOT NULL,
    job text,
    name text NOT NULL,
    office_phone text,
    hired_on date,
    active boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid,
    employed datemultirange DEFAULT '{(,)}'::datemultirange NOT NULL
);

ALTER TABLE chatdong.staff_history OWNER TO chatdong_owner;

-- Name: staff_job_kind; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.staff_job_kind (
    code text NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    welfare_worker boolean NOT NULL,
    CONSTRAINT staff_job_kind_nfc CHECK ((name IS NORMALIZED)),
    CONSTRAINT staff_job_kind_snake CHECK ((code ~ '^[a-z]+(_[a-z]+)*$'::text))
);

ALTER TABLE chatdong.staff_job_kind OWNER TO chatdong_owner;

-- Name: staff_leave; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.staff_leave (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    staff_id uuid NOT NULL,
    substitute_id uuid,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    cancelled boolean DEFAULT false NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT staff_leave_order CHECK ((starts_on <= ends_on)),
    CONSTRAINT staff_leave_substitute_other CHECK ((substitute_id <> staff_id))
);

ALTER TABLE chatdong.staff_leave OWNER TO chatdong_owner;

-- Name: staff_leave_duty; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.staff_leave_duty (
    leave_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    kind text NOT NULL,
    during daterange NOT NULL,
    CONSTRAINT staff_leave_duty_known CHECK ((kind = ANY (ARRAY['away'::text, 'substitute'::text])))
);

ALTER TABLE chatdong.staff_leave_duty OWNER TO chatdong_owner;

-- Name: staff_leave_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.staff_leave_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    substitute_id uuid,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    cancelled boolean NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.staff_leave_history OWNER TO chatdong_owner;

-- Name: staff_post; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.staff_post (
    staff_id uuid NOT NULL,
    gu_code text NOT NULL,
    dong_codes text[] NOT NULL,
    kind text NOT NULL,
    during daterange NOT NULL,
    CONSTRAINT staff_post_lasts CHECK ((NOT isempty(during)))
);

ALTER TABLE chatdong.staff_post OWNER TO chatdong_owner;

-- Name: staffing_record; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.staffing_record (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    gu_code text NOT NULL,
    dong_code text,
    job text NOT NULL,
    heads integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    source text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid,
    CONSTRAINT staffing_record_dong_of_gu CHECK (("left"(dong_code, 5) = gu_code)),
    CONSTRAINT staffing_record_nfc CHECK ((source IS NORMALIZED)),
    CONSTRAINT staffing_record_order CHECK ((starts_on <= ends_on)),
    CONSTRAINT staffing_record_some CHECK (((heads >= 1) AND (heads <= 100000)))
);

ALTER TABLE chatdong.staffing_record OWNER TO chatdong_owner;

-- Name: staffing; Type: VIEW; Schema: chatdong; Owner: chatdong_owner

CREATE VIEW chatdong.staffing WITH (security_invoker='true') AS
 SELECT p.gu_code,
    p.dong_codes[1] AS dong_code,
    p.kind AS job,
    1 AS heads,
    p.during,
    s.employed
   FROM (chatdong.staff_post p
     JOIN chatdong.staff s ON ((s.id = p.staff_id)))
UNION ALL
 SELECT r.gu_code,
    r.dong_code,
    r.job,
    r.heads,
    daterange(r.starts_on, r.ends_on, '[]'::text) AS during,
    '{(,)}'::datemultirange AS employed
   FROM chatdong.staffing_record r;

ALTER TABLE chatdong.staffing OWNER TO chatdong_owner;

-- Name: staffing_record_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.staffing_record_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    gu_code text NOT NULL,
    dong_code text,
    job text NOT NULL,
    heads integer NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    source text NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid
);

ALTER TABLE chatdong.staffing_record_history OWNER TO chatdong_owner;

-- Name: statistic; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.statistic (
    indicator smallint NOT NULL,
    grain text NOT NULL,
    period date NOT NULL,
    dong_code text NOT NULL,
    detail text NOT NULL,
    amount bigint NOT NULL,
    persons bigint NOT NULL,
    corrected_at timestamp with time zone
);

ALTER TABLE chatdong.statistic OWNER TO chatdong_owner;

-- Name: statistic_delta; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.statistic_delta (
    indicator smallint NOT NULL,
    day date NOT NULL,
    dong_code text NOT NULL,
    detail text NOT NULL,
    facts integer NOT NULL,
    amount bigint NOT NULL,
    subject uuid,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE chatdong.statistic_delta OWNER TO chatdong_owner;

-- Name: statistic_target; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.statistic_target (
    indicator text NOT NULL,
    area text NOT NULL,
    year integer NOT NULL,
    target bigint NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT statistic_target_area CHECK (((area = 'city'::text) OR (area ~ '^[0-9]{5}$'::text))),
    CONSTRAINT statistic_target_positive CHECK (((target >= 1) AND (target <= '1000000000000'::bigint))),
    CONSTRAINT statistic_target_year CHECK (((year >= 2015) AND (year <= 2099)))
);

ALTER TABLE chatdong.statistic_target OWNER TO chatdong_owner;

-- Name: statistic_target_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.statistic_target_history (
    replaced_at timestamp with time zone NOT NULL,
    indicator text NOT NULL,
    area text NOT NULL,
    year integer NOT NULL,
    target bigint NOT NULL,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.statistic_target_history OWNER TO chatdong_owner;

-- Name: visit_engagement; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.visit_engagement (
    visit_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    during tstzrange NOT NULL
);

ALTER TABLE chatdong.visit_engagement OWNER TO chatdong_owner;

-- Name: visit_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.visit_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid,
    program text NOT NULL,
    kind text NOT NULL,
    institution text,
    staff_id uuid NOT NULL,
    team uuid[] NOT NULL,
    joint boolean NOT NULL,
    status text NOT NULL,
    planned_start timestamp with time zone NOT NULL,
    planned_end timestamp with time zone NOT NULL,
    checked_in_at timestamp with time zone,
    completed_at timestamp with time zone,
    completed_by uuid,
    outcome text,
    notes text,
    findings text[] NOT NULL,
    reason text,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.visit_history OWNER TO chatdong_owner;

-- Name: visit_status_transition; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.visit_status_transition (
    from_status text NOT NULL,
    to_status text NOT NULL,
    operation text NOT NULL
);

ALTER TABLE chatdong.visit_status_transition OWNER TO chatdong_owner;

-- Name: visit_theme; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.visit_theme (
    id uuid DEFAULT chatdong.uuid7() NOT NULL,
    dong_code text NOT NULL,
    visit_id uuid NOT NULL,
    birth_id uuid NOT NULL,
    theme text NOT NULL,
    notes text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    created_by uuid NOT NULL,
    CONSTRAINT visit_theme_text_nfc CHECK ((notes IS NORMALIZED))
);

ALTER TABLE chatdong.visit_theme OWNER TO chatdong_owner;

-- Name: welfare_case_history; Type: TABLE; Schema: chatdong; Owner: chatdong_owner

CREATE TABLE chatdong.welfare_case_history (
    replaced_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    dong_code text NOT NULL,
    resident_id uuid NOT NULL,
    household_id uuid NOT NULL,
    discovery_id uuid,
    class text,
    status text NOT NULL,
    manager_id uuid,
    summary text NOT NULL,
    plan text,
    plan_by uuid,
    plan_at timestamp with time zone,
    plan_approved_by uuid,
    plan_approved_at timestamp with time zone,
    closing text,
    closing_by uuid,
    closing_at timestamp with time zone,
    closed_by uuid,
    closed_at timestamp with time zone,
    reason text,
    judged_version bigint,
    intake_on date NOT NULL,
    survey_due date NOT NULL,
    classify_due date NOT NULL,
    plan_due date NOT NULL,
    due_on date,
    version bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    updated_by uuid NOT NULL
);

ALTER TABLE chatdong.welfare_case_history OWNER TO chatdong_owner;

-- Name: access_record_default; Type: TABLE ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.access_record ATTACH PARTITION chatdong.access_record_default DEFAULT;

-- Name: address_suggestion_0; Type: TABLE ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.address_suggestion ATTACH PARTITION chatdong.address_suggestion_0 FOR VALUES FROM (MINVALUE) TO (MAXVALUE);

-- Name: building_0; Type: TABLE ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.building ATTACH PARTITION chatdong.building_0 FOR VALUES FROM (MINVALUE) TO (MAXVALUE);

-- Name: access_record access_record_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.access_record
    ADD CONSTRAINT access_record_once PRIMARY KEY (at, id);

-- Name: access_record_default access_record_default_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.access_record_default
    ADD CONSTRAINT access_record_default_pkey PRIMARY KEY (at, id);

-- Name: access_seal access_seal_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.access_seal
    ADD CONSTRAINT access_seal_pkey PRIMARY KEY (no);

-- Name: address_suggestion address_suggestion_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.address_suggestion
    ADD CONSTRAINT address_suggestion_pkey PRIMARY KEY (id);

-- Name: address_suggestion_0 address_suggestion_0_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.address_suggestion_0
    ADD CONSTRAINT address_suggestion_0_pkey PRIMARY KEY (id);

-- Name: aid_budget aid_budget_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_budget
    ADD CONSTRAINT aid_budget_once UNIQUE NULLS NOT DISTINCT (gu_code, dong_code, fiscal_year);

-- Name: aid_budget aid_budget_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_budget
    ADD CONSTRAINT aid_budget_pkey PRIMARY KEY (id);

-- Name: aid_ceiling aid_ceiling_one_at_a_time; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_ceiling
    ADD CONSTRAINT aid_ceiling_one_at_a_time EXCLUDE USING gist (kind WITH =, household_size WITH =, daterange(valid_from, valid_to) WITH &&);

-- Name: aid_ceiling aid_ceiling_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_ceiling
    ADD CONSTRAINT aid_ceiling_pkey PRIMARY KEY (id);

-- Name: aid_entry aid_entry_numbered; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_entry
    ADD CONSTRAINT aid_entry_numbered UNIQUE (budget_id, no);

-- Name: aid_entry aid_entry_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_entry
    ADD CONSTRAINT aid_entry_pkey PRIMARY KEY (id);

-- Name: aid_frequency aid_frequency_one_at_a_time; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_frequency
    ADD CONSTRAINT aid_frequency_one_at_a_time EXCLUDE USING gist (kind WITH =, daterange(valid_from, valid_to) WITH &&);

-- Name: aid_history aid_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_history
    ADD CONSTRAINT aid_history_once PRIMARY KEY (id, version);

-- Name: aid_kind aid_kind_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_kind
    ADD CONSTRAINT aid_kind_pkey PRIMARY KEY (code);

-- Name: aid_limit aid_limit_one_at_a_time; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_limit
    ADD CONSTRAINT aid_limit_one_at_a_time EXCLUDE USING gist (role WITH =, daterange(valid_from, valid_to) WITH &&);

-- Name: aid_payment_file aid_payment_file_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_payment_file
    ADD CONSTRAINT aid_payment_file_pkey PRIMARY KEY (id);

-- Name: aid_payment_item aid_payment_item_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_payment_item
    ADD CONSTRAINT aid_payment_item_once UNIQUE (file_id, aid_id);

-- Name: aid_payment_item aid_payment_item_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_payment_item
    ADD CONSTRAINT aid_payment_item_pkey PRIMARY KEY (id);

-- Name: aid aid_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid
    ADD CONSTRAINT aid_pkey PRIMARY KEY (id);

-- Name: aid_posting aid_posting_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_posting
    ADD CONSTRAINT aid_posting_once PRIMARY KEY (entry_id, account);

-- Name: aid_transition aid_transition_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_transition
    ADD CONSTRAINT aid_transition_once PRIMARY KEY (from_status, to_status, taken_by);

-- Name: aid aid_turn_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid
    ADD CONSTRAINT aid_turn_once EXCLUDE USING btree (counted_for WITH =, kind WITH =, fiscal_year WITH =, turn WITH =) WHERE ((status = ANY (ARRAY['applied'::text, 'approved'::text, 'paid'::text])));

-- Name: alert_history alert_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.alert_history
    ADD CONSTRAINT alert_history_once PRIMARY KEY (id, version);

-- Name: alert alert_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.alert
    ADD CONSTRAINT alert_once UNIQUE (screening_id, flag);

-- Name: alert alert_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.alert
    ADD CONSTRAINT alert_pkey PRIMARY KEY (id);

-- Name: dong_alias alias_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.dong_alias
    ADD CONSTRAINT alias_once PRIMARY KEY (dong_code, kind, name);

-- Name: round_application application_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.round_application
    ADD CONSTRAINT application_once EXCLUDE USING btree (round_id WITH =, dong_code WITH =) WHERE ((status <> 'withdrawn'::text));

-- Name: round_application application_selected_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.round_application
    ADD CONSTRAINT application_selected_once EXCLUDE USING btree (dong_code WITH =) WHERE ((status = 'selected'::text));

-- Name: round_application_transition application_transition_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.round_application_transition
    ADD CONSTRAINT application_transition_once PRIMARY KEY (from_status, to_status);

-- Name: benefit_application_history benefit_application_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit_application_history
    ADD CONSTRAINT benefit_application_history_once PRIMARY KEY (id, version);

-- Name: benefit_application benefit_application_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit_application
    ADD CONSTRAINT benefit_application_pkey PRIMARY KEY (id);

-- Name: benefit benefit_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit
    ADD CONSTRAINT benefit_pkey PRIMARY KEY (code);

-- Name: benefit_transition benefit_transition_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit_transition
    ADD CONSTRAINT benefit_transition_once PRIMARY KEY (from_status, to_status);

-- Name: birth_band_theme birth_band_theme_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth_band_theme
    ADD CONSTRAINT birth_band_theme_pkey PRIMARY KEY (band, theme);

-- Name: birth_history birth_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth_history
    ADD CONSTRAINT birth_history_once PRIMARY KEY (id, version);

-- Name: birth birth_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth
    ADD CONSTRAINT birth_once UNIQUE (child_id);

-- Name: birth birth_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth
    ADD CONSTRAINT birth_pkey PRIMARY KEY (id);

-- Name: birth_theme_band birth_theme_band_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth_theme_band
    ADD CONSTRAINT birth_theme_band_pkey PRIMARY KEY (code);

-- Name: birth_theme birth_theme_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth_theme
    ADD CONSTRAINT birth_theme_pkey PRIMARY KEY (code);

-- Name: dong_boundary boundary_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.dong_boundary
    ADD CONSTRAINT boundary_once PRIMARY KEY (dong_code, valid_from);

-- Name: building building_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.building
    ADD CONSTRAINT building_pkey PRIMARY KEY (management_no);

-- Name: building_0 building_0_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.building_0
    ADD CONSTRAINT building_0_pkey PRIMARY KEY (management_no);

-- Name: case_action_history case_action_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_action_history
    ADD CONSTRAINT case_action_history_once PRIMARY KEY (id, version);

-- Name: case_action case_action_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_action
    ADD CONSTRAINT case_action_pkey PRIMARY KEY (id);

-- Name: case_clock case_clock_one_at_a_time; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_clock
    ADD CONSTRAINT case_clock_one_at_a_time EXCLUDE USING gist (task WITH =, daterange(valid_from, valid_to) WITH &&);

-- Name: case_conference case_conference_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_conference
    ADD CONSTRAINT case_conference_pkey PRIMARY KEY (id);

-- Name: case_need_history case_need_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_need_history
    ADD CONSTRAINT case_need_history_once PRIMARY KEY (id, version);

-- Name: case_need case_need_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_need
    ADD CONSTRAINT case_need_pkey PRIMARY KEY (id);

-- Name: case_state case_state_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_state
    ADD CONSTRAINT case_state_pkey PRIMARY KEY (status);

-- Name: case_state case_state_position_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_state
    ADD CONSTRAINT case_state_position_once UNIQUE ("position");

-- Name: case_transfer case_transfer_open_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_transfer
    ADD CONSTRAINT case_transfer_open_once EXCLUDE USING btree (case_id WITH =) WHERE ((status = 'offered'::text));

-- Name: case_transfer case_transfer_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_transfer
    ADD CONSTRAINT case_transfer_pkey PRIMARY KEY (id);

-- Name: case_transition case_transition_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_transition
    ADD CONSTRAINT case_transition_once PRIMARY KEY (from_status, to_status);

-- Name: case_visit case_visit_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_visit
    ADD CONSTRAINT case_visit_once PRIMARY KEY (case_id, visit_id);

-- Name: center_history center_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.center_history
    ADD CONSTRAINT center_history_once PRIMARY KEY (id, version);

-- Name: center center_one_per_dong; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.center
    ADD CONSTRAINT center_one_per_dong UNIQUE (dong_code);

-- Name: center center_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.center
    ADD CONSTRAINT center_pkey PRIMARY KEY (id);

-- Name: consent_history consent_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.consent_history
    ADD CONSTRAINT consent_history_once PRIMARY KEY (id, version);

-- Name: consent consent_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (id);

-- Name: consent_purpose consent_purpose_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.consent_purpose
    ADD CONSTRAINT consent_purpose_pkey PRIMARY KEY (code);

-- Name: counseling_record_history counseling_record_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.counseling_record_history
    ADD CONSTRAINT counseling_record_history_once PRIMARY KEY (id, version);

-- Name: counseling_record counseling_record_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.counseling_record
    ADD CONSTRAINT counseling_record_pkey PRIMARY KEY (id);

-- Name: discovery_history discovery_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.discovery_history
    ADD CONSTRAINT discovery_history_once PRIMARY KEY (id, version);

-- Name: discovery discovery_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.discovery
    ADD CONSTRAINT discovery_pkey PRIMARY KEY (id);

-- Name: district district_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.district
    ADD CONSTRAINT district_pkey PRIMARY KEY (code);

-- Name: dong dong_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.dong
    ADD CONSTRAINT dong_pkey PRIMARY KEY (code);

-- Name: partner_schedule_exception exception_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_schedule_exception
    ADD CONSTRAINT exception_once UNIQUE NULLS NOT DISTINCT (service_id, on_date, opens_at);

-- Name: growth_record_history growth_record_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.growth_record_history
    ADD CONSTRAINT growth_record_history_once PRIMARY KEY (id, version);

-- Name: growth_record growth_record_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.growth_record
    ADD CONSTRAINT growth_record_pkey PRIMARY KEY (id);

-- Name: household_history household_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.household_history
    ADD CONSTRAINT household_history_once PRIMARY KEY (id, version);

-- Name: household household_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.household
    ADD CONSTRAINT household_pkey PRIMARY KEY (id);

-- Name: household_risk household_risk_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.household_risk
    ADD CONSTRAINT household_risk_pkey PRIMARY KEY (household_id);

-- Name: household household_with_dong; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.household
    ADD CONSTRAINT household_with_dong UNIQUE (id, dong_code);

-- Name: idempotency_record idempotency_record_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.idempotency_record
    ADD CONSTRAINT idempotency_record_pkey PRIMARY KEY (subject, method, path, key);

-- Name: indicator indicator_no_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.indicator
    ADD CONSTRAINT indicator_no_once UNIQUE (no);

-- Name: indicator indicator_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.indicator
    ADD CONSTRAINT indicator_pkey PRIMARY KEY (id);

-- Name: indicator_source indicator_source_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.indicator_source
    ADD CONSTRAINT indicator_source_once PRIMARY KEY (indicator, source);

-- Name: instrument instrument_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.instrument
    ADD CONSTRAINT instrument_pkey PRIMARY KEY (id);

-- Name: instrument_version instrument_version_one_at_a_time; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.instrument_version
    ADD CONSTRAINT instrument_version_one_at_a_time EXCLUDE USING gist (instrument_id WITH =, daterange(valid_from, valid_to) WITH &&);

-- Name: instrument_version instrument_version_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.instrument_version
    ADD CONSTRAINT instrument_version_pkey PRIMARY KEY (instrument_id, version);

-- Name: legal_dong legal_dong_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.legal_dong
    ADD CONSTRAINT legal_dong_pkey PRIMARY KEY (code);

-- Name: need need_id_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.need
    ADD CONSTRAINT need_id_once UNIQUE (id);

-- Name: need need_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.need
    ADD CONSTRAINT need_pkey PRIMARY KEY (code);

-- Name: operation operation_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.operation
    ADD CONSTRAINT operation_pkey PRIMARY KEY (id);

-- Name: operation_transition operation_transition_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.operation_transition
    ADD CONSTRAINT operation_transition_once PRIMARY KEY (from_state, to_state);

-- Name: legal_dong_dong pair_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.legal_dong_dong
    ADD CONSTRAINT pair_once PRIMARY KEY (legal_code, dong_code);

-- Name: partner_history partner_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_history
    ADD CONSTRAINT partner_history_once PRIMARY KEY (id, version);

-- Name: partner_location_history partner_location_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_location_history
    ADD CONSTRAINT partner_location_history_once PRIMARY KEY (id, version);

-- Name: partner_location partner_location_of_partner; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_location
    ADD CONSTRAINT partner_location_of_partner UNIQUE (id, partner_id);

-- Name: partner_location partner_location_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_location
    ADD CONSTRAINT partner_location_pkey PRIMARY KEY (id);

-- Name: partner partner_named_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner
    ADD CONSTRAINT partner_named_once UNIQUE (dong_code, name);

-- Name: partner partner_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner
    ADD CONSTRAINT partner_pkey PRIMARY KEY (id);

-- Name: partner_schedule_exception partner_schedule_exception_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_schedule_exception
    ADD CONSTRAINT partner_schedule_exception_pkey PRIMARY KEY (service_id, no);

-- Name: partner_schedule partner_schedule_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_schedule
    ADD CONSTRAINT partner_schedule_pkey PRIMARY KEY (service_id, no);

-- Name: partner_service_history partner_service_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service_history
    ADD CONSTRAINT partner_service_history_once PRIMARY KEY (id, version);

-- Name: partner_service_location partner_service_location_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service_location
    ADD CONSTRAINT partner_service_location_pkey PRIMARY KEY (id);

-- Name: partner_service partner_service_named_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service
    ADD CONSTRAINT partner_service_named_once UNIQUE (partner_id, name);

-- Name: partner_service partner_service_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service
    ADD CONSTRAINT partner_service_pkey PRIMARY KEY (id);

-- Name: partner_service partner_service_with_partner; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service
    ADD CONSTRAINT partner_service_with_partner UNIQUE (id, partner_id);

-- Name: patch_cut_history patch_cut_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch_cut_history
    ADD CONSTRAINT patch_cut_history_once PRIMARY KEY (id, version);

-- Name: patch_cut patch_cut_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch_cut
    ADD CONSTRAINT patch_cut_once UNIQUE (dong_code);

-- Name: patch_cut patch_cut_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch_cut
    ADD CONSTRAINT patch_cut_pkey PRIMARY KEY (id);

-- Name: patch_history patch_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch_history
    ADD CONSTRAINT patch_history_once PRIMARY KEY (id, version);

-- Name: patch patch_name_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch
    ADD CONSTRAINT patch_name_once EXCLUDE USING gist (dong_code WITH =, name WITH =, during WITH &&);

-- Name: patch patch_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch
    ADD CONSTRAINT patch_pkey PRIMARY KEY (id);

-- Name: patch_rule patch_rule_no_overlap; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch_rule
    ADD CONSTRAINT patch_rule_no_overlap EXCLUDE USING gist (dong_code WITH =, place WITH =, numbers WITH &&, sides WITH &&, during WITH &&);

-- Name: patch_rule patch_rule_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch_rule
    ADD CONSTRAINT patch_rule_pkey PRIMARY KEY (id);

-- Name: patch patch_whole; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch
    ADD CONSTRAINT patch_whole UNIQUE (id, dong_code, during);

-- Name: program program_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.program
    ADD CONSTRAINT program_pkey PRIMARY KEY (code);

-- Name: program_round_history program_round_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.program_round_history
    ADD CONSTRAINT program_round_history_once PRIMARY KEY (id, version);

-- Name: program_round program_round_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.program_round
    ADD CONSTRAINT program_round_pkey PRIMARY KEY (id);

-- Name: public_holiday public_holiday_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.public_holiday
    ADD CONSTRAINT public_holiday_pkey PRIMARY KEY (on_date);

-- Name: recipient_count_history recipient_count_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.recipient_count_history
    ADD CONSTRAINT recipient_count_history_once PRIMARY KEY (id, version);

-- Name: recipient_count recipient_count_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.recipient_count
    ADD CONSTRAINT recipient_count_once UNIQUE (dong_code, as_of);

-- Name: recipient_count recipient_count_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.recipient_count
    ADD CONSTRAINT recipient_count_pkey PRIMARY KEY (id);

-- Name: referral_deadline referral_deadline_one_at_a_time; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral_deadline
    ADD CONSTRAINT referral_deadline_one_at_a_time EXCLUDE USING gist (urgency WITH =, daterange(valid_from, valid_to) WITH &&);

-- Name: referral_history referral_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral_history
    ADD CONSTRAINT referral_history_once PRIMARY KEY (id, version);

-- Name: referral_link referral_link_digest_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral_link
    ADD CONSTRAINT referral_link_digest_once UNIQUE (digest);

-- Name: referral_link referral_link_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral_link
    ADD CONSTRAINT referral_link_pkey PRIMARY KEY (id);

-- Name: referral referral_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral
    ADD CONSTRAINT referral_pkey PRIMARY KEY (id);

-- Name: referral_reminder referral_reminder_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral_reminder
    ADD CONSTRAINT referral_reminder_once PRIMARY KEY (referral_id, kind);

-- Name: referral_status_transition referral_transition_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral_status_transition
    ADD CONSTRAINT referral_transition_once PRIMARY KEY (from_status, to_status, taken_by);

-- Name: resident_history resident_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.resident_history
    ADD CONSTRAINT resident_history_once PRIMARY KEY (id, version);

-- Name: resident resident_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.resident
    ADD CONSTRAINT resident_pkey PRIMARY KEY (id);

-- Name: round_application_history round_application_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.round_application_history
    ADD CONSTRAINT round_application_history_once PRIMARY KEY (id, version);

-- Name: round_application round_application_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.round_application
    ADD CONSTRAINT round_application_pkey PRIMARY KEY (id);

-- Name: program_round round_number_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.program_round
    ADD CONSTRAINT round_number_once UNIQUE (number);

-- Name: program_round_transition round_transition_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.program_round_transition
    ADD CONSTRAINT round_transition_once PRIMARY KEY (from_status, to_status);

-- Name: schedule_run schedule_run_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.schedule_run
    ADD CONSTRAINT schedule_run_pkey PRIMARY KEY (rule);

-- Name: screening_history screening_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.screening_history
    ADD CONSTRAINT screening_history_once PRIMARY KEY (id, version);

-- Name: screening_level screening_level_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.screening_level
    ADD CONSTRAINT screening_level_pkey PRIMARY KEY (id);

-- Name: screening screening_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.screening
    ADD CONSTRAINT screening_pkey PRIMARY KEY (id);

-- Name: service_capacity_history service_capacity_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.service_capacity_history
    ADD CONSTRAINT service_capacity_history_once PRIMARY KEY (id, version);

-- Name: service_capacity service_capacity_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.service_capacity
    ADD CONSTRAINT service_capacity_pkey PRIMARY KEY (id);

-- Name: partner_service_location service_location_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service_location
    ADD CONSTRAINT service_location_once UNIQUE (service_id, location_id);

-- Name: partner_service_need service_need_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service_need
    ADD CONSTRAINT service_need_once PRIMARY KEY (service_id, need_code);

-- Name: signal_history signal_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal_history
    ADD CONSTRAINT signal_history_once PRIMARY KEY (id, version);

-- Name: signal_institution signal_institution_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal_institution
    ADD CONSTRAINT signal_institution_pkey PRIMARY KEY (code);

-- Name: signal_kind signal_kind_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal_kind
    ADD CONSTRAINT signal_kind_pkey PRIMARY KEY (code);

-- Name: signal signal_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal
    ADD CONSTRAINT signal_once UNIQUE (institution, source_id);

-- Name: signal signal_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal
    ADD CONSTRAINT signal_pkey PRIMARY KEY (id);

-- Name: signal_round signal_round_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal_round
    ADD CONSTRAINT signal_round_pkey PRIMARY KEY (code);

-- Name: signal_weight signal_weight_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal_weight
    ADD CONSTRAINT signal_weight_once PRIMARY KEY (version, kind);

-- Name: signal_weights signal_weights_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal_weights
    ADD CONSTRAINT signal_weights_pkey PRIMARY KEY (version);

-- Name: staff_grant staff_grant_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_grant
    ADD CONSTRAINT staff_grant_pkey PRIMARY KEY (id);

-- Name: staff_history staff_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_history
    ADD CONSTRAINT staff_history_once PRIMARY KEY (id, version);

-- Name: staff_job_kind staff_job_kind_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_job_kind
    ADD CONSTRAINT staff_job_kind_pkey PRIMARY KEY (code);

-- Name: staff_leave_duty staff_leave_duty_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_leave_duty
    ADD CONSTRAINT staff_leave_duty_pkey PRIMARY KEY (leave_id, kind);

-- Name: staff_leave_history staff_leave_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_leave_history
    ADD CONSTRAINT staff_leave_history_once PRIMARY KEY (id, version);

-- Name: staff_leave_duty staff_leave_no_overlap; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_leave_duty
    ADD CONSTRAINT staff_leave_no_overlap EXCLUDE USING gist (staff_id WITH =, during WITH &&) WHERE ((kind = 'away'::text));

-- Name: staff_leave staff_leave_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_leave
    ADD CONSTRAINT staff_leave_pkey PRIMARY KEY (id);

-- Name: staff_leave_duty staff_leave_substitute_present; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_leave_duty
    ADD CONSTRAINT staff_leave_substitute_present EXCLUDE USING gist (staff_id WITH =, kind WITH <>, during WITH &&);

-- Name: staff staff_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (id);

-- Name: staff_post staff_post_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_post
    ADD CONSTRAINT staff_post_once EXCLUDE USING gist (staff_id WITH =, during WITH &&);

-- Name: staffing_record_history staffing_record_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staffing_record_history
    ADD CONSTRAINT staffing_record_history_once PRIMARY KEY (id, version);

-- Name: staffing_record staffing_record_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staffing_record
    ADD CONSTRAINT staffing_record_pkey PRIMARY KEY (id);

-- Name: statistic statistic_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.statistic
    ADD CONSTRAINT statistic_once PRIMARY KEY (indicator, grain, period, dong_code, detail);

-- Name: statistic_target_history statistic_target_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.statistic_target_history
    ADD CONSTRAINT statistic_target_history_once PRIMARY KEY (indicator, area, year, version);

-- Name: statistic_target statistic_target_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.statistic_target
    ADD CONSTRAINT statistic_target_once PRIMARY KEY (indicator, area, year);

-- Name: dong_succession succession_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.dong_succession
    ADD CONSTRAINT succession_once PRIMARY KEY (predecessor_code, successor_code);

-- Name: system_client system_client_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.system_client
    ADD CONSTRAINT system_client_pkey PRIMARY KEY (id);

-- Name: taxonomy taxonomy_code_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.taxonomy
    ADD CONSTRAINT taxonomy_code_once UNIQUE (code);

-- Name: taxonomy taxonomy_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.taxonomy
    ADD CONSTRAINT taxonomy_pkey PRIMARY KEY (id);

-- Name: birth_theme_band theme_band_alone; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth_theme_band
    ADD CONSTRAINT theme_band_alone EXCLUDE USING gist (int4range(from_week, to_week, '[]'::text) WITH &&);

-- Name: visit_engagement visit_engagement_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_engagement
    ADD CONSTRAINT visit_engagement_pkey PRIMARY KEY (visit_id, staff_id);

-- Name: visit_history visit_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_history
    ADD CONSTRAINT visit_history_once PRIMARY KEY (id, version);

-- Name: visit_engagement visit_no_overlap; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_engagement
    ADD CONSTRAINT visit_no_overlap EXCLUDE USING gist (staff_id WITH =, during WITH &&);

-- Name: visit visit_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit
    ADD CONSTRAINT visit_pkey PRIMARY KEY (id);

-- Name: visit_theme visit_theme_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_theme
    ADD CONSTRAINT visit_theme_once UNIQUE (birth_id, visit_id, theme);

-- Name: visit_theme visit_theme_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_theme
    ADD CONSTRAINT visit_theme_pkey PRIMARY KEY (id);

-- Name: visit_status_transition visit_transition_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_status_transition
    ADD CONSTRAINT visit_transition_once PRIMARY KEY (from_status, to_status);

-- Name: welfare_case_history welfare_case_history_once; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.welfare_case_history
    ADD CONSTRAINT welfare_case_history_once PRIMARY KEY (id, version);

-- Name: welfare_case welfare_case_pkey; Type: CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.welfare_case
    ADD CONSTRAINT welfare_case_pkey PRIMARY KEY (id);

-- Name: access_record_by_actor; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX access_record_by_actor ON ONLY chatdong.access_record USING btree (actor_id, at, id);

-- Name: access_record_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX access_record_by_resident ON ONLY chatdong.access_record USING gin (resident_ids) WITH (gin_pending_list_limit='1024');

-- Name: access_record_by_tx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX access_record_by_tx ON ONLY chatdong.access_record USING btree (tx);

-- Name: access_record_default_actor_id_at_id_idx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX access_record_default_actor_id_at_id_idx ON chatdong.access_record_default USING btree (actor_id, at, id);

-- Name: access_record_default_resident_ids_idx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX access_record_default_resident_ids_idx ON chatdong.access_record_default USING gin (resident_ids) WITH (gin_pending_list_limit='1024');

-- Name: access_record_default_tx_idx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX access_record_default_tx_idx ON chatdong.access_record_default USING btree (tx);

-- Name: address_suggestion_by_part; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX address_suggestion_by_part ON ONLY chatdong.address_suggestion USING gin (bigrams);

-- Name: address_suggestion_0_bigrams_idx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX address_suggestion_0_bigrams_idx ON chatdong.address_suggestion_0 USING gin (bigrams);

-- Name: address_suggestion_by_initials; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX address_suggestion_by_initials ON ONLY chatdong.address_suggestion USING btree (kind, initials);

-- Name: address_suggestion_0_kind_initials_idx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX address_suggestion_0_kind_initials_idx ON chatdong.address_suggestion_0 USING btree (kind, initials);

-- Name: address_suggestion_by_key; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX address_suggestion_by_key ON ONLY chatdong.address_suggestion USING btree (kind, key);

-- Name: address_suggestion_0_kind_key_idx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX address_suggestion_0_kind_key_idx ON chatdong.address_suggestion_0 USING btree (kind, key);

-- Name: aid_by_budget; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX aid_by_budget ON chatdong.aid USING btree (budget_id);

-- Name: aid_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX aid_by_dong ON chatdong.aid USING btree (dong_code, id);

-- Name: aid_by_household; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX aid_by_household ON chatdong.aid USING btree (household_id, kind, fiscal_year);

-- Name: aid_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX aid_by_resident ON chatdong.aid USING btree (resident_id, id);

-- Name: aid_entry_by_aid; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX aid_entry_by_aid ON chatdong.aid_entry USING btree (aid_id);

-- Name: aid_payment_alive; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE UNIQUE INDEX aid_payment_alive ON chatdong.aid_payment_item USING btree (aid_id) WHERE (outcome IS DISTINCT FROM 'failed'::text);

-- Name: aid_payment_file_by_gu; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX aid_payment_file_by_gu ON chatdong.aid_payment_file USING btree (gu_code, id);

-- Name: aid_payment_item_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX aid_payment_item_by_resident ON chatdong.aid_payment_item USING btree (resident_id);

-- Name: aid_to_pay; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX aid_to_pay ON chatdong.aid USING btree (dong_code, id) WHERE (status = 'approved'::text);

-- Name: alert_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX alert_by_dong ON chatdong.alert USING btree (dong_code, raised_at, id);

-- Name: alert_open; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX alert_open ON chatdong.alert USING btree (dong_code, raised_at, id) WHERE (status = 'open'::text);

-- Name: benefit_application_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX benefit_application_by_dong ON chatdong.benefit_application USING btree (dong_code, id);

-- Name: benefit_application_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX benefit_application_by_resident ON chatdong.benefit_application USING btree (resident_id, id);

-- Name: birth_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX birth_by_dong ON chatdong.birth USING btree (dong_code, id);

-- Name: birth_by_mother; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX birth_by_mother ON chatdong.birth USING btree (mother_id, id);

-- Name: building_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX building_by_dong ON ONLY chatdong.building USING btree (dong_code);

-- Name: building_0_dong_code_idx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX building_0_dong_code_idx ON chatdong.building_0 USING btree (dong_code);

-- Name: building_by_lot; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX building_by_lot ON ONLY chatdong.building USING btree (legal_code, lot_main, lot_sub);

-- Name: building_0_legal_code_lot_main_lot_sub_idx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX building_0_legal_code_lot_main_lot_sub_idx ON chatdong.building_0 USING btree (legal_code, lot_main, lot_sub);

-- Name: building_by_name; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX building_by_name ON ONLY chatdong.building USING btree (name_key) WHERE (name_key <> ''::text);

-- Name: building_0_name_key_idx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX building_0_name_key_idx ON chatdong.building_0 USING btree (name_key) WHERE (name_key <> ''::text);

-- Name: building_by_road; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX building_by_road ON ONLY chatdong.building USING btree (road_key, main_no, sub_no);

-- Name: building_0_road_key_main_no_sub_no_idx; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX building_0_road_key_main_no_sub_no_idx ON chatdong.building_0 USING btree (road_key, main_no, sub_no);

-- Name: case_action_by_need; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX case_action_by_need ON chatdong.case_action USING btree (need_id, id);

-- Name: case_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX case_by_dong ON chatdong.welfare_case USING btree (dong_code, id);

-- Name: case_by_due; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX case_by_due ON chatdong.welfare_case USING btree (dong_code, due_on, id) WHERE (due_on IS NOT NULL);

-- Name: case_by_household; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX case_by_household ON chatdong.welfare_case USING btree (household_id, id);

-- Name: case_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX case_by_resident ON chatdong.welfare_case USING btree (resident_id, id);

-- Name: case_conference_by_case; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX case_conference_by_case ON chatdong.case_conference USING btree (case_id, id);

-- Name: case_need_by_case; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX case_need_by_case ON chatdong.case_need USING btree (case_id, id);

-- Name: case_transfer_by_case; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX case_transfer_by_case ON chatdong.case_transfer USING btree (case_id);

-- Name: case_transfer_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX case_transfer_by_resident ON chatdong.case_transfer USING btree (resident_id);

-- Name: center_by_joined; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX center_by_joined ON chatdong.center USING btree (joined_on);

-- Name: consent_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX consent_by_resident ON chatdong.consent USING btree (resident_id, id);

-- Name: counseling_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX counseling_by_dong ON chatdong.counseling_record USING btree (dong_code, held_on, id);

-- Name: counseling_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX counseling_by_resident ON chatdong.counseling_record USING btree (resident_id, id);

-- Name: discovery_by_day; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX discovery_by_day ON chatdong.discovery USING btree (found_on, dong_code);

-- Name: discovery_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX discovery_by_dong ON chatdong.discovery USING btree (dong_code, due_on, id);

-- Name: discovery_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX discovery_by_resident ON chatdong.discovery USING btree (resident_id, id);

-- Name: dong_alias_by_key; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX dong_alias_by_key ON chatdong.dong_alias USING btree (key, dong_code);

-- Name: dong_by_district; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX dong_by_district ON chatdong.dong USING btree (gu_code, code);

-- Name: dong_succession_by_successor; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX dong_succession_by_successor ON chatdong.dong_succession USING btree (successor_code);

-- Name: growth_by_birth; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX growth_by_birth ON chatdong.growth_record USING btree (birth_id, measured_on, id);

-- Name: growth_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX growth_by_dong ON chatdong.growth_record USING btree (dong_code, measured_on, id);

-- Name: household_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX household_by_dong ON chatdong.household USING btree (dong_code, id);

-- Name: idempotency_by_age; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX idempotency_by_age ON chatdong.idempotency_record USING btree (created_at);

-- Name: legal_dong_by_district; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX legal_dong_by_district ON chatdong.legal_dong USING btree (gu_code, code);

-- Name: legal_dong_by_name; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX legal_dong_by_name ON chatdong.legal_dong USING btree (name_key);

-- Name: legal_dong_dong_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX legal_dong_dong_by_dong ON chatdong.legal_dong_dong USING btree (dong_code);

-- Name: operation_by_age; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX operation_by_age ON chatdong.operation USING btree (expires_at);

-- Name: operation_by_author; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX operation_by_author ON chatdong.operation USING btree (created_by);

-- Name: operation_by_district; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX operation_by_district ON chatdong.operation USING btree (gu_code, created_at, id);

-- Name: operation_open; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX operation_open ON chatdong.operation USING btree (beat_at) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

-- Name: partner_by_name; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX partner_by_name ON chatdong.partner USING btree (name, id);

-- Name: partner_location_by_partner; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX partner_location_by_partner ON chatdong.partner_location USING btree (partner_id, id);

-- Name: partner_schedule_exception_by_day; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX partner_schedule_exception_by_day ON chatdong.partner_schedule_exception USING btree (service_id, on_date);

-- Name: partner_service_at_location; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX partner_service_at_location ON chatdong.partner_service_location USING btree (location_id);

-- Name: partner_service_by_need; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX partner_service_by_need ON chatdong.partner_service_need USING btree (need_code, service_id);

-- Name: patch_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX patch_by_dong ON chatdong.patch USING btree (dong_code, id);

-- Name: patch_by_officer; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX patch_by_officer ON chatdong.patch USING btree (officer_id);

-- Name: patch_rule_by_patch; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX patch_rule_by_patch ON chatdong.patch_rule USING btree (patch_id);

-- Name: patch_rule_by_place; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX patch_rule_by_place ON chatdong.patch_rule USING btree (dong_code, place);

-- Name: referral_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX referral_by_dong ON chatdong.referral USING btree (dong_code, id);

-- Name: referral_by_partner; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX referral_by_partner ON chatdong.referral USING btree (partner_id, id);

-- Name: referral_by_partner_status; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX referral_by_partner_status ON chatdong.referral USING btree (partner_id, status, id);

-- Name: referral_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX referral_by_resident ON chatdong.referral USING btree (resident_id, id);

-- Name: referral_by_screening; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX referral_by_screening ON chatdong.referral USING btree (screening_id) WHERE (screening_id IS NOT NULL);

-- Name: referral_link_one_alive; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE UNIQUE INDEX referral_link_one_alive ON chatdong.referral_link USING btree (referral_id) WHERE ((used_at IS NULL) AND (revoked_at IS NULL));

-- Name: referral_linkage; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX referral_linkage ON chatdong.referral USING btree (outcome_at, dong_code) WHERE (outcome = 'served'::text);

-- Name: referral_to_do; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX referral_to_do ON chatdong.referral USING btree (dong_code, due_at, id) WHERE (status <> 'closed'::text);

-- Name: referral_unanswered; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX referral_unanswered ON chatdong.referral USING btree (respond_by) WHERE (status = 'requested'::text);

-- Name: referral_unfinished; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX referral_unfinished ON chatdong.referral USING btree (due_at) WHERE (status = ANY (ARRAY['accepted'::text, 'rejected'::text, 'expired'::text, 'served'::text, 'not_served'::text]));

-- Name: resident_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX resident_by_dong ON chatdong.resident USING btree (dong_code, id);

-- Name: resident_by_household; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX resident_by_household ON chatdong.resident USING btree (household_id);

-- Name: resident_by_name_address; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX resident_by_name_address ON chatdong.resident USING btree (chatdong.signal_name_key(name), chatdong.signal_address_key(address));

-- Name: resident_by_name_birth; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX resident_by_name_birth ON chatdong.resident USING btree (chatdong.signal_name_key(name), birth_date);

-- Name: resident_by_name_phone; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX resident_by_name_phone ON chatdong.resident USING btree (chatdong.signal_name_key(name), "right"(phone, 4));

-- Name: round_application_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX round_application_by_dong ON chatdong.round_application USING btree (dong_code, id);

-- Name: screening_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX screening_by_dong ON chatdong.screening USING btree (dong_code, performed_at, id);

-- Name: screening_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX screening_by_resident ON chatdong.screening USING btree (resident_id, performed_at, id);

-- Name: screening_level_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX screening_level_by_dong ON chatdong.screening_level USING btree (dong_code, performed_at, id);

-- Name: screening_level_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX screening_level_by_resident ON chatdong.screening_level USING btree (resident_id, performed_at, id);

-- Name: signal_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX signal_by_dong ON chatdong.signal USING btree (dong_code, id);

-- Name: signal_by_gu; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX signal_by_gu ON chatdong.signal USING btree (gu_code, id) WHERE (dong_code IS NULL);

-- Name: signal_by_household; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX signal_by_household ON chatdong.signal USING btree (household_id) INCLUDE (kind, received_at, outcome);

-- Name: signal_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX signal_by_resident ON chatdong.signal USING btree (resident_id);

-- Name: signal_weights_one_used; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE UNIQUE INDEX signal_weights_one_used ON chatdong.signal_weights USING btree (used) WHERE used;

-- Name: staff_by_district; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX staff_by_district ON chatdong.staff USING btree (gu_code, id);

-- Name: staff_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX staff_by_dong ON chatdong.staff USING gin (dong_codes);

-- Name: staff_grant_by_staff; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX staff_grant_by_staff ON chatdong.staff_grant USING btree (staff_id, changed_at, id);

-- Name: staff_grant_by_time; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX staff_grant_by_time ON chatdong.staff_grant USING btree (gu_code, changed_at, id);

-- Name: staff_leave_by_staff; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX staff_leave_by_staff ON chatdong.staff_leave USING btree (staff_id, starts_on);

-- Name: staff_post_by_dong; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX staff_post_by_dong ON chatdong.staff_post USING gin (dong_codes);

-- Name: staffing_record_by_district; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX staffing_record_by_district ON chatdong.staffing_record USING btree (gu_code, id);

-- Name: visit_by_dong_plan; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX visit_by_dong_plan ON chatdong.visit USING btree (dong_code, planned_start, id);

-- Name: visit_by_resident; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX visit_by_resident ON chatdong.visit USING btree (resident_id, planned_start, id);

-- Name: visit_by_staff; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX visit_by_staff ON chatdong.visit USING btree (staff_id, planned_start, id);

-- Name: visit_to_household; Type: INDEX; Schema: chatdong; Owner: chatdong_owner

CREATE INDEX visit_to_household ON chatdong.visit USING btree (household_id, planned_start);

-- Name: access_record_default_actor_id_at_id_idx; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.access_record_by_actor ATTACH PARTITION chatdong.access_record_default_actor_id_at_id_idx;

-- Name: access_record_default_pkey; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.access_record_once ATTACH PARTITION chatdong.access_record_default_pkey;

-- Name: access_record_default_resident_ids_idx; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.access_record_by_resident ATTACH PARTITION chatdong.access_record_default_resident_ids_idx;

-- Name: access_record_default_tx_idx; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.access_record_by_tx ATTACH PARTITION chatdong.access_record_default_tx_idx;

-- Name: address_suggestion_0_bigrams_idx; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.address_suggestion_by_part ATTACH PARTITION chatdong.address_suggestion_0_bigrams_idx;

-- Name: address_suggestion_0_kind_initials_idx; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.address_suggestion_by_initials ATTACH PARTITION chatdong.address_suggestion_0_kind_initials_idx;

-- Name: address_suggestion_0_kind_key_idx; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.address_suggestion_by_key ATTACH PARTITION chatdong.address_suggestion_0_kind_key_idx;

-- Name: address_suggestion_0_pkey; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.address_suggestion_pkey ATTACH PARTITION chatdong.address_suggestion_0_pkey;

-- Name: building_0_dong_code_idx; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.building_by_dong ATTACH PARTITION chatdong.building_0_dong_code_idx;

-- Name: building_0_legal_code_lot_main_lot_sub_idx; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.building_by_lot ATTACH PARTITION chatdong.building_0_legal_code_lot_main_lot_sub_idx;

-- Name: building_0_name_key_idx; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.building_by_name ATTACH PARTITION chatdong.building_0_name_key_idx;

-- Name: building_0_pkey; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.building_pkey ATTACH PARTITION chatdong.building_0_pkey;

-- Name: building_0_road_key_main_no_sub_no_idx; Type: INDEX ATTACH; Schema: chatdong; Owner: chatdong_owner

ALTER INDEX chatdong.building_by_road ATTACH PARTITION chatdong.building_0_road_key_main_no_sub_no_idx;

-- Name: aid a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.aid FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: aid_budget a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.aid_budget FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: aid_payment_file a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.aid_payment_file FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: alert a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.alert FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: benefit_application a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.benefit_application FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: birth a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.birth FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: case_action a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.case_action FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: case_need a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.case_need FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: case_transfer a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.case_transfer FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: center a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.center FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: consent a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.consent FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: counseling_record a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.counseling_record FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: discovery a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.discovery FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: growth_record a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.growth_record FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: household a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.household FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: operation a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.operation FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: partner a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.partner FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: partner_location a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.partner_location FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: partner_service a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.partner_service FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: patch a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.patch FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: patch_cut a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.patch_cut FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: program_round a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.program_round FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: recipient_count a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.recipient_count FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: referral a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.referral FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: resident a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.resident FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: round_application a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.round_application FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: screening a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.screening FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: service_capacity a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.service_capacity FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: signal a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.signal FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: staff a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.staff FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: staff_leave a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.staff_leave FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: staffing_record a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.staffing_record FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: statistic_target a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.statistic_target FOR EACH ROW EXECUTE FUNCTION chatdong.statistic_target_touch();

-- Name: visit a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.visit FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: welfare_case a_touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER a_touch BEFORE UPDATE ON chatdong.welfare_case FOR EACH ROW EXECUTE FUNCTION chatdong.row_touch();

-- Name: screening announce; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER announce AFTER INSERT OR UPDATE ON chatdong.screening FOR EACH ROW EXECUTE FUNCTION chatdong.screening_announce();

-- Name: aid_entry append_only; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON chatdong.aid_entry FOR EACH ROW EXECUTE FUNCTION chatdong.aid_refuse_rewriting();

-- Name: aid_posting append_only; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON chatdong.aid_posting FOR EACH ROW EXECUTE FUNCTION chatdong.aid_refuse_rewriting();

-- Name: aid_entry append_only_whole; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON chatdong.aid_entry FOR EACH STATEMENT EXECUTE FUNCTION chatdong.aid_refuse_rewriting();

-- Name: aid_posting append_only_whole; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON chatdong.aid_posting FOR EACH STATEMENT EXECUTE FUNCTION chatdong.aid_refuse_rewriting();

-- Name: signal arrives; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER arrives BEFORE INSERT ON chatdong.signal FOR EACH ROW EXECUTE FUNCTION chatdong.signal_arrives();

-- Name: aid b_a_step; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_a_step BEFORE UPDATE OF status ON chatdong.aid FOR EACH ROW WHEN ((old.status = new.status)) EXECUTE FUNCTION chatdong.aid_refuse_standing_still();

-- Name: program_round b_a_step; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_a_step BEFORE UPDATE OF status ON chatdong.program_round FOR EACH ROW WHEN ((old.status = new.status)) EXECUTE FUNCTION chatdong.round_refuse_standing_still();

-- Name: welfare_case b_a_step; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_a_step BEFORE UPDATE OF status ON chatdong.welfare_case FOR EACH ROW WHEN ((old.status = new.status)) EXECUTE FUNCTION chatdong.case_refuse_standing_still();

-- Name: case_transfer b_answer; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_answer BEFORE UPDATE OF status ON chatdong.case_transfer FOR EACH ROW EXECUTE FUNCTION chatdong.case_transfer_answer();

-- Name: aid_payment_file b_collect; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_collect BEFORE INSERT ON chatdong.aid_payment_file FOR EACH ROW EXECUTE FUNCTION chatdong.aid_payment_collect();

-- Name: aid b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.aid FOR EACH ROW EXECUTE FUNCTION chatdong.aid_guard();

-- Name: aid_budget b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.aid_budget FOR EACH ROW EXECUTE FUNCTION chatdong.aid_budget_guard();

-- Name: alert b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE UPDATE ON chatdong.alert FOR EACH ROW EXECUTE FUNCTION chatdong.alert_guard();

-- Name: benefit_application b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.benefit_application FOR EACH ROW EXECUTE FUNCTION chatdong.benefit_guard();

-- Name: birth b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.birth FOR EACH ROW EXECUTE FUNCTION chatdong.birth_guard();

-- Name: case_action b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.case_action FOR EACH ROW EXECUTE FUNCTION chatdong.case_part_guard();

-- Name: case_conference b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.case_conference FOR EACH ROW EXECUTE FUNCTION chatdong.case_part_guard();

-- Name: case_need b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.case_need FOR EACH ROW EXECUTE FUNCTION chatdong.case_part_guard();

-- Name: case_visit b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.case_visit FOR EACH ROW EXECUTE FUNCTION chatdong.case_part_guard();

-- Name: consent b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE UPDATE ON chatdong.consent FOR EACH ROW EXECUTE FUNCTION chatdong.consent_guard();

-- Name: counseling_record b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.counseling_record FOR EACH ROW EXECUTE FUNCTION chatdong.counseling_guard();

-- Name: discovery b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.discovery FOR EACH ROW EXECUTE FUNCTION chatdong.discovery_guard();

-- Name: growth_record b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.growth_record FOR EACH ROW EXECUTE FUNCTION chatdong.growth_guard();

-- Name: operation b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE UPDATE ON chatdong.operation FOR EACH ROW EXECUTE FUNCTION chatdong.operation_guard();

-- Name: patch b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT ON chatdong.patch FOR EACH ROW EXECUTE FUNCTION chatdong.patch_guard();

-- Name: program_round b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.program_round FOR EACH ROW EXECUTE FUNCTION chatdong.round_guard();

-- Name: referral b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.referral FOR EACH ROW EXECUTE FUNCTION chatdong.referral_guard();

-- Name: round_application b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.round_application FOR EACH ROW EXECUTE FUNCTION chatdong.application_guard();

-- Name: screening b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.screening FOR EACH ROW EXECUTE FUNCTION chatdong.screening_guard();

-- Name: staff b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.staff FOR EACH ROW EXECUTE FUNCTION chatdong.staff_guard();

-- Name: staff_leave b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.staff_leave FOR EACH ROW EXECUTE FUNCTION chatdong.staff_leave_guard();

-- Name: visit b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.visit FOR EACH ROW EXECUTE FUNCTION chatdong.visit_guard();

-- Name: visit_theme b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT ON chatdong.visit_theme FOR EACH ROW EXECUTE FUNCTION chatdong.visit_theme_guard();

-- Name: welfare_case b_guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_guard BEFORE INSERT OR UPDATE ON chatdong.welfare_case FOR EACH ROW EXECUTE FUNCTION chatdong.case_guard();

-- Name: case_transfer b_offer; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER b_offer BEFORE INSERT ON chatdong.case_transfer FOR EACH ROW EXECUTE FUNCTION chatdong.case_transfer_offer();

-- Name: aid_entry balanced; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON chatdong.aid_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chatdong.aid_check_balance();

-- Name: aid_posting balanced; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON chatdong.aid_posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chatdong.aid_check_balance();

-- Name: benefit_application c_step; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER c_step BEFORE UPDATE OF status ON chatdong.benefit_application FOR EACH ROW WHEN ((old.status = new.status)) EXECUTE FUNCTION chatdong.benefit_refuse_standing_still();

-- Name: referral c_step; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER c_step BEFORE UPDATE OF status ON chatdong.referral FOR EACH ROW WHEN ((old.status = new.status)) EXECUTE FUNCTION chatdong.referral_refuse_standing_still();

-- Name: visit c_step; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER c_step BEFORE UPDATE OF status ON chatdong.visit FOR EACH ROW WHEN ((old.status = new.status)) EXECUTE FUNCTION chatdong.visit_refuse_standing_still();

-- Name: program_round carry_out; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER carry_out AFTER UPDATE ON chatdong.program_round FOR EACH ROW WHEN ((old.status <> new.status)) EXECUTE FUNCTION chatdong.round_carry_out();

-- Name: signal confirms; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER confirms BEFORE UPDATE OF matched_by ON chatdong.signal FOR EACH ROW EXECUTE FUNCTION chatdong.signal_confirms();

-- Name: partner_service count; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE CONSTRAINT TRIGGER count AFTER INSERT ON chatdong.partner_service DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chatdong.service_count();

-- Name: public_holiday discoveries_follow; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER discoveries_follow AFTER INSERT OR DELETE OR UPDATE ON chatdong.public_holiday FOR EACH STATEMENT EXECUTE FUNCTION chatdong.discovery_follow_holidays();

-- Name: staff_leave engage; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER engage AFTER INSERT OR UPDATE ON chatdong.staff_leave FOR EACH ROW EXECUTE FUNCTION chatdong.staff_leave_engage();

-- Name: visit engage; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER engage AFTER INSERT OR UPDATE ON chatdong.visit FOR EACH ROW EXECUTE FUNCTION chatdong.visit_engage();

-- Name: aid_budget enter; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER enter AFTER INSERT OR UPDATE OF amount ON chatdong.aid_budget FOR EACH ROW EXECUTE FUNCTION chatdong.aid_budget_enter();

-- Name: staff grant_change_kept; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER grant_change_kept AFTER UPDATE ON chatdong.staff FOR EACH ROW WHEN ((((((old.role IS DISTINCT FROM new.role) OR (old.job IS DISTINCT FROM new.job)) OR (old.dong_codes IS DISTINCT FROM new.dong_codes)) OR (old.active IS DISTINCT FROM new.active)) OR (old.employed IS DISTINCT FROM new.employed))) EXECUTE FUNCTION chatdong.staff_keep_grant();

-- Name: staff grant_kept; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER grant_kept AFTER INSERT ON chatdong.staff FOR EACH ROW EXECUTE FUNCTION chatdong.staff_keep_grant();

-- Name: instrument_version guard; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER guard BEFORE UPDATE ON chatdong.instrument_version FOR EACH ROW EXECUTE FUNCTION chatdong.instrument_version_guard();

-- Name: aid keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.aid FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: alert keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.alert FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: benefit_application keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.benefit_application FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: birth keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.birth FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: case_action keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.case_action FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: case_need keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.case_need FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: center keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.center FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: consent keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.consent FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: counseling_record keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.counseling_record FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: discovery keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.discovery FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: growth_record keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.growth_record FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: household keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.household FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: partner keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.partner FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: partner_location keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.partner_location FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: partner_service keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.partner_service FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: patch keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.patch FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: patch_cut keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.patch_cut FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: patch_rule keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.patch_rule FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: program_round keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.program_round FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: recipient_count keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.recipient_count FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: referral keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.referral FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: resident keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.resident FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: round_application keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.round_application FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: screening keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.screening FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: service_capacity keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.service_capacity FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: signal keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.signal FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: staff keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.staff FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: staff_leave keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.staff_leave FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: staffing_record keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.staffing_record FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: statistic_target keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.statistic_target FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: visit keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.visit FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: welfare_case keep; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER keep AFTER DELETE OR UPDATE ON chatdong.welfare_case FOR EACH ROW EXECUTE FUNCTION chatdong.row_keep();

-- Name: dong patches_begin; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER patches_begin AFTER INSERT ON chatdong.dong FOR EACH ROW EXECUTE FUNCTION chatdong.patch_cut_begin();

-- Name: staff post_change_kept; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER post_change_kept AFTER UPDATE ON chatdong.staff FOR EACH ROW WHEN ((((old.role IS DISTINCT FROM new.role) OR (old.job IS DISTINCT FROM new.job)) OR (old.dong_codes IS DISTINCT FROM new.dong_codes))) EXECUTE FUNCTION chatdong.staff_keep_post();

-- Name: staff post_kept; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER post_kept AFTER INSERT ON chatdong.staff FOR EACH ROW EXECUTE FUNCTION chatdong.staff_keep_post();

-- Name: signal resolves; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER resolves BEFORE UPDATE OF resolved_by ON chatdong.signal FOR EACH ROW EXECUTE FUNCTION chatdong.signal_resolves();

-- Name: signal risk_changed; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER risk_changed AFTER UPDATE ON chatdong.signal REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION chatdong.risk_of_changed();

-- Name: signal risk_new; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER risk_new AFTER INSERT ON chatdong.signal REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION chatdong.risk_of_new();

-- Name: household signal_moves; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER signal_moves AFTER UPDATE OF dong_code ON chatdong.household FOR EACH ROW WHEN ((old.dong_code <> new.dong_code)) EXECUTE FUNCTION chatdong.signal_moves();

-- Name: partner_service spread; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER spread AFTER INSERT OR UPDATE ON chatdong.partner_service FOR EACH ROW EXECUTE FUNCTION chatdong.service_spread();

-- Name: aid statistic; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER statistic AFTER INSERT OR DELETE OR UPDATE ON chatdong.aid FOR EACH ROW EXECUTE FUNCTION chatdong.statistic_watch_aid();

-- Name: benefit_application statistic; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER statistic AFTER INSERT OR DELETE OR UPDATE ON chatdong.benefit_application FOR EACH ROW EXECUTE FUNCTION chatdong.statistic_watch_benefit_application();

-- Name: counseling_record statistic; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER statistic AFTER INSERT OR DELETE OR UPDATE ON chatdong.counseling_record FOR EACH ROW EXECUTE FUNCTION chatdong.statistic_watch_counseling_record();

-- Name: discovery statistic; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER statistic AFTER INSERT OR DELETE OR UPDATE ON chatdong.discovery FOR EACH ROW EXECUTE FUNCTION chatdong.statistic_watch_discovery();

-- Name: referral statistic; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER statistic AFTER INSERT OR DELETE OR UPDATE ON chatdong.referral FOR EACH ROW EXECUTE FUNCTION chatdong.statistic_watch_referral();

-- Name: screening statistic; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER statistic AFTER INSERT OR DELETE OR UPDATE ON chatdong.screening FOR EACH ROW EXECUTE FUNCTION chatdong.statistic_watch_screening();

-- Name: visit statistic; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER statistic AFTER INSERT OR DELETE OR UPDATE ON chatdong.visit FOR EACH ROW EXECUTE FUNCTION chatdong.statistic_watch_visit();

-- Name: welfare_case statistic; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER statistic AFTER INSERT OR DELETE OR UPDATE ON chatdong.welfare_case FOR EACH ROW EXECUTE FUNCTION chatdong.statistic_watch_welfare_case();

-- Name: partner statistic_after; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER statistic_after AFTER UPDATE OF kind ON chatdong.partner FOR EACH ROW WHEN ((old.kind IS DISTINCT FROM new.kind)) EXECUTE FUNCTION chatdong.statistic_watch_referral_partner();

-- Name: partner statistic_before; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER statistic_before BEFORE UPDATE OF kind ON chatdong.partner FOR EACH ROW WHEN ((old.kind IS DISTINCT FROM new.kind)) EXECUTE FUNCTION chatdong.statistic_watch_referral_partner();

-- Name: consent touch; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER touch AFTER INSERT OR UPDATE ON chatdong.consent FOR EACH ROW EXECUTE FUNCTION chatdong.consent_touch_referrals();

-- Name: dong_alias touch_dong; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER touch_dong AFTER INSERT OR DELETE OR UPDATE ON chatdong.dong_alias FOR EACH ROW EXECUTE FUNCTION chatdong.dong_touch();

-- Name: dong_succession touch_dong; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER touch_dong AFTER INSERT OR DELETE OR UPDATE ON chatdong.dong_succession FOR EACH ROW EXECUTE FUNCTION chatdong.dong_touch();

-- Name: legal_dong touch_dong; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER touch_dong AFTER UPDATE ON chatdong.legal_dong FOR EACH ROW EXECUTE FUNCTION chatdong.dong_touch();

-- Name: legal_dong_dong touch_dong; Type: TRIGGER; Schema: chatdong; Owner: chatdong_owner

CREATE TRIGGER touch_dong AFTER INSERT OR DELETE OR UPDATE ON chatdong.legal_dong_dong FOR EACH ROW EXECUTE FUNCTION chatdong.dong_touch();

-- Name: aid_budget aid_budget_in_known_district; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_budget
    ADD CONSTRAINT aid_budget_in_known_district FOREIGN KEY (gu_code) REFERENCES chatdong.district(code);

-- Name: aid_budget aid_budget_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_budget
    ADD CONSTRAINT aid_budget_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: aid_ceiling aid_ceiling_of_known_kind; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_ceiling
    ADD CONSTRAINT aid_ceiling_of_known_kind FOREIGN KEY (kind) REFERENCES chatdong.aid_kind(code);

-- Name: aid_entry aid_entry_of_known_aid; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_entry
    ADD CONSTRAINT aid_entry_of_known_aid FOREIGN KEY (aid_id) REFERENCES chatdong.aid(id) DEFERRABLE INITIALLY DEFERRED;

-- Name: aid_entry aid_entry_of_known_budget; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_entry
    ADD CONSTRAINT aid_entry_of_known_budget FOREIGN KEY (budget_id) REFERENCES chatdong.aid_budget(id);

-- Name: aid_frequency aid_frequency_of_known_kind; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_frequency
    ADD CONSTRAINT aid_frequency_of_known_kind FOREIGN KEY (kind) REFERENCES chatdong.aid_kind(code);

-- Name: aid aid_from_known_budget; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid
    ADD CONSTRAINT aid_from_known_budget FOREIGN KEY (budget_id) REFERENCES chatdong.aid_budget(id);

-- Name: aid aid_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid
    ADD CONSTRAINT aid_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: aid aid_of_known_household; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid
    ADD CONSTRAINT aid_of_known_household FOREIGN KEY (household_id) REFERENCES chatdong.household(id);

-- Name: aid aid_of_known_kind; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid
    ADD CONSTRAINT aid_of_known_kind FOREIGN KEY (kind) REFERENCES chatdong.aid_kind(code);

-- Name: aid aid_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid
    ADD CONSTRAINT aid_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: aid_payment_file aid_payment_file_in_known_district; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_payment_file
    ADD CONSTRAINT aid_payment_file_in_known_district FOREIGN KEY (gu_code) REFERENCES chatdong.district(code);

-- Name: aid_payment_item aid_payment_item_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_payment_item
    ADD CONSTRAINT aid_payment_item_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: aid_payment_item aid_payment_item_of_known_aid; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_payment_item
    ADD CONSTRAINT aid_payment_item_of_known_aid FOREIGN KEY (aid_id) REFERENCES chatdong.aid(id);

-- Name: aid_payment_item aid_payment_item_of_known_file; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_payment_item
    ADD CONSTRAINT aid_payment_item_of_known_file FOREIGN KEY (file_id) REFERENCES chatdong.aid_payment_file(id) DEFERRABLE INITIALLY DEFERRED;

-- Name: aid_payment_item aid_payment_item_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_payment_item
    ADD CONSTRAINT aid_payment_item_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: aid_posting aid_posting_of_known_entry; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.aid_posting
    ADD CONSTRAINT aid_posting_of_known_entry FOREIGN KEY (entry_id) REFERENCES chatdong.aid_entry(id);

-- Name: alert alert_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.alert
    ADD CONSTRAINT alert_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: alert alert_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.alert
    ADD CONSTRAINT alert_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: alert alert_of_known_screening; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.alert
    ADD CONSTRAINT alert_of_known_screening FOREIGN KEY (screening_id) REFERENCES chatdong.screening(id);

-- Name: dong_alias alias_of_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.dong_alias
    ADD CONSTRAINT alias_of_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code) ON DELETE CASCADE;

-- Name: round_application application_of_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.round_application
    ADD CONSTRAINT application_of_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: round_application application_to_known_round; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.round_application
    ADD CONSTRAINT application_to_known_round FOREIGN KEY (round_id) REFERENCES chatdong.program_round(id);

-- Name: birth_band_theme band_theme_of_band; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth_band_theme
    ADD CONSTRAINT band_theme_of_band FOREIGN KEY (band) REFERENCES chatdong.birth_theme_band(code);

-- Name: birth_band_theme band_theme_of_theme; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth_band_theme
    ADD CONSTRAINT band_theme_of_theme FOREIGN KEY (theme) REFERENCES chatdong.birth_theme(code);

-- Name: benefit_application benefit_application_at_known_visit; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit_application
    ADD CONSTRAINT benefit_application_at_known_visit FOREIGN KEY (visit_id) REFERENCES chatdong.visit(id);

-- Name: benefit_application benefit_application_for_known_benefit; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit_application
    ADD CONSTRAINT benefit_application_for_known_benefit FOREIGN KEY (benefit) REFERENCES chatdong.benefit(code);

-- Name: benefit_application benefit_application_from_known_counseling; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit_application
    ADD CONSTRAINT benefit_application_from_known_counseling FOREIGN KEY (counseling_id) REFERENCES chatdong.counseling_record(id);

-- Name: benefit_application benefit_application_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit_application
    ADD CONSTRAINT benefit_application_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: benefit_application benefit_application_of_known_household; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit_application
    ADD CONSTRAINT benefit_application_of_known_household FOREIGN KEY (household_id) REFERENCES chatdong.household(id);

-- Name: benefit_application benefit_application_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit_application
    ADD CONSTRAINT benefit_application_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: benefit_application benefit_in_known_case; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.benefit_application
    ADD CONSTRAINT benefit_in_known_case FOREIGN KEY (case_id) REFERENCES chatdong.welfare_case(id);

-- Name: birth birth_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth
    ADD CONSTRAINT birth_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: birth birth_of_known_child; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth
    ADD CONSTRAINT birth_of_known_child FOREIGN KEY (child_id) REFERENCES chatdong.resident(id);

-- Name: birth birth_of_known_mother; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.birth
    ADD CONSTRAINT birth_of_known_mother FOREIGN KEY (mother_id) REFERENCES chatdong.resident(id);

-- Name: dong_boundary boundary_of_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.dong_boundary
    ADD CONSTRAINT boundary_of_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code) ON DELETE CASCADE;

-- Name: service_capacity capacity_of_known_service; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.service_capacity
    ADD CONSTRAINT capacity_of_known_service FOREIGN KEY (id) REFERENCES chatdong.partner_service(id) ON DELETE CASCADE;

-- Name: case_action case_action_by_known_partner; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_action
    ADD CONSTRAINT case_action_by_known_partner FOREIGN KEY (partner_id) REFERENCES chatdong.partner(id);

-- Name: case_action case_action_by_known_staff; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_action
    ADD CONSTRAINT case_action_by_known_staff FOREIGN KEY (staff_id) REFERENCES chatdong.staff(id);

-- Name: case_action case_action_of_known_need; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_action
    ADD CONSTRAINT case_action_of_known_need FOREIGN KEY (need_id) REFERENCES chatdong.case_need(id);

-- Name: case_conference case_conference_of_known_case; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_conference
    ADD CONSTRAINT case_conference_of_known_case FOREIGN KEY (case_id) REFERENCES chatdong.welfare_case(id);

-- Name: welfare_case case_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.welfare_case
    ADD CONSTRAINT case_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: welfare_case case_manager_known; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.welfare_case
    ADD CONSTRAINT case_manager_known FOREIGN KEY (manager_id) REFERENCES chatdong.staff(id);

-- Name: case_need case_need_of_known_case; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_need
    ADD CONSTRAINT case_need_of_known_case FOREIGN KEY (case_id) REFERENCES chatdong.welfare_case(id);

-- Name: welfare_case case_of_known_discovery; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.welfare_case
    ADD CONSTRAINT case_of_known_discovery FOREIGN KEY (discovery_id) REFERENCES chatdong.discovery(id);

-- Name: welfare_case case_of_known_household; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.welfare_case
    ADD CONSTRAINT case_of_known_household FOREIGN KEY (household_id) REFERENCES chatdong.household(id);

-- Name: welfare_case case_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.welfare_case
    ADD CONSTRAINT case_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: welfare_case case_status_known; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.welfare_case
    ADD CONSTRAINT case_status_known FOREIGN KEY (status) REFERENCES chatdong.case_state(status);

-- Name: case_transfer case_transfer_from_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_transfer
    ADD CONSTRAINT case_transfer_from_known_dong FOREIGN KEY (from_dong_code) REFERENCES chatdong.dong(code);

-- Name: case_transfer case_transfer_of_known_case; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_transfer
    ADD CONSTRAINT case_transfer_of_known_case FOREIGN KEY (case_id) REFERENCES chatdong.welfare_case(id);

-- Name: case_transfer case_transfer_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_transfer
    ADD CONSTRAINT case_transfer_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: case_transfer case_transfer_to_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_transfer
    ADD CONSTRAINT case_transfer_to_known_dong FOREIGN KEY (to_dong_code) REFERENCES chatdong.dong(code);

-- Name: case_transition case_transition_from_known; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_transition
    ADD CONSTRAINT case_transition_from_known FOREIGN KEY (from_status) REFERENCES chatdong.case_state(status);

-- Name: case_transition case_transition_to_known; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_transition
    ADD CONSTRAINT case_transition_to_known FOREIGN KEY (to_status) REFERENCES chatdong.case_state(status);

-- Name: case_visit case_visit_of_known_case; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_visit
    ADD CONSTRAINT case_visit_of_known_case FOREIGN KEY (case_id) REFERENCES chatdong.welfare_case(id);

-- Name: case_visit case_visit_of_known_visit; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.case_visit
    ADD CONSTRAINT case_visit_of_known_visit FOREIGN KEY (visit_id) REFERENCES chatdong.visit(id);

-- Name: center center_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.center
    ADD CONSTRAINT center_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: center center_in_known_round; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.center
    ADD CONSTRAINT center_in_known_round FOREIGN KEY (round) REFERENCES chatdong.program_round(number);

-- Name: consent consent_for_known_purpose; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.consent
    ADD CONSTRAINT consent_for_known_purpose FOREIGN KEY (purpose) REFERENCES chatdong.consent_purpose(code);

-- Name: consent consent_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.consent
    ADD CONSTRAINT consent_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: consent consent_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.consent
    ADD CONSTRAINT consent_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: consent consent_to_known_partner; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.consent
    ADD CONSTRAINT consent_to_known_partner FOREIGN KEY (partner_id) REFERENCES chatdong.partner(id);

-- Name: counseling_record counseling_at_known_visit; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.counseling_record
    ADD CONSTRAINT counseling_at_known_visit FOREIGN KEY (visit_id) REFERENCES chatdong.visit(id);

-- Name: counseling_record counseling_in_known_case; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.counseling_record
    ADD CONSTRAINT counseling_in_known_case FOREIGN KEY (case_id) REFERENCES chatdong.welfare_case(id);

-- Name: counseling_record counseling_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.counseling_record
    ADD CONSTRAINT counseling_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: counseling_record counseling_of_known_household; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.counseling_record
    ADD CONSTRAINT counseling_of_known_household FOREIGN KEY (household_id) REFERENCES chatdong.household(id);

-- Name: counseling_record counseling_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.counseling_record
    ADD CONSTRAINT counseling_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: discovery discovery_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.discovery
    ADD CONSTRAINT discovery_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: discovery discovery_of_known_household; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.discovery
    ADD CONSTRAINT discovery_of_known_household FOREIGN KEY (household_id) REFERENCES chatdong.household(id);

-- Name: discovery discovery_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.discovery
    ADD CONSTRAINT discovery_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: discovery discovery_of_known_signal; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.discovery
    ADD CONSTRAINT discovery_of_known_signal FOREIGN KEY (signal_id) REFERENCES chatdong.signal(id);

-- Name: dong dong_in_known_district; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.dong
    ADD CONSTRAINT dong_in_known_district FOREIGN KEY (gu_code) REFERENCES chatdong.district(code);

-- Name: dong dong_successor_known; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.dong
    ADD CONSTRAINT dong_successor_known FOREIGN KEY (successor_code) REFERENCES chatdong.dong(code) DEFERRABLE;

-- Name: visit_engagement engagement_of_known_visit; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_engagement
    ADD CONSTRAINT engagement_of_known_visit FOREIGN KEY (visit_id) REFERENCES chatdong.visit(id) ON DELETE CASCADE;

-- Name: partner_schedule_exception exception_of_known_service; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_schedule_exception
    ADD CONSTRAINT exception_of_known_service FOREIGN KEY (service_id) REFERENCES chatdong.partner_service(id) ON DELETE CASCADE;

-- Name: growth_record growth_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.growth_record
    ADD CONSTRAINT growth_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: growth_record growth_of_known_birth; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.growth_record
    ADD CONSTRAINT growth_of_known_birth FOREIGN KEY (birth_id) REFERENCES chatdong.birth(id);

-- Name: growth_record growth_of_known_child; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.growth_record
    ADD CONSTRAINT growth_of_known_child FOREIGN KEY (child_id) REFERENCES chatdong.resident(id);

-- Name: growth_record growth_of_known_visit; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.growth_record
    ADD CONSTRAINT growth_of_known_visit FOREIGN KEY (visit_id) REFERENCES chatdong.visit(id);

-- Name: household household_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.household
    ADD CONSTRAINT household_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: household_risk household_risk_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.household_risk
    ADD CONSTRAINT household_risk_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: household_risk household_risk_of_household_of_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.household_risk
    ADD CONSTRAINT household_risk_of_household_of_dong FOREIGN KEY (household_id, dong_code) REFERENCES chatdong.household(id, dong_code) ON UPDATE CASCADE;

-- Name: household_risk household_risk_of_known_household; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.household_risk
    ADD CONSTRAINT household_risk_of_known_household FOREIGN KEY (household_id) REFERENCES chatdong.household(id);

-- Name: indicator_source indicator_source_of_known_indicator; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.indicator_source
    ADD CONSTRAINT indicator_source_of_known_indicator FOREIGN KEY (indicator) REFERENCES chatdong.indicator(id) ON DELETE CASCADE;

-- Name: instrument_version instrument_version_of_instrument; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.instrument_version
    ADD CONSTRAINT instrument_version_of_instrument FOREIGN KEY (instrument_id) REFERENCES chatdong.instrument(id);

-- Name: legal_dong legal_dong_in_known_district; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.legal_dong
    ADD CONSTRAINT legal_dong_in_known_district FOREIGN KEY (gu_code) REFERENCES chatdong.district(code) ON DELETE CASCADE;

-- Name: need need_below_known_need; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.need
    ADD CONSTRAINT need_below_known_need FOREIGN KEY (parent_code) REFERENCES chatdong.need(code);

-- Name: need need_of_known_taxonomy; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.need
    ADD CONSTRAINT need_of_known_taxonomy FOREIGN KEY (taxonomy) REFERENCES chatdong.taxonomy(code);

-- Name: operation operation_in_known_district; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.operation
    ADD CONSTRAINT operation_in_known_district FOREIGN KEY (gu_code) REFERENCES chatdong.district(code);

-- Name: legal_dong_dong pair_of_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.legal_dong_dong
    ADD CONSTRAINT pair_of_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code) ON DELETE CASCADE;

-- Name: legal_dong_dong pair_of_known_legal_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.legal_dong_dong
    ADD CONSTRAINT pair_of_known_legal_dong FOREIGN KEY (legal_code) REFERENCES chatdong.legal_dong(code) ON DELETE CASCADE;

-- Name: partner partner_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner
    ADD CONSTRAINT partner_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: partner_location partner_location_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_location
    ADD CONSTRAINT partner_location_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: partner_location partner_location_of_known_partner; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_location
    ADD CONSTRAINT partner_location_of_known_partner FOREIGN KEY (partner_id) REFERENCES chatdong.partner(id);

-- Name: partner partner_of_known_parent; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner
    ADD CONSTRAINT partner_of_known_parent FOREIGN KEY (parent_id) REFERENCES chatdong.partner(id);

-- Name: partner_service partner_service_of_known_partner; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service
    ADD CONSTRAINT partner_service_of_known_partner FOREIGN KEY (partner_id) REFERENCES chatdong.partner(id);

-- Name: patch_cut patch_cut_of_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch_cut
    ADD CONSTRAINT patch_cut_of_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code) ON DELETE CASCADE;

-- Name: patch patch_known_nurse; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch
    ADD CONSTRAINT patch_known_nurse FOREIGN KEY (nurse_id) REFERENCES chatdong.staff(id);

-- Name: patch patch_known_officer; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch
    ADD CONSTRAINT patch_known_officer FOREIGN KEY (officer_id) REFERENCES chatdong.staff(id);

-- Name: patch patch_known_planner; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch
    ADD CONSTRAINT patch_known_planner FOREIGN KEY (planner_id) REFERENCES chatdong.staff(id);

-- Name: patch patch_of_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch
    ADD CONSTRAINT patch_of_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.patch_cut(dong_code);

-- Name: patch_rule patch_rule_of_patch; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.patch_rule
    ADD CONSTRAINT patch_rule_of_patch FOREIGN KEY (patch_id, dong_code, during) REFERENCES chatdong.patch(id, dong_code, during) ON UPDATE CASCADE ON DELETE CASCADE;

-- Name: dong_succession predecessor_known; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.dong_succession
    ADD CONSTRAINT predecessor_known FOREIGN KEY (predecessor_code) REFERENCES chatdong.dong(code) ON DELETE CASCADE;

-- Name: recipient_count recipient_count_in_known_district; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.recipient_count
    ADD CONSTRAINT recipient_count_in_known_district FOREIGN KEY (gu_code) REFERENCES chatdong.district(code);

-- Name: recipient_count recipient_count_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.recipient_count
    ADD CONSTRAINT recipient_count_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: referral referral_from_known_screening; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral
    ADD CONSTRAINT referral_from_known_screening FOREIGN KEY (screening_id) REFERENCES chatdong.screening(id);

-- Name: referral referral_from_known_visit; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral
    ADD CONSTRAINT referral_from_known_visit FOREIGN KEY (visit_id) REFERENCES chatdong.visit(id);

-- Name: referral referral_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral
    ADD CONSTRAINT referral_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: referral_link referral_link_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral_link
    ADD CONSTRAINT referral_link_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: referral_link referral_link_of_known_referral; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral_link
    ADD CONSTRAINT referral_link_of_known_referral FOREIGN KEY (referral_id) REFERENCES chatdong.referral(id);

-- Name: referral referral_of_known_household; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral
    ADD CONSTRAINT referral_of_known_household FOREIGN KEY (household_id) REFERENCES chatdong.household(id);

-- Name: referral referral_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral
    ADD CONSTRAINT referral_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: referral_reminder referral_reminder_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral_reminder
    ADD CONSTRAINT referral_reminder_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: referral_reminder referral_reminder_of_known_referral; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral_reminder
    ADD CONSTRAINT referral_reminder_of_known_referral FOREIGN KEY (referral_id) REFERENCES chatdong.referral(id);

-- Name: referral referral_to_known_partner; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral
    ADD CONSTRAINT referral_to_known_partner FOREIGN KEY (partner_id) REFERENCES chatdong.partner(id);

-- Name: referral referral_to_known_service; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.referral
    ADD CONSTRAINT referral_to_known_service FOREIGN KEY (service_id) REFERENCES chatdong.partner_service(id);

-- Name: resident resident_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.resident
    ADD CONSTRAINT resident_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: resident resident_of_household_of_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.resident
    ADD CONSTRAINT resident_of_household_of_dong FOREIGN KEY (household_id, dong_code) REFERENCES chatdong.household(id, dong_code) ON UPDATE CASCADE;

-- Name: partner_schedule schedule_of_known_service; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_schedule
    ADD CONSTRAINT schedule_of_known_service FOREIGN KEY (service_id) REFERENCES chatdong.partner_service(id) ON DELETE CASCADE;

-- Name: screening screening_by_known_staff; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.screening
    ADD CONSTRAINT screening_by_known_staff FOREIGN KEY (performed_by) REFERENCES chatdong.staff(id);

-- Name: screening screening_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.screening
    ADD CONSTRAINT screening_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: screening_level screening_level_of_screening; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.screening_level
    ADD CONSTRAINT screening_level_of_screening FOREIGN KEY (id) REFERENCES chatdong.screening(id);

-- Name: screening screening_of_known_birth; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.screening
    ADD CONSTRAINT screening_of_known_birth FOREIGN KEY (birth_id) REFERENCES chatdong.birth(id);

-- Name: screening screening_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.screening
    ADD CONSTRAINT screening_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: screening screening_on_known_visit; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.screening
    ADD CONSTRAINT screening_on_known_visit FOREIGN KEY (visit_id) REFERENCES chatdong.visit(id);

-- Name: screening screening_with_known_version; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.screening
    ADD CONSTRAINT screening_with_known_version FOREIGN KEY (instrument_id, instrument_version) REFERENCES chatdong.instrument_version(instrument_id, version);

-- Name: partner_service_location service_at_own_location; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service_location
    ADD CONSTRAINT service_at_own_location FOREIGN KEY (location_id, partner_id) REFERENCES chatdong.partner_location(id, partner_id);

-- Name: partner_service_location service_location_of_known_service; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service_location
    ADD CONSTRAINT service_location_of_known_service FOREIGN KEY (service_id, partner_id) REFERENCES chatdong.partner_service(id, partner_id) ON DELETE CASCADE;

-- Name: partner_service_need service_need_known; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service_need
    ADD CONSTRAINT service_need_known FOREIGN KEY (need_code) REFERENCES chatdong.need(code);

-- Name: partner_service_need service_need_of_known_service; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.partner_service_need
    ADD CONSTRAINT service_need_of_known_service FOREIGN KEY (service_id) REFERENCES chatdong.partner_service(id) ON DELETE CASCADE;

-- Name: signal signal_in_known_district; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal
    ADD CONSTRAINT signal_in_known_district FOREIGN KEY (gu_code) REFERENCES chatdong.district(code);

-- Name: signal signal_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal
    ADD CONSTRAINT signal_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: signal_kind signal_kind_of_known_institution; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal_kind
    ADD CONSTRAINT signal_kind_of_known_institution FOREIGN KEY (institution) REFERENCES chatdong.signal_institution(code);

-- Name: signal signal_of_known_household; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal
    ADD CONSTRAINT signal_of_known_household FOREIGN KEY (household_id) REFERENCES chatdong.household(id);

-- Name: signal signal_of_known_kind; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal
    ADD CONSTRAINT signal_of_known_kind FOREIGN KEY (kind) REFERENCES chatdong.signal_kind(code);

-- Name: signal signal_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal
    ADD CONSTRAINT signal_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: signal signal_of_known_round; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal
    ADD CONSTRAINT signal_of_known_round FOREIGN KEY (round) REFERENCES chatdong.signal_round(code);

-- Name: signal_weight signal_weight_of_known_kind; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal_weight
    ADD CONSTRAINT signal_weight_of_known_kind FOREIGN KEY (kind) REFERENCES chatdong.signal_kind(code);

-- Name: signal_weight signal_weight_of_known_version; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.signal_weight
    ADD CONSTRAINT signal_weight_of_known_version FOREIGN KEY (version) REFERENCES chatdong.signal_weights(version);

-- Name: staff_grant staff_grant_of_known_staff; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_grant
    ADD CONSTRAINT staff_grant_of_known_staff FOREIGN KEY (staff_id) REFERENCES chatdong.staff(id);

-- Name: staff staff_in_known_district; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff
    ADD CONSTRAINT staff_in_known_district FOREIGN KEY (gu_code) REFERENCES chatdong.district(code);

-- Name: staff_leave_duty staff_leave_duty_of_known_leave; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_leave_duty
    ADD CONSTRAINT staff_leave_duty_of_known_leave FOREIGN KEY (leave_id) REFERENCES chatdong.staff_leave(id) ON DELETE CASCADE;

-- Name: staff_leave staff_leave_known_substitute; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_leave
    ADD CONSTRAINT staff_leave_known_substitute FOREIGN KEY (substitute_id) REFERENCES chatdong.staff(id);

-- Name: staff_leave staff_leave_of_known_staff; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_leave
    ADD CONSTRAINT staff_leave_of_known_staff FOREIGN KEY (staff_id) REFERENCES chatdong.staff(id);

-- Name: staff_post staff_post_kind_known; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_post
    ADD CONSTRAINT staff_post_kind_known FOREIGN KEY (kind) REFERENCES chatdong.staff_job_kind(code);

-- Name: staff_post staff_post_of_known_staff; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staff_post
    ADD CONSTRAINT staff_post_of_known_staff FOREIGN KEY (staff_id) REFERENCES chatdong.staff(id) ON DELETE CASCADE;

-- Name: staffing_record staffing_record_in_known_district; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staffing_record
    ADD CONSTRAINT staffing_record_in_known_district FOREIGN KEY (gu_code) REFERENCES chatdong.district(code);

-- Name: staffing_record staffing_record_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staffing_record
    ADD CONSTRAINT staffing_record_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: staffing_record staffing_record_known_job; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.staffing_record
    ADD CONSTRAINT staffing_record_known_job FOREIGN KEY (job) REFERENCES chatdong.staff_job_kind(code);

-- Name: statistic statistic_of_known_indicator; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.statistic
    ADD CONSTRAINT statistic_of_known_indicator FOREIGN KEY (indicator) REFERENCES chatdong.indicator(no) ON DELETE CASCADE;

-- Name: statistic_target statistic_target_of_known_indicator; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.statistic_target
    ADD CONSTRAINT statistic_target_of_known_indicator FOREIGN KEY (indicator) REFERENCES chatdong.indicator(id);

-- Name: dong_succession successor_known; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.dong_succession
    ADD CONSTRAINT successor_known FOREIGN KEY (successor_code) REFERENCES chatdong.dong(code) ON DELETE CASCADE;

-- Name: system_client system_client_in_known_district; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.system_client
    ADD CONSTRAINT system_client_in_known_district FOREIGN KEY (gu_code) REFERENCES chatdong.district(code);

-- Name: system_client system_client_of_known_partner; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.system_client
    ADD CONSTRAINT system_client_of_known_partner FOREIGN KEY (partner_id) REFERENCES chatdong.partner(id);

-- Name: visit visit_by_known_staff; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit
    ADD CONSTRAINT visit_by_known_staff FOREIGN KEY (staff_id) REFERENCES chatdong.staff(id);

-- Name: visit visit_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit
    ADD CONSTRAINT visit_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: visit visit_in_known_program; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit
    ADD CONSTRAINT visit_in_known_program FOREIGN KEY (program) REFERENCES chatdong.program(code);

-- Name: visit visit_of_known_household; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit
    ADD CONSTRAINT visit_of_known_household FOREIGN KEY (household_id) REFERENCES chatdong.household(id);

-- Name: visit visit_of_known_resident; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit
    ADD CONSTRAINT visit_of_known_resident FOREIGN KEY (resident_id) REFERENCES chatdong.resident(id);

-- Name: visit_theme visit_theme_in_known_dong; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_theme
    ADD CONSTRAINT visit_theme_in_known_dong FOREIGN KEY (dong_code) REFERENCES chatdong.dong(code);

-- Name: visit_theme visit_theme_known; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_theme
    ADD CONSTRAINT visit_theme_known FOREIGN KEY (theme) REFERENCES chatdong.birth_theme(code);

-- Name: visit_theme visit_theme_of_known_birth; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_theme
    ADD CONSTRAINT visit_theme_of_known_birth FOREIGN KEY (birth_id) REFERENCES chatdong.birth(id);

-- Name: visit_theme visit_theme_of_known_visit; Type: FK CONSTRAINT; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE ONLY chatdong.visit_theme
    ADD CONSTRAINT visit_theme_of_known_visit FOREIGN KEY (visit_id) REFERENCES chatdong.visit(id);

-- Name: access_record; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.access_record ENABLE ROW LEVEL SECURITY;

-- Name: aid; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.aid ENABLE ROW LEVEL SECURITY;

-- Name: aid_budget; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.aid_budget ENABLE ROW LEVEL SECURITY;

-- Name: aid_entry; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.aid_entry ENABLE ROW LEVEL SECURITY;

-- Name: aid_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.aid_history ENABLE ROW LEVEL SECURITY;

-- Name: aid_payment_file; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.aid_payment_file ENABLE ROW LEVEL SECURITY;

-- Name: aid_payment_item; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.aid_payment_item ENABLE ROW LEVEL SECURITY;

-- Name: aid_posting; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.aid_posting ENABLE ROW LEVEL SECURITY;

-- Name: alert; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.alert ENABLE ROW LEVEL SECURITY;

-- Name: alert_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.alert_history ENABLE ROW LEVEL SECURITY;

-- Name: access_record append; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY append ON chatdong.access_record FOR INSERT TO chatdong_api WITH CHECK ((tx = pg_current_xact_id()));

-- Name: operation area_cancel; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_cancel ON chatdong.operation FOR UPDATE TO chatdong_api USING ((((created_by)::text = ( SELECT NULLIF(current_setting('chatdong.actor_id'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text) OR ((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: alert area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.alert FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: benefit_application area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.benefit_application FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: birth area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.birth FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: consent area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.consent FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: counseling_record area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.counseling_record FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: discovery area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.discovery FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: growth_record area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.growth_record FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: household area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.household FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: referral area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.referral FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: referral_link area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.referral_link FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: resident area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.resident FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: screening area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.screening FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: visit area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.visit FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: visit_theme area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.visit_theme FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: welfare_case area_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_insert ON chatdong.welfare_case FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: aid area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.aid FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: aid_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.aid_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: alert area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.alert FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: alert_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.alert_history FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: benefit_application area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.benefit_application FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: benefit_application_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.benefit_application_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: birth area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.birth FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: birth_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.birth_history FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: center_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.center_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: consent area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.consent FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: consent_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.consent_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: counseling_record area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.counseling_record FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: counseling_record_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.counseling_record_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: discovery area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.discovery FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: discovery_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.discovery_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: growth_record area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.growth_record FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: growth_record_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.growth_record_history FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: household area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.household FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: household_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.household_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: household_risk area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.household_risk FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: operation area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.operation FOR SELECT TO chatdong_api USING ((((created_by)::text = ( SELECT NULLIF(current_setting('chatdong.actor_id'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text) OR ((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND COALESCE((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")), (gu_code IS NULL)))));

-- Name: patch area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.patch FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: patch_cut area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.patch_cut FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: patch_cut_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.patch_cut_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: patch_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.patch_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: patch_rule area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.patch_rule FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: patch_rule_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.patch_rule_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: recipient_count area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.recipient_count FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: recipient_count_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.recipient_count_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: referral area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.referral FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: referral_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.referral_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: referral_link area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.referral_link FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: referral_reminder area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.referral_reminder FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: resident area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.resident FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: resident_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.resident_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: round_application area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.round_application FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: round_application_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.round_application_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: screening area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.screening FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: screening_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.screening_history FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: screening_level area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.screening_level FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{officer,nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: signal area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.signal FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: signal_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.signal_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: staff area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.staff FOR SELECT TO chatdong_api USING (((dong_codes && ( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)) OR (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text) OR ((id)::text = ( SELECT current_setting('chatdong.actor_id'::text, true) AS current_setting))));

-- Name: staff_grant area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.staff_grant FOR SELECT TO chatdong_api USING (((area_codes && ( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)) OR (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: staff_leave area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.staff_leave FOR SELECT TO chatdong_api USING (((staff_id IN ( SELECT s.id
   FROM chatdong.staff s)) OR ((substitute_id)::text = ( SELECT current_setting('chatdong.actor_id'::text, true) AS current_setting))));

-- Name: staff_leave_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.staff_leave_history FOR SELECT TO chatdong_api USING ((staff_id IN ( SELECT s.id
   FROM chatdong.staff s)));

-- Name: staff_post area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.staff_post FOR SELECT TO chatdong_api USING (((dong_codes && ( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)) OR (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: staffing_record area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.staffing_record FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: staffing_record_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.staffing_record_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: statistic area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.statistic FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: statistic_delta area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.statistic_delta FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: visit area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.visit FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: visit_history area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.visit_history FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: visit_theme area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.visit_theme FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: welfare_case area_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_read ON chatdong.welfare_case FOR SELECT TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: statistic_target area_sets; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_sets ON chatdong.statistic_target TO chatdong_api USING ((((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND (area = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))) OR ((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'system'::text) AND (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))));

-- Name: alert area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.alert FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))))) WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: benefit_application area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.benefit_application FOR UPDATE TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: birth area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.birth FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))))) WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: consent area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.consent FOR UPDATE TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: counseling_record area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.counseling_record FOR UPDATE TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: discovery area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.discovery FOR UPDATE TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: growth_record area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.growth_record FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))))) WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: household area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.household FOR UPDATE TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: referral area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.referral FOR UPDATE TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: referral_link area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.referral_link FOR UPDATE TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: resident area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.resident FOR UPDATE TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: screening area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.screening FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))))) WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: visit area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.visit FOR UPDATE TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: visit_theme area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.visit_theme FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))))) WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY ('{nurse,supervisor}'::text[])) AND ((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: welfare_case area_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY area_update ON chatdong.welfare_case FOR UPDATE TO chatdong_api USING (((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text]))));

-- Name: benefit_application; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.benefit_application ENABLE ROW LEVEL SECURITY;

-- Name: benefit_application_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.benefit_application_history ENABLE ROW LEVEL SECURITY;

-- Name: birth; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.birth ENABLE ROW LEVEL SECURITY;

-- Name: birth_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.birth_history ENABLE ROW LEVEL SECURITY;

-- Name: case_transfer both_sides; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY both_sides ON chatdong.case_transfer FOR SELECT TO chatdong_api USING (((from_dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR (to_dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(from_dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR ("left"(to_dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))));

-- Name: case_action; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.case_action ENABLE ROW LEVEL SECURITY;

-- Name: case_action_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.case_action_history ENABLE ROW LEVEL SECURITY;

-- Name: case_conference; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.case_conference ENABLE ROW LEVEL SECURITY;

-- Name: case_need; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.case_need ENABLE ROW LEVEL SECURITY;

-- Name: case_need_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.case_need_history ENABLE ROW LEVEL SECURITY;

-- Name: case_transfer; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.case_transfer ENABLE ROW LEVEL SECURITY;

-- Name: case_visit; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.case_visit ENABLE ROW LEVEL SECURITY;

-- Name: center; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.center ENABLE ROW LEVEL SECURITY;

-- Name: center_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.center_history ENABLE ROW LEVEL SECURITY;

-- Name: program_round city_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY city_insert ON chatdong.program_round FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'system'::text) AND (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: round_application city_selects; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY city_selects ON chatdong.round_application FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'system'::text) AND (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))) WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'system'::text) AND (status = ANY (ARRAY['selected'::text, 'rejected'::text]))));

-- Name: program_round city_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY city_update ON chatdong.program_round FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'system'::text) AND (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)));

-- Name: consent; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.consent ENABLE ROW LEVEL SECURITY;

-- Name: consent_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.consent_history ENABLE ROW LEVEL SECURITY;

-- Name: counseling_record; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.counseling_record ENABLE ROW LEVEL SECURITY;

-- Name: counseling_record_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.counseling_record_history ENABLE ROW LEVEL SECURITY;

-- Name: patch cut_delete; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY cut_delete ON chatdong.patch FOR DELETE TO chatdong_api USING ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text]))));

-- Name: patch_cut cut_delete; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY cut_delete ON chatdong.patch_cut FOR DELETE TO chatdong_api USING ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text]))));

-- Name: patch_rule cut_delete; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY cut_delete ON chatdong.patch_rule FOR DELETE TO chatdong_api USING ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text]))));

-- Name: patch cut_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY cut_insert ON chatdong.patch FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text]))));

-- Name: patch_cut cut_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY cut_insert ON chatdong.patch_cut FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text]))));

-- Name: patch_rule cut_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY cut_insert ON chatdong.patch_rule FOR INSERT TO chatdong_api WITH CHECK ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text]))));

-- Name: patch cut_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY cut_update ON chatdong.patch FOR UPDATE TO chatdong_api USING ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text]))));

-- Name: patch_cut cut_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY cut_update ON chatdong.patch_cut FOR UPDATE TO chatdong_api USING ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text]))));

-- Name: patch_rule cut_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY cut_update ON chatdong.patch_rule FOR UPDATE TO chatdong_api USING ((((dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[])) OR ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text]))));

-- Name: partner directory_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY directory_read ON chatdong.partner FOR SELECT TO chatdong_api, chatdong_worker USING (true);

-- Name: partner_location directory_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY directory_read ON chatdong.partner_location FOR SELECT TO chatdong_api, chatdong_worker USING (true);

-- Name: partner_service directory_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY directory_read ON chatdong.partner_service FOR SELECT TO chatdong_api, chatdong_worker USING (true);

-- Name: service_capacity directory_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY directory_read ON chatdong.service_capacity FOR SELECT TO chatdong_api, chatdong_worker USING (true);

-- Name: discovery; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.discovery ENABLE ROW LEVEL SECURITY;

-- Name: discovery_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.discovery_history ENABLE ROW LEVEL SECURITY;

-- Name: round_application district_applies; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_applies ON chatdong.round_application FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND (status = 'submitted'::text) AND ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))));

-- Name: aid_budget district_changes; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_changes ON chatdong.aid_budget FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))));

-- Name: aid district_decides; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_decides ON chatdong.aid FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))));

-- Name: access_record district_entries; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_entries ON chatdong.access_record FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND (EXISTS ( SELECT
   FROM unnest(access_record.dong_codes) d(code)
  WHERE ("left"(d.code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))))));

-- Name: center district_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_insert ON chatdong.center FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))));

-- Name: recipient_count district_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_insert ON chatdong.recipient_count FOR INSERT TO chatdong_api WITH CHECK (((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text)));

-- Name: staff district_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_insert ON chatdong.staff FOR INSERT TO chatdong_api WITH CHECK (((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text)));

-- Name: staffing_record district_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_insert ON chatdong.staffing_record FOR INSERT TO chatdong_api WITH CHECK (((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text)));

-- Name: aid_payment_file district_makes; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_makes ON chatdong.aid_payment_file FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['district_admin'::text, 'system'::text])) AND ((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))));

-- Name: aid_budget district_reads; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_reads ON chatdong.aid_budget FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))));

-- Name: aid_payment_file district_reads; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_reads ON chatdong.aid_payment_file FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['district_admin'::text, 'system'::text])) AND ((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) OR (( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text))));

-- Name: aid_budget district_sets; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_sets ON chatdong.aid_budget FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))));

-- Name: center district_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_update ON chatdong.center FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))));

-- Name: recipient_count district_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_update ON chatdong.recipient_count FOR UPDATE TO chatdong_api USING (((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text))) WITH CHECK (((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text)));

-- Name: staff district_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_update ON chatdong.staff FOR UPDATE TO chatdong_api USING ((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))) WITH CHECK (((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text)));

-- Name: staffing_record district_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_update ON chatdong.staffing_record FOR UPDATE TO chatdong_api USING (((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text))) WITH CHECK (((gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text)));

-- Name: round_application district_withdraws; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY district_withdraws ON chatdong.round_application FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND ("left"(dong_code, 5) = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))) WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'district_admin'::text) AND (status = 'withdrawn'::text)));

-- Name: access_record dong_entries; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY dong_entries ON chatdong.access_record FOR SELECT TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'supervisor'::text) AND (dong_codes && ( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array))));

-- Name: center everybody_reads; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY everybody_reads ON chatdong.center FOR SELECT TO chatdong_api, chatdong_worker USING (true);

-- Name: program_round everybody_reads; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY everybody_reads ON chatdong.program_round FOR SELECT TO chatdong_api, chatdong_worker USING (true);

-- Name: statistic_target everybody_reads; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY everybody_reads ON chatdong.statistic_target FOR SELECT TO chatdong_api, chatdong_worker USING (true);

-- Name: growth_record; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.growth_record ENABLE ROW LEVEL SECURITY;

-- Name: growth_record_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.growth_record_history ENABLE ROW LEVEL SECURITY;

-- Name: signal gu_reads; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY gu_reads ON chatdong.signal FOR SELECT TO chatdong_api USING (((dong_code IS NULL) AND (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif"))));

-- Name: household; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.household ENABLE ROW LEVEL SECURITY;

-- Name: household_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.household_history ENABLE ROW LEVEL SECURITY;

-- Name: household_risk; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.household_risk ENABLE ROW LEVEL SECURITY;

-- Name: idempotency_record; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.idempotency_record ENABLE ROW LEVEL SECURITY;

-- Name: staff_leave lead_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY lead_insert ON chatdong.staff_leave FOR INSERT TO chatdong_api WITH CHECK (((staff_id IN ( SELECT s.id
   FROM chatdong.staff s)) AND ((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text])) OR ((staff_id)::text = ( SELECT current_setting('chatdong.actor_id'::text, true) AS current_setting)))));

-- Name: staff_leave lead_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY lead_update ON chatdong.staff_leave FOR UPDATE TO chatdong_api USING ((staff_id IN ( SELECT s.id
   FROM chatdong.staff s))) WITH CHECK (((staff_id IN ( SELECT s.id
   FROM chatdong.staff s)) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['supervisor'::text, 'district_admin'::text]))));

-- Name: case_transfer one_side_offers; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY one_side_offers ON chatdong.case_transfer FOR INSERT TO chatdong_api WITH CHECK (((status = 'offered'::text) AND (( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text])) AND (from_dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[]))));

-- Name: operation; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.operation ENABLE ROW LEVEL SECURITY;

-- Name: idempotency_record own_answers; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY own_answers ON chatdong.idempotency_record TO chatdong_api USING (((subject)::text = ( SELECT current_setting('chatdong.actor_id'::text, true) AS current_setting))) WITH CHECK (((subject)::text = ( SELECT current_setting('chatdong.actor_id'::text, true) AS current_setting)));

-- Name: access_record own_entries; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY own_entries ON chatdong.access_record FOR SELECT TO chatdong_api USING (((actor_id)::text = ( SELECT current_setting('chatdong.actor_id'::text, true) AS current_setting)));

-- Name: partner; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.partner ENABLE ROW LEVEL SECURITY;

-- Name: partner_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.partner_history ENABLE ROW LEVEL SECURITY;

-- Name: partner partner_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY partner_insert ON chatdong.partner FOR INSERT TO chatdong_api WITH CHECK (chatdong.partner_may_write(id, dong_code));

-- Name: partner_location partner_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY partner_insert ON chatdong.partner_location FOR INSERT TO chatdong_api WITH CHECK (chatdong.partner_may_write(partner_id));

-- Name: partner_service partner_insert; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY partner_insert ON chatdong.partner_service FOR INSERT TO chatdong_api WITH CHECK (chatdong.partner_may_write(partner_id));

-- Name: partner_location; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.partner_location ENABLE ROW LEVEL SECURITY;

-- Name: partner_location_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.partner_location_history ENABLE ROW LEVEL SECURITY;

-- Name: partner_service; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.partner_service ENABLE ROW LEVEL SECURITY;

-- Name: partner_service_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.partner_service_history ENABLE ROW LEVEL SECURITY;

-- Name: partner partner_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY partner_update ON chatdong.partner FOR UPDATE TO chatdong_api USING (chatdong.partner_may_write(id, dong_code)) WITH CHECK (chatdong.partner_may_write(id, dong_code));

-- Name: partner_location partner_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY partner_update ON chatdong.partner_location FOR UPDATE TO chatdong_api USING (chatdong.partner_may_write(partner_id)) WITH CHECK (chatdong.partner_may_write(partner_id));

-- Name: partner_service partner_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY partner_update ON chatdong.partner_service FOR UPDATE TO chatdong_api USING (chatdong.partner_may_write(partner_id)) WITH CHECK (chatdong.partner_may_write(partner_id));

-- Name: service_capacity partner_update; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY partner_update ON chatdong.service_capacity FOR UPDATE TO chatdong_api USING (chatdong.partner_may_write(( SELECT s.partner_id
   FROM chatdong.partner_service s
  WHERE (s.id = service_capacity.id)))) WITH CHECK (chatdong.partner_may_write(( SELECT s.partner_id
   FROM chatdong.partner_service s
  WHERE (s.id = service_capacity.id))));

-- Name: patch; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.patch ENABLE ROW LEVEL SECURITY;

-- Name: patch_cut; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.patch_cut ENABLE ROW LEVEL SECURITY;

-- Name: patch_cut_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.patch_cut_history ENABLE ROW LEVEL SECURITY;

-- Name: patch_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.patch_history ENABLE ROW LEVEL SECURITY;

-- Name: patch_rule; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.patch_rule ENABLE ROW LEVEL SECURITY;

-- Name: patch_rule_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.patch_rule_history ENABLE ROW LEVEL SECURITY;

-- Name: program_round; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.program_round ENABLE ROW LEVEL SECURITY;

-- Name: program_round_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.program_round_history ENABLE ROW LEVEL SECURITY;

-- Name: recipient_count; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.recipient_count ENABLE ROW LEVEL SECURITY;

-- Name: recipient_count_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.recipient_count_history ENABLE ROW LEVEL SECURITY;

-- Name: referral; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.referral ENABLE ROW LEVEL SECURITY;

-- Name: referral_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.referral_history ENABLE ROW LEVEL SECURITY;

-- Name: referral_link; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.referral_link ENABLE ROW LEVEL SECURITY;

-- Name: referral_reminder; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.referral_reminder ENABLE ROW LEVEL SECURITY;

-- Name: resident; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.resident ENABLE ROW LEVEL SECURITY;

-- Name: resident_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.resident_history ENABLE ROW LEVEL SECURITY;

-- Name: round_application; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.round_application ENABLE ROW LEVEL SECURITY;

-- Name: round_application_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.round_application_history ENABLE ROW LEVEL SECURITY;

-- Name: screening; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.screening ENABLE ROW LEVEL SECURITY;

-- Name: screening_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.screening_history ENABLE ROW LEVEL SECURITY;

-- Name: screening_level; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.screening_level ENABLE ROW LEVEL SECURITY;

-- Name: service_capacity; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.service_capacity ENABLE ROW LEVEL SECURITY;

-- Name: service_capacity_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.service_capacity_history ENABLE ROW LEVEL SECURITY;

-- Name: signal; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.signal ENABLE ROW LEVEL SECURITY;

-- Name: signal_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.signal_history ENABLE ROW LEVEL SECURITY;

-- Name: staff; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.staff ENABLE ROW LEVEL SECURITY;

-- Name: case_action staff_adds; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY staff_adds ON chatdong.case_action FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text])) AND (EXISTS ( SELECT
   FROM chatdong.case_need p
  WHERE (p.id = case_action.need_id)))));

-- Name: case_conference staff_adds; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY staff_adds ON chatdong.case_conference FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text])) AND (EXISTS ( SELECT
   FROM chatdong.welfare_case p
  WHERE (p.id = case_conference.case_id)))));

-- Name: case_need staff_adds; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY staff_adds ON chatdong.case_need FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text])) AND (EXISTS ( SELECT
   FROM chatdong.welfare_case p
  WHERE (p.id = case_need.case_id)))));

-- Name: case_visit staff_adds; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY staff_adds ON chatdong.case_visit FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text])) AND (EXISTS ( SELECT
   FROM chatdong.welfare_case p
  WHERE (p.id = case_visit.case_id)))));

-- Name: aid staff_applies; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY staff_applies ON chatdong.aid FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text])) AND (status = 'applied'::text) AND (dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[]))));

-- Name: case_action staff_changes; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY staff_changes ON chatdong.case_action FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text])) AND (EXISTS ( SELECT
   FROM chatdong.case_need p
  WHERE (p.id = case_action.need_id)))));

-- Name: case_need staff_changes; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY staff_changes ON chatdong.case_need FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'nurse'::text, 'supervisor'::text])) AND (EXISTS ( SELECT
   FROM chatdong.welfare_case p
  WHERE (p.id = case_need.case_id)))));

-- Name: signal staff_goes_on; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY staff_goes_on ON chatdong.signal FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = ANY (ARRAY['officer'::text, 'supervisor'::text])) AND (dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[]))));

-- Name: staff_grant; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.staff_grant ENABLE ROW LEVEL SECURITY;

-- Name: staff_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.staff_history ENABLE ROW LEVEL SECURITY;

-- Name: staff_leave; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.staff_leave ENABLE ROW LEVEL SECURITY;

-- Name: staff_leave_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.staff_leave_history ENABLE ROW LEVEL SECURITY;

-- Name: staff_post; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.staff_post ENABLE ROW LEVEL SECURITY;

-- Name: staffing_record; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.staffing_record ENABLE ROW LEVEL SECURITY;

-- Name: staffing_record_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.staffing_record_history ENABLE ROW LEVEL SECURITY;

-- Name: statistic; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.statistic ENABLE ROW LEVEL SECURITY;

-- Name: statistic_delta; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.statistic_delta ENABLE ROW LEVEL SECURITY;

-- Name: statistic_target; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.statistic_target ENABLE ROW LEVEL SECURITY;

-- Name: aid supervisor_decides; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY supervisor_decides ON chatdong.aid FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'supervisor'::text) AND (dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[]))));

-- Name: signal system_sends; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY system_sends ON chatdong.signal FOR INSERT TO chatdong_api WITH CHECK (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'system'::text) AND (outcome IS NULL) AND (match <> 'confirmed'::text) AND ((( SELECT current_setting('chatdong.city'::text, true) AS current_setting) = 'true'::text) OR (gu_code = ( SELECT NULLIF(current_setting('chatdong.gu'::text, true), ''::text) AS "nullif")))));

-- Name: case_transfer the_other_answers; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY the_other_answers ON chatdong.case_transfer FOR UPDATE TO chatdong_api USING (((( SELECT current_setting('chatdong.role'::text, true) AS current_setting) = 'supervisor'::text) AND (to_dong_code = ANY (( SELECT string_to_array(current_setting('chatdong.dongs'::text, true), ','::text) AS string_to_array)::text[]))));

-- Name: visit; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.visit ENABLE ROW LEVEL SECURITY;

-- Name: visit_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.visit_history ENABLE ROW LEVEL SECURITY;

-- Name: visit_theme; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.visit_theme ENABLE ROW LEVEL SECURITY;

-- Name: welfare_case; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.welfare_case ENABLE ROW LEVEL SECURITY;

-- Name: welfare_case_history; Type: ROW SECURITY; Schema: chatdong; Owner: chatdong_owner

ALTER TABLE chatdong.welfare_case_history ENABLE ROW LEVEL SECURITY;

-- Name: aid_entry with_its_budget; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY with_its_budget ON chatdong.aid_entry FOR SELECT TO chatdong_api USING ((EXISTS ( SELECT
   FROM chatdong.aid_budget b
  WHERE (b.id = aid_entry.budget_id))));

-- Name: case_action with_its_case; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY with_its_case ON chatdong.case_action FOR SELECT TO chatdong_api USING ((EXISTS ( SELECT
   FROM chatdong.case_need p
  WHERE (p.id = case_action.need_id))));

-- Name: case_action_history with_its_case; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY with_its_case ON chatdong.case_action_history FOR SELECT TO chatdong_api USING ((EXISTS ( SELECT
   FROM chatdong.case_need p
  WHERE (p.id = case_action_history.need_id))));

-- Name: case_conference with_its_case; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY with_its_case ON chatdong.case_conference FOR SELECT TO chatdong_api USING ((EXISTS ( SELECT
   FROM chatdong.welfare_case p
  WHERE (p.id = case_conference.case_id))));

-- Name: case_need with_its_case; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY with_its_case ON chatdong.case_need FOR SELECT TO chatdong_api USING ((EXISTS ( SELECT
   FROM chatdong.welfare_case p
  WHERE (p.id = case_need.case_id))));

-- Name: case_need_history with_its_case; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY with_its_case ON chatdong.case_need_history FOR SELECT TO chatdong_api USING ((EXISTS ( SELECT
   FROM chatdong.welfare_case p
  WHERE (p.id = case_need_history.case_id))));

-- Name: case_visit with_its_case; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY with_its_case ON chatdong.case_visit FOR SELECT TO chatdong_api USING ((EXISTS ( SELECT
   FROM chatdong.welfare_case p
  WHERE (p.id = case_visit.case_id))));

-- Name: welfare_case_history with_its_case; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY with_its_case ON chatdong.welfare_case_history FOR SELECT TO chatdong_api USING ((EXISTS ( SELECT
   FROM chatdong.welfare_case p
  WHERE (p.id = welfare_case_history.id))));

-- Name: aid_posting with_its_entry; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY with_its_entry ON chatdong.aid_posting FOR SELECT TO chatdong_api USING ((EXISTS ( SELECT
   FROM chatdong.aid_entry e
  WHERE (e.id = aid_posting.entry_id))));

-- Name: aid_payment_item with_its_file; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY with_its_file ON chatdong.aid_payment_item FOR SELECT TO chatdong_api USING ((EXISTS ( SELECT
   FROM chatdong.aid_payment_file f
  WHERE (f.id = aid_payment_item.file_id))));

-- Name: access_record worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.access_record FOR SELECT TO chatdong_worker USING (true);

-- Name: aid worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.aid FOR SELECT TO chatdong_worker USING (true);

-- Name: aid_budget worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.aid_budget FOR SELECT TO chatdong_worker USING (true);

-- Name: aid_entry worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.aid_entry FOR SELECT TO chatdong_worker USING (true);

-- Name: aid_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.aid_history FOR SELECT TO chatdong_worker USING (true);

-- Name: aid_payment_file worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.aid_payment_file FOR SELECT TO chatdong_worker USING (true);

-- Name: aid_payment_item worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.aid_payment_item FOR SELECT TO chatdong_worker USING (true);

-- Name: aid_posting worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.aid_posting FOR SELECT TO chatdong_worker USING (true);

-- Name: benefit_application worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.benefit_application FOR SELECT TO chatdong_worker USING (true);

-- Name: benefit_application_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.benefit_application_history FOR SELECT TO chatdong_worker USING (true);

-- Name: case_action worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.case_action FOR SELECT TO chatdong_worker USING (true);

-- Name: case_action_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.case_action_history FOR SELECT TO chatdong_worker USING (true);

-- Name: case_conference worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.case_conference FOR SELECT TO chatdong_worker USING (true);

-- Name: case_need worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.case_need FOR SELECT TO chatdong_worker USING (true);

-- Name: case_need_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.case_need_history FOR SELECT TO chatdong_worker USING (true);

-- Name: case_transfer worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.case_transfer FOR SELECT TO chatdong_worker USING (true);

-- Name: case_visit worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.case_visit FOR SELECT TO chatdong_worker USING (true);

-- Name: center_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.center_history FOR SELECT TO chatdong_worker USING (true);

-- Name: consent worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.consent FOR SELECT TO chatdong_worker USING (true);

-- Name: consent_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.consent_history FOR SELECT TO chatdong_worker USING (true);

-- Name: counseling_record worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.counseling_record FOR SELECT TO chatdong_worker USING (true);

-- Name: counseling_record_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.counseling_record_history FOR SELECT TO chatdong_worker USING (true);

-- Name: discovery worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.discovery FOR SELECT TO chatdong_worker USING (true);

-- Name: discovery_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.discovery_history FOR SELECT TO chatdong_worker USING (true);

-- Name: household worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.household FOR SELECT TO chatdong_worker USING (true);

-- Name: household_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.household_history FOR SELECT TO chatdong_worker USING (true);

-- Name: household_risk worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.household_risk FOR SELECT TO chatdong_worker USING (true);

-- Name: partner_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.partner_history FOR SELECT TO chatdong_worker USING (true);

-- Name: partner_location_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.partner_location_history FOR SELECT TO chatdong_worker USING (true);

-- Name: partner_service_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.partner_service_history FOR SELECT TO chatdong_worker USING (true);

-- Name: patch worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.patch FOR SELECT TO chatdong_worker USING (true);

-- Name: patch_cut worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.patch_cut FOR SELECT TO chatdong_worker USING (true);

-- Name: patch_cut_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.patch_cut_history FOR SELECT TO chatdong_worker USING (true);

-- Name: patch_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.patch_history FOR SELECT TO chatdong_worker USING (true);

-- Name: patch_rule worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.patch_rule FOR SELECT TO chatdong_worker USING (true);

-- Name: patch_rule_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.patch_rule_history FOR SELECT TO chatdong_worker USING (true);

-- Name: program_round_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.program_round_history FOR SELECT TO chatdong_worker USING (true);

-- Name: recipient_count worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.recipient_count FOR SELECT TO chatdong_worker USING (true);

-- Name: recipient_count_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.recipient_count_history FOR SELECT TO chatdong_worker USING (true);

-- Name: referral worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.referral FOR SELECT TO chatdong_worker USING (true);

-- Name: referral_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.referral_history FOR SELECT TO chatdong_worker USING (true);

-- Name: referral_link worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.referral_link FOR SELECT TO chatdong_worker USING (true);

-- Name: referral_reminder worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.referral_reminder FOR SELECT TO chatdong_worker USING (true);

-- Name: resident worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.resident FOR SELECT TO chatdong_worker USING (true);

-- Name: resident_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.resident_history FOR SELECT TO chatdong_worker USING (true);

-- Name: round_application worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.round_application FOR SELECT TO chatdong_worker USING (true);

-- Name: round_application_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.round_application_history FOR SELECT TO chatdong_worker USING (true);

-- Name: service_capacity_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.service_capacity_history FOR SELECT TO chatdong_worker USING (true);

-- Name: signal worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.signal FOR SELECT TO chatdong_worker USING (true);

-- Name: signal_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.signal_history FOR SELECT TO chatdong_worker USING (true);

-- Name: staff worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.staff FOR SELECT TO chatdong_worker USING (true);

-- Name: staff_grant worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.staff_grant FOR SELECT TO chatdong_worker USING (true);

-- Name: staff_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.staff_history FOR SELECT TO chatdong_worker USING (true);

-- Name: staff_leave worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.staff_leave FOR SELECT TO chatdong_worker USING (true);

-- Name: staff_leave_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.staff_leave_history FOR SELECT TO chatdong_worker USING (true);

-- Name: staff_post worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.staff_post FOR SELECT TO chatdong_worker USING (true);

-- Name: staffing_record worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.staffing_record FOR SELECT TO chatdong_worker USING (true);

-- Name: staffing_record_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.staffing_record_history FOR SELECT TO chatdong_worker USING (true);

-- Name: statistic worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.statistic FOR SELECT TO chatdong_worker USING (true);

-- Name: statistic_delta worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.statistic_delta FOR SELECT TO chatdong_worker USING (true);

-- Name: visit worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.visit FOR SELECT TO chatdong_worker USING (true);

-- Name: visit_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.visit_history FOR SELECT TO chatdong_worker USING (true);

-- Name: welfare_case worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.welfare_case FOR SELECT TO chatdong_worker USING (true);

-- Name: welfare_case_history worker_read; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_read ON chatdong.welfare_case_history FOR SELECT TO chatdong_worker USING (true);

-- Name: operation worker_runs; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_runs ON chatdong.operation TO chatdong_worker USING (true);

-- Name: idempotency_record worker_tidies; Type: POLICY; Schema: chatdong; Owner: chatdong_owner

CREATE POLICY worker_tidies ON chatdong.idempotency_record TO chatdong_worker USING (true);

-- Name: SCHEMA chatdong; Type: ACL; Schema: -; Owner: chatdong_owner

GRANT USAGE ON SCHEMA chatdong TO chatdong_api;
GRANT USAGE ON SCHEMA chatdong TO chatdong_worker;

-- Name: FUNCTION access_partition_ensure(day date); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.access_partition_ensure(day date) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.access_partition_ensure(day date) TO chatdong_api;
GRANT ALL ON FUNCTION chatdong.access_partition_ensure(day date) TO chatdong_worker;

-- Name: FUNCTION access_record_keys(resident uuid); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.access_record_keys(resident uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.access_record_keys(resident uuid) TO chatdong_api;

-- Name: FUNCTION actor_partner(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.actor_partner() FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.actor_partner() TO chatdong_api;

-- Name: TABLE building; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.building TO chatdong_api;
GRANT SELECT ON TABLE chatdong.building TO chatdong_worker;

-- Name: FUNCTION address_suggestion_refresh(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.address_suggestion_refresh() FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.address_suggestion_refresh() TO chatdong_worker;

-- Name: TABLE aid; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.aid TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid TO chatdong_worker;

-- Name: COLUMN aid.approved_amount; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(approved_amount) ON TABLE chatdong.aid TO chatdong_api;

-- Name: COLUMN aid.status; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(status) ON TABLE chatdong.aid TO chatdong_api;

-- Name: COLUMN aid.decision_note; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(decision_note) ON TABLE chatdong.aid TO chatdong_api;

-- Name: COLUMN aid.reversal_reason; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(reversal_reason) ON TABLE chatdong.aid TO chatdong_api;

-- Name: COLUMN aid.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.aid TO chatdong_api;

-- Name: COLUMN aid.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.aid TO chatdong_api;

-- Name: TABLE aid_ceiling; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_ceiling TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_ceiling TO chatdong_worker;

-- Name: FUNCTION aid_ledger_differences(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.aid_ledger_differences() FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.aid_ledger_differences() TO chatdong_worker;

-- Name: FUNCTION aid_payment_result(file uuid, r record, actor uuid); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.aid_payment_result(file uuid, r record, actor uuid) FROM PUBLIC;

-- Name: TABLE aid_payment_file; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_payment_file TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_payment_file TO chatdong_worker;

-- Name: COLUMN aid_payment_file.id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(id) ON TABLE chatdong.aid_payment_file TO chatdong_api;

-- Name: COLUMN aid_payment_file.gu_code; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(gu_code) ON TABLE chatdong.aid_payment_file TO chatdong_api;

-- Name: COLUMN aid_payment_file.notes; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(notes) ON TABLE chatdong.aid_payment_file TO chatdong_api;

-- Name: COLUMN aid_payment_file.created_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(created_by) ON TABLE chatdong.aid_payment_file TO chatdong_api;

-- Name: COLUMN aid_payment_file.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(updated_by) ON TABLE chatdong.aid_payment_file TO chatdong_api;

-- Name: FUNCTION aid_payment_results(file uuid, results jsonb, actor uuid); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.aid_payment_results(file uuid, results jsonb, actor uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.aid_payment_results(file uuid, results jsonb, actor uuid) TO chatdong_api;

-- Name: TABLE round_application; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.round_application TO chatdong_api;
GRANT SELECT ON TABLE chatdong.round_application TO chatdong_worker;

-- Name: COLUMN round_application.status; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(status) ON TABLE chatdong.round_application TO chatdong_api;

-- Name: COLUMN round_application.reason; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(reason) ON TABLE chatdong.round_application TO chatdong_api;

-- Name: COLUMN round_application.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.round_application TO chatdong_api;

-- Name: COLUMN round_application.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.round_application TO chatdong_api;

-- Name: FUNCTION application_check_decision(a chatdong.round_application); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.application_check_decision(a chatdong.round_application) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.application_check_decision(a chatdong.round_application) TO chatdong_api;

-- Name: FUNCTION application_check_new(a chatdong.round_application); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.application_check_new(a chatdong.round_application) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.application_check_new(a chatdong.round_application) TO chatdong_api;

-- Name: TABLE benefit_application; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.benefit_application TO chatdong_api;
GRANT SELECT ON TABLE chatdong.benefit_application TO chatdong_worker;

-- Name: COLUMN benefit_application.status; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(status) ON TABLE chatdong.benefit_application TO chatdong_api;

-- Name: COLUMN benefit_application.applied_on; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(applied_on) ON TABLE chatdong.benefit_application TO chatdong_api;

-- Name: COLUMN benefit_application.decided_on; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(decided_on) ON TABLE chatdong.benefit_application TO chatdong_api;

-- Name: COLUMN benefit_application.reason; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(reason) ON TABLE chatdong.benefit_application TO chatdong_api;

-- Name: COLUMN benefit_application.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.benefit_application TO chatdong_api;

-- Name: COLUMN benefit_application.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.benefit_application TO chatdong_api;

-- Name: TABLE birth; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.birth TO chatdong_api;

-- Name: FUNCTION building_change_apply(OUT inserted bigint, OUT updated bigint, OUT unchanged bigint, OUT removed bigint); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.building_change_apply(OUT inserted bigint, OUT updated bigint, OUT unchanged bigint, OUT removed bigint) FROM PUBLIC;

-- Name: PROCEDURE building_change_begin(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON PROCEDURE chatdong.building_change_begin() FROM PUBLIC;

-- Name: PROCEDURE building_load_begin(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON PROCEDURE chatdong.building_load_begin() FROM PUBLIC;

-- Name: FUNCTION building_load_complete(districts text[]); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.building_load_complete(districts text[]) FROM PUBLIC;

-- Name: FUNCTION building_load_report(OUT inserted bigint, OUT updated bigint, OUT unchanged bigint, OUT removed bigint); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.building_load_report(OUT inserted bigint, OUT updated bigint, OUT unchanged bigint, OUT removed bigint) FROM PUBLIC;

-- Name: PROCEDURE building_load_swap(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON PROCEDURE chatdong.building_load_swap() FROM PUBLIC;

-- Name: FUNCTION capacity_move(service uuid, to_available integer, to_reserved integer); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.capacity_move(service uuid, to_available integer, to_reserved integer) FROM PUBLIC;

-- Name: FUNCTION capacity_release(service uuid, n integer); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.capacity_release(service uuid, n integer) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.capacity_release(service uuid, n integer) TO chatdong_api;
GRANT ALL ON FUNCTION chatdong.capacity_release(service uuid, n integer) TO chatdong_worker;

-- Name: FUNCTION capacity_reserve(service uuid, n integer); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.capacity_reserve(service uuid, n integer) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.capacity_reserve(service uuid, n integer) TO chatdong_api;
GRANT ALL ON FUNCTION chatdong.capacity_reserve(service uuid, n integer) TO chatdong_worker;

-- Name: FUNCTION capacity_take(service uuid, n integer); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.capacity_take(service uuid, n integer) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.capacity_take(service uuid, n integer) TO chatdong_api;
GRANT ALL ON FUNCTION chatdong.capacity_take(service uuid, n integer) TO chatdong_worker;

-- Name: TABLE welfare_case; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.welfare_case TO chatdong_api;
GRANT SELECT ON TABLE chatdong.welfare_case TO chatdong_worker;

-- Name: COLUMN welfare_case.class; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(class) ON TABLE chatdong.welfare_case TO chatdong_api;

-- Name: COLUMN welfare_case.status; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(status) ON TABLE chatdong.welfare_case TO chatdong_api;

-- Name: COLUMN welfare_case.manager_id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(manager_id) ON TABLE chatdong.welfare_case TO chatdong_api;

-- Name: COLUMN welfare_case.summary; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(summary) ON TABLE chatdong.welfare_case TO chatdong_api;

-- Name: COLUMN welfare_case.plan; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(plan) ON TABLE chatdong.welfare_case TO chatdong_api;

-- Name: COLUMN welfare_case.closing; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(closing) ON TABLE chatdong.welfare_case TO chatdong_api;

-- Name: COLUMN welfare_case.reason; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(reason) ON TABLE chatdong.welfare_case TO chatdong_api;

-- Name: COLUMN welfare_case.judged_version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(judged_version) ON TABLE chatdong.welfare_case TO chatdong_api;

-- Name: COLUMN welfare_case.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.welfare_case TO chatdong_api;

-- Name: COLUMN welfare_case.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.welfare_case TO chatdong_api;

-- Name: FUNCTION case_document(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.case_document() FROM PUBLIC;

-- Name: FUNCTION client_partner(client uuid); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.client_partner(client uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.client_partner(client uuid) TO chatdong_api;

-- Name: FUNCTION consent_fields(resident uuid, to_purpose text, to_partner uuid); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.consent_fields(resident uuid, to_purpose text, to_partner uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.consent_fields(resident uuid, to_purpose text, to_partner uuid) TO chatdong_api;

-- Name: TABLE consent; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.consent TO chatdong_api;
GRANT SELECT ON TABLE chatdong.consent TO chatdong_worker;

-- Name: TABLE discovery; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.discovery TO chatdong_api;
GRANT SELECT ON TABLE chatdong.discovery TO chatdong_worker;

-- Name: COLUMN discovery.path; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(path) ON TABLE chatdong.discovery TO chatdong_api;

-- Name: COLUMN discovery.kind; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(kind) ON TABLE chatdong.discovery TO chatdong_api;

-- Name: COLUMN discovery.found_on; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(found_on) ON TABLE chatdong.discovery TO chatdong_api;

-- Name: COLUMN discovery.signal_id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(signal_id) ON TABLE chatdong.discovery TO chatdong_api;

-- Name: COLUMN discovery.need; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(need) ON TABLE chatdong.discovery TO chatdong_api;

-- Name: COLUMN discovery.withdrawn_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(withdrawn_at) ON TABLE chatdong.discovery TO chatdong_api;

-- Name: COLUMN discovery.withdrawn_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(withdrawn_by) ON TABLE chatdong.discovery TO chatdong_api;

-- Name: COLUMN discovery.withdrawal_reason; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(withdrawal_reason) ON TABLE chatdong.discovery TO chatdong_api;

-- Name: COLUMN discovery.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.discovery TO chatdong_api;

-- Name: COLUMN discovery.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.discovery TO chatdong_api;

-- Name: TABLE dong_boundary; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.dong_boundary TO chatdong_api;
GRANT SELECT ON TABLE chatdong.dong_boundary TO chatdong_worker;

-- Name: TABLE dong; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.dong TO chatdong_api;
GRANT SELECT ON TABLE chatdong.dong TO chatdong_worker;

-- Name: FUNCTION dong_today(code text); Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT ALL ON FUNCTION chatdong.dong_today(code text) TO chatdong_api;

-- Name: TABLE partner_location; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.partner_location TO chatdong_api;
GRANT SELECT ON TABLE chatdong.partner_location TO chatdong_worker;

-- Name: TABLE partner_service_location; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.partner_service_location TO chatdong_api;
GRANT SELECT ON TABLE chatdong.partner_service_location TO chatdong_worker;

-- Name: TABLE partner_service; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.partner_service TO chatdong_api;
GRANT SELECT ON TABLE chatdong.partner_service TO chatdong_worker;

-- Name: TABLE partner; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.partner TO chatdong_api;
GRANT SELECT ON TABLE chatdong.partner TO chatdong_worker;

-- Name: TABLE taxonomy; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.taxonomy TO chatdong_api;
GRANT SELECT ON TABLE chatdong.taxonomy TO chatdong_worker;

-- Name: TABLE need; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.need TO chatdong_api;
GRANT SELECT ON TABLE chatdong.need TO chatdong_worker;

-- Name: FUNCTION instrument_import(content jsonb, is_default boolean); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.instrument_import(content jsonb, is_default boolean) FROM PUBLIC;

-- Name: TABLE operation; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.operation TO chatdong_api;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE chatdong.operation TO chatdong_worker;

-- Name: COLUMN operation.state; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(state) ON TABLE chatdong.operation TO chatdong_api;

-- Name: COLUMN operation.cancel_requested; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(cancel_requested) ON TABLE chatdong.operation TO chatdong_api;

-- Name: COLUMN operation.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.operation TO chatdong_api;

-- Name: COLUMN operation.finished_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(finished_at) ON TABLE chatdong.operation TO chatdong_api;

-- Name: COLUMN operation.updated_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_at) ON TABLE chatdong.operation TO chatdong_api;

-- Name: COLUMN operation.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.operation TO chatdong_api;

-- Name: FUNCTION operation_tidy(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.operation_tidy() FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.operation_tidy() TO chatdong_worker;

-- Name: TABLE referral; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.referral TO chatdong_api;
GRANT SELECT ON TABLE chatdong.referral TO chatdong_worker;

-- Name: TABLE referral_reminder; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.referral_reminder TO chatdong_api;
GRANT SELECT ON TABLE chatdong.referral_reminder TO chatdong_worker;

-- Name: TABLE partner_referral; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.partner_referral TO chatdong_api;

-- Name: FUNCTION partner_answer(referral_id uuid, answer text, why text, note text); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.partner_answer(referral_id uuid, answer text, why text, note text) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.partner_answer(referral_id uuid, answer text, why text, note text) TO chatdong_api;

-- Name: FUNCTION partner_share(referral_id uuid); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.partner_share(referral_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.partner_share(referral_id uuid) TO chatdong_api;

-- Name: TABLE patch; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,DELETE ON TABLE chatdong.patch TO chatdong_api;
GRANT SELECT ON TABLE chatdong.patch TO chatdong_worker;

-- Name: COLUMN patch.during; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(during) ON TABLE chatdong.patch TO chatdong_api;

-- Name: COLUMN patch.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.patch TO chatdong_api;

-- Name: COLUMN patch.updated_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_at) ON TABLE chatdong.patch TO chatdong_api;

-- Name: COLUMN patch.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.patch TO chatdong_api;

-- Name: FUNCTION patch_at(dong_code text, road_key text, main_no integer, legal_code text, mountain boolean, lot_main integer, lot_sub integer, on_day date); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.patch_at(dong_code text, road_key text, main_no integer, legal_code text, mountain boolean, lot_main integer, lot_sub integer, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.patch_at(dong_code text, road_key text, main_no integer, legal_code text, mountain boolean, lot_main integer, lot_sub integer, on_day date) TO chatdong_api;

-- Name: TABLE patch_cut; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.patch_cut TO chatdong_api;
GRANT SELECT ON TABLE chatdong.patch_cut TO chatdong_worker;

-- Name: COLUMN patch_cut.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.patch_cut TO chatdong_api;

-- Name: COLUMN patch_cut.updated_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_at) ON TABLE chatdong.patch_cut TO chatdong_api;

-- Name: COLUMN patch_cut.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.patch_cut TO chatdong_api;

-- Name: TABLE patch_rule; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.patch_rule TO chatdong_api;
GRANT SELECT ON TABLE chatdong.patch_rule TO chatdong_worker;

-- Name: FUNCTION people_of(dong_code text, patch_id uuid, on_day date); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.people_of(dong_code text, patch_id uuid, on_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.people_of(dong_code text, patch_id uuid, on_day date) TO chatdong_api;

-- Name: TABLE referral_deadline; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.referral_deadline TO chatdong_api;
GRANT SELECT ON TABLE chatdong.referral_deadline TO chatdong_worker;

-- Name: FUNCTION referral_link_answer(token text, answer text, why text, note text); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.referral_link_answer(token text, answer text, why text, note text) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.referral_link_answer(token text, answer text, why text, note text) TO chatdong_api;

-- Name: TABLE referral_link; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT ON TABLE chatdong.referral_link TO chatdong_api;
GRANT SELECT ON TABLE chatdong.referral_link TO chatdong_worker;

-- Name: COLUMN referral_link.id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT(id) ON TABLE chatdong.referral_link TO chatdong_api;

-- Name: COLUMN referral_link.dong_code; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT(dong_code) ON TABLE chatdong.referral_link TO chatdong_api;

-- Name: COLUMN referral_link.referral_id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT(referral_id) ON TABLE chatdong.referral_link TO chatdong_api;

-- Name: COLUMN referral_link.expires_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT(expires_at) ON TABLE chatdong.referral_link TO chatdong_api;

-- Name: COLUMN referral_link.used_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT(used_at) ON TABLE chatdong.referral_link TO chatdong_api;

-- Name: COLUMN referral_link.revoked_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT(revoked_at),UPDATE(revoked_at) ON TABLE chatdong.referral_link TO chatdong_api;

-- Name: COLUMN referral_link.created_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT(created_at) ON TABLE chatdong.referral_link TO chatdong_api;

-- Name: COLUMN referral_link.created_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT(created_by) ON TABLE chatdong.referral_link TO chatdong_api;

-- Name: FUNCTION referral_link_of(token text); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.referral_link_of(token text) FROM PUBLIC;

-- Name: FUNCTION referral_link_open(token text); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.referral_link_open(token text) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.referral_link_open(token text) TO chatdong_api;

-- Name: FUNCTION referral_link_view(token text); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.referral_link_view(token text) FROM PUBLIC;

-- Name: FUNCTION referral_record_answer(referral_id uuid, answer text, why text, note text, answerer uuid, via text); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.referral_record_answer(referral_id uuid, answer text, why text, note text, answerer uuid, via text) FROM PUBLIC;

-- Name: FUNCTION referral_share(r chatdong.referral); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.referral_share(r chatdong.referral) FROM PUBLIC;

-- Name: FUNCTION referrals_expire(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.referrals_expire() FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.referrals_expire() TO chatdong_worker;

-- Name: FUNCTION referrals_remind(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.referrals_remind() FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.referrals_remind() TO chatdong_worker;

-- Name: FUNCTION risk_recompute(households uuid[]); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.risk_recompute(households uuid[]) FROM PUBLIC;

-- Name: FUNCTION risk_refresh(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.risk_refresh() FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.risk_refresh() TO chatdong_worker;

-- Name: FUNCTION risk_use_weights(new_version integer); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.risk_use_weights(new_version integer) FROM PUBLIC;

-- Name: TABLE program_round; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.program_round TO chatdong_api;
GRANT SELECT ON TABLE chatdong.program_round TO chatdong_worker;

-- Name: FUNCTION round_check_step(r chatdong.program_round); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.round_check_step(r chatdong.program_round) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.round_check_step(r chatdong.program_round) TO chatdong_api;

-- Name: FUNCTION schedule_done(rule text, done bigint); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.schedule_done(rule text, done bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.schedule_done(rule text, done bigint) TO chatdong_worker;

-- Name: FUNCTION schedule_due(rule text, period_s integer); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.schedule_due(rule text, period_s integer) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.schedule_due(rule text, period_s integer) TO chatdong_worker;

-- Name: FUNCTION schedule_failed(rule text, sqlstate text); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.schedule_failed(rule text, sqlstate text) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.schedule_failed(rule text, sqlstate text) TO chatdong_worker;

-- Name: TABLE screening; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.screening TO chatdong_api;

-- Name: COLUMN screening.voided_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(voided_at) ON TABLE chatdong.screening TO chatdong_api;

-- Name: COLUMN screening.voided_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(voided_by) ON TABLE chatdong.screening TO chatdong_api;

-- Name: COLUMN screening.void_reason; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(void_reason) ON TABLE chatdong.screening TO chatdong_api;

-- Name: COLUMN screening.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.screening TO chatdong_api;

-- Name: COLUMN screening.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.screening TO chatdong_api;

-- Name: FUNCTION screening_count(from_day date, to_day date); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.screening_count(from_day date, to_day date) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.screening_count(from_day date, to_day date) TO chatdong_api;

-- Name: FUNCTION service_spread_hours(s chatdong.partner_service); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.service_spread_hours(s chatdong.partner_service) FROM PUBLIC;

-- Name: FUNCTION service_spread_links(s chatdong.partner_service); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.service_spread_links(s chatdong.partner_service) FROM PUBLIC;

-- Name: TABLE signal; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.signal TO chatdong_api;
GRANT SELECT ON TABLE chatdong.signal TO chatdong_worker;

-- Name: COLUMN signal.id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(id) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.gu_code; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(gu_code) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.dong_code; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(dong_code) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.kind; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(kind) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.source_id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(source_id) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.round; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(round) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.name; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(name) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.birth_date; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(birth_date) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.phone; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(phone) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.address; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(address) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.evidence; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(evidence) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.received_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(received_at) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.match; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(match) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.resident_id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(resident_id) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.matched_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(matched_by) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.outcome; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(outcome) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.outcome_note; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(outcome_note) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.resolved_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(resolved_by) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.created_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(created_by) ON TABLE chatdong.signal TO chatdong_api;

-- Name: COLUMN signal.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(updated_by),UPDATE(updated_by) ON TABLE chatdong.signal TO chatdong_api;

-- Name: FUNCTION signal_fill(new chatdong.signal); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.signal_fill(new chatdong.signal) FROM PUBLIC;

-- Name: FUNCTION staff_grants_expire(keep interval); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.staff_grants_expire(keep interval) FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.staff_grants_expire(keep interval) TO chatdong_worker;

-- Name: TABLE staff; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.staff TO chatdong_api;
GRANT SELECT ON TABLE chatdong.staff TO chatdong_worker;

-- Name: COLUMN staff.dong_codes; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(dong_codes) ON TABLE chatdong.staff TO chatdong_api;

-- Name: COLUMN staff.role; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(role) ON TABLE chatdong.staff TO chatdong_api;

-- Name: COLUMN staff.job; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(job) ON TABLE chatdong.staff TO chatdong_api;

-- Name: COLUMN staff.name; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(name) ON TABLE chatdong.staff TO chatdong_api;

-- Name: COLUMN staff.office_phone; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(office_phone) ON TABLE chatdong.staff TO chatdong_api;

-- Name: COLUMN staff.active; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(active) ON TABLE chatdong.staff TO chatdong_api;

-- Name: COLUMN staff.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.staff TO chatdong_api;

-- Name: COLUMN staff.updated_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_at) ON TABLE chatdong.staff TO chatdong_api;

-- Name: COLUMN staff.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.staff TO chatdong_api;

-- Name: COLUMN staff.employed; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(employed) ON TABLE chatdong.staff TO chatdong_api;

-- Name: TABLE indicator; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.indicator TO chatdong_api;
GRANT SELECT ON TABLE chatdong.indicator TO chatdong_worker;

-- Name: TABLE indicator_source; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.indicator_source TO chatdong_worker;

-- Name: FUNCTION statistics_fold(); Type: ACL; Schema: chatdong; Owner: chatdong_owner

REVOKE ALL ON FUNCTION chatdong.statistics_fold() FROM PUBLIC;
GRANT ALL ON FUNCTION chatdong.statistics_fold() TO chatdong_worker;

-- Name: TABLE visit; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.visit TO chatdong_api;
GRANT SELECT ON TABLE chatdong.visit TO chatdong_worker;

-- Name: TABLE access_record; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.access_record TO chatdong_api;
GRANT SELECT ON TABLE chatdong.access_record TO chatdong_worker;

-- Name: TABLE access_seal; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.access_seal TO chatdong_worker;

-- Name: TABLE system_client; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.system_client TO chatdong_worker;

-- Name: TABLE account; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.account TO chatdong_api;
GRANT SELECT ON TABLE chatdong.account TO chatdong_worker;

-- Name: TABLE address_suggestion; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.address_suggestion TO chatdong_api;
GRANT SELECT ON TABLE chatdong.address_suggestion TO chatdong_worker;

-- Name: TABLE district; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.district TO chatdong_api;
GRANT SELECT ON TABLE chatdong.district TO chatdong_worker;

-- Name: TABLE aid_budget; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_budget TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_budget TO chatdong_worker;

-- Name: COLUMN aid_budget.id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(id) ON TABLE chatdong.aid_budget TO chatdong_api;

-- Name: COLUMN aid_budget.gu_code; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(gu_code) ON TABLE chatdong.aid_budget TO chatdong_api;

-- Name: COLUMN aid_budget.dong_code; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(dong_code) ON TABLE chatdong.aid_budget TO chatdong_api;

-- Name: COLUMN aid_budget.fiscal_year; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(fiscal_year) ON TABLE chatdong.aid_budget TO chatdong_api;

-- Name: COLUMN aid_budget.amount; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(amount),UPDATE(amount) ON TABLE chatdong.aid_budget TO chatdong_api;

-- Name: COLUMN aid_budget.basis; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(basis),UPDATE(basis) ON TABLE chatdong.aid_budget TO chatdong_api;

-- Name: COLUMN aid_budget.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.aid_budget TO chatdong_api;

-- Name: COLUMN aid_budget.created_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(created_by) ON TABLE chatdong.aid_budget TO chatdong_api;

-- Name: COLUMN aid_budget.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(updated_by),UPDATE(updated_by) ON TABLE chatdong.aid_budget TO chatdong_api;

-- Name: TABLE aid_entry; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_entry TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_entry TO chatdong_worker;

-- Name: TABLE aid_frequency; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_frequency TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_frequency TO chatdong_worker;

-- Name: TABLE aid_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_history TO chatdong_worker;

-- Name: TABLE aid_kind; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_kind TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_kind TO chatdong_worker;

-- Name: TABLE aid_limit; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_limit TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_limit TO chatdong_worker;

-- Name: TABLE aid_payment_item; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_payment_item TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_payment_item TO chatdong_worker;

-- Name: TABLE aid_posting; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_posting TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_posting TO chatdong_worker;

-- Name: TABLE aid_transition; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.aid_transition TO chatdong_api;
GRANT SELECT ON TABLE chatdong.aid_transition TO chatdong_worker;

-- Name: TABLE alert; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.alert TO chatdong_api;

-- Name: COLUMN alert.status; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(status) ON TABLE chatdong.alert TO chatdong_api;

-- Name: COLUMN alert.answered_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(answered_at) ON TABLE chatdong.alert TO chatdong_api;

-- Name: COLUMN alert.answered_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(answered_by) ON TABLE chatdong.alert TO chatdong_api;

-- Name: COLUMN alert.note; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(note) ON TABLE chatdong.alert TO chatdong_api;

-- Name: COLUMN alert.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.alert TO chatdong_api;

-- Name: COLUMN alert.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.alert TO chatdong_api;

-- Name: TABLE alert_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.alert_history TO chatdong_api;

-- Name: TABLE benefit; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.benefit TO chatdong_api;
GRANT SELECT ON TABLE chatdong.benefit TO chatdong_worker;

-- Name: TABLE benefit_application_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.benefit_application_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.benefit_application_history TO chatdong_worker;

-- Name: TABLE benefit_transition; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.benefit_transition TO chatdong_api;
GRANT SELECT ON TABLE chatdong.benefit_transition TO chatdong_worker;

-- Name: TABLE birth_band_theme; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.birth_band_theme TO chatdong_api;
GRANT SELECT ON TABLE chatdong.birth_band_theme TO chatdong_worker;

-- Name: TABLE birth_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.birth_history TO chatdong_api;

-- Name: TABLE birth_theme; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.birth_theme TO chatdong_api;
GRANT SELECT ON TABLE chatdong.birth_theme TO chatdong_worker;

-- Name: TABLE birth_theme_band; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.birth_theme_band TO chatdong_api;
GRANT SELECT ON TABLE chatdong.birth_theme_band TO chatdong_worker;

-- Name: TABLE case_action; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.case_action TO chatdong_api;
GRANT SELECT ON TABLE chatdong.case_action TO chatdong_worker;

-- Name: COLUMN case_action.due_on; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(due_on) ON TABLE chatdong.case_action TO chatdong_api;

-- Name: COLUMN case_action.done_on; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(done_on) ON TABLE chatdong.case_action TO chatdong_api;

-- Name: COLUMN case_action.outcome; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(outcome) ON TABLE chatdong.case_action TO chatdong_api;

-- Name: COLUMN case_action.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.case_action TO chatdong_api;

-- Name: COLUMN case_action.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.case_action TO chatdong_api;

-- Name: TABLE case_action_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.case_action_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.case_action_history TO chatdong_worker;

-- Name: TABLE case_clock; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.case_clock TO chatdong_api;
GRANT SELECT ON TABLE chatdong.case_clock TO chatdong_worker;

-- Name: TABLE case_conference; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.case_conference TO chatdong_api;
GRANT SELECT ON TABLE chatdong.case_conference TO chatdong_worker;

-- Name: TABLE case_need; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.case_need TO chatdong_api;
GRANT SELECT ON TABLE chatdong.case_need TO chatdong_worker;

-- Name: COLUMN case_need.goals; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(goals) ON TABLE chatdong.case_need TO chatdong_api;

-- Name: COLUMN case_need.result; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(result) ON TABLE chatdong.case_need TO chatdong_api;

-- Name: COLUMN case_need.result_reason; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(result_reason) ON TABLE chatdong.case_need TO chatdong_api;

-- Name: COLUMN case_need.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.case_need TO chatdong_api;

-- Name: COLUMN case_need.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.case_need TO chatdong_api;

-- Name: TABLE case_need_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.case_need_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.case_need_history TO chatdong_worker;

-- Name: TABLE case_state; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.case_state TO chatdong_api;
GRANT SELECT ON TABLE chatdong.case_state TO chatdong_worker;

-- Name: TABLE case_transfer; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.case_transfer TO chatdong_api;
GRANT SELECT ON TABLE chatdong.case_transfer TO chatdong_worker;

-- Name: COLUMN case_transfer.status; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(status) ON TABLE chatdong.case_transfer TO chatdong_api;

-- Name: COLUMN case_transfer.answer_reason; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(answer_reason) ON TABLE chatdong.case_transfer TO chatdong_api;

-- Name: COLUMN case_transfer.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.case_transfer TO chatdong_api;

-- Name: COLUMN case_transfer.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.case_transfer TO chatdong_api;

-- Name: TABLE case_transition; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.case_transition TO chatdong_api;
GRANT SELECT ON TABLE chatdong.case_transition TO chatdong_worker;

-- Name: TABLE case_visit; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.case_visit TO chatdong_api;
GRANT SELECT ON TABLE chatdong.case_visit TO chatdong_worker;

-- Name: TABLE center; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.center TO chatdong_api;
GRANT SELECT ON TABLE chatdong.center TO chatdong_worker;

-- Name: COLUMN center.id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(id) ON TABLE chatdong.center TO chatdong_api;

-- Name: COLUMN center.dong_code; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(dong_code) ON TABLE chatdong.center TO chatdong_api;

-- Name: COLUMN center.name; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(name),UPDATE(name) ON TABLE chatdong.center TO chatdong_api;

-- Name: COLUMN center.address; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(address),UPDATE(address) ON TABLE chatdong.center TO chatdong_api;

-- Name: COLUMN center.phone; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(phone),UPDATE(phone) ON TABLE chatdong.center TO chatdong_api;

-- Name: COLUMN center.opening_hours; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(opening_hours),UPDATE(opening_hours) ON TABLE chatdong.center TO chatdong_api;

-- Name: COLUMN center.lon; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(lon),UPDATE(lon) ON TABLE chatdong.center TO chatdong_api;

-- Name: COLUMN center.lat; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(lat),UPDATE(lat) ON TABLE chatdong.center TO chatdong_api;

-- Name: COLUMN center.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.center TO chatdong_api;

-- Name: COLUMN center.created_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(created_by) ON TABLE chatdong.center TO chatdong_api;

-- Name: COLUMN center.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT INSERT(updated_by),UPDATE(updated_by) ON TABLE chatdong.center TO chatdong_api;

-- Name: TABLE center_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.center_history TO chatdong_worker;

-- Name: TABLE consent_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.consent_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.consent_history TO chatdong_worker;

-- Name: TABLE consent_purpose; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.consent_purpose TO chatdong_api;
GRANT SELECT ON TABLE chatdong.consent_purpose TO chatdong_worker;

-- Name: TABLE counseling_record; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.counseling_record TO chatdong_api;
GRANT SELECT ON TABLE chatdong.counseling_record TO chatdong_worker;

-- Name: COLUMN counseling_record.visit_id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(visit_id) ON TABLE chatdong.counseling_record TO chatdong_api;

-- Name: COLUMN counseling_record.case_id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(case_id) ON TABLE chatdong.counseling_record TO chatdong_api;

-- Name: COLUMN counseling_record.held_on; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(held_on) ON TABLE chatdong.counseling_record TO chatdong_api;

-- Name: COLUMN counseling_record.channel; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(channel) ON TABLE chatdong.counseling_record TO chatdong_api;

-- Name: COLUMN counseling_record.topic; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(topic) ON TABLE chatdong.counseling_record TO chatdong_api;

-- Name: COLUMN counseling_record.asked; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(asked) ON TABLE chatdong.counseling_record TO chatdong_api;

-- Name: COLUMN counseling_record.answered; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(answered) ON TABLE chatdong.counseling_record TO chatdong_api;

-- Name: COLUMN counseling_record.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.counseling_record TO chatdong_api;

-- Name: COLUMN counseling_record.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.counseling_record TO chatdong_api;

-- Name: TABLE counseling_record_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.counseling_record_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.counseling_record_history TO chatdong_worker;

-- Name: TABLE discovery_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.discovery_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.discovery_history TO chatdong_worker;

-- Name: TABLE dong_alias; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.dong_alias TO chatdong_api;
GRANT SELECT ON TABLE chatdong.dong_alias TO chatdong_worker;

-- Name: TABLE dong_succession; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.dong_succession TO chatdong_api;
GRANT SELECT ON TABLE chatdong.dong_succession TO chatdong_worker;

-- Name: TABLE growth_record; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.growth_record TO chatdong_api;

-- Name: TABLE growth_record_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.growth_record_history TO chatdong_api;

-- Name: TABLE household; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.household TO chatdong_api;
GRANT SELECT ON TABLE chatdong.household TO chatdong_worker;

-- Name: TABLE household_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.household_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.household_history TO chatdong_worker;

-- Name: TABLE household_risk; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.household_risk TO chatdong_api;
GRANT SELECT ON TABLE chatdong.household_risk TO chatdong_worker;

-- Name: TABLE idempotency_record; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.idempotency_record TO chatdong_api;
GRANT SELECT,DELETE ON TABLE chatdong.idempotency_record TO chatdong_worker;

-- Name: TABLE instrument; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.instrument TO chatdong_api;
GRANT SELECT ON TABLE chatdong.instrument TO chatdong_worker;

-- Name: TABLE instrument_version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.instrument_version TO chatdong_api;
GRANT SELECT ON TABLE chatdong.instrument_version TO chatdong_worker;

-- Name: TABLE legal_dong; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.legal_dong TO chatdong_api;
GRANT SELECT ON TABLE chatdong.legal_dong TO chatdong_worker;

-- Name: TABLE legal_dong_dong; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.legal_dong_dong TO chatdong_api;
GRANT SELECT ON TABLE chatdong.legal_dong_dong TO chatdong_worker;

-- Name: TABLE operation_transition; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.operation_transition TO chatdong_api;
GRANT SELECT ON TABLE chatdong.operation_transition TO chatdong_worker;

-- Name: TABLE partner_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.partner_history TO chatdong_worker;

-- Name: TABLE partner_location_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.partner_location_history TO chatdong_worker;

-- Name: TABLE partner_schedule; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.partner_schedule TO chatdong_api;
GRANT SELECT ON TABLE chatdong.partner_schedule TO chatdong_worker;

-- Name: TABLE partner_schedule_exception; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.partner_schedule_exception TO chatdong_api;
GRANT SELECT ON TABLE chatdong.partner_schedule_exception TO chatdong_worker;

-- Name: TABLE partner_service_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.partner_service_history TO chatdong_worker;

-- Name: TABLE partner_service_need; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.partner_service_need TO chatdong_api;
GRANT SELECT ON TABLE chatdong.partner_service_need TO chatdong_worker;

-- Name: TABLE patch_cut_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.patch_cut_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.patch_cut_history TO chatdong_worker;

-- Name: TABLE patch_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.patch_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.patch_history TO chatdong_worker;

-- Name: TABLE patch_rule_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.patch_rule_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.patch_rule_history TO chatdong_worker;

-- Name: TABLE program; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.program TO chatdong_api;
GRANT SELECT ON TABLE chatdong.program TO chatdong_worker;

-- Name: TABLE program_round_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.program_round_history TO chatdong_worker;

-- Name: TABLE program_round_transition; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.program_round_transition TO chatdong_api;
GRANT SELECT ON TABLE chatdong.program_round_transition TO chatdong_worker;

-- Name: TABLE public_holiday; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.public_holiday TO chatdong_api;
GRANT SELECT ON TABLE chatdong.public_holiday TO chatdong_worker;

-- Name: TABLE recipient_count; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.recipient_count TO chatdong_api;
GRANT SELECT ON TABLE chatdong.recipient_count TO chatdong_worker;

-- Name: COLUMN recipient_count.recipients; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(recipients) ON TABLE chatdong.recipient_count TO chatdong_api;

-- Name: COLUMN recipient_count.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.recipient_count TO chatdong_api;

-- Name: COLUMN recipient_count.updated_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_at) ON TABLE chatdong.recipient_count TO chatdong_api;

-- Name: COLUMN recipient_count.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.recipient_count TO chatdong_api;

-- Name: TABLE recipient_count_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.recipient_count_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.recipient_count_history TO chatdong_worker;

-- Name: TABLE referral_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.referral_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.referral_history TO chatdong_worker;

-- Name: TABLE referral_status_transition; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.referral_status_transition TO chatdong_api;
GRANT SELECT ON TABLE chatdong.referral_status_transition TO chatdong_worker;

-- Name: TABLE resident; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.resident TO chatdong_api;
GRANT SELECT ON TABLE chatdong.resident TO chatdong_worker;

-- Name: TABLE resident_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.resident_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.resident_history TO chatdong_worker;

-- Name: TABLE round_application_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.round_application_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.round_application_history TO chatdong_worker;

-- Name: TABLE round_application_transition; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.round_application_transition TO chatdong_api;
GRANT SELECT ON TABLE chatdong.round_application_transition TO chatdong_worker;

-- Name: TABLE round_dong; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.round_dong TO chatdong_api;
GRANT SELECT ON TABLE chatdong.round_dong TO chatdong_worker;

-- Name: TABLE schedule_run; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.schedule_run TO chatdong_worker;

-- Name: TABLE screening_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.screening_history TO chatdong_api;

-- Name: TABLE screening_level; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.screening_level TO chatdong_api;

-- Name: TABLE service_capacity; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,UPDATE ON TABLE chatdong.service_capacity TO chatdong_api;
GRANT SELECT ON TABLE chatdong.service_capacity TO chatdong_worker;

-- Name: TABLE service_capacity_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.service_capacity_history TO chatdong_worker;

-- Name: TABLE signal_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.signal_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.signal_history TO chatdong_worker;

-- Name: TABLE signal_institution; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.signal_institution TO chatdong_api;
GRANT SELECT ON TABLE chatdong.signal_institution TO chatdong_worker;

-- Name: TABLE signal_kind; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.signal_kind TO chatdong_api;
GRANT SELECT ON TABLE chatdong.signal_kind TO chatdong_worker;

-- Name: TABLE signal_weight; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.signal_weight TO chatdong_api;
GRANT SELECT ON TABLE chatdong.signal_weight TO chatdong_worker;

-- Name: TABLE signal_weights; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.signal_weights TO chatdong_api;
GRANT SELECT ON TABLE chatdong.signal_weights TO chatdong_worker;

-- Name: TABLE signal_points; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.signal_points TO chatdong_api;

-- Name: TABLE signal_round; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.signal_round TO chatdong_api;
GRANT SELECT ON TABLE chatdong.signal_round TO chatdong_worker;

-- Name: TABLE staff_grant; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.staff_grant TO chatdong_api;
GRANT SELECT ON TABLE chatdong.staff_grant TO chatdong_worker;

-- Name: TABLE staff_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.staff_history TO chatdong_worker;

-- Name: TABLE staff_job_kind; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.staff_job_kind TO chatdong_api;
GRANT SELECT ON TABLE chatdong.staff_job_kind TO chatdong_worker;

-- Name: TABLE staff_leave; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.staff_leave TO chatdong_api;
GRANT SELECT ON TABLE chatdong.staff_leave TO chatdong_worker;

-- Name: COLUMN staff_leave.substitute_id; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(substitute_id) ON TABLE chatdong.staff_leave TO chatdong_api;

-- Name: COLUMN staff_leave.starts_on; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(starts_on) ON TABLE chatdong.staff_leave TO chatdong_api;

-- Name: COLUMN staff_leave.ends_on; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(ends_on) ON TABLE chatdong.staff_leave TO chatdong_api;

-- Name: COLUMN staff_leave.cancelled; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(cancelled) ON TABLE chatdong.staff_leave TO chatdong_api;

-- Name: COLUMN staff_leave.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.staff_leave TO chatdong_api;

-- Name: COLUMN staff_leave.updated_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_at) ON TABLE chatdong.staff_leave TO chatdong_api;

-- Name: COLUMN staff_leave.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.staff_leave TO chatdong_api;

-- Name: TABLE staff_leave_duty; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.staff_leave_duty TO chatdong_worker;

-- Name: TABLE staff_leave_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.staff_leave_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.staff_leave_history TO chatdong_worker;

-- Name: TABLE staff_post; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.staff_post TO chatdong_api;
GRANT SELECT ON TABLE chatdong.staff_post TO chatdong_worker;

-- Name: TABLE staffing_record; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.staffing_record TO chatdong_api;
GRANT SELECT ON TABLE chatdong.staffing_record TO chatdong_worker;

-- Name: COLUMN staffing_record.heads; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(heads) ON TABLE chatdong.staffing_record TO chatdong_api;

-- Name: COLUMN staffing_record.ends_on; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(ends_on) ON TABLE chatdong.staffing_record TO chatdong_api;

-- Name: COLUMN staffing_record.source; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(source) ON TABLE chatdong.staffing_record TO chatdong_api;

-- Name: COLUMN staffing_record.version; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(version) ON TABLE chatdong.staffing_record TO chatdong_api;

-- Name: COLUMN staffing_record.updated_at; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_at) ON TABLE chatdong.staffing_record TO chatdong_api;

-- Name: COLUMN staffing_record.updated_by; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT UPDATE(updated_by) ON TABLE chatdong.staffing_record TO chatdong_api;

-- Name: TABLE staffing; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.staffing TO chatdong_api;
GRANT SELECT ON TABLE chatdong.staffing TO chatdong_worker;

-- Name: TABLE staffing_record_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.staffing_record_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.staffing_record_history TO chatdong_worker;

-- Name: TABLE statistic; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.statistic TO chatdong_worker;

-- Name: TABLE statistic_delta; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.statistic_delta TO chatdong_worker;

-- Name: TABLE statistic_target; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT,UPDATE ON TABLE chatdong.statistic_target TO chatdong_api;
GRANT SELECT ON TABLE chatdong.statistic_target TO chatdong_worker;

-- Name: TABLE statistic_target_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.statistic_target_history TO chatdong_worker;

-- Name: TABLE visit_engagement; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.visit_engagement TO chatdong_worker;

-- Name: TABLE visit_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.visit_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.visit_history TO chatdong_worker;

-- Name: TABLE visit_status_transition; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.visit_status_transition TO chatdong_api;
GRANT SELECT ON TABLE chatdong.visit_status_transition TO chatdong_worker;

-- Name: TABLE visit_theme; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT,INSERT ON TABLE chatdong.visit_theme TO chatdong_api;

-- Name: TABLE welfare_case_history; Type: ACL; Schema: chatdong; Owner: chatdong_owner

GRANT SELECT ON TABLE chatdong.welfare_case_history TO chatdong_api;
GRANT SELECT ON TABLE chatdong.welfare_case_history TO chatdong_worker;

