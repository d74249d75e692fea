-- Files that a system sends in parts to be read as a job (decision 0084). sql/functions/imports.sql has the rules.

-- name: imports_create_residents
insert into import as i (kind, gu_code, name, partial, dry_run, encoding, created_by, updated_by)
select 'resident', :gu_code::text, :name, coalesce(:partial::boolean, false), coalesce(:dry_run::boolean, false), coalesce(:encoding::text, 'detect'), :actor_id::uuid, :actor_id::uuid
 where :gu_code::text in (select left(d, 5) from unnest(:actor_dongs::text[]) d)
    or :gu_code::text is null and current_setting('chatdong.city', true) = 'true'
returning i.id, i.kind, i.gu_code, i.name, i.partial, i.dry_run, i.encoding, import_state(i) as state, import_parts(i.id) as parts_received, i.bytes, i.parts,
       i.operation_id, i.version, i.created_at, i.created_by, i.updated_at, i.updated_by, i.expires_at, '/v1/imports/' || i.id as _location;

-- name: imports_create_births
insert into import as i (kind, gu_code, name, partial, dry_run, encoding, created_by, updated_by)
select 'birth', :gu_code::text, :name, coalesce(:partial::boolean, false), coalesce(:dry_run::boolean, false), coalesce(:encoding::text, 'detect'), :actor_id::uuid, :actor_id::uuid
 where :gu_code::text in (select left(d, 5) from unnest(:actor_dongs::text[]) d)
    or :gu_code::text is null and current_setting('chatdong.city', true) = 'true'
returning i.id, i.kind, i.gu_code, i.name, i.partial, i.dry_run, i.encoding, import_state(i) as state, import_parts(i.id) as parts_received, i.bytes, i.parts,
       i.operation_id, i.version, i.created_at, i.created_by, i.updated_at, i.updated_by, i.expires_at, '/v1/imports/' || i.id as _location;

-- name: imports_create_signals
insert into import as i (kind, gu_code, name, partial, dry_run, encoding, created_by, updated_by)
select 'signal', :gu_code::text, :name, coalesce(:partial::boolean, false), coalesce(:dry_run::boolean, false), coalesce(:encoding::text, 'detect'), :actor_id::uuid, :actor_id::uuid
 where :gu_code::text in (select left(d, 5) from unnest(:actor_dongs::text[]) d)
    or :gu_code::text is null and current_setting('chatdong.city', true) = 'true'
returning i.id, i.kind, i.gu_code, i.name, i.partial, i.dry_run, i.encoding, import_state(i) as state, import_parts(i.id) as parts_received, i.bytes, i.parts,
       i.operation_id, i.version, i.created_at, i.created_by, i.updated_at, i.updated_by, i.expires_at, '/v1/imports/' || i.id as _location;

-- name: imports_get
select i.id, i.kind, i.gu_code, i.name, i.partial, i.dry_run, i.encoding, import_state(i) as state, import_parts(i.id) as parts_received, i.bytes, i.parts,
       i.operation_id, i.version, i.created_at, i.created_by, i.updated_at, i.updated_by, i.expires_at,
       case when import_state(i) in ('queued', 'running') then 2 end as _retry_after
  from import i
 where i.id = :id and i.created_by = :actor_id and (i.gu_code is null or i.gu_code in (select left(d, 5) from unnest(:actor_dongs::text[]) d));

-- name: imports_send_part
select i.id, i.kind, i.gu_code, i.name, i.partial, i.dry_run, i.encoding, import_state(i) as state, import_parts(i.id) as parts_received, i.bytes, i.parts,
       i.operation_id, i.version, i.created_at, i.created_by, i.updated_at, i.updated_by, i.expires_at
  from import found
 cross join lateral import_send(found.id, :number, :content) i
 where found.id = :id and found.created_by = :actor_id and (found.gu_code is null or found.gu_code in (select left(d, 5) from unnest(:actor_dongs::text[]) d));

-- name: imports_run
select i.id, i.kind, i.gu_code, i.name, i.partial, i.dry_run, i.encoding, import_state(i) as state, import_parts(i.id) as parts_received, i.bytes, i.parts,
       i.operation_id, i.version, i.created_at, i.created_by, i.updated_at, i.updated_by, i.expires_at,
       '/v1/operations/' || i.id as _location, 2 as _retry_after
  from import found
 cross join lateral import_run(found.id, :parts, :actor_id) i
 where found.id = :id and found.created_by = :actor_id and (found.gu_code is null or found.gu_code in (select left(d, 5) from unnest(:actor_dongs::text[]) d));

-- name: imports_rejected
-- order: line
select r.line, r.code
  from import i
  join import_rejected r on r.import_id = i.id
 where i.id = :id and i.created_by = :actor_id and (i.gu_code is null or i.gu_code in (select left(d, 5) from unnest(:actor_dongs::text[]) d))
   and r.code = :code                        --? code
 order by r.line;
