-- The government's building register: which address stands in which dong (DOMAIN.md 3). Public data.
set local role chatdong_owner;
set local search_path = chatdong;

-- One partition holds everything: a whole register is loaded and indexed beside it and then takes its place in one
-- short transaction, while readers, views and privileges know the table alone. No foreign keys to districts and
-- dongs: the import holds the codes against them, and a dong's code outlives it.
-- Keys are NFC, without spaces, ASCII in lower case; collation C, so that an index serves prefixes too.
create table building (
    management_no text collate "C" not null,
    dong_code text collate "C" not null,
    legal_code text collate "C" not null,
    gu_code text collate "C" not null,
    road_code text collate "C" not null,
    road_name text not null,
    road_key text collate "C" not null,
    basement boolean not null,
    main_no integer not null,
    sub_no integer not null,
    mountain boolean not null,
    lot_main integer not null,
    lot_sub integer not null,
    name text not null,
    name_key text collate "C" not null,
    zip text not null,
    constraint building_pkey primary key (management_no)
) partition by range (management_no);
create index building_by_road on building (road_key, main_no, sub_no);
create index building_by_lot on building (legal_code, lot_main, lot_sub);
create index building_by_name on building (name_key) where name_key <> '';
create index building_by_dong on building (dong_code);
create table building_0 partition of building for values from (minvalue) to (maxvalue);

grant select on building to chatdong_api, chatdong_worker;

reset role;
