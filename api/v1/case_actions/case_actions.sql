-- Actions for the needs of cases: by own staff or by a partner.

-- name: case_actions_list
-- order: id
select a.id, a.need_id, a.what, a.staff_id, a.partner_id, a.due_on, a.done_on, a.outcome, a.version, a.created_at,
       a.created_by, a.updated_at, a.updated_by,
       n.case_id, c.dong_code, c.resident_id
  from case_action a
  join case_need n on n.id = a.need_id
  join welfare_case c on c.id = n.case_id
 where (c.dong_code = any(:actor_dongs)
        or n.case_id = :case_id and resident_in_dongs(c.resident_id, :actor_dongs)     --? case_id
       )
   and n.case_id = :case_id                --? case_id
   and a.need_id = :need_id                --? need_id
 order by a.id;

-- name: case_actions_version
select a.version from case_action a join case_need n on n.id = a.need_id join welfare_case c on c.id = n.case_id
 where a.id = :id and c.dong_code = any(:actor_dongs) for update of a;

-- name: case_actions_create
with planned as (
    insert into case_action (id, need_id, what, staff_id, partner_id, due_on, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), n.id, normalize(:what::text), :staff_id::uuid, :partner_id::uuid, :due_on::date,
           :actor_id::uuid, :actor_id::uuid
      from case_need n
      join welfare_case c on c.id = n.case_id
     where n.id = :need_id and c.dong_code = any(:actor_dongs)
    returning *
)
select a.id, a.need_id, a.what, a.staff_id, a.partner_id, a.due_on, a.done_on, a.outcome, a.version, a.created_at,
       a.created_by, a.updated_at, a.updated_by,
       n.case_id, c.dong_code, c.resident_id
  from planned a
  join case_need n on n.id = a.need_id
  join welfare_case c on c.id = n.case_id;

-- name: case_actions_update
with changed as (
    update case_action a
       set version = a.version + 1
         , updated_by = :actor_id
         , due_on = :due_on                          --? due_on
         , done_on = :done_on                        --? done_on
         , outcome = normalize(:outcome::text)       --? outcome
      from case_need n, welfare_case c
     where a.id = :id and n.id = a.need_id and c.id = n.case_id and c.dong_code = any(:actor_dongs) and a.version = :if_match
    returning a.*
)
select a.id, a.need_id, a.what, a.staff_id, a.partner_id, a.due_on, a.done_on, a.outcome, a.version, a.created_at,
       a.created_by, a.updated_at, a.updated_by,
       n.case_id, c.dong_code, c.resident_id
  from changed a
  join case_need n on n.id = a.need_id
  join welfare_case c on c.id = n.case_id;
