-- Discoveries, counseling and benefit applications of the demo city: made up, the same in dongs A, B and C.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;
create temporary table demo_place on commit drop as
select * from (values (0, '9911051000', 'a'), (20, '9911052000', 'b'), (40, '9914051000', 'c')) p (first, dong_code, letter);

-- 01 waits too long, 02 was found today, 03 was visited in time, 04 was withdrawn, 05 was visited late, more wait.
insert into discovery (id, dong_code, resident_id, household_id, path, kind, found_on, due_on, need, withdrawn_at, withdrawn_by,
                       withdrawal_reason, created_by, updated_by)
select pg_temp.demo((610000 + p.first + d.n)::text), p.dong_code, pg_temp.demo((100000 + p.first + d.resident)::text),
       pg_temp.demo((200000 + p.first + d.resident)::text), d.path, d.kind, seoul_today() - d.ago, seoul_today() + 1, d.need,
       case when d.n = 4 then now() end, case when d.n = 4 then pg_temp.demo('1' || p.letter) end,
       case when d.n = 4 then '동명이인으로 잘못 등록함' end, pg_temp.demo('1' || p.letter), pg_temp.demo('1' || p.letter)
  from demo_place p, (values
    (1, 6, 'community_leader', 'poor_family', 20, '통장이 우편물이 쌓인 집을 알려 옴'),
    (2, 7, 'visiting_nurse', 'senior_health', 0, '혈압약을 끊은 지 한 달이 됨'),
    (3, 10, 'neighbor', 'senior_health', 1, '며칠째 보이지 않는다는 이웃의 걱정'),
    (4, 8, 'institution', 'poor_family', 3, '복지관에서 알려 옴'),
    (5, 12, 'signal', 'poor_family', 60, '전기 요금이 석 달 밀림'),
    (6, 1, 'officer_round', 'poor_family', 5, '순찰 중 난방이 꺼진 집을 봄'),
    (7, 2, 'self', 'poor_family', 4, '실직 후 월세를 내지 못함'),
    (8, 3, 'signal', 'poor_family', 4, '건강보험료가 여섯 달 밀림'),
    (9, 4, 'neighbor', 'senior_health', 2, '계단에서 넘어지신 뒤 나오지 않음'),
    (10, 9, 'institution', 'senior_health', 1, '병원 사회복지사가 퇴원을 알려 옴')
  ) d (n, resident, path, kind, ago, need)
on conflict do nothing;

insert into counseling_record (id, dong_code, resident_id, household_id, visit_id, held_on, channel, topic, asked, answered, created_by, updated_by)
select pg_temp.demo((620000 + p.first + c.n)::text), p.dong_code, pg_temp.demo((100000 + p.first + c.resident)::text),
       pg_temp.demo((200000 + p.first + c.resident)::text), case when c.n = 1 then pg_temp.demo((300012 + p.first)::text) end,
       seoul_today() - c.ago, c.channel, c.topic, c.asked, c.answered, pg_temp.demo('1' || p.letter), pg_temp.demo('1' || p.letter)
  from demo_place p, (values
    (1, 12, 30, 'home', 'income', '생활비를 도움 받을 수 있는지', '생계급여와 긴급복지를 안내함'),
    (2, 3, 10, 'phone', 'housing', '월세가 밀려 쫓겨날까 걱정됨', null),
    (3, 4, 5, 'office', 'care', '혼자 씻기 어려움', '장기요양 등급 신청을 안내함'),
    (4, 9, 1, 'office', 'legal', '체류 자격 서류를 모르겠음', null)
  ) c (n, resident, ago, channel, topic, asked, answered)
on conflict do nothing;

-- 01 to 06 were asked for, 07 to 12 applied, then one of each end.
insert into benefit_application (id, dong_code, resident_id, household_id, counseling_id, benefit, asked, status, asked_on, applied_on,
                                 decided_on, reason, created_by, updated_by)
select pg_temp.demo((630000 + p.first + n)::text), p.dong_code, pg_temp.demo((100000 + p.first + r.resident)::text),
       pg_temp.demo((200000 + p.first + r.resident)::text), case when r.resident = 12 then pg_temp.demo((620001 + p.first)::text) end,
       (array['livelihood', 'housing', 'basic_pension', 'long_term_care'])[1 + n % 4], '생활이 어려워 도움을 청함', s.status, seoul_today() - 25,
       case when s.status in ('applied', 'granted', 'refused') then seoul_today() - 20 end,
       case when s.status in ('granted', 'refused') then seoul_today() - 2 end,
       case s.status when 'refused' then '소득인정액이 기준을 넘음' when 'withdrawn' then '가족과 상의한 뒤 그만둠' end,
       pg_temp.demo('1' || p.letter), pg_temp.demo('1' || p.letter)
  from demo_place p, generate_series(1, 15) n,
       lateral (select case when n <= 6 then 'asked' when n <= 12 then 'applied' when n = 13 then 'granted' when n = 14 then 'refused'
                            else 'withdrawn' end as status) s,
       lateral (select 1 + (n + 10) % 12 as resident) r
on conflict do nothing;

reset role;
