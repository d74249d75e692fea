-- The rules of emergency aid (DOMAIN.md 8): what may be applied for, who decides it, what each step does to the
-- budget and its ledger, payment files and their results. Locks are taken in one order: household, aid, budget
-- of a dong, budget of the gu.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function won(amount bigint) returns text language sql immutable as $$
    select to_char(amount, 'FM999,999,999,999,990') || ' won'
$$;

-- Moves money between the accounts of a budget and writes the entry. The row's lock makes concurrent callers
-- wait; whoever waited judges what is left then. False: not so much is available.
create or replace function aid_post(budget uuid, entry_kind text, aid uuid, actor uuid, to_available bigint, to_reserved bigint,
                                    to_committed bigint, to_paid bigint) returns boolean language plpgsql as $$
declare
    entry uuid := uuid7();
    entry_no bigint;
begin
    update aid_budget b
       set available = b.available + to_available, reserved = b.reserved + to_reserved, committed = b.committed + to_committed,
           paid = b.paid + to_paid, entries = b.entries + 1
     where b.id = budget and b.available + to_available >= 0
    returning b.entries into entry_no;
    if not found then
        return false;
    end if;
    insert into aid_entry (id, budget_id, no, kind, aid_id, created_by) values (entry, budget, entry_no, entry_kind, aid, actor);
    insert into aid_posting (entry_id, account, amount)
    select entry, p.account, p.amount
      from (values ('available', to_available), ('reserved', to_reserved), ('committed', to_committed), ('paid', to_paid)) p (account, amount)
     where p.amount <> 0;
    return true;
end $$;

-- Deferred: at the commit every entry has at least two postings and they sum to zero.
create or replace function aid_check_balance() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    entry constant uuid := case tg_table_name when 'aid_entry' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'entry_id' end;
    total bigint;
    postings bigint;
begin
    select coalesce(sum(p.amount), 0), count(*) into total, postings from aid_posting p where p.entry_id = entry;
    if total <> 0 or postings < 2 then
        raise exception 'entry % has % postings that sum to %', entry, postings, total
            using errcode = '23514', constraint = 'aid_entry_balanced', table = 'aid_entry';
    end if;
    return null;
end $$;

create or replace function aid_refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only' using errcode = '23514', constraint = 'aid_ledger_append_only', table = tg_table_name;
end $$;

do $$
declare
    t text;
begin
    foreach t in array array['aid_entry', 'aid_posting'] loop
        execute format('drop trigger if exists balanced on %I', t);
        execute format('create constraint trigger balanced after insert on %I deferrable initially deferred
                            for each row execute function aid_check_balance()', t);
        execute format('create or replace trigger append_only before update or delete on %I
                            for each row execute function aid_refuse_rewriting()', t);
        execute format('create or replace trigger append_only_whole before truncate on %I
                            for each statement execute function aid_refuse_rewriting()', t);
    end loop;
end $$;

-- A budget that is set or changed: the difference comes from its source. Not below what is spoken for.
create or replace function aid_budget_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        new.available := new.amount;
        new.entries := case when new.amount > 0 then 1 else 0 end;
    elsif new.amount <> old.amount then
        if old.available + new.amount - old.amount < 0 then
            perform refuse('aid_budget_not_overspent', '/amount', format('%s are reserved, committed or paid, asked %s',
                won(old.amount - old.available), won(new.amount)));
        end if;
        new.available := old.available + new.amount - old.amount;
        new.entries := old.entries + 1;
    end if;
    return new;
end $$;

create or replace function aid_budget_enter() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    entry uuid := uuid7();
    raised constant bigint := new.amount - case tg_op when 'UPDATE' then old.amount else 0 end;
begin
    if raised <> 0 then
        insert into aid_entry (id, budget_id, no, kind, created_by) values (entry, new.id, new.entries, 'set', new.updated_by);
        insert into aid_posting (entry_id, account, amount) values (entry, 'source', -raised), (entry, 'available', raised);
    end if;
    return null;
end $$;
create or replace trigger b_guard before insert or update on aid_budget for each row execute function aid_budget_guard();
create or replace trigger enter after insert or update of amount on aid_budget for each row execute function aid_budget_enter();

create or replace function aid_ceiling_of(kind_of text, size integer, day date) returns aid_ceiling language plpgsql stable as $$
declare
    found_row aid_ceiling;
begin
    select c.* into found_row from aid_ceiling c
     where c.kind = kind_of and c.household_size <= size and daterange(c.valid_from, c.valid_to) @> day
     order by c.household_size desc limit 1;
    if not found then
        perform refuse('aid_ceiling_exceeded', '/kind', format('no ceiling is set for %s on %s', kind_of, day));
    end if;
    return found_row;
end $$;

-- A rule that is exceeded refuses, unless a reason makes the application an exception, which is the
-- district administrator's to approve.
create or replace function aid_exceed(a aid, name text, pointer text, message text) returns text[] language plpgsql as $$
begin
    if a.exception_reason is null then
        perform refuse(name, pointer, message);
    end if;
    return a.exceptions || name;
end $$;

create or replace function aid_check_ceiling(inout a aid) language plpgsql as $$
declare
    most constant aid_ceiling := aid_ceiling_of(a.kind, a.household_size, seoul_today());
begin
    a.ceiling := most.amount;
    if a.amount > most.amount then
        a.exceptions := aid_exceed(a, 'aid_ceiling_exceeded', '/amount', format('household of %s, ceiling %s (%s), asked %s',
            a.household_size, won(most.amount), most.source, won(a.amount)));
    end if;
end $$;

create or replace function aid_check_turn(inout a aid) language plpgsql as $$
declare
    had bigint;
    may aid_frequency;
begin
    select f.* into may from aid_frequency f where f.kind = a.kind and daterange(f.valid_from, f.valid_to) @> seoul_today();
    select count(*) into had from aid x
     where x.household_id = a.household_id and x.kind = a.kind and x.fiscal_year = a.fiscal_year and x.status in ('applied', 'approved', 'paid');
    if had >= coalesce(may.per_year + may.extra, 0) then
        a.exceptions := aid_exceed(a, 'aid_once_a_year', '/kind', format('%s in %s: %s of %s and %s extra (%s), this would be number %s',
            a.kind, a.fiscal_year, had, coalesce(may.per_year, 0), coalesce(may.extra, 0), coalesce(may.source, 'no rule is valid'), had + 1));
    end if;
    a.extra := had >= coalesce(may.per_year, 0);
    -- The lowest turn that nobody holds; the household's lock makes sure that it stays so.
    select min(n) into a.turn from generate_series(1, had + 1) n
     where not exists (select from aid x where x.counted_for = a.household_id and x.kind = a.kind and x.fiscal_year = a.fiscal_year
                          and x.turn = n and x.status in ('applied', 'approved', 'paid'));
end $$;

-- The dong's own budget goes before the gu's; an application is drawn from one of them, whole.
create or replace function aid_reserve(inout a aid) language plpgsql as $$
declare
    b aid_budget;
    tried text := '';
begin
    for b in select x.* from aid_budget x
              where x.fiscal_year = a.fiscal_year and x.gu_code = left(a.dong_code, 5) and (x.dong_code = a.dong_code or x.dong_code is null)
              order by x.dong_code nulls last loop
        if aid_post(b.id, 'reserve', a.id, a.created_by, -a.amount, a.amount, 0, 0) then
            a.budget_id := b.id;
            return;
        end if;
        tried := concat_ws(', ', nullif(tried, ''), format('%s left in the budget of %s', (select won(x.available) from aid_budget x where x.id = b.id),
                                                            case when b.dong_code is null then 'the gu' else 'the dong' end));
    end loop;
    perform refuse('aid_budget_exhausted', '/amount', format('budget of %s: %s; asked %s', a.fiscal_year,
        coalesce(nullif(tried, ''), 'none was set'), won(a.amount)));
end $$;

create or replace function aid_begin(inout a aid) language plpgsql as $$
begin
    if a.status <> 'applied' then
        perform refuse('aid_transition', '/status', 'an aid begins as applied', a.status);
    end if;
    if not exists (select from resident p where p.id = a.resident_id and p.deceased_on is null and p.moved_out_on is null) then
        perform refuse('aid_resident_present', '/resident_id', 'the resident has died or moved out');
    end if;
    select p.household_id into a.household_id from resident p where p.id = a.resident_id;
    if a.household_id is null then
        perform refuse('aid_of_a_household', '/resident_id', 'the resident is in no household, and aid is counted by household');
    end if;
    -- Two applications of one household wait for each other here.
    perform from household h where h.id = a.household_id for no key update;
    a.counted_for := a.household_id;
    a.fiscal_year := extract(year from seoul_today());
    select greatest(count(*), 1) into a.household_size from resident p
     where p.household_id = a.household_id and p.deceased_on is null and p.moved_out_on is null;
    a.exceptions := '{}';
    a := aid_check_ceiling(a);
    a := aid_check_turn(a);
    a := aid_reserve(a);
end $$;

create or replace function aid_check_approval(a aid, role text) returns void language plpgsql as $$
declare
    most aid_limit;
begin
    if a.updated_by = a.created_by then
        perform refuse('aid_four_eyes', '/created_by', 'who applied does not approve');
    end if;
    if a.approved_amount > a.amount then
        perform refuse('aid_approved_within_asked', '/amount', format('asked for was %s, approved would be %s', won(a.amount), won(a.approved_amount)));
    end if;
    if role = '' then
        return;
    end if;
    if a.exception_reason is not null and role <> 'district_admin' then
        perform refuse('aid_exception_reserved', '/exception_reason', 'only a district administrator approves an exception: '
            || coalesce(nullif(array_to_string(a.exceptions, ', '), ''), 'asked for with a reason'));
    end if;
    select l.* into most from aid_limit l where l.role = $2 and daterange(l.valid_from, l.valid_to) @> seoul_today();
    if a.approved_amount > coalesce(most.amount, 0) then
        perform refuse('aid_limit_exceeded', '/amount', format('limit of a %s %s (%s), asked %s', role, won(coalesce(most.amount, 0)),
            coalesce(most.source, 'none is set'), won(a.approved_amount)));
    end if;
end $$;

-- What a step does to the row, and to the budget that it is drawn from.
create or replace function aid_step(inout a aid, role text) language plpgsql as $$
begin
    if a.status = 'approved' then
        a.approved_amount := coalesce(a.approved_amount, a.amount);
        perform aid_check_approval(a, role);
        perform aid_post(a.budget_id, 'commit', a.id, a.updated_by, a.amount - a.approved_amount, -a.amount, a.approved_amount, 0);
    elsif a.status = 'rejected' then
        perform aid_post(a.budget_id, 'release', a.id, a.updated_by, a.amount, -a.amount, 0, 0);
    elsif a.status = 'paid' then
        perform aid_post(a.budget_id, 'pay', a.id, a.updated_by, 0, 0, -a.approved_amount, a.approved_amount);
    else
        perform aid_post(a.budget_id, 'reverse', a.id, a.updated_by, a.approved_amount, 0, 0, -a.approved_amount);
        a.reversed_at := now();
        a.reversed_by := a.updated_by;
    end if;
    if a.status in ('approved', 'rejected') then
        a.decided_at := now();
        a.decided_by := a.updated_by;
    end if;
end $$;

create or replace function aid_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    actor constant text := coalesce(current_setting('chatdong.role', true), '');
begin
    if tg_op = 'INSERT' then
        return aid_begin(new);
    end if;
    if old.status = new.status then
        return new;
    end if;
    if not exists (select from aid_transition t where t.from_status = old.status and t.to_status = new.status
                                                  and (actor = '' or t.taken_by = actor)) then
        perform refuse('aid_transition', '/status', format('no way from %s to %s for a %s', old.status, new.status, actor), old.status);
    end if;
    return aid_step(new, actor);
end $$;

-- A step sets the status; one that was made already is no step. Two approve at once: the second learns the state.
create or replace function aid_refuse_standing_still() returns trigger language plpgsql as $$
begin
    perform refuse('aid_transition', '/status', format('the aid is %s already', old.status), old.status);
    return new;
end $$;
create or replace trigger b_a_step before update of status on aid
    for each row when (old.status = new.status) execute function aid_refuse_standing_still();
create or replace trigger b_guard before insert or update on aid for each row execute function aid_guard();

-- A new payment file takes all that is approved in its gu and waits for no other file.
create or replace function aid_payment_collect() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('aid payment file ' || new.gu_code, 0));
    perform from aid a where left(a.dong_code, 5) = new.gu_code and a.status = 'approved' order by a.id for no key update;
    insert into aid_payment_item (file_id, aid_id, dong_code, resident_id, amount, payee_name, payee_bank, payee_account)
    select new.id, a.id, a.dong_code, a.resident_id, a.approved_amount, a.payee_name, a.payee_bank, a.payee_account
      from aid a
     where left(a.dong_code, 5) = new.gu_code and a.status = 'approved'
       and not exists (select from aid_payment_item i where i.aid_id = a.id and i.outcome is distinct from 'failed')
     order by a.id;
    select count(*), coalesce(sum(i.amount), 0) into new.items, new.total from aid_payment_item i where i.file_id = new.id;
    return new;
end $$;
create or replace trigger b_collect before insert on aid_payment_file for each row execute function aid_payment_collect();

-- One result. The same one again changes nothing; another one for the same item is refused.
create or replace function aid_payment_result(file uuid, r record, actor uuid) returns boolean language plpgsql as $$
declare
    item aid_payment_item;
begin
    select i.* into item from aid_payment_item i where i.file_id = file and i.aid_id = r.aid_id;
    if item.id is null then
        perform refuse('aid_result_unknown', '/items', format('item %s: the file has no such aid', r.position - 1));
    end if;
    if item.outcome is not null then
        if (item.outcome, item.paid_on, item.reference, item.failure) is distinct from (r.outcome, r.paid_on, r.reference, r.failure) then
            perform refuse('aid_result_contradicts', '/items', format('item %s: %s was received before, now %s', r.position - 1, item.outcome, r.outcome));
        end if;
        return false;
    end if;
    update aid_payment_item i set outcome = r.outcome, paid_on = r.paid_on, reference = r.reference, failure = r.failure, answered_at = now()
     where i.id = item.id;
    if r.outcome = 'paid' then
        update aid set status = 'paid', paid_on = r.paid_on, payment_failure = null, updated_by = actor where id = r.aid_id;
    else
        update aid set payment_failure = r.failure, updated_by = actor where id = r.aid_id;
    end if;
    return true;
end $$;
revoke execute on function aid_payment_result(uuid, record, uuid) from public;

-- The results of a file, any number of times, in any portions. All of them or none.
create or replace function aid_payment_results(file uuid, results jsonb, actor uuid) returns aid_payment_file language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    f aid_payment_file;
    r record;
    role constant text := coalesce(current_setting('chatdong.role', true), '');
    changed bigint := 0;
begin
    select x.* into f from aid_payment_file x where x.id = file for update;
    if f.id is null or not (role = '' or (role in ('district_admin', 'system')
           and (f.gu_code = nullif(current_setting('chatdong.gu', true), '') or current_setting('chatdong.city', true) = 'true'))) then
        return null;
    end if;
    perform from aid a where a.id in (select x.aid_id from jsonb_to_recordset(results) x (aid_id uuid)) order by a.id for no key update;
    perform from aid_budget b
      where b.id in (select a.budget_id from jsonb_to_recordset(results) x (aid_id uuid) join aid a on a.id = x.aid_id)
      order by b.dong_code nulls last, b.id for no key update;
    perform set_config('chatdong.role', 'finance', true);
    for r in select t.* from rows from (jsonb_to_recordset(results) as (aid_id uuid, outcome text, paid_on date, reference text, failure text))
                    with ordinality t (aid_id, outcome, paid_on, reference, failure, position) loop
        changed := changed + aid_payment_result(f.id, r, actor)::integer;
    end loop;
    perform set_config('chatdong.role', role, true);
    if changed > 0 then
        update aid_payment_file x set paid_items = s.paid, paid_total = s.paid_total, failed_items = s.failed, failed_total = s.failed_total, updated_by = actor
          from (select count(*) filter (where i.outcome = 'paid') as paid, coalesce(sum(i.amount) filter (where i.outcome = 'paid'), 0) as paid_total,
                       count(*) filter (where i.outcome = 'failed') as failed, coalesce(sum(i.amount) filter (where i.outcome = 'failed'), 0) as failed_total
                  from aid_payment_item i where i.file_id = f.id) s
         where x.id = f.id
        returning x.* into f;
    end if;
    return f;
end $$;
revoke execute on function aid_payment_results(uuid, jsonb, uuid) from public;
grant execute on function aid_payment_results(uuid, jsonb, uuid) to chatdong_api;

-- `chatdong ledger verify`: everything that differs, nothing when all agrees. In one snapshot.
create or replace function aid_ledger_differences()
returns table (what text, subject text, expected text, found text) language sql stable
set search_path = chatdong, pg_temp
as $$
    with posted as (
        select e.budget_id, sum(-p.amount) filter (where p.account = 'source') as amount,
               sum(p.amount) filter (where p.account = 'available') as available, sum(p.amount) filter (where p.account = 'reserved') as reserved,
               sum(p.amount) filter (where p.account = 'committed') as committed, sum(p.amount) filter (where p.account = 'paid') as paid
          from aid_entry e join aid_posting p on p.entry_id = e.id group by e.budget_id
    ), counted as (
        select a.budget_id, sum(a.amount) filter (where a.status = 'applied') as reserved,
               sum(a.approved_amount) filter (where a.status = 'approved') as committed,
               sum(a.approved_amount) filter (where a.status = 'paid') as paid
          from aid a group by a.budget_id
    ), numbers as (
        select e.budget_id, count(*) as entries, max(e.no) as last from aid_entry e group by e.budget_id
    )
    select 'entry does not sum to zero', e.id::text, '0', coalesce(sum(p.amount), 0) || ' over ' || count(p.entry_id) || ' postings'
      from aid_entry e left join aid_posting p on p.entry_id = e.id
     group by e.id having coalesce(sum(p.amount), 0) <> 0 or count(p.entry_id) < 2
    union all
    select 'budget is not what its ledger says: ' || x.account, b.id::text, coalesce(x.ledger, 0)::text, x.budget::text
      from aid_budget b left join posted l on l.budget_id = b.id
     cross join lateral (values ('amount', l.amount, b.amount), ('available', l.available, b.available), ('reserved', l.reserved, b.reserved),
                                ('committed', l.committed, b.committed), ('paid', l.paid, b.paid)) x (account, ledger, budget)
     where coalesce(x.ledger, 0) <> x.budget
    union all
    select 'budget is not what its aid adds up to: ' || x.account, b.id::text, coalesce(x.aid, 0)::text, x.budget::text
      from aid_budget b left join counted c on c.budget_id = b.id
     cross join lateral (values ('reserved', c.reserved, b.reserved), ('committed', c.committed, b.committed), ('paid', c.paid, b.paid)) x (account, aid, budget)
     where coalesce(x.aid, 0) <> x.budget
    union all
    select 'entries of the ledger are missing or too many', b.id::text, b.entries::text,
           coalesce(n.entries, 0) || ' entries, the last is number ' || coalesce(n.last, 0)
      from aid_budget b left join numbers n on n.budget_id = b.id
     where (coalesce(n.entries, 0), coalesce(n.last, 0)) <> (b.entries, b.entries)
    union all
    select 'a payment was booked without its result, or the other way round', a.id::text, a.status, coalesce(i.outcome, 'no item that was paid')
      from aid a left join aid_payment_item i on i.aid_id = a.id and i.outcome = 'paid'
     where (a.status in ('paid', 'reversed')) <> (i.id is not null)
$$;
revoke execute on function aid_ledger_differences() from public;
grant execute on function aid_ledger_differences() to chatdong_worker;

reset role;
