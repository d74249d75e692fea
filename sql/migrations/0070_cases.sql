-- Cases (DOMAIN.md 7): the states, who takes which step, and the clock are data; the two approvals by somebody else
-- than the author are constraints. What a step does stands in sql/functions/cases.sql.
set local role chatdong_owner;
set local search_path = chatdong;

-- What has to be done in a state; null where nothing has.
create table case_state (
    status text primary key,
    position integer not null constraint case_state_position_once unique,
    name text not null,
    task text constraint case_state_task_known check (task in ('survey', 'classify', 'plan', 'start', 'serve', 'monitor'))
);
insert into case_state values
    ('discovered', 1, '발굴', 'survey'), ('interviewed', 2, '초기상담', 'survey'), ('assessed', 3, '욕구조사', 'classify'),
    ('conferenced', 4, '사례회의', 'plan'), ('planned', 5, '계획수립', 'start'), ('in_service', 6, '서비스제공', 'serve'),
    ('monitoring', 7, '점검', 'monitor'), ('closed', 8, '종결', null), ('reopened', 9, '재개', 'survey'),
    ('transferred', 10, '이관', 'survey'), ('declined', 11, '미개입', null);

create table case_transition (
    from_status text not null constraint case_transition_from_known references case_state (status),
    to_status text not null constraint case_transition_to_known references case_state (status),
    taken_by text not null constraint case_transition_actor_known check (taken_by in ('staff', 'supervisor', 'receiver')),
    condition text,
    constraint case_transition_once primary key (from_status, to_status)
);
insert into case_transition values
    ('discovered', 'interviewed', 'staff', null),
    ('discovered', 'declined', 'staff', 'a reason'),
    ('interviewed', 'assessed', 'staff', 'a need is named'),
    ('interviewed', 'declined', 'staff', 'a reason'),
    ('assessed', 'conferenced', 'staff', 'minutes of a conference and the class'),
    ('assessed', 'declined', 'staff', 'a reason'),
    ('conferenced', 'planned', 'supervisor', 'the plan, written by somebody else'),
    ('planned', 'in_service', 'staff', null),
    ('in_service', 'monitoring', 'staff', null),
    ('monitoring', 'in_service', 'staff', null),
    ('monitoring', 'closed', 'supervisor', 'every need has a result; the closing, written by somebody else'),
    ('closed', 'reopened', 'supervisor', 'a reason'),
    ('declined', 'reopened', 'supervisor', 'a reason'),
    ('reopened', 'interviewed', 'staff', null),
    ('transferred', 'interviewed', 'staff', null);
insert into case_transition
select status, 'transferred', 'receiver', 'accepted by the other dong' from case_state where task is not null and status <> 'transferred';

-- Days for each task: counted one after the other from the intake, or from the step that began it.
create table case_clock (
    task text not null,
    position integer not null,
    since text not null constraint case_clock_since_known check (since in ('intake', 'step')),
    days integer not null constraint case_clock_days check (days between 1 and 366),
    valid_from date not null,
    valid_to date,
    source text not null,
    constraint case_clock_one_at_a_time exclude using gist (task with =, daterange(valid_from, valid_to) with &&)
);
insert into case_clock values
    ('survey', 1, 'intake', 10, '2015-07-01', null, 'DOMAIN.md 7'),
    ('classify', 2, 'intake', 5, '2015-07-01', null, 'DOMAIN.md 7'),
    ('plan', 3, 'intake', 15, '2015-07-01', null, 'DOMAIN.md 7'),
    ('start', 4, 'step', 7, '2015-07-01', null, 'default until the office sets its own'),
    ('serve', 5, 'step', 90, '2015-07-01', null, 'default until the office sets its own'),
    ('monitor', 6, 'step', 30, '2015-07-01', null, 'default until the office sets its own');

create table welfare_case (
    id uuid primary key default uuid7(),
    dong_code text not null constraint case_in_known_dong references dong (code),
    resident_id uuid not null constraint case_of_known_resident references resident (id),
    household_id uuid not null constraint case_of_known_household references household (id),
    discovery_id uuid,
    class text constraint case_class_known check (class in ('case_managed', 'service_linked')),
    status text not null default 'discovered' constraint case_status_known references case_state (status),
    manager_id uuid constraint case_manager_known references staff (id),
    summary text not null,
    plan text,
    plan_by uuid,
    plan_at timestamptz,
    plan_approved_by uuid,
    plan_approved_at timestamptz,
    closing text,
    closing_by uuid,
    closing_at timestamptz,
    closed_by uuid,
    closed_at timestamptz,
    reason text,
    -- The version that an approval was given to.
    judged_version bigint,
    intake_on date not null,
    survey_due date not null,
    classify_due date not null,
    plan_due date not null,
    due_on date,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint case_plan_four_eyes check (plan_approved_by <> plan_by),
    constraint case_closing_four_eyes check (closed_by <> closing_by),
    constraint case_plan_whole check ((plan is null) = (plan_by is null) and (plan is null) = (plan_at is null)),
    constraint case_closing_whole check ((closing is null) = (closing_by is null) and (closing is null) = (closing_at is null)),
    constraint case_plan_approved check (status not in ('planned', 'in_service', 'monitoring', 'closed')
        or (plan is not null and plan_approved_by is not null and plan_approved_at is not null)),
    constraint case_closed_whole check ((status = 'closed') = (closed_by is not null) and (status = 'closed') = (closed_at is not null)
        and (status <> 'closed' or closing is not null)),
    constraint case_classified check (status not in ('conferenced', 'planned', 'in_service', 'monitoring', 'closed') or class is not null),
    constraint case_reason_given check (status not in ('declined', 'reopened') or reason is not null),
    constraint case_text_nfc check (summary is normalized and plan is normalized and closing is normalized and reason is normalized)
);
create index case_by_dong on welfare_case (dong_code, id);
create index case_by_resident on welfare_case (resident_id, id);
create index case_by_household on welfare_case (household_id, id);
create index case_by_due on welfare_case (dong_code, due_on, id) where due_on is not null;
create table welfare_case_history (replaced_at timestamptz not null, like welfare_case, constraint welfare_case_history_once primary key (id, version));

create table case_need (
    id uuid primary key default uuid7(),
    case_id uuid not null constraint case_need_of_known_case references welfare_case (id),
    kind text not null constraint case_need_kind_known check (kind in ('income', 'housing', 'health', 'mental_health', 'care',
        'education', 'employment', 'safety', 'legal', 'relations')),
    description text not null,
    goals text[] not null default '{}' constraint case_need_goals_few check (cardinality(goals) <= 20),
    result text constraint case_need_result_known check (result in ('solved', 'partly', 'unsolved')),
    result_reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint case_need_reason_given check (result is distinct from 'unsolved' or result_reason is not null),
    constraint case_need_text_nfc check (description is normalized and result_reason is normalized)
);
create index case_need_by_case on case_need (case_id, id);
create table case_need_history (replaced_at timestamptz not null, like case_need, constraint case_need_history_once primary key (id, version));

create table case_action (
    id uuid primary key default uuid7(),
    need_id uuid not null constraint case_action_of_known_need references case_need (id),
    what text not null,
    staff_id uuid constraint case_action_by_known_staff references staff (id),
    partner_id uuid constraint case_action_by_known_partner references partner (id),
    due_on date,
    done_on date,
    outcome text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint case_action_by_one check (num_nonnulls(staff_id, partner_id) = 1),
    constraint case_action_text_nfc check (what is normalized and outcome is normalized)
);
create index case_action_by_need on case_action (need_id, id);
create table case_action_history (replaced_at timestamptz not null, like case_action, constraint case_action_history_once primary key (id, version));

create table case_conference (
    id uuid primary key default uuid7(),
    case_id uuid not null constraint case_conference_of_known_case references welfare_case (id),
    held_on date not null,
    attendees text[] not null constraint case_conference_attended check (cardinality(attendees) between 1 and 30),
    minutes text not null,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    constraint case_conference_text_nfc check (minutes is normalized)
);
create index case_conference_by_case on case_conference (case_id, id);

create table case_visit (
    case_id uuid not null constraint case_visit_of_known_case references welfare_case (id),
    visit_id uuid not null constraint case_visit_of_known_visit references visit (id),
    constraint case_visit_once primary key (case_id, visit_id)
);

create table case_transfer (
    id uuid primary key default uuid7(),
    case_id uuid not null constraint case_transfer_of_known_case references welfare_case (id),
    resident_id uuid not null constraint case_transfer_of_known_resident references resident (id),
    from_dong_code text not null constraint case_transfer_from_known_dong references dong (code),
    to_dong_code text not null constraint case_transfer_to_known_dong references dong (code),
    status text not null default 'offered' constraint case_transfer_status_known
        check (status in ('offered', 'accepted', 'refused', 'replaced')),
    reason text not null,
    answer_reason text,
    answered_at timestamptz,
    answered_by uuid,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint case_transfer_open_once exclude using btree (case_id with =) where (status = 'offered'),
    constraint case_transfer_elsewhere check (from_dong_code <> to_dong_code),
    constraint case_transfer_answer_whole check ((status in ('accepted', 'refused')) = (answered_by is not null)
        and (status in ('accepted', 'refused')) = (answered_at is not null)),
    constraint case_transfer_refusal_reason check (status <> 'refused' or answer_reason is not null),
    constraint case_transfer_text_nfc check (reason is normalized and answer_reason is normalized)
);
create index case_transfer_by_case on case_transfer (case_id);
create index case_transfer_by_resident on case_transfer (resident_id);

-- The second wall. What belongs to a case is seen by who sees the case: after a transfer the receiving dong has all of it.
call area_policies('welfare_case', true);
do $$
declare
    t text;
    parent text;
begin
    foreach t in array array['welfare_case_history', 'case_need', 'case_need_history', 'case_conference', 'case_visit',
                             'case_action', 'case_action_history'] loop
        parent := case when t = 'welfare_case_history' then 'welfare_case p where p.id = ' || t || '.id'
                       when t in ('case_action', 'case_action_history') then 'case_need p where p.id = ' || t || '.need_id'
                       else 'welfare_case p where p.id = ' || t || '.case_id' end;
        execute format('alter table %I enable row level security', t);
        execute format('create policy with_its_case on %I for select to chatdong_api using (exists (select from %s))', t, parent);
        execute format('create policy worker_read on %I for select to chatdong_worker using (true)', t);
        if t not like '%history' then
            execute format('create policy staff_adds on %I for insert to chatdong_api with check (
                (select current_setting(''chatdong.role'', true)) in (''officer'', ''nurse'', ''supervisor'') and exists (select from %s))', t, parent);
        end if;
        if t in ('case_need', 'case_action') then
            execute format('create policy staff_changes on %I for update to chatdong_api using (
                (select current_setting(''chatdong.role'', true)) in (''officer'', ''nurse'', ''supervisor'') and exists (select from %s))', t, parent);
        end if;
    end loop;
end $$;
alter table case_transfer enable row level security;
create policy both_sides on case_transfer for select to chatdong_api using (
    from_dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
    or to_dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
    or left(from_dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), ''))
    or left(to_dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), '')));
create policy one_side_offers on case_transfer for insert to chatdong_api with check (
    status = 'offered' and (select current_setting('chatdong.role', true)) in ('officer', 'nurse', 'supervisor')
    and from_dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[]));
create policy the_other_answers on case_transfer for update to chatdong_api using (
    (select current_setting('chatdong.role', true)) = 'supervisor'
    and to_dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[]));
create policy worker_read on case_transfer for select to chatdong_worker using (true);

grant select on case_state, case_transition, case_clock, welfare_case, welfare_case_history, case_need, case_need_history,
    case_action, case_action_history, case_conference, case_visit, case_transfer to chatdong_api, chatdong_worker;
grant insert on welfare_case, case_need, case_action, case_conference, case_visit, case_transfer to chatdong_api;
grant update (class, status, manager_id, summary, plan, closing, reason, judged_version, version, updated_by) on welfare_case to chatdong_api;
grant update (goals, result, result_reason, version, updated_by) on case_need to chatdong_api;
grant update (due_on, done_on, outcome, version, updated_by) on case_action to chatdong_api;
grant update (status, answer_reason, version, updated_by) on case_transfer to chatdong_api;

reset role;
