-- A household moves with everybody in it (sql/functions/residents.sql).

-- name: household_moves_create
select m.household_id, m.from_dong_code, m.to_dong_code, m.moved_on, m.resident_ids, m.visits_cancelled, m.cases_offered, m.taken_along
  from household_relocate(:id::uuid, :actor_dongs, :dong_code::text, :address::text, coalesce(:moved_on::date, seoul_today()), :actor_id::uuid) m;
