-- Discoveries (DOMAIN.md 7): working days, by when the first visit is due, whether it was made, and which to propose.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function is_working_day(day date) returns boolean language plpgsql stable as $$
begin
    return extract(isodow from day) < 6 and not exists (select from public_holiday h where h.on_date = day);
end $$;

-- The n-th working day after a day, which itself does not count. Day by day: no run of days off is long.
create or replace function working_days_after(day date, n integer) returns date language plpgsql stable as $$
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

-- The first visit that was begun since it was found, to the resident or to anybody of the household. A phone call is
-- none, nor is one where nobody opened.
create or replace function discovery_begun(resident uuid, household uuid, found_on date) returns table (visit_id uuid, began_at timestamptz)
language sql stable as $$
    select v.id, v.checked_in_at
      from visit v
     where (v.resident_id = resident or v.household_id = household)
       and v.status in ('checked_in', 'completed') and v.kind <> 'phone' and v.outcome is distinct from 'not_found'
       and v.checked_in_at >= found_on::timestamp at time zone 'Asia/Seoul'
     order by v.checked_in_at, v.id limit 1
$$;

create or replace function discovery_planned(resident uuid, household uuid, found_on date) returns uuid language sql stable as $$
    select v.id
      from visit v
     where (v.resident_id = resident or v.household_id = household)
       and v.status = 'planned' and v.kind <> 'phone' and v.planned_start >= found_on::timestamp at time zone 'Asia/Seoul'
     order by v.planned_start, v.id limit 1
$$;

create or replace function discovery_watch(withdrawn_at timestamptz, due_on date, began_at timestamptz) returns text language sql stable as $$
    select case when withdrawn_at is not null then 'withdrawn'
                when began_at is not null then case when (began_at at time zone 'Asia/Seoul')::date <= due_on then 'met' else 'late' end
                when due_on < seoul_today() then 'overdue' else 'open' end
$$;

-- The first visit as POST /v1/visits takes it, led by who asks, at their first free hour on a working day. Null when it
-- was begun, is planned, or there is nobody to visit any more.
create or replace function discovery_proposal(d discovery, staff uuid) returns json language plpgsql stable as $$
begin
    return (select json_strip_nulls(json_build_object(
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
     cross join lateral (select visit_free_slot(staff, d.dong_code, seoul_today(), 21, alone.forbidden) as slot) s
     where p.id = d.resident_id and coalesce(p.deceased_on, p.moved_out_on) is null and d.withdrawn_at is null and s.slot is not null
       and exists (select from staff x where x.id = discovery_proposal.staff and x.active and d.dong_code = any (x.dong_codes))
       and not exists (select from discovery_begun(d.resident_id, d.household_id, d.found_on))
       and discovery_planned(d.resident_id, d.household_id, seoul_today()) is null);
end $$;

create or replace function discovery_guard() returns trigger language plpgsql as $$
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
create or replace trigger b_guard before insert or update on discovery for each row execute function discovery_guard();

-- A holiday that is declared or called off moves what is not over yet.
create or replace function discovery_follow_holidays() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    update discovery d set due_on = working_days_after(d.found_on, 3)
     where d.due_on >= seoul_today() and d.due_on <> working_days_after(d.found_on, 3);
    return null;
end $$;
create or replace trigger discoveries_follow after insert or update or delete on public_holiday
    for each statement execute function discovery_follow_holidays();

reset role;
