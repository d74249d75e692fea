-- Minutes of case conferences. They are added and never changed.

-- name: case_conferences_list
-- order: id
select f.id, f.case_id, f.held_on, f.attendees, f.minutes, f.created_at, f.created_by, c.dong_code, c.resident_id
  from case_conference f
  join welfare_case c on c.id = f.case_id
 where (c.dong_code = any(:actor_dongs)
        or f.case_id = :case_id and resident_in_dongs(c.resident_id, :actor_dongs)     --? case_id
       )
   and f.case_id = :case_id                --? case_id
 order by f.id;

-- name: case_conferences_create
with held as (
    insert into case_conference (id, case_id, held_on, attendees, minutes, created_by)
    select coalesce(:id::uuid, uuid7()), c.id, :held_on::date, :attendees::text[], normalize(:minutes::text), :actor_id::uuid
      from welfare_case c
     where c.id = :case_id and c.dong_code = any(:actor_dongs)
    returning *
)
select f.id, f.case_id, f.held_on, f.attendees, f.minutes, f.created_at, f.created_by, c.dong_code, c.resident_id
  from held f
  join welfare_case c on c.id = f.case_id;
