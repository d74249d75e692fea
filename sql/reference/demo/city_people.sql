-- The demo city's people beyond those who sign in: dong D gets its own, somebody is on leave, the dongs
-- are cut into patches (햇살동 twice: the first cut is history), and there is something to count.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;

insert into staff (id, gu_code, dong_codes, role, job, name, office_phone, hired_on)
select pg_temp.demo(s.suffix), left(s.dong, 5), array[s.dong], s.role, s.job, s.name, s.phone, s.hired
  from (values
    ('7a', '9911051000', 'officer', 'neighborhood_officer', '배수지', '+82255501017', date '2016-07-01'),
    ('1d', '9911053000', 'officer', 'welfare_planner', '홍유진', '+82255503011', '2016-07-01'),
    ('2d', '9911053000', 'nurse', null, '노은지', '+82255503012', '2016-07-01'),
    ('3d', '9911053000', 'supervisor', null, '백승호', '+82255503001', '2010-02-01'),
    ('5d', '9911053000', 'officer', 'neighborhood_officer', '양지원', '+82255503015', '2016-07-01')
  ) s (suffix, dong, role, job, name, phone, hired)
on conflict do nothing;
-- 5a is away for long and 5b stands in; a leave of 6a was called off; two more are to come.
insert into staff_leave (id, staff_id, substitute_id, starts_on, ends_on, cancelled, created_by, updated_by)
select pg_temp.demo(l.id), pg_temp.demo(l.away), pg_temp.demo(l.substitute), seoul_today() + l.first, seoul_today() + l.last,
       l.cancelled, pg_temp.demo(l.lead), pg_temp.demo(l.lead)
  from (values ('710001', '5a', '5b', -2, 180, false, '3a'), ('710002', '6a', '2a', 20, 24, true, '3a'),
               ('710021', '6b', '2b', 30, 34, false, '3b'), ('710041', '6c', '2c', 30, 34, false, '3c'))
       l (id, away, substitute, first, last, cancelled, lead)
on conflict do nothing;

insert into staffing_record (id, gu_code, dong_code, job, heads, starts_on, source, created_by, updated_by)
select pg_temp.demo(r.id), left(r.dong, 5), r.dong, r.job, r.heads, r.since, '가상 인력 현황', pg_temp.demo(r.lead), pg_temp.demo(r.lead)
  from (values ('720001', '9911051000', 'social_worker', 5, date '2015-07-01', '4a'),
               ('720002', '9911051000', 'project_expert', 1, '2015-07-01', '4a'),
               ('720021', '9911052000', 'social_worker', 4, '2015-07-01', '4a'),
               ('720041', '9914051000', 'social_worker', 3, '2016-07-01', '4c'),
               ('720042', '9914051000', 'enterprise_expert', 1, '2016-07-01', '4c')) r (id, dong, job, heads, since, lead)
on conflict do nothing;

insert into recipient_count (id, gu_code, dong_code, as_of, recipients, created_by, updated_by)
select pg_temp.demo(r.id), left(r.dong, 5), r.dong, r.day, r.recipients, pg_temp.demo(r.lead), pg_temp.demo(r.lead)
  from (values ('730001', '9911051000', date '2015-07-01', 1020, '4a'), ('730002', '9911051000', '2016-07-01', 690, '4a'),
               ('730021', '9911052000', '2016-07-01', 580, '4a'), ('730041', '9914051000', '2016-07-01', 504, '4c'))
       r (id, dong, day, recipients, lead)
on conflict do nothing;

insert into patch (id, dong_code, name, officer_id, planner_id, nurse_id, during, created_by, updated_by)
select pg_temp.demo(p.id), p.dong, p.name, pg_temp.demo(p.officer), pg_temp.demo(p.planner), pg_temp.demo(p.nurse), p.during::daterange,
       pg_temp.demo(p.lead), pg_temp.demo(p.lead)
  from (values
    ('740001', '9911051000', '햇살동 전체', '5a', null, null, '[2016-07-01,2024-01-01)', '3a'),
    ('740002', '9911051000', '햇살 1구역', '5a', '1a', '2a', '[2024-01-01,)', '3a'),
    ('740003', '9911051000', '햇살 2구역', '7a', '1a', '6a', '[2024-01-01,)', '3a'),
    ('740021', '9911052000', '달빛동 전체', '5b', null, null, '[2016-07-01,)', '3b'),
    ('740041', '9914051000', '은하동 전체', '5c', null, null, '[2016-07-01,)', '3c'),
    ('740061', '9911053000', '별빛동 전체', '5d', null, null, '[2016-07-01,)', '3d')
  ) p (id, dong, name, officer, planner, nurse, during, lead)
on conflict do nothing;

-- Of patches that nobody has cut since. 이음로 is left open: a gap.
insert into patch_rule (id, patch_id, dong_code, during, kind, road_name, legal_code, numbers, sides)
select pg_temp.demo(r.id), p.id, p.dong_code, p.during, r.kind, r.road, r.legal, r.numbers::int4range, r.sides::int4range
  from (values
    ('750001', '740001', 'legal_dong', null, '9911010100', '(,)', '[0,2)'),
    ('750002', '740002', 'road', '햇살로', null, '[1,)', '[1,2)'),
    ('750003', '740002', 'lot', null, '9911010100', '[1,50)', '[0,1)'),
    ('750004', '740003', 'road', '햇살로', null, '[1,)', '[0,1)'),
    ('750005', '740003', 'lot', null, '9911010100', '[100,)', '[0,1)'),
    ('750021', '740021', 'legal_dong', null, '9911010200', '(,)', '[0,2)'),
    ('750041', '740041', 'legal_dong', null, '9914010100', '(,)', '[0,2)'),
    ('750061', '740061', 'legal_dong', null, '9911010300', '(,)', '[0,2)')
  ) r (id, patch, kind, road, legal, numbers, sides)
  join patch p on p.id = pg_temp.demo(r.patch) and p.version = 1
on conflict do nothing;

reset role;
