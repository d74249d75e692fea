-- Version, times and history of business rows, the same for every table.
set local role chatdong_owner;
set local search_path = chatdong;

-- What a change may never alter, and the version that the ETag is made of.
create or replace function row_touch() returns trigger language plpgsql as $$
begin
    new.id := old.id;
    new.version := old.version + 1;
    new.created_at := old.created_at;
    new.created_by := old.created_by;
    new.updated_at := now();
    return new;
end $$;

-- Whoever changes what these keys name takes turns until the end of the transaction. Two rows that exclude each other
-- and come at the very same time would each wait for the other: PostgreSQL enters a row before it looks for conflicts.
create or replace function take_turns(keys text[]) returns void language plpgsql as $$
declare
    key text;
begin
    for key in select distinct k from unnest(keys) k where k is not null order by k loop
        perform pg_advisory_xact_lock(hashtextextended('turn ' || key, 0));
    end loop;
end $$;

-- Keeps the row as it was in <table>_history. The owner's rights, because the service has none to
-- write there. History tables have replaced_at and then the columns of their table in its order
-- (tests/sql checks that).
create or replace function row_keep() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    execute format('insert into %I select now(), ($1).*', tg_table_name || '_history') using old;
    return null;
end $$;

create or replace trigger a_touch before update on staff for each row execute function row_touch();
create or replace trigger a_touch before update on household for each row execute function row_touch();
create or replace trigger a_touch before update on resident for each row execute function row_touch();
create or replace trigger a_touch before update on visit for each row execute function row_touch();
create or replace trigger a_touch before update on operation for each row execute function row_touch();
create or replace trigger a_touch before update of bytes, parts on import for each row execute function row_touch();
create or replace trigger keep after update or delete on staff for each row execute function row_keep();
create or replace trigger keep after update or delete on household for each row execute function row_keep();
create or replace trigger keep after update or delete on resident for each row execute function row_keep();
create or replace trigger keep after update or delete on visit for each row execute function row_keep();
create or replace trigger a_touch before update on staff_leave for each row execute function row_touch();
create or replace trigger a_touch before update on staffing_record for each row execute function row_touch();
create or replace trigger a_touch before update on recipient_count for each row execute function row_touch();
create or replace trigger a_touch before update on patch_cut for each row execute function row_touch();
create or replace trigger a_touch before update on patch for each row execute function row_touch();
create or replace trigger keep after update or delete on staff_leave for each row execute function row_keep();
create or replace trigger keep after update or delete on staffing_record for each row execute function row_keep();
create or replace trigger keep after update or delete on recipient_count for each row execute function row_keep();
create or replace trigger keep after update or delete on patch_cut for each row execute function row_keep();
create or replace trigger keep after update or delete on patch for each row execute function row_keep();
create or replace trigger keep after update or delete on patch_rule for each row execute function row_keep();
create or replace trigger a_touch before update on partner for each row execute function row_touch();
create or replace trigger a_touch before update on partner_location for each row execute function row_touch();
create or replace trigger a_touch before update on partner_service for each row execute function row_touch();
create or replace trigger a_touch before update on service_capacity for each row execute function row_touch();
create or replace trigger keep after update or delete on partner for each row execute function row_keep();
create or replace trigger keep after update or delete on partner_location for each row execute function row_keep();
create or replace trigger keep after update or delete on partner_service for each row execute function row_keep();
create or replace trigger keep after update or delete on service_capacity for each row execute function row_keep();
create or replace trigger a_touch before update on consent for each row execute function row_touch();
create or replace trigger a_touch before update on referral for each row execute function row_touch();
create or replace trigger keep after update or delete on consent for each row execute function row_keep();
create or replace trigger keep after update or delete on referral for each row execute function row_keep();

create or replace trigger a_touch before update on program_round for each row execute function row_touch();
create or replace trigger a_touch before update on round_application for each row execute function row_touch();
create or replace trigger a_touch before update on center for each row execute function row_touch();
create or replace trigger keep after update or delete on program_round for each row execute function row_keep();
create or replace trigger keep after update or delete on round_application for each row execute function row_keep();
create or replace trigger keep after update or delete on center for each row execute function row_keep();
create or replace trigger a_touch before update on aid for each row execute function row_touch();
create or replace trigger a_touch before update on aid_budget for each row execute function row_touch();
create or replace trigger a_touch before update on aid_payment_file for each row execute function row_touch();
create or replace trigger keep after update or delete on aid for each row execute function row_keep();
create or replace trigger a_touch before update on discovery for each row execute function row_touch();
create or replace trigger keep after update or delete on discovery for each row execute function row_keep();
create or replace trigger a_touch before update on counseling_record for each row execute function row_touch();
create or replace trigger keep after update or delete on counseling_record for each row execute function row_keep();
create or replace trigger a_touch before update on benefit_application for each row execute function row_touch();
create or replace trigger keep after update or delete on benefit_application for each row execute function row_keep();
create or replace trigger a_touch before update on welfare_case for each row execute function row_touch();
create or replace trigger a_touch before update on case_need for each row execute function row_touch();
create or replace trigger a_touch before update on case_action for each row execute function row_touch();
create or replace trigger a_touch before update on case_transfer for each row execute function row_touch();
create or replace trigger keep after update or delete on welfare_case for each row execute function row_keep();
create or replace trigger keep after update or delete on case_need for each row execute function row_keep();
create or replace trigger keep after update or delete on case_action for each row execute function row_keep();
create or replace trigger a_touch before update on resident_duplicate for each row execute function row_touch();
create or replace trigger keep after update or delete on resident_duplicate for each row execute function row_keep();
-- The counts are part of the making, no second version.
create or replace trigger a_touch before update on resident_merge for each row when (not merging()) execute function row_touch();
create or replace trigger keep after update or delete on resident_merge for each row when (not merging()) execute function row_keep();
create or replace trigger a_touch before update on visit_resident for each row execute function row_touch();
create or replace trigger a_touch before update on follow_up for each row execute function row_touch();
create or replace trigger keep after update or delete on visit_resident for each row execute function row_keep();
create or replace trigger keep after update or delete on follow_up for each row execute function row_keep();
create or replace trigger a_touch before update on resident_category for each row execute function row_touch();
create or replace trigger keep after update or delete on resident_category for each row execute function row_keep();
create or replace trigger a_touch before update on household_danger for each row execute function row_touch();
create or replace trigger keep after update or delete on household_danger for each row execute function row_keep();
-- How far an enrolment has been planned is the run's own business and no new version.
create or replace trigger a_touch before update of resident_id, dong_code, ended_on, end_reason, updated_by on enrolment for each row execute function row_touch();
create or replace trigger keep after update of resident_id, dong_code, ended_on, end_reason, updated_by or delete on enrolment for each row execute function row_keep();
create or replace trigger a_touch before update on due_visit for each row execute function row_touch();
create or replace trigger keep after update or delete on due_visit for each row execute function row_keep();

reset role;
