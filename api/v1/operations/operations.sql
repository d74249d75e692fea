-- Long jobs. What belongs to no district is the whole city's: every district sees it, the city's systems cancel it.

-- name: operations_list
-- order: created_at, id
select o.id, o.kind, o.state, o.gu_code, o.progress_done, o.progress_total, o.counts, o.error_count, o.errors, o.failure,
       o.cancel_requested, o.created_at, o.created_by, o.started_at, o.finished_at, o.expires_at, o.version
  from operation o
 where (o.gu_code is null or o.gu_code in (select left(d, 5) from unnest(:actor_dongs::text[]) d) or o.created_by = :actor_id)
   and o.kind = :kind                         --? kind
   and o.state = :state                       --? state
 order by o.created_at desc, o.id desc;

-- name: operations_get
select o.id, o.kind, o.state, o.gu_code, o.progress_done, o.progress_total, o.counts, o.error_count, o.errors, o.failure,
       o.cancel_requested, o.created_at, o.created_by, o.started_at, o.finished_at, o.expires_at, o.version,
       case when o.finished_at is null then 2 end as _retry_after
  from operation o
 where o.id = :id
   and (o.gu_code is null or o.gu_code in (select left(d, 5) from unnest(:actor_dongs::text[]) d) or o.created_by = :actor_id);

-- name: operations_cancel
select o.id, o.kind, o.state, o.gu_code, o.progress_done, o.progress_total, o.counts, o.error_count, o.errors, o.failure,
       o.cancel_requested, o.created_at, o.created_by, o.started_at, o.finished_at, o.expires_at, o.version,
       '/v1/operations/' || o.id as _location, case when o.finished_at is null then 2 end as _retry_after
  from operation found
 cross join lateral operation_cancel(found, :actor_id) o
 where found.id = :id
   and (found.gu_code in (select left(d, 5) from unnest(:actor_dongs::text[]) d) or found.created_by = :actor_id
        or found.gu_code is null and current_setting('chatdong.city', true) = 'true');
