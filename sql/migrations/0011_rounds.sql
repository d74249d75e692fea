-- Rounds of the program and the centers that join by them (DOMAIN.md 3): the city calls, districts apply
-- for their dongs, the city selects, the round starts.
set local role chatdong_owner;
set local search_path = chatdong;

create table program_round (
    id uuid primary key default uuid7(),
    number integer not null constraint round_number_once unique
        constraint round_number_positive check (number > 0),
    name text not null,
    call text,
    status text not null default 'draft' constraint round_status_known
        check (status in ('draft', 'open', 'closed', 'selected', 'started', 'cancelled')),
    opens_on date not null,
    closes_on date not null,
    starts_on date not null,
    places integer not null constraint round_places_some check (places between 1 and 1000),
    reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint round_days_in_order check (opens_on <= closes_on and closes_on < starts_on),
    constraint round_called check (status in ('draft', 'cancelled') or call is not null),
    constraint round_reason_given check ((status = 'cancelled') = (reason is not null)),
    constraint round_text_nfc check (name is normalized and call is normalized and reason is normalized)
);
create table program_round_history (replaced_at timestamptz not null, like program_round,
    constraint program_round_history_once primary key (id, version));

create table program_round_transition (
    from_status text not null,
    to_status text not null,
    operation text not null,
    constraint round_transition_once primary key (from_status, to_status)
);
insert into program_round_transition values
    ('draft', 'open', 'rounds_open'),
    ('open', 'closed', 'rounds_close'),
    ('closed', 'selected', 'rounds_decide'),
    ('selected', 'started', 'rounds_start'),
    ('draft', 'cancelled', 'rounds_cancel'),
    ('open', 'cancelled', 'rounds_cancel'),
    ('closed', 'cancelled', 'rounds_cancel'),
    ('selected', 'cancelled', 'rounds_cancel');

create table round_application (
    id uuid primary key default uuid7(),
    round_id uuid not null constraint application_to_known_round references program_round (id),
    dong_code text not null constraint application_of_known_dong references dong (code),
    status text not null default 'submitted' constraint application_status_known
        check (status in ('submitted', 'withdrawn', 'selected', 'rejected')),
    statement text not null,
    reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    -- A dong applies once to a round (again if it had withdrawn), and joins the program once.
    constraint application_once exclude using btree (round_id with =, dong_code with =) where (status <> 'withdrawn'),
    constraint application_selected_once exclude using btree (dong_code with =) where (status = 'selected'),
    constraint application_reason_given check (status <> 'rejected' or reason is not null),
    constraint application_text_nfc check (statement is normalized and reason is normalized)
);
create index round_application_by_dong on round_application (dong_code, id);
create table round_application_history (replaced_at timestamptz not null, like round_application,
    constraint round_application_history_once primary key (id, version));

create table round_application_transition (
    from_status text not null,
    to_status text not null,
    operation text not null,
    constraint application_transition_once primary key (from_status, to_status)
);
-- Until the selection is published, the city may change its mind.
insert into round_application_transition values
    ('submitted', 'withdrawn', 'round_applications_withdraw'),
    ('submitted', 'selected', 'round_applications_select'),
    ('submitted', 'rejected', 'round_applications_reject'),
    ('selected', 'rejected', 'round_applications_reject'),
    ('rejected', 'selected', 'round_applications_select');

-- Centers that were there before rounds had rows of their own.
insert into program_round (number, name, call, status, opens_on, closes_on, starts_on, places)
select r.round, r.round || '단계', '찾아가는 동주민센터 ' || r.round || '단계', 'started', r.day - 150, r.day - 90, r.day, 1000
  from (select distinct round, (date '2015-07-01' + make_interval(years => round - 1))::date as day from center) r;

alter table center
    alter column round drop not null,
    add column joined_on date,
    add constraint center_in_known_round foreign key (round) references program_round (number);
update center c set joined_on = r.starts_on from program_round r where r.number = c.round;
alter table center add constraint center_joined_in_round check ((round is null) = (joined_on is null));
create index center_by_joined on center (joined_on);
create table center_history (replaced_at timestamptz not null, like center,
    constraint center_history_once primary key (id, version));

-- Which dongs a published selection names. The applications themselves are their district's and the
-- city's; this is everybody's (a view of its owner's rights).
create view round_dong as
select a.id, a.round_id, a.dong_code, d.gu_code, d.name
  from round_application a
  join program_round r on r.id = a.round_id and r.status in ('selected', 'started')
  join dong d on d.code = a.dong_code
 where a.status = 'selected';

call area_policies('round_application', false);
call area_policies('round_application_history', false);
call area_policies('center_history', false);
create policy district_applies on round_application for insert to chatdong_api with check (
    (select current_setting('chatdong.role', true)) = 'district_admin' and status = 'submitted'
    and left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), '')));
create policy district_withdraws on round_application for update to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'district_admin'
           and left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), '')))
    with check ((select current_setting('chatdong.role', true)) = 'district_admin' and status = 'withdrawn');
create policy city_selects on round_application for update to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'system' and (select current_setting('chatdong.city', true)) = 'true')
    with check ((select current_setting('chatdong.role', true)) = 'system' and status in ('selected', 'rejected'));

alter table program_round enable row level security;
create policy everybody_reads on program_round for select to chatdong_api, chatdong_worker using (true);
create policy city_insert on program_round for insert to chatdong_api with check (
    (select current_setting('chatdong.role', true)) = 'system' and (select current_setting('chatdong.city', true)) = 'true');
create policy city_update on program_round for update to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'system' and (select current_setting('chatdong.city', true)) = 'true');
alter table program_round_history enable row level security;
create policy worker_read on program_round_history for select to chatdong_worker using (true);

alter table center enable row level security;
create policy everybody_reads on center for select to chatdong_api, chatdong_worker using (true);
create policy district_insert on center for insert to chatdong_api with check (
    (select current_setting('chatdong.role', true)) = 'district_admin'
    and left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), '')));
create policy district_update on center for update to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'district_admin'
           and left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), '')));

grant select, insert, update on program_round to chatdong_api;
grant select, insert on round_application to chatdong_api;
grant update (status, reason, version, updated_by) on round_application to chatdong_api;
-- The round and the day on which a center joins are set by the round's start alone.
grant insert (id, dong_code, name, address, phone, opening_hours, lon, lat, created_by, updated_by) on center to chatdong_api;
grant update (name, address, phone, opening_hours, lon, lat, version, updated_by) on center to chatdong_api;
grant select on program_round_transition, round_application_transition, round_application_history, round_dong to chatdong_api;
grant select on program_round, program_round_history, program_round_transition, round_application, round_application_history,
    round_application_transition, center_history, round_dong to chatdong_worker;

reset role;
