-- Statements of the core itself: the actor's context, idempotency, access records.

-- name: core_open
-- The first step of every transaction of a known actor. No row: the account is not active.
select set_config('chatdong.actor_id', a.id::text, true) as actor_id,
       set_config('chatdong.role', a.role, true) as role,
       set_config('chatdong.dongs',
                  coalesce((select string_agg(d, ',') from unnest(a.dong_codes) d
                             where d = any(:token_dongs::text[])), ''), true) as dongs,
       set_config('chatdong.gu', coalesce(a.gu_code, ''), true) as gu,
       set_config('chatdong.city', a.city::text, true) as city,
       set_config('application_name', 'chatdong ' || :trace_id::text, true) as trace -- PostgreSQL's log line
  from account a
 where a.id = :actor_id::uuid and a.role = :actor_role::text and a.active

-- name: core_dongs
-- Every dong code that ever was, for actors whose area is a gu or the city.
select code from dong order by code

-- name: core_boundaries
-- Of the dongs of today, by code (src/http/boundaries.c).
select d.code, b.geometry
  from (values ((now() at time zone 'Asia/Seoul')::date)) as today (day)
  join dong d on d.valid_from <= today.day and coalesce(d.valid_to > today.day, true)
 cross join lateral dong_boundary_of_day(d.code, today.day) b
 order by d.code

-- name: core_idempotency_claim
select idempotency_claim(:subject::uuid, :method::text, :path::text, :key::text,
                         :fingerprint::bytea)

-- name: core_idempotency_store
update idempotency_record
   set status = :status::int, headers = :headers::jsonb, body = convert_to(:body::text, 'UTF8')
 where subject = :subject::uuid and method = :method::text and path = :path::text
   and key = :key::text

-- name: core_idempotency_read
select status, headers, convert_from(body, 'UTF8') as body
  from idempotency_record
 where subject = :subject::uuid and method = :method::text and path = :path::text
   and key = :key::text

-- name: core_access_store
-- One row per answer; a group of answers is stored at once (src/http/access.c).
insert into access_record (id, actor_id, actor_role, operation, method, client, resident_ids,
                           dong_codes, purpose, request_id, status)
select r.id, r.actor_id, r.actor_role, r.operation, r.method, r.client::inet,
       r.resident_ids::uuid[], r.dong_codes::text[], r.purpose, r.request_id, r.status
  from unnest(:ids::uuid[], :actor_ids::uuid[], :actor_roles::text[], :operations::text[],
              :methods::text[], :clients::text[], :residents::text[], :dongs::text[],
              :purposes::text[], :request_ids::text[], :statuses::int[])
       as r (id, actor_id, actor_role, operation, method, client, resident_ids, dong_codes,
             purpose, request_id, status)

-- name: core_area_tables
-- Tables that only a statement with :actor_… may touch: those with row-level security by dong.
select c.relname
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'dong_code' and not a.attisdropped
 where c.relnamespace = 'chatdong'::regnamespace and c.relkind in ('r', 'p')
   and c.relrowsecurity

-- name: core_constraints
-- Names that a refused change can carry: constraints, unique indexes, and what functions raise as one.
select conname::text as name from pg_constraint where connamespace = 'chatdong'::regnamespace
 union
select c.relname::text from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = 'chatdong'::regnamespace and i.indisunique
 union
select m[1] from pg_proc p, regexp_matches(p.prosrc, '''([a-z_]+)''', 'g') m
 where p.pronamespace = 'chatdong'::regnamespace
