-- Due visits. The view due_visit_list (sql/functions/programs.sql) has what protocols plan and the first visits to discovered
-- households; visits settle both.

-- name: due_visits_list
-- order: due_on, id
select v.id, v.dong_code, v.resident_id, v.program, v.track, v.step, v.band, band_themes(v.band) as themes, v.opens_on, v.due_on, v.state, v.visit_id,
       v.excuse_reason, v.enrolment_id, v.protocol_id, v.discovery_id, v.version, v.created_at, v.updated_at, v.resident_name
  from unnest(:actor_dongs::text[]) d (code)
 cross join lateral (
       select v.*, r.name as resident_name
         from due_visit_list v
         join resident r on r.id = v.resident_id -- not of who moved away
        where v.dong_code = d.code
          and v.dong_code = :dong_code                                                      --? dong_code
          and v.program = :program                                                          --? program
          and v.track = :track                                                              --? track
          and v.state = :state and v.settled = due_visit_state_settled(:state)              --? state
          and v.due_on >= :from                                                             --? from
          and v.due_on <= :to                                                               --? to
          and v.resident_id = :resident_id                                                  --? resident_id
        --page
       ) v
 order by v.due_on, v.id;

-- name: due_visits_get
select v.id, v.dong_code, v.resident_id, v.program, v.track, v.step, v.band, band_themes(v.band) as themes, v.opens_on, v.due_on, v.state, v.visit_id,
       v.excuse_reason, v.enrolment_id, v.protocol_id, v.discovery_id, v.version, v.created_at, v.updated_at, r.name as resident_name
  from due_visit_list v
  join resident r on r.id = v.resident_id
 where v.id = :id and v.dong_code = any(:actor_dongs);

-- name: due_visits_version
select version from due_visit where id = :id and dong_code = any(:actor_dongs) for update;

-- name: due_visits_excuse
with changed as (
    update due_visit
       set version = version + 1
         , updated_by = :actor_id
         , outcome = 'excused'
         , excuse_reason = normalize(:reason::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select v.id, v.dong_code, v.resident_id, v.program, v.track, v.step, v.band, band_themes(v.band) as themes, v.opens_on, v.due_on,
       due_visit_state(v.outcome, v.opens_on, v.due_on) as state, v.visit_id, v.excuse_reason, v.enrolment_id, v.protocol_id,
       null::uuid as discovery_id, v.version, v.created_at, v.updated_at, r.name as resident_name
  from changed v
  join resident r on r.id = v.resident_id;
