-- Counseling (DOMAIN.md 7).

-- name: counseling_records_list
-- order: held_on, id
select c.id, c.dong_code, c.resident_id, c.household_id, c.visit_id, c.case_id, c.held_on, c.channel, c.topic, c.asked,
       c.answered, c.version, c.created_at, c.created_by, c.updated_at, c.updated_by, c.resident_name
  from unnest(:actor_dongs::text[]
              || dongs_before(:resident_id, :actor_dongs)   --? resident_id
             ) g (code)
 cross join lateral (
       select c.*, p.name as resident_name
         from counseling_record c
         join resident p on p.id = c.resident_id -- not of who moved away
        where c.dong_code = g.code
          and c.resident_id = :resident_id          --? resident_id
          and c.topic = :topic                      --? topic
          and c.case_id = :case_id                  --? case_id
        --page
       ) c
 order by c.held_on, c.id;

-- name: counseling_records_get
select c.id, c.dong_code, c.resident_id, c.household_id, c.visit_id, c.case_id, c.held_on, c.channel, c.topic, c.asked,
       c.answered, c.version, c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name
  from counseling_record c
  join resident p on p.id = c.resident_id
 where c.id = :id and (c.dong_code = any(:actor_dongs) or resident_in_dongs(c.resident_id, :actor_dongs));

-- name: counseling_records_version
select version from counseling_record where id = :id and dong_code = any(:actor_dongs) for update;

-- name: counseling_records_create
with made as (
    insert into counseling_record (id, dong_code, resident_id, household_id, visit_id, case_id, held_on, channel, topic, asked, answered, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), r.dong_code, r.id, r.household_id, :visit_id::uuid, :case_id::uuid, coalesce(:held_on::date, seoul_today()), :channel::text, :topic::text, normalize(:asked::text), normalize(:answered::text),
           :actor_id::uuid, :actor_id::uuid
      from resident r
     where r.id = :resident_id and r.dong_code = any(:actor_dongs)
    returning *
)
select c.id, c.dong_code, c.resident_id, c.household_id, c.visit_id, c.case_id, c.held_on, c.channel, c.topic, c.asked,
       c.answered, c.version, c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name
  from made c
  join resident p on p.id = c.resident_id;

-- name: counseling_records_update
with changed as (
    update counseling_record
       set version = version + 1
         , updated_by = :actor_id
         , visit_id = :visit_id                      --? visit_id
         , case_id = :case_id                        --? case_id
         , held_on = :held_on                        --? held_on
         , channel = :channel                        --? channel
         , topic = :topic                            --? topic
         , asked = normalize(:asked::text)           --? asked
         , answered = normalize(:answered::text)     --? answered
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select c.id, c.dong_code, c.resident_id, c.household_id, c.visit_id, c.case_id, c.held_on, c.channel, c.topic, c.asked,
       c.answered, c.version, c.created_at, c.created_by, c.updated_at, c.updated_by, p.name as resident_name
  from changed c
  join resident p on p.id = c.resident_id;
