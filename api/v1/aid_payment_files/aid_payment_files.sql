-- Payment files for the finance system, and what it answers.

-- name: aid_payment_files_list
-- order: id
select f.id, f.gu_code, f.items, f.total, f.paid_items, f.paid_total, f.failed_items, f.failed_total, f.notes, f.version, f.created_at,
       f.created_by, f.updated_at, f.updated_by
  from aid_payment_file f
 where f.gu_code in (select distinct left(d.code, 5) from unnest(:actor_dongs::text[]) d (code))
   and f.gu_code = :gu_code                  --? gu_code
 order by f.id;

-- name: aid_payment_files_get
select f.id, f.gu_code, f.items, f.total, f.paid_items, f.paid_total, f.failed_items, f.failed_total, f.notes, f.version, f.created_at,
       f.created_by, f.updated_at, f.updated_by
  from aid_payment_file f
 where f.id = :id and f.gu_code in (select distinct left(d.code, 5) from unnest(:actor_dongs::text[]) d (code));

-- name: aid_payment_files_create
insert into aid_payment_file as f (id, gu_code, notes, created_by, updated_by)
select coalesce(:id::uuid, uuid7()), g.code, normalize(:notes::text), :actor_id::uuid, :actor_id::uuid
  from district g
 where g.code = :gu_code and g.code in (select distinct left(d.code, 5) from unnest(:actor_dongs::text[]) d (code))
returning f.id, f.gu_code, f.items, f.total, f.paid_items, f.paid_total, f.failed_items, f.failed_total, f.notes, f.version, f.created_at,
          f.created_by, f.updated_at, f.updated_by;

-- name: aid_payment_files_results
select f.id, f.gu_code, f.items, f.total, f.paid_items, f.paid_total, f.failed_items, f.failed_total, f.notes, f.version, f.created_at,
       f.created_by, f.updated_at, f.updated_by
  from aid_payment_file x
 cross join lateral aid_payment_results(x.id, :items::jsonb, :actor_id::uuid) f
 where x.id = :id and x.gu_code in (select distinct left(d.code, 5) from unnest(:actor_dongs::text[]) d (code));
