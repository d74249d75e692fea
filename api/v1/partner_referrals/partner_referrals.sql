-- A partner institution's own referrals, as its system client sees them: the view partner_referral
-- (sql/functions/referrals.sql) has no others, and partner_share only the fields that a consent lets leave.

-- name: partner_referrals_list
-- order: id
select r.id, r.service_id, s.name as service_name, r.urgency, r.status, r.requested_at, r.respond_by, r.serve_by, r.reminded_at,
       r.answered_at, r.answer_note, r.outcome_at, r.outcome_note, r.reason, partner_share(r.id) as shared,
       r.resident_id, r.dong_code as _dong_code, 'partner ' || r.partner_id as _purpose
  from (select client_partner(:actor_id) as id) d
 cross join lateral (
       select * from partner_referral r
        where r.partner_id = d.id
          and r.status = :status             --? status
        --page
       ) r
  join partner_service s on s.id = r.service_id
 order by r.id;

-- name: partner_referrals_get
select r.id, r.service_id, s.name as service_name, r.urgency, r.status, r.requested_at, r.respond_by, r.serve_by, r.reminded_at,
       r.answered_at, r.answer_note, r.outcome_at, r.outcome_note, r.reason, partner_share(r.id) as shared,
       r.resident_id, r.dong_code as _dong_code, 'partner ' || r.partner_id as _purpose
  from partner_referral r
  join partner_service s on s.id = r.service_id
 where r.id = :id and r.partner_id = client_partner(:actor_id);

-- name: partner_referrals_answer
select r.id, r.service_id, s.name as service_name, r.urgency, r.status, r.requested_at, r.respond_by, r.serve_by, r.reminded_at,
       r.answered_at, r.answer_note, r.outcome_at, r.outcome_note, r.reason, r.shared,
       r.resident_id, r.dong_code as _dong_code, 'partner ' || r.partner_id as _purpose
  from (select (a.referral).*, a.shared from partner_answer(:id, :answer, :reason, normalize(:note::text)) a) r
  join partner_service s on s.id = r.service_id
 where r.partner_id = client_partner(:actor_id);
