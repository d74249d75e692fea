-- People who work for the program without an account (DOMAIN.md 3): counted, not named.

-- name: staffing_records_list
-- order: id
select r.id, r.gu_code, r.dong_code, r.job, r.heads, r.starts_on, r.ends_on, r.source, r.version, r.created_at,
       r.created_by, r.updated_at, r.updated_by
  from staffing_record r
 where (r.dong_code = any(:actor_dongs) or r.gu_code = :actor_gu)
   and r.job = :job                       --? job
   and r.starts_on <= :on                 --? on
   and (r.ends_on is null or r.ends_on >= :on)  --? on
 order by r.id;

-- name: staffing_records_get
select r.id, r.gu_code, r.dong_code, r.job, r.heads, r.starts_on, r.ends_on, r.source, r.version, r.created_at,
       r.created_by, r.updated_at, r.updated_by
  from staffing_record r
 where r.id = :id and (r.dong_code = any(:actor_dongs) or r.gu_code = :actor_gu);

-- name: staffing_records_create
insert into staffing_record as r (id, gu_code, dong_code, job, heads, starts_on, ends_on, source, created_by, updated_by)
values (coalesce(:id::uuid, uuid7()), :actor_gu, :dong_code, :job, :heads, :starts_on, :ends_on, normalize(:source::text),
        :actor_id, :actor_id)
returning r.id, r.gu_code, r.dong_code, r.job, r.heads, r.starts_on, r.ends_on, r.source, r.version, r.created_at,
       r.created_by, r.updated_at, r.updated_by;

-- name: staffing_records_version
select version from staffing_record where id = :id and gu_code = :actor_gu for update;

-- name: staffing_records_update
update staffing_record r
   set version = version + 1
     , updated_by = :actor_id
     , heads = :heads                     --? heads
     , ends_on = :ends_on                 --? ends_on
     , source = normalize(:source::text)  --? source
 where r.id = :id and r.gu_code = :actor_gu and r.version = :if_match
returning r.id, r.gu_code, r.dong_code, r.job, r.heads, r.starts_on, r.ends_on, r.source, r.version, r.created_at,
       r.created_by, r.updated_at, r.updated_by;
