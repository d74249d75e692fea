-- Files of residents, births and signals that the city's systems send in parts and have read as jobs (decision 0084).
set local role chatdong_owner;
set local search_path = chatdong;

-- What was announced. It has its operation (of the same id) from the moment that it may be read; whoever finds the
-- operation open and nobody at it takes it up.
create table import (
    id uuid primary key default uuid7(),
    kind text not null constraint import_kind_known check (kind in ('resident', 'birth', 'signal')),
    gu_code text constraint import_in_known_district references district (code), -- whose file it is; null, the city's
    name text not null,
    partial boolean not null,
    dry_run boolean not null,
    encoding text not null constraint import_encoding_known check (encoding in ('detect', 'utf-8', 'cp949')),
    bytes bigint not null default 0,    -- of the parts so far
    parts integer,                      -- how many there are, once they are all there
    operation_id uuid constraint import_of_known_operation references operation (id) on delete cascade,
    tries integer not null default 0,   -- how often somebody began to read it
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    expires_at timestamptz not null default now() + interval '3 days', -- unless it is read
    constraint import_run_as_operation check (operation_id = id and parts is not null or operation_id is null and parts is null)
);
create unique index import_by_operation on import (operation_id);
create index import_waiting on import (created_by) where operation_id is null;

-- The file, in pieces that may be cut anywhere. No constraint but the key may refuse one: the message would quote it.
create table import_part (
    import_id uuid not null references import (id) on delete cascade,
    number integer not null,
    content bytea not null,
    primary key (import_id, number)
);
alter table import_part alter column content set storage external; -- it is read once

-- Lines that were not taken, all of them.
create table import_rejected (
    import_id uuid not null references import (id) on delete cascade,
    line bigint not null,
    code text not null
);
create index import_rejected_by_line on import_rejected (import_id, line);

-- Its sender's, and nobody else's. What stands in the parts, nobody but the worker reads.
alter table import enable row level security;
alter table import_part enable row level security;
alter table import_rejected enable row level security;
create policy own on import to chatdong_api
    using (created_by::text = (select nullif(current_setting('chatdong.actor_id', true), '')))
    with check (created_by::text = (select nullif(current_setting('chatdong.actor_id', true), ''))
                and (gu_code is null and (select current_setting('chatdong.city', true)) = 'true'
                     or gu_code is not null and ((select current_setting('chatdong.city', true)) = 'true'
                                                 or gu_code = (select nullif(current_setting('chatdong.gu', true), '')))));
create policy own on import_part to chatdong_api using (exists (select from import i where i.id = import_id));
create policy own on import_rejected for select to chatdong_api using (exists (select from import i where i.id = import_id));
create policy worker on import to chatdong_worker using (true);
create policy worker on import_part to chatdong_worker using (true);
create policy worker on import_rejected to chatdong_worker using (true);

grant select, insert on import to chatdong_api;
grant insert, select (import_id, number) on import_part to chatdong_api;
grant select on import_rejected to chatdong_api;
grant select, update (tries), delete on import to chatdong_worker;
grant select on import_part to chatdong_worker;
grant select, insert, delete on import_rejected to chatdong_worker;

reset role;
