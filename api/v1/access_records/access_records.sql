-- Who touched whose data (DOMAIN.md 12).

-- name: access_records_list
-- order: at, id
select a.id, a.at, a.actor_id, a.actor_role, a.operation, a.method, host(a.client) as client, a.resident_ids,
       a.dong_codes, a.purpose, a.request_id, a.status
  from access_record a
 where (a.actor_id = :actor_id
        or :actor_role::text in ('supervisor', 'district_admin') and a.dong_codes && :actor_dongs)
   and a.resident_ids @> array[:resident_id::uuid]   --? resident_id
   and a.actor_id = :account_id                      --? account_id
   and a.at >= :from                                 --? from
   and a.at < :to                                    --? to
 order by a.at desc, a.id desc;
