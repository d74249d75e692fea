-- Newborn families (DOMAIN.md 5): mother and child, what is measured, and the themes of the visits.
set local role chatdong_owner;
set local search_path = chatdong;

-- The second wall for health data (DOMAIN.md 2): rows of the own area, and only for these roles.
create procedure role_policies(health_table regclass, readers text[], writers text[]) language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    in_area constant text := $expr$(
        dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
        or left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), '')))$expr$;
    may constant text := $expr$(select current_setting('chatdong.role', true)) = any (%L::text[]) and %s$expr$;
begin
    execute format('alter table %s enable row level security', health_table);
    execute format('create policy area_read on %s for select to chatdong_api using (%s)', health_table,
                   format(may, readers, in_area));
    if writers <> '{}' then
        execute format('create policy area_insert on %s for insert to chatdong_api with check (%s)', health_table,
                       format(may, writers, in_area));
        execute format('create policy area_update on %s for update to chatdong_api using (%s) with check (%s)',
                       health_table, format(may, readers, in_area), format(may, writers, in_area));
    end if;
end $$;

create table birth (
    id uuid primary key default uuid7(),
    dong_code text not null constraint birth_in_known_dong references dong (code),
    mother_id uuid not null constraint birth_of_known_mother references resident (id),
    child_id uuid not null constraint birth_of_known_child references resident (id)
        constraint birth_once unique,
    born_on date not null,
    gestation_weeks integer constraint birth_gestation_plausible check (gestation_weeks between 20 and 45),
    weight_g integer constraint birth_weight_plausible check (weight_g between 200 and 8000),
    length_mm integer constraint birth_length_plausible check (length_mm between 200 and 700),
    delivery text constraint birth_delivery_known check (delivery in ('vaginal', 'cesarean')),
    birth_order integer constraint birth_order_positive check (birth_order between 1 and 20),
    children integer not null default 1 constraint birth_children_few check (children between 1 and 8),
    notes text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint birth_not_of_oneself check (mother_id <> child_id),
    constraint birth_not_in_future check (born_on <= (created_at at time zone 'Asia/Seoul')::date),
    constraint birth_text_nfc check (notes is normalized)
);
create index birth_by_dong on birth (dong_code, id);
create index birth_by_mother on birth (mother_id, id);
create table birth_history (replaced_at timestamptz not null, like birth,
    constraint birth_history_once primary key (id, version));

create table growth_record (
    id uuid primary key default uuid7(),
    dong_code text not null constraint growth_in_known_dong references dong (code),
    birth_id uuid not null constraint growth_of_known_birth references birth (id),
    child_id uuid not null constraint growth_of_known_child references resident (id),
    visit_id uuid constraint growth_of_known_visit references visit (id),
    measured_on date not null,
    weight_g integer constraint growth_weight_plausible check (weight_g between 200 and 40000),
    length_mm integer constraint growth_length_plausible check (length_mm between 200 and 1500),
    head_mm integer constraint growth_head_plausible check (head_mm between 150 and 700),
    feeding text constraint growth_feeding_known check (feeding in ('breast', 'mixed', 'formula', 'weaning', 'family')),
    feedings_per_day integer constraint growth_feedings_plausible check (feedings_per_day between 0 and 40),
    notes text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint growth_says_something
        check (coalesce(weight_g, length_mm, head_mm, feedings_per_day) is not null or feeding is not null or notes is not null),
    constraint growth_not_in_future check (measured_on <= (updated_at at time zone 'Asia/Seoul')::date),
    constraint growth_text_nfc check (notes is normalized)
);
create index growth_by_dong on growth_record (dong_code, measured_on, id);
create index growth_by_birth on growth_record (birth_id, measured_on, id);
create table growth_record_history (replaced_at timestamptz not null, like growth_record,
    constraint growth_record_history_once primary key (id, version));

-- The 25 visits until age 2 stand in bands of weeks; each band has its themes. Both are data that an
-- office may change.
create table birth_theme_band (
    code text primary key constraint theme_band_code check (code ~ '^[a-z0-9_]{1,40}$'),
    from_week integer not null,
    to_week integer not null,
    visits integer not null constraint theme_band_visits check (visits > 0),
    constraint theme_band_order check (from_week between 1 and to_week),
    constraint theme_band_alone exclude using gist (int4range(from_week, to_week, '[]') with &&)
);
create table birth_theme (
    code text primary key constraint theme_code check (code ~ '^[a-z0-9_]{1,40}$'),
    name text not null,
    name_en text not null,
    constraint theme_text_nfc check (name is normalized)
);
create table birth_band_theme (
    band text not null constraint band_theme_of_band references birth_theme_band (code),
    theme text not null constraint band_theme_of_theme references birth_theme (code),
    primary key (band, theme)
);
insert into birth_theme_band values
    ('weeks_1_8', 1, 8, 8), ('weeks_9_14', 9, 14, 3), ('weeks_15_26', 15, 26, 4), ('weeks_27_52', 27, 52, 4),
    ('weeks_53_104', 53, 104, 6);
insert into birth_theme values
    ('mother_recovery', '산모의 회복', 'The mother''s recovery'),
    ('breast_feeding', '모유 수유', 'Breast-feeding'),
    ('newborn_care', '신생아 돌보기', 'Care of the newborn'),
    ('postnatal_depression', '산후우울', 'Postnatal depression'),
    ('crying_and_sleep', '울음과 수면', 'Crying and sleep'),
    ('vaccination', '예방접종', 'Vaccination'),
    ('attachment', '애착', 'Attachment'),
    ('father_and_family', '아버지와 가족', 'Father and family'),
    ('weaning_food', '이유식', 'Weaning food'),
    ('safety_at_home', '가정 안전', 'Safety at home'),
    ('development', '발달', 'Development'),
    ('play', '놀이', 'Play'),
    ('teeth', '치아 관리', 'Teeth'),
    ('language', '언어 발달', 'Language'),
    ('discipline', '훈육', 'Discipline'),
    ('child_care_services', '보육과 지역 자원', 'Child care and help nearby');
insert into birth_band_theme values
    ('weeks_1_8', 'mother_recovery'), ('weeks_1_8', 'breast_feeding'), ('weeks_1_8', 'newborn_care'),
    ('weeks_1_8', 'postnatal_depression'), ('weeks_1_8', 'crying_and_sleep'), ('weeks_1_8', 'vaccination'),
    ('weeks_9_14', 'attachment'), ('weeks_9_14', 'father_and_family'), ('weeks_9_14', 'postnatal_depression'),
    ('weeks_9_14', 'vaccination'),
    ('weeks_15_26', 'weaning_food'), ('weeks_15_26', 'development'), ('weeks_15_26', 'play'), ('weeks_15_26', 'vaccination'),
    ('weeks_27_52', 'safety_at_home'), ('weeks_27_52', 'development'), ('weeks_27_52', 'teeth'),
    ('weeks_27_52', 'weaning_food'),
    ('weeks_53_104', 'language'), ('weeks_53_104', 'discipline'), ('weeks_53_104', 'safety_at_home'),
    ('weeks_53_104', 'child_care_services');

create table visit_theme (
    id uuid primary key default uuid7(),
    dong_code text not null constraint visit_theme_in_known_dong references dong (code),
    visit_id uuid not null constraint visit_theme_of_known_visit references visit (id),
    birth_id uuid not null constraint visit_theme_of_known_birth references birth (id),
    theme text not null constraint visit_theme_known references birth_theme (code),
    notes text,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    constraint visit_theme_once unique (birth_id, visit_id, theme),
    constraint visit_theme_text_nfc check (notes is normalized)
);

call role_policies('birth', '{nurse,supervisor}', '{nurse,supervisor}');
call role_policies('birth_history', '{nurse,supervisor}', '{}');
call role_policies('growth_record', '{nurse,supervisor}', '{nurse,supervisor}');
call role_policies('growth_record_history', '{nurse,supervisor}', '{}');
call role_policies('visit_theme', '{nurse,supervisor}', '{nurse,supervisor}');

grant select on birth_theme_band, birth_theme, birth_band_theme to chatdong_api, chatdong_worker;
grant select, insert, update on birth, growth_record to chatdong_api;
grant select on birth_history, growth_record_history to chatdong_api;
grant select, insert on visit_theme to chatdong_api;

reset role;
