-- Referrals (DOMAIN.md 9). Steps, consent, places and deadlines are decided in sql/functions/referrals.sql.

-- name: referrals_list
-- order: id
select r.id, r.dong_code, r.resident_id, r.household_id, r.partner_id, r.service_id, r.visit_id, r.screening_id, r.urgency, r.need,
       r.fields, referral_open_fields(r.status, r.fields, r.resident_id, r.partner_id) as open_fields, r.status, r.respond_by,
       r.serve_by, r.due_at, r.answered_at, r.answered_by, r.answered_via, r.answer_note, r.outcome, r.outcome_at,
       r.outcome_note, r.reason, r.closed_at, r.closed_by, r.closing_note, r.version, r.created_at, r.created_by, r.updated_at,
       r.updated_by, r.resident_name, r.resident_phone, i.name as partner_name, s.name as service_name
  from (select r.*
          from unnest(:actor_dongs::text[]
                      || dongs_before(:resident_id, :actor_dongs)   --? resident_id
                     ) d (code)
         cross join lateral (
               select r.*, p.name as resident_name, p.phone as resident_phone
                 from referral r
                 join resident p on p.id = r.resident_id -- not of who moved away
                where r.dong_code = d.code
                  and r.status = :status                 --? status
                  and r.resident_id = :resident_id       --? resident_id
                  and r.partner_id = :partner_id         --? partner_id
                --page
               ) r
         order by r.id) r
  join partner i on i.id = r.partner_id
  join partner_service s on s.id = r.service_id
 order by r.id;

-- name: referrals_get
select r.id, r.dong_code, r.resident_id, r.household_id, r.partner_id, r.service_id, r.visit_id, r.screening_id, r.urgency, r.need,
       r.fields, referral_open_fields(r.status, r.fields, r.resident_id, r.partner_id) as open_fields, r.status, r.respond_by,
       r.serve_by, r.due_at, r.answered_at, r.answered_by, r.answered_via, r.answer_note, r.outcome, r.outcome_at,
       r.outcome_note, r.reason, r.closed_at, r.closed_by, r.closing_note, r.version, r.created_at, r.created_by, r.updated_at,
       r.updated_by, p.name as resident_name, p.phone as resident_phone, i.name as partner_name, s.name as service_name,
       referral_follow_up(r.id, :actor_id::uuid) as follow_up
  from referral r
  join resident p on p.id = r.resident_id
  join partner i on i.id = r.partner_id
  join partner_service s on s.id = r.service_id
 where r.id = :id and (r.dong_code = any(:actor_dongs) or resident_in_dongs(r.resident_id, :actor_dongs));

-- name: referrals_version
select version from referral where id = :id and dong_code = any(:actor_dongs) for update;

-- name: referrals_create
with referred as (
    insert into referral (id, dong_code, resident_id, household_id, service_id, visit_id, screening_id, urgency, need, fields,
                          respond_by, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), r.dong_code, r.id, r.household_id, :service_id::uuid, :visit_id::uuid, :screening_id::uuid,
           coalesce(:urgency::text, 'normal'), normalize(:need::text), :fields::text[], :respond_by::timestamptz,
           :actor_id::uuid, :actor_id::uuid
      from resident r
     where r.id = :resident_id and r.dong_code = any(:actor_dongs)
    returning *
)
select r.id, r.dong_code, r.resident_id, r.household_id, r.partner_id, r.service_id, r.visit_id, r.screening_id, r.urgency, r.need,
       r.fields, referral_open_fields(r.status, r.fields, r.resident_id, r.partner_id) as open_fields, r.status, r.respond_by,
       r.serve_by, r.due_at, r.answered_at, r.answered_by, r.answered_via, r.answer_note, r.outcome, r.outcome_at,
       r.outcome_note, r.reason, r.closed_at, r.closed_by, r.closing_note, r.version, r.created_at, r.created_by, r.updated_at,
       r.updated_by, p.name as resident_name, p.phone as resident_phone, i.name as partner_name, s.name as service_name
  from referred r
  join resident p on p.id = r.resident_id
  join partner i on i.id = r.partner_id
  join partner_service s on s.id = r.service_id;

-- name: referrals_close
with changed as (
    update referral
       set version = version + 1
         , updated_by = :actor_id
         , status = 'closed'
         , closing_note = normalize(:note::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select r.id, r.dong_code, r.resident_id, r.household_id, r.partner_id, r.service_id, r.visit_id, r.screening_id, r.urgency, r.need,
       r.fields, referral_open_fields(r.status, r.fields, r.resident_id, r.partner_id) as open_fields, r.status, r.respond_by,
       r.serve_by, r.due_at, r.answered_at, r.answered_by, r.answered_via, r.answer_note, r.outcome, r.outcome_at,
       r.outcome_note, r.reason, r.closed_at, r.closed_by, r.closing_note, r.version, r.created_at, r.created_by, r.updated_at,
       r.updated_by, p.name as resident_name, p.phone as resident_phone, i.name as partner_name, s.name as service_name
  from changed r
  join resident p on p.id = r.resident_id
  join partner i on i.id = r.partner_id
  join partner_service s on s.id = r.service_id;

-- Taken back before it was answered: it expires now instead of at its deadline.
-- name: referrals_retract
with changed as (
    update referral
       set version = version + 1
         , updated_by = :actor_id
         , status = 'expired'
         , reason = 'taken_back'
         , closing_note = normalize(:note::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select r.id, r.dong_code, r.resident_id, r.household_id, r.partner_id, r.service_id, r.visit_id, r.screening_id, r.urgency, r.need,
       r.fields, referral_open_fields(r.status, r.fields, r.resident_id, r.partner_id) as open_fields, r.status, r.respond_by,
       r.serve_by, r.due_at, r.answered_at, r.answered_by, r.answered_via, r.answer_note, r.outcome, r.outcome_at,
       r.outcome_note, r.reason, r.closed_at, r.closed_by, r.closing_note, r.version, r.created_at, r.created_by, r.updated_at,
       r.updated_by, p.name as resident_name, p.phone as resident_phone, i.name as partner_name, s.name as service_name
  from changed r
  join resident p on p.id = r.resident_id
  join partner i on i.id = r.partner_id
  join partner_service s on s.id = r.service_id;

-- name: referrals_issue_link
with changed as (
    update referral
       set version = version + 1
         , updated_by = :actor_id
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select r.id, r.dong_code, r.resident_id, r.status, l.token, l.expires_at, r.version
  from changed r
 cross join lateral referral_link_make(r.id, r.dong_code, r.status, coalesce(r.serve_by, r.respond_by), :actor_id::uuid) l;
