-- Programs of the demo city: seniors and newborn families are enrolled by the rule itself; by hand the nurse set the
-- visiting levels of residents 01 to 12. The first due visit of each has the enrolment's number + 1000.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;
create temporary table demo_place on commit drop as
select * from (values (0, '9911051000', 'a'), (20, '9911052000', 'b'), (40, '9914051000', 'c')) p (first, dong_code, letter);

-- 나래구 gives families six weeks.
insert into protocol (id, program, track, gu_code, valid_from, span_months, repeats, steps, source, created_by)
select pg_temp.demo('633001'), 'birth-family', 'universal', '99140', '2020-01-01', 24, false,
       '[{"opens_after": 0, "closes_after": 42, "band": "weeks_1_8"}]', '나래구 지침 (가상)', pg_temp.demo('4c')
 where not exists (select from protocol p where p.id = pg_temp.demo('633001'));

-- 01 waits since a window ago, 02 and 08 are planned for today, 11 was visited today, 04 is visited often.
insert into enrolment (id, dong_code, resident_id, program, track, anchor_on, started_on, source, planned_to, created_by, updated_by)
select pg_temp.demo((631000 + p.first + e.n)::text), p.dong_code, pg_temp.demo((100000 + p.first + e.n)::text), 'senior-level', e.track,
       seoul_today() - e.ago, seoul_today() - e.ago, 'hand', seoul_today() - e.ago, pg_temp.demo('2' || p.letter), pg_temp.demo('2' || p.letter)
  from demo_place p, (values (1, 'regular', 100), (2, 'regular', 60), (3, 'self-management', 20), (4, 'intensive', 30), (5, 'regular', 40),
                             (6, 'regular', 5), (7, 'regular', 3), (8, 'regular', 20), (9, 'self-management', 9), (10, 'regular', 50),
                             (11, 'regular', 10), (12, 'self-management', 30)) e (n, track, ago)
 where not exists (select from enrolment x where x.id = pg_temp.demo((631000 + p.first + e.n)::text));

create temporary table demo_due on commit drop as
select distinct on (d.enrolment_id) d.*
  from due_visit d where d.enrolment_id between pg_temp.demo('631001') and pg_temp.demo('631060') order by d.enrolment_id, d.opens_on;
delete from demo_due where id <= pg_temp.demo('999999');
delete from due_visit where id in (select id from demo_due);
delete from due_visit_history where id in (select id from demo_due);
insert into due_visit (id, dong_code, resident_id, enrolment_id, program, track, protocol_id, step, band, opens_on, due_on, created_by, updated_by)
select pg_temp.demo((right(enrolment_id::text, 6)::integer + 1000)::text), dong_code, resident_id, enrolment_id, program, track, protocol_id, step, band,
       opens_on, due_on, created_by, updated_by
  from demo_due;
select due_visits_find(array(select pg_temp.demo((right(enrolment_id::text, 6)::integer + 1000)::text) from demo_due));

select programs_run();
reset role;
