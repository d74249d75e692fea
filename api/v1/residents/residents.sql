-- Residents (DOMAIN.md 4). Lists are ordered by id: a name in a cursor would be personal data in a URL.

-- name: residents_list
-- order: id
select r.id, r.dong_code, r.household_id, r.name, r.birth_date, r.sex, r.phone, r.address, r.language, r.deceased_on,
       r.moved_out_on, r.notes, r.merged_into, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by
  from unnest(:actor_dongs::text[]) d (code)
 cross join lateral (
       select * from resident r
        where r.dong_code = d.code and r.merged_into is null
          and r.household_id = :household_id     --? household_id
        --page
       ) r
 order by r.id;

-- The page is cut from the ids that were found; what it says of closeness is no personal data, so it may stand in a cursor. Two
-- syllables of a name alone have their residents in this order, dong by dong (docs/decisions/0061); all else is found by
-- resident_find() (sql/functions/residents.sql).
-- name: residents_search
-- order: _rank, id
select r.id, r.dong_code, r.household_id, r.name, r.birth_date, r.sex, r.phone, r.address, r.language, r.deceased_on,
       r.moved_out_on, r.notes, r.merged_into, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by, f._rank
  from (select f.id, f._rank
          from (select f.id, f._rank
                  from unnest(:actor_dongs::text[]) d (code)
                 cross join lateral (
                       select f.id, f._rank
                         from resident_name_part f
                        where f.dong_code = d.code
                          and f.part = (select search_name_part(:name::text, :birth_date::date, :birth_year::integer, :phone::text, :address::text))
                        --page
                       ) f
                union all
                select f.id, f._rank
                  from resident_find(:actor_dongs::text[], :name::text, :birth_date::date, :birth_year::integer, :phone::text, :address::text) f
                 where search_name_part(:name::text, :birth_date::date, :birth_year::integer, :phone::text, :address::text) is null
                   -- Few are merged, and they have an index: not one row of resident is read that is not on the page.
                   and not exists (select from resident r where r.id = f.id and r.merged_into is not null)
               ) f
         where true
        --page
       ) f
  join resident r on r.id = f.id and r.dong_code = any(:actor_dongs)
 order by f._rank, f.id;

-- name: residents_get
select r.id, r.dong_code, r.household_id, r.name, r.birth_date, r.sex, r.phone, r.address, r.language, r.deceased_on,
       r.moved_out_on, r.notes, r.merged_into, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by
  from resident r
 where r.id = :id and r.dong_code = any(:actor_dongs);

-- The purpose is read by the access record; a blank one reads nothing.
-- name: residents_unmask
select r.id, r.dong_code, r.name, r.birth_date, r.phone, r.address, r.version
  from resident r
 where r.id = :id and r.dong_code = any(:actor_dongs) and :purpose::text <> '';

-- name: residents_version
select version from resident where id = :id and dong_code = any(:actor_dongs) for update;

-- name: residents_create
insert into resident as r (id, dong_code, household_id, name, birth_date, sex, phone, address, language, notes,
                           created_by, updated_by)
select coalesce(:id::uuid, uuid7()), :dong_code::text, :household_id::uuid, normalize(:name::text),
       :birth_date::date, :sex::text, :phone::text, normalize(:address::text), coalesce(:language::text, 'ko'),
       normalize(:notes::text), :actor_id::uuid, :actor_id::uuid
 where :dong_code::text = any(:actor_dongs)
   and resident_is_new(:name::text, :birth_date::date, :sex::text, :phone::text, :address::text, :actor_dongs, coalesce(:insist::boolean, false))
returning r.id, r.dong_code, r.household_id, r.name, r.birth_date, r.sex, r.phone, r.address, r.language, r.deceased_on,
       r.moved_out_on, r.notes, r.merged_into, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by;

-- name: residents_update
update resident r
   set version = version + 1
     , updated_by = :actor_id
     , household_id = :household_id            --? household_id
     , name = normalize(:name::text)           --? name
     , birth_date = :birth_date                --? birth_date
     , sex = :sex                              --? sex
     , phone = :phone                          --? phone
     , address = normalize(:address::text)     --? address
     , language = :language                    --? language
     , deceased_on = :deceased_on              --? deceased_on
     , moved_out_on = :moved_out_on            --? moved_out_on
     , notes = normalize(:notes::text)         --? notes
 where r.id = :id and r.dong_code = any(:actor_dongs) and r.version = :if_match
returning r.id, r.dong_code, r.household_id, r.name, r.birth_date, r.sex, r.phone, r.address, r.language, r.deceased_on,
       r.moved_out_on, r.notes, r.merged_into, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by;

-- The hook (residents.c) has made the key of the number; no answer has it.
-- name: residents_register_key
insert into resident_register_key as k (resident_id, key, updated_by)
select r.id, decode(:hashed::text, 'hex'), :actor_id::uuid
  from resident r
 where r.id = :id and r.dong_code = any(:actor_dongs)
on conflict (resident_id) do update set key = decode(:hashed::text, 'hex'), updated_at = now(), updated_by = :actor_id::uuid
returning k.resident_id, k.updated_at, k.updated_by;
