-- The rules of rounds and applications that a plain constraint cannot say (DOMAIN.md 3).
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function round_rule(name text, message text, of_table text default 'program_round') returns void
language plpgsql as $$
begin
    raise exception '%', message using errcode = '23514', constraint = name, table = of_table;
end $$;

-- What must be true of a round's applications and centers before it takes a step.
create or replace function round_check_step(r program_round) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

create or replace function round_guard() returns trigger language plpgsql as $$
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

create or replace function round_refuse_standing_still() returns trigger language plpgsql as $$
begin
    perform round_rule('round_transition', format('the round is %s already', old.status));
    return new;
end $$;

-- Starting makes the selected dongs' centers join; cancelling frees its dongs for other rounds.
create or replace function round_carry_out() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

create or replace trigger b_guard before insert or update on program_round for each row execute function round_guard();
-- Before the guard, in the order of names: a step that was made already is no change of the plan.
create or replace trigger b_a_step before update of status on program_round
    for each row when (old.status = new.status) execute function round_refuse_standing_still();
create or replace trigger carry_out after update on program_round
    for each row when (old.status <> new.status) execute function round_carry_out();

-- The round stands still while somebody applies, so that none slips in behind its closing.
create or replace function application_check_new(a round_application) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

-- Selecting is counted under the round's lock: no number of selections at once exceeds the places.
create or replace function application_check_decision(a round_application) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
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

create or replace function application_guard() returns trigger language plpgsql as $$
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

create or replace trigger b_guard before insert or update on round_application for each row execute function application_guard();

revoke execute on function round_check_step(program_round), application_check_new(round_application),
    application_check_decision(round_application) from public;
grant execute on function round_check_step(program_round), application_check_new(round_application),
    application_check_decision(round_application) to chatdong_api;

reset role;
