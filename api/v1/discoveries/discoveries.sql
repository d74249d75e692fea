-- Discoveries (DOMAIN.md 7). Days, visits that count and the proposal are in sql/functions/discoveries.sql.

-- name: discoveries_list
-- order: due_on, id
select d.id, d.dong_code, d.resident_id, d.household_id, d.path, d.kind, d.found_on, d.due_on, d.signal_id, d.need,
       d.watch, d.first_visit_id, d.first_visited_at,
       discovery_planned(d.resident_id, d.household_id, d.found_on) as planned_visit_id, d.withdrawn_at, d.withdrawn_by,
       d.withdrawal_reason, d.version, d.created_at, d.created_by, d.updated_at, d.updated_by, d.resident_name
  from (select d.*
          from unnest(:actor_dongs::text[]
                      || dongs_before(:resident_id, :actor_dongs)   --? resident_id
                     ) g (code)
         cross join lateral (
               select d.*, b.visit_id as first_visit_id, b.began_at as first_visited_at, w.watch, p.name as resident_name
                 from discovery d
                 join resident p on p.id = d.resident_id -- not of who moved away
                 left join lateral discovery_begun(d.resident_id, d.household_id, d.found_on) b on true
                cross join lateral discovery_watch(d.withdrawn_at, d.due_on, b.began_at) w (watch)
                where d.dong_code = g.code
                  and (w.watch = 'overdue') = :overdue     --? overdue
                  and w.watch = :watch                     --? watch
                  and d.path = :path                       --? path
                  and d.kind = :kind                       --? kind
                  and d.resident_id = :resident_id         --? resident_id
                  and d.household_id = :household_id       --? household_id
                --page
               ) d
         order by d.due_on, d.id) d
 order by d.due_on, d.id;

-- name: discoveries_get
select d.id, d.dong_code, d.resident_id, d.household_id, d.path, d.kind, d.found_on, d.due_on, d.signal_id, d.need,
       discovery_watch(d.withdrawn_at, d.due_on, b.began_at) as watch, b.visit_id as first_visit_id,
       b.began_at as first_visited_at, discovery_planned(d.resident_id, d.household_id, d.found_on) as planned_visit_id,
       d.withdrawn_at, d.withdrawn_by, d.withdrawal_reason, d.version, d.created_at, d.created_by, d.updated_at,
       d.updated_by, p.name as resident_name,
       discovery_proposal(d, :actor_id::uuid) as first_visit
  from discovery d
  join resident p on p.id = d.resident_id
  left join lateral discovery_begun(d.resident_id, d.household_id, d.found_on) b on true
 where d.id = :id and (d.dong_code = any(:actor_dongs) or resident_in_dongs(d.resident_id, :actor_dongs));

-- name: discoveries_version
select version from discovery where id = :id and dong_code = any(:actor_dongs) for update;

-- name: discoveries_create
with found as (
    insert into discovery (id, dong_code, resident_id, household_id, path, kind, found_on, signal_id, need, created_by, updated_by)
    select coalesce(:id::uuid, uuid7()), r.dong_code, r.id, r.household_id, :path::text, :kind::text,
           coalesce(:found_on::date, seoul_today()), :signal_id::uuid, normalize(:need::text), :actor_id::uuid, :actor_id::uuid
      from resident r
     where r.id = :resident_id and r.dong_code = any(:actor_dongs)
    returning *, discovery as whole
)
select d.id, d.dong_code, d.resident_id, d.household_id, d.path, d.kind, d.found_on, d.due_on, d.signal_id, d.need,
       discovery_watch(d.withdrawn_at, d.due_on, b.began_at) as watch, b.visit_id as first_visit_id,
       b.began_at as first_visited_at, discovery_planned(d.resident_id, d.household_id, d.found_on) as planned_visit_id,
       d.withdrawn_at, d.withdrawn_by, d.withdrawal_reason, d.version, d.created_at, d.created_by, d.updated_at,
       d.updated_by, p.name as resident_name,
       discovery_proposal(d.whole, :actor_id::uuid) as first_visit
  from found d
  join resident p on p.id = d.resident_id
  left join lateral discovery_begun(d.resident_id, d.household_id, d.found_on) b on true;

-- name: discoveries_update
with changed as (
    update discovery
       set version = version + 1
         , updated_by = :actor_id
         , path = :path                            --? path
         , kind = :kind                            --? kind
         , found_on = :found_on                    --? found_on
         , signal_id = :signal_id                  --? signal_id
         , need = normalize(:need::text)           --? need
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *, discovery as whole
)
select d.id, d.dong_code, d.resident_id, d.household_id, d.path, d.kind, d.found_on, d.due_on, d.signal_id, d.need,
       discovery_watch(d.withdrawn_at, d.due_on, b.began_at) as watch, b.visit_id as first_visit_id,
       b.began_at as first_visited_at, discovery_planned(d.resident_id, d.household_id, d.found_on) as planned_visit_id,
       d.withdrawn_at, d.withdrawn_by, d.withdrawal_reason, d.version, d.created_at, d.created_by, d.updated_at,
       d.updated_by, p.name as resident_name,
       discovery_proposal(d.whole, :actor_id::uuid) as first_visit
  from changed d
  join resident p on p.id = d.resident_id
  left join lateral discovery_begun(d.resident_id, d.household_id, d.found_on) b on true;

-- name: discoveries_withdraw
with changed as (
    update discovery
       set version = version + 1
         , updated_by = :actor_id
         , withdrawn_at = now()
         , withdrawn_by = :actor_id
         , withdrawal_reason = normalize(:reason::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *, discovery as whole
)
select d.id, d.dong_code, d.resident_id, d.household_id, d.path, d.kind, d.found_on, d.due_on, d.signal_id, d.need,
       discovery_watch(d.withdrawn_at, d.due_on, b.began_at) as watch, b.visit_id as first_visit_id,
       b.began_at as first_visited_at, discovery_planned(d.resident_id, d.household_id, d.found_on) as planned_visit_id,
       d.withdrawn_at, d.withdrawn_by, d.withdrawal_reason, d.version, d.created_at, d.created_by, d.updated_at,
       d.updated_by, p.name as resident_name,
       discovery_proposal(d.whole, :actor_id::uuid) as first_visit
  from changed d
  join resident p on p.id = d.resident_id
  left join lateral discovery_begun(d.resident_id, d.household_id, d.found_on) b on true;
