-- Households and residents (DOMAIN.md 4). The resident registration number has no column: it is
-- never stored.
set local role chatdong_owner;
set local search_path = chatdong;

create table household (
    id uuid primary key default uuid7(),
    dong_code text not null constraint household_in_known_dong references dong (code),
    name text not null,
    address text not null,
    danger_flags text[] not null default '{}',
    notes text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    constraint household_with_dong unique (id, dong_code),
    constraint household_danger_known
        check (danger_flags <@ array['dog', 'violence', 'infection', 'weapon', 'fire', 'other']),
    constraint household_text_nfc
        check (name is normalized and address is normalized and notes is normalized)
);
create index household_by_dong on household (dong_code, id);

create table resident (
    id uuid primary key default uuid7(),
    dong_code text not null constraint resident_in_known_dong references dong (code),
    household_id uuid,
    name text not null,
    birth_date date not null constraint resident_birth_plausible check (birth_date >= '1890-01-01'),
    sex text not null constraint resident_sex_known check (sex in ('female', 'male')),
    phone text constraint resident_phone_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
    address text not null,
    language text not null default 'ko' constraint resident_language_tag check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
    deceased_on date,
    moved_out_on date,
    notes text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    -- Who lives together lives in one dong; a household that moves takes its people along.
    constraint resident_of_household_of_dong foreign key (household_id, dong_code)
        references household (id, dong_code) on update cascade,
    constraint resident_death_after_birth check (deceased_on >= birth_date),
    constraint resident_move_after_birth check (moved_out_on >= birth_date),
    constraint resident_text_nfc
        check (name is normalized and address is normalized and notes is normalized)
);
create index resident_by_dong on resident (dong_code, id);
create index resident_by_household on resident (household_id);

create table household_history (replaced_at timestamptz not null, like household,
    constraint household_history_once primary key (id, version));
create table resident_history (replaced_at timestamptz not null, like resident,
    constraint resident_history_once primary key (id, version));

call area_policies('household', true);
call area_policies('resident', true);
call area_policies('household_history', false);
call area_policies('resident_history', false);

grant select, insert, update on household, resident to chatdong_api;
grant select on household_history, resident_history to chatdong_api;
grant select on household, resident, household_history, resident_history to chatdong_worker;

reset role;
