-- The ledger of a budget: what happened in its order, and how much each account took.

-- name: aid_entries_list
-- order: no
select e.id, e.budget_id, e.no, e.kind, e.aid_id, e.created_at, e.created_by,
       (select json_agg(json_build_object('account', p.account, 'amount', p.amount) order by p.amount) from aid_posting p
         where p.entry_id = e.id) as postings
  from aid_entry e
  join aid_budget b on b.id = e.budget_id
 where e.budget_id = :id and b.gu_code = :actor_gu
   and e.aid_id = :aid_id                        --? aid_id
 order by e.no;
