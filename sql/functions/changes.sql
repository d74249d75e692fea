-- The change feed: who writes it, what a page of it holds, and when it is trimmed (docs/decisions/0073).
set local role chatdong_owner;
set local search_path = chatdong;

-- One entry per row and transaction. A row that goes to another dong leaves an entry in the old one.
create or replace function change_note() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if tg_op = 'DELETE' or tg_op = 'UPDATE' and old.dong_code <> new.dong_code then
        insert into change_entry as e (dong_code, row_id, kind, gone)
        values (old.dong_code, old.id, tg_table_name, case tg_op when 'DELETE' then 'deleted' else 'left_area' end)
        on conflict on constraint change_entry_once do update set gone = excluded.gone;
    end if;
    if tg_op <> 'DELETE' then
        insert into change_entry as e (dong_code, row_id, kind) values (new.dong_code, new.id, tg_table_name)
        on conflict on constraint change_entry_once do update set gone = null where e.gone is not null;
    end if;
    return null;
end $$;

-- Puts a table into the feed.
create or replace procedure change_feed(of_table regclass) language plpgsql
set search_path = chatdong, pg_temp
as $$
begin
    execute format('create or replace trigger feed after insert or update or delete on %s
                    for each row execute function change_note()', of_table);
end $$;
call change_feed('household');
call change_feed('resident');
call change_feed('visit');

-- What is sent of each kind. The caller's own policies hold.
create or replace view sync_household with (security_invoker = true) as
select h.id, h.dong_code, array(select r.id from resident r where r.household_id = h.id) as resident_ids, row_to_json(i) as item
  from household h
 cross join lateral (select 'household' as type, h.id, h.version, h.dong_code, h.name, h.address, h.danger_flags, h.notes,
                            h.updated_at, h.updated_by) i;

create or replace view sync_resident with (security_invoker = true) as
select r.id, r.dong_code, array[r.id] as resident_ids, row_to_json(i) as item
  from resident r
 cross join lateral (select 'resident' as type, r.id, r.version, r.dong_code, r.household_id, r.name, r.birth_date, r.sex,
                            r.phone, r.address, r.language, r.deceased_on, r.moved_out_on, r.notes, r.updated_at, r.updated_by) i
 where r.merged_into is null;

create or replace view sync_visit with (security_invoker = true) as
select v.id, v.dong_code, array[v.resident_id] as resident_ids, row_to_json(i) as item
  from visit v
 cross join lateral (select 'visit' as type, v.id, v.version, v.dong_code, v.resident_id, v.household_id, v.program,
                            v.kind, v.institution, v.staff_id, v.team, v.joint, v.status, v.planned_start,
                            v.planned_end, v.checked_in_at, v.completed_at, v.completed_by, v.outcome, v.notes, v.findings,
                            v.reason, v.attempt, v.expected_end, v.updated_at, v.updated_by) i;

-- The last 30 visits of each resident by planned start, with those that lie ahead.
create or replace view sync_visit_first with (security_invoker = true) as
select v.id, v.dong_code
  from visit v
 where not exists (select from visit later
                    where later.resident_id = v.resident_id and (later.planned_start, later.id) > (v.planned_start, v.id)
                    order by later.planned_start, later.id offset 29 limit 1);
grant select on sync_household, sync_resident, sync_visit, sync_visit_first to chatdong_api;

-- Where a reader stands: in the first sync (kind and last id sent; tx is where its changes begin), or in the feed
-- (the last entry sent). area: for whom. It is the text of the cursor; the core signs it.
create or replace function sync_position(area text, tx xid8, kind text, id uuid, first boolean) returns text language sql immutable as $$
    select jsonb_build_object('area', area, 'tx', tx::text, 'kind', kind, 'id', id, 'first', first)::text
$$;

-- The next ids of a first sync, across the kinds that this role sees.
create or replace function sync_first_ids(role text, dongs text[], after_kind text, after_id uuid, most int)
returns table (kind text, ids uuid[]) language plpgsql stable as $$
declare
    of_kind change_kind;
    room int := most;
begin
    for of_kind in select k.* from change_kind k
                    where k.position >= coalesce((select c.position from change_kind c where c.kind = after_kind), 0)
                      and $1 = any (k.roles) order by k.position loop
        exit when room = 0;
        kind := of_kind.kind;
        execute format('select array(select id from %I where dong_code = any ($1) and id > $2 order by id limit $3)',
                       of_kind.first_view)
           into ids
          using dongs, case when kind = after_kind then after_id else '00000000-0000-0000-0000-000000000000' end, room;
        room := room - cardinality(ids);
        return next;
    end loop;
end $$;

-- The rows as they are now, as JSON texts, and whose data that is. What is not to be seen (any more) is not there.
create or replace function sync_items(role text, dongs text[], of_kind text, ids uuid[], out present uuid[], out items text[],
                                      out resident_ids uuid[], out dong_codes text[])
language plpgsql stable as $$
declare
    row_view text;
begin
    select k.row_view into row_view from change_kind k where k.kind = of_kind and $1 = any (k.roles);
    if row_view is not null then
        execute format('select array_agg(v.id), array_agg(v.item::text), array_agg(distinct v.dong_code)
                          from %I v where v.id = any ($1) and v.dong_code = any ($2)', row_view)
           into present, items, dong_codes using ids, dongs;
        execute format('select array(select distinct unnest(v.resident_ids) from %I v where v.id = any ($1))', row_view)
           into resident_ids using present;
    end if;
    present := coalesce(present, '{}');
    items := coalesce(items, '{}');
    dong_codes := coalesce(dong_codes, '{}');
    resident_ids := coalesce(array_remove(resident_ids, null), '{}');
end $$;

-- Entries after a position and below the horizon, in the order of the feed.
create or replace function sync_entries(dongs text[], after_tx xid8, after_id uuid, after_kind text, horizon xid8, most int)
returns setof change_entry language sql stable as $$
    select e.*
      from unnest(dongs) d (code)
     cross join lateral (
           select c.* from change_entry c
            where c.dong_code = d.code and (c.tx, c.row_id, c.kind) > (after_tx, after_id, after_kind) and c.tx < horizon
            order by c.tx, c.row_id, c.kind limit most) e
     order by e.tx, e.row_id, e.kind limit most
$$;

-- The next page of one reader. `restart`: forget what you hold, this is the first page.
create or replace function sync_page(cursor_text text, role text, dongs text[], most int)
returns table (restart boolean, more boolean, items json, _next_cursor text, _resident_ids uuid[], _dong_code text[])
language plpgsql stable as $$
#variable_conflict use_column
declare
    nobody constant uuid := '00000000-0000-0000-0000-000000000000';
    horizon constant xid8 := pg_snapshot_xmin(pg_current_snapshot());
    mine constant text[] := array(select d from unnest(dongs) d
                                   where d = any (string_to_array(current_setting('chatdong.dongs', true), ',')) order by d);
    area constant text := md5(role || ' ' || array_to_string(mine, ','));
    at jsonb := cursor_text;
    parts text[] := '{}';
    entries change_entry[];
    last change_entry;
    page record;
    rows record;
    sent int := 0;
begin
    _resident_ids := '{}';
    _dong_code := '{}';
    restart := at is null or at ->> 'area' <> area or (at ->> 'tx')::xid8 > horizon
               or (at ->> 'tx')::xid8 < (select f.tx from change_floor f);
    if restart then
        at := sync_position(area, horizon, '', nobody, true);
    end if;
    if (at ->> 'first')::boolean then
        for page in select * from sync_first_ids(role, mine, at ->> 'kind', (at ->> 'id')::uuid, most) loop
            rows := sync_items(role, mine, page.kind, page.ids);
            parts := parts || rows.items;
            _resident_ids := _resident_ids || rows.resident_ids;
            _dong_code := _dong_code || rows.dong_codes;
            sent := sent + cardinality(page.ids);
            if sent >= most then
                _next_cursor := sync_position(area, (at ->> 'tx')::xid8, page.kind, page.ids[cardinality(page.ids)], true);
            end if;
        end loop;
        more := true; -- what has changed meanwhile
        _next_cursor := coalesce(_next_cursor, sync_position(area, (at ->> 'tx')::xid8, '', nobody, false));
    else
        entries := array(select e from sync_entries(mine, (at ->> 'tx')::xid8, (at ->> 'id')::uuid, at ->> 'kind', horizon, most) e);
        for page in
            select e.kind, array_agg(distinct e.row_id) as ids,
                   jsonb_object_agg(e.row_id, coalesce(e.gone, 'left_area') order by e.tx) as gone
              from unnest(entries) e join change_kind k on k.kind = e.kind and $2 = any (k.roles)
             group by e.kind, k.position order by k.position loop
            rows := sync_items(role, mine, page.kind, page.ids);
            parts := parts || rows.items || array(
                select json_build_object('type', page.kind, 'id', i, 'gone', page.gone ->> i::text)::text
                  from unnest(page.ids) i where i <> all (rows.present));
            _resident_ids := _resident_ids || rows.resident_ids;
            _dong_code := _dong_code || rows.dong_codes;
        end loop;
        more := cardinality(entries) >= most;
        last := entries[cardinality(entries)];
        _next_cursor := case when more then sync_position(area, last.tx, last.kind, last.row_id, false)
                             else sync_position(area, horizon, '', nobody, false) end;
    end if;
    items := ('[' || array_to_string(parts, ',') || ']')::json;
    return next;
end $$;

-- Entries are kept for 60 days, what phones sent for 180: who stays away longer begins anew.
create or replace function changes_trim(keep interval default '60 days', keep_sent interval default '180 days') returns bigint
language plpgsql security definer set search_path = chatdong, pg_temp
as $$
declare
    floor constant xid8 := coalesce((select min(e.tx) from change_entry e where e.at >= now() - keep),
                                    pg_snapshot_xmin(pg_current_snapshot()));
    trimmed bigint;
begin
    delete from change_entry e where e.at < now() - keep and e.tx < floor;
    get diagnostics trimmed = row_count;
    if trimmed > 0 then
        update change_floor f set tx = floor where f.tx < floor;
    end if;
    delete from sync_change c where c.received_at < now() - keep_sent;
    return trimmed;
end $$;
revoke execute on function changes_trim(interval, interval) from public;
grant execute on function changes_trim(interval, interval) to chatdong_worker;

reset role;
