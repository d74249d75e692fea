-- The reference city (src/jobs/reference_city*.c): loading millions of rows into an empty database. Rows come in time
-- order from one generator that is held to the published figures, so what triggers check or keep row by row is left off
-- while they are loaded and made by sets afterwards; foreign keys and indexes are dropped and made anew as they were,
-- which checks every row. All in one transaction.
set local role chatdong_owner;
set local search_path = chatdong;

-- What is loaded without triggers.
create or replace function reference_city_tables() returns regclass[] language sql stable as $$
    select array['program_round', 'staff', 'staff_grant', 'staff_post', 'center', 'round_application', 'patch', 'patch_rule',
                 'staffing_record', 'recipient_count', 'household', 'resident', 'visit', 'screening', 'screening_level',
                 'discovery', 'consent', 'referral', 'benefit_application', 'birth', 'aid', 'aid_budget', 'aid_entry', 'aid_posting',
                 'aid_payment_file', 'aid_payment_item', 'resident_search', 'resident_name_part', 'statistic']::regclass[]
$$;

-- The first table that has a row; empty: none has. A database in use is never filled by accident.
create or replace function reference_city_occupied() returns text language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    t regclass;
    found boolean;
begin
    foreach t in array reference_city_tables() || array['partner', 'signal', 'welfare_case', 'counseling_record']::regclass[] loop
        execute format('select exists (select from %s)', t) into found;
        if found then
            return t::text;
        end if;
    end loop;
    return '';
end $$;
revoke execute on function reference_city_occupied() from public;

-- The made-up geography, from temporary table city_place.
create or replace procedure reference_city_geography() language plpgsql
set search_path = chatdong, pg_temp
as $$
begin
    insert into district (code, name) select distinct p.gu_code, p.gu from city_place p on conflict do nothing;
    insert into dong (code, gu_code, name, name_official, valid_from)
    select p.code, p.gu_code, p.name, p.name, '1998-11-01' from city_place p on conflict do nothing;
end $$;
revoke execute on procedure reference_city_geography() from public;

create or replace procedure reference_city_begin() language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    t regclass;
    d record;
begin
    foreach t in array reference_city_tables() loop
        execute format('lock table %s in access exclusive mode', t);
    end loop;
    if reference_city_occupied() <> '' then
        raise exception 'table % has rows', reference_city_occupied();
    end if;
    -- Indexes before foreign keys: that is the order in which they are made again.
    create temp table city_definition on commit drop as
    select row_number() over (order by x.step, x.relation::text, x.name) as no, x.*
      from (select 1 as step, i.indrelid::regclass as relation, i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made,
                   format('drop index %s', i.indexrelid::regclass) as dropped
              from pg_index i
             where i.indrelid = any (reference_city_tables()) and not i.indisprimary
               and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
            union all
            select 2, c.conrelid::regclass, c.conname,
                   format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)),
                   format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname)
              from pg_constraint c
             where (c.conrelid = any (reference_city_tables()) or c.confrelid = any (reference_city_tables())) and c.contype = 'f') x;
    for d in select * from city_definition order by no desc loop
        execute d.dropped;
    end loop;
    foreach t in array reference_city_tables() loop
        execute format('alter table %s disable trigger user', t);
    end loop;
    -- Files of this transaction's own: with wal_level = minimal nothing of them has to be logged.
    execute 'truncate ' || array_to_string(reference_city_tables(), ', ');
end $$;
revoke execute on procedure reference_city_begin() from public;

-- Budgets of districts by year, with something left; each aid reserved, approved and paid by the month's file.
create or replace procedure reference_city_books() language plpgsql
set search_path = chatdong, pg_temp
as $$
begin
    insert into aid_budget (id, gu_code, fiscal_year, amount, available, paid, entries, basis, created_at, updated_at)
    select b.id, b.gu_code, b.fiscal_year, b.amount, b.amount - b.paid, b.paid, 1 + 3 * b.aids, '기준 도시', b.at, b.at
      from (select a.budget_id as id, left(a.dong_code, 5) as gu_code, a.fiscal_year, sum(a.approved_amount) as paid, count(*) as aids,
                   ceil(sum(a.approved_amount) * 1.06 / 10000000)::bigint * 10000000 as amount,
                   make_timestamptz(a.fiscal_year, 1, 1, 9, 0, 0, 'Asia/Seoul') as at
              from aid a group by 1, 2, 3) b;
    create temp table city_entry on commit drop as
    select derived_id('reference city ' || e.kind || ' ' || coalesce(e.aid_id, e.budget_id)) as id, e.*,
           row_number() over (partition by e.budget_id order by e.at, e.step, e.aid_id) as no
      from (select b.id as budget_id, 'set' as kind, 0 as step, null::uuid as aid_id, b.created_at as at, b.created_by as by, b.amount from aid_budget b
            union all
            select a.budget_id, s.kind, s.step, a.id, greatest(s.at, make_timestamptz(a.fiscal_year, 1, 1, 9, 0, 1, 'Asia/Seoul')), s.by,
                   a.approved_amount
              from aid a
             cross join lateral (values ('reserve', 1, a.created_at, a.created_by), ('commit', 2, a.decided_at, a.decided_by),
                                        ('pay', 3, a.updated_at, a.updated_by)) s (kind, step, at, by)) e;
    insert into aid_entry (id, budget_id, no, kind, aid_id, created_at, created_by)
    select e.id, e.budget_id, e.no, e.kind, e.aid_id, e.at, e.by from city_entry e order by e.budget_id, e.no;
    insert into aid_posting (entry_id, account, amount)
    select e.id, p.account, p.sign * e.amount
      from city_entry e
      join (values ('set', 'source', -1), ('set', 'available', 1), ('reserve', 'available', -1), ('reserve', 'reserved', 1),
                   ('commit', 'reserved', -1), ('commit', 'committed', 1), ('pay', 'committed', -1), ('pay', 'paid', 1))
           p (kind, account, sign) on p.kind = e.kind;
end $$;
revoke execute on procedure reference_city_books() from public;

create or replace procedure reference_city_payments() language plpgsql
set search_path = chatdong, pg_temp
as $$
begin
    insert into aid_payment_item (id, file_id, aid_id, dong_code, resident_id, amount, payee_name, payee_bank, payee_account, outcome, paid_on,
                                  reference, answered_at)
    select derived_id('reference city payment ' || a.id), derived_id('reference city file ' || left(a.dong_code, 5) || to_char(a.paid_on, 'YYYYMM')),
           a.id, a.dong_code, a.resident_id, a.approved_amount, a.payee_name, a.payee_bank, a.payee_account, 'paid', a.paid_on,
           to_char(a.paid_on, 'YYYYMMDD') || '-' || row_number() over (partition by left(a.dong_code, 5), a.paid_on order by a.id), a.updated_at
      from aid a;
    insert into aid_payment_file (id, gu_code, items, total, paid_items, paid_total, created_at, updated_at)
    select i.file_id, left(i.dong_code, 5), count(*), sum(i.amount), count(*), sum(i.amount), min(i.answered_at), max(i.answered_at)
      from aid_payment_item i group by 1, 2;
end $$;
revoke execute on procedure reference_city_payments() from public;

-- What others keep beside these tables: the words that residents are searched by, the figures of indicators. Left out
-- on purpose (decision 0083): the change feed, the queue of residents to compare, due visits of the past.
create or replace procedure reference_city_refresh() language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    wanted text;
begin
    -- As view resident_search_row has it; names and addresses repeat, and what is made of one is made once.
    insert into resident_search (resident_id, dong_code, name_key, name_initials, name_roman, birth_date, phone, address_key)
    with n as materialized (
        select r.name, search_name_key(r.name) as name_key, initials(search_name_key(r.name)) as initials, search_name_roman(r.name) as roman
          from (select distinct name from resident) r
    ), a as materialized (
        select r.address, search_address_key(r.address) as address_key from (select distinct address from resident) r
    )
    select r.id, r.dong_code, n.name_key, n.initials, n.roman, r.birth_date, r.phone, a.address_key
      from resident r join n on n.name = r.name join a on a.address = r.address;
    insert into resident_name_part select * from resident_name_part_row order by dong_code, part, _rank, id;
    for wanted in select i.id from indicator i order by i.id loop
        call statistic_rebuild(wanted);
    end loop;
end $$;
revoke execute on procedure reference_city_refresh() from public;

-- What triggers would have kept, by sets; statistics first, or every one of them is planned for empty tables.
create or replace procedure reference_city_keep() language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    t regclass;
begin
    foreach t in array reference_city_tables() loop
        execute format('analyze %s', t);
    end loop;
    insert into staff_post (staff_id, gu_code, dong_codes, kind, during)
    select s.id, s.gu_code, s.dong_codes, staff_function(s.role, s.job), '(,)' from staff s;
    insert into staff_grant (id, staff_id, gu_code, kind, role, job, dong_codes, active, employed, area_codes, changed_at, changed_by)
    select derived_id('reference city grant ' || s.id), s.id, s.gu_code, 'granted', s.role, s.job, s.dong_codes, s.active, s.employed,
           s.dong_codes, s.created_at, s.created_by from staff s;
    insert into round_application (id, round_id, dong_code, status, statement, created_at, created_by, updated_at, updated_by)
    select derived_id('reference city application ' || c.dong_code), r.id, c.dong_code, 'selected', '주민을 찾아가는 복지를 함께 시작하고자 합니다.',
           r.opens_on + time '09:00', c.created_by, r.closes_on + time '18:00', c.created_by
      from center c join program_round r on r.number = c.round;
    insert into screening_level (id, dong_code, resident_id, instrument_id, performed_at, level)
    select s.id, s.dong_code, s.resident_id, s.instrument_id, s.performed_at, s.level from screening s;
    call reference_city_books();
    call reference_city_payments();
    call reference_city_refresh();
end $$;
revoke execute on procedure reference_city_keep() from public;

-- Everything as it was before, and the proof that it fits.
create or replace procedure reference_city_end() language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    t regclass;
    d record;
begin
    for d in select * from city_definition order by no loop
        -- A GIN index is built in a tree that is to fit the processor's caches.
        perform set_config('maintenance_work_mem', case when d.made like '% USING gin %' then '32MB' else '512MB' end, true);
        execute d.made;
    end loop;
    foreach t in array reference_city_tables() loop
        execute format('alter table %s enable trigger user', t);
    end loop;
    for d in select * from aid_ledger_differences() loop
        raise exception 'the ledger differs: % %: expected %, found %', d.what, d.subject, d.expected, d.found;
    end loop;
end $$;
revoke execute on procedure reference_city_end() from public;

reset role;
