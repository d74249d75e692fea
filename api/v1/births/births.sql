-- Newborn families (DOMAIN.md 5): a mother, a child, and the birth between them. The child is a resident
-- like any other; one that is not recorded yet is recorded with its birth, where the mother lives.

-- name: births_list
-- order: id
select b.id, b.dong_code, b.mother_id, b.child_id, array[b.mother_id, b.child_id] as resident_ids, b.born_on, b.gestation_weeks, b.weight_g,
       b.length_mm, b.delivery, b.birth_order, b.children, b.notes, b.mother_name, b.child_name,
       b.version, b.created_at, b.created_by, b.updated_at, b.updated_by
  from unnest(:actor_dongs::text[]) d (code)
 cross join lateral (
       select b.*, m.name as mother_name, c.name as child_name
         from birth b
         join resident m on m.id = b.mother_id -- not of who moved away
         join resident c on c.id = b.child_id
        where b.dong_code = d.code
          and b.mother_id = :mother_id                --? mother_id
          and b.child_id = :child_id                  --? child_id
          and b.born_on >= :born_from                 --? born_from
          and b.born_on < :born_to                    --? born_to
        --page
       ) b
 order by b.id;

-- name: births_get
select b.id, b.dong_code, b.mother_id, b.child_id, array[b.mother_id, b.child_id] as resident_ids, b.born_on, b.gestation_weeks, b.weight_g,
       b.length_mm, b.delivery, b.birth_order, b.children, b.notes, m.name as mother_name, c.name as child_name,
       b.version, b.created_at, b.created_by, b.updated_at, b.updated_by
  from birth b
  join resident m on m.id = b.mother_id
  join resident c on c.id = b.child_id
 where b.id = :id and b.dong_code = any(:actor_dongs);

-- name: births_version
select version from birth where id = :id and dong_code = any(:actor_dongs) for update;

-- name: births_create
with mother as (
    select r.* from resident r where r.id = :mother_id and r.dong_code = any(:actor_dongs)
), new_child as (
    insert into resident (dong_code, household_id, name, birth_date, sex, address, language, created_by, updated_by)
    select m.dong_code, m.household_id, normalize(:child_name::text), :born_on::date, :child_sex::text, m.address, m.language,
           :actor_id::uuid, :actor_id::uuid
      from mother m
     where :child_id::uuid is null
    returning id, name
), child as (
    select id, name from new_child
    union all
    select r.id, r.name from resident r join mother m on m.dong_code = r.dong_code
     where r.id = :child_id and r.dong_code = any(:actor_dongs)
), born as (
    insert into birth (id, dong_code, mother_id, child_id, born_on, gestation_weeks, weight_g, length_mm, delivery, birth_order,
                       children, notes, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), m.dong_code, m.id, c.id, :born_on::date, :gestation_weeks::integer, :weight_g::integer,
           :length_mm::integer, :delivery::text, :birth_order::integer, coalesce(:children::integer, 1), normalize(:notes::text),
           :actor_id::uuid, :actor_id::uuid
      from mother m, child c
    returning *
)
select b.id, b.dong_code, b.mother_id, b.child_id, array[b.mother_id, b.child_id] as resident_ids, b.born_on, b.gestation_weeks, b.weight_g,
       b.length_mm, b.delivery, b.birth_order, b.children, b.notes, m.name as mother_name, c.name as child_name,
       b.version, b.created_at, b.created_by, b.updated_at, b.updated_by
  from born b
  join mother m on m.id = b.mother_id
  join child c on c.id = b.child_id;

-- name: births_update
with changed as (
    update birth
       set version = version + 1
         , updated_by = :actor_id
         , gestation_weeks = :gestation_weeks         --? gestation_weeks
         , weight_g = :weight_g                       --? weight_g
         , length_mm = :length_mm                     --? length_mm
         , delivery = :delivery                       --? delivery
         , birth_order = :birth_order                 --? birth_order
         , children = :children                       --? children
         , notes = normalize(:notes::text)            --? notes
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select b.id, b.dong_code, b.mother_id, b.child_id, array[b.mother_id, b.child_id] as resident_ids, b.born_on, b.gestation_weeks, b.weight_g,
       b.length_mm, b.delivery, b.birth_order, b.children, b.notes, m.name as mother_name, c.name as child_name,
       b.version, b.created_at, b.created_by, b.updated_at, b.updated_by
  from changed b
  join resident m on m.id = b.mother_id
  join resident c on c.id = b.child_id;
