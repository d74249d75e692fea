-- A resident moves alone (sql/functions/residents.sql).

-- name: resident_moves_create
select m.id, m.resident_id, m.household_id, m.from_dong_code, m.to_dong_code, m.moved_on, m.visits_cancelled, m.cases_offered,
       m.taken_along, m.created_at, m.created_by,
       '/v1/resident-moves/' || m.id as _location
  from resident_relocate(:id::uuid, :actor_dongs, :dong_code::text, :address::text, coalesce(:moved_on::date, seoul_today()), :actor_id::uuid) m;
