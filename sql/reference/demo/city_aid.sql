-- Emergency aid of the demo city: budgets of this year, applications, decisions, a payment file and its results.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;

create temporary table demo_aid on commit drop as
select not exists (select from aid_budget where id = pg_temp.demo('920001')) as fresh;

insert into aid_budget (id, gu_code, dong_code, fiscal_year, amount, basis, created_by, updated_by)
select pg_temp.demo(b.id), b.gu, b.dong, extract(year from seoul_today()), b.amount, '본예산', pg_temp.demo(b.admin), pg_temp.demo(b.admin)
  from (values
    ('920001', '99110', null, 900000000, '4a'),
    ('920002', '99110', '9911051000', 40000000, '4a'),
    ('920003', '99140', null, 300000000, '4c')
  ) b (id, gu, dong, amount, admin)
 where not exists (select from aid_budget x where x.id = pg_temp.demo(b.id));

create temporary table demo_place on commit drop as
select * from (values (0, 0, '9911051000', 'a'), (20, 100, '9911052000', 'b'), (40, 200, '9914051000', 'c')) p (first, at, dong_code, letter);

-- 01 to 12 wait for a decision (11 and 12 are exceptions), 13 to 15 are approved and in a file that is open, 16 to 21
-- paid, 22 was reversed, 23 rejected; 24 waits and is above a supervisor's limit.
insert into aid (id, dong_code, resident_id, kind, amount, reason, exception_reason, payee_name, payee_bank, payee_account, created_by, updated_by)
select pg_temp.demo((910000 + p.at + a.n)::text), p.dong_code, r.id, a.kind, a.amount, a.reason, a.exception_reason, r.name, '004',
       '9990' || lpad((p.at + a.n)::text, 8, '0'), pg_temp.demo('1' || p.letter), pg_temp.demo('1' || p.letter)
  from demo_place p cross join (values
    (1, 1, 'living', 300000, '실직으로 생계가 어려움', null),
    (2, 2, 'living', 200000, '휴업으로 소득이 끊김', null),
    (3, 3, 'living', 250000, '가족 부양이 끊김', null),
    (4, 4, 'housing', 400000, '월세가 석 달 밀림', null),
    (5, 5, 'medical', 350000, '입원비를 낼 수 없음', null),
    (6, 6, 'fuel', 150000, '보일러 기름을 살 수 없음', null),
    (7, 7, 'education', 200000, '학용품과 교복을 살 수 없음', null),
    (8, 8, 'other', 100000, '전기가 끊김', null),
    (9, 9, 'living', 100000, '갑작스러운 실직', null),
    (10, 10, 'living', 150000, '소득이 끊김', null),
    (11, 11, 'housing', 1100000, '화재로 살 곳을 잃음', '화재로 가재도구까지 잃어 상한을 넘음'),
    (12, 12, 'living', 450000, '중한 병으로 일을 하지 못함', '혼자 지내며 치료식이 필요함'),
    (13, 1, 'fuel', 200000, '한파에 난방이 끊김', null),
    (14, 2, 'medical', 500000, '수술비를 낼 수 없음', null),
    (15, 3, 'housing', 600000, '퇴거 통지를 받음', null),
    (16, 4, 'living', 300000, '실직으로 생계가 어려움', null),
    (17, 5, 'living', 200000, '소득이 끊김', null),
    (18, 6, 'living', 250000, '휴업으로 소득이 끊김', null),
    (19, 7, 'living', 300000, '가족 부양이 끊김', null),
    (20, 8, 'living', 100000, '갑작스러운 실직', null),
    (21, 9, 'medical', 300000, '입원비를 낼 수 없음', null),
    (22, 10, 'medical', 400000, '수술비를 낼 수 없음', null),
    (23, 11, 'living', 100000, '소득이 줄어듦', null),
    (24, 12, 'medical', 900000, '긴급 수술을 받음', null)
  ) a (n, resident, kind, amount, reason, exception_reason)
  join resident r on r.id = pg_temp.demo((100000 + p.first + a.resident)::text)
 where not exists (select from aid x where x.id = pg_temp.demo((910000 + p.at + a.n)::text));
update aid a set status = case when d.n = 23 then 'rejected' else 'approved' end, decision_note = '현장 확인함', updated_by = pg_temp.demo('3' || p.letter)
  from demo_place p, generate_series(13, 23) d (n)
 where a.id = pg_temp.demo((910000 + p.at + d.n)::text) and a.status = 'applied' and a.version = 1;

create or replace function pg_temp.paid(gu text, file text, admin text) returns void language plpgsql as $$
begin
    if exists (select from aid_payment_file f where f.id = pg_temp.demo(file)) then
        return;
    end if;
    insert into aid_payment_file (id, gu_code, notes, created_by, updated_by)
    values (pg_temp.demo(file), gu, '이번 주 지급분', pg_temp.demo(admin), pg_temp.demo(admin));
    perform aid_payment_results(pg_temp.demo(file), (select jsonb_agg(jsonb_build_object('aid_id', i.aid_id, 'outcome', 'paid',
                'paid_on', seoul_today(), 'reference', 'DEMO-' || right(i.aid_id::text, 6)))
            from aid_payment_item i where i.file_id = pg_temp.demo(file) and right(i.aid_id::text, 6)::integer % 100 between 16 and 22), pg_temp.demo(admin));
end $$;
select pg_temp.paid('99110', '930001', '4a'), pg_temp.paid('99140', '930003', '4c');
update aid a set status = 'reversed', reversal_reason = '다른 제도로 지원됨', updated_by = pg_temp.demo('4' || case p.letter when 'b' then 'a' else p.letter end)
  from demo_place p where a.id = pg_temp.demo((910022 + p.at)::text) and a.status = 'paid';

-- Rows of the demo city are at their first version: examples name it.
do $$
declare
    t text;
begin
    if (select fresh from demo_aid) then
        delete from aid_history where id::text like '01900000-0000-7000-8000-0000009%';
        foreach t in array array['aid', 'aid_budget', 'aid_payment_file'] loop
            execute format('alter table %1$I disable trigger user;
                            update %1$I set version = 1 where id::text like ''01900000-0000-7000-8000-0000009%%'';
                            alter table %1$I enable trigger user', t);
        end loop;
    end if;
end $$;

reset role;
