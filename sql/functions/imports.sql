-- Files that come over HTTP (decision 0084): what they are bounded by, when they may be read, and who reads them.
set local role chatdong_owner;
set local search_path = chatdong;

-- Whoever never sends what it announced fills nothing.
create or replace function import_opens() returns trigger language plpgsql as $$
begin
    perform take_turns(array['import ' || new.created_by]);
    if (select count(*) from import where created_by = new.created_by and operation_id is null) >= 1000 then
        perform refuse('import_waiting_few', '', 'there are 1000 imports whose parts have not all come; each is removed after 3 days');
    end if;
    return new;
end $$;
create or replace trigger opens before insert on import for each row execute function import_opens();

-- A part is what it was the first time; none comes once the file is read. The owner's rights, because its sender may
-- neither change the import otherwise nor read a part.
create or replace function import_part_arrives() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    it import;
    known bytea;
    waiting bigint;
begin
    select * into it from import where id = new.import_id for update;
    select content into known from import_part where import_id = new.import_id and number = new.number;
    if found and known = new.content then
        return null;
    elsif found then
        perform refuse('import_part_differs', '/content', format('part %s is there and has other bytes (%s, now %s)', new.number, length(known), length(new.content)));
    elsif it.operation_id is not null then
        perform refuse('import_sent', '', format('the import was run with %s parts', it.parts));
    end if;
    perform take_turns(array['import ' || it.created_by]);
    select coalesce(sum(bytes), 0) into waiting from import where created_by = it.created_by and operation_id is null;
    if waiting + length(new.content) > 1000000000 then
        perform refuse('import_bytes_few', '', format('%s bytes wait to be read, 1000000000 is the most', waiting));
    end if;
    update import set bytes = bytes + length(new.content) where id = new.import_id;
    return new;
end $$;
create or replace trigger arrives before insert on import_part for each row execute function import_part_arrives();

create or replace function import_send(sent uuid, number integer, content text) returns setof import language plpgsql as $$
declare
    bytes bytea;
begin
    begin
        bytes := decode(content, 'base64');
    exception when invalid_parameter_value then
        perform refuse('import_part_encoding', '/content', 'no base64 (RFC 4648, section 4)');
    end;
    insert into import_part (import_id, number, content) values (sent, number, bytes);
    return query select i.* from import i where i.id = sent;
end $$;

-- What the answers say beside the row. Volatile, to see what the same statement did.
create or replace function import_state(import) returns text language sql volatile as $$
    select case when $1.operation_id is null then 'receiving' else (select o.state from operation o where o.id = $1.operation_id) end
$$;
create or replace function import_parts(import uuid) returns integer[] language sql volatile as $$
    select coalesce(array_agg(p.number order by p.number), '{}') from import_part p where p.import_id = $1
$$;

-- The file is whole and may be read. Saying so again is no error. The owner's rights, because an operation is made by
-- nothing else.
create or replace function import_run(import uuid, parts integer, actor uuid) returns import language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    it import;
    missing integer[];
begin
    select * into it from import i where i.id = $1 and i.created_by = $3 for update;
    if it.operation_id is not null and it.parts = $2 then
        return it;
    elsif it.operation_id is not null then
        perform refuse('import_sent', '/parts', format('the import was run with %s parts', it.parts));
    end if;
    missing := array(select n from generate_series(1, $2) n where not exists (select from import_part p where p.import_id = it.id and p.number = n) order by n);
    if missing <> '{}' then
        perform refuse('import_part_missing', '/parts', format('%s of %s parts are missing: %s', cardinality(missing), $2,
            array_to_string(missing[1:10], ', ') || case when cardinality(missing) > 10 then ', …' else '' end));
    end if;
    if exists (select from import_part p where p.import_id = it.id and p.number > $2) then
        perform refuse('import_part_missing', '/parts', format('there is a part %s', (select max(p.number) from import_part p where p.import_id = it.id)));
    end if;
    insert into operation (id, kind, gu_code, progress_total, created_by, updated_by)
    values (it.id, it.kind || '_import', it.gu_code, it.bytes, actor, actor);
    update import i set operation_id = it.id, parts = $2, updated_by = actor where i.id = it.id returning i.* into it;
    return it;
end $$;

-- What was read, or will not be, is not kept.
create or replace function import_over() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    delete from import_part where import_id = new.id;
    return null;
end $$;
create or replace trigger import_over after update of finished_at on operation for each row
    when (old.finished_at is null and new.finished_at is not null) execute function import_over();

-- The next file for whoever asks (src/jobs/imports.c), under the kind's lock, which its session keeps: one that waits, or one
-- whose reader is gone, since its lock is free. Five times, in case it is the file that ends its readers.
create or replace function import_take() returns setof import language plpgsql as $$
declare
    it import;
begin
    for it in select i.* from import i join operation o on o.id = i.operation_id where o.state in ('queued', 'running') order by o.created_at, o.id loop
        continue when not pg_try_advisory_lock(hashtextextended(it.kind || '_import', 0));
        -- Again, under the lock: it may have been read meanwhile, or cancelled.
        update operation o
           set state = case when it.tries < 5 then 'running' else 'failed' end
             , failure = case when it.tries >= 5 then 'abandoned' end
             , finished_at = case when it.tries >= 5 then now() end
             , started_at = coalesce(o.started_at, now()), beat_at = now()
             , progress_done = 0, counts = '{}', error_count = 0, errors = '[]'
         where o.id = it.operation_id and o.state in ('queued', 'running');
        if found and it.tries < 5 then
            update import i set tries = tries + 1 where i.id = it.id;
            return next it;
            return;
        end if;
        perform pg_advisory_unlock(hashtextextended(it.kind || '_import', 0));
    end loop;
end $$;

-- A rule of the schedule: what was announced and never sent whole.
create or replace function imports_expire() returns bigint language sql as $$
    with gone as (delete from import where operation_id is null and expires_at < now() returning 1)
    select count(*) from gone
$$;

revoke execute on function import_run(uuid, integer, uuid), import_take(), imports_expire() from public;
grant execute on function import_run(uuid, integer, uuid) to chatdong_api;
grant execute on function import_take(), imports_expire() to chatdong_worker;

reset role;
