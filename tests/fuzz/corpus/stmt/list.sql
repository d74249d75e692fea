-- name: visits_list
-- order: planned_at, id
select v.id, v.planned_at, ':x' as a, E'\':y' as b, $q$ :z $q$ as c -- :w
  from visit v
 where v.dong_code = any(:actor_dongs::text[])
   and (v.status = :status or false)   --? status
   and case when v.a then 1 else 2 end = 1
 order by v.planned_at desc, v.id desc;
