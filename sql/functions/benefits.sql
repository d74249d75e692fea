-- Counseling and benefit applications (DOMAIN.md 7): what they may refer to, and the steps of an application.
set local role chatdong_owner;
set local search_path = chatdong;

-- A visit to this resident or to the household; who is merged later keeps what was right before.
create or replace function benefit_check_visit(visit uuid, resident uuid, household uuid) returns void language plpgsql as $$
begin
    if visit is not null and not exists (select from visit v where v.id = visit and (v.resident_id = resident or v.household_id = household)) then
        perform refuse('benefit_visit_of_resident', '/visit_id', 'the visit is not one to this resident or household');
    end if;
end $$;

create or replace function counseling_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or new.visit_id is distinct from old.visit_id then
        perform benefit_check_visit(new.visit_id, new.resident_id, new.household_id);
    end if;
    return new;
end $$;
create or replace trigger b_guard before insert or update on counseling_record for each row execute function counseling_guard();

create or replace function benefit_begin(a benefit_application) returns void language plpgsql as $$
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

create or replace function benefit_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform benefit_begin(new);
    elsif new.status <> old.status and not exists (select from benefit_transition t
                                                    where t.from_status = old.status and t.to_status = new.status) then
        perform refuse('benefit_transition', '/status', format('no way from %s to %s', old.status, new.status), old.status);
    end if;
    return new;
end $$;

-- A step sets the status; one that was made already is no step.
create or replace function benefit_refuse_standing_still() returns trigger language plpgsql as $$
begin
    perform refuse('benefit_transition', '/status', format('the application is %s already', old.status), old.status);
    return new;
end $$;
create or replace trigger b_guard before insert or update on benefit_application for each row execute function benefit_guard();
create or replace trigger c_step before update of status on benefit_application
    for each row when (old.status = new.status) execute function benefit_refuse_standing_still();

reset role;
