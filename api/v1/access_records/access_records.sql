-- Who touched whose data (DOMAIN.md 12). Own entries come by the index of their actor, the area's
-- by time; the two never share a row.

-- name: access_records_list
-- order: at, id
select a.id, a.at, a.actor_id, a.actor_role, a.operation, a.method, host(a.client) as client, a.resident_ids,
       a.dong_codes, a.purpose, a.request_id, a.status
  from (
       (select a.* from access_record a
          join access_record_keys(:resident_id) k on (k.at, k.id) = (a.at, a.id)   --? resident_id
         where a.actor_id = :actor_id
           and a.actor_id = :account_id                                            --? account_id
           and a.at >= :from                                                       --? from
           and a.at < :to                                                          --? to
         --page
       ) union all (
        select a.* from access_record a
          join access_record_keys(:resident_id) k on (k.at, k.id) = (a.at, a.id)   --? resident_id
         where :actor_role::text in ('supervisor', 'district_admin')
           and a.actor_id <> :actor_id and a.dong_codes && :actor_dongs
           and a.actor_id = :account_id                                            --? account_id
           and a.at >= :from                                                       --? from
           and a.at < :to                                                          --? to
         --page
       )) a
 order by a.at desc, a.id desc;
