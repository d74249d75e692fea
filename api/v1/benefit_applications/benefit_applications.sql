-- Benefit applications (DOMAIN.md 7): the steps are data in benefit_transition, their rules in sql/functions/benefits.sql.

-- name: benefit_applications_list
-- order: id
select a.id, a.dong_code, a.resident_id, a.household_id, a.counseling_id, a.visit_id, a.case_id, a.benefit, a.asked,
       a.status, a.asked_on, a.applied_on, a.decided_on, a.reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, a.resident_name
  from unnest(:actor_dongs::text[]
              || dongs_before(:resident_id, :actor_dongs)   --? resident_id
             ) g (code)
 cross join lateral (
       select a.*, p.name as resident_name
         from benefit_application a
         join resident p on p.id = a.resident_id -- not of who moved away
        where a.dong_code = g.code
          and a.status = :status                    --? status
          and a.benefit = :benefit                  --? benefit
          and a.resident_id = :resident_id          --? resident_id
          and a.case_id = :case_id                  --? case_id
        --page
       ) a
 order by a.id;

-- name: benefit_applications_get
select a.id, a.dong_code, a.resident_id, a.household_id, a.counseling_id, a.visit_id, a.case_id, a.benefit, a.asked,
       a.status, a.asked_on, a.applied_on, a.decided_on, a.reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, p.name as resident_name
  from benefit_application a
  join resident p on p.id = a.resident_id
 where a.id = :id and (a.dong_code = any(:actor_dongs) or resident_in_dongs(a.resident_id, :actor_dongs));

-- name: benefit_applications_version
select version from benefit_application where id = :id and dong_code = any(:actor_dongs) for update;

-- name: benefit_applications_create
with made as (
    insert into benefit_application (id, dong_code, resident_id, household_id, counseling_id, visit_id, case_id, benefit, asked, asked_on, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), r.dong_code, r.id, r.household_id, :counseling_id::uuid, :visit_id::uuid, :case_id::uuid, :benefit::text, normalize(:asked::text), coalesce(:asked_on::date, seoul_today()),
           :actor_id::uuid, :actor_id::uuid
      from resident r
     where r.id = :resident_id and r.dong_code = any(:actor_dongs)
    returning *
)
select a.id, a.dong_code, a.resident_id, a.household_id, a.counseling_id, a.visit_id, a.case_id, a.benefit, a.asked,
       a.status, a.asked_on, a.applied_on, a.decided_on, a.reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, p.name as resident_name
  from made a
  join resident p on p.id = a.resident_id;

-- name: benefit_applications_apply
with changed as (
    update benefit_application
       set version = version + 1
         , updated_by = :actor_id
         , status = 'applied'
         , applied_on = coalesce(:applied_on::date, seoul_today())
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select a.id, a.dong_code, a.resident_id, a.household_id, a.counseling_id, a.visit_id, a.case_id, a.benefit, a.asked,
       a.status, a.asked_on, a.applied_on, a.decided_on, a.reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, p.name as resident_name
  from changed a
  join resident p on p.id = a.resident_id;

-- name: benefit_applications_decide
with changed as (
    update benefit_application
       set version = version + 1
         , updated_by = :actor_id
         , status = :result
         , decided_on = coalesce(:decided_on::date, seoul_today())
         , reason = normalize(:reason::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select a.id, a.dong_code, a.resident_id, a.household_id, a.counseling_id, a.visit_id, a.case_id, a.benefit, a.asked,
       a.status, a.asked_on, a.applied_on, a.decided_on, a.reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, p.name as resident_name
  from changed a
  join resident p on p.id = a.resident_id;

-- name: benefit_applications_withdraw
with changed as (
    update benefit_application
       set version = version + 1
         , updated_by = :actor_id
         , status = 'withdrawn'
         , reason = normalize(:reason::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select a.id, a.dong_code, a.resident_id, a.household_id, a.counseling_id, a.visit_id, a.case_id, a.benefit, a.asked,
       a.status, a.asked_on, a.applied_on, a.decided_on, a.reason, a.version, a.created_at, a.created_by, a.updated_at,
       a.updated_by, p.name as resident_name
  from changed a
  join resident p on p.id = a.resident_id;
