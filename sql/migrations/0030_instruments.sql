-- Screening instruments (DOMAIN.md 6): versions are data with validity, and never change once they
-- are here, so that a result can always be explained by the version that it was scored with.
set local role chatdong_owner;
set local search_path = chatdong;

create table instrument (
    id text primary key constraint instrument_id_kebab check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name text not null,
    name_en text not null,
    constraint instrument_text_nfc check (name is normalized and name_en is normalized)
);

create table instrument_version (
    instrument_id text not null constraint instrument_version_of_instrument references instrument (id),
    version text not null constraint instrument_version_label check (version ~ '^[a-z0-9][a-z0-9.-]{0,39}$'),
    valid_from date not null,
    valid_to date,
    sample text[] not null default '{}',
    shipped boolean not null default false, -- a default of the binary, not the office's own
    definition jsonb not null,
    imported_at timestamptz not null default now(),
    constraint instrument_version_pkey primary key (instrument_id, version),
    constraint instrument_version_order check (valid_to > valid_from),
    constraint instrument_version_nfc check (definition::text is normalized),
    -- On each day there is one version that new screenings are scored with.
    constraint instrument_version_one_at_a_time
        exclude using gist (instrument_id with =, daterange(valid_from, valid_to) with &&)
);

grant select on instrument, instrument_version to chatdong_api, chatdong_worker;

reset role;
