-- Programs (DOMAIN.md 5): who is eligible, which visits a protocol plans, who is enrolled, and the visits that are due.
-- The daily run and the rules stand in sql/functions/programs.sql.
set local role chatdong_owner;
set local search_path = chatdong;

-- Eligibility is data: the year in which an age is reached, a birth, a category that holds; `hand`: somebody decides.
alter table program
    add column name_en text,
    add column eligible_by text not null default 'hand',
    add column age integer,
    add column category text,
    add constraint program_eligibility_known check (eligible_by in ('age', 'birth', 'category', 'discovery', 'hand')),
    add constraint program_age_given check ((eligible_by = 'age') = (age is not null) and age between 0 and 120),
    add constraint program_category_given check ((eligible_by = 'category') = (category is not null)),
    add constraint program_text_nfc check (name is normalized);
update program p set name_en = x.name_en, eligible_by = x.eligible_by, age = x.age
  from (values ('senior-65', 'Seniors turning 65', 'age', 65), ('senior-70', 'Seniors turning 70', 'age', 70),
               ('senior-level', 'Seniors by visiting level', 'hand', null), ('birth-family', 'Families of newborn children', 'birth', null),
               ('crisis-household', 'Households in crisis', 'discovery', null), ('institution', 'Visits to institutions', 'hand', null))
       x (code, name_en, eligible_by, age)
 where p.code = x.code;
alter table program alter column name_en set not null;

-- One version of what a track of a program plans: windows in days after the anchor day, over a span of months that
-- begins anew when it repeats. closes_after null: to the end of the span. A gu's own version goes before the city's
-- (gu_code null). A version holds for the windows that open while it is valid.
create table protocol (
    id uuid primary key default uuid7(),
    program text not null constraint protocol_of_known_program references program (code),
    track text not null constraint protocol_track_kebab check (track ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(track) <= 40),
    gu_code text constraint protocol_of_known_district references district (code),
    valid_from date not null,
    valid_to date,
    span_months integer not null constraint protocol_span_plausible check (span_months between 1 and 120),
    repeats boolean not null,
    steps jsonb not null,
    source text not null,
    created_at timestamptz not null default now(),
    created_by uuid,
    constraint protocol_valid_order check (valid_to > valid_from),
    constraint protocol_version_once unique nulls not distinct (program, track, gu_code, valid_from),
    constraint protocol_one_at_a_time exclude using gist
        (program with =, track with =, (coalesce(gu_code, '')) with =, daterange(valid_from, valid_to) with &&),
    constraint protocol_text_nfc check (source is normalized)
);

-- Which level of visits follows from the newest screening, unless somebody says otherwise.
create table visiting_level (
    screening_level text primary key,
    track text not null
);
insert into visiting_level values
    ('urgent', 'intensive'), ('positive', 'intensive'), ('watch', 'regular'), ('normal', 'self-management');

insert into protocol (program, track, valid_from, span_months, repeats, steps, source) values
    ('senior-65', 'universal', '2015-07-01', 12, false, '[{"step": 1, "opens_after": 0, "closes_after": null, "band": null}]', 'default'),
    ('senior-70', 'universal', '2015-07-01', 12, false, '[{"step": 1, "opens_after": 0, "closes_after": null, "band": null}]', 'default'),
    ('senior-level', 'regular', '2015-07-01', 3, true, '[{"step": 1, "opens_after": 0, "closes_after": null, "band": null}]', 'default'),
    ('senior-level', 'self-management', '2015-07-01', 6, true, '[{"step": 1, "opens_after": 0, "closes_after": null, "band": null}]', 'default'),
    ('birth-family', 'universal', '2015-07-01', 24, false, '[{"step": 1, "opens_after": 0, "closes_after": 28, "band": "weeks_1_8"}]', 'default');
-- Eight visits in three months: one in each eleven days, the last until the three months are over.
insert into protocol (program, track, valid_from, span_months, repeats, steps, source)
select 'senior-level', 'intensive', '2015-07-01', 3, true,
       jsonb_agg(jsonb_build_object('step', n, 'opens_after', 11 * (n - 1), 'closes_after', case when n < 8 then 11 * n - 1 end, 'band', null)
                 order by n), 'default'
  from generate_series(1, 8) n;
-- 25 visits: each band of weeks is cut into its number of visits; what does not come out even is left to its last one,
-- but the last band, which is told in months, is cut evenly.
insert into protocol (program, track, valid_from, span_months, repeats, steps, source)
select 'birth-family', 'sustained', '2015-07-01', 24, false,
       jsonb_agg(jsonb_build_object('step', w.step, 'opens_after', w.opens_after, 'closes_after', w.next - 1, 'band', w.code) order by w.step),
       'default'
  from (select row_number() over (order by b.from_week, n) as step, b.code,
               7 * (b.from_week - 1) + case when b.every is null then round((n - 1) * 364 / 6.0)::int else 7 * b.every * (n - 1) end as opens_after,
               case when n = b.visits then 7 * b.to_week
                    else 7 * (b.from_week - 1) + case when b.every is null then round(n * 364 / 6.0)::int else 7 * b.every * n end end as next
          from (select t.*, e.every from birth_theme_band t
                  join (values ('weeks_1_8', 1), ('weeks_9_14', 2), ('weeks_15_26', 3), ('weeks_27_52', 6), ('weeks_53_104', null)) e (code, every)
                    on e.code = t.code) b,
               generate_series(1, b.visits) n) w;

create table enrolment (
    id uuid primary key default uuid7(),
    dong_code text not null constraint enrolment_in_known_dong references dong (code),
    resident_id uuid not null constraint enrolment_of_known_resident references resident (id),
    program text not null constraint enrolment_in_known_program references program (code),
    track text not null,
    -- The day that windows are counted from: 1 January, the day of birth, the day of enrolment.
    anchor_on date not null,
    started_on date not null,
    source text not null constraint enrolment_source_known check (source in ('rule', 'hand')),
    ended_on date,
    end_reason text,
    -- What opens before this day has been planned, infinity: all of it; and the last day of what was planned.
    planned_to date not null,
    last_due_on date,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint enrolment_once exclude using btree (resident_id with =, program with =, track with =, anchor_on with =) where (ended_on is null),
    constraint enrolment_end_whole check ((ended_on is null) = (end_reason is null)),
    constraint enrolment_text_nfc check (end_reason is normalized)
);
create index enrolment_by_resident on enrolment (resident_id, id);
create index enrolment_by_dong on enrolment (dong_code, started_on, id);
create index enrolment_to_plan on enrolment (planned_to) where ended_on is null;
create index enrolment_to_finish on enrolment (last_due_on) where ended_on is null and planned_to = 'infinity';
create table enrolment_history (replaced_at timestamptz not null, like enrolment,
    constraint enrolment_history_once primary key (id, version));

create table due_visit (
    id uuid primary key default uuid7(),
    dong_code text not null constraint due_visit_in_known_dong references dong (code),
    resident_id uuid not null constraint due_visit_of_known_resident references resident (id),
    enrolment_id uuid not null constraint due_visit_of_known_enrolment references enrolment (id),
    program text not null,
    track text not null,
    protocol_id uuid not null constraint due_visit_by_known_protocol references protocol (id),
    step integer not null,
    band text,
    opens_on date not null,
    due_on date not null,
    -- Null as long as it is open: upcoming, due and overdue follow from the days.
    outcome text constraint due_visit_outcome_known check (outcome in ('done', 'refused', 'not_found', 'excused')),
    visit_id uuid constraint due_visit_by_known_visit references visit (id),
    excuse_reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint due_visit_once unique (enrolment_id, opens_on),
    constraint due_visit_days_in_order check (opens_on <= due_on),
    constraint due_visit_excuse_kept check (outcome <> 'excused' or excuse_reason is not null or visit_id is not null),
    constraint due_visit_text_nfc check (excuse_reason is normalized)
);
create index due_visit_by_dong on due_visit (dong_code, due_on, id);
create index due_visit_by_state on due_visit (dong_code, (outcome is not null), due_on, id);
create index due_visit_by_resident on due_visit (resident_id, due_on, id);
create index due_visit_by_program on due_visit (program, due_on);
create index due_visit_by_visit on due_visit (visit_id);
create table due_visit_history (replaced_at timestamptz not null, like due_visit,
    constraint due_visit_history_once primary key (id, version));

-- The visits that were made for it; kept by trigger.
create table due_visit_link (
    visit_id uuid not null constraint due_link_of_known_visit references visit (id) on delete cascade,
    due_visit_id uuid not null constraint due_link_of_known_due_visit references due_visit (id) on delete cascade,
    primary key (visit_id, due_visit_id)
);
create index due_visit_link_by_due on due_visit_link (due_visit_id);

-- One row per day of the run, for the operator and to know what was missed.
create table program_run (
    ran_on date primary key,
    enrolled bigint not null,
    planned bigint not null,
    linked bigint not null,
    finished bigint not null,
    ran_at timestamptz not null default now()
);

call area_policies('enrolment', true);
call area_policies('enrolment_history', false);
call area_policies('due_visit', true);
call area_policies('due_visit_history', false);

alter table protocol enable row level security;
create policy everybody_reads on protocol for select to chatdong_api, chatdong_worker using (true);
create policy district_sets on protocol for insert to chatdong_api with check (
    (select current_setting('chatdong.role', true)) = 'district_admin' and gu_code = (select nullif(current_setting('chatdong.gu', true), '')));

grant select on protocol, visiting_level, enrolment, enrolment_history, due_visit, due_visit_history to chatdong_api;
grant insert (id, program, track, gu_code, valid_from, valid_to, span_months, repeats, steps, source, created_by) on protocol to chatdong_api;
grant insert (id, dong_code, resident_id, program, track, started_on, source, created_by, updated_by) on enrolment to chatdong_api;
grant update (ended_on, end_reason, version, updated_by) on enrolment to chatdong_api;
grant update (outcome, excuse_reason, version, updated_by) on due_visit to chatdong_api;
grant select on protocol, visiting_level, enrolment, enrolment_history, due_visit, due_visit_history, program_run to chatdong_worker;

reset role;
