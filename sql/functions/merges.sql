-- Merging two residents into one, and undoing it (DOMAIN.md 4: loses nothing, can be undone). Rows move by the catalog
-- (resident_reference); each value that changes is kept in resident_merge_row.
set local role chatdong_owner;
set local search_path = chatdong;

-- Who is merged away changes no more, and is merged into somebody who stands: so pointers end, and never go in a circle.
create or replace function resident_merged_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if new.merged_into is distinct from old.merged_into and new.merged_into is not null then
        perform from resident r where r.id = new.merged_into and r.merged_into is null for share;
        if not found or old.merged_into is not null then
            perform refuse('resident_merge_standing', '/survivor_id', 'both residents stand for themselves', 'merged');
        end if;
    elsif old.merged_into is not null and not merging() and coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform refuse('resident_merged', '/merged_into', 'the resident was merged into another, who is to be changed instead', 'merged');
    end if;
    return new;
end $$;
create or replace trigger c_merged before update on resident for each row execute function resident_merged_guard();

-- Whether new rows may name this resident. Waits for a merge that is under way: it holds the row.
create or replace function resident_stands(resident uuid) returns boolean language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    target uuid;
begin
    select r.merged_into into target from resident r where r.id = resident for key share;
    return target is null;
end $$;

-- To a client somebody who was merged away is not there any more: the failure is that of the foreign key.
create or replace function resident_reference_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the resident was merged into another' using errcode = '23503', constraint = tg_argv[0], table = tg_table_name;
end $$;

-- A row by its primary key, as SQL on alias x.
create or replace function merge_key_of(keys text[]) returns text language sql immutable as $$
    select 'jsonb_build_object(' || string_agg(format('%L, x.%I', k, k), ', ') || ')' from unnest(keys) k
$$;

-- Points the rows of one column from one id to the other. If a constraint refuses, row by row: what it keeps stays.
create or replace function merge_move(merge resident_merge, ref resident_reference, moved_column text, old_id uuid, new_id uuid, condition text)
returns void language plpgsql as $$
declare
    key constant text := merge_key_of(ref.key_columns);
    change constant text := format('update %I x set %I = $1%s where x.%I = $2 and %s', ref.table_name, moved_column,
                                   case when ref.says_who then ', updated_by = $3' else '' end, moved_column, condition);
    keep constant text := 'insert into resident_merge_row (merge_id, no, table_name, column_name, row_key, before, after, state, kept_by)';
    row_key jsonb;
    number integer;
    broken text;
begin
    select coalesce(max(r.no), 0) + 1 into number from resident_merge_row r where r.merge_id = merge.id;
    begin
        execute format('with hit as (%s returning %s as k) %s select $4, $5, %L, %L, k, $2, $1, ''moved'', null from hit',
                       change, key, keep, ref.table_name, moved_column) using new_id, old_id, merge.updated_by, merge.id, number;
        return;
    exception when unique_violation or exclusion_violation then
        null;
    end;
    for row_key in execute format('select %s from %I x where x.%I = $1 and %s', key, ref.table_name, moved_column, condition) using old_id loop
        begin
            execute format('with hit as (%s and %s = $6 returning %s as k) %s select $4, $5, %L, %L, k, $2, $1, ''moved'', null from hit',
                           change, key, key, keep, ref.table_name, moved_column) using new_id, old_id, merge.updated_by, merge.id, number, row_key;
        exception when unique_violation or exclusion_violation then
            get stacked diagnostics broken = constraint_name;
            insert into resident_merge_row (merge_id, no, table_name, column_name, row_key, before, after, state, kept_by)
            values (merge.id, number, ref.table_name, moved_column, row_key, old_id, new_id, 'stayed', broken);
        end;
    end loop;
end $$;

create or replace function merge_counts(merge uuid) returns jsonb language sql stable as $$
    select coalesce(jsonb_agg(jsonb_build_object('table', c.table_name, 'column', c.column_name, 'state', c.state, 'rows', c.rows)
                              order by c.table_name, c.column_name, c.state), '[]')
      from (select r.table_name, r.column_name, r.state, count(*) as rows from resident_merge_row r where r.merge_id = merge
             group by r.table_name, r.column_name, r.state) c
$$;

-- Everything that refers to the one who is merged away; and if that left a household empty, what its rows say of the
-- household, so that aid and visits of one person are counted for one household.
create or replace function merge_move_all(m resident_merge) returns void language plpgsql as $$
declare
    ref resident_reference;
    old_home constant uuid := (m.merged_before ->> 'household_id')::uuid;
    new_home constant uuid := (select r.household_id from resident r where r.id = m.survivor_id);
    moves_home constant boolean := old_home <> new_home and not exists (select from resident r where r.household_id = old_home);
begin
    for ref in select * from resident_reference r order by r.table_name, r.column_name loop
        perform merge_move(m, ref, ref.column_name, m.merged_id, m.survivor_id, 'true');
        if moves_home and ref.household_column is not null then
            perform merge_move(m, ref, ref.household_column, old_home, new_home,
                format('exists (select from resident_merge_row r where r.merge_id = %L and r.table_name = %L and r.column_name = %L
                                   and r.state = ''moved'' and r.row_key = %s)', m.id, ref.table_name, ref.column_name, merge_key_of(ref.key_columns)));
        end if;
    end loop;
end $$;

-- The survivor with the fields that are taken over; nothing else of it changes.
create or replace function merge_take(survivor uuid, taken text[], source jsonb, actor uuid) returns void language plpgsql as $$
begin
    if taken <> '{}' then
        execute format('update resident r set (%s, updated_by) = (select %s, $2 from jsonb_populate_record(null::resident, $3) s) where r.id = $1',
                       (select string_agg(format('%I', f), ', ' order by f) from unnest(taken) f),
                       (select string_agg(format('s.%I', f), ', ' order by f) from unnest(taken) f)) using survivor, actor, source;
    end if;
end $$;

-- Both rows in the order of their ids, so that no two merges wait for each other. Only a supervisor of both dongs.
create or replace function merge_lock(one uuid, other uuid) returns boolean language plpgsql as $$
declare
    dongs text[];
begin
    perform from resident r where r.id in (one, other) order by r.id for update;
    select array_agg(r.dong_code) into dongs from resident r where r.id in (one, other);
    return current_setting('chatdong.role', true) = 'supervisor'
           and cardinality(dongs) = case when one = other then 1 else 2 end
           and dongs <@ string_to_array(current_setting('chatdong.dongs', true), ',');
end $$;

create or replace function merge_check(a resident, b resident, a_version bigint, b_version bigint) returns void language plpgsql as $$
begin
    if a.merged_into is not null or b.merged_into is not null then
        perform refuse('resident_merge_standing', case when a.merged_into is not null then '/merged_id' else '/survivor_id' end,
                       'this one was merged into another already', 'merged');
    elsif a.version <> a_version then
        perform refuse('resident_merge_changed', '/merged_version', format('it is at version %s', a.version), 'changed');
    elsif b.version <> b_version then
        perform refuse('resident_merge_changed', '/survivor_version', format('it is at version %s', b.version), 'changed');
    end if;
end $$;

-- A resident as it was kept before a merge, as the contract shows it.
create or replace function resident_as_kept(kept jsonb) returns json language sql immutable as $$
    select json_build_object('name', kept -> 'name', 'birth_date', kept -> 'birth_date', 'sex', kept -> 'sex', 'phone', kept -> 'phone',
                             'address', kept -> 'address', 'language', kept -> 'language', 'household_id', kept -> 'household_id',
                             'deceased_on', kept -> 'deceased_on', 'moved_out_on', kept -> 'moved_out_on', 'notes', kept -> 'notes')
$$;

-- asked: what POST /v1/resident-merges takes.
create or replace function resident_merge_make(asked jsonb, actor uuid) returns setof resident_merge language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    a resident;
    b resident;
    m resident_merge;
begin
    if not merge_lock((asked ->> 'merged_id')::uuid, (asked ->> 'survivor_id')::uuid) then
        return;
    end if;
    select r.* into a from resident r where r.id = (asked ->> 'merged_id')::uuid;
    select r.* into b from resident r where r.id = (asked ->> 'survivor_id')::uuid;
    perform merge_check(a, b, (asked ->> 'merged_version')::bigint, (asked ->> 'survivor_version')::bigint);
    insert into resident_merge (id, survivor_id, merged_id, dong_code, other_dong_code, reason, fields, survivor_before, merged_before, created_by, updated_by)
    values (coalesce((asked ->> 'id')::uuid, uuid7()), b.id, a.id, b.dong_code, a.dong_code, normalize(asked ->> 'reason'),
            array(select jsonb_array_elements_text(coalesce(asked -> 'fields', '[]'))), to_jsonb(b), to_jsonb(a), actor, actor)
    returning * into m;
    perform set_config('chatdong.merging', 'on', true);
    update resident r set merged_into = b.id, household_id = null, updated_by = actor where r.id = a.id;
    perform merge_take(b.id, m.fields, m.merged_before, actor);
    perform merge_move_all(m);
    update resident_duplicate d set status = 'merged', updated_by = actor
     where d.first_id = least(a.id, b.id) and d.second_id = greatest(a.id, b.id);
    update resident_merge x set moved = merge_counts(m.id) where x.id = m.id returning * into m;
    perform set_config('chatdong.merging', '', true);
    return next m;
end $$;
revoke execute on function resident_merge_make(jsonb, uuid) from public;
grant execute on function resident_merge_make(jsonb, uuid) to chatdong_api;

-- Puts the rows of one step back where they still are, with all that was changed in them since.
create or replace function merge_return(m resident_merge, ref resident_reference, step integer, moved_column text) returns void language plpgsql as $$
declare
    key constant text := merge_key_of(ref.key_columns);
    change constant text := format('update %I x set %I = r.before%s from resident_merge_row r
                                     where r.merge_id = $1 and r.no = $2 and r.state = ''moved'' and %s = r.row_key and x.%I = r.after',
                                   ref.table_name, moved_column, case when ref.says_who then ', updated_by = $3' else '' end, key, moved_column);
    done constant text := 'update resident_merge_row u set state = ''returned'' from hit where u.id = hit.id';
    row_id uuid;
    broken text;
begin
    begin
        execute format('with hit as (%s returning r.id) %s', change, done) using m.id, step, m.updated_by;
    exception when unique_violation or exclusion_violation then
        for row_id in select r.id from resident_merge_row r where r.merge_id = m.id and r.no = step and r.state = 'moved' loop
            begin
                execute format('with hit as (%s and r.id = $4 returning r.id) %s', change, done) using m.id, step, m.updated_by, row_id;
            exception when unique_violation or exclusion_violation then
                get stacked diagnostics broken = constraint_name;
                update resident_merge_row r set state = 'blocked', kept_by = broken where r.id = row_id;
            end;
        end loop;
    end;
    execute format('update resident_merge_row r set state = case when exists (select from %I x where %s = r.row_key) then ''changed'' else ''gone'' end
                     where r.merge_id = $1 and r.no = $2 and r.state = ''moved''', ref.table_name, key) using m.id, step;
end $$;

-- The last step first. A table that has been dropped since has nothing to return.
create or replace function merge_return_all(m resident_merge) returns void language plpgsql as $$
declare
    step record;
    ref resident_reference;
begin
    for step in select distinct r.no, r.table_name, r.column_name from resident_merge_row r where r.merge_id = m.id order by r.no desc loop
        select x.* into ref from resident_reference x where x.table_name = step.table_name limit 1;
        perform merge_return(m, ref, step.no, step.column_name);
    end loop;
end $$;

-- What the survivor took over goes back unless it was changed since.
create or replace function merge_give_back(m resident_merge) returns void language plpgsql as $$
declare
    now_is constant jsonb := (select to_jsonb(r) from resident r where r.id = m.survivor_id);
begin
    perform merge_take(m.survivor_id, array(select f from unnest(m.fields) f where now_is -> f = m.merged_before -> f), m.survivor_before, m.updated_by);
end $$;

create or replace function resident_merge_undo(merge uuid, seen_version bigint, actor uuid) returns setof resident_merge language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    m resident_merge;
begin
    select x.* into m from resident_merge x where x.id = merge;
    if m.id is null or not merge_lock(m.merged_id, m.survivor_id) then
        return;
    end if;
    select x.* into m from resident_merge x where x.id = merge and x.version = seen_version for update;
    if m.id is null then
        return;
    elsif m.undone_at is not null then
        perform refuse('resident_merge_undone', '/undone_at', 'it has been undone', 'undone');
    elsif exists (select from resident r where r.id in (m.survivor_id, m.merged_id) and r.merged_into is distinct from
                         case when r.id = m.merged_id then m.survivor_id end) then
        perform refuse('resident_merge_later', '/survivor_id', 'the survivor was merged into another since: that is undone first', 'merged');
    end if;
    m.updated_by := actor;
    perform set_config('chatdong.merging', 'on', true);
    perform merge_give_back(m);
    update resident r
       set merged_into = null, updated_by = actor,
           household_id = (select h.id from household h where h.id = (m.merged_before ->> 'household_id')::uuid and h.dong_code = r.dong_code)
     where r.id = m.merged_id;
    perform merge_return_all(m);
    update resident_duplicate d set status = 'open', updated_by = actor
     where d.first_id = least(m.merged_id, m.survivor_id) and d.second_id = greatest(m.merged_id, m.survivor_id);
    perform set_config('chatdong.merging', '', true);
    return query update resident_merge x set undone_at = now(), undone_by = actor, returned = merge_counts(m.id), updated_by = actor
                  where x.id = merge returning x.*;
end $$;
revoke execute on function resident_merge_undo(uuid, bigint, uuid) from public;
grant execute on function resident_merge_undo(uuid, bigint, uuid) to chatdong_api;

do $$
declare
    f regprocedure;
begin
    for f in select p.oid from pg_proc p where p.pronamespace = 'chatdong'::regnamespace and p.proname like 'merge\_%' loop
        execute format('revoke execute on function %s from public', f);
    end loop;
end $$;

reset role;
