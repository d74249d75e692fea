-- Partner institutions: what they offer, to whom, where, when and how many places are left (DOMAIN.md 9).
-- A row is what its author wrote, whole, with one version; what is searched stands in typed tables that
-- triggers keep (sql/functions/partners.sql) and whose constraints judge it.
set local role chatdong_owner;
set local search_path = chatdong;

-- An id for what has none of its own: the same seed gives the same one (RFC 9562 version 8).
create function derived_id(seed text) returns uuid language sql immutable strict parallel safe as $$
    select overlay(overlay(md5(seed) placing '8' from 13) placing '8' from 17)::uuid
$$;
create function all_match(texts text[], pattern text) returns boolean language sql immutable parallel safe as $$
    select coalesce(bool_and(t ~ pattern), true) from unnest(texts) t
$$;
-- [{"number": "+8225550…", "type": "voice", "note": …}]
create function phones_fit(phones jsonb) returns boolean language sql immutable parallel safe as $$
    select jsonb_typeof(phones) = 'array'
           and coalesce(bool_and(p.number ~ '^\+[1-9][0-9]{6,14}$' and p.type in ('voice', 'fax', 'text')), true)
      from jsonb_to_recordset(case jsonb_typeof(phones) when 'array' then phones else '[]' end) p (number text, type text)
$$;
create function is_time_zone(name text) returns boolean language plpgsql immutable as $$
begin
    perform timestamp '2000-01-01' at time zone name;
    return name ~ '^[A-Z][A-Za-z]+/[A-Za-z_]+$';
exception when others then
    return false;
end $$;

-- The needs of DOMAIN.md 7 and finer terms below them: health, health.dementia.
create table taxonomy (
    id uuid primary key,
    code text not null constraint taxonomy_code_once unique,
    name text not null,
    description text not null,
    edition text not null
);
create table need (
    code text primary key constraint need_code_shape check (code ~ '^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)?$'),
    id uuid not null constraint need_id_once unique,
    taxonomy text not null constraint need_of_known_taxonomy references taxonomy (code),
    parent_code text constraint need_below_known_need references need (code),
    name text not null,
    name_en text not null,
    description text not null,
    valid_from date not null,
    valid_to date,
    constraint need_below_its_class check (parent_code is not distinct from nullif(split_part(code, '.', 1), code)),
    constraint need_valid_order check (valid_to > valid_from),
    constraint need_text_nfc check (name is normalized and description is normalized)
);
insert into taxonomy values (derived_id('taxonomy chatdong-needs'), 'chatdong-needs', '찾동 욕구 분류',
    '사례관리와 연계에 쓰는 욕구 영역과 그 세부 항목', '2026-01');
insert into need (code, id, taxonomy, parent_code, name, name_en, description, valid_from)
select n.code, derived_id('need ' || n.code), 'chatdong-needs', nullif(split_part(n.code, '.', 1), n.code), n.name, n.name_en,
       n.description, '2015-07-01'
  from (values
    ('income', '소득', 'Income', '생계비와 급여'),
    ('income.emergency_aid', '긴급복지', 'Emergency aid', '위기 상황의 현금·현물 지원'),
    ('income.benefit_application', '급여 신청', 'Benefit applications', '기초생활보장 등 급여의 안내와 신청 지원'),
    ('housing', '주거', 'Housing', '살 곳과 그 상태'),
    ('housing.temporary', '임시 거처', 'Temporary accommodation', '잠시 머물 곳'),
    ('housing.repair', '주거 개선', 'Home repair', '도배, 단열, 안전 손잡이 등'),
    ('health', '건강', 'Health', '몸의 건강과 진료'),
    ('health.dementia', '치매', 'Dementia', '치매 선별검사, 진단, 환자와 가족 지원'),
    ('health.chronic', '만성질환', 'Chronic illness', '고혈압, 당뇨 등의 관리'),
    ('health.hospital', '진료 연계', 'Medical treatment', '진료와 입원의 연계'),
    ('health.maternal', '산모·신생아 건강', 'Mother and newborn', '산전·산후와 신생아의 건강'),
    ('mental_health', '정신건강', 'Mental health', '마음의 건강'),
    ('mental_health.depression', '우울', 'Depression', '우울의 평가와 상담'),
    ('mental_health.suicide', '자살 예방', 'Suicide prevention', '자살 위기의 개입'),
    ('mental_health.addiction', '중독', 'Addiction', '알코올, 도박 등의 중독'),
    ('care', '돌봄', 'Care', '일상생활의 도움'),
    ('care.home', '재가 돌봄', 'Home care', '집에서 받는 가사와 신체 돌봄'),
    ('care.meal', '식사 지원', 'Meals', '도시락과 경로식당'),
    ('care.child', '아이 돌봄', 'Child care', '방과 전후와 긴급한 아이 돌봄'),
    ('care.day', '주야간 보호', 'Day care', '어르신의 주간·야간 보호'),
    ('education', '교육', 'Education', '배움'),
    ('education.after_school', '방과 후', 'After school', '방과 후 학습과 활동'),
    ('education.language', '한국어', 'Korean language', '한국어 교육과 통역'),
    ('employment', '고용', 'Employment', '일자리'),
    ('employment.job_search', '구직', 'Job search', '구직 상담과 알선'),
    ('employment.training', '직업 훈련', 'Job training', '직업 능력의 훈련'),
    ('safety', '안전', 'Safety', '폭력과 학대에서의 보호'),
    ('safety.violence', '폭력·학대', 'Violence and abuse', '가정폭력, 아동·노인 학대'),
    ('safety.shelter', '보호 시설', 'Shelter', '피해자의 보호와 숙식'),
    ('legal', '법률', 'Legal', '권리와 법률 문제'),
    ('legal.advice', '법률 상담', 'Legal advice', '무료 법률 상담'),
    ('legal.debt', '채무', 'Debt', '채무 조정과 개인회생'),
    ('relations', '관계', 'Relations', '가족과 이웃'),
    ('relations.isolation', '고립', 'Isolation', '사회적 고립과 고독사 예방'),
    ('relations.family', '가족', 'Family', '가족 상담과 부모 교육')
  ) n (code, name, name_en, description)
 order by n.code;

-- On these days weekly hours do not hold, unless a service says that it is open on holidays.
create table public_holiday (on_date date primary key, name text not null);
insert into public_holiday values
    ('2026-01-01', '신정'), ('2026-02-16', '설날 연휴'), ('2026-02-17', '설날'), ('2026-02-18', '설날 연휴'),
    ('2026-03-01', '삼일절'), ('2026-03-02', '삼일절 대체공휴일'), ('2026-05-05', '어린이날'),
    ('2026-05-24', '부처님오신날'), ('2026-05-25', '부처님오신날 대체공휴일'), ('2026-06-03', '지방선거일'),
    ('2026-06-06', '현충일'), ('2026-08-15', '광복절'), ('2026-08-17', '광복절 대체공휴일'),
    ('2026-09-24', '추석 연휴'), ('2026-09-25', '추석'), ('2026-09-26', '추석 연휴'), ('2026-10-03', '개천절'),
    ('2026-10-05', '개천절 대체공휴일'), ('2026-10-09', '한글날'), ('2026-12-25', '성탄절'),
    ('2027-01-01', '신정'), ('2027-02-06', '설날 연휴'), ('2027-02-07', '설날'), ('2027-02-08', '설날 연휴'),
    ('2027-02-09', '설날 대체공휴일'), ('2027-03-01', '삼일절'), ('2027-05-05', '어린이날'),
    ('2027-05-13', '부처님오신날'), ('2027-06-06', '현충일'), ('2027-08-15', '광복절'), ('2027-08-16', '광복절 대체공휴일'),
    ('2027-09-14', '추석 연휴'), ('2027-09-15', '추석'), ('2027-09-16', '추석 연휴'), ('2027-10-03', '개천절'),
    ('2027-10-04', '개천절 대체공휴일'), ('2027-10-09', '한글날'), ('2027-10-11', '한글날 대체공휴일'),
    ('2027-12-25', '성탄절'), ('2027-12-27', '성탄절 대체공휴일');

-- The dong is that of its seat; the administrators of that gu look after the entry.
create table partner (
    id uuid primary key default uuid7(),
    dong_code text not null constraint partner_in_known_dong references dong (code),
    parent_id uuid constraint partner_of_known_parent references partner (id),
    kind text not null constraint partner_kind_known check (kind in ('welfare_center', 'senior_center',
        'mental_health_center', 'public_health_center', 'dementia_center', 'community_child_center', 'family_center',
        'school', 'hospital', 'shelter', 'employment_center', 'legal_aid', 'other')),
    name text not null,
    alternate_name text,
    description text not null,
    email text,
    website text,
    phones jsonb not null default '[]' constraint partner_phones_fit check (phones_fit(phones)),
    status text not null default 'active' constraint partner_status_known check (status in ('active', 'inactive')),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint partner_named_once unique (dong_code, name),
    constraint partner_not_its_own_parent check (parent_id <> id),
    constraint partner_text_nfc
        check (name is normalized and alternate_name is normalized and description is normalized)
);
create index partner_by_name on partner (name, id);

create table partner_location (
    id uuid primary key default uuid7(),
    partner_id uuid not null constraint partner_location_of_known_partner references partner (id),
    dong_code text not null constraint partner_location_in_known_dong references dong (code),
    name text not null,
    address text not null,
    postal_code text constraint partner_location_postal_code_digits check (postal_code ~ '^[0-9]{5}$'),
    lon double precision,
    lat double precision,
    transportation text,
    accessibility text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint partner_location_of_partner unique (id, partner_id),
    constraint partner_location_point_whole check ((lon is null) = (lat is null)),
    constraint partner_location_point_on_earth check (lon between -180 and 180 and lat between -90 and 90),
    constraint partner_location_text_nfc check (name is normalized and address is normalized
        and transportation is normalized and accessibility is normalized)
);
create index partner_location_by_partner on partner_location (partner_id, id);

create table partner_service (
    id uuid primary key default uuid7(),
    partner_id uuid not null constraint partner_service_of_known_partner references partner (id),
    name text not null,
    description text not null,
    status text not null default 'active' constraint partner_service_status_known
        check (status in ('active', 'inactive', 'defunct', 'temporarily_closed')),
    needs text[] not null,
    location_ids uuid[] not null default '{}',
    -- Whom it is for: codes of districts and dongs; empty is everybody.
    area_codes text[] not null default '{}'
        constraint partner_service_area_codes check (all_match(area_codes, '^[0-9]{5}([0-9]{5})?$')),
    eligibility text,
    minimum_age integer,
    maximum_age integer,
    application text,
    fees text,
    wait_time text,
    languages text[] not null default '{ko}'
        constraint partner_service_language_tags check (all_match(languages, '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$')),
    email text,
    website text,
    phones jsonb not null default '[]' constraint partner_service_phones_fit check (phones_fit(phones)),
    alert text,
    time_zone text not null default 'Asia/Seoul'
        constraint partner_service_time_zone_known check (is_time_zone(time_zone)),
    open_on_holidays boolean not null default false,
    schedules jsonb not null default '[]',
    exceptions jsonb not null default '[]',
    assured_on date,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint partner_service_named_once unique (partner_id, name),
    constraint partner_service_with_partner unique (id, partner_id),
    constraint partner_service_for_some_need check (cardinality(needs) between 1 and 20),
    constraint partner_service_lists_short check (cardinality(location_ids) <= 50
        and cardinality(area_codes) <= 100 and cardinality(languages) <= 30),
    constraint partner_service_ages check (minimum_age between 0 and 150 and maximum_age between 0 and 150),
    constraint partner_service_age_order check (minimum_age <= maximum_age),
    constraint partner_service_text_nfc check (name is normalized and description is normalized
        and eligibility is normalized and application is normalized and fees is normalized
        and wait_time is normalized and alert is normalized)
);

-- Kept by trigger from partner_service, for searching and for what they promise.
create table partner_service_need (
    service_id uuid not null constraint service_need_of_known_service references partner_service (id) on delete cascade,
    need_code text not null constraint service_need_known references need (code),
    constraint service_need_once primary key (service_id, need_code)
);
create index partner_service_by_need on partner_service_need (need_code, service_id);
create table partner_service_location (
    id uuid primary key,
    service_id uuid not null,
    partner_id uuid not null,
    location_id uuid not null,
    constraint service_location_of_known_service foreign key (service_id, partner_id)
        references partner_service (id, partner_id) on delete cascade,
    constraint service_at_own_location foreign key (location_id, partner_id)
        references partner_location (id, partner_id),
    constraint service_location_once unique (service_id, location_id)
);
create index partner_service_at_location on partner_service_location (location_id);
-- Weekly hours: those that close no later than they open run past midnight; 00:00 to 00:00 is the
-- whole day.
create table partner_schedule (
    service_id uuid not null constraint schedule_of_known_service references partner_service (id) on delete cascade,
    no integer not null,
    days text[] not null constraint schedule_days_known
        check (days <@ array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] and cardinality(days) > 0),
    opens_at time not null,
    closes_at time not null,
    valid_from date,
    valid_to date,
    note text,
    primary key (service_id, no),
    constraint schedule_valid_order check (valid_to > valid_from)
);
-- A day that is otherwise: with hours of its own, or closed.
create table partner_schedule_exception (
    service_id uuid not null constraint exception_of_known_service references partner_service (id) on delete cascade,
    no integer not null,
    on_date date not null,
    opens_at time,
    closes_at time,
    reason text,
    primary key (service_id, no),
    constraint exception_hours_whole check ((opens_at is null) = (closes_at is null)),
    constraint exception_once unique nulls not distinct (service_id, on_date, opens_at)
);
create index partner_schedule_exception_by_day on partner_schedule_exception (service_id, on_date);

-- One a service, under the service's id. `available` is what is neither taken nor reserved by a
-- referral; the institution says maximum and available, referrals move places between available and
-- reserved. NULL: places are not counted.
create table service_capacity (
    id uuid primary key constraint capacity_of_known_service references partner_service (id) on delete cascade,
    maximum integer,
    available integer,
    reserved integer not null default 0,
    as_of timestamptz,
    note text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint capacity_counted_whole check ((maximum is null) = (available is null)),
    constraint capacity_not_overbooked check (available >= 0),
    constraint capacity_released_once check (reserved >= 0),
    constraint capacity_within_maximum check (available + reserved <= maximum),
    constraint capacity_text_nfc check (note is normalized)
);

create table partner_history (replaced_at timestamptz not null, like partner,
    constraint partner_history_once primary key (id, version));
create table partner_location_history (replaced_at timestamptz not null, like partner_location,
    constraint partner_location_history_once primary key (id, version));
create table partner_service_history (replaced_at timestamptz not null, like partner_service,
    constraint partner_service_history_once primary key (id, version));
create table service_capacity_history (replaced_at timestamptz not null, like service_capacity,
    constraint service_capacity_history_once primary key (id, version));

-- A partner's own system client. It has no area: of area tables it sees nothing.
alter table system_client
    add column partner_id uuid constraint system_client_of_known_partner references partner (id),
    drop constraint system_client_area_known,
    add constraint system_client_area_known check (area in ('gu', 'city', 'partner')),
    add constraint system_client_partner_of_area check ((area = 'partner') = (partner_id is not null));

-- The institution whose client is acting, or NULL.
create function actor_partner() returns uuid language sql stable security definer
set search_path = chatdong, pg_temp
as $$
    select partner_id from system_client where id::text = current_setting('chatdong.actor_id', true) and active
$$;
revoke execute on function actor_partner() from public;
grant execute on function actor_partner() to chatdong_api;

create function partner_may_write(partner uuid, dong text) returns boolean language sql stable as $$
    select case current_setting('chatdong.role', true)
               when 'district_admin' then left(dong, 5) = nullif(current_setting('chatdong.gu', true), '')
               when 'system' then current_setting('chatdong.city', true) = 'true'
                    or left(dong, 5) = nullif(current_setting('chatdong.gu', true), '')
                    or partner = actor_partner()
               else false
           end
$$;
create function partner_may_write(partner uuid) returns boolean language sql stable
set search_path = chatdong, pg_temp
as $$
    select coalesce((select partner_may_write(p.id, p.dong_code) from partner p where p.id = $1), false)
$$;

-- A directory: everybody reads it; who may write is said above.
alter table partner enable row level security;
create policy directory_read on partner for select to chatdong_api, chatdong_worker using (true);
create policy partner_insert on partner for insert to chatdong_api with check (partner_may_write(id, dong_code));
create policy partner_update on partner for update to chatdong_api
    using (partner_may_write(id, dong_code)) with check (partner_may_write(id, dong_code));
alter table partner_location enable row level security;
create policy directory_read on partner_location for select to chatdong_api, chatdong_worker using (true);
create policy partner_insert on partner_location for insert to chatdong_api with check (partner_may_write(partner_id));
create policy partner_update on partner_location for update to chatdong_api
    using (partner_may_write(partner_id)) with check (partner_may_write(partner_id));
alter table partner_service enable row level security;
create policy directory_read on partner_service for select to chatdong_api, chatdong_worker using (true);
create policy partner_insert on partner_service for insert to chatdong_api with check (partner_may_write(partner_id));
create policy partner_update on partner_service for update to chatdong_api
    using (partner_may_write(partner_id)) with check (partner_may_write(partner_id));
alter table service_capacity enable row level security;
create policy directory_read on service_capacity for select to chatdong_api, chatdong_worker using (true);
create policy partner_update on service_capacity for update to chatdong_api
    using (partner_may_write((select s.partner_id from partner_service s where s.id = service_capacity.id)))
    with check (partner_may_write((select s.partner_id from partner_service s where s.id = service_capacity.id)));
alter table partner_history enable row level security;
create policy worker_read on partner_history for select to chatdong_worker using (true);
alter table partner_location_history enable row level security;
create policy worker_read on partner_location_history for select to chatdong_worker using (true);
alter table partner_service_history enable row level security;
create policy worker_read on partner_service_history for select to chatdong_worker using (true);
alter table service_capacity_history enable row level security;
create policy worker_read on service_capacity_history for select to chatdong_worker using (true);

grant select on taxonomy, need, public_holiday to chatdong_api, chatdong_worker;
grant select, insert, update on partner, partner_location, partner_service to chatdong_api;
grant select, update on service_capacity to chatdong_api;
grant select on partner_service_need, partner_service_location, partner_schedule, partner_schedule_exception
    to chatdong_api, chatdong_worker;
grant select on partner, partner_location, partner_service, service_capacity, partner_history,
    partner_location_history, partner_service_history, service_capacity_history to chatdong_worker;

reset role;
