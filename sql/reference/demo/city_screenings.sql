-- The demo city's newborn families, screenings and alerts: made up. One mother with a baby and an older child in
-- each dong (residents 91-99), screenings 800001, 800021, 800041 and on, alerts 810001 (open) and 810002.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;

create temporary table demo_family on commit drop as
select f.n, f.code as dong_code, f.letter, f.road, f.mother, f.baby, f.older, pg_temp.demo('2' || f.letter) as nurse,
       pg_temp.demo((100091 + 3 * f.n)::text) as mother_id, pg_temp.demo((100092 + 3 * f.n)::text) as baby_id,
       pg_temp.demo((100093 + 3 * f.n)::text) as older_id, pg_temp.demo((200091 + 3 * f.n)::text) as household_id,
       pg_temp.demo((300091 + 3 * f.n)::text) as visit_id, pg_temp.demo((820001 + 20 * f.n)::text) as birth_id
  from (values (0, '9911051000', 'a', '서울특별시 가람구 햇살로 61', '정하은', '윤이안', '윤서아'),
               (1, '9911052000', 'b', '서울특별시 가람구 달빛로 61', '배수진', '고은우', '고다인'),
               (2, '9914051000', 'c', '서울특별시 나래구 은하로 61', '홍유나', '류시우', '류지안'))
       f (n, code, letter, road, mother, baby, older);

insert into household (id, dong_code, name, address, created_by, updated_by)
select household_id, dong_code, mother || ' 가구', road, nurse, nurse from demo_family
on conflict do nothing;

insert into resident (id, dong_code, household_id, name, birth_date, sex, phone, address, created_by, updated_by)
select p.id, f.dong_code, f.household_id, p.name, p.born, p.sex, p.phone, f.road, f.nurse, f.nurse
  from demo_family f,
       lateral (values (f.mother_id, f.mother, date '1994-05-12', 'female', '+82105559' || lpad((100 + f.n)::text, 4, '0')),
                       (f.baby_id, f.baby, '2025-10-06', 'male', null), (f.older_id, f.older, '2024-03-05', 'female', null))
       p (id, name, born, sex, phone)
on conflict do nothing;

insert into visit (id, dong_code, resident_id, household_id, program, kind, staff_id, status, planned_start, planned_end, checked_in_at,
                   completed_at, completed_by, outcome, notes, created_by, updated_by)
select visit_id, dong_code, mother_id, household_id, 'birth-family', 'home', nurse, 'completed', '2025-10-20 10:00+09', '2025-10-20 10:50+09',
       '2025-10-20 10:02+09', '2025-10-20 10:48+09', nurse, 'done', '산모와 아기 모두 건강함', nurse, nurse
  from demo_family
on conflict do nothing;

insert into birth (id, dong_code, mother_id, child_id, born_on, gestation_weeks, weight_g, length_mm, delivery, birth_order, notes,
                   created_by, updated_by)
select birth_id, dong_code, mother_id, baby_id, '2025-10-06', 39, 3210, 498, 'vaginal', 2, '모유 수유 중', nurse, nurse from demo_family
on conflict do nothing;

insert into growth_record (id, dong_code, birth_id, child_id, visit_id, measured_on, weight_g, length_mm, head_mm, feeding,
                           feedings_per_day, notes, created_by, updated_by)
select pg_temp.demo((830001 + 20 * n)::text), dong_code, birth_id, baby_id, visit_id, '2025-10-20', 3650, 515, 356, 'breast', 9,
       '체중이 잘 늘고 있음', nurse, nurse
  from demo_family
on conflict do nothing;

insert into visit_theme (dong_code, visit_id, birth_id, theme, created_by)
select dong_code, visit_id, birth_id, 'newborn_care', nurse from demo_family
on conflict do nothing;

-- What the service would have computed from these answers (tests/scenario/screenings.test.mjs holds it to that).
insert into screening (id, dong_code, resident_id, visit_id, birth_id, instrument_id, instrument_version, phase, performed_at, performed_by,
                       answers, score, band, level, rule, flags, urgent_flags, notes, voided_at, voided_by, void_reason, created_by, updated_by)
select pg_temp.demo((800000 + 20 * f.n + s.nn)::text), f.dong_code,
       coalesce(case s.who when 'mother' then f.mother_id end, pg_temp.demo((100000 + 20 * f.n + s.who::integer)::text)),
       case s.visit when 'birth' then f.visit_id when '' then null else pg_temp.demo((300000 + 20 * f.n + s.visit::integer)::text) end,
       case when s.who = 'mother' then f.birth_id end, s.instrument, s.version, s.phase, s.at, f.nurse, s.answers::jsonb, s.score, s.band, s.level,
       s.rule, s.flags::text[], s.urgent::text[], s.notes, case when s.void is not null then s.at + interval '5 minutes' end,
       case when s.void is not null then f.nurse end, s.void, f.nurse, f.nurse
  from demo_family f,
       (values
       (1, '1', '', 'phq-9', '2015.1', null, now() - interval '60 days', '{"q1":2,"q2":2,"q3":1,"q4":2,"q5":1,"q6":1,"q7":2,"q8":1,"q9":0}', 12,
        'moderate', 'positive', 'score 12 in 10..19', '{}', '{}', '최근 사별 뒤 의욕이 없음', null),
       (2, '1', '', 'phq-9', '2015.1', null, now() - interval '1 day', '{"q1":1,"q2":1,"q3":1,"q4":2,"q5":1,"q6":1,"q7":1,"q8":0,"q9":0}', 8,
        'mild', 'watch', 'score 8 in 5..9', '{}', '{}', null, null),
       (3, '2', '', 'phq-9', '2015.1', null, now() - interval '2 hours', '{"q1":3,"q2":3,"q3":2,"q4":2,"q5":1,"q6":2,"q7":1,"q8":1,"q9":1}', 16,
        'moderate', 'urgent', 'score 16 in 10..19', '{self_harm_thoughts}', '{self_harm_thoughts}', '혼자 있는 시간이 힘들다고 하심', null),
       (4, '11', '11', 'blood-pressure', '2018.1', null, now() - interval '3 hours', '{"systolic":138,"diastolic":84,"pulse":72}', null,
        'pre', 'watch', 'systolic 138 in 130..139', '{}', '{}', null, null),
       (5, 'mother', 'birth', 'k-epds', '2015.1', null, '2025-10-20 10:20+09',
        '{"q1":0,"q2":1,"q3":1,"q4":1,"q5":1,"q6":1,"q7":1,"q8":0,"q9":0,"q10":0}', 6, 'normal', 'normal', 'score 6 in 0..9', '{}', '{}', null, null),
       (6, 'mother', 'birth', 'child-rearing-ability', '2015.1', 'before', '2025-10-20 10:30+09',
        '{"q1":2,"q2":3,"q3":2,"q4":3,"q5":2,"q6":3}', 2.5, 'recorded', 'normal', 'mean 2.5 in 1..5', '{}', '{}', null, null),
       (7, '3', '', 'blood-pressure', '2018.1', null, now() - interval '20 days', '{"systolic":192,"diastolic":104}', null,
        'high_2', 'urgent', 'systolic 192 in 160..300', '{crisis_systolic}', '{crisis_systolic}', null, null),
       (9, '5', '', 'blood-pressure', '2018.1', null, now() - interval '5 hours', '{"systolic":188,"diastolic":122}', null,
        'high_2', 'urgent', 'systolic 188 in 160..300', '{crisis_systolic,crisis_diastolic}', '{crisis_systolic,crisis_diastolic}', null, null),
       (10, '6', '', 'blood-pressure', '2018.1', null, now() - interval '6 hours', '{"systolic":190,"diastolic":124}', null,
        'high_2', 'urgent', 'systolic 190 in 160..300', '{crisis_systolic,crisis_diastolic}', '{crisis_systolic,crisis_diastolic}', null, null),
       (11, '7', '', 'blood-pressure', '2018.1', null, now() - interval '7 hours', '{"systolic":184,"diastolic":121}', null,
        'high_2', 'urgent', 'systolic 184 in 160..300', '{crisis_systolic,crisis_diastolic}', '{crisis_systolic,crisis_diastolic}', null, null),
       (8, '4', '', 'kdsq-c', '2015.1', null, now() - interval '10 days',
        '{"q1":1,"q2":1,"q3":1,"q4":1,"q5":0,"q6":0,"q7":0,"q8":0,"q9":0,"q10":0,"q11":0,"q12":0,"q13":0,"q14":0,"q15":0}', 4, 'normal', 'normal',
        'score 4 in 0..5', '{}', '{}', null, '다른 어르신의 답을 입력함'))
       s (nn, who, visit, instrument, version, phase, at, answers, score, band, level, rule, flags, urgent, notes, void)
on conflict do nothing;

-- Two of the alerts that these raised, under fixed ids; the second was answered for.
create temporary table demo_alert on commit drop as
select a.id as made, pg_temp.demo((810000 + 20 * f.n + s.nn)::text) as fixed, s.nn
  from demo_family f, (values (1, 3), (2, 7)) s (nn, screening), alert a
 where a.screening_id = pg_temp.demo((800000 + 20 * f.n + s.screening)::text)
   and a.id <> pg_temp.demo((810000 + 20 * f.n + s.nn)::text);
alter table alert disable trigger user;
update alert a set id = d.fixed from demo_alert d where a.id = d.made;
update alert a set status = 'acknowledged', answered_at = raised_at + interval '1 hour', answered_by = s.id, updated_by = s.id,
       note = '119에 연락하여 응급실로 모심'
  from demo_alert d, staff s
 where a.id = d.fixed and d.nn = 2 and s.role = 'supervisor' and a.dong_code = any (s.dong_codes) and s.id::text like '01900000-0000-7000-8000-%';
alter table alert enable trigger user;

reset role;
