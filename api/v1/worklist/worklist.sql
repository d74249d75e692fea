-- The worklist: view work_item (sql/functions/worklist.sql) says what waits, this says for whom.

-- name: worklist_list
-- order: due_at, id
select w.id, w.kind, w.dong_code, w.resident_id, p.name as resident_name, w.task, w.owner_ids, w.due_at, w.due_at <= now() as overdue, w.since
  from (select w.*
          from unnest(:actor_dongs::text[]) d (code)
         cross join lateral (
               select * from work_item w
                where w.dong_code = d.code
                  and :actor_role::text = any (w.roles) and w.not_for is distinct from :actor_id
                  and (w.owner_ids = '{}' or :actor_role::text in ('supervisor', 'district_admin') or :actor_id = any (w.owner_ids))
                  and w.kind = :kind                         --? kind
                  and (w.due_at <= now()) = :overdue         --? overdue
                  and (:actor_id = any (w.owner_ids)) = :mine --? mine
                --page
               ) w
         order by w.due_at, w.id) w
  left join resident p on p.id = w.resident_id
 order by w.due_at, w.id;
