-- Rounds of the program (DOMAIN.md 3). What a round's step needs and does stands in
-- sql/functions/rounds.sql, not here.

-- name: rounds_list
-- order: number
select r.id, r.number, r.name, r.call, r.status, r.opens_on, r.closes_on, r.starts_on, r.places, r.reason, r.version,
       r.created_at, r.updated_at
  from program_round r
 where true
   and r.status = :status                --? status
 order by r.number;

-- name: rounds_get
select r.id, r.number, r.name, r.call, r.status, r.opens_on, r.closes_on, r.starts_on, r.places, r.reason, r.version,
       r.created_at, r.updated_at
  from program_round r
 where r.id = :id;

-- name: rounds_dongs
-- order: dong_code
select x.id, x.dong_code, x.gu_code, x.name, c.id as center_id, c.joined_on
  from round_dong x
  left join center c on c.dong_code = x.dong_code
 where x.round_id = :id
 order by x.dong_code;

-- name: rounds_participation
select s.day as "on", count(c.id) as centers, count(distinct left(c.dong_code, 5)) as districts,
       (select count(*) from dong d where d.valid_from <= s.day and coalesce(d.valid_to > s.day, true)) as dongs,
       coalesce((select json_agg(json_build_object('number', r.number, 'name', r.name, 'starts_on', r.starts_on,
                                                   'centers', (select count(*) from center x where x.round = r.number)) order by r.number)
                   from program_round r where r.status = 'started' and r.starts_on <= s.day), '[]') as rounds
  from (values (coalesce(:on::date, seoul_today()))) s (day)
  left join center c on c.joined_on <= s.day
 group by s.day;

-- name: rounds_version
select version from program_round where id = :id for update;

-- name: rounds_create
insert into program_round as r (id, number, name, call, opens_on, closes_on, starts_on, places, created_by, updated_by)
values (coalesce(:id::uuid, uuid7()), null, normalize(:name::text), normalize(:call::text), :opens_on::date, :closes_on::date,
        :starts_on::date, :places::int, :actor_id::uuid, :actor_id::uuid)
returning r.id, r.number, r.name, r.call, r.status, r.opens_on, r.closes_on, r.starts_on, r.places, r.reason, r.version,
          r.created_at, r.updated_at;

-- name: rounds_update
update program_round r
   set version = version + 1
     , updated_by = :actor_id
     , name = normalize(:name::text)             --? name
     , call = normalize(:call::text)             --? call
     , opens_on = :opens_on                      --? opens_on
     , closes_on = :closes_on                    --? closes_on
     , starts_on = :starts_on                    --? starts_on
     , places = :places                          --? places
 where r.id = :id and r.version = :if_match
returning r.id, r.number, r.name, r.call, r.status, r.opens_on, r.closes_on, r.starts_on, r.places, r.reason, r.version,
          r.created_at, r.updated_at;

-- name: rounds_open
update program_round r
   set version = version + 1
     , updated_by = :actor_id
     , status = 'open'
 where r.id = :id and r.version = :if_match
returning r.id, r.number, r.name, r.call, r.status, r.opens_on, r.closes_on, r.starts_on, r.places, r.reason, r.version,
          r.created_at, r.updated_at;

-- name: rounds_close
update program_round r
   set version = version + 1
     , updated_by = :actor_id
     , status = 'closed'
 where r.id = :id and r.version = :if_match
returning r.id, r.number, r.name, r.call, r.status, r.opens_on, r.closes_on, r.starts_on, r.places, r.reason, r.version,
          r.created_at, r.updated_at;

-- name: rounds_decide
update program_round r
   set version = version + 1
     , updated_by = :actor_id
     , status = 'selected'
 where r.id = :id and r.version = :if_match
returning r.id, r.number, r.name, r.call, r.status, r.opens_on, r.closes_on, r.starts_on, r.places, r.reason, r.version,
          r.created_at, r.updated_at;

-- name: rounds_start
update program_round r
   set version = version + 1
     , updated_by = :actor_id
     , status = 'started'
 where r.id = :id and r.version = :if_match
returning r.id, r.number, r.name, r.call, r.status, r.opens_on, r.closes_on, r.starts_on, r.places, r.reason, r.version,
          r.created_at, r.updated_at;

-- name: rounds_cancel
update program_round r
   set version = version + 1
     , updated_by = :actor_id
     , status = 'cancelled'
     , reason = normalize(:reason::text)
 where r.id = :id and r.version = :if_match
returning r.id, r.number, r.name, r.call, r.status, r.opens_on, r.closes_on, r.starts_on, r.places, r.reason, r.version,
          r.created_at, r.updated_at;
