-- The clock of the periodic rules (src/jobs/schedule.c). One instance at a time runs a rule: the lock is held
-- to the end of the transaction that runs it.
set local role chatdong_owner;
set local search_path = chatdong;

-- Seconds until the rule is due; 0: it is now, and whoever asked runs it in this transaction. After a failure it
-- is tried again after a minute that doubles, at most a period later. A pause of the service makes one run, not many.
create or replace function schedule_due(rule text, period_s integer) returns double precision language plpgsql as $$
declare
    run chatdong.schedule_run;
    due timestamptz;
begin
    if not pg_try_advisory_xact_lock(hashtextextended('schedule ' || rule, 0)) then
        return least(period_s, 10);
    end if;
    select * into run from chatdong.schedule_run r where r.rule = $1;
    due := greatest(run.started_at + make_interval(secs => period_s),
                    run.failed_at + least(make_interval(secs => period_s),
                                          interval '1 minute' * 2 ^ least(run.failures - 1, 10)));
    return greatest(extract(epoch from coalesce(due, clock_timestamp()) - clock_timestamp()), 0);
end $$;

create or replace function schedule_done(rule text, done bigint) returns void language sql as $$
    insert into chatdong.schedule_run as r (rule, started_at, duration, rows, runs)
    values ($1, now(), clock_timestamp() - now(), done, 1)
    on conflict on constraint schedule_run_pkey do update
       set started_at = excluded.started_at, duration = excluded.duration, rows = excluded.rows
         , runs = r.runs + 1, failures = 0, failed_at = null, failure = null
$$;

create or replace function schedule_failed(rule text, sqlstate text) returns void language sql as $$
    insert into chatdong.schedule_run as r (rule, failures, failed_at, failure) values ($1, 1, now(), sqlstate)
    on conflict on constraint schedule_run_pkey do update
       set failures = r.failures + 1, failed_at = excluded.failed_at, failure = excluded.failure
$$;

revoke execute on function schedule_due(text, integer), schedule_done(text, bigint), schedule_failed(text, text) from public;
grant execute on function schedule_due(text, integer), schedule_done(text, bigint), schedule_failed(text, text) to chatdong_worker;

reset role;
