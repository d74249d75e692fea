-- Files of the residents' register (DOMAIN.md 5): whose number there is whose record here, and what the register last said.
-- A record changes only where the register says something new, so that what staff wrote stays (decision 0065).
set local role chatdong_owner;
set local search_path = chatdong;

-- The keyed hash of the registration number (HMAC, its key elsewhere) serves matching only. Several numbers may be one
-- resident's: after a merge, or when the register gave another one.
create table register_source (
    source_id text primary key constraint register_source_id_shape check (source_id ~ '^[A-Za-z0-9._-]{1,64}$'),
    resident_id uuid not null constraint register_source_of_known_resident references resident (id),
    keyed_hash text constraint register_source_hash_hex check (keyed_hash ~ '^[0-9a-f]{32,128}$'),
    household_key text,
    dong_code text constraint register_source_in_known_dong references dong (code),
    name text not null,
    birth_date date not null,
    sex text not null,
    phone text,
    address text,
    deceased_on date,
    moved_out_on date,
    as_of date, -- when the register wrote it, where the file says so
    taken_at timestamptz not null default now()
);
create index register_source_by_resident on register_source (resident_id);
create index register_source_by_hash on register_source (keyed_hash) where keyed_hash is not null;

create table register_household (
    household_key text primary key constraint register_household_key_shape check (household_key ~ '^[A-Za-z0-9._-]{1,64}$'),
    household_id uuid not null constraint register_household_of_known_household references household (id)
);
create index register_household_by_household on register_household (household_id);

create table register_birth (
    source_id text primary key constraint register_birth_id_shape check (source_id ~ '^[A-Za-z0-9._-]{1,64}$'),
    birth_id uuid not null constraint register_birth_of_known_birth references birth (id),
    child_name text,
    born_on date not null,
    sex text not null,
    children integer not null,
    birth_order integer,
    taken_at timestamptz not null default now()
);
create index register_birth_by_birth on register_birth (birth_id);

-- Nobody but the import reads what the register said.
alter table register_source enable row level security;
alter table register_household enable row level security;
alter table register_birth enable row level security;

reset role;
