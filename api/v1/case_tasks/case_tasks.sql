-- The worklist of cases: every case that is open, by when its next step is due, with who has to take it.

-- name: case_tasks_list
-- order: due_on, id
select c.id, c.dong_code, c.resident_id, c.due_on, c.due_on < seoul_today() as overdue, case_task(c.status, c.plan, c.closing) as task,
       case when case_task(c.status, c.plan, c.closing) like 'approve%' then 'supervisor' else 'manager' end as done_by,
       c.status, c.manager_id, c.version, p.name as resident_name
  from unnest(:actor_dongs::text[]) d (code)
 cross join lateral (
       select * from welfare_case c
        where c.dong_code = d.code and c.due_on is not null
          and case_task(c.status, c.plan, c.closing) = :task                                    --? task
          and (case_task(c.status, c.plan, c.closing) like 'approve%') = (:done_by = 'supervisor') --? done_by
          and (c.due_on < seoul_today()) = :overdue                                             --? overdue
          and c.manager_id = :manager_id                                                        --? manager_id
        --page
       ) c
  left join resident p on p.id = c.resident_id
 order by c.due_on, c.id;
