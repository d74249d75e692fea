-- One-time links: who holds the token reads and answers one referral. The token comes in the body, so that
-- it stands in no log; the access record names the link as who asked.

-- name: referral_links_open
select l.id, l.urgency, l.status, l.service_name, l.requested_at, l.respond_by, l.serve_by, l.shared, l.answers, l.link_expires_at,
       l.resident_id, l.dong_code as _dong_code, l.link_id as _actor_id, 'partner ' || l.partner_id as _purpose
  from referral_link_open(:token) l;

-- name: referral_links_answer
select l.id, l.status, l.answered_at, l.outcome_at, l.next_token, l.next_expires_at,
       l.resident_id, l.dong_code as _dong_code, l.link_id as _actor_id, 'partner ' || l.partner_id as _purpose
  from referral_link_answer(:token, :answer, :reason, normalize(:note::text)) l;
