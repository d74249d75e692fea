-- A week of the demo city: sixteen households more in three dongs, and what four people of each do there between
-- last week and next. Behind now it went as it went, now somebody is out there, ahead it is planned; one should be out
-- again and is not. May be loaded again: what was planned and never touched moves along.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;
create or replace function pg_temp.seoul(day_offset integer, clock interval) returns timestamptz language sql stable as $$
    select (seoul_today() + day_offset + clock) at time zone 'Asia/Seoul'
$$;

create temporary table week_dong on commit drop as
select * from (values (1, 'a', '9911051000', '서울특별시 가람구 햇살로', '햇살병원', 126.970, 37.570),
                      (2, 'b', '9911052000', '서울특별시 가람구 달빛로', '달빛정신건강의원', 126.981, 37.571),
                      (3, 'c', '9914051000', '서울특별시 나래구 은하로', '은하장례식장', 127.010, 37.560)) d (no, letter, code, road, institution, lon, lat);

create temporary table week_home on commit drop as
select d.*, h.n, h.family || (array['옥순', '춘자', '병철', '말례', '상호', '은영', '금자', '동수', '미란', '복순', '종구', '혜숙', '칠성', '수연', '재만', '보배'])[1 + (h.n + 4 * d.no) % 16] as name,
       h.year, h.sex, h.flags, h.story, h.result, h.finding
  from week_dong d,
       (values (1, '고', 1944, 'female', '{}'::text[], '남편과 사별 뒤 혼자 지냄', '식사를 거르지 않도록 반찬 나눔 연결', 'meals_irregular'),
               (2, '안', 1941, 'female', '{}', '무릎 통증으로 외출이 어려움', '무릎 찜질과 의자 체조를 알려드림', 'mobility'),
               (3, '류', 1958, 'male', '{}', '실직 뒤 월세가 밀림', '월세 체납 두 달, 긴급복지 안내', 'arrears'),
               (4, '배', 1939, 'female', '{}', '경증 치매, 딸이 주말에 옴', '달력에 약 드신 날을 표시하기로 함', 'memory'),
               (5, '허', 1962, 'male', '{violence}', '술을 마시면 고함을 지름', '취하지 않으셨고 상담에 응하심', 'alcohol'),
               (6, '전', 1990, 'female', '{}', '첫아이 출산, 친정이 멂', '아기 체중 잘 늘고 있음, 수유 자세 지도', 'feeding_support'),
               (7, '홍', 1947, 'female', '{}', '혈압약을 자주 거름', '혈압 142/88, 약을 다시 설명드림', 'blood_pressure_high'),
               (8, '유', 1956, 'male', '{}', '고시원에 거주', '고시원 난방이 약함, 전기장판 전달', 'cold_home'),
               (9, '노', 1988, 'female', '{}', '쌍둥이 출산, 산후 우울', '잠을 못 잔다고 함, 남편과 같이 상담', 'postnatal_mood'),
               (10, '심', 1943, 'female', '{dog}', '진돗개를 풀어 둠', '개를 묶어 두심, 욕실 손잡이 설치 동의', 'fall_risk'),
               (11, '곽', 1951, 'male', '{}', '당뇨, 발에 상처', '발 상처 드레싱, 내과 진료 예약', 'wound'),
               (12, '성', 1949, 'female', '{}', '보청기가 필요함', '보청기 지원 서류를 함께 작성', 'hearing'),
               (13, '차', 1960, 'male', '{}', '전기 요금 석 달 체납', '전기 요금 분할 납부 신청', 'arrears'),
               (14, '주', 1993, 'female', '{}', '미숙아 퇴원', '체온과 수유량 기록지 확인', 'preterm'),
               (15, '우', 1945, 'male', '{infection}', '결핵 치료 중', '결핵약을 빠짐없이 드심, 마스크 전달', 'infection'),
               (16, '구', 1953, 'female', '{}', '손주 둘을 돌봄', '손주 방학 돌봄을 알아보기로 함', 'care_burden'))
       h (n, family, year, sex, flags, story, result, finding);

insert into household (id, dong_code, name, address, danger_flags, notes, created_by, updated_by)
select pg_temp.demo((642000 + 100 * no + n)::text), code, name || ' 가구', road || ' ' || 80 + 2 * n, flags, story,
       pg_temp.demo('3' || letter), pg_temp.demo('3' || letter)
  from week_home
on conflict do nothing;
insert into resident (id, dong_code, household_id, name, birth_date, sex, phone, address, created_by, updated_by)
select pg_temp.demo((641000 + 100 * no + n)::text), code, pg_temp.demo((642000 + 100 * no + n)::text), name,
       make_date(year, 1 + n % 12, 1 + (7 * n) % 28), sex, '+82105556' || no || lpad(n::text, 3, '0'), road || ' ' || 80 + 2 * n,
       pg_temp.demo('3' || letter), pg_temp.demo('3' || letter)
  from week_home
on conflict do nothing;

delete from visit v
 where v.id between pg_temp.demo('643100') and pg_temp.demo('643399') and v.status = 'planned' and v.version = 1 and v.planned_start < pg_temp.seoul(0, '00:00');
delete from visit_history v
 where v.id between pg_temp.demo('643100') and pg_temp.demo('643399') and v.status = 'planned' and v.version = 1;

-- The two nurses and the planner on working days from a week ago to a week ahead. Today the planner alone: city.sql has the
-- first nurse's day, and the second is free for what is given to her.
create temporary table week_plan on commit drop as
select d.no, d.letter, d.code, d.lon, d.lat, row_number() over (partition by d.no order by g.day, s.turn, s.who) as n, g.day, s.who, s.turn,
       1 + (3 * g.day + 5 * s.turn + case s.who when '6' then 2 when '1' then 9 else 13 end + 160) % 16 as home,
       pg_temp.seoul(g.day, s.clock) as starts
  from week_dong d, generate_series(-7, 7) g (day),
       (values ('6', 1, interval '9 hours 30 minutes'), ('6', 2, '11 hours'), ('6', 3, '14 hours'), ('1', 1, '10 hours'), ('1', 2, '13 hours 30 minutes'), ('1', 3, '15 hours 10 minutes'),
               ('2', 1, '9 hours 30 minutes'), ('2', 2, '15 hours 30 minutes')) s (who, turn, clock)
 where (g.day = 0 or extract(isodow from seoul_today() + g.day) < 6) and (g.day <> 0 or s.who = '1');

insert into visit (id, dong_code, resident_id, household_id, program, kind, staff_id, team, joint, status, planned_start, planned_end, checked_in_at,
                   expected_end, check_in_position, completed_at, completed_by, check_out_position, outcome, notes, findings, reason, created_by, updated_by)
select pg_temp.demo((643000 + 100 * p.no + p.n)::text), p.code, pg_temp.demo((641000 + 100 * p.no + p.home)::text), pg_temp.demo((642000 + 100 * p.no + p.home)::text),
       case when h.sex = 'female' and h.year > 1980 then 'birth-family' when h.year > 1955 then 'crisis-household' else 'senior-level' end,
       case when alone.danger and not alone.pair then 'phone' when p.turn <> 3 then 'home' when p.who = '6' then 'phone' else 'office' end,
       case when p.day > 1 and p.n % 9 = 0 then null else lead.id end,
       case when alone.danger and alone.pair and not (p.day > 1 and p.n % 9 = 0) then array[mate.id] else '{}' end, false,
       went.status, p.starts, p.starts + interval '50 minutes', case when went.begun then p.starts + interval '4 minutes' end,
       case when went.begun then p.starts + interval '54 minutes' end,
       case when went.begun then jsonb_build_object('lon', p.lon + p.home * 0.0002, 'lat', p.lat + p.home * 0.0001, 'accuracy_m', 8 + p.home) end,
       case when went.status = 'completed' then p.starts + make_interval(mins => 30 + p.home) end, case when went.status = 'completed' then lead.id end,
       case when went.status = 'completed' then jsonb_build_object('lon', p.lon + p.home * 0.0002, 'lat', p.lat + p.home * 0.0001, 'accuracy_m', 10) end,
       case when went.status = 'completed' then case p.n % 11 when 4 then 'refused' when 7 then 'not_found' else 'done' end end,
       case when went.status <> 'completed' then h.story when p.n % 11 = 4 then '문을 열어 주지 않고 다음에 오라고 하심' when p.n % 11 = 7 then '두 번 벨을 눌렀으나 인기척 없음'
            else h.result end,
       case when went.status = 'completed' and p.n % 11 not in (4, 7) then array[h.finding] else '{}' end,
       case went.status when 'missed' then '입원 중이라는 이웃의 말' when 'cancelled' then '가족이 와 있어 다음 주로 미룸' end, lead.id, lead.id
  from week_plan p
  join week_home h on h.no = p.no and h.n = p.home
 cross join lateral (select h.flags <> '{}' as danger, p.turn = 2 and p.who <> '1' as pair) alone
 cross join lateral (select pg_temp.demo(p.who || p.letter) as id) lead
 cross join lateral (select pg_temp.demo(case p.who when '6' then '1' else '6' end || p.letter) as id) mate
 cross join lateral (select case when p.n % 13 = 5 and p.starts < now() + interval '2 days' then 'cancelled' when p.starts + interval '50 minutes' < now() then case when p.n % 13 = 2 then 'missed' else 'completed' end
                                 when p.starts + interval '4 minutes' < now() then 'checked_in' else 'planned' end as status) s
 cross join lateral (select s.status, s.status in ('completed', 'checked_in') as begun) went
on conflict do nothing;

-- To an institution: yesterday two were met, tomorrow somebody goes again.
insert into visit (id, dong_code, program, kind, institution, staff_id, team, joint, status, planned_start, planned_end, checked_in_at, completed_at, completed_by,
                   outcome, notes, created_by, updated_by)
select pg_temp.demo((640000 + 100 * d.no + v.n)::text), d.code, 'institution', 'institution', d.institution, pg_temp.demo('1' || d.letter), '{}', false, v.status,
       pg_temp.seoul(v.day, '16:00'), pg_temp.seoul(v.day, '17:00'), case when v.n = 1 then pg_temp.seoul(v.day, '16:05') end,
       case when v.n = 1 then pg_temp.seoul(v.day, '16:55') end, case when v.n = 1 then pg_temp.demo('1' || d.letter) end, case when v.n = 1 then 'done' end,
       case when v.n = 1 then '퇴원을 앞둔 두 분을 만남' else '사회사업실과 약속' end, pg_temp.demo('1' || d.letter), pg_temp.demo('1' || d.letter)
  from week_dong d, (values (1, -1, 'completed'), (2, 1, 'planned')) v (n, day, status)
on conflict do nothing;
insert into visit_resident (id, dong_code, visit_id, resident_id, notes, created_by, updated_by)
select pg_temp.demo((640681 + 20 * d.no + m.n)::text), d.code, pg_temp.demo((640001 + 100 * d.no)::text), pg_temp.demo((641000 + 100 * d.no + m.home)::text), m.notes,
       pg_temp.demo('1' || d.letter), pg_temp.demo('1' || d.letter)
  from week_dong d, (values (0, 8, '퇴원 뒤 머물 곳이 없음'), (1, 11, '간병할 가족이 없음')) m (n, home, notes)
on conflict do nothing;

-- Somebody went in an hour and a half ago, for 40 minutes.
insert into visit (id, dong_code, resident_id, household_id, program, kind, staff_id, joint, status, planned_start, planned_end, checked_in_at, expected_end,
                   check_in_position, notes, created_by, updated_by)
select pg_temp.demo((640003 + 100 * d.no)::text), d.code, pg_temp.demo((641003 + 100 * d.no)::text), pg_temp.demo((642003 + 100 * d.no)::text), 'crisis-household', 'home',
       pg_temp.demo('1' || d.letter), false, 'checked_in', now() - interval '90 minutes', now() - interval '50 minutes', now() - interval '90 minutes',
       now() - interval '50 minutes', jsonb_build_object('lon', d.lon, 'lat', d.lat, 'accuracy_m', 20), '집주인과의 면담에 함께 있기로 함', pg_temp.demo('1' || d.letter), pg_temp.demo('1' || d.letter)
  from week_dong d
on conflict do nothing;
insert into alert (id, dong_code, kind, resident_id, visit_id, staff_id, since)
select pg_temp.demo((640900 + 20 * d.no)::text), d.code, 'checkout_overdue', v.resident_id, v.id, v.staff_id, v.expected_end
  from week_dong d join visit v on v.id = pg_temp.demo((640003 + 100 * d.no)::text) and v.status = 'checked_in'
on conflict do nothing;

insert into follow_up (id, dong_code, visit_id, resident_id, what, due_on, owner_id, done_at, done_by, created_by, updated_by)
select pg_temp.demo((640780 + 20 * d.no + f.n)::text), d.code, pg_temp.demo((300011 + 20 * (d.no - 1))::text), pg_temp.demo((100011 + 20 * (d.no - 1))::text), f.what,
       seoul_today() + f.due, pg_temp.demo(f.who || d.letter), case when f.done then now() end, case when f.done then pg_temp.demo(f.who || d.letter) end,
       pg_temp.demo('2' || d.letter), pg_temp.demo('2' || d.letter)
  from week_dong d,
       (values (1, '보청기 지원 신청서를 가져다 드리기', 3, '2', false), (2, '내과 예약이 되었는지 전화로 확인', 0, '2', false), (3, '전기 요금 분할 납부를 한전에 문의', -1, '1', false),
               (4, '낙상 방지 손잡이 설치 업체 알아보기', 5, '6', false), (5, '겨울 이불 전달', -2, '1', true)) f (n, what, due, who, done)
on conflict do nothing;

insert into visit_route (staff_id, day, visit_ids, updated_by)
select pg_temp.demo('1' || d.letter), seoul_today(), array_agg(v.id order by v.planned_start desc), pg_temp.demo('1' || d.letter)
  from week_dong d join visit v on v.staff_id = pg_temp.demo('1' || d.letter) and v.status = 'planned'
   and v.planned_start >= pg_temp.seoul(0, '00:00') and v.planned_start < pg_temp.seoul(1, '00:00')
 group by d.letter
on conflict do nothing;

reset role;
