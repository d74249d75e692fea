-- The rules of visits that a plain constraint cannot say (DOMAIN.md 5).
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function visit_rule(name text, message text) returns void language plpgsql as $$
begin
    raise exception '%', message using errcode = '23514', constraint = name, table = 'visit';
end $$;

-- Planner, nurse and helpers must be active, employed on that day, and of the visit's dong.
create or replace function visit_check_staff(v visit) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

-- Nobody goes alone to a household with a danger flag; nobody is sent to a resident who is gone.
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
    if dangerous and v.kind = 'home' and v.team = '{}' then
        perform visit_rule('visit_two_persons', 'this household is visited by two persons or more');
    end if;
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
end $$;

create or replace function visit_guard() returns trigger language plpgsql as $$
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

create or replace function visit_engage() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

reset role;
