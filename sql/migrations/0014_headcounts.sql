-- Those who work for the program without an account, and how many recipients a dong has (DOMAIN.md 3):
-- what headcounts and caseloads are made of.
set local role chatdong_owner;
set local search_path = chatdong;

-- Reads by area; writes by the district administrator of the gu, as DOMAIN.md 2 has it for staff and
-- reference data.
create procedure district_policies(area_table regclass) language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    in_gu constant text := $expr$(gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
        and (select current_setting('chatdong.role', true)) = 'district_admin')$expr$;
begin
    execute format('alter table %s enable row level security', area_table);
    execute format($expr$create policy area_read on %s for select to chatdong_api using (
        dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
        or gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
        or (select current_setting('chatdong.city', true)) = 'true')$expr$, area_table);
    execute format('create policy worker_read on %s for select to chatdong_worker using (true)', area_table);
    execute format('create policy district_insert on %s for insert to chatdong_api with check %s', area_table, in_gu);
    execute format('create policy district_update on %s for update to chatdong_api using %s with check %s',
                   area_table, in_gu, in_gu);
end $$;

-- People counted, not named: so many of a job, of a dong or (without one) of the gu, from day to day.
create table staffing_record (
    id uuid primary key default uuid7(),
    gu_code text not null constraint staffing_record_in_known_district references district (code),
    dong_code text constraint staffing_record_in_known_dong references dong (code),
    job text not null constraint staffing_record_known_job references staff_job_kind (code),
    heads integer not null constraint staffing_record_some check (heads between 1 and 100000),
    starts_on date not null,
    ends_on date,
    source text not null constraint staffing_record_nfc check (source is normalized),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint staffing_record_order check (starts_on <= ends_on),
    constraint staffing_record_dong_of_gu check (left(dong_code, 5) = gu_code)
);
create index staffing_record_by_district on staffing_record (gu_code, id);
create table staffing_record_history (replaced_at timestamptz not null, like staffing_record,
    constraint staffing_record_history_once primary key (id, version));

-- Recipients of welfare benefits by dong, from a day on until a later figure. The categories of single
-- residents are another matter; an office imports these figures from its own system.
create table recipient_count (
    id uuid primary key default uuid7(),
    gu_code text not null constraint recipient_count_in_known_district references district (code),
    dong_code text not null constraint recipient_count_in_known_dong references dong (code),
    as_of date not null,
    recipients integer not null constraint recipient_count_plausible check (recipients between 0 and 1000000),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint recipient_count_once unique (dong_code, as_of),
    constraint recipient_count_dong_of_gu check (left(dong_code, 5) = gu_code)
);
create table recipient_count_history (replaced_at timestamptz not null, like recipient_count,
    constraint recipient_count_history_once primary key (id, version));

call district_policies('staffing_record');
call district_policies('recipient_count');
call area_policies('staffing_record_history', false);
call area_policies('recipient_count_history', false);
grant select, insert on staffing_record, recipient_count to chatdong_api;
grant update (heads, ends_on, source, version, updated_at, updated_by) on staffing_record to chatdong_api;
grant update (recipients, version, updated_at, updated_by) on recipient_count to chatdong_api;
grant select on staffing_record_history, recipient_count_history to chatdong_api;
grant select on staffing_record, recipient_count, staffing_record_history, recipient_count_history to chatdong_worker;

-- Everybody who works, with accounts or without; asked under the rights of who asks.
create view staffing with (security_invoker = true) as
select p.gu_code, p.dong_codes[1] as dong_code, p.kind as job, 1 as heads, p.during, s.employed
  from staff_post p join staff s on s.id = p.staff_id
union all
select r.gu_code, r.dong_code, r.job, r.heads, daterange(r.starts_on, r.ends_on, '[]'), '{(,)}'
  from staffing_record r;
grant select on staffing to chatdong_api, chatdong_worker;

reset role;
