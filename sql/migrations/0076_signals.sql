-- Signals of crisis (DOMAIN.md 7), whom they are about, what came of them, and the risk that they make for a household.
-- Kinds, rounds and weights are reference data. Matching and counting stand in sql/functions/signals.sql.
set local role chatdong_owner;
set local search_path = chatdong;

create table signal_institution (
    code text primary key constraint signal_institution_code check (code ~ '^[a-z_]{1,40}$'),
    name text not null,
    name_en text not null,
    constraint signal_institution_text_nfc check (name is normalized)
);
insert into signal_institution values
    ('electricity', '전력 공급자', 'Electricity supplier'), ('water', '수도사업소', 'Waterworks'), ('gas', '도시가스사', 'City gas'),
    ('health_insurance', '건강보험공단', 'Health insurance'), ('telecom', '통신사', 'Telecom'), ('housing', '주택 관리 기관', 'Housing'),
    ('hospital', '의료기관', 'Hospitals'), ('bank', '신용정보 기관', 'Credit information'), ('school', '교육청', 'Schools'),
    ('community', '이웃과 주민', 'Neighbors'), ('center', '동주민센터', 'Community service center');

-- due_days: without an outcome after so many days a signal is overdue.
create table signal_kind (
    code text primary key constraint signal_kind_code check (code ~ '^[a-z_]{1,40}$'),
    institution text not null constraint signal_kind_of_known_institution references signal_institution (code),
    name text not null,
    name_en text not null,
    due_days integer not null constraint signal_kind_due check (due_days between 1 and 365),
    valid_from date not null,
    valid_to date,
    constraint signal_kind_days check (valid_to > valid_from),
    constraint signal_kind_text_nfc check (name is normalized)
);
insert into signal_kind values
    ('power_cut', 'electricity', '단전', 'Power cut', 7, '2015-07-01', null),
    ('power_arrears', 'electricity', '전기료 체납 3개월 이상', 'Power arrears, 3 months', 30, '2015-07-01', null),
    ('water_cut', 'water', '단수', 'Water cut', 7, '2015-07-01', null),
    ('gas_cut', 'gas', '도시가스 공급 중단', 'Gas cut', 7, '2015-07-01', null),
    ('health_insurance_arrears', 'health_insurance', '건강보험료 체납', 'Health insurance arrears', 30, '2015-07-01', null),
    ('telecom_arrears', 'telecom', '통신비 체납', 'Telecom arrears', 30, '2018-01-01', null),
    ('rent_arrears', 'housing', '월세 체납', 'Rent arrears', 30, '2015-07-01', null),
    ('medical_cost', 'hospital', '의료비 과다 지출', 'Medical cost', 30, '2015-07-01', null),
    ('bank_arrears', 'bank', '금융 연체', 'Bank arrears', 30, '2017-01-01', null),
    ('school', 'school', '학교의 위기 학생 알림', 'School', 14, '2015-07-01', null),
    ('neighbor_report', 'community', '이웃의 신고', 'Neighbor''s report', 7, '2015-07-01', null),
    ('officer_round', 'center', '복지통장 순찰', 'Officer''s round', 14, '2015-07-01', null),
    ('national_pension_arrears', 'health_insurance', '국민연금 체납 (옛 분류)', 'Pension arrears (old)', 30, '2015-07-01', '2018-01-01');

-- Six a year.
create table signal_round (
    code text primary key constraint signal_round_code check (code ~ '^[0-9]{4}-[1-6]$'),
    starts_on date not null,
    ends_on date not null,
    constraint signal_round_days check (ends_on > starts_on)
);
insert into signal_round
select y || '-' || n, make_date(y, 2 * n - 1, 1), (make_date(y, 2 * n - 1, 1) + interval '2 months' - interval '1 day')::date
  from generate_series(2015, 2035) y, generate_series(1, 6) n;

-- Spelling apart, names and addresses are compared by these.
create function signal_name_key(name text) returns text language sql immutable strict parallel safe as $$
    select lower(regexp_replace(normalize(name), '\s', '', 'g'))
$$;
create function signal_address_key(address text) returns text language sql immutable strict parallel safe as $$
    select regexp_replace(coalesce(substring(normalize(address) from '^.*(?:로|길)\s*[0-9]+(?:-[0-9]+)?'), normalize(address)),
                          '\s|^서울특별시|^서울시|^서울', '', 'g')
$$;
create index resident_by_name_birth on resident (signal_name_key(name), birth_date);
create index resident_by_name_phone on resident (signal_name_key(name), right(phone, 4));
create index resident_by_name_address on resident (signal_name_key(name), signal_address_key(address));

-- resident_id is who it is about (exact, confirmed) or who it may be about (probable).
create table signal (
    id uuid primary key default uuid7(),
    gu_code text not null constraint signal_in_known_district references district (code),
    dong_code text constraint signal_in_known_dong references dong (code),
    kind text not null constraint signal_of_known_kind references signal_kind (code),
    institution text not null,
    source_id text not null,
    round text constraint signal_of_known_round references signal_round (code),
    name text not null,
    birth_date date,
    phone text constraint signal_phone_digits check (phone ~ '^\+?[0-9]{4,15}$'),
    address text,
    evidence text,
    received_at timestamptz not null,
    due_on date not null,
    match text not null default 'none' constraint signal_match_known check (match in ('exact', 'probable', 'none', 'confirmed')),
    match_score integer not null default 0 constraint signal_score check (match_score between 0 and 110),
    match_reasons text[] not null default '{}',
    resident_id uuid constraint signal_of_known_resident references resident (id),
    household_id uuid constraint signal_of_known_household references household (id),
    matched_at timestamptz,
    matched_by uuid,
    outcome text constraint signal_outcome_known
        check (outcome in ('supported', 'already_supported', 'not_eligible', 'location_unknown', 'refused', 'duplicate')),
    outcome_note text,
    resolved_at timestamptz,
    resolved_by uuid,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint signal_once unique (institution, source_id),
    constraint signal_dong_of_gu check (left(dong_code, 5) = gu_code),
    constraint signal_resident_present check ((match = 'none') = (resident_id is null)),
    constraint signal_household_of_match check (household_id is null or match in ('exact', 'confirmed')),
    constraint signal_confirmation_whole check ((match = 'confirmed') = (matched_by is not null) and (match = 'confirmed') = (matched_at is not null)),
    constraint signal_resolution_whole check ((outcome is null) = (resolved_at is null) and (outcome is null) = (resolved_by is null)),
    constraint signal_text_nfc check (name is normalized and address is normalized and evidence is normalized and outcome_note is normalized)
);
create index signal_by_dong on signal (dong_code, id);
create index signal_by_gu on signal (gu_code, id) where dong_code is null;
create index signal_by_household on signal (household_id) include (kind, received_at, outcome);
create index signal_by_resident on signal (resident_id);
create table signal_history (replaced_at timestamptz not null, like signal, constraint signal_history_once primary key (id, version));

-- What a kind weighs, for how long. A version never changes; one of them is used.
create table signal_weights (
    version integer primary key,
    used boolean not null default false,
    source text not null,
    created_at timestamptz not null default now()
);
create unique index signal_weights_one_used on signal_weights (used) where used;
create table signal_weight (
    version integer not null constraint signal_weight_of_known_version references signal_weights (version),
    kind text not null constraint signal_weight_of_known_kind references signal_kind (code),
    points integer not null constraint signal_weight_points check (points between 0 and 100),
    fade_days integer not null constraint signal_weight_fade check (fade_days between 1 and 3650),
    constraint signal_weight_once primary key (version, kind)
);
insert into signal_weights values (1, true, 'default until the office sets its own');
insert into signal_weight
select 1, k.code, case k.due_days when 7 then 30 when 14 then 20 else 10 end, 180 from signal_kind k;

-- Kept by triggers. A row of other weights than those that are used is out of date and is made anew by risk_refresh().
create table household_risk (
    household_id uuid primary key constraint household_risk_of_known_household references household (id),
    dong_code text not null constraint household_risk_in_known_dong references dong (code),
    points integer not null default 0,
    next_fade_on date,
    weights integer not null default 0,
    computed_at timestamptz not null default now(),
    constraint household_risk_of_household_of_dong foreign key (household_id, dong_code) references household (id, dong_code) on update cascade
) with (fillfactor = 50);

-- The second wall: the institutions' systems write, officers and supervisors of the dong go on from there; what has no
-- dong yet is there for the administrators of its gu.
call area_policies('signal', false);
call area_policies('signal_history', false);
call area_policies('household_risk', false);
create policy gu_reads on signal for select to chatdong_api
    using (dong_code is null and gu_code = (select nullif(current_setting('chatdong.gu', true), '')));
create policy system_sends on signal for insert to chatdong_api
    with check ((select current_setting('chatdong.role', true)) = 'system' and outcome is null and match <> 'confirmed'
                and ((select current_setting('chatdong.city', true)) = 'true'
                     or gu_code = (select nullif(current_setting('chatdong.gu', true), ''))));
create policy staff_goes_on on signal for update to chatdong_api
    using ((select current_setting('chatdong.role', true)) in ('officer', 'supervisor')
           and dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[]));

grant select on signal_institution, signal_kind, signal_round, signal_weights, signal_weight, signal, signal_history, household_risk
    to chatdong_api, chatdong_worker;
grant insert (id, gu_code, dong_code, kind, source_id, round, name, birth_date, phone, address, evidence, received_at, created_by, updated_by)
    on signal to chatdong_api;
grant update (match, resident_id, matched_by, outcome, outcome_note, resolved_by, version, updated_by) on signal to chatdong_api;

reset role;
