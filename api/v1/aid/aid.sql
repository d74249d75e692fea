-- Emergency aid (DOMAIN.md 8). Ceilings, turns, limits, budgets and what a step does are in sql/functions/aid.sql.

-- name: aid_list
-- order: id
select a.id, a.dong_code, a.resident_id, a.household_id, a.household_size, a.fiscal_year, a.kind, a.turn, a.extra, a.amount, a.ceiling,
       a.approved_amount, a.status, a.reason, a.exception_reason, a.exceptions, a.payee_name, a.payee_bank,
       right(a.payee_account, 4) as payee_account_end, a.budget_id, a.decided_at, a.decided_by, a.decision_note, a.paid_on,
       a.payment_failure, a.reversed_at, a.reversed_by, a.reversal_reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, a.resident_name
  from unnest(:actor_dongs::text[]
              || dongs_before(:resident_id, :actor_dongs)   --? resident_id
             ) d (code)
 cross join lateral (
       select a.*, p.name as resident_name
         from aid a
         join resident p on p.id = a.resident_id -- not of who moved away
        where a.dong_code = d.code
          and a.status = :status                 --? status
          and a.kind = :kind                     --? kind
          and a.resident_id = :resident_id       --? resident_id
          and a.household_id = :household_id     --? household_id
          and a.fiscal_year = :fiscal_year       --? fiscal_year
        --page
       ) a
 order by a.id;

-- name: aid_get
select a.id, a.dong_code, a.resident_id, a.household_id, a.household_size, a.fiscal_year, a.kind, a.turn, a.extra, a.amount, a.ceiling,
       a.approved_amount, a.status, a.reason, a.exception_reason, a.exceptions, a.payee_name, a.payee_bank,
       right(a.payee_account, 4) as payee_account_end, a.budget_id, a.decided_at, a.decided_by, a.decision_note, a.paid_on,
       a.payment_failure, a.reversed_at, a.reversed_by, a.reversal_reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, p.name as resident_name
  from aid a
  join resident p on p.id = a.resident_id
 where a.id = :id and (a.dong_code = any(:actor_dongs) or resident_in_dongs(a.resident_id, :actor_dongs));

-- name: aid_version
select version from aid where id = :id and dong_code = any(:actor_dongs) for update;

-- name: aid_create
with asked as (
    insert into aid (id, dong_code, resident_id, kind, amount, reason, exception_reason, payee_name, payee_bank, payee_account,
                     created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), r.dong_code, r.id, :kind::text, :amount::bigint, normalize(:reason::text),
           normalize(:exception_reason::text), normalize(:payee_name::text), :payee_bank::text, :payee_account::text,
           :actor_id::uuid, :actor_id::uuid
      from resident r
     where r.id = :resident_id and r.dong_code = any(:actor_dongs)
    returning *
)
select a.id, a.dong_code, a.resident_id, a.household_id, a.household_size, a.fiscal_year, a.kind, a.turn, a.extra, a.amount, a.ceiling,
       a.approved_amount, a.status, a.reason, a.exception_reason, a.exceptions, a.payee_name, a.payee_bank,
       right(a.payee_account, 4) as payee_account_end, a.budget_id, a.decided_at, a.decided_by, a.decision_note, a.paid_on,
       a.payment_failure, a.reversed_at, a.reversed_by, a.reversal_reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, p.name as resident_name
  from asked a
  join resident p on p.id = a.resident_id;

-- name: aid_approve
with changed as (
    update aid
       set version = version + 1
         , updated_by = :actor_id
         , status = 'approved'
         , approved_amount = :amount::bigint
         , decision_note = normalize(:note::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select a.id, a.dong_code, a.resident_id, a.household_id, a.household_size, a.fiscal_year, a.kind, a.turn, a.extra, a.amount, a.ceiling,
       a.approved_amount, a.status, a.reason, a.exception_reason, a.exceptions, a.payee_name, a.payee_bank,
       right(a.payee_account, 4) as payee_account_end, a.budget_id, a.decided_at, a.decided_by, a.decision_note, a.paid_on,
       a.payment_failure, a.reversed_at, a.reversed_by, a.reversal_reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, p.name as resident_name
  from changed a
  join resident p on p.id = a.resident_id;

-- name: aid_reject
with changed as (
    update aid
       set version = version + 1
         , updated_by = :actor_id
         , status = 'rejected'
         , decision_note = normalize(:note::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select a.id, a.dong_code, a.resident_id, a.household_id, a.household_size, a.fiscal_year, a.kind, a.turn, a.extra, a.amount, a.ceiling,
       a.approved_amount, a.status, a.reason, a.exception_reason, a.exceptions, a.payee_name, a.payee_bank,
       right(a.payee_account, 4) as payee_account_end, a.budget_id, a.decided_at, a.decided_by, a.decision_note, a.paid_on,
       a.payment_failure, a.reversed_at, a.reversed_by, a.reversal_reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, p.name as resident_name
  from changed a
  join resident p on p.id = a.resident_id;

-- name: aid_reverse
with changed as (
    update aid
       set version = version + 1
         , updated_by = :actor_id
         , status = 'reversed'
         , reversal_reason = normalize(:reason::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select a.id, a.dong_code, a.resident_id, a.household_id, a.household_size, a.fiscal_year, a.kind, a.turn, a.extra, a.amount, a.ceiling,
       a.approved_amount, a.status, a.reason, a.exception_reason, a.exceptions, a.payee_name, a.payee_bank,
       right(a.payee_account, 4) as payee_account_end, a.budget_id, a.decided_at, a.decided_by, a.decision_note, a.paid_on,
       a.payment_failure, a.reversed_at, a.reversed_by, a.reversal_reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, p.name as resident_name
  from changed a
  join resident p on p.id = a.resident_id;
