-- Staff with time (DOMAIN.md 3): when somebody is employed, what somebody was entitled to and by whom,
-- who did what work where, and who stands in while somebody is away.
set local role chatdong_owner;
set local search_path = chatdong;

create function seoul_today() returns date language sql stable parallel safe as $$
    select (now() at time zone 'Asia/Seoul')::date
$$;

-- The kinds of work that headcounts tell apart. Reference data: which of them count as welfare workers
-- (the caseload's divisor) is the office's to say.
create table staff_job_kind (
    code text primary key constraint staff_job_kind_snake check (code ~ '^[a-z]+(_[a-z]+)*$'),
    name text not null constraint staff_job_kind_nfc check (name is normalized),
    name_en text not null,
    welfare_worker boolean not null
);
insert into staff_job_kind (code, name, name_en, welfare_worker) values
    ('welfare_planner', '복지플래너', 'Welfare planner', true),
    ('social_worker', '사회복지공무원', 'Social worker', true),
    ('visiting_nurse', '방문간호사', 'Visiting nurse', false),
    ('neighborhood_officer', '우리동네주무관', 'Neighborhood officer', false),
    ('project_expert', '마을사업전문가', 'Community project expert', false),
    ('enterprise_expert', '마을기업전문가', 'Neighborhood enterprise expert', false),
    ('supervisor', '동장', 'Supervisor', false),
    ('district_admin', '구 담당자', 'District administrator', false);

create function staff_function(role text, job text) returns text language sql immutable parallel safe as $$
    select case role when 'officer' then job when 'nurse' then 'visiting_nurse' else role end
$$;

-- One column, so that "is employed today" costs no look-up: it is asked on every request. A
-- multirange cannot overlap itself.
alter table staff add column employed datemultirange not null default '{(,)}'
    constraint staff_employed_once check (not isempty(employed));
alter table staff_history add column employed datemultirange not null default '{(,)}';
alter table staff disable trigger user;
update staff set employed = datemultirange(daterange(hired_on, null)) where hired_on is not null;
alter table staff enable trigger user;

-- The account counts only while its person is employed.
create or replace view account as
select id, role, active and employed @> seoul_today() as active, dong_codes,
       case when role = 'district_admin' then gu_code end as gu_code,
       false as city, job, name, '{}'::text[] as scopes
  from staff
union all
select id, 'system', active, '{}'::text[], gu_code, area = 'city', null, name, scopes
  from system_client;

create policy district_insert on staff for insert to chatdong_api
    with check (gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
                and (select current_setting('chatdong.role', true)) = 'district_admin');
grant insert, update (name, office_phone, role, job, dong_codes, employed) on staff to chatdong_api;

-- Who was entitled to what, from when on and by whom. Written by trigger only.
create table staff_grant (
    id uuid primary key default uuid7(),
    staff_id uuid not null constraint staff_grant_of_known_staff references staff (id),
    gu_code text not null,
    kind text not null constraint staff_grant_kind_known check (kind in ('granted', 'changed', 'revoked')),
    role text not null,
    job text,
    dong_codes text[] not null,
    active boolean not null,
    employed datemultirange not null,
    former jsonb,
    area_codes text[] not null,
    changed_at timestamptz not null default now(),
    changed_by uuid
);
create index staff_grant_by_staff on staff_grant (staff_id, changed_at, id);
create index staff_grant_by_time on staff_grant (gu_code, changed_at, id);
insert into staff_grant (staff_id, gu_code, kind, role, job, dong_codes, active, employed, area_codes, changed_at, changed_by)
select id, gu_code, 'granted', role, job, dong_codes, active, employed, dong_codes, created_at, created_by from staff;

alter table staff_grant enable row level security;
create policy area_read on staff_grant for select to chatdong_api using (
    area_codes && (select string_to_array(current_setting('chatdong.dongs', true), ','))::text[]
    or gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
    or (select current_setting('chatdong.city', true)) = 'true');
create policy worker_read on staff_grant for select to chatdong_worker using (true);
grant select on staff_grant to chatdong_api, chatdong_worker;

-- What work an account's person did and where, by days: the answer to "who was it then" and to
-- headcounts of a day gone by. Written by trigger only. Counted in the first of the dongs.
create table staff_post (
    staff_id uuid not null constraint staff_post_of_known_staff references staff (id) on delete cascade,
    gu_code text not null,
    dong_codes text[] not null,
    kind text not null constraint staff_post_kind_known references staff_job_kind (code),
    during daterange not null constraint staff_post_lasts check (not isempty(during)),
    constraint staff_post_once exclude using gist (staff_id with =, during with &&)
);
create index staff_post_by_dong on staff_post using gin (dong_codes);
insert into staff_post (staff_id, gu_code, dong_codes, kind, during)
select id, gu_code, dong_codes, staff_function(role, job), '(,)' from staff;

alter table staff_post enable row level security;
create policy area_read on staff_post for select to chatdong_api using (
    dong_codes && (select string_to_array(current_setting('chatdong.dongs', true), ','))::text[]
    or gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
    or (select current_setting('chatdong.city', true)) = 'true');
create policy worker_read on staff_post for select to chatdong_worker using (true);
grant select on staff_post to chatdong_api, chatdong_worker;
grant select on staff_job_kind to chatdong_api, chatdong_worker;

create table staff_leave (
    id uuid primary key default uuid7(),
    staff_id uuid not null constraint staff_leave_of_known_staff references staff (id),
    substitute_id uuid constraint staff_leave_known_substitute references staff (id),
    starts_on date not null,
    ends_on date not null,
    cancelled boolean not null default false,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint staff_leave_order check (starts_on <= ends_on),
    constraint staff_leave_substitute_other check (substitute_id <> staff_id)
);
create index staff_leave_by_staff on staff_leave (staff_id, starts_on);
create table staff_leave_history (replaced_at timestamptz not null, like staff_leave,
    constraint staff_leave_history_once primary key (id, version));

-- Who is away and who stands in, while a leave is not cancelled. Kept by trigger. Nobody has two
-- leaves at once, and nobody stands in while away: two sessions at once cannot break that either.
create table staff_leave_duty (
    leave_id uuid not null constraint staff_leave_duty_of_known_leave references staff_leave (id) on delete cascade,
    staff_id uuid not null,
    kind text not null constraint staff_leave_duty_known check (kind in ('away', 'substitute')),
    during daterange not null,
    primary key (leave_id, kind),
    constraint staff_leave_no_overlap exclude using gist (staff_id with =, during with &&) where (kind = 'away'),
    constraint staff_leave_substitute_present exclude using gist (staff_id with =, kind with <>, during with &&)
);

-- As far as one sees the person (or is one of the two), one sees the leave.
alter table staff_leave enable row level security;
create policy area_read on staff_leave for select to chatdong_api
    using (staff_id in (select s.id from staff s)
           or substitute_id::text = (select current_setting('chatdong.actor_id', true)));
create policy lead_insert on staff_leave for insert to chatdong_api
    with check (staff_id in (select s.id from staff s)
                and ((select current_setting('chatdong.role', true)) in ('supervisor', 'district_admin')
                     or staff_id::text = (select current_setting('chatdong.actor_id', true))));
create policy lead_update on staff_leave for update to chatdong_api
    using (staff_id in (select s.id from staff s))
    with check (staff_id in (select s.id from staff s)
                and (select current_setting('chatdong.role', true)) in ('supervisor', 'district_admin'));
create policy worker_read on staff_leave for select to chatdong_worker using (true);
alter table staff_leave_history enable row level security;
create policy area_read on staff_leave_history for select to chatdong_api using (staff_id in (select s.id from staff s));
create policy worker_read on staff_leave_history for select to chatdong_worker using (true);
grant select, insert on staff_leave to chatdong_api;
grant update (substitute_id, starts_on, ends_on, cancelled, version, updated_at, updated_by) on staff_leave to chatdong_api;
grant select on staff_leave_history to chatdong_api;
grant select on staff_leave, staff_leave_history, staff_leave_duty to chatdong_worker;

reset role;
