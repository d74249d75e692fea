-- The building register's import (src/jobs/import_buildings.c), step by step in one transaction: a whole register
-- takes the place of the one before, a change file changes rows. For the owner only.
set local role chatdong_owner;
set local search_path = chatdong;

-- An empty table beside the register, made in this transaction, so that COPY may freeze its rows.
create or replace procedure building_load_begin() language plpgsql as $$
begin
    create table building_next (like building);
end $$;

-- One row a building: of those that came twice the later one counts. What `districts` does not name is taken over
-- from the register as it stands. Returns how many came twice.
create or replace function building_load_complete(districts text[]) returns bigint language plpgsql as $$
declare
    twice bigint := 0;
begin
    begin
        alter table building_next add primary key (management_no);
    exception when unique_violation then
        delete from building_next a
         using (select management_no, max(ctid) as kept from building_next group by 1 having count(*) > 1) b
         where a.management_no = b.management_no and a.ctid <> b.kept;
        get diagnostics twice = row_count;
        alter table building_next add primary key (management_no);
    end;
    insert into building_next select * from building where gu_code <> all (districts) on conflict do nothing;
    return twice;
end $$;

create or replace function building_load_report(out inserted bigint, out updated bigint, out unchanged bigint, out removed bigint)
language plpgsql as $$
begin
    analyze building_next;
    select count(*) filter (where b.management_no is null),
           count(*) filter (where n.management_no is not null and b.management_no is not null and (n.*) is distinct from (b.*)),
           count(b.management_no) filter (where n.management_no is not null),
           count(*) filter (where n.management_no is null)
      into inserted, updated, unchanged, removed
      from building_next n full join building b on b.management_no = n.management_no;
    unchanged := unchanged - updated;
end $$;

-- The register's other indexes, then the swap: readers wait for its last lines only.
create or replace procedure building_load_swap() language plpgsql as $$
declare
    old constant text := (select inhrelid::regclass::text from pg_inherits where inhparent = 'building'::regclass);
    fresh constant text := 'building_' || (substring(old from '[0-9]+$')::integer + 1);
begin
    create index on building_next (road_key, main_no, sub_no);
    create index on building_next (legal_code, lot_main, lot_sub);
    create index on building_next (name_key) where name_key <> '';
    create index on building_next (dong_code);
    execute format('alter table building_next rename to %I', fresh);
    execute format('alter table building detach partition %s', old);
    execute format('drop table %s', old);
    execute format('alter table building attach partition %I for values from (minvalue) to (maxvalue)', fresh);
end $$;

-- A day's changes, in the file's order: the last word on a building counts.
create or replace procedure building_change_begin() language plpgsql as $$
begin
    create temporary table building_change (seq bigint, gone boolean, like building) on commit drop;
    alter table building_change alter column dong_code drop not null, alter column road_code drop not null,
        alter column road_name drop not null, alter column road_key drop not null, alter column basement drop not null,
        alter column main_no drop not null, alter column sub_no drop not null, alter column mountain drop not null,
        alter column lot_main drop not null, alter column lot_sub drop not null, alter column name drop not null,
        alter column name_key drop not null, alter column zip drop not null;
end $$;

create or replace function building_change_apply(out inserted bigint, out updated bigint, out unchanged bigint, out removed bigint)
language plpgsql as $$
begin
    create temporary table building_last on commit drop as
    select distinct on (management_no) * from building_change order by management_no, seq desc;
    delete from building b using building_last l where l.gone and b.management_no = l.management_no;
    get diagnostics removed = row_count;
    update building b
       set (dong_code, legal_code, gu_code, road_code, road_name, road_key, basement, main_no, sub_no, mountain,
            lot_main, lot_sub, name, name_key, zip)
         = (l.dong_code, l.legal_code, l.gu_code, l.road_code, l.road_name, l.road_key, l.basement, l.main_no, l.sub_no,
            l.mountain, l.lot_main, l.lot_sub, l.name, l.name_key, l.zip)
      from building_last l
     where not l.gone and b.management_no = l.management_no
       and (b.dong_code, b.legal_code, b.gu_code, b.road_code, b.road_name, b.road_key, b.basement, b.main_no, b.sub_no,
            b.mountain, b.lot_main, b.lot_sub, b.name, b.name_key, b.zip)
           is distinct from
           (l.dong_code, l.legal_code, l.gu_code, l.road_code, l.road_name, l.road_key, l.basement, l.main_no, l.sub_no,
            l.mountain, l.lot_main, l.lot_sub, l.name, l.name_key, l.zip);
    get diagnostics updated = row_count;
    insert into building
    select management_no, dong_code, legal_code, gu_code, road_code, road_name, road_key, basement, main_no, sub_no,
           mountain, lot_main, lot_sub, name, name_key, zip
      from building_last where not gone
    on conflict do nothing;
    get diagnostics inserted = row_count;
    unchanged := (select count(*) from building_last where not gone) - inserted - updated;
end $$;

revoke execute on procedure building_load_begin(), building_load_swap(), building_change_begin() from public;
revoke execute on function building_load_complete(text[]), building_load_report(), building_change_apply() from public;

reset role;
