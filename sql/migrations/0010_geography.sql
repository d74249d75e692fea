-- Reference geography with time (DOMAIN.md 3): legal dongs, spellings, boundaries, and what became of
-- what. All of it is public; the city's own tables come in by `chatdong import`.
set local role chatdong_owner;
set local search_path = chatdong;

-- How a name is compared: NFC, full-width forms as ASCII, without spaces and separators, lower case. So
-- 종로1·2·3·4가동, 종로1.2.3.4가동 and "종로 1,2,3,4가동" are one key.
create function spelling_key(name text) returns text language sql immutable strict parallel safe as $$
    select lower(translate(normalize(name),
        '０１２３４５６７８９' || E' \t\u00a0\u3000' || '.,·ㆍ・･‧•∙，．-–—−－/()（）[]''"`~',
        '0123456789'))
$$;

-- Districts were divided too (광진, 강북 and 금천 in 1995); null: as long as anybody has written down.
alter table district
    add column valid_from date,
    add column valid_to date,
    add constraint district_valid_order check (valid_to > valid_from);

-- The dong of postal addresses; its code looks like a dong's and is none.
create table legal_dong (
    code text primary key constraint legal_dong_code_digits check (code ~ '^[0-9]{10}$'),
    gu_code text not null constraint legal_dong_in_known_district references district (code) on delete cascade,
    name text not null constraint legal_dong_name_nfc check (name is normalized),
    name_en text,
    name_key text not null generated always as (spelling_key(name)) stored,
    valid_from date,
    valid_to date,
    version bigint not null default 1,
    constraint legal_dong_code_in_district check (left(code, 5) = gu_code),
    constraint legal_dong_valid_order check (valid_to > valid_from)
);
create index legal_dong_by_district on legal_dong (gu_code, code);
create index legal_dong_by_name on legal_dong (name_key);

-- Which legal dongs a dong touches and the reverse: many to many, inside one district. A pair holds as
-- long as its dong.
create table legal_dong_dong (
    legal_code text not null constraint pair_of_known_legal_dong references legal_dong (code) on delete cascade,
    dong_code text not null constraint pair_of_known_dong references dong (code) on delete cascade,
    source text,
    constraint pair_once primary key (legal_code, dong_code),
    constraint pair_in_one_district check (left(legal_code, 5) = left(dong_code, 5))
);
create index legal_dong_dong_by_dong on legal_dong_dong (dong_code);

-- Every spelling under which a dong is found. Rows, so that a look-up is an index and no pattern; made
-- by dong_alias_renew().
create table dong_alias (
    dong_code text not null constraint alias_of_known_dong references dong (code) on delete cascade,
    kind text not null
        constraint alias_kind_known check (kind in ('official', 'common', 'romanised', 'separator')),
    name text not null constraint alias_name_nfc check (name is normalized),
    key text not null generated always as (spelling_key(name)) stored,
    constraint alias_once primary key (dong_code, kind, name),
    constraint alias_has_letters check (spelling_key(name) <> '')
);
create index dong_alias_by_key on dong_alias (key, dong_code);

-- What became of a dong: one row for each dong that got a part of its area on that day. A dong that
-- gave away a part and went on existing is a predecessor too. basis says how it is known: from the
-- record, from two boundaries (then with the share of the predecessor's area), or from names and codes
-- that changed on one day.
create table dong_succession (
    predecessor_code text not null constraint predecessor_known references dong (code) on delete cascade,
    successor_code text not null constraint successor_known references dong (code) on delete cascade,
    happened_on date not null,
    basis text not null constraint succession_basis_known check (basis in ('record', 'area', 'name')),
    area_share double precision
        constraint succession_share_is_part check (area_share > 0 and area_share <= 1),
    constraint succession_once primary key (predecessor_code, successor_code),
    constraint succession_of_another check (predecessor_code <> successor_code)
);
create index dong_succession_by_successor on dong_succession (successor_code);

-- GeoJSON geometry (RFC 7946, WGS 84) as it was from that day on, until the dong's next one.
create table dong_boundary (
    dong_code text not null constraint boundary_of_known_dong references dong (code) on delete cascade,
    valid_from date not null,
    geometry json not null constraint boundary_is_polygon
        check (geometry ->> 'type' in ('Polygon', 'MultiPolygon')),
    bbox json not null,
    source text,
    constraint boundary_once primary key (dong_code, valid_from)
);

grant select on legal_dong, legal_dong_dong, dong_alias, dong_succession, dong_boundary to chatdong_api, chatdong_worker;

reset role;
