-- Categories of residents, each for a time (DOMAIN.md 4). They are added and ended; sql/functions/residents.sql.

-- name: resident_categories_list
-- order: id
select c.id, r.dong_code, c.resident_id, c.category, k.name as category_name, c.valid_from, c.valid_to, c.notes, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by
  from resident_category c
  join resident r on r.id = c.resident_id
  join resident_category_kind k on k.code = c.category
 where c.resident_id = :id and r.dong_code = any(:actor_dongs)
   and c.category = :category                                --? category
   and daterange(c.valid_from, c.valid_to) @> :on::date      --? on
 order by c.id;

-- name: resident_categories_get
select c.id, r.dong_code, c.resident_id, c.category, k.name as category_name, c.valid_from, c.valid_to, c.notes, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by
  from resident_category c
  join resident r on r.id = c.resident_id
  join resident_category_kind k on k.code = c.category
 where c.id = :category_id and c.resident_id = :id and r.dong_code = any(:actor_dongs);

-- name: resident_categories_create
with added as (
    insert into resident_category (resident_id, category, valid_from, valid_to, notes, created_by, updated_by)
    select r.id, :category::text, coalesce(:valid_from::date, seoul_today()), :valid_to::date, normalize(:notes::text),
           :actor_id::uuid, :actor_id::uuid
      from resident r
     where r.id = :id and r.dong_code = any(:actor_dongs)
    returning *
)
select c.id, r.dong_code, c.resident_id, c.category, k.name as category_name, c.valid_from, c.valid_to, c.notes, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by
  from added c
  join resident r on r.id = c.resident_id
  join resident_category_kind k on k.code = c.category;

-- name: resident_categories_end
with ended as (
    update resident_category c
       set version = c.version + 1
         , updated_by = :actor_id
         , valid_to = coalesce(:valid_to::date, seoul_today())
      from resident p
     where c.id = :category_id and c.resident_id = :id and p.id = c.resident_id and p.dong_code = any(:actor_dongs)
    returning c.*
)
select c.id, r.dong_code, c.resident_id, c.category, k.name as category_name, c.valid_from, c.valid_to, c.notes, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by
  from ended c
  join resident r on r.id = c.resident_id
  join resident_category_kind k on k.code = c.category;
