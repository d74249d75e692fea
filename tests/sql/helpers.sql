-- What the tests of this folder share: pgTAP and ways to act as the service on behalf of somebody.
create schema tap;
create extension pgtap schema tap;
grant usage on schema tap to public;
set search_path = tap;

-- An id of the demo city by its end.
create function demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;

-- The context that the core opens a transaction with (src/http/core.sql).
create function act_as(actor uuid) returns void language plpgsql as $$
begin
    perform set_config('chatdong.actor_id', a.id::text, true), set_config('chatdong.role', a.role, true),
            set_config('chatdong.dongs', array_to_string(a.dong_codes, ','), true),
            set_config('chatdong.gu', coalesce(a.gu_code, ''), true), set_config('chatdong.city', a.city::text, true)
       from chatdong.account a where a.id = actor;
    if not found then
        perform set_config('chatdong.' || s, '', true) from unnest(array['actor_id', 'role', 'dongs', 'gu', 'city']) s;
    end if;
end $$;

-- First column of the query's only row as this database role for this actor ('' is nobody); an
-- error gives its SQLSTATE and constraint. What the query did stays unless it failed.
create function run_as(db_role text, actor text, query text) returns text language plpgsql
set search_path = chatdong, tap
as $$
declare
    result text;
    state text;
    broken text;
begin
    perform tap.act_as(tap.demo(actor));
    execute format('set local role %I', db_role);
    execute query into result;
    reset role;
    perform tap.act_as(null);
    return result;
exception when others then
    get stacked diagnostics state = returned_sqlstate, broken = constraint_name;
    return trim(state || ' ' || broken);
end $$;

create function api(actor text, query text) returns text language sql as $$
    select tap.run_as('chatdong_api', actor, query)
$$;
