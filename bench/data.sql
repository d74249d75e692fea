-- The benchmark's city: 40 dongs (the demo city's four and 36 more), 320 visiting staff, 250,000
-- households, 500,000 residents, 2,000,000 visits of four years. Nothing is random: a number gives
-- everything, so that load generators can name any row (id = prefix || 100000000000 + number):
--   staff     8001, number = dong index * 8 + 0..7 (0-5 nurses, 6-7 welfare planners);
--                   320 + dong index: the dong's supervisor
--   resident  8002, number % 40 = dong index          household 8004, likewise
--   visit     8003, number % 40 = dong index, (number / 40) % 8 = its staff member in that dong
-- Run as a superuser on an empty, migrated database. Triggers and foreign keys rest while it loads;
-- the last statement asserts what they would have.
\set ON_ERROR_STOP on
set search_path = chatdong, public;
set session_replication_role = replica;
set work_mem = '256MB';
set maintenance_work_mem = '512MB';
begin;

create function pg_temp.bench_id(kind text, number bigint) returns uuid language sql immutable
    return ('01900000-0000-7000-' || kind || '-' || (100000000000 + number))::uuid;
create function pg_temp.bench_dong(d int) returns text language sql immutable
    return case when d < 3 then (9911051000 + 1000 * d)::text
                when d = 3 then '9914051000'
                else ((99210 + 10 * ((d - 4) / 6))::bigint * 100000 + 51000 + 1000 * ((d - 4) % 6))::text
           end;

insert into district (code, name, name_en)
values ('99110', '가람구', 'Garam-gu'), ('99140', '나래구', 'Narae-gu'), ('99210', '다솜구', 'Dasom-gu'),
       ('99220', '마루구', 'Maru-gu'), ('99230', '보람구', 'Boram-gu'), ('99240', '소담구', 'Sodam-gu'),
       ('99250', '아름구', 'Areum-gu'), ('99260', '초롱구', 'Chorong-gu')
on conflict do nothing;

insert into dong (code, gu_code, name, valid_from)
select pg_temp.bench_dong(d), left(pg_temp.bench_dong(d), 5),
       case when d < 4 then (array['햇살동', '달빛동', '별빛동', '은하동'])[d + 1]
            else (array['새샘', '한빛', '푸른', '고운', '나리', '다온'])[(d - 4) % 6 + 1] || ((d - 4) / 6 + 1) || '동'
       end, '2015-07-01'
  from generate_series(0, 39) d
on conflict do nothing;

create temp table surname as
select row_number() over () - 1 as no, name
  from (values ('김', 22), ('이', 15), ('박', 8), ('최', 5), ('정', 4), ('강', 2), ('조', 2), ('윤', 2),
               ('장', 2), ('임', 2), ('한', 2), ('오', 1), ('서', 1), ('신', 1), ('남궁', 1)) s (name, share),
       generate_series(1, share);
create temp table given as
select row_number() over (partition by sex, era) - 1 as no, count(*) over (partition by sex, era) as among, *
  from (values
    ('male', 0, '영수'), ('male', 0, '영호'), ('male', 0, '영식'), ('male', 0, '영철'), ('male', 0, '병철'), ('male', 0, '상철'), ('male', 0, '정웅'),
    ('female', 0, '영자'), ('female', 0, '정자'), ('female', 0, '순자'), ('female', 0, '정순'), ('female', 0, '정숙'), ('female', 0, '명자'), ('female', 0, '옥순'),
    ('male', 1, '성호'), ('male', 1, '정훈'), ('male', 1, '성훈'), ('male', 1, '상훈'), ('male', 1, '성진'), ('male', 1, '영호'), ('male', 1, '준호'),
    ('female', 1, '미경'), ('female', 1, '은정'), ('female', 1, '미영'), ('female', 1, '지영'), ('female', 1, '현정'), ('female', 1, '은주'), ('female', 1, '경희'),
    ('male', 2, '지훈'), ('male', 2, '민준'), ('male', 2, '현우'), ('male', 2, '준서'), ('male', 2, '우진'), ('male', 2, '도윤'), ('male', 2, '서준'),
    ('female', 2, '서연'), ('female', 2, '지민'), ('female', 2, '민서'), ('female', 2, '서현'), ('female', 2, '서윤'), ('female', 2, '지혜'), ('female', 2, '하은')
  ) g (sex, era, name);

insert into staff (id, gu_code, dong_codes, role, job, name, office_phone, hired_on)
select pg_temp.bench_id('8001', d * 8 + s), left(pg_temp.bench_dong(d), 5), array[pg_temp.bench_dong(d)],
       case when s < 6 then 'nurse' else 'officer' end, case when s >= 6 then 'welfare_planner' end,
       n.name || g.name, '+8225550' || lpad((d * 8 + s)::text, 4, '0'), date '2015-07-01' + d * 8 + s
  from generate_series(0, 39) d
 cross join generate_series(0, 7) s
  join surname n on n.no = (d * 8 + s) * 31 % 70
  join given g on g.era = 1 and g.sex = 'female' and g.no = (d * 8 + s) % g.among;

insert into staff (id, gu_code, dong_codes, role, name, office_phone, hired_on)
select pg_temp.bench_id('8001', 320 + d), left(pg_temp.bench_dong(d), 5), array[pg_temp.bench_dong(d)], 'supervisor',
       n.name || g.name, '+8225551' || lpad(d::text, 4, '0'), '2015-07-01'
  from generate_series(0, 39) d
  join surname n on n.no = d * 17 % 70
  join given g on g.era = 1 and g.sex = 'male' and g.no = d % g.among;

insert into household (id, dong_code, name, address, created_by, updated_by)
select pg_temp.bench_id('8004', h), dongs.code, n.name || '씨 댁',
       '가온시 ' || dongs.gu || ' ' || dongs.name || ' 나무로 ' || (h / 40 % 400 + 1) || ', ' || (h % 15 + 1) || '0' || (h % 4 + 1) || '호',
       pg_temp.bench_id('8001', h % 40 * 8), pg_temp.bench_id('8001', h % 40 * 8)
  from generate_series(0, 249999) h
  join (select d, c.code, c.name, u.name as gu
          from generate_series(0, 39) d
          join dong c on c.code = pg_temp.bench_dong(d)
          join district u on u.code = c.gu_code) dongs on dongs.d = h % 40
  join surname n on n.no = h / 40 * 31 % 70
 order by h;

insert into resident (id, dong_code, household_id, name, birth_date, sex, phone, address, created_by, updated_by)
select pg_temp.bench_id('8002', r), h.dong_code, h.id, n.name || g.name, born, s.sex,
       '+8210' || lpad((r * 7919 % 100000000)::text, 8, '0'), h.address, h.created_by, h.updated_by
  from generate_series(0::bigint, 499999) r
 cross join lateral (select date '1930-01-01' + (r * 7907 % 32000)::int as born,
                            case when r * 13 % 10 < 6 then 'female' else 'male' end as sex) s
  join household h on h.id = pg_temp.bench_id('8004', r / 80 * 40 + r % 40)
  join surname n on n.no = r / 40 * 37 % 70
  join given g on g.sex = s.sex and g.no = r / 40 % g.among
              and g.era = case when born < '1960-01-01' then 0 when born < '1985-01-01' then 1 else 2 end
 order by r;

-- 30 slots of an hour a week for each of the staff, from 2022-12-12 on: 206 weeks of past visits,
-- then those planned for 2026-11-23 and after.
insert into visit (id, dong_code, resident_id, household_id, program, kind, staff_id, status,
                   planned_start, planned_end, checked_in_at, completed_at, completed_by, outcome,
                   notes, reason, created_at, created_by, updated_at, updated_by)
select pg_temp.bench_id('8003', v), r.dong_code, r.id, r.household_id,
       (array['senior-65', 'senior-70', 'senior-level', 'birth-family', 'crisis-household'])[v / 40 % 5 + 1],
       (array['home', 'home', 'home', 'phone', 'office'])[v / 320 % 5 + 1],
       w.staff_id, w.status, w.start, w.start + interval '1 hour',
       case when w.status = 'completed' then w.start + interval '3 minutes' end,
       case when w.status = 'completed' then w.start + interval '47 minutes' end,
       case when w.status = 'completed' then w.staff_id end,
       case when w.status = 'completed' then 'done' end,
       case when w.status = 'completed' then '혈압 ' || (110 + v % 50) || '/' || (70 + v % 25) || ', 복약 확인. 다음 방문 때 낙상 예방 안내.' end,
       case w.status when 'missed' then '부재중' when 'cancelled' then '주민 요청' end,
       w.start - interval '10 days', w.staff_id, w.start + interval '1 hour', w.staff_id
  from generate_series(0::bigint, 1999999) v
 cross join lateral (
        select pg_temp.bench_id('8001', v % 40 * 8 + v / 40 % 8) as staff_id,
               timestamptz '2022-12-12 09:00 Asia/Seoul' + (v / 320 / 30) * interval '7 days'
                   + (v / 320 % 30 / 6) * interval '1 day' + (v / 320 % 6) * interval '75 minutes' as start,
               case when v / 320 >= 6180 then 'planned' when v * 7 % 25 = 0 then 'missed'
                    when v * 11 % 25 = 1 then 'cancelled' else 'completed' end as status) w
  join resident r on r.id = pg_temp.bench_id('8002', v / 40 * 7919 % 12500 * 40 + v % 40)
 order by v;

insert into visit_engagement (visit_id, staff_id, during, joint)
select id, staff_id, tstzrange(planned_start, planned_end), joint from visit where status = 'planned';

commit;
set session_replication_role = origin;
vacuum (analyze, freeze);

do $$
begin
    assert (select count(*) from resident where id >= '01900000-0000-7000-8002-000000000000') = 500000;
    assert (select count(*) from visit where id >= '01900000-0000-7000-8003-000000000000') = 2000000;
    assert not exists (select from visit v left join resident r on r.id = v.resident_id and r.dong_code = v.dong_code where r.id is null);
    assert not exists (select from visit v left join staff s on s.id = v.staff_id and v.dong_code = any (s.dong_codes) where s.id is null);
    assert not exists (select from resident r left join household h on h.id = r.household_id and h.dong_code = r.dong_code where h.id is null);
    assert not exists (select from pg_class where relnamespace = 'chatdong'::regnamespace and relpersistence <> 'p');
end $$;
