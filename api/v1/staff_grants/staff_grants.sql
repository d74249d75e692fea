-- What staff were entitled to, and who gave or took it when (DOMAIN.md 12). Written by trigger,
-- sql/functions/staff.sql.

-- name: staff_grants_list
-- order: changed_at, id
select g.id, g.staff_id, g.kind, g.role, g.job, g.dong_codes, g.active, employments(g.employed) as employments,
       g.former, g.changed_at, g.changed_by
  from staff_grant g
 where (g.area_codes && :actor_dongs or g.gu_code = :actor_gu)
   and g.staff_id = :staff_id             --? staff_id
   and g.changed_at >= :from              --? from
   and g.changed_at < :to                 --? to
 order by g.changed_at, g.id;
