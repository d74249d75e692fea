-- Staff accounts (DOMAIN.md 2). A supervisor's area are dongs, a district administrator's the gu,
-- where there are also colleagues without a dong.

-- name: staff_list
-- order: id
select s.id, s.gu_code, s.dong_codes, s.role, s.job, s.name, s.office_phone, s.hired_on,
       employments(s.employed) as employments, s.active, s.version, s.created_at, s.updated_at
  from staff s
 where (s.dong_codes && :actor_dongs or s.gu_code = :actor_gu)
   and s.role = :role                     --? role
   and s.active = :active                 --? active
   and :dong_code = any(s.dong_codes)     --? dong_code
 order by s.id;

-- name: staff_get
select s.id, s.gu_code, s.dong_codes, s.role, s.job, s.name, s.office_phone, s.hired_on,
       employments(s.employed) as employments, s.active, s.version, s.created_at, s.updated_at
  from staff s
 where s.id = :id and (s.dong_codes && :actor_dongs or s.gu_code = :actor_gu);

-- name: staff_create
insert into staff as s (id, gu_code, dong_codes, role, job, name, office_phone, employed, created_by, updated_by)
values (coalesce(:id::uuid, uuid7()), :actor_gu, coalesce(:dong_codes::text[], '{}'), :role, :job, normalize(:name::text),
        :office_phone, coalesce(employed_of(:employments::jsonb), datemultirange(daterange(seoul_today(), null))),
        :actor_id, :actor_id)
returning s.id, s.gu_code, s.dong_codes, s.role, s.job, s.name, s.office_phone, s.hired_on,
       employments(s.employed) as employments, s.active, s.version, s.created_at, s.updated_at;

-- name: staff_version
select version from staff where id = :id and gu_code = :actor_gu for update;

-- name: staff_update
update staff s
   set version = version + 1
     , updated_by = :actor_id
     , name = normalize(:name::text)                    --? name
     , office_phone = :office_phone                     --? office_phone
     , role = :role                                     --? role
     , job = :job                                       --? job
     , dong_codes = :dong_codes                         --? dong_codes
     , employed = employed_of(:employments::jsonb)      --? employments
     , active = :active                                 --? active
 where s.id = :id and s.gu_code = :actor_gu and s.version = :if_match
returning s.id, s.gu_code, s.dong_codes, s.role, s.job, s.name, s.office_phone, s.hired_on,
       employments(s.employed) as employments, s.active, s.version, s.created_at, s.updated_at;
