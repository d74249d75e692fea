-- Screenings (DOMAIN.md 6), what officers may know of them, and the alerts that somebody answers for.
set local role chatdong_owner;
set local search_path = chatdong;

create table screening (
    id uuid primary key default uuid7(),
    dong_code text not null constraint screening_in_known_dong references dong (code),
    resident_id uuid not null constraint screening_of_known_resident references resident (id),
    visit_id uuid constraint screening_on_known_visit references visit (id),
    birth_id uuid constraint screening_of_known_birth references birth (id),
    instrument_id text not null,
    instrument_version text not null,
    variant text,
    phase text constraint screening_phase_known check (phase in ('before', 'after')),
    performed_at timestamptz not null,
    performed_by uuid not null constraint screening_by_known_staff references staff (id),
    education_years integer constraint screening_education_plausible check (education_years between 0 and 30),
    answers jsonb not null,
    score numeric,
    band text not null,
    level text not null constraint screening_level_known check (level in ('normal', 'watch', 'positive', 'urgent')),
    rule text not null,
    flags text[] not null default '{}',
    urgent_flags text[] not null default '{}',
    prorated integer not null default 0,
    proposed_referral jsonb,
    repeat_due_on date,
    notes text,
    voided_at timestamptz,
    voided_by uuid,
    void_reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint screening_with_known_version foreign key (instrument_id, instrument_version)
        references instrument_version (instrument_id, version),
    constraint screening_not_in_future check (performed_at <= created_at + interval '5 minutes'),
    constraint screening_urgent_by_flag check ((level = 'urgent') = (urgent_flags <> '{}')),
    constraint screening_flags_hold check (urgent_flags <@ flags),
    constraint screening_void_whole check (num_nulls(voided_at, voided_by, void_reason) in (0, 3)),
    constraint screening_text_nfc check (notes is normalized and void_reason is normalized)
);
create index screening_by_dong on screening (dong_code, performed_at, id);
create index screening_by_resident on screening (resident_id, performed_at, id);
create table screening_history (replaced_at timestamptz not null, like screening,
    constraint screening_history_once primary key (id, version));

-- That a screening exists and what risk it shows: all that an officer sees (DOMAIN.md 2).
create table screening_level (
    id uuid primary key constraint screening_level_of_screening references screening (id),
    dong_code text not null,
    resident_id uuid not null,
    instrument_id text not null,
    performed_at timestamptz not null,
    level text not null
);
create index screening_level_by_dong on screening_level (dong_code, performed_at, id);
create index screening_level_by_resident on screening_level (resident_id, performed_at, id);

create table alert (
    id uuid primary key default uuid7(),
    dong_code text not null constraint alert_in_known_dong references dong (code),
    kind text not null constraint alert_kind_known check (kind in ('screening_flag')),
    flag text not null,
    resident_id uuid not null constraint alert_of_known_resident references resident (id),
    screening_id uuid not null constraint alert_of_known_screening references screening (id),
    status text not null default 'open' constraint alert_status_known check (status in ('open', 'acknowledged')),
    raised_at timestamptz not null default now(),
    answered_at timestamptz,
    answered_by uuid,
    note text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint alert_once unique (screening_id, flag),
    constraint alert_answer_whole
        check ((status = 'acknowledged') = (answered_at is not null and answered_by is not null and note is not null)),
    constraint alert_text_nfc check (note is normalized)
);
create index alert_open on alert (dong_code, raised_at, id) where status = 'open';
create index alert_by_dong on alert (dong_code, raised_at, id);
create table alert_history (replaced_at timestamptz not null, like alert,
    constraint alert_history_once primary key (id, version));

call role_policies('screening', '{nurse,supervisor}', '{nurse,supervisor}');
call role_policies('screening_history', '{nurse,supervisor}', '{}');
call role_policies('screening_level', '{officer,nurse,supervisor}', '{}');
call role_policies('alert', '{nurse,supervisor}', '{supervisor}');
call role_policies('alert_history', '{nurse,supervisor}', '{}');

grant select, insert on screening to chatdong_api;
grant update (voided_at, voided_by, void_reason, version, updated_by) on screening to chatdong_api;
grant select on alert to chatdong_api;
grant update (status, answered_at, answered_by, note, version, updated_by) on alert to chatdong_api;
grant select on screening_level, screening_history, alert_history to chatdong_api;

reset role;
