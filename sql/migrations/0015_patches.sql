-- Patches (DOMAIN.md 3): which part of a dong is whose, from day to day. A dong is cut as a whole; what
-- was true yesterday stays.
set local role chatdong_owner;
set local search_path = chatdong;

-- Reads by area; cut by the dong's supervisor and the gu's administrator (DOMAIN.md 2, "assign patches").
create procedure patch_policies(area_table regclass) language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    in_area constant text := $expr$(
        dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
        or left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), ''))
        or (select current_setting('chatdong.city', true)) = 'true')$expr$;
    may_cut constant text := $expr$
        (select current_setting('chatdong.role', true)) in ('supervisor', 'district_admin')$expr$;
begin
    execute format('alter table %s enable row level security', area_table);
    execute format('create policy area_read on %s for select to chatdong_api using %s', area_table, in_area);
    execute format('create policy worker_read on %s for select to chatdong_worker using (true)', area_table);
    execute format('create policy cut_insert on %s for insert to chatdong_api with check (%s and %s)',
                   area_table, in_area, may_cut);
    execute format('create policy cut_update on %s for update to chatdong_api using (%s and %s)',
                   area_table, in_area, may_cut);
    execute format('create policy cut_delete on %s for delete to chatdong_api using (%s and %s)',
                   area_table, in_area, may_cut);
end $$;

-- One row a dong, made with it: what a cut locks, and whose version is the ETag of the dong's cuts.
create table patch_cut (
    id uuid primary key default uuid7(),
    dong_code text not null constraint patch_cut_once unique
        constraint patch_cut_of_known_dong references dong (code) on delete cascade,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid
);
create table patch_cut_history (replaced_at timestamptz not null, like patch_cut,
    constraint patch_cut_history_once primary key (id, version));
insert into patch_cut (dong_code) select code from dong;

create table patch (
    id uuid primary key default uuid7(),
    dong_code text not null constraint patch_of_known_dong references patch_cut (dong_code),
    name text not null constraint patch_name_nfc check (name is normalized),
    officer_id uuid not null constraint patch_known_officer references staff (id),
    planner_id uuid constraint patch_known_planner references staff (id),
    nurse_id uuid constraint patch_known_nurse references staff (id),
    during daterange not null constraint patch_lasts check (not isempty(during)),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint patch_whole unique (id, dong_code, during),
    constraint patch_name_once exclude using gist (dong_code with =, name with =, during with &&)
);
create index patch_by_dong on patch (dong_code, id);
create index patch_by_officer on patch (officer_id);
create table patch_history (replaced_at timestamptz not null, like patch,
    constraint patch_history_once primary key (id, version));

-- Every kind of rule is a box in one space, so that one exclusion constraint keeps all of them apart:
-- `place` is a road or a legal dong, `numbers` are building or lot numbers, `sides` are even (0) and
-- odd (1), of lots plain (0) and mountain (1). A whole legal dong is all numbers on both sides.
create table patch_rule (
    id uuid primary key default uuid7(),
    patch_id uuid not null,
    dong_code text not null,
    kind text not null constraint patch_rule_kind_known check (kind in ('road', 'lot', 'legal_dong')),
    road_name text constraint patch_rule_nfc check (road_name is normalized),
    legal_code text constraint patch_rule_legal_digits check (legal_code ~ '^[0-9]{10}$'),
    numbers int4range not null,
    sides int4range not null,
    during daterange not null,
    place text not null generated always as (
        case kind when 'road' then 'road ' || replace(road_name, ' ', '') else 'lot ' || legal_code end) stored,
    constraint patch_rule_of_patch foreign key (patch_id, dong_code, during)
        references patch (id, dong_code, during) on update cascade on delete cascade,
    constraint patch_rule_named check ((kind = 'road') = (road_name is not null) and (kind = 'road') = (legal_code is null)),
    constraint patch_rule_legal_of_gu check (left(legal_code, 5) = left(dong_code, 5)),
    constraint patch_rule_matches check (not isempty(numbers) and not isempty(sides)
        and (kind <> 'road' or upper_inf(numbers) or upper(numbers) - lower(numbers) > 1
             or sides @> lower(numbers) % 2)),
    constraint patch_rule_sides check (sides <@ int4range(0, 2)),
    constraint patch_rule_whole check (kind <> 'legal_dong' or (numbers = '(,)' and sides = int4range(0, 2))),
    constraint patch_rule_no_overlap exclude using gist
        (dong_code with =, place with =, numbers with &&, sides with &&, during with &&)
);
create index patch_rule_by_patch on patch_rule (patch_id);
create index patch_rule_by_place on patch_rule (dong_code, place);
create table patch_rule_history (replaced_at timestamptz not null, like patch_rule);

call patch_policies('patch_cut');
call patch_policies('patch');
call patch_policies('patch_rule');
call area_policies('patch_cut_history', false);
call area_policies('patch_history', false);
call area_policies('patch_rule_history', false);
-- Rules go and end with their patch (the reference cascades), so the service only adds them.
grant select on patch_cut, patch, patch_rule, patch_cut_history, patch_history, patch_rule_history to chatdong_api, chatdong_worker;
grant update (version, updated_at, updated_by) on patch_cut to chatdong_api;
grant insert, delete on patch to chatdong_api;
grant update (during, version, updated_at, updated_by) on patch to chatdong_api;
grant insert on patch_rule to chatdong_api;

reset role;
