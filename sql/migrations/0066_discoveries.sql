-- Discoveries, counseling and benefit applications (DOMAIN.md 7). The days and steps that are rules stand in
-- sql/functions/discoveries.sql and benefits.sql; weekends and public_holiday (0035) make the working days.
set local role chatdong_owner;
set local search_path = chatdong;

create table discovery (
    id uuid primary key default uuid7(),
    dong_code text not null constraint discovery_in_known_dong references dong (code),
    resident_id uuid not null constraint discovery_of_known_resident references resident (id),
    household_id uuid constraint discovery_of_known_household references household (id),
    path text not null constraint discovery_path_known check (path in ('signal', 'officer_round', 'visiting_nurse',
        'community_leader', 'neighbor', 'self', 'institution')),
    kind text not null constraint discovery_kind_known check (kind in ('poor_family', 'senior_health')),
    found_on date not null,
    -- The last day for the first visit: three working days after it was found.
    due_on date not null,
    signal_id uuid,
    need text not null,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    withdrawal_reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint discovery_day_plausible check (found_on between date '2015-07-01' and (updated_at at time zone 'Asia/Seoul')::date),
    constraint discovery_due_later check (due_on > found_on),
    constraint discovery_withdrawal_whole check ((withdrawn_at is null) = (withdrawn_by is null)
                                                 and (withdrawn_at is null) = (withdrawal_reason is null)),
    constraint discovery_text_nfc check (need is normalized and withdrawal_reason is normalized)
);
create index discovery_by_dong on discovery (dong_code, due_on, id);
create index discovery_by_resident on discovery (resident_id, id);
create index discovery_by_day on discovery (found_on, dong_code);
create table discovery_history (replaced_at timestamptz not null, like discovery,
    constraint discovery_history_once primary key (id, version));
-- Whether somebody has been there is asked of the household as well as of the resident.
create index visit_to_household on visit (household_id, planned_start);

create table counseling_record (
    id uuid primary key default uuid7(),
    dong_code text not null constraint counseling_in_known_dong references dong (code),
    resident_id uuid not null constraint counseling_of_known_resident references resident (id),
    household_id uuid constraint counseling_of_known_household references household (id),
    visit_id uuid constraint counseling_at_known_visit references visit (id),
    case_id uuid,
    held_on date not null,
    channel text not null constraint counseling_channel_known check (channel in ('home', 'office', 'phone', 'online')),
    topic text not null constraint counseling_topic_known check (topic in ('income', 'housing', 'health', 'mental_health', 'care',
        'education', 'employment', 'safety', 'legal', 'relations')),
    asked text not null,
    answered text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint counseling_day_plausible check (held_on between date '2015-07-01' and (updated_at at time zone 'Asia/Seoul')::date),
    constraint counseling_text_nfc check (asked is normalized and answered is normalized)
);
create index counseling_by_dong on counseling_record (dong_code, held_on, id);
create index counseling_by_resident on counseling_record (resident_id, id);
create table counseling_record_history (replaced_at timestamptz not null, like counseling_record,
    constraint counseling_record_history_once primary key (id, version));

create table benefit (
    code text primary key constraint benefit_code_snake check (code ~ '^[a-z_]{1,40}$'),
    name text not null,
    name_en text not null,
    valid_from date not null,
    valid_to date,
    constraint benefit_valid_order check (valid_to > valid_from),
    constraint benefit_text_nfc check (name is normalized)
);
insert into benefit (code, name, name_en, valid_from) values
    ('livelihood', '생계급여', 'Livelihood benefit', '2015-07-01'),
    ('medical', '의료급여', 'Medical benefit', '2015-07-01'),
    ('housing', '주거급여', 'Housing benefit', '2015-07-01'),
    ('education', '교육급여', 'Education benefit', '2015-07-01'),
    ('basic_pension', '기초연금', 'Basic pension', '2015-07-01'),
    ('disability_pension', '장애인연금', 'Disability pension', '2015-07-01'),
    ('emergency_support', '긴급복지지원', 'Emergency welfare support', '2015-07-01'),
    ('seoul_basic_security', '서울형 기초보장', 'Seoul basic security', '2015-07-01'),
    ('near_poor', '차상위계층 지원', 'Support of the near poor', '2015-07-01'),
    ('single_parent', '한부모가족 지원', 'Support of single parents', '2015-07-01'),
    ('long_term_care', '노인장기요양보험', 'Long-term care insurance', '2015-07-01'),
    ('energy_voucher', '에너지바우처', 'Energy voucher', '2015-12-01'),
    ('child_allowance', '아동수당', 'Child allowance', '2018-09-01'),
    ('other', '그 밖', 'Other', '2015-07-01');

create table benefit_transition (
    from_status text not null,
    to_status text not null,
    operation text not null,
    constraint benefit_transition_once primary key (from_status, to_status)
);
insert into benefit_transition values
    ('asked', 'applied', 'benefit_applications_apply'),
    ('asked', 'withdrawn', 'benefit_applications_withdraw'),
    ('applied', 'granted', 'benefit_applications_decide'),
    ('applied', 'refused', 'benefit_applications_decide'),
    ('applied', 'withdrawn', 'benefit_applications_withdraw');

create table benefit_application (
    id uuid primary key default uuid7(),
    dong_code text not null constraint benefit_application_in_known_dong references dong (code),
    resident_id uuid not null constraint benefit_application_of_known_resident references resident (id),
    household_id uuid constraint benefit_application_of_known_household references household (id),
    counseling_id uuid constraint benefit_application_from_known_counseling references counseling_record (id),
    visit_id uuid constraint benefit_application_at_known_visit references visit (id),
    case_id uuid,
    benefit text not null constraint benefit_application_for_known_benefit references benefit (code),
    asked text not null,
    status text not null default 'asked' constraint benefit_status_known
        check (status in ('asked', 'applied', 'granted', 'refused', 'withdrawn')),
    asked_on date not null,
    applied_on date,
    decided_on date,
    reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint benefit_days_in_order check (asked_on >= date '2015-07-01' and applied_on >= asked_on and decided_on >= applied_on),
    constraint benefit_not_in_future check (greatest(asked_on, applied_on, decided_on) <= (updated_at at time zone 'Asia/Seoul')::date),
    constraint benefit_applied_whole check ((status in ('applied', 'granted', 'refused')) <= (applied_on is not null)
                                            and (status = 'asked') <= (applied_on is null)),
    constraint benefit_decided_whole check ((status in ('granted', 'refused')) = (decided_on is not null)),
    constraint benefit_reason_given check ((status in ('refused', 'withdrawn')) <= (reason is not null)
                                           and (status in ('asked', 'applied')) <= (reason is null)),
    constraint benefit_application_text_nfc check (asked is normalized and reason is normalized)
);
create index benefit_application_by_dong on benefit_application (dong_code, id);
create index benefit_application_by_resident on benefit_application (resident_id, id);
create table benefit_application_history (replaced_at timestamptz not null, like benefit_application,
    constraint benefit_application_history_once primary key (id, version));

call area_policies('discovery', true);
call area_policies('discovery_history', false);
call area_policies('counseling_record', true);
call area_policies('counseling_record_history', false);
call area_policies('benefit_application', true);
call area_policies('benefit_application_history', false);

grant select on benefit, benefit_transition, discovery_history, counseling_record_history, benefit_application_history to chatdong_api;
grant select, insert on discovery, counseling_record, benefit_application to chatdong_api;
-- Whose it is and when it is due are not to be changed by a statement.
grant update (path, kind, found_on, signal_id, need, withdrawn_at, withdrawn_by, withdrawal_reason, version, updated_by) on discovery to chatdong_api;
grant update (visit_id, case_id, held_on, channel, topic, asked, answered, version, updated_by) on counseling_record to chatdong_api;
grant update (status, applied_on, decided_on, reason, version, updated_by) on benefit_application to chatdong_api;
grant select on benefit, benefit_transition, discovery, discovery_history, counseling_record, counseling_record_history,
    benefit_application, benefit_application_history to chatdong_worker;

reset role;
