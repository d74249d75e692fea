-- Cases of the demo city: 01 to 08 and 25 to 26 discovered, 09 to 14 with a plan to approve, 15 to 20 with a closing to
-- approve, 21 assessed, 22 in service, 23 closed, 24 declined; 27 and 28 were written by the supervisor. Cases of other
-- dongs are offered to each of the three.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;
create temporary table demo_place on commit drop as
select * from (values (0, 0, '9911051000', 'a', '9911053000', '300'), (20, 100, '9911052000', 'b', '9911053000', '400'), (40, 200, '9914051000', 'c', '9914052000', '500'))
    p (first, at, dong_code, letter, from_dong, elsewhere);
create temporary table demo_case on commit drop as
select p.*, n, case when n between 15 and 20 or n = 28 then 12 else (n - 1) % 12 + 1 end as resident,
       case when n between 9 and 14 or n = 27 then 'conferenced' when n between 15 and 20 or n = 28 then 'monitoring' when n = 21 then 'assessed'
            when n = 22 then 'in_service' when n = 23 then 'closed' when n = 24 then 'declined' else 'discovered' end as status,
       pg_temp.demo(case when n in (27, 28) then '3' else '1' end || p.letter) as author
  from demo_place p, generate_series(1, 28) n
 where not exists (select from welfare_case where id = pg_temp.demo((960000 + p.at + n)::text));

insert into welfare_case (id, dong_code, resident_id, household_id, class, status, manager_id, summary, plan, plan_by, plan_at,
    plan_approved_by, plan_approved_at, closing, closing_by, closing_at, closed_by, closed_at, reason, intake_on, survey_due, classify_due,
    plan_due, due_on, created_by, updated_by)
select pg_temp.demo((960000 + d.at + d.n)::text), d.dong_code, r.id, r.household_id,
       case when d.status not in ('discovered', 'assessed', 'declined') then 'case_managed' end, d.status, pg_temp.demo('1' || d.letter),
       '실직 뒤 공과금이 밀림', x.plan, case when x.plan is not null then d.author end, case when x.plan is not null then now() end,
       case when x.approved then pg_temp.demo('3' || d.letter) end, case when x.approved then now() end,
       x.closing, case when x.closing is not null then d.author end, case when x.closing is not null then now() end,
       case when d.status = 'closed' then pg_temp.demo('3' || d.letter) end, case when d.status = 'closed' then now() end,
       case when d.status = 'declined' then '지원을 원하지 않음' end, day.intake, day.intake + 10, day.intake + 15, day.intake + 30,
       case when d.status in ('closed', 'declined') then null when d.status = 'discovered' then day.intake + 10
            when d.status = 'assessed' then day.intake + 15 when d.status = 'conferenced' then day.intake + 30 else seoul_today() + 30 end,
       pg_temp.demo('1' || d.letter), pg_temp.demo('1' || d.letter)
  from demo_case d
  join resident r on r.id = pg_temp.demo((100000 + d.first + d.resident)::text)
 cross join lateral (select seoul_today() - d.n as intake) day
 cross join lateral (select case when d.status in ('conferenced', 'monitoring', 'in_service', 'closed') then '주 1회 방문, 긴급지원 연계' end as plan,
       d.status in ('monitoring', 'in_service', 'closed') and d.n <> 27 as approved,
       case when d.status in ('monitoring', 'closed') then '생계가 안정되어 종결함' end as closing) x
 where d.n <> 28;
-- The supervisor's own closing, of a plan that the officer wrote.
insert into welfare_case (id, dong_code, resident_id, household_id, class, status, manager_id, summary, plan, plan_by, plan_at,
    plan_approved_by, plan_approved_at, closing, closing_by, closing_at, intake_on, survey_due, classify_due, plan_due, due_on, created_by, updated_by)
select pg_temp.demo((960000 + d.at + 28)::text), c.dong_code, c.resident_id, c.household_id, c.class, c.status, c.manager_id, c.summary, c.plan,
       c.plan_by, c.plan_at, c.plan_approved_by, c.plan_approved_at, c.closing, d.author, c.closing_at, c.intake_on, c.survey_due, c.classify_due,
       c.plan_due, c.due_on, c.created_by, c.updated_by
  from demo_case d join welfare_case c on c.id = pg_temp.demo((960015 + d.at)::text)
 where d.n = 28;

insert into case_need (id, case_id, kind, description, goals, result, created_by, updated_by)
select pg_temp.demo((962000 + d.at + d.n)::text), pg_temp.demo((960000 + d.at + d.n)::text), 'income', '소득이 끊김', array['소득 회복'],
       case when d.status in ('monitoring', 'closed') then 'solved' end, pg_temp.demo('1' || d.letter), pg_temp.demo('1' || d.letter)
  from demo_case d where d.status not in ('discovered', 'declined');
insert into case_action (id, need_id, what, staff_id, due_on, created_by, updated_by)
select pg_temp.demo((963000 + d.at + d.n)::text), pg_temp.demo((962000 + d.at + d.n)::text), '긴급지원 신청을 도움', pg_temp.demo('1' || d.letter),
       seoul_today() + 7, pg_temp.demo('1' || d.letter), pg_temp.demo('1' || d.letter)
  from demo_case d where d.status not in ('discovered', 'declined');
insert into case_conference (id, case_id, held_on, attendees, minutes, created_by)
select pg_temp.demo((964000 + d.at + d.n)::text), pg_temp.demo((960000 + d.at + d.n)::text), seoul_today(), array['김서연', '이지은'],
       '사례관리 대상으로 결정함', pg_temp.demo('1' || d.letter)
  from demo_case d where d.status not in ('discovered', 'declined', 'assessed');

-- Residents who moved here while their cases are still elsewhere; the twentieth offer was refused.
insert into welfare_case (id, dong_code, resident_id, household_id, status, summary, intake_on, survey_due, classify_due, plan_due, due_on, created_by, updated_by)
select pg_temp.demo((960000 + p.elsewhere::integer + n)::text), p.from_dong, r.id, r.household_id, 'discovered', '이사 온 가구', seoul_today(), seoul_today() + 10,
       seoul_today() + 15, seoul_today() + 30, seoul_today() + 10, pg_temp.demo('1d'), pg_temp.demo('1d')
  from demo_place p
 cross join generate_series(1, 20) n
  join resident r on r.id = pg_temp.demo((100001 + p.first + (n - 1) % 12)::text)
 where not exists (select from welfare_case where id = pg_temp.demo((960000 + p.elsewhere::integer + n)::text));
insert into case_transfer (id, case_id, resident_id, from_dong_code, to_dong_code, status, reason, answer_reason, answered_at, answered_by, created_by, updated_by)
select pg_temp.demo((961000 + p.at + n)::text), c.id, c.resident_id, p.from_dong, p.dong_code, case n when 20 then 'refused' else 'offered' end, '이사하여 관할이 바뀜',
       case n when 20 then '실제 거주지가 다름' end, case n when 20 then now() end, case n when 20 then pg_temp.demo('3' || p.letter) end, pg_temp.demo('1d'), pg_temp.demo('1d')
  from demo_place p
 cross join generate_series(1, 20) n
  join welfare_case c on true
 where c.id = pg_temp.demo((960000 + p.elsewhere::integer + n)::text)
   and not exists (select from case_transfer where id = pg_temp.demo((961000 + p.at + n)::text));

reset role;
