-- Follow-ups (DOMAIN.md 5).

-- name: follow_ups_list
-- order: due_on, id
select f.id, f.dong_code, f.visit_id, f.resident_id, f.what, f.due_on, f.owner_id, f.done_at, f.done_by, f.version, f.created_at,
       f.created_by, f.updated_at, f.updated_by, p.name as resident_name
  from unnest(:actor_dongs::text[]) d (code)
 cross join lateral (
       select * from follow_up f
        where f.dong_code = d.code
          and f.visit_id = :visit_id                 --? visit_id
          and f.owner_id = :owner_id                 --? owner_id
          and (f.done_at is not null) = :done        --? done
        --page
       ) f
  left join resident p on p.id = f.resident_id
 order by f.due_on, f.id;

-- name: follow_ups_get
select f.id, f.dong_code, f.visit_id, f.resident_id, f.what, f.due_on, f.owner_id, f.done_at, f.done_by, f.version, f.created_at,
       f.created_by, f.updated_at, f.updated_by, p.name as resident_name
  from follow_up f
  left join resident p on p.id = f.resident_id
 where f.id = :id and f.dong_code = any(:actor_dongs);

-- name: follow_ups_version
select version from follow_up where id = :id and dong_code = any(:actor_dongs) for update;

-- name: follow_ups_create
with made as (
    insert into follow_up (id, dong_code, visit_id, resident_id, what, due_on, owner_id, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), v.dong_code, v.id, v.resident_id, normalize(:what::text), :due_on::date,
           coalesce(:owner_id::uuid, :actor_id::uuid), :actor_id::uuid, :actor_id::uuid
      from visit v
     where v.id = :visit_id and v.dong_code = any(:actor_dongs)
    returning *
)
select f.id, f.dong_code, f.visit_id, f.resident_id, f.what, f.due_on, f.owner_id, f.done_at, f.done_by, f.version, f.created_at,
       f.created_by, f.updated_at, f.updated_by, p.name as resident_name
  from made f
  left join resident p on p.id = f.resident_id;

-- name: follow_ups_update
with changed as (
    update follow_up
       set version = version + 1
         , updated_by = :actor_id
         , what = normalize(:what::text)                                                 --? what
         , due_on = :due_on                                                              --? due_on
         , owner_id = :owner_id                                                          --? owner_id
         , done_at = case when :done then coalesce(done_at, now()) end                   --? done
         , done_by = case when :done then coalesce(done_by, :actor_id) end               --? done
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select f.id, f.dong_code, f.visit_id, f.resident_id, f.what, f.due_on, f.owner_id, f.done_at, f.done_by, f.version, f.created_at,
       f.created_by, f.updated_at, f.updated_by, p.name as resident_name
  from changed f
  left join resident p on p.id = f.resident_id;
