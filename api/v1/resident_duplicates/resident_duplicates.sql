-- Residents who are perhaps recorded twice. How alike they are is said by sql/functions/duplicates.sql.

-- name: resident_duplicates_list
-- order: _rank, id
select x.id, x.dong_code, x.other_dong_code, x.resident_ids, x.score, x.reasons, x.status, x.first_id, x.first_name, x.first_birth_date,
       x.first_sex, x.first_phone, x.first_address, x.first_version, x.second_id, x.second_name, x.second_birth_date, x.second_sex,
       x.second_phone, x.second_address, x.second_version, x.dismissed_at, x.dismissed_by, x.dismissal_reason, x.version, x.created_at,
       x.created_by, x.updated_at, x.updated_by, x._rank
  from (
       select p.*, -p.score as _rank
          from resident_duplicate_pair p
         where p.dong_code = any(:actor_dongs) and p.other_dong_code = any(:actor_dongs)
           and p.status = :status                              --? status
           and :resident_id = any(p.resident_ids)              --? resident_id
       ) x
 where true
 order by x._rank, x.id;

-- name: resident_duplicates_search
-- order: _rank, id
select x.id, x.dong_code, x.name, x.birth_date, x.sex, x.phone, x.address, x.score, x.reasons, x.version, x._rank
  from (
       select r.id, r.dong_code, r.name, r.birth_date, r.sex, r.phone, r.address, c.score, c.reasons, r.version, -c.score as _rank
          from resident_candidates(:name::text, :birth_date::date, :sex::text, :phone::text, :address::text, :actor_dongs) c
          join resident r on r.id = c.id
       ) x
 where true
 order by x._rank, x.id;

-- name: resident_duplicates_get
select p.id, p.dong_code, p.other_dong_code, p.resident_ids, p.score, p.reasons, p.status, p.first_id, p.first_name, p.first_birth_date,
       p.first_sex, p.first_phone, p.first_address, p.first_version, p.second_id, p.second_name, p.second_birth_date, p.second_sex,
       p.second_phone, p.second_address, p.second_version, p.dismissed_at, p.dismissed_by, p.dismissal_reason, p.version, p.created_at,
       p.created_by, p.updated_at, p.updated_by
  from resident_duplicate_pair p
 where p.id = :id and p.dong_code = any(:actor_dongs) and p.other_dong_code = any(:actor_dongs);

-- name: resident_duplicates_version
select version from resident_duplicate
 where id = :id and dong_code = any(:actor_dongs) and other_dong_code = any(:actor_dongs) for update;

-- name: resident_duplicates_dismiss
with changed as (
    update resident_duplicate
       set version = version + 1
         , updated_by = :actor_id
         , status = 'dismissed'
         , dismissed_at = now()
         , dismissed_by = :actor_id
         , dismissal_reason = normalize(:reason::text)
     where id = :id and dong_code = any(:actor_dongs) and other_dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select c.id, c.dong_code, c.other_dong_code, array[c.first_id, c.second_id] as resident_ids, c.score, c.reasons, c.status, p.first_id, p.first_name,
       p.first_birth_date, p.first_sex, p.first_phone, p.first_address, p.first_version, p.second_id, p.second_name, p.second_birth_date,
       p.second_sex, p.second_phone, p.second_address, p.second_version, c.dismissed_at, c.dismissed_by, c.dismissal_reason, c.version,
       c.created_at, c.created_by, c.updated_at, c.updated_by
  from changed c
  join resident_duplicate_pair p on p.id = c.id;
