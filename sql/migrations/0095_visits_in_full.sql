-- Visits in full (DOMAIN.md 5): unassigned visits, visits to institutions, attempts, where somebody was, when they
-- should be out again, who stood in during a leave; follow-ups, routes, and alerts for whoever is out there.
set local role chatdong_owner;
set local search_path = chatdong;

-- At an institution people are met who were nobody's visit before; what nobody leads yet waits for somebody.
alter table visit
    alter column resident_id drop not null,
    alter column staff_id drop not null,
    add column attempt integer not null default 1 constraint visit_attempt_positive check (attempt > 0),
    add column expected_end timestamptz,
    add column check_in_position jsonb,
    add column check_out_position jsonb,
    add constraint visit_to_somebody check (resident_id is not null or kind = 'institution'),
    add constraint visit_assigned check (staff_id is not null or status in ('planned', 'cancelled', 'missed')),
    add constraint visit_team_led check (staff_id is not null or team = '{}'),
    add constraint visit_expected_end_plausible
        check (expected_end > checked_in_at and expected_end <= checked_in_at + interval '24 hours');
alter table visit_history
    alter column resident_id drop not null,
    alter column staff_id drop not null,
    add column attempt integer not null default 1,
    add column expected_end timestamptz,
    add column check_in_position jsonb,
    add column check_out_position jsonb;
alter table visit_history alter column attempt drop default;
update visit set expected_end = checked_in_at + (planned_end - planned_start)
 where status = 'checked_in';
create index visit_under_way on visit (expected_end) where status = 'checked_in';
create index visit_open on visit (dong_code, planned_end) where status in ('planned', 'checked_in');

-- Which leave moved which visit from whom to whom, and when it came back. Kept by trigger.
create table visit_stand_in (
    id uuid primary key default uuid7(),
    visit_id uuid not null constraint visit_stand_in_of_known_visit references visit (id) on delete cascade,
    leave_id uuid not null constraint visit_stand_in_of_known_leave references staff_leave (id),
    staff_id uuid not null,
    helper boolean not null,
    -- Null: nobody could, so that the visit waits for somebody.
    substitute_id uuid,
    at timestamptz not null default now(),
    returned_at timestamptz
);
create unique index visit_stand_in_once on visit_stand_in (visit_id, leave_id) where returned_at is null;
create index visit_stand_in_of_leave on visit_stand_in (leave_id) where returned_at is null;

-- Whom somebody met at an institution.
create table visit_resident (
    id uuid primary key default uuid7(),
    dong_code text not null constraint visit_resident_in_known_dong references dong (code),
    visit_id uuid not null constraint visit_resident_of_known_visit references visit (id) on delete cascade,
    resident_id uuid not null constraint visit_resident_known references resident (id),
    notes text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint visit_resident_once unique (visit_id, resident_id),
    constraint visit_resident_text_nfc check (notes is normalized)
);
create index visit_resident_by_resident on visit_resident (resident_id);
create table visit_resident_history (replaced_at timestamptz not null, like visit_resident,
    constraint visit_resident_history_once primary key (id, version));

-- What has to be done after a visit, by when and by whom.
create table follow_up (
    id uuid primary key default uuid7(),
    dong_code text not null constraint follow_up_in_known_dong references dong (code),
    visit_id uuid not null constraint follow_up_of_known_visit references visit (id),
    resident_id uuid constraint follow_up_of_known_resident references resident (id),
    what text not null,
    due_on date not null,
    owner_id uuid not null constraint follow_up_of_known_owner references staff (id),
    done_at timestamptz,
    done_by uuid,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint follow_up_done_whole check ((done_at is null) = (done_by is null)),
    constraint follow_up_text_nfc check (what is normalized)
);
create index follow_up_by_dong on follow_up (dong_code, due_on, id);
create index follow_up_open on follow_up (dong_code, due_on) where done_at is null;
create index follow_up_by_visit on follow_up (visit_id);
create index follow_up_by_resident on follow_up (resident_id);
create table follow_up_history (replaced_at timestamptz not null, like follow_up,
    constraint follow_up_history_once primary key (id, version));

-- In which order somebody makes the visits of a day; what is not named comes after, by its time.
create table visit_route (
    staff_id uuid not null constraint visit_route_of_known_staff references staff (id),
    day date not null,
    visit_ids uuid[] not null constraint visit_route_short check (cardinality(visit_ids) <= 50),
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint visit_route_once primary key (staff_id, day)
);

-- An alert is about a screening, or about somebody of the staff who is out there.
alter table alert
    alter column flag drop not null,
    alter column resident_id drop not null,
    alter column screening_id drop not null,
    alter column created_by drop not null,
    alter column updated_by drop not null,
    add column visit_id uuid constraint alert_of_known_visit references visit (id),
    add column staff_id uuid constraint alert_of_known_staff references staff (id),
    add column since timestamptz,
    add column position jsonb,
    drop constraint alert_kind_known,
    add constraint alert_kind_known check (kind in ('screening_flag', 'checkout_overdue', 'panic')),
    add constraint alert_whole check (case kind
        when 'screening_flag' then flag is not null and screening_id is not null and resident_id is not null
        when 'checkout_overdue' then visit_id is not null and staff_id is not null and since is not null
        else staff_id is not null and since is not null end),
    add constraint alert_overdue_once exclude using btree (visit_id with =, since with =) where (kind = 'checkout_overdue');
alter table alert_history
    alter column flag drop not null,
    alter column resident_id drop not null,
    alter column screening_id drop not null,
    alter column created_by drop not null,
    alter column updated_by drop not null,
    add column visit_id uuid,
    add column staff_id uuid,
    add column since timestamptz,
    add column position jsonb;

-- What waits for somebody, as the worklist asks for it.
create index signal_waiting on signal (dong_code, due_on) where outcome is null;
create index aid_waiting on aid (dong_code) where status = 'applied';
create index case_transfer_waiting on case_transfer (to_dong_code) where status = 'offered';

call area_policies('visit_resident', true);
call area_policies('visit_resident_history', false);
call area_policies('follow_up', true);
call area_policies('follow_up_history', false);
alter table visit_stand_in enable row level security;
create policy area_read on visit_stand_in for select to chatdong_api using (visit_id in (select v.id from visit v));
create policy worker_read on visit_stand_in for select to chatdong_worker using (true);
-- One orders one's own day; whoever sees the person sees it.
alter table visit_route enable row level security;
create policy area_read on visit_route for select to chatdong_api using (staff_id in (select s.id from staff s));
create policy own_insert on visit_route for insert to chatdong_api
    with check (staff_id::text = (select current_setting('chatdong.actor_id', true)));
create policy own_update on visit_route for update to chatdong_api
    using (staff_id::text = (select current_setting('chatdong.actor_id', true)))
    with check (staff_id::text = (select current_setting('chatdong.actor_id', true)));
create policy worker_read on visit_route for select to chatdong_worker using (true);

grant select, insert on visit_resident to chatdong_api;
grant update (notes, version, updated_by) on visit_resident to chatdong_api;
grant select, insert on follow_up to chatdong_api;
grant update (what, due_on, owner_id, done_at, done_by, version, updated_by) on follow_up to chatdong_api;
grant select, insert, update on visit_route to chatdong_api;
grant select on visit_stand_in, visit_resident_history, follow_up_history to chatdong_api;
grant select on visit_resident, visit_resident_history, follow_up, follow_up_history, visit_route, visit_stand_in to chatdong_worker;

reset role;
