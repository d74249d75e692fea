-- Buildings of the register that no patch has on a day, and those that two have: one by the road
-- address (which goes first), another by the lot.

-- name: patch_gaps_list
-- order: id
select g.id, g.kind, g.dong_code, g.road_name, g.main_no, g.sub_no, g.legal_code, g.mountain, g.lot_main, g.lot_sub, g.name
  from (select b.management_no as id, b.dong_code, b.road_name, b.main_no, b.sub_no, b.legal_code, b.mountain, b.lot_main,
               b.lot_sub, b.name, case when road.patch_id is null and lot.patch_id is null then 'gap' else 'contradiction' end as kind
          from (select coalesce(:on::date, seoul_today()) as day) d
          join building b on b.dong_code = any(:actor_dongs)
          left join patch_rule road
            on road.dong_code = b.dong_code and road.place = 'road ' || b.road_key and road.during @> d.day
               and road.numbers @> b.main_no and road.sides @> b.main_no % 2
          left join patch_rule lot
            on lot.dong_code = b.dong_code and lot.place = 'lot ' || b.legal_code and lot.during @> d.day
               and (lot.kind = 'legal_dong' or lot.numbers @> b.lot_main and lot.sides @> b.mountain::int)
         where (road.patch_id is null and lot.patch_id is null or road.patch_id <> lot.patch_id)
           and b.dong_code = :dong_code   --? dong_code
       ) g
 where true
   and g.kind = :kind                     --? kind
 order by g.id;
