-- Residents and households (DOMAIN.md 4): periods of categories and danger flags, moves, deaths, and finding people.
set local role chatdong_owner;
set local search_path = chatdong;

-- An index is over what it gives: autovacuum's ANALYZE and a restore call it without any search path.
alter function search_tokens(text, text, text, text, date, text, text) set search_path = chatdong, pg_temp;

-- --- categories ---

create or replace function resident_category_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.valid_to <= seoul_today() then
            perform refuse('resident_category_ended', '/valid_to', format('the category ended on %s', old.valid_to));
        end if;
        return new;
    end if;
    if not exists (select from resident_category_kind k
                    where k.code = new.category and daterange(k.valid_from, k.valid_to) @> new.valid_from) then
        perform refuse('resident_category_known', '/category', 'there was no such category on that day');
    end if;
    -- Of two that come at once the second waits here and sees the first.
    perform take_turns(array[new.resident_id || ' ' || new.category]);
    return new;
end $$;
create or replace trigger b_guard before insert or update on resident_category for each row execute function resident_category_guard();

-- --- danger flags: household.danger_flags is what of their periods holds today ---

create or replace function danger_today(household uuid) returns text[] language sql stable as $$
    select coalesce(array_agg(d.flag order by array_position('{dog,violence,infection,weapon,fire,other}', d.flag)), '{}')
      from household_danger d
     where d.household_id = household and daterange(d.valid_from, d.valid_to) @> seoul_today()
$$;

-- Rows are locked first, so that of two periods that come at once the later sees both.
create or replace function danger_apply(households uuid[]) returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    n bigint;
begin
    perform from household h where h.id = any (households) order by h.id for update;
    update household h set danger_flags = danger_today(h.id), version = version + 1
     where h.id = any (households)
       and not (h.danger_flags <@ danger_today(h.id) and h.danger_flags @> danger_today(h.id));
    get diagnostics n = row_count;
    return n;
end $$;

create or replace function household_danger_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.valid_to <= seoul_today() then
        perform refuse('household_danger_ended', '/valid_to', format('the flag ended on %s', old.valid_to));
    elsif tg_op = 'INSERT' then
        perform take_turns(array[new.household_id || ' ' || new.flag]);
    end if;
    return new;
end $$;
create or replace function household_danger_shows() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform danger_apply(array[new.household_id]);
    return null;
end $$;
create or replace trigger b_guard before insert or update on household_danger for each row execute function household_danger_guard();
-- Not for what household_sets_danger() writes, which follows the array.
create or replace trigger shows after insert or update on household_danger for each row
    when (pg_trigger_depth() = 0) execute function household_danger_shows();

-- Who sets the array opens periods today and ends them today.
create or replace function household_sets_danger() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    update household_danger d set valid_to = seoul_today(), version = version + 1, updated_by = new.updated_by
     where d.household_id = new.id and daterange(d.valid_from, d.valid_to) @> seoul_today() and not d.flag = any (new.danger_flags);
    insert into household_danger (household_id, flag, valid_from, valid_to, created_by, updated_by)
    select new.id, f, seoul_today(),
           (select min(d.valid_from) from household_danger d where d.household_id = new.id and d.flag = f and d.valid_from > seoul_today()),
           new.updated_by, new.updated_by
      from unnest(new.danger_flags) f
     where not f = any (danger_today(new.id));
    return null;
end $$;
create or replace trigger danger after update of danger_flags on household for each row
    when (pg_trigger_depth() = 0) execute function household_sets_danger();
-- Most are not dangerous: a register's file makes them by the thousand.
create or replace trigger danger_new after insert on household for each row
    when (pg_trigger_depth() = 0 and new.danger_flags <> '{}') execute function household_sets_danger();

-- At midnight in Seoul flags begin and end (src/jobs/schedule.c).
create or replace function danger_refresh() returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    return danger_apply(array(select d.household_id from household_danger d
                               where d.valid_from between seoul_today() - 7 and seoul_today()
                                  or d.valid_to between seoul_today() - 7 and seoul_today()));
end $$;
revoke execute on function danger_apply(uuid[]), danger_refresh() from public;
grant execute on function danger_refresh() to chatdong_worker;

-- --- deaths and moving away ---

create or replace function resident_cancel_visits(resident resident, why text) returns bigint language plpgsql as $$
declare
    n bigint;
begin
    update visit v set status = 'cancelled', reason = why, version = version + 1, updated_by = resident.updated_by
     where v.resident_id = resident.id and v.status = 'planned';
    get diagnostics n = row_count;
    return n;
end $$;

create or replace function resident_goes() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform resident_cancel_visits(new, case when new.deceased_on is not null then '사망 (' || new.deceased_on || ')'
                                             else '전출 (' || new.moved_out_on || ')' end);
    return null;
end $$;
create or replace trigger goes after update of deceased_on, moved_out_on on resident for each row
    when (coalesce(old.deceased_on, old.moved_out_on) is null and coalesce(new.deceased_on, new.moved_out_on) is not null)
    execute function resident_goes();

-- --- moves between dongs ---

-- Dongs where the resident lived before: their records are read where the resident lives now. Nothing for others.
create or replace function dongs_before(resident uuid, dongs text[]) returns text[] language plpgsql stable as $$
begin
    return (select coalesce(array_agg(distinct m.from_dong_code), '{}')
              from chatdong.resident r join chatdong.resident_move m on m.resident_id = r.id
             where r.id = resident and r.dong_code = any (dongs) and not m.from_dong_code = any (dongs));
end $$;
-- Whether the resident lives in one of these dongs now.
create or replace function resident_in_dongs(resident uuid, dongs text[]) returns boolean language plpgsql stable as $$
begin
    return exists (select from chatdong.resident r where r.id = resident and r.dong_code = any (dongs));
end $$;

-- An open case goes by offer and acceptance (DOMAIN.md 7): the move makes the offer.
create or replace function resident_offer_cases(resident resident) returns bigint language plpgsql as $$
declare
    n bigint;
begin
    insert into case_transfer (case_id, resident_id, from_dong_code, to_dong_code, reason, created_by, updated_by)
    select c.id, c.resident_id, c.dong_code, resident.dong_code, '주민이 이사함', resident.updated_by, resident.updated_by
      from welfare_case c
     where c.resident_id = resident.id and c.due_on is not null and c.dong_code <> resident.dong_code
     order by c.id;
    get diagnostics n = row_count;
    return n;
end $$;

-- What somebody still has to do is theirs who look after the resident now. What was done keeps the dong of its time.
create or replace function resident_take_along(resident resident) returns bigint language plpgsql as $$
declare
    here constant text := resident.dong_code;
    n bigint := 0;
    part bigint;
begin
    update referral r set dong_code = here, version = version + 1
     where r.resident_id = resident.id and r.status <> 'closed' and r.dong_code <> here;
    get diagnostics n = row_count;
    update referral_link l set dong_code = here from referral r where r.id = l.referral_id and r.resident_id = resident.id and r.dong_code = here;
    update referral_reminder m set dong_code = here from referral r where r.id = m.referral_id and r.resident_id = resident.id and r.dong_code = here;
    update benefit_application a set dong_code = here, version = version + 1
     where a.resident_id = resident.id and a.status in ('asked', 'applied') and a.dong_code <> here;
    get diagnostics part = row_count;
    n := n + part;
    update discovery d set dong_code = here, version = version + 1
     where d.resident_id = resident.id and d.withdrawn_at is null and d.dong_code <> here
       and not exists (select from discovery_begun(d.resident_id, d.household_id, d.found_on));
    get diagnostics part = row_count;
    n := n + part;
    update alert a set dong_code = here, version = version + 1
     where a.resident_id = resident.id and a.status = 'open' and a.dong_code <> here;
    get diagnostics part = row_count;
    n := n + part;
    update signal s set dong_code = here, gu_code = left(here, 5), version = version + 1,
                        household_id = case when s.household_id is not null then resident.household_id end
     where s.resident_id = resident.id and s.outcome is null and s.dong_code <> here;
    get diagnostics part = row_count;
    n := n + part;
    update birth b set dong_code = here, version = version + 1 where b.child_id = resident.id and b.dong_code <> here;
    get diagnostics part = row_count;
    return n + part;
end $$;

create or replace function resident_moves() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    insert into resident_move (resident_id, household_id, from_dong_code, to_dong_code, moved_on, created_by,
                               visits_cancelled, cases_offered, taken_along)
    select new.id, new.household_id, old.dong_code, new.dong_code, seoul_today(), new.updated_by,
           resident_cancel_visits(new, format('다른 동으로 이사 (%s)', d.name)), resident_offer_cases(new), resident_take_along(new)
      from dong d where d.code = new.dong_code;
    return null;
end $$;
create or replace trigger moves after update of dong_code on resident for each row
    when (old.dong_code <> new.dong_code) execute function resident_moves();

create or replace function move_check(from_dong text, to_dong text, on_day date) returns void language plpgsql as $$
begin
    if from_dong = to_dong then
        perform refuse('move_elsewhere', '/dong_code', 'that is in the same dong: change the address instead');
    elsif not exists (select from dong d where d.code = to_dong and daterange(d.valid_from, d.valid_to) @> seoul_today()) then
        perform refuse('move_to_known_dong', '/dong_code', 'there is no such dong today');
    elsif on_day > seoul_today() then
        perform refuse('move_not_in_future', '/moved_on', 'a move is recorded when it has happened');
    end if;
end $$;

-- With the owner's rights, because nobody may push a row out of their area by a statement (row-level security). Whose
-- area it is the statement says: no row means not found there. The rows are those of resident_moves().
create or replace function household_relocate(household uuid, dongs text[], to_dong text, to_address text, on_day date, actor uuid)
returns table (household_id uuid, from_dong_code text, to_dong_code text, moved_on date, resident_ids uuid[],
               visits_cancelled integer, cases_offered integer, taken_along integer) language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
#variable_conflict use_column
declare
    h household;
begin
    select x.* into h from household x where x.id = household and x.dong_code = any (dongs) for update;
    if not found then
        return;
    end if;
    perform move_check(h.dong_code, to_dong, on_day);
    update resident r set address = normalize(to_address), version = version + 1, updated_by = actor where r.household_id = household;
    update household x set dong_code = to_dong, address = normalize(to_address), version = version + 1, updated_by = actor where x.id = household;
    update resident_move m set moved_on = on_day where m.household_id = household and m.to_dong_code = to_dong and m.created_at = now();
    return query
    select h.id, h.dong_code, to_dong, on_day, coalesce(array_agg(m.resident_id order by m.resident_id) filter (where m.id is not null), '{}'),
           coalesce(sum(m.visits_cancelled), 0)::integer, coalesce(sum(m.cases_offered), 0)::integer, coalesce(sum(m.taken_along), 0)::integer
      from resident_move m where m.household_id = household and m.to_dong_code = to_dong and m.created_at = now();
end $$;

-- One person who leaves the household goes to the one that is there (`home`), or makes one of their own, with what is
-- dangerous about the one before.
drop function if exists resident_relocate(uuid, text[], text, text, date, uuid); -- before it had `home`
create or replace function resident_relocate(resident uuid, dongs text[], to_dong text, to_address text, on_day date, actor uuid, home uuid default null)
returns setof resident_move language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    r resident;
    own uuid := home;
begin
    select x.* into r from resident x where x.id = resident and x.dong_code = any (dongs) for update;
    if not found then
        return;
    end if;
    perform move_check(r.dong_code, to_dong, on_day);
    if coalesce(r.deceased_on, r.moved_out_on) is not null then
        perform refuse('resident_present', '/id', 'the resident has died or moved out');
    end if;
    if own is null and r.household_id is not null then
        insert into household (dong_code, name, address, danger_flags, created_by, updated_by)
        select to_dong, r.name || ' 가구', normalize(to_address), h.danger_flags, actor, actor from household h where h.id = r.household_id
        returning id into own;
    end if;
    update resident x set dong_code = to_dong, household_id = own, address = normalize(to_address), version = version + 1, updated_by = actor
     where x.id = resident;
    return query update resident_move m set moved_on = on_day
                  where m.resident_id = resident and m.to_dong_code = to_dong and m.created_at = now() returning m.*;
end $$;
revoke execute on function household_relocate(uuid, text[], text, text, date, uuid), resident_relocate(uuid, text[], text, text, date, uuid, uuid) from public;
grant execute on function household_relocate(uuid, text[], text, text, date, uuid), resident_relocate(uuid, text[], text, text, date, uuid, uuid)
    to chatdong_api, chatdong_worker;

-- --- finding people ---

-- The first consonant of each Korean syllable, all else as it is. (plpgsql keeps its plan: aggregating SQL makes one a call.)
create or replace function initials(name text) returns text language plpgsql immutable strict parallel safe as $$
declare
    c text;
    found text := '';
begin
    foreach c in array string_to_array(normalize(name), null) loop
        found := found || case when ascii(c) between 44032 and 55203
                               then substr('ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', (ascii(c) - 44032) / 588 + 1, 1) else c end;
    end loop;
    return found;
end $$;

-- By statement: what the view calls is planned once for all rows of a file.
create or replace function resident_search_add() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    insert into resident_search select r.* from fresh f join resident_search_row r on r.resident_id = f.id;
    insert into resident_name_part
    select f.dong_code, p.part, p._rank, f.id from fresh f cross join lateral search_name_parts(search_name_key(f.name)) p where f.merged_into is null;
    return null;
end $$;
create or replace trigger search_new after insert on resident referencing new table as fresh for each statement
    execute function resident_search_add();

create or replace function resident_search_keep() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    update resident_search s
       set dong_code = r.dong_code, name_key = r.name_key, name_initials = r.name_initials, name_roman = r.name_roman,
           birth_date = r.birth_date, phone = r.phone, address_key = r.address_key
      from resident_search_row r
     where s.resident_id = new.id and r.resident_id = new.id;
    return null;
end $$;
create or replace trigger search_changed after update on resident for each row
    when ((old.dong_code, old.name, old.birth_date, old.phone, old.address)
          is distinct from (new.dong_code, new.name, new.birth_date, new.phone, new.address))
    execute function resident_search_keep();

-- Each row by its whole key: a part's rows in a dong are thousands.
create or replace function resident_name_part_keep() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp set enable_seqscan = off
as $$
begin
    delete from resident_name_part n using search_name_parts(search_name_key(old.name)) p
     where (n.dong_code, n.part, n._rank, n.id) = (old.dong_code, p.part, p._rank, old.id);
    if tg_op = 'UPDATE' and new.merged_into is null then
        insert into resident_name_part select new.dong_code, p.part, p._rank, new.id from search_name_parts(search_name_key(new.name)) p;
    end if;
    return null;
end $$;
create or replace trigger name_parts_changed after update on resident for each row
    when ((old.dong_code, old.name, old.merged_into is null) is distinct from (new.dong_code, new.name, new.merged_into is null))
    execute function resident_name_part_keep();
create or replace trigger name_parts_gone after delete on resident for each row execute function resident_name_part_keep();

-- The two syllables of a search for nothing but them: resident_name_part has the answer. NULL: resident_find() has.
create or replace function search_name_part(name text, birth_date date, birth_year integer, phone text, address text) returns text
language sql immutable parallel safe as $$
    select case when birth_date is null and birth_year is null and phone is null and address is null and search_name_key(name) ~ '^[가-힣]{2}$'
                then search_name_key(name) end
$$;

-- How a name is asked for: Latin letters are a romanised name, jamo are initial consonants (syllables among them are
-- compared as they are), all else is a part of the name itself.
create or replace function search_name_words(name text) returns text[] language sql immutable strict parallel safe as $$
    select case when name ~* '[a-z]' and name !~ '[가-힣]'
                then array(select w from (select search_roman_word(search_roman_fold(p)) as w, n
                                            from regexp_split_to_table(lower(normalize(name)), '[\s.,·''’-]+') with ordinality x (p, n)) y
                            where w <> '' order by n)
                when search_name_key(name) ~ '[ㄱ-ㅎ]' then array[initials(search_name_key(name))]
                when search_name_key(name) = '' then '{}'
                else array[search_name_key(name)] end
$$;

-- Whom all of this fits, in these dongs; the lower _rank the closer (exact, the beginning, a part: 0, 1, 2, summed over name,
-- phone and address). With the owner's rights: "contains" is not leakproof, so under row-level security it could not
-- use the index; the rows themselves are read under the policies. One plan for all, and no function called for each row.
create or replace function resident_find(dongs text[], name text, birth_date date, birth_year integer, phone text, address text)
returns table (id uuid, _rank integer) language plpgsql stable rows 50
security definer set search_path = chatdong, pg_temp set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    words constant text[] := coalesce(search_name_words(resident_find.name), '{}');
    kind constant text := case when resident_find.name is null then '' when words[1] ~ '^[a-z]' then 'roman'
                               when words[1] ~ '[ㄱ-ㅎ]' then 'initials' else 'part' end;
    -- The name in one word, and with the family name, which comes last in the West, first.
    whole constant text := array_to_string(words, '');
    turned constant text := words[cardinality(words)] || array_to_string(words[:cardinality(words) - 1], '');
    all_words constant text[] := array(select '%' || w || '%' from unnest(words) w);
    syllables constant text := regexp_replace(search_name_key(resident_find.name), '[ㄱ-ㅎ]', '_', 'g');
    wanted_birth constant date := resident_find.birth_date;
    wanted_year constant integer := coalesce(birth_year, date_part('year', wanted_birth));
    digits constant text := regexp_replace(resident_find.phone, '\D', '', 'g');
    tail constant text := case when resident_find.phone like '+%' then digits else regexp_replace(digits, '^0', '') end;
    place constant text := search_address_key(resident_find.address);
    tokens constant text[] := array(
        select g from unnest(words) w, unnest(search_grams(w)) g where left(g, 1) <> '^' or length(whole) = 1
        union all select '@' || wanted_year where wanted_year is not null
        union all select '#' || right(digits, 4) where digits is not null
        union all select unnest(search_address_grams(place)) where place is not null);
begin
    if cardinality(tokens) = 0 or kind <> '' and whole = '' then
        return;
    end if;
    return query
    select s.resident_id,
           case kind
           when 'part' then case when s.name_key = whole then 0 when starts_with(s.name_key, whole) then 1 else 2 end
           when 'initials' then case when s.name_initials = whole then 0 when starts_with(s.name_initials, whole) then 1 else 2 end
           when 'roman' then case when ' ' || s.name_roman || ' ' like any (array['% ' || whole || ' %', '% ' || turned || ' %']) then 0 when starts_with(s.name_roman, whole) then 1 else 2 end
           else 0 end
           + case when digits is null or right(s.phone, -1) = digits or right(s.phone, -3) = tail then 0 else 1 end
           + case when place is null or s.address_key = place then 0 when starts_with(s.address_key, place) then 1 else 2 end
      from unnest(dongs) d (code)
     cross join lateral (select array_agg(d.code || t) as tokens from unnest(tokens) t) wanted
      join resident_search s
        on search_tokens(s.dong_code, s.name_key, s.name_initials, s.name_roman, s.birth_date, s.phone, s.address_key) @> wanted.tokens
     where case kind
           when 'part' then position(whole in s.name_key) > 0
           when 'initials' then position(whole in s.name_initials) > 0 and s.name_key like '%' || syllables || '%'
           when 'roman' then s.name_roman like all (all_words)
           else true end
       and (wanted_birth is null or s.birth_date = wanted_birth)
       and (birth_year is null or date_part('year', s.birth_date) = birth_year)
       and (digits is null or right(s.phone, length(tail)) = tail)
       and (place is null or position(place in s.address_key) > 0);
end $$;
revoke execute on function resident_find(text[], text, date, integer, text, text) from public;
grant execute on function resident_find(text[], text, date, integer, text, text) to chatdong_api;

reset role;
