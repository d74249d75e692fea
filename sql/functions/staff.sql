-- The rules of staff that a plain constraint cannot say (DOMAIN.md 3): employment, what is kept of
-- grants, leave and who stands in, headcounts and caseload.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function rule_broken(name text, message text) returns void language plpgsql as $$
begin
    raise exception '%', message using errcode = '23514', constraint = name;
end $$;

-- Periods as the interface writes them: first and last day, null where it is open.
create or replace function employments(periods datemultirange) returns jsonb
language sql immutable parallel safe as $$
    select coalesce(jsonb_agg(jsonb_build_object('from', lower(p.days), 'to', upper(p.days) - 1) order by p.days), '[]')
      from unnest(periods) p (days)
$$;

create or replace function employed_of(periods jsonb) returns datemultirange language plpgsql immutable strict as $$
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

-- The day of hiring is the first day of all employments; where only that is told, employment is open.
create or replace function staff_guard() returns trigger language plpgsql as $$
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

-- Whether the account opens anything today or later.
create or replace function staff_may_come(s staff) returns boolean language sql stable as $$
    select s.active and s.employed && datemultirange(daterange(seoul_today(), null))
$$;

create or replace function staff_keep_grant() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

-- A post ends the day before the next one begins; what was changed twice on a day counts as it was left.
create or replace function staff_keep_post() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

create or replace trigger b_guard before insert or update on staff for each row execute function staff_guard();
create or replace trigger grant_kept after insert on staff for each row execute function staff_keep_grant();
create or replace trigger grant_change_kept after update on staff for each row
    when ((old.role, old.job, old.dong_codes, old.active, old.employed)
          is distinct from (new.role, new.job, new.dong_codes, new.active, new.employed))
    execute function staff_keep_grant();
create or replace trigger post_kept after insert on staff for each row execute function staff_keep_post();
create or replace trigger post_change_kept after update on staff for each row
    when ((old.role, old.job, old.dong_codes) is distinct from (new.role, new.job, new.dong_codes))
    execute function staff_keep_post();

-- DOMAIN.md 12: kept 3 years, counted from the day on which the entry ceased to be what holds. The
-- scheduler calls it; whoever must keep longer passes more.
create or replace function staff_grants_expire(keep interval default '3 years') returns bigint language sql
security definer set search_path = chatdong, pg_temp
as $$
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
revoke execute on function staff_grants_expire(interval) from public;
grant execute on function staff_grants_expire(interval) to chatdong_worker;

-- Whether somebody is there on that day; a locked account is nobody from today on, the past stays.
create or replace function staff_serves(s staff, on_day date) returns boolean language sql stable as $$
    select s.employed @> on_day and (s.active or on_day < seoul_today())
$$;

create or replace function staff_leave_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

create or replace function staff_leave_engage() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

create or replace trigger b_guard before insert or update on staff_leave for each row execute function staff_leave_guard();
create or replace trigger engage after insert or update on staff_leave for each row execute function staff_leave_engage();

-- Per dong that was there on that day: its recipients by the newest figure known then, and its welfare workers.
create or replace function caseload_on(day date)
returns table (dong_code text, gu_code text, recipients bigint, as_of date, workers bigint)
language sql stable as $$
    select d.code, d.gu_code, r.recipients::bigint, r.as_of, coalesce(w.heads, 0)
      from dong d
     cross join lateral (select c.recipients, c.as_of from recipient_count c
                          where c.dong_code = d.code and c.as_of <= day order by c.as_of desc limit 1) r
      left join (select s.dong_code, sum(s.heads) as heads
                   from staffing s join staff_job_kind k on k.code = s.job and k.welfare_worker
                  where s.during @> day and s.employed @> day group by s.dong_code) w on w.dong_code = d.code
     where d.valid_from <= day and (d.valid_to is null or d.valid_to > day)
$$;

-- Takes a set of figures whole; a dong that is named twice would get one of them by chance.
create or replace function recipient_counts_keep(gu text, day date, counts jsonb, actor uuid)
returns table (as_of date, dongs bigint, recipients bigint) language plpgsql as $$
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

reset role;
