-- What the core keeps beside the business rows: answers to be replayed, and who touched whose data.
set local role chatdong_owner;
set local search_path = chatdong;

create table idempotency_record (
    subject uuid not null,
    method text not null,
    path text not null,
    key text not null,
    fingerprint bytea not null,
    status integer,
    headers jsonb,
    body bytea,
    created_at timestamptz not null default now(),
    primary key (subject, method, path, key)
);
create index idempotency_by_age on idempotency_record (created_at);

-- DOMAIN.md 12. Append-only by privilege: the service may add and (through policies) read, nobody
-- but the owner may change or remove. Months are partitions, so retention drops whole months.
create table access_record (
    id uuid not null default uuid7(),
    at timestamptz not null default now(),
    actor_id uuid not null,
    actor_role text not null,
    operation text not null,
    method text not null,
    client inet,
    resident_ids uuid[] not null,
    dong_codes text[] not null,
    purpose text,
    request_id text not null,
    status int not null,
    tx xid8 not null default pg_current_xact_id(),
    constraint access_record_once primary key (at, id)
) partition by range (at);
create index access_record_by_resident on access_record using gin (resident_ids);
create index access_record_by_actor on access_record (actor_id, at, id);
-- The sealing job takes what committed since its last seal, by transaction.
create index access_record_by_tx on access_record (tx);
-- A month that nobody prepared must not lose records or refuse answers.
create table access_record_default partition of access_record default;

create table access_seal (
    no bigint primary key,
    sealed_at timestamptz not null default now(),
    up_to xid8 not null,
    count bigint not null,
    digest bytea not null,
    mac bytea not null
);

alter table access_record enable row level security;
create policy append on access_record for insert to chatdong_api with check (true);
create policy own_entries on access_record for select to chatdong_api
    using (actor_id::text = (select current_setting('chatdong.actor_id', true)));
create policy dong_entries on access_record for select to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'supervisor'
           and dong_codes && (select string_to_array(current_setting('chatdong.dongs', true), ','))::text[]);
create policy district_entries on access_record for select to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'district_admin'
           and exists (select from unnest(dong_codes) d (code)
                        where left(d.code, 5) = (select nullif(current_setting('chatdong.gu', true), ''))));
create policy worker_read on access_record for select to chatdong_worker using (true);

-- Makes the partition of a day's month. A month whose records already stand in the default
-- partition stays there. (The records' days are those of the database's UTC clock.)
create function access_partition_ensure(day date) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    first constant date := date_trunc('month', day)::date;
    partition constant text := 'access_record_' || to_char(first, 'YYYY_MM');
begin
    perform pg_advisory_xact_lock(hashtextextended('access_partition', 0));
    if to_regclass('chatdong.' || partition) is not null
       or exists (select from access_record_default
                   where at >= first::timestamp at time zone 'UTC'
                     and at < (first + interval '1 month') at time zone 'UTC') then
        return;
    end if;
    execute format('create table %I partition of access_record for values from (%L) to (%L)',
                   partition, first::timestamp at time zone 'UTC',
                   (first + interval '1 month') at time zone 'UTC');
end $$;

grant select, insert, update on idempotency_record to chatdong_api;
grant select, delete on idempotency_record to chatdong_worker;
grant select, insert on access_record to chatdong_api;
grant select on access_record to chatdong_worker;
grant select, insert on access_seal to chatdong_worker;
revoke execute on function access_partition_ensure(date) from public;
grant execute on function access_partition_ensure(date) to chatdong_api, chatdong_worker;

select access_partition_ensure((now() + make_interval(months => m))::date) from generate_series(0, 13) m;

reset role;
