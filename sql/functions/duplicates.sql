-- Residents recorded twice: how alike they are, the refusal at creation, and the worklist of pairs.
set local role chatdong_owner;
set local search_path = chatdong;

-- The same but for one character, one that is missing, or two neighbours in the other order: 영순 and 영숙, 0312 and 0321.
create or replace function one_apart(a text, b text) returns boolean language sql immutable strict parallel safe as $$
    select a <> b and greatest(length(a), length(b)) > 1 and case
        when length(a) = length(b) then
            (select count(*) = 1 or count(*) = 2 and bool_and(substr(a, d.i, 1) = substr(b, d.other, 1))
               from (select i, case when substr(a, i + 1, 1) <> substr(b, i + 1, 1) then i + 1 else i - 1 end as other
                       from generate_series(1, length(a)) i where substr(a, i, 1) <> substr(b, i, 1)) d)
        when abs(length(a) - length(b)) = 1 and least(length(a), length(b)) > 1 then
            exists (select from generate_series(1, greatest(length(a), length(b))) i
                     where case when length(a) > length(b) then overlay(a placing '' from i for 1) = b
                                else overlay(b placing '' from i for 1) = a end)
        else false end
$$;

-- Who of a gu is as like as the threshold, best first. Found by four indexes (birth date; name with phone; name with
-- address; key of the register), so what it costs does not grow with the city. Inlined into what calls it.
create or replace function resident_alike(name text, birth_date date, sex text, phone text, address text, gu text, register_key bytea default null)
returns table (id uuid, dong_code text, score integer, reasons text[]) language sql stable as $$
    select s.id, s.dong_code, s.score, s.reasons
      from (select r.id, r.dong_code, k.threshold, array_remove(array[
                       case when c.same_name then 'same_name' when c.similar_name then 'similar_name' end,
                       case when c.same_birth then 'same_birth_date' when c.similar_birth then 'similar_birth_date' end,
                       case when r.phone = $4 then 'same_phone' end, case when c.same_address then 'same_address' end,
                       case when same_key.resident_id is not null then 'same_register_key' end, case when r.sex <> $3 then 'other_sex' end], null) as reasons,
                   greatest(0, least(100, case when c.same_name then k.same_name when c.similar_name then k.similar_name else 0 end
                      + case when c.same_birth then k.same_birth_date when c.similar_birth then k.similar_birth_date else 0 end
                      + case when r.phone = $4 then k.same_phone else 0 end + case when c.same_address then k.same_address else 0 end
                      + case when same_key.resident_id is not null then k.same_register_key else 0 end)
                      + case when r.sex <> $3 then k.other_sex else 0 end) as score
              from (select x.id from resident x where x.birth_date = $2 and left(x.dong_code, 5) = $6
                    union select x.id from resident x where signal_name_key(x.name) = signal_name_key($1) and right(x.phone, 4) = right($4, 4)
                    union select x.id from resident x where signal_name_key(x.name) = signal_name_key($1)
                                                        and signal_address_key(x.address) = signal_address_key($5)
                    union select x.resident_id from resident_register_key x where x.key = $7) found
              join resident r on r.id = found.id
              left join resident_register_key same_key on same_key.resident_id = r.id and same_key.key = $7
              join duplicate_scoring k on daterange(k.valid_from, k.valid_to) @> seoul_today()
             cross join lateral (
                   select signal_name_key(r.name) = signal_name_key($1) as same_name, one_apart(signal_name_key(r.name), signal_name_key($1)) as similar_name,
                          r.birth_date = $2 as same_birth, one_apart(to_char(r.birth_date, 'YYYYMMDD'), to_char($2, 'YYYYMMDD')) as similar_birth,
                          signal_address_key(r.address) = signal_address_key($5) as same_address) c
             where r.merged_into is null and left(r.dong_code, 5) = $6) s
     where s.score >= s.threshold
$$;

-- The candidates in the actor's dongs, for somebody who is about to be recorded.
create or replace function resident_candidates(name text, birth_date date, sex text, phone text, address text, dongs text[])
returns table (id uuid, dong_code text, score integer, reasons text[]) language sql stable
security definer set search_path = chatdong, pg_temp
as $$
    select c.*
      from (select distinct left(d, 5) as gu from unnest(string_to_array(current_setting('chatdong.dongs', true), ',')) d) g
     cross join lateral resident_alike($1, $2, $3, $4, $5, g.gu) c
     where c.dong_code = any ($6) and c.dong_code = any (string_to_array(current_setting('chatdong.dongs', true), ','))
$$;
revoke execute on function resident_candidates(text, date, text, text, text, text[]) from public;
grant execute on function resident_candidates(text, date, text, text, text, text[]) to chatdong_api;

-- Refuses to record somebody who is there already, unless whoever records them insists. Two who record one person at
-- once take turns. The figures name nobody: whose data they are is told by the search, which leaves its access record.
create or replace function resident_is_new(name text, birth_date date, sex text, phone text, address text, dongs text[], insist boolean)
returns boolean language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    alike bigint;
    best record;
begin
    perform take_turns(array['resident ' || signal_name_key(name) || birth_date]);
    if insist then
        return true;
    end if;
    select count(*) into alike from resident_candidates($1, $2, $3, $4, $5, $6);
    if alike > 0 then
        select c.* into best from resident_candidates($1, $2, $3, $4, $5, $6) c order by c.score desc, c.id limit 1;
        raise exception '% alike', alike using errcode = '23514', constraint = 'resident_is_new', table = 'resident',
            hint = format('/insist resident_duplicates %s like this in the area, the closest with %s of 100 points (%s)', alike, best.score,
                          array_to_string(best.reasons, ', '));
    end if;
    return true;
end $$;
revoke execute on function resident_is_new(text, date, text, text, text, text[], boolean) from public;
grant execute on function resident_is_new(text, date, text, text, text, text[], boolean) to chatdong_api;

-- The pairs of these residents as they are today: found, scored anew, or gone because they are alike no more. A pair that
-- somebody has judged stays as it was judged.
create or replace function residents_compare(residents uuid[]) returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    n bigint;
begin
    delete from resident_duplicate d using resident a left join resident_register_key k on k.resident_id = a.id, resident b
     where (d.first_id = any (residents) or d.second_id = any (residents)) and d.status = 'open' and a.id = d.first_id and b.id = d.second_id
       and (a.merged_into is not null or b.merged_into is not null
            or not exists (select from resident_alike(a.name, a.birth_date, a.sex, a.phone, a.address, left(a.dong_code, 5), k.key) c where c.id = b.id));
    insert into resident_duplicate as d (first_id, second_id, dong_code, other_dong_code, score, reasons)
    select distinct on (p.first_id, p.second_id) p.first_id, p.second_id, a.dong_code, b.dong_code, p.score, p.reasons
      from (select least(r.id, c.id) as first_id, greatest(r.id, c.id) as second_id, c.score, c.reasons
              from resident r
              left join resident_register_key k on k.resident_id = r.id
             cross join lateral resident_alike(r.name, r.birth_date, r.sex, r.phone, r.address, left(r.dong_code, 5), k.key) c
             where r.id = any (residents) and r.merged_into is null and c.id <> r.id) p
      join resident a on a.id = p.first_id
      join resident b on b.id = p.second_id
     order by p.first_id, p.second_id
    on conflict on constraint resident_duplicate_once do update set score = excluded.score, reasons = excluded.reasons
     where d.status = 'open' and (d.score, d.reasons) is distinct from (excluded.score, excluded.reasons);
    get diagnostics n = row_count;
    return n;
end $$;
revoke execute on function residents_compare(uuid[]) from public;

-- Who is recorded one by one is compared at once; whoever comes by the thousand, or is changed, by the job.
create or replace function resident_recorded() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform residents_compare(array(select id from fresh));
    else
        insert into resident_to_compare (resident_id) select id from fresh;
    end if;
    return null;
end $$;
create or replace function resident_changed() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    insert into resident_to_compare (resident_id)
    select f.id from fresh f join stale s on s.id = f.id
     where (f.name, f.birth_date, f.sex, f.phone, f.address, f.dong_code, f.merged_into)
           is distinct from (s.name, s.birth_date, s.sex, s.phone, s.address, s.dong_code, s.merged_into);
    update resident_duplicate d
       set dong_code = case when d.first_id = f.id then f.dong_code else d.dong_code end,
           other_dong_code = case when d.second_id = f.id then f.dong_code else d.other_dong_code end
      from fresh f join stale s on s.id = f.id
     where s.dong_code <> f.dong_code and f.id in (d.first_id, d.second_id);
    update resident_merge m
       set dong_code = case when m.survivor_id = f.id then f.dong_code else m.dong_code end,
           other_dong_code = case when m.merged_id = f.id then f.dong_code else m.other_dong_code end
      from fresh f join stale s on s.id = f.id
     where s.dong_code <> f.dong_code and f.id in (m.survivor_id, m.merged_id);
    return null;
end $$;
create or replace trigger recorded after insert on resident referencing new table as fresh for each statement execute function resident_recorded();
create or replace trigger changed after update on resident referencing new table as fresh old table as stale
    for each statement execute function resident_changed();

-- A key makes a pair, or unmakes one, only if somebody else has it as well.
create or replace function register_key_kept() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    insert into resident_to_compare (resident_id)
    select distinct w.id from (values (old.resident_id, old.key), (new.resident_id, new.key)) w (id, key)
     where exists (select from resident_register_key k where k.key = w.key and k.resident_id <> w.id);
    return null;
end $$;
create or replace trigger compared after insert or update on resident_register_key for each row execute function register_key_kept();

-- The scheduler (src/jobs/schedule.c): as many as two seconds allow. Who changes meanwhile stands in the queue again.
create or replace function residents_compare() returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    until constant timestamptz := clock_timestamp() + interval '2 seconds';
    batch uuid[];
    compared bigint := 0;
begin
    loop
        with taken as (
            delete from resident_to_compare q
             where q.no in (select x.no from resident_to_compare x order by x.no limit 500 for update skip locked)
            returning q.resident_id
        )
        select array_agg(distinct t.resident_id) into batch from taken t;
        exit when batch is null;
        perform residents_compare(batch);
        compared := compared + cardinality(batch);
        exit when clock_timestamp() > until;
    end loop;
    return compared;
end $$;
revoke execute on function residents_compare() from public;
grant execute on function residents_compare() to chatdong_worker;

-- A pair with both its residents, who stand; one that was judged stays to be seen.
drop view if exists resident_duplicate_pair;
create view resident_duplicate_pair with (security_invoker = true) as
select d.id, d.dong_code, d.other_dong_code, array[d.first_id, d.second_id] as resident_ids, d.score, d.reasons, d.status,
       a.id as first_id, a.name as first_name, a.birth_date as first_birth_date, a.sex as first_sex, a.phone as first_phone,
       a.address as first_address, a.version as first_version, b.id as second_id, b.name as second_name, b.birth_date as second_birth_date,
       b.sex as second_sex, b.phone as second_phone, b.address as second_address, b.version as second_version, d.dismissed_at, d.dismissed_by,
       d.dismissal_reason, d.version, d.created_at, d.created_by, d.updated_at, d.updated_by
  from resident_duplicate d
  join resident a on a.id = d.first_id
  join resident b on b.id = d.second_id
 where d.status <> 'open' or a.merged_into is null and b.merged_into is null;
grant select on resident_duplicate_pair to chatdong_api;

create or replace function resident_duplicate_guard() returns trigger language plpgsql as $$
begin
    if old.status <> 'open' and new.status = 'dismissed' then
        raise exception 'the pair is % already', old.status
            using errcode = '23514', constraint = 'resident_duplicate_judged', table = 'resident_duplicate', hint = old.status;
    end if;
    return new;
end $$;
create or replace trigger b_guard before update on resident_duplicate for each row execute function resident_duplicate_guard();

reset role;
