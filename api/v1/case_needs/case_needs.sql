-- Needs of cases, with their goals and results.

-- name: case_needs_list
-- order: id
select n.id, n.case_id, n.kind, n.description, n.goals, n.result, n.result_reason, n.version, n.created_at,
       n.created_by, n.updated_at, n.updated_by, c.dong_code, c.resident_id
  from case_need n
  join welfare_case c on c.id = n.case_id
 where (c.dong_code = any(:actor_dongs)
        or n.case_id = :case_id and resident_in_dongs(c.resident_id, :actor_dongs)     --? case_id
       )
   and n.case_id = :case_id                --? case_id
 order by n.id;

-- name: case_needs_version
select n.version from case_need n join welfare_case c on c.id = n.case_id
 where n.id = :id and c.dong_code = any(:actor_dongs) for update of n;

-- name: case_needs_create
with named as (
    insert into case_need (id, case_id, kind, description, goals, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), c.id, :kind::text, normalize(:description::text),
           coalesce(:goals::text[], '{}'), :actor_id::uuid, :actor_id::uuid
      from welfare_case c
     where c.id = :case_id and c.dong_code = any(:actor_dongs)
    returning *
)
select n.id, n.case_id, n.kind, n.description, n.goals, n.result, n.result_reason, n.version, n.created_at,
       n.created_by, n.updated_at, n.updated_by, c.dong_code, c.resident_id
  from named n
  join welfare_case c on c.id = n.case_id;

-- name: case_needs_update
with changed as (
    update case_need n
       set version = n.version + 1
         , updated_by = :actor_id
         , goals = :goals                                 --? goals
         , result = :result                               --? result
         , result_reason = normalize(:result_reason::text) --? result_reason
      from welfare_case c
     where n.id = :id and c.id = n.case_id and c.dong_code = any(:actor_dongs) and n.version = :if_match
    returning n.*
)
select n.id, n.case_id, n.kind, n.description, n.goals, n.result, n.result_reason, n.version, n.created_at,
       n.created_by, n.updated_at, n.updated_by, c.dong_code, c.resident_id
  from changed n
  join welfare_case c on c.id = n.case_id;
