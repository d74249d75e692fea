-- The worklist of referrals: everything that is not closed, by when somebody has to do something.

-- name: referral_tasks_list
-- order: due_at, id
select r.id, r.dong_code, r.resident_id, r.due_at, r.due_at <= now() as overdue,
       referral_task(r.status) as task, r.status, r.urgency, r.need, r.partner_id, r.service_id,
       referral_open_fields(r.status, r.fields, r.resident_id, r.partner_id) as open_fields, r.version,
       r.resident_name, i.name as partner_name, i.phones as partner_phones, s.name as service_name,
       array(select m.kind from referral_reminder m where m.referral_id = r.id order by m.created_at, m.kind) as reminders
  from unnest(:actor_dongs::text[]) d (code)
 cross join lateral (
       select r.*, p.name as resident_name
         from referral r
         join resident p on p.id = r.resident_id -- not of who moved away
        where r.dong_code = d.code and r.status <> 'closed'
          and referral_task(r.status) = :task         --? task
          and (r.due_at <= now()) = :overdue          --? overdue
        --page
       ) r
  join partner i on i.id = r.partner_id
  join partner_service s on s.id = r.service_id
 order by r.due_at, r.id;
