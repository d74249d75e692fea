-- Consents (DOMAIN.md 4): what a resident, or who speaks for them, has allowed us to hand on, to whom and
-- what for. A consent is given and withdrawn and otherwise never changed; each state is kept.
set local role chatdong_owner;
set local search_path = chatdong;

create table consent_purpose (
    code text primary key constraint consent_purpose_snake check (code ~ '^[a-z]+(_[a-z]+)*$'),
    name text not null constraint consent_purpose_nfc check (name is normalized),
    name_en text not null,
    valid_from date not null,
    valid_to date,
    constraint consent_purpose_valid_order check (valid_to > valid_from)
);
insert into consent_purpose (code, name, name_en, valid_from) values
    ('partner_referral', '연계 기관에 제공', 'Handing a need on to a partner institution', '2015-07-01'),
    ('program_notice', '사업 안내', 'Being told of programs', '2015-07-01'),
    ('satisfaction_survey', '만족도 조사', 'Being asked how it went', '2015-07-01');

create table consent (
    id uuid primary key default uuid7(),
    dong_code text not null constraint consent_in_known_dong references dong (code),
    resident_id uuid not null constraint consent_of_known_resident references resident (id),
    purpose text not null constraint consent_for_known_purpose references consent_purpose (code),
    -- Null: to any partner institution.
    partner_id uuid constraint consent_to_known_partner references partner (id),
    fields text[] not null,
    given_by text not null
        constraint consent_giver_known check (given_by in ('resident', 'guardian', 'representative')),
    given_by_name text,
    given_at timestamptz not null,
    expires_on date,
    evidence_kind text not null constraint consent_evidence_known
        check (evidence_kind in ('paper', 'electronic', 'recording', 'in_person')),
    evidence_reference text,
    withdrawn_at timestamptz,
    withdrawn_by text
        constraint consent_withdrawer_known check (withdrawn_by in ('resident', 'guardian', 'representative')),
    withdrawal_note text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint consent_fields_known check (fields <@ array['name', 'birth_date', 'sex', 'phone', 'address', 'language', 'need', 'health']),
    constraint consent_fields_some check (cardinality(fields) > 0),
    constraint consent_giver_named check ((given_by = 'resident') = (given_by_name is null)),
    -- Written down by somebody whose clock may be a little ahead.
    constraint consent_given_before check (given_at <= created_at + interval '5 minutes'),
    constraint consent_expires_after check (expires_on >= (given_at at time zone 'Asia/Seoul')::date),
    constraint consent_withdrawal_whole check ((withdrawn_at is null) = (withdrawn_by is null)),
    constraint consent_text_nfc check (given_by_name is normalized and evidence_reference is normalized
                                       and withdrawal_note is normalized)
);
create index consent_by_resident on consent (resident_id, id);

create table consent_history (replaced_at timestamptz not null, like consent,
    constraint consent_history_once primary key (id, version));

call area_policies('consent', true);
call area_policies('consent_history', false);

grant select on consent_purpose to chatdong_api, chatdong_worker;
grant select, insert, update on consent to chatdong_api;
grant select on consent_history to chatdong_api;
grant select on consent, consent_history to chatdong_worker;

reset role;
