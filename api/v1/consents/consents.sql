-- Consents (DOMAIN.md 4): the resident's, wherever they were given; read and withdrawn where the resident lives. That a
-- consent only ever ends is decided in sql/functions/consents.sql.

-- name: consents_list
-- order: id
select c.id, c.dong_code, c.resident_id, c.purpose, c.partner_id, c.fields, c.given_by, c.given_by_name, c.given_at, c.expires_on,
       c.evidence_kind, c.evidence_reference, c.withdrawn_at, c.withdrawn_by, c.withdrawal_note, consent_holds(c) as holds,
       c.version, c.created_at, c.created_by, c.updated_at, c.updated_by
  from consent c
 where c.resident_id = :id and resident_in_dongs(:id, :actor_dongs)
   and c.purpose = :purpose                  --? purpose
   and consent_holds(c) = :holds             --? holds
 order by c.id;

-- name: consents_get
select c.id, c.dong_code, c.resident_id, c.purpose, c.partner_id, c.fields, c.given_by, c.given_by_name, c.given_at, c.expires_on,
       c.evidence_kind, c.evidence_reference, c.withdrawn_at, c.withdrawn_by, c.withdrawal_note, consent_holds(c) as holds,
       c.version, c.created_at, c.created_by, c.updated_at, c.updated_by
  from consent c
 where c.id = :consent_id and c.resident_id = :id and resident_in_dongs(:id, :actor_dongs);

-- name: consents_create
insert into consent as c (dong_code, resident_id, purpose, partner_id, fields, given_by, given_by_name, given_at, expires_on,
                          evidence_kind, evidence_reference, created_by, updated_by)
select r.dong_code, r.id, :purpose::text, :partner_id::uuid, :fields::text[], :given_by::text, normalize(:given_by_name::text),
       coalesce(:given_at::timestamptz, now()), :expires_on::date, :evidence_kind::text, normalize(:evidence_reference::text),
       :actor_id::uuid, :actor_id::uuid
  from resident r
 where r.id = :id and r.dong_code = any(:actor_dongs)
returning c.id, c.dong_code, c.resident_id, c.purpose, c.partner_id, c.fields, c.given_by, c.given_by_name, c.given_at, c.expires_on,
       c.evidence_kind, c.evidence_reference, c.withdrawn_at, c.withdrawn_by, c.withdrawal_note, consent_holds(c) as holds,
       c.version, c.created_at, c.created_by, c.updated_at, c.updated_by;

-- A withdrawal is never refused for being out of date: it needs no If-Match.
-- name: consents_withdraw
update consent c
   set version = version + 1
     , updated_by = :actor_id
     , withdrawn_at = now()
     , withdrawn_by = :withdrawn_by
     , withdrawal_note = normalize(:note::text)
 where c.id = :consent_id and c.resident_id = :id and resident_in_dongs(:id, :actor_dongs)
returning c.id, c.dong_code, c.resident_id, c.purpose, c.partner_id, c.fields, c.given_by, c.given_by_name, c.given_at, c.expires_on,
       c.evidence_kind, c.evidence_reference, c.withdrawn_at, c.withdrawn_by, c.withdrawal_note, consent_holds(c) as holds,
       c.version, c.created_at, c.created_by, c.updated_at, c.updated_by;
