-- Roles, schema and the helpers that table definitions lean on. Run as a superuser, or as
-- chatdong_owner where a database administrator has made the three roles and the extension.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['chatdong_owner', 'chatdong_api', 'chatdong_worker'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I login', wanted);
        end if;
    end loop;
    -- Trigram and regular-expression search silently find no Hangul under LC_CTYPE C.
    if (select datctype from pg_database where datname = current_database()) in ('C', 'POSIX') then
        raise exception 'the database has LC_CTYPE %, it must be C.UTF-8',
            (select datctype from pg_database where datname = current_database());
    end if;
end $$;

create schema if not exists chatdong;
alter schema chatdong owner to chatdong_owner;
grant usage on schema chatdong to chatdong_api, chatdong_worker;
create extension if not exists btree_gist with schema chatdong;

set local role chatdong_owner;
set local search_path = chatdong;

-- RFC 9562 version 7: 48 bits of Unix milliseconds, then random. Sorts by time of making.
create function uuid7() returns uuid language sql volatile parallel safe as $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
               placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
               from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- The second wall (DESIGN.md 6), written once: rows of the actor's area and no others. Settings
-- stand in sub-selects so that a query reads them once and not once a row. Only those who may
-- write in DOMAIN.md 2 can; without context (nothing set) nothing is visible.
create procedure area_policies(area_table regclass, writable boolean) language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    in_area constant text := $expr$(
        dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
        or left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), ''))
        or (select current_setting('chatdong.city', true)) = 'true')$expr$;
    may_write constant text := $expr$
        (select current_setting('chatdong.role', true)) in ('officer', 'nurse', 'supervisor')$expr$;
begin
    execute format('alter table %s enable row level security', area_table);
    execute format('create policy area_read on %s for select to chatdong_api using %s',
                   area_table, in_area);
    execute format('create policy worker_read on %s for select to chatdong_worker using (true)',
                   area_table);
    if writable then
        execute format('create policy area_insert on %s for insert to chatdong_api with check (%s and %s)',
                       area_table, in_area, may_write);
        execute format('create policy area_update on %s for update to chatdong_api using %s with check (%s and %s)',
                       area_table, in_area, in_area, may_write);
    end if;
end $$;

reset role;
