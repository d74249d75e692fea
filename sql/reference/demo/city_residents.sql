-- Residents of the demo city, more of each dong (place: 0, 200, 400 behind 600000): 01 to 12 live alone in households 51 to
-- 62, the last six with a dog (71 to 76). 101 is a move that brought the first resident here, 001 and 081 to 086 are
-- categories of the first residents, 091 is a danger that is over.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;

create temporary table demo_place on commit drop as
select p.*, s.id as supervisor
  from (values (0, 0, '9911051000', '9911053000', '서울특별시 가람구 햇살로'), (20, 200, '9911052000', '9911053000', '서울특별시 가람구 달빛로'),
               (40, 400, '9914051000', '9914052000', '서울특별시 나래구 은하로')) p (first, at, dong_code, other, road)
  join staff s on s.role = 'supervisor' and p.dong_code = any (s.dong_codes) and s.id::text like '01900000-0000-7000-8000-%'
 where not exists (select from resident where id = pg_temp.demo('600001'));

insert into household (id, dong_code, name, address, created_by, updated_by)
select pg_temp.demo((600050 + p.at + n)::text), p.dong_code, x.name || ' 가구', p.road || ' ' || 200 + 2 * n, p.supervisor, p.supervisor
  from demo_place p, unnest(array['선우진희', '제갈민재', '황보영란', '독고준', '사공현', '서문경아', '동방훈', '어금녀', '노하진', '류선희', '라온유', '여운길'])
       with ordinality x (name, n);
insert into resident (id, dong_code, household_id, name, birth_date, sex, phone, address, created_by, updated_by)
select pg_temp.demo((600000 + p.at + n)::text), p.dong_code, h.id, left(h.name, -3), date '1948-05-11' + n::int * 577, case n % 2 when 0 then 'male' else 'female' end,
       '+8210555' || lpad((90600 + p.at + n)::text, 5, '0'), h.address, p.supervisor, p.supervisor
  from demo_place p cross join generate_series(1, 12) n
  join household h on h.id = pg_temp.demo((600050 + p.at + n)::text);

insert into household_danger (id, household_id, flag, valid_from, valid_to, notes, created_by, updated_by)
select pg_temp.demo((600070 + p.at + n)::text), pg_temp.demo((600056 + p.at + n)::text), 'dog', date '2024-03-02', null::date, null, p.supervisor, p.supervisor
  from demo_place p, generate_series(1, 6) n
union all
select pg_temp.demo((600091 + p.at)::text), pg_temp.demo((200004 + p.first)::text), 'infection', '2021-02-01', '2021-05-01', '결핵 치료 중', p.supervisor, p.supervisor
  from demo_place p;

insert into resident_category (id, resident_id, category, valid_from, created_by, updated_by)
select pg_temp.demo((600000 + p.at + c.n)::text), pg_temp.demo((100000 + p.first + c.resident)::text), c.category, c.since::date, p.supervisor, p.supervisor
  from demo_place p, (values (1, 1, 'living_alone', '2020-01-01'), (2, 2, 'basic_livelihood', '2018-03-01'), (3, 3, 'disabled', '2016-07-01'),
       (4, 9, 'multicultural', '2015-07-01'), (81, 1, 'veteran', '2016-01-01'), (82, 2, 'veteran', '2016-01-01'), (83, 3, 'veteran', '2016-01-01'),
       (84, 4, 'veteran', '2016-01-01'), (85, 5, 'veteran', '2016-01-01'), (86, 6, 'veteran', '2016-01-01')) c (n, resident, category, since);

insert into resident_move (id, resident_id, household_id, from_dong_code, to_dong_code, moved_on, visits_cancelled, taken_along, created_by)
select pg_temp.demo((600101 + p.at)::text), pg_temp.demo((100001 + p.first)::text), pg_temp.demo((200001 + p.first)::text), p.other, p.dong_code,
       '2024-03-02', 1, 2, p.supervisor
  from demo_place p;
reset role;
