-- Enrolments. Rules, levels and what follows from an end stand in sql/functions/programs.sql.

-- name: enrolments_list
-- order: started_on, id
select e.id, e.dong_code, e.resident_id, e.program, e.track, e.anchor_on, e.started_on, e.source, e.ended_on, e.end_reason, n.done,
       e.version, e.created_at, e.created_by, e.updated_at, e.updated_by, e.resident_name
  from (select e.*
          from unnest(:actor_dongs::text[]) d (code)
         cross join lateral (
               select e.*, r.name as resident_name
                 from enrolment e
                 join resident r on r.id = e.resident_id -- not of who moved away
                where e.dong_code = d.code
                  and e.program = :program                      --? program
                  and e.track = :track                          --? track
                  and (e.ended_on is null) = :active            --? active
                  and e.resident_id = :resident_id              --? resident_id
                --page
               ) e
         order by e.started_on, e.id) e
 cross join lateral enrolment_progress(e.id) n
 order by e.started_on, e.id;

-- name: enrolments_get
select e.id, e.dong_code, e.resident_id, e.program, e.track, e.anchor_on, e.started_on, e.source, e.ended_on, e.end_reason, n.done,
       e.version, e.created_at, e.created_by, e.updated_at, e.updated_by, r.name as resident_name
  from enrolment e
  join resident r on r.id = e.resident_id
 cross join lateral enrolment_progress(e.id) n
 where e.id = :id and e.dong_code = any(:actor_dongs);

-- name: enrolments_version
select version from enrolment where id = :id and dong_code = any(:actor_dongs) for update;

-- name: enrolments_create
with enrolled as (
    insert into enrolment (id, dong_code, resident_id, program, track, started_on, source, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), r.dong_code, r.id, :program::text, :track::text, coalesce(:started_on::date, seoul_today()), 'hand',
           :actor_id::uuid, :actor_id::uuid
      from resident r
     where r.id = :resident_id and r.dong_code = any(:actor_dongs)
    returning *
)
select e.id, e.dong_code, e.resident_id, e.program, e.track, e.anchor_on, e.started_on, e.source, e.ended_on, e.end_reason, n.done,
       e.version, e.created_at, e.created_by, e.updated_at, e.updated_by, r.name as resident_name
  from enrolled e
  join resident r on r.id = e.resident_id
 cross join lateral enrolment_progress(e.id) n;

-- name: enrolments_end
with changed as (
    update enrolment
       set version = version + 1
         , updated_by = :actor_id
         , ended_on = greatest(seoul_today(), started_on)
         , end_reason = normalize(:reason::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select e.id, e.dong_code, e.resident_id, e.program, e.track, e.anchor_on, e.started_on, e.source, e.ended_on, e.end_reason, n.done,
       e.version, e.created_at, e.created_by, e.updated_at, e.updated_by, r.name as resident_name
  from changed e
  join resident r on r.id = e.resident_id
 cross join lateral enrolment_progress(e.id) n;
