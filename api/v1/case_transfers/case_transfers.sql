-- A case goes to another dong by offer and acceptance. Both sides see the offer, the other side answers it.

-- name: case_transfers_list
-- order: id
select t.id, t.case_id, t.resident_id, t.from_dong_code, t.to_dong_code, t.status, t.reason, t.answer_reason,
       t.answered_at, t.answered_by, t.version, t.created_at, t.created_by, t.updated_at, t.updated_by
  from case_transfer t
 where (t.from_dong_code = any(:actor_dongs) or t.to_dong_code = any(:actor_dongs))
   and t.status = :status                  --? status
   and t.case_id = :case_id                --? case_id
 order by t.id;

-- name: case_transfers_version
select version from case_transfer where id = :id and to_dong_code = any(:actor_dongs) for update;

-- name: case_transfers_create
with offered as (
    insert into case_transfer (id, case_id, resident_id, from_dong_code, to_dong_code, reason, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), c.id, c.resident_id, c.dong_code, :to_dong_code::text, normalize(:reason::text),
           :actor_id::uuid, :actor_id::uuid
      from welfare_case c
     where c.id = :case_id and c.dong_code = any(:actor_dongs)
    returning *
)
select t.id, t.case_id, t.resident_id, t.from_dong_code, t.to_dong_code, t.status, t.reason, t.answer_reason,
       t.answered_at, t.answered_by, t.version, t.created_at, t.created_by, t.updated_at, t.updated_by
  from offered t;

-- name: case_transfers_accept
with changed as (
    update case_transfer
       set version = version + 1
         , updated_by = :actor_id
         , status = 'accepted'
     where id = :id and to_dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select t.id, t.case_id, t.resident_id, t.from_dong_code, t.to_dong_code, t.status, t.reason, t.answer_reason,
       t.answered_at, t.answered_by, t.version, t.created_at, t.created_by, t.updated_at, t.updated_by
  from changed t;

-- name: case_transfers_refuse
with changed as (
    update case_transfer
       set version = version + 1
         , updated_by = :actor_id
         , status = 'refused'
         , answer_reason = normalize(:reason::text)
     where id = :id and to_dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select t.id, t.case_id, t.resident_id, t.from_dong_code, t.to_dong_code, t.status, t.reason, t.answer_reason,
       t.answered_at, t.answered_by, t.version, t.created_at, t.created_by, t.updated_at, t.updated_by
  from changed t;
