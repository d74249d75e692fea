-- Long jobs: their states, and what is done with those that nobody runs any more.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function operation_guard() returns trigger language plpgsql as $$
begin
    if new.state <> old.state and not exists (
        select from operation_transition t where t.from_state = old.state and t.to_state = new.state) then
        raise exception 'no way from % to %', old.state, new.state
            using errcode = '23514', constraint = 'operation_transition';
    end if;
    return new;
end $$;
create or replace trigger b_guard before update on operation for each row execute function operation_guard();

-- Asks a running job to stop, and stops one that has not begun. Asking again changes nothing; what is
-- over cannot be cancelled.
create or replace function operation_cancel(operation operation, actor uuid) returns operation language plpgsql as $$
begin
    if operation.finished_at is not null then
        raise exception 'it is over' using errcode = '23514', constraint = 'operation_finished';
    end if;
    update chatdong.operation o
       set cancel_requested = true, updated_by = actor
         , state = case when o.state = 'queued' then 'cancelled' else o.state end
         , finished_at = case when o.state = 'queued' then now() end
     where o.id = operation.id
    returning o.* into operation;
    return operation;
end $$;

-- A rule of the schedule: a job whose process is gone has failed, unless somebody takes it up again (import_take), and
-- what is old enough goes.
create or replace function operation_tidy() returns bigint language sql as $$
    with lost as (
        update operation set state = 'failed', failure = 'abandoned', finished_at = now()
         where state = 'running' and beat_at < now() - interval '5 minutes'
           and not exists (select from import i where i.operation_id = operation.id)
        returning 1
    ), gone as (
        delete from operation where expires_at < now() and state not in ('queued', 'running') returning 1
    )
    select (select count(*) from lost) + (select count(*) from gone)
$$;
revoke execute on function operation_tidy() from public;
grant execute on function operation_tidy() to chatdong_worker;

reset role;
