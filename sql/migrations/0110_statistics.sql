-- Statistics (DOMAIN.md 11). What an indicator counts is data (sql/functions/statistics_*.sql); the figures are kept by
-- period, dong and dimension (decision 0080) and are exact at any instant: kept figures plus what has changed since.
set local role chatdong_owner;
set local search_path = chatdong;

-- flow: facts of a period are added up; distinct: their subjects are counted once a period; stock: a day's state,
-- computed from the records when it is asked for. public_by: the tables that are published (decision 0081);
-- parts_public: another indicator publishes a part of this one.
create table indicator (
    id text primary key constraint indicator_id_snake check (id ~ '^[a-z]+(_[a-z]+)*$' and length(id) <= 40),
    no smallint not null generated always as identity constraint indicator_no_once unique,
    name text not null,
    name_en text not null,
    definition text not null,
    definition_en text not null,
    unit text not null,
    kind text not null constraint indicator_kind_known check (kind in ('flow', 'distinct', 'stock')),
    dimension text,
    version integer not null constraint indicator_version_positive check (version > 0),
    valid_from date not null,
    counts_persons boolean not null,
    public_by text[] not null,
    parts_public boolean not null,
    stock text,
    constraint indicator_stock_said check ((kind = 'stock') = (stock is not null)),
    constraint indicator_tables_known check (public_by <@ '{city,gu,dong,detail,quarter}'),
    constraint indicator_text_nfc check (name is normalized and definition is normalized)
);

-- Which rows are facts of an indicator, as expressions over a row r of the source table. rests_on: a column of another
-- table that the expressions read ({"key": "partner_id", "table": "partner", "column": "kind"}).
create table indicator_source (
    indicator text not null constraint indicator_source_of_known_indicator references indicator (id) on delete cascade,
    source text not null,
    condition text not null,
    day text not null,
    dong text not null,
    detail text not null,
    amount text not null,
    subject text not null,
    subject_is text not null,
    rests_on jsonb,
    constraint indicator_source_once primary key (indicator, source)
);

-- The kept figures. persons: subjects whose first fact of the period stands here, so that they add up over areas.
-- corrected_at: when it last changed after the end of its period.
create table statistic (
    indicator smallint not null constraint statistic_of_known_indicator references indicator (no) on delete cascade,
    grain text not null,
    period date not null,
    dong_code text not null,
    detail text not null,
    amount bigint not null,
    persons bigint not null,
    corrected_at timestamptz,
    constraint statistic_once primary key (indicator, grain, period, dong_code, detail)
);

-- What has changed since, appended by triggers on the sources; a row is a fact that came (1) or went (-1).
create table statistic_delta (
    indicator smallint not null,
    day date not null,
    dong_code text not null,
    detail text not null,
    facts integer not null,
    amount bigint not null,
    subject uuid,
    changed_at timestamptz not null default now()
);

-- A year is a program year and named by the calendar year in which it begins; area is a gu, or the city.
create table statistic_target (
    indicator text not null constraint statistic_target_of_known_indicator references indicator (id),
    area text not null constraint statistic_target_area check (area = 'city' or area ~ '^[0-9]{5}$'),
    year integer not null constraint statistic_target_year check (year between 2015 and 2099),
    target bigint not null constraint statistic_target_positive check (target between 1 and 1000000000000),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint statistic_target_once primary key (indicator, area, year)
);
create table statistic_target_history (replaced_at timestamptz not null, like statistic_target,
    constraint statistic_target_history_once primary key (indicator, area, year, version));

alter table statistic_target enable row level security;
create policy everybody_reads on statistic_target for select to chatdong_api, chatdong_worker using (true);
create policy area_sets on statistic_target for all to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'district_admin' and area = (select nullif(current_setting('chatdong.gu', true), ''))
           or (select current_setting('chatdong.role', true)) = 'system'
              and (select current_setting('chatdong.city', true)) = 'true');

call area_policies('statistic', false);
call area_policies('statistic_delta', false);

grant select on indicator to chatdong_api, chatdong_worker;
grant select, insert, update on statistic_target to chatdong_api;
grant select on indicator_source, statistic, statistic_delta, statistic_target, statistic_target_history to chatdong_worker;

reset role;
