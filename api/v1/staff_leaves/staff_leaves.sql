-- Leave and who stands in (DOMAIN.md 3). That leaves do not overlap and that a substitute is there
-- are constraints of staff_leave_duty; who may be one says sql/functions/staff.sql.

-- name: staff_leaves_list
-- order: starts_on, id
select l.id, l.staff_id, l.substitute_id, l.starts_on, l.ends_on, l.cancelled, l.version, l.created_at, l.created_by,
       l.updated_at, l.updated_by
  from staff_leave l
  left join staff s on s.id = l.staff_id
 where (s.dong_codes && :actor_dongs or s.gu_code = :actor_gu or l.substitute_id = :actor_id)
   and l.staff_id = :staff_id             --? staff_id
   and l.starts_on <= :on                 --? on
   and l.ends_on >= :on                   --? on
 order by l.starts_on, l.id;

-- name: staff_leaves_get
select l.id, l.staff_id, l.substitute_id, l.starts_on, l.ends_on, l.cancelled, l.version, l.created_at, l.created_by,
       l.updated_at, l.updated_by
  from staff_leave l
  left join staff s on s.id = l.staff_id
 where l.id = :id and (s.dong_codes && :actor_dongs or s.gu_code = :actor_gu or l.substitute_id = :actor_id);

-- name: staff_leaves_create
insert into staff_leave as l (id, staff_id, substitute_id, starts_on, ends_on, created_by, updated_by)
select coalesce(:id::uuid, uuid7()), s.id, :substitute_id, :starts_on, :ends_on, :actor_id, :actor_id
  from staff s
 where s.id = :staff_id and (s.dong_codes && :actor_dongs or s.gu_code = :actor_gu)
returning l.id, l.staff_id, l.substitute_id, l.starts_on, l.ends_on, l.cancelled, l.version, l.created_at, l.created_by,
       l.updated_at, l.updated_by;

-- name: staff_leaves_request
insert into staff_leave as l (staff_id, substitute_id, starts_on, ends_on, created_by, updated_by)
values (:actor_id, :substitute_id, :starts_on, :ends_on, :actor_id, :actor_id)
returning l.id, l.staff_id, l.substitute_id, l.starts_on, l.ends_on, l.cancelled, l.version, l.created_at, l.created_by,
       l.updated_at, l.updated_by;

-- name: staff_leaves_version
select l.version
  from staff_leave l join staff s on s.id = l.staff_id
 where l.id = :id and (s.dong_codes && :actor_dongs or s.gu_code = :actor_gu)
   for update of l;

-- name: staff_leaves_update
update staff_leave l
   set version = l.version + 1
     , updated_by = :actor_id
     , substitute_id = :substitute_id     --? substitute_id
     , starts_on = :starts_on             --? starts_on
     , ends_on = :ends_on                 --? ends_on
     , cancelled = :cancelled             --? cancelled
  from staff s
 where l.id = :id and s.id = l.staff_id and (s.dong_codes && :actor_dongs or s.gu_code = :actor_gu)
   and l.version = :if_match
returning l.id, l.staff_id, l.substitute_id, l.starts_on, l.ends_on, l.cancelled, l.version, l.created_at, l.created_by,
       l.updated_at, l.updated_by;
