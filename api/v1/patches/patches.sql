-- Patches of my area (DOMAIN.md 3). They are made and ended by cutting their dong (patch_cuts).

-- name: patches_list
-- order: id
select p.id, p.dong_code, p.name, p.officer_id, p.planner_id, p.nurse_id, lower(p.during) as holds_from,
       upper(p.during) - 1 as holds_to, p.version, p.created_at, p.created_by, p.updated_at, p.updated_by
  from patch p
 where p.dong_code = any(:actor_dongs)
   and p.dong_code = :dong_code           --? dong_code
   and p.officer_id = :officer_id         --? officer_id
   and p.during @> :on::date              --? on
 order by p.id;

-- name: patches_get
select p.id, p.dong_code, p.name, p.officer_id, p.planner_id, p.nurse_id, lower(p.during) as holds_from,
       upper(p.during) - 1 as holds_to, p.version, p.created_at, p.created_by, p.updated_at, p.updated_by,
       (select coalesce(jsonb_agg(patch_rule_json(r) order by r.place, r.numbers, r.sides), '[]')
          from patch_rule r where r.patch_id = p.id) as rules
  from patch p
 where p.id = :id and p.dong_code = any(:actor_dongs);
