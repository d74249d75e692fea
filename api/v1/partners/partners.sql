-- Partner institutions (DOMAIN.md 9): read by all, written by the administrators of their gu, by systems of
-- their area, and by themselves.

-- name: partners_list
-- order: name, id
select p.id, p.dong_code, p.parent_id, p.kind, p.name, p.alternate_name, p.description, p.email, p.website, p.phones,
       p.status, p.version, p.created_at, p.created_by, p.updated_at, p.updated_by
  from partner p
 where true
   and p.kind = :kind                      --? kind
   and p.dong_code = :dong_code            --? dong_code
   and left(p.dong_code, 5) = :gu          --? gu
   and p.status = :status                  --? status
 order by p.name, p.id;

-- name: partners_get
select p.id, p.dong_code, p.parent_id, p.kind, p.name, p.alternate_name, p.description, p.email, p.website, p.phones,
       p.status, p.version, p.created_at, p.created_by, p.updated_at, p.updated_by
  from partner p
 where p.id = :id;

-- name: partners_version
select version from partner
 where id = :id and (dong_code = any(:actor_dongs) or id = (select actor_partner()))
   for update;

-- name: partners_create
insert into partner as p (id, dong_code, parent_id, kind, name, alternate_name, description, email, website, phones,
                          created_by, updated_by)
select coalesce(:id::uuid, uuid7()), :dong_code::text, :parent_id::uuid, :kind::text, normalize(:name::text),
       normalize(:alternate_name::text), normalize(:description::text), :email::text, :website::text,
       coalesce(:phones::jsonb, '[]'), :actor_id::uuid, :actor_id::uuid
 where :dong_code::text = any(:actor_dongs)
returning p.id, p.dong_code, p.parent_id, p.kind, p.name, p.alternate_name, p.description, p.email, p.website, p.phones,
       p.status, p.version, p.created_at, p.created_by, p.updated_at, p.updated_by;

-- name: partners_update
update partner p
   set version = version + 1
     , updated_by = :actor_id
     , parent_id = :parent_id                             --? parent_id
     , kind = :kind                                       --? kind
     , name = normalize(:name::text)                      --? name
     , alternate_name = normalize(:alternate_name::text)  --? alternate_name
     , description = normalize(:description::text)        --? description
     , email = :email                                     --? email
     , website = :website                                 --? website
     , phones = :phones                                   --? phones
     , status = :status                                   --? status
 where p.id = :id and (p.dong_code = any(:actor_dongs) or p.id = (select actor_partner())) and p.version = :if_match
returning p.id, p.dong_code, p.parent_id, p.kind, p.name, p.alternate_name, p.description, p.email, p.website, p.phones,
       p.status, p.version, p.created_at, p.created_by, p.updated_at, p.updated_by;
