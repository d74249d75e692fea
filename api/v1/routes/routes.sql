-- Routes (DOMAIN.md 5).

-- name: routes_list
-- order: place, id
select s.id, s.place, s.dong_code, s.staff_id, s.team, s.resident_id, r.name as resident_name, r.address as resident_address,
       r.phone as resident_phone, s.institution, s.program, s.kind, s.status, s.planned_start, s.planned_end,
       coalesce(h.danger_flags, '{}') as danger_flags, s.attempt
  from (select v.*, row_number() over (order by array_position(route.visit_ids, v.id), v.planned_start, v.id) as place
          from (select coalesce(:staff_id::uuid, :actor_id) as staff_id, coalesce(:on::date, seoul_today()) as day) who
         cross join unnest(:actor_dongs::text[]) d (code)
         cross join lateral (
               select * from visit v
                where v.dong_code = d.code and v.planned_start >= who.day::timestamp at time zone 'Asia/Seoul'
                  and v.planned_start < end_of_day(who.day) and v.status <> 'cancelled'
                  and (v.staff_id = who.staff_id or who.staff_id = any (v.team))) v
          left join visit_route route on route.staff_id = who.staff_id and route.day = who.day) s
  left join resident r on r.id = s.resident_id
  left join household h on h.id = s.household_id
 where true
 order by s.place, s.id;

-- name: routes_create
insert into visit_route as r (staff_id, day, visit_ids, updated_by)
values (:actor_id, coalesce(:on::date, seoul_today()), :visit_ids::uuid[], :actor_id)
on conflict on constraint visit_route_once do update
   set visit_ids = excluded.visit_ids, updated_at = now(), updated_by = excluded.updated_by
returning r.staff_id, r.day as on, r.visit_ids, r.updated_at, r.updated_by;
