-- Residents recorded twice (DOMAIN.md 4): how alike two are, which pairs somebody has to look at, and merges that move
-- everything and can be undone. What is done stands in sql/functions/duplicates.sql and merges.sql.
set local role chatdong_owner;
set local search_path = chatdong;

-- Points for what two records have in common, out of 100, and how many make a candidate.
create table duplicate_scoring (
    same_name integer not null,
    similar_name integer not null,
    same_birth_date integer not null,
    similar_birth_date integer not null,
    same_phone integer not null,
    same_address integer not null,
    other_sex integer not null,
    threshold integer not null constraint duplicate_threshold check (threshold between 1 and 100),
    valid_from date not null,
    valid_to date,
    source text not null,
    constraint duplicate_scoring_points check (least(same_name, similar_name, same_birth_date, similar_birth_date, same_phone, same_address) >= 0
        and other_sex <= 0 and same_name + same_birth_date + same_phone + same_address <= 100),
    constraint duplicate_scoring_one_at_a_time exclude using gist (daterange(valid_from, valid_to) with &&)
);
insert into duplicate_scoring values (30, 20, 40, 20, 20, 10, -30, 65, '2015-07-01', null, 'default until the office sets its own');

-- Every other person of a gu who was born on that day; names with phones and addresses have their indexes (0076).
create index resident_by_birth on resident (birth_date, left(dong_code, 5));

-- Who was recorded or changed and has not been compared yet. No key: whoever writes waits for nobody.
create table resident_to_compare (
    no bigint generated always as identity primary key,
    resident_id uuid not null
);
insert into resident_to_compare (resident_id) select id from resident;

create table resident_duplicate (
    id uuid primary key default uuid7(),
    first_id uuid not null constraint resident_duplicate_first_known references resident (id),
    second_id uuid not null constraint resident_duplicate_second_known references resident (id),
    -- Of the two, as they are now (kept by trigger).
    dong_code text not null constraint resident_duplicate_in_known_dong references dong (code),
    other_dong_code text not null constraint resident_duplicate_in_known_other_dong references dong (code),
    score integer not null constraint resident_duplicate_score check (score between 0 and 100),
    reasons text[] not null,
    status text not null default 'open' constraint resident_duplicate_status_known check (status in ('open', 'dismissed', 'merged')),
    dismissed_at timestamptz,
    dismissed_by uuid,
    dismissal_reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint resident_duplicate_once unique (first_id, second_id),
    constraint resident_duplicate_in_order check (first_id < second_id),
    constraint resident_duplicate_dismissal_whole check (num_nulls(dismissed_at, dismissed_by, dismissal_reason) in (0, 3)
        and (status <> 'dismissed' or dismissed_at is not null)),
    constraint resident_duplicate_text_nfc check (dismissal_reason is normalized)
);
create index resident_duplicate_by_dong on resident_duplicate (dong_code, status, score, id);
create index resident_duplicate_by_second on resident_duplicate (second_id);
create table resident_duplicate_history (replaced_at timestamptz not null, like resident_duplicate,
    constraint resident_duplicate_history_once primary key (id, version));

-- A resident who was merged away points to the one who stands for both; that one stands itself (sql/functions/merges.sql),
-- so that the pointers never go in a circle.
alter table resident
    add column merged_into uuid constraint resident_merged_into_known references resident (id)
        constraint resident_merged_into_another check (merged_into <> id);
alter table resident_history add column merged_into uuid;
create index resident_by_merged_into on resident (merged_into) where merged_into is not null;

create table resident_merge (
    id uuid primary key default uuid7(),
    survivor_id uuid not null constraint resident_merge_survivor_known references resident (id),
    merged_id uuid not null constraint resident_merge_merged_known references resident (id),
    dong_code text not null constraint resident_merge_in_known_dong references dong (code),
    other_dong_code text not null constraint resident_merge_in_known_other_dong references dong (code),
    reason text not null,
    -- What the survivor took over from the other; both as they were before.
    fields text[] not null default '{}',
    survivor_before jsonb not null,
    merged_before jsonb not null,
    moved jsonb not null default '[]',
    undone_at timestamptz,
    undone_by uuid,
    returned jsonb,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint resident_merge_of_two check (survivor_id <> merged_id),
    constraint resident_merge_undo_whole check (num_nulls(undone_at, undone_by, returned) in (0, 3)),
    -- Of two merges at once that take the same resident away, one wins.
    constraint resident_merge_once exclude using btree (merged_id with =) where (undone_at is null),
    constraint resident_merge_text_nfc check (reason is normalized)
);
create index resident_merge_by_survivor on resident_merge (survivor_id);
create index resident_merge_by_dong on resident_merge (dong_code, id);
create table resident_merge_history (replaced_at timestamptz not null, like resident_merge,
    constraint resident_merge_history_once primary key (id, version));

-- Every value that a merge changed or had to leave, and what the undoing did with it. A row is named by its primary key.
create table resident_merge_row (
    id uuid primary key default uuid7(),
    merge_id uuid not null constraint resident_merge_row_of_known_merge references resident_merge (id),
    no integer not null,
    table_name text not null,
    column_name text not null,
    row_key jsonb not null,
    before uuid not null,
    after uuid not null,
    -- moved; stayed: a constraint kept it with the one who was merged away. Undone: returned; gone: deleted meanwhile;
    -- changed: it belongs to somebody else meanwhile; blocked: a constraint kept it with the survivor.
    state text not null constraint resident_merge_row_state_known
        check (state in ('moved', 'stayed', 'returned', 'gone', 'changed', 'blocked')),
    kept_by text,
    constraint resident_merge_row_once unique (merge_id, table_name, column_name, row_key),
    constraint resident_merge_row_kept check ((state in ('stayed', 'blocked')) = (kept_by is not null))
);

-- The second wall: both residents are of the actor's dongs; what a merge keeps is the supervisors'.
alter table resident_duplicate enable row level security;
alter table resident_duplicate_history enable row level security;
alter table resident_merge enable row level security;
alter table resident_merge_history enable row level security;
alter table resident_merge_row enable row level security;
do $$
declare
    t text;
    both_of_area constant text := $expr$
        dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
        and other_dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])$expr$;
    supervisor constant text := $expr$(select current_setting('chatdong.role', true)) = 'supervisor' and $expr$;
begin
    foreach t in array array['resident_duplicate', 'resident_duplicate_history'] loop
        execute format('create policy both_in_area on %I for select to chatdong_api using (%s)', t, both_of_area);
    end loop;
    foreach t in array array['resident_merge', 'resident_merge_history'] loop
        execute format('create policy both_in_area on %I for select to chatdong_api using (%s %s)', t, supervisor, both_of_area);
    end loop;
    execute format('create policy supervisor_dismisses on resident_duplicate for update to chatdong_api using (%s %s)', supervisor, both_of_area);
    execute format('create policy supervisor_undoes on resident_merge for update to chatdong_api using (%s %s)', supervisor, both_of_area);
    create policy with_its_merge on resident_merge_row for select to chatdong_api
        using (exists (select from resident_merge m where m.id = merge_id));
    foreach t in array array['resident_duplicate', 'resident_duplicate_history', 'resident_merge', 'resident_merge_history', 'resident_merge_row'] loop
        execute format('create policy worker_read on %I for select to chatdong_worker using (true)', t);
    end loop;
end $$;

grant select on duplicate_scoring, resident_duplicate, resident_duplicate_history, resident_merge, resident_merge_history, resident_merge_row
    to chatdong_api, chatdong_worker;
grant update (status, dismissed_at, dismissed_by, dismissal_reason, version, updated_by) on resident_duplicate to chatdong_api;
-- Only to lock it: merges are made and undone by functions.
grant update (version) on resident_merge to chatdong_api;

-- While a merge moves rows or puts them back. What was judged when a row was written is not judged anew then.
create function merging() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('chatdong.merging', true), '') = 'on'
$$;

-- Names were copied without saying whose: screening_level of 0032.
alter table screening_level add constraint screening_level_of_known_resident foreign key (resident_id) references resident (id);

reset role;
