-- Long jobs (imports, exports) as something that can be polled and cancelled, and the clock of the periodic rules.
set local role chatdong_owner;
set local search_path = chatdong;

create table operation (
    id uuid primary key default uuid7(),
    kind text not null constraint operation_kind_snake check (kind ~ '^[a-z]+(_[a-z]+)*$'),
    state text not null default 'queued' constraint operation_state_known
        check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    -- Whose work it is: a district's, or (null) the whole city's. Who began it sees it anyway.
    gu_code text constraint operation_in_known_district references district (code),
    progress_done bigint not null default 0,
    progress_total bigint, -- null: nobody knows yet
    -- How many of what: {"read": 612044, "inserted": 12}.
    counts jsonb not null default '{}' constraint operation_counts_object check (jsonb_typeof(counts) = 'object'),
    error_count bigint not null default 0,
    -- The first of them: [{"file": …, "line": 12, "code": "unknown_dong"}]; never what stood there.
    errors jsonb not null default '[]' constraint operation_errors_few
        check (jsonb_typeof(errors) = 'array' and jsonb_array_length(errors) <= 100),
    failure text, -- a code: why it failed as a whole
    cancel_requested boolean not null default false,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid, -- null: an operator, at a terminal
    started_at timestamptz,
    beat_at timestamptz, -- whoever runs it says that it does
    finished_at timestamptz,
    expires_at timestamptz not null default now() + interval '30 days',
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint operation_progress_within check (progress_done between 0 and coalesce(progress_total, progress_done)),
    constraint operation_started_when check ((state in ('queued') and started_at is null) or state = 'cancelled' or started_at is not null),
    constraint operation_finished_when check ((finished_at is not null) = (state in ('succeeded', 'failed', 'cancelled'))),
    constraint operation_failure_of_failed check ((failure is not null) = (state = 'failed'))
);
create index operation_by_district on operation (gu_code, created_at, id);
create index operation_by_author on operation (created_by);
create index operation_open on operation (beat_at) where state in ('queued', 'running');
create index operation_by_age on operation (expires_at);

create table operation_transition (
    from_state text not null,
    to_state text not null,
    constraint operation_transition_once primary key (from_state, to_state)
);
insert into operation_transition values
    ('queued', 'running'), ('queued', 'cancelled'), ('queued', 'failed'),
    ('running', 'succeeded'), ('running', 'failed'), ('running', 'cancelled');

alter table operation enable row level security;
create policy area_read on operation for select to chatdong_api using (
    created_by::text = (select nullif(current_setting('chatdong.actor_id', true), ''))
    or (select current_setting('chatdong.city', true)) = 'true'
    or (select current_setting('chatdong.role', true)) = 'district_admin'
       and coalesce(gu_code = (select nullif(current_setting('chatdong.gu', true), '')), gu_code is null));
create policy area_cancel on operation for update to chatdong_api
    using (created_by::text = (select nullif(current_setting('chatdong.actor_id', true), ''))
           or (select current_setting('chatdong.role', true)) = 'district_admin'
              and gu_code = (select nullif(current_setting('chatdong.gu', true), '')));
create policy worker_runs on operation for all to chatdong_worker using (true);

grant select on operation, operation_transition to chatdong_api, chatdong_worker;
grant update (state, cancel_requested, finished_at, version, updated_at, updated_by) on operation to chatdong_api;
grant insert, update, delete on operation to chatdong_worker;

-- When each rule of src/jobs/schedule.c last ran. A rule has its row from its first run on.
create table schedule_run (
    rule text primary key,
    started_at timestamptz, -- of the last run that succeeded
    duration interval,
    rows bigint,
    runs bigint not null default 0,
    failures bigint not null default 0, -- in a row
    failed_at timestamptz,
    failure text -- SQLSTATE
);
grant select, insert, update on schedule_run to chatdong_worker;

reset role;
