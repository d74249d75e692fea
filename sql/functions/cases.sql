-- The rules of cases (DOMAIN.md 7): which step may be taken by whom and on what condition, when the next is due, transfers.
set local role chatdong_owner;
set local search_path = chatdong;

-- The end of a task that is counted from the intake: the days of all before it, and its own.
create or replace function case_due(intake date, wanted text) returns date language sql stable as $$
    select intake + sum(k.days)::integer from case_clock k
     where k.since = 'intake' and daterange(k.valid_from, k.valid_to) @> intake
       and k.position <= (select w.position from case_clock w where w.task = wanted and daterange(w.valid_from, w.valid_to) @> intake)
$$;

create or replace function case_take_in(inout c welfare_case, day date) language plpgsql as $$
begin
    c.intake_on := day;
    c.survey_due := case_due(day, 'survey');
    c.classify_due := case_due(day, 'classify');
    c.plan_due := case_due(day, 'plan');
end $$;

create or replace function case_next_due(c welfare_case) returns date language sql stable as $$
    select case s.task when 'survey' then c.survey_due when 'classify' then c.classify_due when 'plan' then c.plan_due
                else seoul_today() + (select k.days from case_clock k where k.task = s.task and daterange(k.valid_from, k.valid_to) @> seoul_today()) end
      from case_state s where s.status = c.status
$$;

-- What the worklist shows: a plan or a closing that is written waits for the supervisor.
create or replace function case_task(status text, plan text, closing text) returns text language sql stable as $$
    select case when status = 'conferenced' and plan is not null then 'approve_plan'
                when status = 'monitoring' and closing is not null then 'approve_closing'
                else (select s.task from case_state s where s.status = case_task.status) end
$$;

create or replace function case_check_staff(staff_id uuid, dong text, pointer text) returns void language plpgsql as $$
begin
    if staff_id is not null and not exists (select from staff s where s.id = staff_id and s.active and dong = any (s.dong_codes)
                                               and s.employed @> seoul_today()) then
        perform refuse('case_staff_of_dong', pointer, 'not an active member of the staff of this dong');
    end if;
end $$;

create or replace function case_begin(inout c welfare_case) language plpgsql as $$
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

-- A text that somebody else will approve has its author and its time.
create or replace function case_write(old_row welfare_case, inout c welfare_case) language plpgsql as $$
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

create or replace function case_check_condition(c welfare_case) returns void language plpgsql as $$
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

create or replace function case_approve(old_row welfare_case, inout c welfare_case, role text) language plpgsql as $$
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

-- Reopened or taken over, a case begins anew with a new clock; what was is in its history.
create or replace function case_begin_again(inout c welfare_case) language plpgsql as $$
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

create or replace function case_step(old_row welfare_case, inout c welfare_case, role text) language plpgsql as $$
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

create or replace function case_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

-- Two approve at once: the second learns the state.
create or replace function case_refuse_standing_still() returns trigger language plpgsql as $$
begin
    perform refuse('case_transition', '/status', format('the case is %s already', old.status), old.status);
    return new;
end $$;
create or replace trigger b_a_step before update of status on welfare_case
    for each row when (old.status = new.status) execute function case_refuse_standing_still();
create or replace trigger b_guard before insert or update on welfare_case for each row execute function case_guard();

-- Nothing is added to a case that is over, and who acts is of its dong. The case's row is locked against a step meanwhile.
create or replace function case_part_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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
do $$
declare
    t text;
begin
    foreach t in array array['case_need', 'case_action', 'case_conference', 'case_visit'] loop
        execute format('create or replace trigger b_guard before insert or update on %I for each row execute function case_part_guard()', t);
    end loop;
end $$;

-- An offer takes the place of one that waits; accepting it moves the case. Locks: turns of who offers, offer, case. Without the
-- turns who has the case would wait for an offer that came meanwhile, and who replaces that one for the case.
create or replace function case_transfer_offer() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    c welfare_case;
begin
    perform take_turns(array['case transfer ' || new.case_id]);
    update case_transfer t set status = 'replaced', updated_by = new.created_by where t.case_id = new.case_id and t.status = 'offered';
    select x.* into c from welfare_case x where x.id = new.case_id for no key update;
    if c.due_on is null then
        perform refuse('case_closed', '/case_id', format('a %s case goes nowhere', c.status), c.status);
    elsif c.dong_code <> new.from_dong_code then
        perform refuse('case_transfer_answered', '/case_id', 'the case is in another dong');
    end if;
    return new;
end $$;
create or replace trigger b_offer before insert on case_transfer for each row execute function case_transfer_offer();

create or replace function case_transfer_answer() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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
create or replace trigger b_answer before update of status on case_transfer for each row execute function case_transfer_answer();

-- The part of docs/cases.md that is made from the tables.
create or replace function case_document() returns text language sql stable
set search_path = chatdong, pg_temp
as $$
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
revoke execute on function case_document() from public;

reset role;
