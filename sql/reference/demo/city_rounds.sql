-- The demo city's next rounds: one that takes applications, some closed, one about to start, a draft;
-- and the dongs that have not joined yet.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;

insert into dong (code, gu_code, name, name_official, name_en, valid_from) values
    ('9911055000', '99110', '물빛동', '물빛동', 'Mulbit-dong', '1998-11-01'),
    ('9911056000', '99110', '솔빛동', '솔빛동', 'Solbit-dong', '1998-11-01'),
    ('9911057000', '99110', '돌샘동', '돌샘동', 'Dolsaem-dong', '2008-01-01'),
    ('9911058000', '99110', '샘빛동', '샘빛동', 'Saembit-dong', '2008-01-01'),
    ('9914054000', '99140', '금하동', '금하동', 'Geumha-dong', '2008-01-01')
on conflict do nothing;
select dong_alias_renew();

insert into center (id, dong_code, name, address, phone, opening_hours)
select pg_temp.demo(c.suffix), c.dong, d.name || '주민센터', c.address, c.phone, '월-금 09:00-18:00'
  from (values
    ('400005', '9911054000', '서울특별시 가람구 꽃빛로 1', '+82255505000'),
    ('400006', '9911055000', '서울특별시 가람구 물빛로 1', '+82255506000'),
    ('400007', '9911056000', '서울특별시 가람구 솔빛로 1', '+82255507000'),
    ('400008', '9911058000', '서울특별시 가람구 샘빛로 1', '+82255508000'),
    ('400009', '9914052000', '서울특별시 나래구 반달로 1', '+82255509000'),
    ('400010', '9914053000', '서울특별시 나래구 샛별로 1', '+82255509500')
  ) c (suffix, dong, address, phone) join dong d on d.code = c.dong
on conflict do nothing;

-- Days relative to the day of loading, so that the open round is open.
insert into program_round (id, number, name, call, status, opens_on, closes_on, starts_on, places)
select pg_temp.demo(r.suffix), r.number, r.number || '단계', '찾아가는 동주민센터 ' || r.number || '단계에 함께할 동을 찾습니다.', r.status,
       today.day + r.opens, today.day + r.closes, today.day + r.starts, 10
  from (values ((now() at time zone 'Asia/Seoul')::date)) today (day),
       (values ('410003', 3, 'selected', -200, -170, -1), ('410004', 4, 'closed', -100, -40, 30), ('410005', 5, 'closed', -60, -20, 60),
               ('410006', 6, 'open', -10, 60, 120), ('410007', 7, 'draft', 60, 90, 180), ('410008', 8, 'closed', -60, -20, 60),
               ('410009', 9, 'open', -5, 60, 120), ('410010', 10, 'closed', -60, -20, 90)) r (suffix, number, status, opens, closes, starts)
on conflict do nothing;

insert into round_application (id, round_id, dong_code, status, statement, created_by, updated_by)
select pg_temp.demo(a.suffix), pg_temp.demo(a.round), a.dong, a.status, d.name || '은 홀로 사는 어르신이 많아 먼저 찾아가려 합니다.',
       pg_temp.demo(case when d.gu_code = '99110' then '4a' else '4c' end), pg_temp.demo(case when d.gu_code = '99110' then '4a' else '4c' end)
  from (values
    ('420001', '410003', '9911058000', 'selected'), ('420002', '410004', '9911055000', 'submitted'),
    ('420003', '410004', '9911056000', 'submitted'), ('420004', '410005', '9911055000', 'submitted'),
    ('420005', '410005', '9911056000', 'submitted'), ('420006', '410004', '9914053000', 'submitted'),
    ('420011', '410001', '9911051000', 'selected'), ('420012', '410001', '9911052000', 'selected'),
    ('420013', '410002', '9911053000', 'selected'), ('420014', '410002', '9914051000', 'selected'),
    ('420007', '410010', '9911055000', 'submitted'), ('420008', '410010', '9911056000', 'submitted')
  ) a (suffix, round, dong, status) join dong d on d.code = a.dong
on conflict do nothing;

reset role;
