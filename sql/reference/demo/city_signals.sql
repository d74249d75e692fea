-- Signals of the demo city: 01 to 03 exact, 04 to 11 probable (the phone alone fits), 12 to 19 of nobody known, 20 with
-- an outcome. Two of them weigh on the first household.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;

create temporary table demo_fresh on commit drop as
select not exists (select from signal where id = pg_temp.demo('970001')) as fresh;

insert into signal (id, gu_code, dong_code, kind, source_id, round, name, birth_date, phone, address, evidence, received_at, created_by, updated_by)
select pg_temp.demo((970000 + p.at + n)::text), left(p.dong_code, 5), p.dong_code, (array['power_cut', 'rent_arrears', 'gas_cut', 'health_insurance_arrears'])[1 + n % 4],
       'demo-' || p.at + n, null, case when n between 12 and 19 then '모르는이' || n else r.name end, case when n <= 3 then r.birth_date end,
       case when n <= 11 or n = 20 then r.phone else '+821055590000' end, case when n <= 3 then r.address end, '석 달치가 밀림', now() - make_interval(days => n),
       pg_temp.demo('e1'), pg_temp.demo('e1')
  from (values (0, 0, '9911051000'), (20, 100, '9911052000'), (40, 200, '9914051000')) p (first, at, dong_code)
 cross join generate_series(1, 20) n
  join resident r on r.id = pg_temp.demo((100000 + p.first + (case when n = 2 then 1 else 1 + (n - 1) % 12 end))::text)
 where (select fresh from demo_fresh);
update signal set outcome = 'refused', outcome_note = '도움을 원하지 않음', resolved_by = pg_temp.demo('1' || substr('abc', 1 + (right(id::text, 3)::integer / 100), 1)),
                  updated_by = pg_temp.demo('1' || substr('abc', 1 + (right(id::text, 3)::integer / 100), 1))
 where (select fresh from demo_fresh) and id in (pg_temp.demo('970020'), pg_temp.demo('970120'), pg_temp.demo('970220'));
do $$
begin
    if (select fresh from demo_fresh) then
        delete from signal_history where id::text like '01900000-0000-7000-8000-000000970%';
        alter table signal disable trigger user;
        update signal set version = 1 where id::text like '01900000-0000-7000-8000-000000970%';
        alter table signal enable trigger user;
    end if;
end $$;

reset role;
