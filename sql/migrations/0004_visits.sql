-- Visits (DOMAIN.md 5): the states are data, overlap is a constraint, every version is kept.
set local role chatdong_owner;
set local search_path = chatdong;

create table program (
    code text primary key constraint program_code_kebab check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name text not null,
    valid_from date not null,
    valid_to date,
    constraint program_valid_order check (valid_to > valid_from)
);
insert into program (code, name, valid_from) values
    ('senior-65', '65세 도래 어르신 방문', '2015-07-01'),
    ('senior-70', '70세 도래 어르신 방문', '2015-07-01'),
    ('senior-level', '어르신 관리군 방문', '2015-07-01'),
    ('birth-family', '출산 가정 방문', '2015-07-01'),
    ('crisis-household', '위기 가구 방문', '2015-07-01'),
    ('institution', '시설 방문', '2015-07-01');

create table visit_status_transition (
    from_status text not null,
    to_status text not null,
    operation text not null,
    constraint visit_transition_once primary key (from_status, to_status)
);
insert into visit_status_transition values
    ('planned', 'checked_in', 'visits_check_in'),
    ('planned', 'cancelled', 'visits_cancel'),
    ('planned', 'missed', 'visits_miss'),
    ('checked_in', 'completed', 'visits_complete'),
    -- Rang the bell, nobody opened: the visit was begun and still missed.
    ('checked_in', 'missed', 'visits_miss');

create table visit (
    id uuid primary key default uuid7(),
    dong_code text not null constraint visit_in_known_dong references dong (code),
    resident_id uuid not null constraint visit_of_known_resident references resident (id),
    household_id uuid constraint visit_of_known_household references household (id),
    program text not null constraint visit_in_known_program references program (code),
    kind text not null
        constraint visit_kind_known check (kind in ('home', 'phone', 'office', 'institution')),
    institution text,
    staff_id uuid not null constraint visit_by_known_staff references staff (id),
    team uuid[] not null default '{}',
    joint boolean not null default false,
    status text not null default 'planned' constraint visit_status_known
        check (status in ('planned', 'checked_in', 'completed', 'cancelled', 'missed')),
    planned_start timestamptz not null,
    planned_end timestamptz not null,
    checked_in_at timestamptz,
    completed_at timestamptz,
    completed_by uuid,
    outcome text constraint visit_outcome_known
        check (outcome in ('done', 'refused', 'not_found', 'excused')),
    notes text,
    findings text[] not null default '{}',
    reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint visit_planned_order check (planned_start < planned_end),
    constraint visit_planned_within_a_day check (planned_end <= planned_start + interval '24 hours'),
    constraint visit_institution_named check ((kind = 'institution') = (institution is not null)),
    constraint visit_leader_not_in_team check (not staff_id = any (team)),
    constraint visit_team_small check (cardinality(team) <= 8),
    constraint visit_check_in_timed
        check (status not in ('checked_in', 'completed') or checked_in_at is not null),
    constraint visit_completion_whole check ((status = 'completed')
        = (completed_at is not null and completed_by is not null and outcome is not null)),
    constraint visit_completed_after_check_in check (completed_at >= checked_in_at),
    constraint visit_reason_given check ((status in ('cancelled', 'missed')) = (reason is not null)),
    constraint visit_text_nfc
        check (notes is normalized and reason is normalized and institution is normalized)
);
create index visit_by_dong_plan on visit (dong_code, planned_start, id);
create index visit_by_resident on visit (resident_id, planned_start, id);
create index visit_by_staff on visit (staff_id, planned_start, id);

-- Who is busy when, the team as well as the leader, while a visit is planned or under way. Kept by
-- trigger; nobody can be in two places unless both visits are marked joint: those have no row here.
create table visit_engagement (
    visit_id uuid not null constraint engagement_of_known_visit references visit (id) on delete cascade,
    staff_id uuid not null,
    during tstzrange not null,
    primary key (visit_id, staff_id),
    constraint visit_no_overlap exclude using gist (staff_id with =, during with &&)
);

create table visit_history (replaced_at timestamptz not null, like visit,
    constraint visit_history_once primary key (id, version));

call area_policies('visit', true);
call area_policies('visit_history', false);

grant select on program, visit_status_transition to chatdong_api, chatdong_worker;
grant select, insert, update on visit to chatdong_api;
grant select on visit_history to chatdong_api;
grant select on visit, visit_history, visit_engagement to chatdong_worker;

reset role;
