-- Calls for help (DOMAIN.md 5): sql/functions/visits.sql knows who calls.

-- name: panic_calls_create
select a.id, a.dong_code, a.visit_id, a.resident_id, a.staff_id, a.position, a.status, a.raised_at
  from panic_call(:visit_id::uuid, :position::jsonb) a
 where a.dong_code = any(:actor_dongs);
