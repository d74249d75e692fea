-- Cases (DOMAIN.md 7). Steps, conditions, approvals and the clock are in sql/functions/cases.sql. A case may be in another
-- dong than the resident (after a transfer), whose name is not told there.

-- name: cases_list
-- order: id
select c.id, c.dong_code, c.resident_id, c.household_id, c.discovery_id, c.class, c.status, c.manager_id, c.summary,
       c.plan, c.plan_by, c.plan_at, c.plan_approved_by, c.plan_approved_at, c.closing, c.closing_by, c.closing_at,
       c.closed_by, c.closed_at, c.reason, c.intake_on, c.survey_due, c.classify_due, c.plan_due, c.due_on, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name,
       array(select v.visit_id from case_visit v where v.case_id = c.id order by v.visit_id) as monitoring_visits
  from (select c.*
          from unnest(:actor_dongs::text[]
                      || dongs_before(:resident_id, :actor_dongs)   --? resident_id
                     ) d (code)
         cross join lateral (
               select * from welfare_case c
                where c.dong_code = d.code
                  and c.status = :status                 --? status
                  and c.class = :class                   --? class
                  and c.resident_id = :resident_id       --? resident_id
                  and c.household_id = :household_id     --? household_id
                  and c.manager_id = :manager_id         --? manager_id
                --page
               ) c
         order by c.id) c
  left join resident p on p.id = c.resident_id
 order by c.id;

-- name: cases_get
select c.id, c.dong_code, c.resident_id, c.household_id, c.discovery_id, c.class, c.status, c.manager_id, c.summary,
       c.plan, c.plan_by, c.plan_at, c.plan_approved_by, c.plan_approved_at, c.closing, c.closing_by, c.closing_at,
       c.closed_by, c.closed_at, c.reason, c.intake_on, c.survey_due, c.classify_due, c.plan_due, c.due_on, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name,
       array(select v.visit_id from case_visit v where v.case_id = c.id order by v.visit_id) as monitoring_visits
  from welfare_case c
  left join resident p on p.id = c.resident_id
 where c.id = :id and (c.dong_code = any(:actor_dongs) or resident_in_dongs(c.resident_id, :actor_dongs));

-- name: cases_version
select version from welfare_case where id = :id and dong_code = any(:actor_dongs) for update;

-- name: cases_versions
-- order: version, id
select v.id, v.dong_code, v.resident_id, v.household_id, v.discovery_id, v.class, v.status, v.manager_id, v.summary,
       v.plan, v.plan_by, v.plan_at, v.plan_approved_by, v.plan_approved_at, v.closing, v.closing_by, v.closing_at,
       v.closed_by, v.closed_at, v.reason, v.intake_on, v.survey_due, v.classify_due, v.plan_due, v.due_on, v.version,
       v.created_at, v.created_by, v.updated_at, v.updated_by
  from (select h.id, h.dong_code, h.resident_id, h.household_id, h.discovery_id, h.class, h.status, h.manager_id, h.summary,
               h.plan, h.plan_by, h.plan_at, h.plan_approved_by, h.plan_approved_at, h.closing, h.closing_by, h.closing_at,
               h.closed_by, h.closed_at, h.reason, h.intake_on, h.survey_due, h.classify_due, h.plan_due, h.due_on, h.version,
               h.created_at, h.created_by, h.updated_at, h.updated_by
          from welfare_case_history h join welfare_case n on n.id = h.id and (n.dong_code = any(:actor_dongs) or resident_in_dongs(n.resident_id, :actor_dongs))
         where h.id = :id
        union all
        select c.id, c.dong_code, c.resident_id, c.household_id, c.discovery_id, c.class, c.status, c.manager_id, c.summary,
               c.plan, c.plan_by, c.plan_at, c.plan_approved_by, c.plan_approved_at, c.closing, c.closing_by, c.closing_at,
               c.closed_by, c.closed_at, c.reason, c.intake_on, c.survey_due, c.classify_due, c.plan_due, c.due_on, c.version,
               c.created_at, c.created_by, c.updated_at, c.updated_by
          from welfare_case c
         where c.id = :id and (c.dong_code = any(:actor_dongs) or resident_in_dongs(c.resident_id, :actor_dongs))) v
 where true
 order by v.version, v.id;

-- name: cases_create
with taken_in as (
    insert into welfare_case (id, dong_code, resident_id, manager_id, discovery_id, summary, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), r.dong_code, r.id, coalesce(:manager_id::uuid, :actor_id::uuid), :discovery_id::uuid,
           normalize(:summary::text), :actor_id::uuid, :actor_id::uuid
      from resident r
     where r.id = :resident_id and r.dong_code = any(:actor_dongs)
    returning *
)
select c.id, c.dong_code, c.resident_id, c.household_id, c.discovery_id, c.class, c.status, c.manager_id, c.summary,
       c.plan, c.plan_by, c.plan_at, c.plan_approved_by, c.plan_approved_at, c.closing, c.closing_by, c.closing_at,
       c.closed_by, c.closed_at, c.reason, c.intake_on, c.survey_due, c.classify_due, c.plan_due, c.due_on, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name,
       array(select v.visit_id from case_visit v where v.case_id = c.id order by v.visit_id) as monitoring_visits
  from taken_in c
  left join resident p on p.id = c.resident_id;

-- name: cases_update
with changed as (
    update welfare_case
       set version = version + 1
         , updated_by = :actor_id
         , class = :class                              --? class
         , manager_id = :manager_id                    --? manager_id
         , summary = normalize(:summary::text)         --? summary
         , plan = normalize(:plan::text)               --? plan
         , closing = normalize(:closing::text)         --? closing
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select c.id, c.dong_code, c.resident_id, c.household_id, c.discovery_id, c.class, c.status, c.manager_id, c.summary,
       c.plan, c.plan_by, c.plan_at, c.plan_approved_by, c.plan_approved_at, c.closing, c.closing_by, c.closing_at,
       c.closed_by, c.closed_at, c.reason, c.intake_on, c.survey_due, c.classify_due, c.plan_due, c.due_on, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name,
       array(select v.visit_id from case_visit v where v.case_id = c.id order by v.visit_id) as monitoring_visits
  from changed c
  left join resident p on p.id = c.resident_id;

-- name: cases_step
with changed as (
    update welfare_case
       set version = version + 1
         , updated_by = :actor_id
         , status = :to::text
         , reason = coalesce(normalize(:reason::text), reason)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select c.id, c.dong_code, c.resident_id, c.household_id, c.discovery_id, c.class, c.status, c.manager_id, c.summary,
       c.plan, c.plan_by, c.plan_at, c.plan_approved_by, c.plan_approved_at, c.closing, c.closing_by, c.closing_at,
       c.closed_by, c.closed_at, c.reason, c.intake_on, c.survey_due, c.classify_due, c.plan_due, c.due_on, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name,
       array(select v.visit_id from case_visit v where v.case_id = c.id order by v.visit_id) as monitoring_visits
  from changed c
  left join resident p on p.id = c.resident_id;

-- No If-Match: who judges another version, or comes second, is told so with 409 by the rules.
-- name: cases_approve_plan
with changed as (
    update welfare_case
       set version = version + 1
         , updated_by = :actor_id
         , status = 'planned'
         , judged_version = :version::bigint
     where id = :id and dong_code = any(:actor_dongs) 
    returning *
)
select c.id, c.dong_code, c.resident_id, c.household_id, c.discovery_id, c.class, c.status, c.manager_id, c.summary,
       c.plan, c.plan_by, c.plan_at, c.plan_approved_by, c.plan_approved_at, c.closing, c.closing_by, c.closing_at,
       c.closed_by, c.closed_at, c.reason, c.intake_on, c.survey_due, c.classify_due, c.plan_due, c.due_on, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name,
       array(select v.visit_id from case_visit v where v.case_id = c.id order by v.visit_id) as monitoring_visits
  from changed c
  left join resident p on p.id = c.resident_id;

-- name: cases_approve_closing
with changed as (
    update welfare_case
       set version = version + 1
         , updated_by = :actor_id
         , status = 'closed'
         , judged_version = :version::bigint
     where id = :id and dong_code = any(:actor_dongs) 
    returning *
)
select c.id, c.dong_code, c.resident_id, c.household_id, c.discovery_id, c.class, c.status, c.manager_id, c.summary,
       c.plan, c.plan_by, c.plan_at, c.plan_approved_by, c.plan_approved_at, c.closing, c.closing_by, c.closing_at,
       c.closed_by, c.closed_at, c.reason, c.intake_on, c.survey_due, c.classify_due, c.plan_due, c.due_on, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name,
       array(select v.visit_id from case_visit v where v.case_id = c.id order by v.visit_id) as monitoring_visits
  from changed c
  left join resident p on p.id = c.resident_id;

-- name: cases_link_visit
with changed as (
    update welfare_case
       set version = version + 1
         , updated_by = :actor_id
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
), linked as (
    insert into case_visit (case_id, visit_id)
    select c.id, :visit_id::uuid from changed c
    on conflict do nothing
)
select c.id, c.dong_code, c.resident_id, c.household_id, c.discovery_id, c.class, c.status, c.manager_id, c.summary,
       c.plan, c.plan_by, c.plan_at, c.plan_approved_by, c.plan_approved_at, c.closing, c.closing_by, c.closing_at,
       c.closed_by, c.closed_at, c.reason, c.intake_on, c.survey_due, c.classify_due, c.plan_due, c.due_on, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name,
       array(select v.visit_id from case_visit v where v.case_id = c.id union select :visit_id::uuid order by 1) as monitoring_visits
  from changed c
  left join resident p on p.id = c.resident_id;
