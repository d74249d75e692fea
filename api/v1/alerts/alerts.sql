-- Alerts (DOMAIN.md 5, 6): raised in the transaction of the screening or of the call for help, or by the scheduler when
-- somebody should be out again; on the worklist until somebody has answered for them. Once only: sql/functions.

-- name: alerts_list
-- order: raised_at, id
select a.id, a.dong_code, a.kind, a.flag, a.resident_id, a.screening_id, a.visit_id, a.staff_id, a.since, a.position, a.status, a.raised_at, a.answered_at, a.answered_by, a.note,
       r.name as resident_name, r.phone as resident_phone, r.address as resident_address, a.version, a.created_at, a.created_by,
       a.updated_at, a.updated_by
  from unnest(:actor_dongs::text[]
              || dongs_before(:resident_id, :actor_dongs)   --? resident_id
             ) d (code)
 cross join lateral (
       select * from alert a
        where a.dong_code = d.code
          and a.status = :status                      --? status
          and a.kind = :kind                          --? kind
          and a.resident_id = :resident_id            --? resident_id
        --page
       ) a
  left join resident r on r.id = a.resident_id
 order by a.raised_at, a.id;

-- name: alerts_get
select a.id, a.dong_code, a.kind, a.flag, a.resident_id, a.screening_id, a.visit_id, a.staff_id, a.since, a.position, a.status, a.raised_at, a.answered_at, a.answered_by, a.note,
       r.name as resident_name, r.phone as resident_phone, r.address as resident_address, a.version, a.created_at, a.created_by,
       a.updated_at, a.updated_by
  from alert a
  left join resident r on r.id = a.resident_id
 where a.id = :id and (a.dong_code = any(:actor_dongs) or resident_in_dongs(a.resident_id, :actor_dongs));

-- name: alerts_version
select version from alert where id = :id and dong_code = any(:actor_dongs) for update;

-- name: alerts_acknowledge
with answered as (
    update alert
       set version = version + 1
         , updated_by = :actor_id
         , status = 'acknowledged'
         , answered_at = now()
         , answered_by = :actor_id
         , note = normalize(:note::text)
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select a.id, a.dong_code, a.kind, a.flag, a.resident_id, a.screening_id, a.visit_id, a.staff_id, a.since, a.position, a.status, a.raised_at, a.answered_at, a.answered_by, a.note,
       r.name as resident_name, r.phone as resident_phone, r.address as resident_address, a.version, a.created_at, a.created_by,
       a.updated_at, a.updated_by
  from answered a
  left join resident r on r.id = a.resident_id;
