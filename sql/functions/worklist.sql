-- The worklist (DOMAIN.md 5 to 9): whatever waits for somebody, from every part of the service, as one list. What a role
-- may not see its policies leave out: the view reads with the rights of who asks. One branch is one kind of work.
set local role chatdong_owner;
set local search_path = chatdong;

-- The last instant of a day in Seoul.
create or replace function end_of_day(day date) returns timestamptz language sql stable parallel safe as $$
    select (day + 1)::timestamp at time zone 'Asia/Seoul'
$$;

-- `roles`: for whom; `owner_ids`: whose, nobody's is everybody's; `not_for`: whose own application it is.
create or replace view work_item with (security_invoker = true) as
select v.id, v.dong_code, v.resident_id,
       case when v.status = 'checked_in' then 'check_out_overdue' when v.staff_id is null then 'visit_unassigned'
            when v.planned_end <= now() then 'visit_overdue' else 'visit_today' end as kind,
       v.program as task, array_remove(v.staff_id || v.team, null) as owner_ids, null::uuid as not_for,
       array['officer', 'nurse', 'supervisor'] as roles,
       case when v.status = 'checked_in' then v.expected_end else v.planned_start end as due_at, v.updated_at as since
  from visit v
 where v.status = 'planned' and (v.staff_id is null or v.planned_start < end_of_day(seoul_today()))
    or v.status = 'checked_in' and v.expected_end <= now()
union all
select f.id, f.dong_code, f.resident_id, 'follow_up', null, array[f.owner_id], null, array['officer', 'nurse', 'supervisor'],
       end_of_day(f.due_on), f.created_at
  from follow_up f where f.done_at is null
union all
select d.id, d.dong_code, d.resident_id, 'first_visit', d.kind, '{}', null, array['officer', 'nurse', 'supervisor'],
       end_of_day(d.due_on), d.created_at
  from discovery d
 -- What is older than a quarter is a matter of the list of discoveries.
 where d.withdrawn_at is null and d.due_on >= seoul_today() - 90
   and not exists (select from discovery_begun(d.resident_id, d.household_id, d.found_on))
union all
-- Nobody has planned it. One whose days are over is here for a quarter, and only until the next one of its enrolment
-- opens: whoever goes then settles that one, and what was missed is a matter of coverage. It waits since its window
-- opened, or since it was given back: it moved here, its visit was cancelled.
select d.id, d.dong_code, d.resident_id, 'due_visit', d.program, '{}', null, array['officer', 'nurse', 'supervisor'],
       end_of_day(d.due_on), greatest(end_of_day(d.opens_on - 1), d.updated_at)
  from due_visit d
 where d.outcome is null and d.visit_id is null and d.opens_on <= seoul_today() and d.due_on >= seoul_today() - 90
   and (d.due_on >= seoul_today()
        or not exists (select from due_visit n where n.enrolment_id = d.enrolment_id and n.opens_on > d.opens_on and n.opens_on <= seoul_today()))
union all
select a.id, a.dong_code, a.resident_id, 'alert', a.kind, '{}', null, array['nurse', 'supervisor'], a.raised_at, a.raised_at
  from alert a where a.status = 'open'
union all
select s.id, s.dong_code, s.resident_id, 'signal', s.kind, '{}', null, array['officer', 'supervisor'],
       end_of_day(s.due_on), s.received_at
  from signal s where s.outcome is null and s.dong_code is not null
union all
select c.id, c.dong_code, c.resident_id, 'case_step', t.task, array_remove(array[c.manager_id], null), null,
       array['officer', 'nurse', 'supervisor'], end_of_day(c.due_on), c.updated_at
  from welfare_case c cross join lateral (select case_task(c.status, c.plan, c.closing) as task) t
 where c.due_on <= seoul_today() and t.task not like 'approve%'
union all
select c.id, c.dong_code, c.resident_id, 'case_approval', t.task, '{}',
       case t.task when 'approve_plan' then c.plan_by else c.closing_by end, array['supervisor', 'district_admin'],
       end_of_day(c.due_on), c.updated_at
  from welfare_case c cross join lateral (select case_task(c.status, c.plan, c.closing) as task) t
 where c.due_on is not null and t.task like 'approve%'
union all
select t.id, t.to_dong_code, t.resident_id, 'case_transfer', null, '{}', null, array['supervisor'], t.created_at, t.created_at
  from case_transfer t where t.status = 'offered'
union all
select r.id, r.dong_code, r.resident_id, 'referral', referral_task(r.status), array[r.created_by], null,
       array['officer', 'nurse', 'supervisor'], r.due_at, r.updated_at
  from referral r where r.status <> 'closed' and (r.status = 'requested' or r.due_at <= now())
union all
select a.id, a.dong_code, a.resident_id, 'aid_approval', a.kind, '{}', a.created_by,
       case when a.exception_reason is null
                 and a.amount <= (select max(l.amount) from aid_limit l
                                   where l.role = 'supervisor' and daterange(l.valid_from, l.valid_to) @> seoul_today())
            then array['supervisor', 'district_admin'] else array['district_admin'] end,
       a.created_at, a.created_at
  from aid a where a.status = 'applied';
grant select on work_item to chatdong_api;

reset role;
