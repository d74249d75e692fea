-- The rules of visits that a plain constraint cannot say (DOMAIN.md 5).
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function visit_rule(name text, message text) returns void language plpgsql as $$
begin
    raise exception '%', message using errcode = '23514', constraint = name, table = 'visit';
end $$;

-- Planner, nurse and helpers must be active, employed on that day, of the visit's dong and not on leave.
create or replace function visit_check_staff(v visit) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    people constant uuid[] := array_remove(v.team || v.staff_id, null);
    day constant date := (v.planned_start at time zone 'Asia/Seoul')::date;
begin
    if (select count(*) from staff s
         where s.id = any (people) and s.active and v.dong_code = any (s.dong_codes) and s.employed @> day)
       <> cardinality(people) then
        perform visit_rule('visit_staff_of_dong', 'who visits must be active staff of the dong, each once');
    end if;
    if v.status = 'planned' and exists (select from staff_leave_duty d
                                         where d.staff_id = any (people) and d.kind = 'away' and d.during @> day) then
        perform visit_rule('visit_staff_away', format('somebody of these is on leave on %s', day));
    end if;
end $$;

-- Nobody goes alone to a household with a danger flag; nobody is sent to a resident who is gone. A visit that nobody
-- leads yet waits for its two.
create or replace function visit_check_household(v visit) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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
    if dangerous and v.kind = 'home' and v.staff_id is not null and v.team = '{}' then
        perform visit_rule('visit_two_persons', 'this household is visited by two persons or more');
    end if;
end $$;

-- Which attempt it is: one more than those of the same program that were missed, or met nobody, since it last went well.
create or replace function visit_attempt(v visit) returns integer language plpgsql stable as $$
begin
    return (select 1 + count(*)::integer
      from visit p
     where p.resident_id = v.resident_id and p.program = v.program and p.id <> v.id and p.planned_start < v.planned_start
       and (p.status = 'missed' or p.outcome = 'not_found')
       and p.planned_start > coalesce((select max(d.planned_start) from visit d
                                        where d.resident_id = v.resident_id and d.program = v.program
                                          and d.outcome <> 'not_found' and d.planned_start < v.planned_start), '-infinity'));
end $$;

-- Author within 7 days, later only a supervisor; imports and repairs by the owner have no role.
create or replace function visit_check_amendment(old_row visit, new_row visit) returns void
language plpgsql as $$
declare
    role constant text := coalesce(current_setting('chatdong.role', true), '');
begin
    if role not in ('', 'supervisor')
       and (old_row.completed_by <> new_row.updated_by or old_row.completed_at < now() - interval '7 days') then
        perform visit_rule('visit_amendment_closed',
                           'a completed visit is amended by its author within 7 days, later by a supervisor');
    end if;
end $$;

create or replace function visit_guard_change(old_row visit, new_row visit) returns void
language plpgsql as $$
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
    if new_row.expected_end is distinct from old_row.expected_end and new_row.status <> 'checked_in' then
        perform visit_rule('visit_plan_fixed', 'the expected end is that of a visit under way');
    end if;
end $$;

-- Who checks in to a visit that nobody leads takes it. If they do not say when they will be out, it is as long as planned.
create or replace function visit_begin(inout v visit) language plpgsql as $$
begin
    v.staff_id := coalesce(v.staff_id, v.updated_by);
    v.expected_end := coalesce(v.expected_end, v.checked_in_at + (v.planned_end - v.planned_start));
end $$;

create or replace function visit_guard() returns trigger language plpgsql as $$
declare
    begins constant boolean := new.status = 'checked_in' and (tg_op = 'INSERT' or old.status = 'planned');
begin
    if tg_op = 'INSERT' and new.status <> 'planned' and coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform visit_rule('visit_transition', 'a visit begins as planned');
    end if;
    if begins then
        new := visit_begin(new);
    end if;
    if tg_op = 'INSERT' then
        new.attempt := visit_attempt(new);
    else
        perform visit_guard_change(old, new);
        if new.status <> old.status or new.planned_start <> old.planned_start then
            new.attempt := visit_attempt(new);
        elsif (old.staff_id, old.team, old.dong_code) is not distinct from (new.staff_id, new.team, new.dong_code) then
            return new;
        end if;
    end if;
    if tg_op = 'INSERT' or (old.staff_id, old.team, old.dong_code, old.planned_start)
                           is distinct from (new.staff_id, new.team, new.dong_code, new.planned_start) then
        perform visit_check_staff(new);
        perform visit_check_household(new);
    elsif begins then
        perform visit_check_household(new); -- the danger may have become known since it was planned
    end if;
    return new;
end $$;

create or replace function visit_engage() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    busy constant text[] := array['planned', 'checked_in'];
    people constant uuid[] := array_remove(new.team || new.staff_id, null);
begin
    if tg_op = 'UPDATE' then
        if (old.status = any (busy), old.planned_start, old.planned_end, old.staff_id, old.team, old.joint)
           is not distinct from
           (new.status = any (busy), new.planned_start, new.planned_end, new.staff_id, new.team, new.joint) then
            return null;
        end if;
        delete from visit_engagement where visit_id = new.id;
    end if;
    if new.status = any (busy) then
        perform take_turns(array(select concat_ws(' ', s, (day.at at time zone 'UTC')::date) from unnest(people) s,
                                        (values (new.planned_start), (new.planned_end)) day (at)));
        insert into visit_engagement (visit_id, staff_id, during, joint)
        select new.id, s, tstzrange(new.planned_start, new.planned_end), new.joint from unnest(people) s order by s;
    end if;
    return null;
end $$;

-- A step (check in, complete …) sets the status; one that was made already is no step. An amendment
-- does not set it, so it does not come by here.
create or replace function visit_refuse_standing_still() returns trigger language plpgsql as $$
begin
    perform visit_rule('visit_transition', format('the visit is %s already', old.status));
    return new;
end $$;

-- Triggers fire in the order of their names: touch, then guard.
create or replace trigger b_guard before insert or update on visit for each row execute function visit_guard();
create or replace trigger c_step before update of status on visit
    for each row when (old.status = new.status) execute function visit_refuse_standing_still();
create or replace trigger engage after insert or update on visit for each row execute function visit_engage();

-- Several at once, each as it was read: who assigned it first is not undone by who did not know.
create or replace function visit_is_version(v visit, expected bigint) returns boolean language plpgsql as $$
begin
    if v.version <> expected then
        perform visit_rule('visit_changed', format('the visit is at version %s', v.version));
    end if;
    return true;
end $$;

-- When somebody is on a visit or on leave, of the time that is asked about. Read past row-level security: whom they visit
-- in another dong is not told, that they are busy is.
create or replace function staff_busy(staff uuid, within tstzrange) returns tstzmultirange language plpgsql stable
security definer set search_path = chatdong, pg_temp
as $$
begin
    return coalesce(range_agg(b.during), '{}')
      from (select e.during
              from visit_engagement e
             where e.staff_id = staff and e.during && within
               and lower(e.during) between lower(within) - interval '1 day' and upper(within) -- visit_planned_within_a_day
             union all
            select tstzrange(lower(d.during)::timestamp at time zone 'Asia/Seoul', upper(d.during)::timestamp at time zone 'Asia/Seoul')
              from staff_leave_duty d
             where d.staff_id = staff and d.kind = 'away'
               and d.during && daterange((lower(within) at time zone 'Asia/Seoul')::date, (upper(within) at time zone 'Asia/Seoul')::date, '[]')) b;
end $$;
revoke execute on function staff_busy(uuid, tstzrange) from public;
grant execute on function staff_busy(uuid, tstzrange) to chatdong_api;

-- A visit that is proposed takes forty minutes.
create or replace function visit_time(slot timestamptz) returns tstzrange language sql stable parallel safe as $$
    select tstzrange(slot, slot + interval '40 minutes')
$$;

-- Who goes along where nobody may go alone.
create or replace function staff_companion(leader uuid, dong text, slot timestamptz) returns uuid language sql stable as $$
    select s.id from staff s
     where s.id <> leader and s.active and dong = any (s.dong_codes) and s.employed @> (slot at time zone 'Asia/Seoul')::date
       and s.role in ('officer', 'nurse') and not staff_busy(s.id, visit_time(slot)) && visit_time(slot)
     order by s.role = 'nurse' desc, s.id limit 1
$$;

-- The first free time of somebody from a day on, within office hours of a working day; accompanied: of a companion as well.
create or replace function visit_free_slot(staff uuid, dong text, first_day date, days integer, accompanied boolean) returns timestamptz
language plpgsql stable as $$
declare
    busy constant tstzmultirange := staff_busy(staff, tstzrange(first_day::timestamp at time zone 'Asia/Seoul',
                                                                (first_day + days)::timestamp at time zone 'Asia/Seoul'));
    slot timestamptz;
begin
    for day in 0 .. days - 1 loop
        continue when not is_working_day(first_day + day);
        for half_hour in 20 .. 33 loop -- from 10:00 to 16:30
            slot := (first_day + day + half_hour * interval '30 minutes') at time zone 'Asia/Seoul';
            if slot > now() and not busy && visit_time(slot) and (not accompanied or staff_companion(staff, dong, slot) is not null) then
                return slot;
            end if;
        end loop;
    end loop;
    return null;
end $$;

-- The next attempt after one that was missed or met nobody, as POST /v1/visits takes it, led by who asks; null when one
-- is planned, the resident is gone or nobody is free. By phone where nobody may go alone and nobody can come along.
create or replace function visit_proposal(v visit, staff uuid) returns json language plpgsql stable as $$
begin
    return (select json_strip_nulls(json_build_object(
               'resident_id', p.id, 'program', v.program,
               'kind', case when alone.forbidden and companion.id is null then 'phone' else v.kind end,
               'institution', v.institution,
               'team', case when alone.forbidden and companion.id is not null then json_build_array(companion.id) end,
               'planned_start', to_char(slot at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'planned_end', to_char((slot + interval '40 minutes') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'notes', format('%s차 시도', v.attempt + 1)))
      from resident p
      left join household h on h.id = p.household_id
     cross join lateral (select v.kind = 'home' and coalesce(h.danger_flags <> '{}', false) as forbidden) alone
     cross join lateral (select visit_free_slot(staff, v.dong_code, seoul_today() + 1, 14, false) as slot) free
     cross join lateral (select case when alone.forbidden then staff_companion(staff, v.dong_code, slot) end as id) companion
     where p.id = v.resident_id and (v.status = 'missed' or v.outcome = 'not_found') and slot is not null
       and coalesce(p.deceased_on, p.moved_out_on) is null
       and exists (select from staff x where x.id = visit_proposal.staff and x.active and v.dong_code = any (x.dong_codes))
       and not exists (select from visit n where n.resident_id = v.resident_id and n.program = v.program and n.planned_start > v.planned_start
                                             and n.status in ('planned', 'checked_in', 'completed')));
end $$;

-- Visits of somebody on leave go to the substitute: whoever is of the dong and free. Where that cannot be, a helper is
-- left out, and what nobody can lead waits for somebody (visit_open: the worklist).
create or replace function visit_hand_over(v visit, l staff_leave) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    helper constant boolean := v.staff_id is distinct from l.staff_id;
    substitute uuid := l.substitute_id;
begin
    begin
        update visit set staff_id = case when helper then staff_id else substitute end
             , team = case when helper and substitute is not null then array_replace(team, l.staff_id, substitute)
                           when helper then array_remove(team, l.staff_id)
                           when substitute is null then '{}' else team end
             , updated_by = coalesce(l.updated_by, updated_by)
         where id = v.id;
    exception when check_violation or exclusion_violation then
        substitute := null;
        update visit set staff_id = null, team = '{}', updated_by = coalesce(l.updated_by, updated_by) where id = v.id;
    end;
    insert into visit_stand_in (visit_id, leave_id, staff_id, helper, substitute_id)
    values (v.id, l.id, l.staff_id, helper, substitute)
    on conflict (visit_id, leave_id) where returned_at is null do update set substitute_id = excluded.substitute_id, at = now();
end $$;

create or replace function visits_of_leave(l staff_leave) returns setof visit language sql stable as $$
    select v.*
      from visit_engagement e
      join visit v on v.id = e.visit_id
     where e.staff_id = l.staff_id and v.status = 'planned' and v.planned_start >= l.starts_on::timestamp at time zone 'Asia/Seoul'
       and v.planned_start < (l.ends_on + 1)::timestamp at time zone 'Asia/Seoul'
     order by v.planned_start, v.id
$$;

-- Back to whom it was taken from, if it is still as the leave left it and nothing stands against it.
create or replace function visit_hand_back(s visit_stand_in, actor uuid) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    update visit_stand_in set returned_at = now() where id = s.id;
    update visit set staff_id = case when s.helper then staff_id else s.staff_id end
         , team = case when not s.helper then team when s.substitute_id is null then team || s.staff_id
                       else array_replace(team, s.substitute_id, s.staff_id) end
         , updated_by = coalesce(actor, updated_by)
     where id = s.visit_id and status = 'planned'
       and case when not s.helper then staff_id is not distinct from s.substitute_id
                else staff_id is not null and (s.substitute_id is null or s.substitute_id = any (team)) end;
exception when check_violation or exclusion_violation then
    null; -- planned otherwise since: it stays with whoever has it
end $$;

-- After `engage`, which says who is away. Set, moved or cancelled: what this leave moved comes back first.
create or replace function staff_leave_visits() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform visit_hand_back(s, new.updated_by) from visit_stand_in s where s.leave_id = new.id and s.returned_at is null;
    if not new.cancelled then
        perform visit_hand_over(v, new) from visits_of_leave(new) v;
    end if;
    return null;
end $$;
create or replace trigger visits_follow after insert or update on staff_leave for each row execute function staff_leave_visits();

-- The scheduler: what was planned for somebody at the very moment of the leave.
create or replace function visits_hand_over() returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    late record;
    moved bigint := 0;
begin
    for late in select l, v from staff_leave l cross join lateral visits_of_leave(l) v
                 where not l.cancelled and l.ends_on >= seoul_today() loop
        perform visit_hand_over(late.v, late.l);
        moved := moved + 1;
    end loop;
    return moved;
end $$;

-- The scheduler: who should be out again and is not. Once for each expected end, until somebody answers for it.
create or replace function visits_overdue() returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    raised bigint;
begin
    insert into alert (dong_code, kind, resident_id, visit_id, staff_id, since)
    select v.dong_code, 'checkout_overdue', v.resident_id, v.id, v.staff_id, v.expected_end
      from visit v
     where v.status = 'checked_in' and v.expected_end <= now()
       and not exists (select from alert a where a.visit_id = v.id and a.kind = 'checkout_overdue' and a.since = v.expected_end)
    on conflict do nothing;
    get diagnostics raised = row_count;
    return raised;
end $$;
revoke execute on function visits_hand_over(), visits_overdue() from public;
grant execute on function visits_hand_over(), visits_overdue() to chatdong_worker;
revoke execute on function visit_hand_over(visit, staff_leave), visit_hand_back(visit_stand_in, uuid) from public;

-- A call for help by who is acting, from the visit that is named or under way, else from their first dong. It is never
-- refused for want of a visit; one outside the area is not there.
create or replace function panic_call(visit uuid, place jsonb) returns setof alert language sql
security definer set search_path = chatdong, pg_temp
as $$
    insert into alert (dong_code, kind, resident_id, visit_id, staff_id, since, position, created_by, updated_by)
    select coalesce(v.dong_code, s.dong_codes[1]), 'panic', v.resident_id, v.id, s.id, now(), place, s.id, s.id
      from staff s
      left join lateral (
           select o.id, o.dong_code, o.resident_id from visit o
            where case when panic_call.visit is not null then o.id = panic_call.visit
                       else o.status = 'checked_in' and (o.staff_id = s.id or s.id = any (o.team)) end
              and o.dong_code = any (string_to_array(current_setting('chatdong.dongs', true), ','))
            order by o.checked_in_at desc nulls last limit 1) v on true
     where s.id = nullif(current_setting('chatdong.actor_id', true), '')::uuid and (panic_call.visit is null or v.id is not null)
    returning *
$$;

-- People are met at an institution once somebody is there.
create or replace function visit_resident_guard() returns trigger language plpgsql as $$
begin
    if not exists (select from visit v where v.id = new.visit_id and v.kind = 'institution' and v.status in ('checked_in', 'completed')
                                         and v.resident_id is distinct from new.resident_id) then
        perform visit_rule('visit_resident_at_institution', 'people are met at a visit to an institution that was begun');
    end if;
    return new;
end $$;
create or replace trigger b_guard before insert on visit_resident for each row execute function visit_resident_guard();

create or replace function follow_up_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if (tg_op = 'INSERT' or new.owner_id <> old.owner_id)
       and not exists (select from staff s where s.id = new.owner_id and s.active and new.dong_code = any (s.dong_codes)
                                             and s.employed @> seoul_today()) then
        perform visit_rule('follow_up_owner_of_dong', 'who follows up is active staff of the dong');
    end if;
    return new;
end $$;
create or replace trigger b_guard before insert or update on follow_up for each row execute function follow_up_guard();

-- A route names visits of that person and day, each once.
create or replace function visit_route_guard() returns trigger language plpgsql as $$
begin
    if (select count(*) from visit v
         where v.id = any (new.visit_ids) and (v.staff_id = new.staff_id or new.staff_id = any (v.team))
           and (v.planned_start at time zone 'Asia/Seoul')::date = new.day) <> cardinality(new.visit_ids) then
        perform visit_rule('visit_route_of_day', 'a route names visits of that person and day, each once');
    end if;
    return new;
end $$;
create or replace trigger b_guard before insert or update on visit_route for each row execute function visit_route_guard();

reset role;
