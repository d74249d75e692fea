-- Referrals (DOMAIN.md 9): a resident's need handed to a partner institution. The states and who may take
-- each step are data, as are the deadlines; what a partner sees of it is a view, never the table.
set local role chatdong_owner;
set local search_path = chatdong;

create table referral_deadline (
    urgency text not null constraint referral_deadline_urgency_known check (urgency in ('normal', 'urgent')),
    answer_within interval not null,
    remind_before interval not null,
    serve_within interval not null,
    close_within interval not null,
    follow_up_days integer not null,
    valid_from date not null,
    valid_to date,
    constraint referral_deadline_positive check (answer_within > remind_before and remind_before > '0' and serve_within > '0'
                                                 and close_within > '0' and follow_up_days > 0),
    constraint referral_deadline_one_at_a_time
        exclude using gist (urgency with =, daterange(valid_from, valid_to) with &&)
);
insert into referral_deadline values
    ('normal', '7 days', '2 days', '30 days', '7 days', 7, '2015-07-01'),
    ('urgent', '1 day', '4 hours', '7 days', '2 days', 2, '2015-07-01');

create table referral_status_transition (
    from_status text not null,
    to_status text not null,
    taken_by text not null constraint referral_transition_actor_known check (taken_by in ('partner', 'staff', 'scheduler')),
    constraint referral_transition_once primary key (from_status, to_status, taken_by)
);
insert into referral_status_transition values
    ('requested', 'accepted', 'partner'),
    ('requested', 'rejected', 'partner'),
    ('requested', 'expired', 'scheduler'),
    -- Taken back by who referred: it expires now instead of at its deadline.
    ('requested', 'expired', 'staff'),
    ('accepted', 'served', 'partner'),
    ('accepted', 'not_served', 'partner'),
    ('served', 'closed', 'staff'),
    ('not_served', 'closed', 'staff'),
    ('rejected', 'closed', 'staff'),
    ('expired', 'closed', 'staff');

create table referral (
    id uuid primary key default uuid7(),
    dong_code text not null constraint referral_in_known_dong references dong (code),
    resident_id uuid not null constraint referral_of_known_resident references resident (id),
    household_id uuid constraint referral_of_known_household references household (id),
    partner_id uuid not null constraint referral_to_known_partner references partner (id),
    service_id uuid not null constraint referral_to_known_service references partner_service (id),
    visit_id uuid constraint referral_from_known_visit references visit (id),
    screening_id uuid,
    urgency text not null default 'normal' constraint referral_urgency_known check (urgency in ('normal', 'urgent')),
    need text not null,
    fields text[] not null,
    status text not null default 'requested' constraint referral_status_known
        check (status in ('requested', 'accepted', 'rejected', 'expired', 'served', 'not_served', 'closed')),
    respond_by timestamptz not null,
    serve_by timestamptz,
    -- When somebody has to do something next: the order of the worklist.
    due_at timestamptz not null,
    holds_place boolean not null default false,
    answered_at timestamptz,
    answered_by uuid,
    answered_via text constraint referral_answered_via_known check (answered_via in ('client', 'link')),
    answer_note text,
    outcome text constraint referral_outcome_known check (outcome in ('served', 'not_served')),
    outcome_at timestamptz,
    outcome_note text,
    reason text constraint referral_reason_known check (reason in ('no_capacity', 'not_eligible', 'wrong_service',
        'resident_refused', 'not_reached', 'other', 'taken_back')),
    closed_at timestamptz,
    closed_by uuid,
    closing_note text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    -- Null: the scheduler.
    updated_by uuid,
    constraint referral_deadline_plausible check (respond_by > created_at and respond_by <= created_at + interval '90 days'),
    constraint referral_fields_known check (fields <@ array['name', 'birth_date', 'sex', 'phone', 'address', 'language', 'need', 'health']),
    constraint referral_fields_some check (cardinality(fields) > 0),
    constraint referral_answer_whole check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answered_via is null)),
    constraint referral_outcome_whole check ((outcome is null) = (outcome_at is null)),
    constraint referral_reason_given check (
        (status in ('rejected', 'not_served')) <= (reason is not null) and (status in ('requested', 'accepted', 'served')) <= (reason is null)),
    constraint referral_closing_whole check ((status = 'closed') = (closed_at is not null) and (status = 'closed') = (closed_by is not null)),
    constraint referral_text_nfc check (need is normalized and answer_note is normalized and outcome_note is normalized
                                        and closing_note is normalized)
);
create index referral_by_dong on referral (dong_code, id);
create index referral_to_do on referral (dong_code, due_at, id) where status <> 'closed';
create index referral_by_partner on referral (partner_id, id);
create index referral_by_resident on referral (resident_id, id);
-- The scheduler's two questions.
create index referral_unanswered on referral (respond_by) where status = 'requested';
create index referral_unfinished on referral (due_at) where status in ('accepted', 'rejected', 'expired', 'served', 'not_served');
-- A linkage is a referral that was served, on the day that it was.
create index referral_linkage on referral (outcome_at, dong_code) where outcome = 'served';

create table referral_history (replaced_at timestamptz not null, like referral,
    constraint referral_history_once primary key (id, version));

-- A one-time link: of its token only the SHA-256 is kept.
create table referral_link (
    id uuid primary key default uuid7(),
    dong_code text not null constraint referral_link_in_known_dong references dong (code),
    referral_id uuid not null constraint referral_link_of_known_referral references referral (id),
    digest bytea not null constraint referral_link_digest_once unique
        constraint referral_link_digest_sha256 check (octet_length(digest) = 32),
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null default now(),
    -- Of staff, or the link before it: who accepts by a link gets the next one for the outcome.
    created_by uuid not null,
    constraint referral_link_ends_once check (used_at is null or revoked_at is null)
);
create unique index referral_link_one_alive on referral_link (referral_id) where used_at is null and revoked_at is null;

-- What the scheduler has said; each thing once.
create table referral_reminder (
    referral_id uuid not null constraint referral_reminder_of_known_referral references referral (id),
    dong_code text not null constraint referral_reminder_in_known_dong references dong (code),
    kind text not null constraint referral_reminder_known check (kind in ('answer_due', 'outcome_overdue', 'closing_overdue')),
    due_at timestamptz not null,
    created_at timestamptz not null default now(),
    constraint referral_reminder_once primary key (referral_id, kind)
);

call area_policies('referral', true);
call area_policies('referral_history', false);
call area_policies('referral_link', true);
call area_policies('referral_reminder', false);

grant select on referral_deadline, referral_status_transition to chatdong_api, chatdong_worker;
grant select, insert, update on referral to chatdong_api;
-- The digest is nobody's to read.
grant select (id, dong_code, referral_id, expires_at, used_at, revoked_at, created_at, created_by) on referral_link to chatdong_api;
grant insert on referral_link to chatdong_api;
grant update (revoked_at) on referral_link to chatdong_api;
grant select on referral_history, referral_reminder to chatdong_api;
grant select on referral, referral_history, referral_link, referral_reminder to chatdong_worker;

reset role;
