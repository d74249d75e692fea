-- Geography (DOMAIN.md 3), staff and system clients.
set local role chatdong_owner;
set local search_path = chatdong;

create table district (
    code text primary key constraint district_code_digits check (code ~ '^[0-9]{5}$'),
    name text not null constraint district_name_nfc check (name is normalized),
    name_en text,
    sgis_code text,
    version bigint not null default 1
);

-- Dongs split, merge and get new codes: a reference keeps the code of its time, so rows stay
-- when valid_to has passed.
create table dong (
    code text primary key constraint dong_code_digits check (code ~ '^[0-9]{10}$'),
    gu_code text not null constraint dong_in_known_district references district (code),
    name text not null constraint dong_name_nfc check (name is normalized),
    name_official text,
    name_en text,
    sgis_code text,
    lon double precision,
    lat double precision,
    area_km2 double precision,
    valid_from date not null,
    valid_to date,
    successor_code text constraint dong_successor_known references dong (code) deferrable,
    version bigint not null default 1,
    constraint dong_code_in_district check (left(code, 5) = gu_code),
    constraint dong_valid_order check (valid_to > valid_from)
);
create index dong_by_district on dong (gu_code, code);

create table center (
    id uuid primary key default uuid7(),
    dong_code text not null constraint center_one_per_dong unique
        constraint center_in_known_dong references dong (code),
    name text not null,
    address text not null,
    phone text not null constraint center_phone_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
    opening_hours text not null,
    round integer not null constraint center_round_positive check (round > 0),
    lon double precision,
    lat double precision,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint center_text_nfc check (name is normalized and address is normalized)
);

create table staff (
    id uuid primary key default uuid7(),
    gu_code text not null constraint staff_in_known_district references district (code),
    dong_codes text[] not null default '{}',
    role text not null
        constraint staff_role_known check (role in ('officer', 'nurse', 'supervisor', 'district_admin')),
    job text constraint staff_job_known check (job in ('neighborhood_officer', 'welfare_planner')),
    name text not null constraint staff_name_nfc check (name is normalized),
    office_phone text constraint staff_phone_e164 check (office_phone ~ '^\+[1-9][0-9]{6,14}$'),
    hired_on date,
    active boolean not null default true,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint staff_job_of_officer check ((role = 'officer') = (job is not null)),
    constraint staff_area_of_role check ((role = 'district_admin') = (dong_codes = '{}')),
    -- Nobody locks themselves out (or, with the account of somebody else, back in).
    constraint staff_not_by_themselves check (updated_by is distinct from id),
    -- 64 is what the service carries per actor (src/auth/auth.h).
    constraint staff_dongs_few check (cardinality(dong_codes) <= 64)
);
create index staff_by_dong on staff using gin (dong_codes);
create index staff_by_district on staff (gu_code, id);

create table staff_history (replaced_at timestamptz not null, like staff,
    constraint staff_history_once primary key (id, version));

create table system_client (
    id uuid primary key default uuid7(),
    name text not null,
    scopes text[] not null default '{}',
    area text not null constraint system_client_area_known check (area in ('gu', 'city')),
    gu_code text constraint system_client_in_known_district references district (code),
    active boolean not null default true,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint system_client_gu_of_area check ((area = 'gu') = (gu_code is not null))
);

-- Who may come in at all. Read before there is a context, so it runs with its owner's rights.
create view account as
select id, role, active, dong_codes, case when role = 'district_admin' then gu_code end as gu_code,
       false as city, job, name, '{}'::text[] as scopes
  from staff
union all
select id, 'system', active, '{}'::text[], gu_code, area = 'city', null, name, scopes
  from system_client;

alter table staff enable row level security;
create policy area_read on staff for select to chatdong_api using (
    dong_codes && (select string_to_array(current_setting('chatdong.dongs', true), ','))::text[]
    or gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
    or (select current_setting('chatdong.city', true)) = 'true'
    or id::text = (select current_setting('chatdong.actor_id', true)));
create policy district_update on staff for update to chatdong_api
    using (gu_code = (select nullif(current_setting('chatdong.gu', true), '')))
    with check (gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
                and (select current_setting('chatdong.role', true)) = 'district_admin');
create policy worker_read on staff for select to chatdong_worker using (true);
alter table staff_history enable row level security;
create policy worker_read on staff_history for select to chatdong_worker using (true);

grant select on district, dong, center, account to chatdong_api, chatdong_worker;
grant select on staff to chatdong_api, chatdong_worker;
grant update (active, version, updated_at, updated_by) on staff to chatdong_api;
grant select on staff_history, system_client to chatdong_worker;

reset role;
