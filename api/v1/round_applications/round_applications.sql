-- Applications of dongs to rounds (DOMAIN.md 3): the district applies and withdraws, the city selects. What
-- is possible when stands in sql/functions/rounds.sql.

-- name: round_applications_list
-- order: dong_code, id
select a.id, a.round_id, a.dong_code, a.status, a.statement, a.reason, a.version, a.created_at, a.created_by, a.updated_at, a.updated_by
  from round_application a
 where a.dong_code = any(:actor_dongs)
   and a.round_id = :round_id               --? round_id
   and a.status = :status                   --? status
   and a.dong_code = :dong_code             --? dong_code
 order by a.dong_code, a.id;

-- name: round_applications_get
select a.id, a.round_id, a.dong_code, a.status, a.statement, a.reason, a.version, a.created_at, a.created_by, a.updated_at, a.updated_by
  from round_application a
 where a.id = :id and a.dong_code = any(:actor_dongs);

-- name: round_applications_version
select version from round_application where id = :id and dong_code = any(:actor_dongs) for update;

-- A dong outside the area is no dong here: no row, 404.
-- name: round_applications_create
insert into round_application as a (id, round_id, dong_code, statement, created_by, updated_by)
select coalesce(:id::uuid, uuid7()), :round_id::uuid, d.code, normalize(:statement::text), :actor_id::uuid, :actor_id::uuid
  from dong d
 where d.code = :dong_code and d.code = any(:actor_dongs)
returning a.id, a.round_id, a.dong_code, a.status, a.statement, a.reason, a.version, a.created_at, a.created_by, a.updated_at, a.updated_by;

-- name: round_applications_withdraw
update round_application a
   set version = version + 1
     , updated_by = :actor_id
     , status = 'withdrawn'
 where a.id = :id and a.dong_code = any(:actor_dongs) and a.version = :if_match
returning a.id, a.round_id, a.dong_code, a.status, a.statement, a.reason, a.version, a.created_at, a.created_by, a.updated_at, a.updated_by;

-- name: round_applications_select
update round_application a
   set version = version + 1
     , updated_by = :actor_id
     , status = 'selected'
 where a.id = :id and a.dong_code = any(:actor_dongs) and a.version = :if_match
returning a.id, a.round_id, a.dong_code, a.status, a.statement, a.reason, a.version, a.created_at, a.created_by, a.updated_at, a.updated_by;

-- name: round_applications_reject
update round_application a
   set version = version + 1
     , updated_by = :actor_id
     , status = 'rejected'
     , reason = normalize(:reason::text)
 where a.id = :id and a.dong_code = any(:actor_dongs) and a.version = :if_match
returning a.id, a.round_id, a.dong_code, a.status, a.statement, a.reason, a.version, a.created_at, a.created_by, a.updated_at, a.updated_by;
