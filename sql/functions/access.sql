set local role chatdong_owner;
set local search_path = chatdong;

-- Where the records of one resident stand. "Contains" is not leakproof, so under row-level security
-- it could not use the index by resident; this finds the keys with the owner's rights, and the rows
-- themselves are still read under the policies.
create or replace function access_record_keys(resident uuid) returns table (at timestamptz, id uuid)
language sql stable security definer rows 100 set search_path = chatdong, pg_temp
as $$
    select r.at, r.id from access_record r where r.resident_ids @> array[resident]
$$;
revoke execute on function access_record_keys(uuid) from public;
grant execute on function access_record_keys(uuid) to chatdong_api;

reset role;
