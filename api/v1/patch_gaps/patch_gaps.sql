-- Buildings of the register that no patch has on a day, and those that two have: one by the road
-- address (which goes first), another by the lot. `offset 0`: first the area's buildings, then a look-up
-- by key for each; the planner would rather walk the whole register in the order of the answer. The keys are
-- made beside the building and in the rules' collation, else no index of the rules serves them.

-- name: patch_gaps_list
-- order: id
select g.id, g.kind, g.dong_code, g.road_name, g.main_no, g.sub_no, g.legal_code, g.mountain, g.lot_main, g.lot_sub, g.name
  from (select b.management_no as id, b.dong_code, b.road_name, b.main_no, b.sub_no, b.legal_code, b.mountain, b.lot_main,
               b.lot_sub, b.name, case when road.patch_id is null and lot.patch_id is null then 'gap' else 'contradiction' end as kind
          from (select coalesce(:on::date, seoul_today()) as day) d
         cross join (select b.*, b.dong_code collate "default" as rule_dong,
                            ('road ' || b.road_key) collate "default" as road_place,
                            ('lot ' || b.legal_code) collate "default" as lot_place
                       from building b
                      where b.dong_code = any(:actor_dongs)
                        and b.dong_code = :dong_code   --? dong_code
                     offset 0) b
          left join lateral (select r.patch_id from patch_rule r
                              where r.dong_code = b.rule_dong and r.place = b.road_place and r.during @> d.day
                                and r.numbers @> b.main_no and r.sides @> b.main_no % 2
                              limit 1) road on true
          left join lateral (select r.patch_id from patch_rule r
                              where r.dong_code = b.rule_dong and r.place = b.lot_place and r.during @> d.day
                                and (r.kind = 'legal_dong' or r.numbers @> b.lot_main and r.sides @> b.mountain::int)
                              limit 1) lot on true
         where road.patch_id is null and lot.patch_id is null or road.patch_id <> lot.patch_id) g
 where true
   and g.kind = :kind                     --? kind
 order by g.id;
