-- The demo city: made up from end to end. Fixed ids (tests and examples name them), times relative
-- to the moment of loading, so that today's visits are today's in Seoul. May be loaded again: what
-- somebody has worked on stays, untouched plans of a day gone by move to today.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;
create or replace function pg_temp.seoul(day_offset integer, clock interval) returns timestamptz language sql stable as $$
    select ((now() at time zone 'Asia/Seoul')::date + day_offset + clock) at time zone 'Asia/Seoul'
$$;

insert into district (code, name, name_en) values
    ('99110', '가람구', 'Garam-gu'),
    ('99140', '나래구', 'Narae-gu')
on conflict do nothing;

insert into dong (code, gu_code, name, name_official, name_en, lon, lat, area_km2, valid_from, valid_to) values
    ('9911050000', '99110', '옛빛동', '옛빛동', 'Yetbit-dong', null, null, null, '1990-03-01', '2015-07-01'),
    ('9911051000', '99110', '햇살동', '햇살동', 'Haetsal-dong', 126.9701, 37.5701, 1.21, '2015-07-01', null),
    ('9911052000', '99110', '달빛동', '달빛동', 'Dalbit-dong', 126.9812, 37.5711, 0.87, '2015-07-01', null),
    ('9911053000', '99110', '별빛동', '별빛제1동', 'Byeolbit-dong', 126.9903, 37.5722, 1.05, '1998-11-01', null),
    ('9914051000', '99140', '은하동', '은하동', 'Eunha-dong', 127.0101, 37.5601, 1.43, '1998-11-01', null)
on conflict do nothing;
update dong set successor_code = '9911051000' where code = '9911050000' and successor_code is null;

insert into program_round (id, number, name, call, status, opens_on, closes_on, starts_on, places) values
    (pg_temp.demo('410001'), 1, '1단계', '2015년 7월부터 함께할 동을 찾습니다.', 'started', '2015-02-02', '2015-03-31', '2015-07-01', 80),
    (pg_temp.demo('410002'), 2, '2단계', '2016년 7월부터 함께할 동을 찾습니다.', 'started', '2016-02-01', '2016-03-31', '2016-07-01', 203)
on conflict do nothing;

insert into center (id, dong_code, name, address, phone, opening_hours, round, joined_on, lon, lat) values
    (pg_temp.demo('400001'), '9911051000', '햇살동주민센터', '서울특별시 가람구 햇살로 1', '+82255501000', '월-금 09:00-18:00', 1, '2015-07-01', 126.9702, 37.5702),
    (pg_temp.demo('400002'), '9911052000', '달빛동주민센터', '서울특별시 가람구 달빛로 1', '+82255502000', '월-금 09:00-18:00', 1, '2015-07-01', 126.9813, 37.5712),
    (pg_temp.demo('400003'), '9911053000', '별빛동주민센터', '서울특별시 가람구 별빛로 1', '+82255503000', '월-금 09:00-18:00', 2, '2016-07-01', 126.9904, 37.5723),
    (pg_temp.demo('400004'), '9914051000', '은하동주민센터', '서울특별시 나래구 은하로 1', '+82255504000', '월-금 09:00-18:00', 2, '2016-07-01', 127.0102, 37.5602)
on conflict do nothing;

insert into staff (id, gu_code, dong_codes, role, job, name, office_phone, employed, active)
select pg_temp.demo(s.suffix), left(s.dong, 5), case when s.role = 'district_admin' then '{}' else array[s.dong] end,
       s.role, s.job, s.name, s.phone,
       datemultirange(daterange(s.hired, case s.suffix when '2f' then date '2020-07-01' end)), s.suffix <> '2f'
  from (values
    ('1a', '9911051000', 'officer', 'welfare_planner', '김서연', '+82255501011', date '2015-07-01'),
    ('2a', '9911051000', 'nurse', null, '이지은', '+82255501012', '2015-07-01'),
    ('3a', '9911051000', 'supervisor', null, '박정훈', '+82255501001', '2012-01-02'),
    ('4a', '9911051000', 'district_admin', null, '최민경', '+82255500001', '2009-03-02'),
    ('5a', '9911051000', 'officer', 'neighborhood_officer', '정우진', '+82255501015', '2016-07-01'),
    ('6a', '9911051000', 'nurse', null, '한소희', '+82255501016', '2017-02-01'),
    ('2f', '9911051000', 'nurse', null, '오세라', '+82255501019', '2015-07-01'),
    ('1b', '9911052000', 'officer', 'welfare_planner', '강도윤', '+82255502011', '2015-07-01'),
    ('2b', '9911052000', 'nurse', null, '윤하늘', '+82255502012', '2015-07-01'),
    ('3b', '9911052000', 'supervisor', null, '장미선', '+82255502001', '2011-05-02'),
    ('5b', '9911052000', 'officer', 'neighborhood_officer', '임태호', '+82255502015', '2016-07-01'),
    ('6b', '9911052000', 'nurse', null, '서은비', '+82255502016', '2017-02-01'),
    ('1c', '9914051000', 'officer', 'welfare_planner', '조현우', '+82255504011', '2016-07-01'),
    ('2c', '9914051000', 'nurse', null, '신예린', '+82255504012', '2016-07-01'),
    ('3c', '9914051000', 'supervisor', null, '권영호', '+82255504001', '2010-09-01'),
    ('4c', '9914051000', 'district_admin', null, '황보람', '+82255500004', '2008-03-03'),
    ('5c', '9914051000', 'officer', 'neighborhood_officer', '송지훈', '+82255504015', '2016-07-01'),
    ('6c', '9914051000', 'nurse', null, '문가영', '+82255504016', '2017-02-01')
  ) s (suffix, dong, role, job, name, phone, hired)
on conflict do nothing;

insert into system_client (id, name, scopes, area, gu_code) values
    (pg_temp.demo('e1'), '서울시 통합복지망 (가상)',
     array['visits:read', 'signals:write', 'statistics:read'], 'city', null),
    (pg_temp.demo('e2'), '가람구 통계 (가상)', array['visits:read'], 'gu', '99110'),
    (pg_temp.demo('e3'), '권한 없는 시스템 (가상)', '{}', 'city', null)
on conflict do nothing;

-- Twelve households a dong, one resident each; 13 to 15 live with 01 to 03.
create temporary table demo_person on commit drop as
select dong.first + n as nn, dong.code as dong_code, dong.road, dong.first, n,
       case when n <= 12 then n else n - 12 end as household_n,
       (array['김영순', '박정자', '이순자', '최용', '남궁영희', '정말순', '강점례', '조옥분', '윤복남', '장기철',
              '임춘식', '한갑수', '김철수', '박동식', '이만복'])[n] as name,
       date '1936-03-02' + n * 613 as birth_date,
       case when n <= 9 then 'female' else 'male' end as sex
  from (values (0, '9911051000', '서울특별시 가람구 햇살로'), (20, '9911052000', '서울특별시 가람구 달빛로'),
               (40, '9914051000', '서울특별시 나래구 은하로')) dong (first, code, road),
       generate_series(1, 15) n;

insert into household (id, dong_code, name, address, danger_flags, notes, created_by, updated_by)
select pg_temp.demo((200000 + p.nn)::text), p.dong_code, p.name || ' 가구', p.road || ' ' || 10 + 2 * p.n,
       case when p.n = 5 then array['dog'] else '{}' end, case when p.n = 5 then '마당에 큰 개가 있음' end, staff.id, staff.id
  from demo_person p join staff on staff.role = 'supervisor' and p.dong_code = any (staff.dong_codes)
 where p.n <= 12 and staff.id::text like '01900000-0000-7000-8000-%'
on conflict do nothing;

insert into resident (id, dong_code, household_id, name, birth_date, sex, phone, address, language, deceased_on, created_by, updated_by)
select pg_temp.demo((100000 + p.nn)::text), p.dong_code, pg_temp.demo((200000 + p.first + p.household_n)::text), p.name, p.birth_date,
       p.sex, '+8210555' || lpad((p.nn + 100)::text, 5, '0'), p.road || ' ' || 10 + 2 * p.household_n,
       case when p.n = 9 then 'vi' else 'ko' end, case when p.n = 15 then date '2025-11-03' end, staff.id, staff.id
  from demo_person p join staff on staff.role = 'supervisor' and p.dong_code = any (staff.dong_codes)
 where staff.id::text like '01900000-0000-7000-8000-%'
on conflict do nothing;

create temporary table demo_stale on commit drop as
select id from visit where id between pg_temp.demo('300001') and pg_temp.demo('300059')
   and status = 'planned' and version = 1 and planned_start < pg_temp.seoul(0, '00:00');
delete from visit where id in (select id from demo_stale);
delete from visit_history where id in (select id from demo_stale);

-- 01 to 09 planned today for the dong's nurse (05 with a second nurse, there is a dog), 10 begun,
-- 11 completed today, 12 completed 30 days ago, 13 missed and 14 cancelled.
insert into visit (id, dong_code, resident_id, household_id, program, kind, staff_id, team, status, planned_start, planned_end,
                   checked_in_at, completed_at, completed_by, outcome, notes, findings, reason, created_by, updated_by)
select pg_temp.demo((300000 + p.nn)::text), p.dong_code, pg_temp.demo((100000 + p.nn)::text),
       pg_temp.demo((200000 + p.first + p.household_n)::text), (array['senior-65', 'senior-70', 'senior-level'])[1 + p.n % 3],
       case when p.n % 4 = 3 then 'phone' else 'home' end, nurse.id, case when p.n = 5 then array[second.id] else '{}' end, plan.status,
       pg_temp.seoul(plan.day, plan.clock), pg_temp.seoul(plan.day, plan.clock + '40 minutes'),
       case when plan.status in ('checked_in', 'completed') then now() + make_interval(days => plan.day) - interval '30 minutes' end,
       case when plan.status = 'completed' then now() + make_interval(days => plan.day) end,
       case when plan.status = 'completed' then nurse.id end, case when plan.status = 'completed' then 'done' end,
       case when plan.status = 'completed' then '혈압 138/84, 식사는 잘 하심' end,
       case when plan.status = 'completed' then array['blood_pressure_pre'] else '{}' end,
       case when plan.status in ('missed', 'cancelled') then '부재중' end, nurse.id, nurse.id
  from demo_person p
  join staff nurse on nurse.id = pg_temp.demo('2' || substr('abc', 1 + p.first / 20, 1))
  join staff second on second.id = pg_temp.demo('6' || substr('abc', 1 + p.first / 20, 1)),
       lateral (select case when p.n <= 9 then 'planned' when p.n = 10 then 'checked_in' when p.n <= 12 then 'completed'
                            when p.n = 13 then 'missed' else 'cancelled' end as status,
                       case p.n when 12 then -30 when 13 then -1 when 14 then -1 else 0 end as day,
                       case when p.n <= 9 then interval '8 hours 10 minutes' + p.n * interval '50 minutes'
                            when p.n = 10 then interval '17 hours' else interval '8 hours' end as clock) plan
 where p.n <= 14
on conflict (id) do nothing;

reset role;
