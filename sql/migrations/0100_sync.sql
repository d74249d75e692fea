-- The change feed (DESIGN.md 7) and what phones have sent. How both work: sql/functions/changes.sql, sync.sql.
set local role chatdong_owner;
set local search_path = chatdong;

-- What is in the feed, in the order in which a first sync sends it. A kind is named like its table. Both views have
-- (id, dong_code, resident_ids, item): what is sent of a row, and which rows a first sync sends.
create table change_kind (
    kind text primary key,
    position smallint not null constraint change_kind_position_once unique,
    row_view text not null,
    first_view text not null,
    roles text[] not null constraint change_kind_roles_known
        check (roles <@ array['officer', 'nurse', 'supervisor', 'district_admin', 'system'])
);
insert into change_kind (kind, position, row_view, first_view, roles) values
    ('household', 1, 'sync_household', 'sync_household', '{officer,nurse,supervisor}'),
    ('resident', 2, 'sync_resident', 'sync_resident', '{officer,nurse,supervisor}'),
    ('visit', 3, 'sync_visit', 'sync_visit_first', '{officer,nurse,supervisor}');

-- Append-only. The position of an entry is its transaction: below the oldest one that is still running nothing can
-- appear any more (as for seals, docs/decisions/0020), so that whoever has read up to there has missed nothing. One
-- entry says that a row is to be read again, and none what it held.
create table change_entry (
    dong_code text not null,
    tx xid8 not null default pg_current_xact_id(),
    row_id uuid not null,
    kind text not null,
    gone text constraint change_gone_known check (gone in ('deleted', 'left_area')),
    at timestamptz not null default now(),
    constraint change_entry_once primary key (dong_code, tx, row_id, kind)
);
create index change_entry_by_time on change_entry using brin (at);
call area_policies('change_entry', false);

-- What is older has been trimmed: a cursor from before begins anew.
create table change_floor (
    only_row boolean primary key default true constraint change_floor_one check (only_row),
    tx xid8 not null
);
insert into change_floor (tx) values ('0');

-- Which operations phones may send: of which kind, the status that a step leads to, and where the phone's own time and
-- its position go.
create table sync_operation (
    operation text primary key,
    kind text not null constraint sync_operation_of_known_kind references change_kind (kind),
    creates boolean not null default false,
    status text,
    timed text,
    placed text
);
insert into sync_operation (operation, kind, creates, status, timed, placed) values
    ('visits_create', 'visit', true, null, null, null),
    ('visits_update', 'visit', false, null, null, null),
    ('visits_check_in', 'visit', false, 'checked_in', 'checked_in_at', 'check_in_position'),
    ('visits_complete', 'visit', false, 'completed', 'completed_at', 'check_out_position'),
    ('visits_cancel', 'visit', false, 'cancelled', null, null),
    ('visits_miss', 'visit', false, 'missed', null, null),
    ('residents_update', 'resident', false, null, null, null),
    ('households_update', 'household', false, null, null, null);

-- Each change of a phone and what became of it: a change that comes again gets the same answer. No values, only the
-- names of the fields that it set; what they were stands in the row's history under the version.
create table sync_change (
    staff_id uuid not null,
    change_id uuid not null,
    device_id uuid not null,
    operation text not null constraint sync_change_of_known_operation references sync_operation (operation),
    row_id uuid not null,
    fingerprint bytea not null,
    made_at timestamptz not null,
    received_at timestamptz not null default now(),
    outcome text constraint sync_change_outcome_known check (outcome in ('applied', 'merged', 'conflict', 'refused')),
    version bigint,
    fields text[] not null default '{}',
    problem jsonb,
    constraint sync_change_once primary key (staff_id, change_id)
);
create index sync_change_of_row on sync_change (row_id, device_id);
create index sync_change_by_time on sync_change using brin (received_at);

alter table sync_change enable row level security;
create policy own_changes on sync_change for all to chatdong_api
    using (staff_id::text = (select current_setting('chatdong.actor_id', true)))
    with check (staff_id::text = (select current_setting('chatdong.actor_id', true)));
create policy worker_read on sync_change for select to chatdong_worker using (true);

grant select on change_kind, change_entry, change_floor, sync_operation to chatdong_api;
grant select, insert, update on sync_change to chatdong_api;
grant select on change_kind, change_entry, change_floor, sync_operation, sync_change to chatdong_worker;

reset role;
