-- What is true of residents and households for a time: categories and danger flags (DOMAIN.md 4). And the key under which
-- a register knows somebody: a keyed hash, never the number.
set local role chatdong_owner;
set local search_path = chatdong;

create table resident_category_kind (
    code text primary key constraint resident_category_kind_code check (code ~ '^[a-z]+(_[a-z]+)*$'),
    name text not null,
    name_en text not null,
    valid_from date not null,
    valid_to date,
    constraint resident_category_kind_days check (valid_to > valid_from),
    constraint resident_category_kind_text_nfc check (name is normalized)
);
insert into resident_category_kind values
    ('basic_livelihood', '기초생활수급자', 'Basic livelihood recipient', '2015-07-01', null),
    ('medical_aid', '의료급여 수급자', 'Medical aid recipient', '2015-07-01', null),
    ('near_poor', '차상위계층', 'Near-poor', '2015-07-01', null),
    ('single_parent', '한부모가족', 'Single-parent family', '2015-07-01', null),
    ('grandparent_family', '조손가족', 'Grandparents raising grandchildren', '2015-07-01', null),
    ('living_alone', '홀몸', 'Living alone', '2015-07-01', null),
    ('disabled', '등록장애인', 'Registered disability', '2015-07-01', null),
    ('multicultural', '다문화가족', 'Multicultural family', '2015-07-01', null),
    ('defector', '북한이탈주민', 'Defector from North Korea', '2015-07-01', null),
    ('veteran', '국가유공자', 'Person of national merit', '2015-07-01', null),
    ('care_leaver', '자립준비청년', 'Young person leaving care', '2021-07-13', null),
    ('other', '그 밖', 'Other', '2015-07-01', null);

-- valid_to is the first day on which it is no longer so. No dong: it is read by who sees the resident.
create table resident_category (
    id uuid primary key default uuid7(),
    resident_id uuid not null constraint resident_category_of_known_resident references resident (id),
    category text not null constraint resident_category_known references resident_category_kind (code),
    valid_from date not null,
    valid_to date,
    notes text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint resident_category_days check (valid_to >= valid_from),
    constraint resident_category_no_overlap
        exclude using gist (resident_id with =, category with =, daterange(valid_from, valid_to) with &&),
    constraint resident_category_text_nfc check (notes is normalized)
);
create index resident_category_by_resident on resident_category (resident_id, id);
create index resident_category_by_category on resident_category (category, resident_id);
create table resident_category_history (replaced_at timestamptz not null, like resident_category,
    constraint resident_category_history_once primary key (id, version));

-- household.danger_flags is what of this holds today.
create table household_danger (
    id uuid primary key default uuid7(),
    household_id uuid not null constraint household_danger_of_known_household references household (id),
    flag text not null
        constraint household_danger_flag_known check (flag in ('dog', 'violence', 'infection', 'weapon', 'fire', 'other')),
    valid_from date not null,
    valid_to date,
    notes text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint household_danger_days check (valid_to >= valid_from),
    constraint household_danger_no_overlap
        exclude using gist (household_id with =, flag with =, daterange(valid_from, valid_to) with &&),
    constraint household_danger_text_nfc check (notes is normalized)
);
create index household_danger_by_household on household_danger (household_id, id);
create index household_danger_by_start on household_danger (valid_from);
create index household_danger_by_end on household_danger (valid_to) where valid_to is not null;
create table household_danger_history (replaced_at timestamptz not null, like household_danger,
    constraint household_danger_history_once primary key (id, version));

-- What the flags were until now began when the household was written.
insert into household_danger (household_id, flag, valid_from, created_at, created_by, updated_at, updated_by)
select h.id, f, (h.created_at at time zone 'Asia/Seoul')::date, h.created_at, h.created_by, h.created_at, h.created_by
  from household h, unnest(h.danger_flags) f;

-- HMAC-SHA-256 of the number that a register knows somebody by; the key is a setting of the service. Not unique: two
-- records of one person share it until they are joined.
create table resident_register_key (
    resident_id uuid primary key constraint register_key_of_known_resident references resident (id),
    key bytea not null constraint register_key_size check (octet_length(key) = 32),
    updated_at timestamptz not null default now(),
    updated_by uuid not null
);
create index resident_by_register_key on resident_register_key (key);

-- The second wall. These rows belong to somebody, and are there for who sees whom they belong to: these policies'
-- queries run under the policies of resident and household.
do $$
declare
    t text;
    parent text;
begin
    foreach t in array array['resident_category', 'resident_category_history', 'household_danger', 'household_danger_history',
                             'resident_register_key'] loop
        parent := case when t like 'household%' then 'household p where p.id = ' || t || '.household_id'
                       else 'resident p where p.id = ' || t || '.resident_id' end;
        execute format('alter table %I enable row level security', t);
        execute format('create policy with_whom_it_is_of on %I for select to chatdong_api using (exists (select from %s))', t, parent);
        execute format('create policy worker_read on %I for select to chatdong_worker using (true)', t);
        if t not like '%history' then
            execute format('create policy staff_adds on %I for insert to chatdong_api with check (
                (select current_setting(''chatdong.role'', true)) in (''officer'', ''nurse'', ''supervisor'') and exists (select from %s))', t, parent);
            execute format('create policy staff_changes on %I for update to chatdong_api using (
                (select current_setting(''chatdong.role'', true)) in (''officer'', ''nurse'', ''supervisor'') and exists (select from %s))', t, parent);
        end if;
    end loop;
end $$;
grant select on resident_category_kind to chatdong_api, chatdong_worker;
grant select on resident_category, resident_category_history, household_danger, household_danger_history to chatdong_api, chatdong_worker;
grant insert (id, resident_id, category, valid_from, valid_to, notes, created_by, updated_by) on resident_category to chatdong_api;
grant update (valid_to, version, updated_by) on resident_category to chatdong_api;
grant insert (id, household_id, flag, valid_from, valid_to, notes, created_by, updated_by) on household_danger to chatdong_api;
grant update (valid_to, version, updated_by) on household_danger to chatdong_api;
-- The service writes keys and reads none (of the conflict, resident_id alone); matching is the worker's.
grant select (resident_id, updated_at, updated_by), insert, update on resident_register_key to chatdong_api;
grant select on resident_register_key to chatdong_worker;

reset role;
