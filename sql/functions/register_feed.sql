-- Files of residents and births from the register (decision 0065). src/jobs/feed.c copies a file into <kind>_line, has it
-- checked as a whole and applied line range by line range. Every function may come again: what is there is left alone.
set local role chatdong_owner;
set local search_path = chatdong;

-- Who wrote what came from the register.
create or replace function register_actor() returns uuid language sql immutable parallel safe as $$
    select '00000000-0000-7000-8000-000000000001'::uuid
$$;

-- The day of what a row says: its own where it has one, not after today.
create or replace function register_day(written date) returns date language sql stable as $$
    select least(written, seoul_today())
$$;

-- The owner's rights serve only a table that <kind>_import_begin made: no trigger or view of somebody else's.
create or replace function feed_own(line_table text) returns void language plpgsql as $$
begin
    if not exists (select from pg_class c where c.oid = to_regclass('pg_temp.' || line_table) and c.relkind = 'r' and c.relowner = current_user::regrole) then
        raise exception 'no import has begun' using errcode = '42501';
    end if;
end $$;

-- 1950-01-31 or 19500131; null where there is no such day. (plpgsql keeps its plan where SQL that is not inlined would
-- make one a call; no exception block, which would cost a subtransaction a row.)
create or replace function feed_date(given text) returns date language plpgsql immutable parallel safe as $$
declare
    digits constant text := replace(given, '-', '');
    day date;
begin
    if given ~ '^(18|19|20)[0-9]{2}(-(0[1-9]|1[0-2])-|(0[1-9]|1[0-2]))(0[1-9]|[12][0-9]|3[01])$' then
        day := make_date(substr(digits, 1, 4)::int, substr(digits, 5, 2)::int, 1) + substr(digits, 7, 2)::int - 1;
        if extract(month from day) = substr(digits, 5, 2)::int then
            return day;
        end if;
    end if;
    return null;
end $$;

-- As it is kept: E.164. 010-1234-5678, 02) 123-4567, +82 10 1234 5678; null for what is no number.
create or replace function feed_phone(given text) returns text language plpgsql immutable parallel safe as $$
declare
    digits constant text := translate(given, '-. ()', '');
begin
    return case when digits ~ '^0[1-9][0-9]{6,9}$' then '+82' || substr(digits, 2)
                when digits ~ '^\+820?[1-9][0-9]{6,9}$' then regexp_replace(digits, '^\+820?', '+82')
                when digits ~ '^\+[1-9][0-9]{6,14}$' then digits end;
end $$;

create or replace function feed_sex(given text) returns text language sql immutable parallel safe as $$
    select case when lower(given) in ('female', 'f') or normalize(given) in ('여', '여성', '여자') then 'female'
                when lower(given) in ('male', 'm') or normalize(given) in ('남', '남성', '남자') then 'male' end
$$;

-- The dong of an address that was read (src/address), or null: not there, or more than one.
create or replace function feed_dong(reading jsonb) returns text language plpgsql stable as $$
declare
    place record;
begin
    select count(distinct f.dong_code) as dongs, min(f.dong_code) as dong_code, min(f.certainty) as certainty into place from address_find(reading) f;
    return case when place.dongs = 1 and place.certainty in ('exact', 'building_range', 'legal_dong') then dong_today(place.dong_code) end;
end $$;

-- --- residents ---

create or replace function resident_import_begin() returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    create temporary table resident_line (
        line bigint, fault text, source_id text, name text, birth_date text, sex text, address text, dong_code text, phone text,
        household_key text, moved_out_on text, deceased_on text, keyed_hash text, as_of text, reading text,
        born date, gone date, dead date, written date, dong text, resident_id uuid, household_id uuid, what text
    ) with (fillfactor = 40); -- each line is updated a few times
    create index on resident_line (line); -- now: one made after HOT updates serves no plan of the same transaction
    grant insert, select (line, fault) on resident_line to chatdong_worker;
end $$;

-- Says of each line what is wrong with it. `gu`: whose file it is; null, the city's.
create or replace function resident_import_check(gu text) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    today constant date := seoul_today();
begin
    perform feed_own('resident_line');
    analyze resident_line;
    with x as materialized (
        select line, feed_date(birth_date) as born, feed_date(moved_out_on) as gone, feed_date(deceased_on) as dead, feed_date(as_of) as written,
               feed_phone(phone) as phone
          from resident_line where fault is null
    )
    update resident_line l
       set born = x.born, gone = x.gone, dead = x.dead, written = x.written, phone = x.phone
         , name = normalize(l.name), address = normalize(l.address), sex = feed_sex(l.sex), keyed_hash = lower(l.keyed_hash)
         , fault = case
           when coalesce(l.source_id, '') !~ '^[A-Za-z0-9._-]{1,64}$' then 'source_id_wrong'
           when l.name is null or length(l.name) > 100 then 'name_missing'
           when x.born is null or x.born < '1890-01-01' or x.born > today then 'birth_date_wrong'
           when feed_sex(l.sex) is null then 'sex_wrong'
           when l.phone is not null and x.phone is null then 'phone_wrong'
           when length(l.address) > 300 then 'address_too_long'
           when l.household_key !~ '^[A-Za-z0-9._-]{1,64}$' then 'household_key_wrong'
           when l.moved_out_on is not null and coalesce(x.gone < x.born, true) then 'moved_out_on_wrong'
           when l.deceased_on is not null and coalesce(x.dead < x.born, true) then 'deceased_on_wrong'
           when lower(l.keyed_hash) !~ '^[0-9a-f]{64}$' then 'keyed_hash_wrong'
           when l.as_of is not null and x.written is null then 'as_of_wrong'
           end
      from x where x.line = l.line;
    update resident_line l set fault = 'twice'
      from (select line, row_number() over (partition by source_id order by line) as nth from resident_line where fault is null) t
     where t.line = l.line and t.nth > 1;
    -- Each code and each address once: not by line, as an inlined subquery would.
    with d as materialized (
        select x.dong_code, dong_today(x.dong_code) as today from (select distinct dong_code from resident_line where fault is null) x
    )
    update resident_line l set dong = d.today from d where d.dong_code = l.dong_code;
    with d as materialized (
        select x.reading, feed_dong(x.reading::jsonb) as dong
          from (select distinct reading from resident_line where dong_code is null and reading is not null and fault is null) x
    )
    update resident_line l set dong = d.dong from d where d.reading = l.reading and l.dong_code is null;
    analyze resident_line;
    -- Who has left, or died, stays where he was known; everybody else must live somewhere.
    update resident_line l set fault = 'dong_unknown'
     where l.fault is null and (l.dong is null or l.address is null)
       and not (coalesce(l.gone, l.dead) is not null and exists (select from register_source s where s.source_id = l.source_id));
    if gu is not null then
        update resident_line l set fault = 'outside_area'
         where l.fault is null
           and (left(l.dong, 5) <> gu
                or exists (select from register_source s join resident r on r.id = s.resident_id where s.source_id = l.source_id and left(r.dong_code, 5) <> gu));
    end if;
    update resident_line l set fault = 'household_split'
      from (select line, dong, first_value(dong) over (partition by household_key order by line) as first_dong
              from resident_line where fault is null and household_key is not null and coalesce(gone, dead) is null) t
     where t.line = l.line and t.dong <> t.first_dong;
    analyze resident_line;
end $$;

-- What stands behind `offset 0` is asked line by line, by index, whatever the statistics say of tables that fill meanwhile.
--
-- Who each line is about: its number is known, or its hash, or there is exactly one person like it whom the register does
-- not know yet (one that staff recorded, or a newborn without a name in the household).
create or replace function resident_import_whom(first bigint, last bigint) returns void language plpgsql as $$
begin
    update resident_line l
       set resident_id = s.resident_id
         , what = case when l.written < s.as_of then 'older'
                       when (l.name, l.born, l.sex, l.phone, coalesce(l.address, s.address), coalesce(l.dong, s.dong_code), l.household_key, l.dead, l.gone, l.keyed_hash)
                            is not distinct from (s.name, s.birth_date, s.sex, s.phone, s.address, s.dong_code, s.household_key, s.deceased_on, s.moved_out_on, s.keyed_hash)
                       then 'unchanged' else 'updated' end
      from resident_line x
     cross join lateral (select * from register_source s where s.source_id = x.source_id offset 0) s
     where x.line = l.line and x.line between first and last and x.fault is null;
    update resident_line l set resident_id = m.id, what = 'linked'
      from (select x.line, min(s.resident_id::text)::uuid as id
              from resident_line x
             cross join lateral (
                   select s.resident_id from register_source s where s.keyed_hash = x.keyed_hash
                    union all
                   select k.resident_id from resident_register_key k join resident r on r.id = k.resident_id
                    where k.key = decode(x.keyed_hash, 'hex') and r.merged_into is null
                   offset 0) s
             where x.line between first and last and x.fault is null and x.what is null
             group by x.line having count(distinct s.resident_id) = 1) m
     where m.line = l.line;
    update resident_line l set resident_id = m.id, what = 'linked'
      from (select c.line, c.id, count(*) over (partition by c.line) as persons, count(*) over (partition by c.id) as lines
              from (select x.line, r.id
                      from resident_line x
                     cross join lateral (
                           select * from resident r
                            where signal_name_key(r.name) = signal_name_key(x.name) and r.birth_date = x.born and r.sex = x.sex and r.dong_code = x.dong
                           offset 0) r
                     where x.line between first and last and x.fault is null and x.what is null
                    union
                    select x.line, r.id
                      from resident_line x
                     cross join lateral (
                           select r.id
                             from register_household h
                             join resident r on r.household_id = h.household_id
                             join birth b on b.child_id = r.id
                             join register_birth rb on rb.birth_id = b.id and rb.child_name is null
                            where h.household_key = x.household_key and r.birth_date = x.born and r.sex = x.sex
                           offset 0) r
                     where x.line between first and last and x.fault is null and x.what is null) c
             where exists (select from resident r where r.id = c.id and r.deceased_on is null and r.moved_out_on is null and r.merged_into is null offset 0)
               and not exists (select from register_source s where s.resident_id = c.id offset 0)) m
     where m.line = l.line and m.persons = 1 and m.lines = 1 and l.what is null;
    update resident_line l set resident_id = uuid7(), what = 'inserted' where l.line between first and last and l.fault is null and l.what is null;
end $$;

create or replace function resident_import_find_households(first bigint, last bigint) returns void language plpgsql as $$
begin
    update resident_line l
       set household_id = (select k.household_id from register_household k where k.household_key = l.household_key)
     where l.line between first and last and l.household_id is null and l.household_key is not null and l.what in ('inserted', 'linked', 'updated');
end $$;

-- Households of these lines, by the register's key: the one that is known, the one where the resident is already, or a new
-- one. A household moves when the register says a new address of somebody who lives there; between dongs, as if staff
-- moved it.
create or replace function resident_import_households(first bigint, last bigint) returns void language plpgsql as $$
declare
    move record;
begin
    insert into register_household (household_key, household_id)
    select distinct on (x.household_id) x.household_key, x.household_id
      from (select distinct on (l.household_key) l.household_key, r.household_id
              from resident_line l
             cross join lateral (select r.household_id from resident r where r.id = l.resident_id and r.dong_code = l.dong offset 0) r
             where l.line between first and last and l.what in ('linked', 'updated') and l.household_key is not null and coalesce(l.gone, l.dead) is null
             order by l.household_key, l.line) x
     where x.household_id is not null
       and not exists (select from register_household h where h.household_key = x.household_key or h.household_id = x.household_id offset 0)
    on conflict do nothing;
    perform resident_import_find_households(first, last);
    with wanted as materialized (
        select distinct on (l.household_key) l.household_key, l.dong, l.address, l.name, uuid7() as id
          from resident_line l
         where l.line between first and last and l.what in ('inserted', 'linked', 'updated') and l.household_key is not null
           and l.dong is not null and l.household_id is null
         order by l.household_key, coalesce(l.gone, l.dead) is not null, l.line
    ), dangers as materialized ( -- what is dangerous where they come from
        select l.household_key, array_agg(distinct f) as flags
          from resident_line l
         cross join lateral (
               select unnest(h.danger_flags) as f from resident r join household h on h.id = r.household_id where r.id = l.resident_id offset 0) d
         where l.line between first and last and l.what in ('linked', 'updated') and l.household_key is not null and l.household_id is null
         group by l.household_key
    ), made as (
        insert into household (id, dong_code, name, address, danger_flags, created_by, updated_by)
        select w.id, w.dong, w.name || ' 가구', w.address, coalesce(d.flags, '{}'), register_actor(), register_actor()
          from wanted w left join dangers d using (household_key)
    )
    insert into register_household select w.household_key, w.id from wanted w;
    perform resident_import_find_households(first, last);
    for move in
        with said as materialized (
            select distinct on (l.household_id) l.household_id, h.dong_code as from_dong, l.dong, l.address, l.written
              from resident_line l
             cross join lateral (select h.dong_code from household h where h.id = l.household_id offset 0) h
              left join lateral (select s.dong_code, s.address from register_source s where s.source_id = l.source_id offset 0) s on true
             where l.line between first and last and l.what in ('inserted', 'linked', 'updated') and coalesce(l.gone, l.dead) is null
               and (s.dong_code, s.address) is distinct from (l.dong, l.address)
             order by l.household_id, l.line
        ), near as (
            update household h
               set address = x.address, updated_by = register_actor()
              from said x
             where h.id = x.household_id and x.dong = x.from_dong and h.address is distinct from x.address
        )
        select * from said x where x.dong <> x.from_dong
    loop
        perform household_relocate(move.household_id, array[move.from_dong], move.dong, move.address, register_day(move.written), register_actor());
    end loop;
end $$;

create or replace function resident_import_rows(first bigint, last bigint) returns void language plpgsql as $$
declare
    move record;
begin
    perform resident_import_whom(first, last);
    perform resident_import_households(first, last);
    insert into resident (id, dong_code, household_id, name, birth_date, sex, phone, address, deceased_on, moved_out_on, created_by, updated_by)
    select l.resident_id, l.dong, l.household_id, l.name, l.born, l.sex, l.phone, l.address, l.dead, l.gone, register_actor(), register_actor()
      from resident_line l where l.line between first and last and l.what = 'inserted';
    update resident r
       set name = n.name, birth_date = n.birth_date, sex = n.sex, phone = n.phone, address = n.address, updated_by = register_actor()
         , household_id = n.household_id, deceased_on = n.deceased_on, moved_out_on = n.moved_out_on
      from (select o.id
                 , case when s.name is distinct from l.name then l.name else o.name end as name
                 , case when s.birth_date is distinct from l.born then l.born else o.birth_date end as birth_date
                 , case when s.sex is distinct from l.sex then l.sex else o.sex end as sex
                 -- A phone that staff found is better than the register's.
                 , case when o.phone is not distinct from s.phone then l.phone else o.phone end as phone
                 , case when s.address is distinct from l.address and l.dong = o.dong_code then l.address else o.address end as address
                 , case when s.household_key is distinct from l.household_key and l.household_id is not null and l.dong = o.dong_code
                        then l.household_id else o.household_id end as household_id
                 , case when s.deceased_on is distinct from l.dead then l.dead else o.deceased_on end as deceased_on
                 -- Who lives in another dong now is back.
                 , case when s.moved_out_on is distinct from l.gone or l.dong <> s.dong_code and l.dead is null then l.gone else o.moved_out_on end as moved_out_on
              from resident_line l
             cross join lateral (select * from resident o where o.id = l.resident_id offset 0) o
              left join lateral (select * from register_source s where s.source_id = l.source_id offset 0) s on true
             where l.line between first and last and l.what in ('linked', 'updated')) n
     where r.id = n.id
       and (r.name, r.birth_date, r.sex, r.phone, r.address, r.household_id, r.deceased_on, r.moved_out_on)
           is distinct from (n.name, n.birth_date, n.sex, n.phone, n.address, n.household_id, n.deceased_on, n.moved_out_on);
    -- Who moves without the household, between dongs as if staff moved them. Who is gone or dead stays where they were known.
    for move in
        select l.resident_id, r.dong_code as from_dong, l.dong, l.address, l.household_id, l.written
          from resident_line l
         cross join lateral (select r.dong_code from resident r where r.id = l.resident_id and coalesce(r.deceased_on, r.moved_out_on) is null offset 0) r
          left join lateral (select s.dong_code, s.address from register_source s where s.source_id = l.source_id offset 0) s on true
         where l.line between first and last and l.what in ('linked', 'updated') and coalesce(l.gone, l.dead) is null
           and r.dong_code <> l.dong and (s.dong_code, s.address) is distinct from (l.dong, l.address)
         order by l.line
    loop
        perform resident_relocate(move.resident_id, array[move.from_dong], move.dong, move.address, register_day(move.written), register_actor(), move.household_id);
    end loop;
    insert into resident_register_key as k (resident_id, key, updated_by)
    select distinct on (l.resident_id) l.resident_id, decode(l.keyed_hash, 'hex'), register_actor()
      from resident_line l
      left join lateral (select s.keyed_hash from register_source s where s.source_id = l.source_id offset 0) s on true
     where l.line between first and last and l.what in ('inserted', 'linked', 'updated') and l.keyed_hash is not null
       and s.keyed_hash is distinct from l.keyed_hash
     order by l.resident_id, l.line desc
    on conflict (resident_id) do update set key = excluded.key, updated_at = now(), updated_by = excluded.updated_by where k.key <> excluded.key;
    insert into register_source as s (source_id, resident_id, keyed_hash, household_key, dong_code, name, birth_date, sex, phone, address, deceased_on, moved_out_on, as_of)
    select l.source_id, l.resident_id, l.keyed_hash, l.household_key, l.dong, l.name, l.born, l.sex, l.phone, l.address, l.dead, l.gone, l.written
      from resident_line l where l.line between first and last and l.what in ('inserted', 'linked', 'updated')
    on conflict (source_id) do update
       set keyed_hash = excluded.keyed_hash, household_key = excluded.household_key, dong_code = coalesce(excluded.dong_code, s.dong_code), name = excluded.name
         , birth_date = excluded.birth_date, sex = excluded.sex, phone = excluded.phone, address = coalesce(excluded.address, s.address)
         , deceased_on = excluded.deceased_on, moved_out_on = excluded.moved_out_on, as_of = coalesce(excluded.as_of, s.as_of), taken_at = now();
end $$;

-- A rule of the tables that a line breaks is the line's fault, and not its neighbors': they are done again one by one.
create or replace function feed_each(kind text, first bigint, last bigint) returns void language plpgsql as $$
declare
    broken text;
    one bigint;
begin
    begin
        execute format('select %I($1, $2)', kind || '_import_rows') using first, last;
        return;
    exception when integrity_constraint_violation or raise_exception or data_exception then
        null;
    end;
    for one in execute format('select line from %I where line between $1 and $2 and fault is null order by line', kind || '_line') using first, last loop
        begin
            execute format('select %I($1, $1)', kind || '_import_rows') using one;
        exception when integrity_constraint_violation or raise_exception or data_exception then
            get stacked diagnostics broken = constraint_name;
            execute format('update %I set fault = $2, what = null where line = $1', kind || '_line')
                using one, case when broken ~ '^[a-z][a-z0-9_]{1,49}$' then broken else 'refused' end;
        end;
    end loop;
end $$;

create or replace function resident_import_apply(first bigint, last bigint,
    out inserted bigint, out linked bigint, out updated bigint, out unchanged bigint, out older bigint)
language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform feed_own('resident_line');
    perform feed_each('resident', first, last);
    select count(*) filter (where what = 'inserted'), count(*) filter (where what = 'linked'), count(*) filter (where what = 'updated'),
           count(*) filter (where what = 'unchanged'), count(*) filter (where what = 'older')
      into inserted, linked, updated, unchanged, older
      from resident_line where line between first and last and fault is null;
end $$;

-- --- births ---

create or replace function birth_import_begin() returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    create temporary table birth_line (
        line bigint, fault text, source_id text, mother_source_id text, mother_name text, mother_birth_date text, child_source_id text, child_name text,
        born_on text, sex text, children text, birth_order text,
        born date, mother_id uuid, child_id uuid, birth_id uuid, what text
    );
    create index on birth_line (line); -- now: one made after HOT updates serves no plan of the same transaction
    grant insert, select (line, fault) on birth_line to chatdong_worker;
end $$;

create or replace function birth_import_check(gu text) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform feed_own('birth_line');
    update birth_line l
       set born = feed_date(l.born_on), child_name = normalize(l.child_name), sex = feed_sex(l.sex), children = coalesce(l.children, '1')
         , fault = case
           when coalesce(l.source_id, '') !~ '^[A-Za-z0-9._-]{1,64}$' then 'source_id_wrong'
           when l.child_source_id !~ '^[A-Za-z0-9._-]{1,64}$' then 'child_source_id_wrong'
           when length(l.child_name) > 100 then 'name_too_long'
           when feed_date(l.born_on) is null or feed_date(l.born_on) > seoul_today() then 'born_on_wrong'
           when feed_sex(l.sex) is null then 'sex_wrong'
           when l.children is not null and l.children !~ '^[1-8]$' then 'children_wrong'
           when l.birth_order is not null and l.birth_order !~ '^([1-9]|1[0-9]|20)$' then 'birth_order_wrong'
           when l.mother_source_id is null and (l.mother_name is null or feed_date(l.mother_birth_date) is null) then 'mother_missing'
           end
     where l.fault is null;
    update birth_line l set fault = 'twice'
      from (select line, row_number() over (partition by source_id order by line) as nth from birth_line where fault is null) t
     where t.line = l.line and t.nth > 1;
    update birth_line l set mother_id = s.resident_id
      from register_source s where s.source_id = l.mother_source_id and l.fault is null;
    update birth_line l set mother_id = m.id, fault = case when m.persons > 1 then 'mother_ambiguous' end
      from (select x.line, min(r.id::text)::uuid as id, count(*) as persons
              from birth_line x
              join resident r on signal_name_key(r.name) = signal_name_key(x.mother_name) and r.birth_date = feed_date(x.mother_birth_date)
                             and r.sex = 'female' and r.deceased_on is null and r.merged_into is null and (gu is null or left(r.dong_code, 5) = gu)
             where x.mother_source_id is null and x.fault is null
             group by x.line) m
     where m.line = l.line;
    update birth_line set fault = 'mother_unknown' where fault is null and mother_id is null;
    update birth_line l set fault = case when gu is not null and left(r.dong_code, 5) <> gu then 'outside_area'
                                         when r.birth_date > l.born - interval '10 years' then 'mother_too_young' end
      from resident r where r.id = l.mother_id and l.fault is null;
    analyze birth_line;
end $$;

create or replace function birth_import_rows(first bigint, last bigint) returns void language plpgsql as $$
begin
    update birth_line l
       set birth_id = s.birth_id, child_id = b.child_id
         , what = case when (l.child_name, l.born, l.sex, l.children::int, l.birth_order::int)
                            is not distinct from (s.child_name, s.born_on, s.sex, s.children, s.birth_order) then 'unchanged' else 'updated' end
      from register_birth s join birth b on b.id = s.birth_id
     where s.source_id = l.source_id and l.line between first and last and l.fault is null;
    -- A child that is there: the register's number says which, or there is one of that day and sex in the mother's
    -- household (of that name, where it has one) and no other line means it too.
    update birth_line l set child_id = m.id
      from (select c.line, c.id, count(*) over (partition by c.line) as children, count(*) over (partition by c.id) as lines
              from (select x.line, s.resident_id as id
                      from birth_line x join register_source s on s.source_id = x.child_source_id
                     where x.line between first and last and x.fault is null and x.what is null
                    union
                    select x.line, r.id
                      from birth_line x join resident m on m.id = x.mother_id
                      join resident r on r.household_id = m.household_id and r.birth_date = x.born and r.sex = x.sex and r.id <> m.id
                     where x.line between first and last and x.fault is null and x.what is null
                       and (x.child_name is null or signal_name_key(r.name) = signal_name_key(x.child_name))
                       and not exists (select from register_source s where s.source_id = x.child_source_id)
                       and (x.child_source_id is null or not exists (select from register_source s where s.resident_id = r.id))) c) m
     where m.line = l.line and m.children = 1 and m.lines = 1;
    -- One whose birth staff recorded already.
    update birth_line l set birth_id = b.id, what = 'linked'
      from birth b where b.child_id = l.child_id and l.line between first and last and l.fault is null and l.what is null;
    update birth_line l
       set birth_id = uuid7(), what = 'inserted', child_id = coalesce(l.child_id, uuid7())
     where l.line between first and last and l.fault is null and l.what is null;
    insert into resident (id, dong_code, household_id, name, birth_date, sex, address, language, created_by, updated_by)
    select l.child_id, m.dong_code, m.household_id, coalesce(l.child_name, m.name || ' 아기'), l.born, l.sex, m.address, m.language, register_actor(), register_actor()
      from birth_line l join resident m on m.id = l.mother_id
     where l.line between first and last and l.what = 'inserted' and not exists (select from resident r where r.id = l.child_id);
    insert into birth (id, dong_code, mother_id, child_id, born_on, children, birth_order, created_by, updated_by)
    select l.birth_id, m.dong_code, l.mother_id, l.child_id, l.born, l.children::int, l.birth_order::int, register_actor(), register_actor()
      from birth_line l join resident m on m.id = l.mother_id
     where l.line between first and last and l.what = 'inserted';
    update resident r
       set name = case when s.child_name is distinct from l.child_name then coalesce(l.child_name, r.name) else r.name end
         , birth_date = case when s.born_on <> l.born then l.born else r.birth_date end
         , sex = case when s.sex <> l.sex then l.sex else r.sex end
         , updated_by = register_actor()
      from birth_line l join register_birth s on s.source_id = l.source_id
     where r.id = l.child_id and l.line between first and last and l.what = 'updated'
       and (s.child_name, s.born_on, s.sex) is distinct from (l.child_name, l.born, l.sex);
    update birth b
       set born_on = case when s.born_on <> l.born then l.born else b.born_on end
         , children = case when s.children <> l.children::int then l.children::int else b.children end
         , birth_order = case when s.birth_order is distinct from l.birth_order::int then l.birth_order::int else b.birth_order end
         , updated_by = register_actor()
      from birth_line l join register_birth s on s.source_id = l.source_id
     where b.id = l.birth_id and l.line between first and last and l.what = 'updated'
       and (s.born_on, s.children, s.birth_order) is distinct from (l.born, l.children::int, l.birth_order::int);
    insert into register_birth as s (source_id, birth_id, child_name, born_on, sex, children, birth_order)
    select l.source_id, l.birth_id, l.child_name, l.born, l.sex, l.children::int, l.birth_order::int
      from birth_line l where l.line between first and last and l.what in ('inserted', 'linked', 'updated')
    on conflict (source_id) do update
       set child_name = excluded.child_name, born_on = excluded.born_on, sex = excluded.sex, children = excluded.children
         , birth_order = excluded.birth_order, taken_at = now();
    -- The child's own number: the file of residents knows it then.
    insert into register_source (source_id, resident_id, household_key, dong_code, name, birth_date, sex, address)
    select distinct on (l.child_source_id) l.child_source_id, r.id,
           (select k.household_key from register_household k where k.household_id = r.household_id limit 1), r.dong_code, r.name, r.birth_date, r.sex, r.address
      from birth_line l join resident r on r.id = l.child_id
     where l.line between first and last and l.what in ('inserted', 'linked', 'updated') and l.child_source_id is not null
    on conflict (source_id) do nothing;
end $$;

create or replace function birth_import_apply(first bigint, last bigint,
    out inserted bigint, out linked bigint, out updated bigint, out unchanged bigint)
language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform feed_own('birth_line');
    perform feed_each('birth', first, last);
    select count(*) filter (where what = 'inserted'), count(*) filter (where what = 'linked'), count(*) filter (where what = 'updated'),
           count(*) filter (where what = 'unchanged')
      into inserted, linked, updated, unchanged
      from birth_line where line between first and last and fault is null;
end $$;

revoke execute on function resident_import_begin(), resident_import_check(text), resident_import_apply(bigint, bigint),
    birth_import_begin(), birth_import_check(text), birth_import_apply(bigint, bigint) from public;
grant execute on function resident_import_begin(), resident_import_check(text), resident_import_apply(bigint, bigint),
    birth_import_begin(), birth_import_check(text), birth_import_apply(bigint, bigint) to chatdong_worker;

reset role;
