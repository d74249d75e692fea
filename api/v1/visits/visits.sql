-- Visits (DOMAIN.md 5). Which way a status may go, who may amend, who may be sent and what overlaps
-- is decided in sql/functions/visits.sql and by visit_no_overlap, not here.

-- name: visits_list
-- order: planned_start, id
select v.id, v.dong_code, v.resident_id, v.household_id, v.program, v.kind, v.institution, v.staff_id, v.team,
       v.joint, v.status, v.planned_start, v.planned_end, v.checked_in_at, v.completed_at, v.completed_by,
       v.outcome, v.notes, v.findings, v.reason, v.attempt, v.expected_end,
       v.check_in_position, v.check_out_position, v.version, v.created_at, v.created_by, v.updated_at, v.updated_by,
       v.resident_name, v.resident_address, v.resident_phone,
       coalesce(h.danger_flags, '{}') as danger_flags
  from (select v.*
          from unnest(:actor_dongs::text[]
                      || dongs_before(:resident_id, :actor_dongs)   --? resident_id
                     ) d (code)
         cross join lateral (
               select v.*, r.name as resident_name, r.address as resident_address, r.phone as resident_phone
                 from visit v
                 left join resident r on r.id = v.resident_id
                where v.dong_code = d.code and (v.resident_id is null or r.id is not null) -- not of who moved away
                  and v.status = :status                 --? status
                  and v.planned_start >= :from           --? from
                  and v.planned_start < :to              --? to
                  and v.staff_id = :staff_id             --? staff_id
                  and v.resident_id = :resident_id       --? resident_id
                  and v.kind = :kind                     --? kind
                  and (v.staff_id is null) = :unassigned --? unassigned
                --page
               ) v
         order by v.planned_start, v.id) v -- in order here: what follows is looked up for the page only
  left join household h on h.id = v.household_id
 order by v.planned_start, v.id;

-- name: visits_get
select v.id, v.dong_code, v.resident_id, v.household_id, v.program, v.kind, v.institution, v.staff_id, v.team,
       v.joint, v.status, v.planned_start, v.planned_end, v.checked_in_at, v.completed_at, v.completed_by,
       v.outcome, v.notes, v.findings, v.reason, v.attempt, v.expected_end,
       v.check_in_position, v.check_out_position, v.version, v.created_at, v.created_by, v.updated_at, v.updated_by,
       r.name as resident_name, r.address as resident_address, r.phone as resident_phone,
       coalesce(h.danger_flags, '{}') as danger_flags,
       case when v.status = 'missed' or v.outcome = 'not_found' then visit_proposal(v, :actor_id) end as proposed_visit
  from visit v
  left join resident r on r.id = v.resident_id
  left join household h on h.id = v.household_id
 where v.id = :id and (v.dong_code = any(:actor_dongs) and (v.resident_id is null or r.id is not null)
                       or resident_in_dongs(v.resident_id, :actor_dongs));

-- name: visits_version
select version from visit where id = :id and dong_code = any(:actor_dongs) for update;

-- name: visits_versions
-- order: version, id
select v.id, v.dong_code, v.resident_id, v.household_id, v.program, v.kind, v.institution, v.staff_id, v.team,
       v.joint, v.status, v.planned_start, v.planned_end, v.checked_in_at, v.completed_at, v.completed_by,
       v.outcome, v.notes, v.findings, v.reason, v.attempt, v.expected_end,
       v.check_in_position, v.check_out_position, v.version, v.created_at, v.created_by, v.updated_at, v.updated_by
  from (select h.id, h.dong_code, h.resident_id, h.household_id, h.program, h.kind, h.institution, h.staff_id,
               h.team, h.joint, h.status, h.planned_start, h.planned_end, h.checked_in_at, h.completed_at,
               h.completed_by, h.outcome, h.notes, h.findings, h.reason, h.attempt, h.expected_end,
       h.check_in_position, h.check_out_position, h.version, h.created_at, h.created_by,
               h.updated_at, h.updated_by
          from visit_history h where h.id = :id
        union all
        select c.id, c.dong_code, c.resident_id, c.household_id, c.program, c.kind, c.institution, c.staff_id,
               c.team, c.joint, c.status, c.planned_start, c.planned_end, c.checked_in_at, c.completed_at,
               c.completed_by, c.outcome, c.notes, c.findings, c.reason, c.attempt, c.expected_end,
       c.check_in_position, c.check_out_position, c.version, c.created_at, c.created_by,
               c.updated_at, c.updated_by
          from visit c where c.id = :id) v
 where (v.dong_code = any(:actor_dongs) or resident_in_dongs(v.resident_id, :actor_dongs))
 order by v.version, v.id;

-- name: visits_create
with planned as (
    insert into visit (id, dong_code, resident_id, household_id, program, kind, institution, staff_id, team,
                       joint, planned_start, planned_end, notes, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), r.dong_code, r.id, r.household_id, :program::text, :kind::text,
           normalize(:institution::text), case when :unassigned::boolean then :staff_id::uuid else coalesce(:staff_id::uuid, :actor_id::uuid) end,
           coalesce(:team::uuid[], '{}'), coalesce(:joint::boolean, false), :planned_start::timestamptz,
           :planned_end::timestamptz, normalize(:notes::text), :actor_id::uuid, :actor_id::uuid
      from (select p.dong_code, p.id, p.household_id from resident p
             where p.id = :resident_id and p.dong_code = any(:actor_dongs) and p.dong_code = coalesce(:dong_code, p.dong_code)
            union all
            -- An institution's dong is said, or the first of one's own.
            select d.code, null, null from unnest(:actor_dongs::text[]) with ordinality d (code, no)
             where :resident_id::uuid is null and (d.code = :dong_code or :dong_code is null and d.no = 1)) r
    returning *
)
select v.id, v.dong_code, v.resident_id, v.household_id, v.program, v.kind, v.institution, v.staff_id, v.team,
       v.joint, v.status, v.planned_start, v.planned_end, v.checked_in_at, v.completed_at, v.completed_by,
       v.outcome, v.notes, v.findings, v.reason, v.attempt, v.expected_end,
       v.check_in_position, v.check_out_position, v.version, v.created_at, v.created_by, v.updated_at, v.updated_by,
       r.name as resident_name, r.address as resident_address, r.phone as resident_phone,
       coalesce(h.danger_flags, '{}') as danger_flags
  from planned v
  left join resident r on r.id = v.resident_id
  left join household h on h.id = v.household_id;

-- name: visits_update
with changed as (
    update visit
       set version = version + 1
         , updated_by = :actor_id
         , planned_start = :planned_start          --? planned_start
         , planned_end = :planned_end              --? planned_end
         , staff_id = :staff_id                    --? staff_id
         , team = :team                            --? team
         , joint = :joint                          --? joint
         , expected_end = :expected_end            --? expected_end
         , outcome = :outcome                      --? outcome
         , notes = normalize(:notes::text)         --? notes
         , findings = :findings                    --? findings
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select v.id, v.dong_code, v.resident_id, v.household_id, v.program, v.kind, v.institution, v.staff_id, v.team,
       v.joint, v.status, v.planned_start, v.planned_end, v.checked_in_at, v.completed_at, v.completed_by,
       v.outcome, v.notes, v.findings, v.reason, v.attempt, v.expected_end,
       v.check_in_position, v.check_out_position, v.version, v.created_at, v.created_by, v.updated_at, v.updated_by,
       r.name as resident_name, r.address as resident_address, r.phone as resident_phone,
       coalesce(h.danger_flags, '{}') as danger_flags
  from changed v
  left join resident r on r.id = v.resident_id
  left join household h on h.id = v.household_id;

-- name: visits_check_in
with changed as (
    update visit
       set version = version + 1
         , updated_by = :actor_id
         , status = 'checked_in'
         , checked_in_at = now()
         , check_in_position = :position::jsonb
         , expected_end = :expected_end::timestamptz
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select v.id, v.dong_code, v.resident_id, v.household_id, v.program, v.kind, v.institution, v.staff_id, v.team,
       v.joint, v.status, v.planned_start, v.planned_end, v.checked_in_at, v.completed_at, v.completed_by,
       v.outcome, v.notes, v.findings, v.reason, v.attempt, v.expected_end,
       v.check_in_position, v.check_out_position, v.version, v.created_at, v.created_by, v.updated_at, v.updated_by,
       r.name as resident_name, r.address as resident_address, r.phone as resident_phone,
       coalesce(h.danger_flags, '{}') as danger_flags
  from changed v
  left join resident r on r.id = v.resident_id
  left join household h on h.id = v.household_id;

-- name: visits_complete
with changed as (
    update visit
       set version = version + 1
         , updated_by = :actor_id
         , status = 'completed'
         , completed_at = now()
         , completed_by = :actor_id
         , check_out_position = :position::jsonb
         , outcome = :outcome
         , notes = coalesce(normalize(:notes::text), notes)
         , findings = coalesce(:findings::text[], findings)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select v.id, v.dong_code, v.resident_id, v.household_id, v.program, v.kind, v.institution, v.staff_id, v.team,
       v.joint, v.status, v.planned_start, v.planned_end, v.checked_in_at, v.completed_at, v.completed_by,
       v.outcome, v.notes, v.findings, v.reason, v.attempt, v.expected_end,
       v.check_in_position, v.check_out_position, v.version, v.created_at, v.created_by, v.updated_at, v.updated_by,
       r.name as resident_name, r.address as resident_address, r.phone as resident_phone,
       coalesce(h.danger_flags, '{}') as danger_flags,
       case when v.status = 'missed' or v.outcome = 'not_found' then visit_proposal(row(v.*)::visit, :actor_id) end as proposed_visit
  from changed v
  left join resident r on r.id = v.resident_id
  left join household h on h.id = v.household_id;

-- name: visits_assign
with changed as (
    update visit
       set version = version + 1
         , updated_by = :actor_id
         , staff_id = :staff_id
         , team = coalesce(:team::uuid[], array_remove(team, :staff_id::uuid))
     where id = :id and dong_code = any(:actor_dongs) and visit_is_version(visit, :version)
    returning *
)
select v.id, v.dong_code, v.resident_id, v.household_id, v.program, v.kind, v.institution, v.staff_id, v.team,
       v.joint, v.status, v.planned_start, v.planned_end, v.checked_in_at, v.completed_at, v.completed_by,
       v.outcome, v.notes, v.findings, v.reason, v.attempt, v.expected_end,
       v.check_in_position, v.check_out_position, v.version, v.created_at, v.created_by, v.updated_at, v.updated_by,
       r.name as resident_name, r.address as resident_address, r.phone as resident_phone,
       coalesce(h.danger_flags, '{}') as danger_flags
  from changed v
  left join resident r on r.id = v.resident_id
  left join household h on h.id = v.household_id;

-- name: visits_cancel
with changed as (
    update visit
       set version = version + 1
         , updated_by = :actor_id
         , status = 'cancelled'
         , reason = normalize(:reason::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select v.id, v.dong_code, v.resident_id, v.household_id, v.program, v.kind, v.institution, v.staff_id, v.team,
       v.joint, v.status, v.planned_start, v.planned_end, v.checked_in_at, v.completed_at, v.completed_by,
       v.outcome, v.notes, v.findings, v.reason, v.attempt, v.expected_end,
       v.check_in_position, v.check_out_position, v.version, v.created_at, v.created_by, v.updated_at, v.updated_by,
       r.name as resident_name, r.address as resident_address, r.phone as resident_phone,
       coalesce(h.danger_flags, '{}') as danger_flags
  from changed v
  left join resident r on r.id = v.resident_id
  left join household h on h.id = v.household_id;

-- name: visits_miss
with changed as (
    update visit
       set version = version + 1
         , updated_by = :actor_id
         , status = 'missed'
         , reason = normalize(:reason::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select v.id, v.dong_code, v.resident_id, v.household_id, v.program, v.kind, v.institution, v.staff_id, v.team,
       v.joint, v.status, v.planned_start, v.planned_end, v.checked_in_at, v.completed_at, v.completed_by,
       v.outcome, v.notes, v.findings, v.reason, v.attempt, v.expected_end,
       v.check_in_position, v.check_out_position, v.version, v.created_at, v.created_by, v.updated_at, v.updated_by,
       r.name as resident_name, r.address as resident_address, r.phone as resident_phone,
       coalesce(h.danger_flags, '{}') as danger_flags,
       case when v.status = 'missed' or v.outcome = 'not_found' then visit_proposal(row(v.*)::visit, :actor_id) end as proposed_visit
  from changed v
  left join resident r on r.id = v.resident_id
  left join household h on h.id = v.household_id;
