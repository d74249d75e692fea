-- what is here
-- name: visits_update
update visit set version = version + 1
     , notes = :notes   --? notes
 where id = :id and version = :if_match /* :no /* nested */ */
returning id, "Quoted :n" as "q""x", a[1:2];

-- name: visits_dongs
-- order: id
select v.id from unnest(:dongs::text[]) d (code)
 cross join lateral (select * from visit v where v.dong = d.code
  --page
 ) v
 order by v.id
