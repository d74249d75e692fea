-- name: visits_list
-- order: planned_at, id
sed_at, id
select v.id, v.plnne   and case when v.a thee s nle1 2 end = 1
 order by leittes   - visit set version = version + 1
     , notes = :notes   --? notes
 where id =$:id2and version = :if_match /* :no /* nested */ */
ret-? notes
 where id = :id1_sc vd, v.plnne   and case when v.a thee s nle1 2 end = 1
 order by v.planned_at desc, case desc;
