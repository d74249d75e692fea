#!/usr/bin/env bash
# Every figure is the recount of the rows at every instant: sessions write at random and fold, one compares, snapshot by
# snapshot, with a recount that shares nothing with the definitions. CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"
sql() { psql "$conninfo" -XqAt -v ON_ERROR_STOP=1 "$@"; }

sql -o /dev/null <<'SQL'
set search_path = chatdong, tap;
-- Any change at all: only the triggers of the figures, constraints and keys stay.
do $$
declare t text;
begin
    foreach t in array array['visit', 'discovery', 'aid', 'referral', 'benefit_application', 'screening', 'counseling_record', 'welfare_case', 'partner'] loop
        execute format('alter table %I disable trigger user', t);
    end loop;
    foreach t in array array['visit', 'discovery', 'aid', 'referral', 'benefit_application', 'screening', 'counseling_record', 'welfare_case'] loop
        execute format('alter table %I enable trigger statistic', t);
    end loop;
end $$;
alter table partner enable trigger statistic_before;
alter table partner enable trigger statistic_after;
-- A few residents only, so that a person has many facts.
create table tap.people as select row_number() over (order by id) as n, id, household_id, dong_code from resident order by id limit 12;
create function tap.anybody() returns tap.people language sql volatile as $$ select * from tap.people order by random() limit 1 $$;
create function tap.any_day() returns date language sql volatile as $$ select date '2025-05-20' + (random() * 60)::integer * 7 - (random() * 9)::integer $$;
create function tap.any_dong() returns text language sql volatile as $$ select code from dong order by random() limit 1 $$;

create procedure tap.one_change() language plpgsql as $$
declare
    p tap.people := tap.anybody();
    d date := tap.any_day();
    dong text := tap.any_dong();
    me uuid := tap.demo('1a');
    at timestamptz := (d + time '00:30' + random() * interval '23 hours') at time zone 'Asia/Seoul';
begin
    case (random() * 14)::integer
    when 0, 1, 2, 3 then
        insert into visit (dong_code, resident_id, household_id, program, kind, staff_id, status, planned_start, planned_end, checked_in_at, completed_at,
                           completed_by, outcome, created_by, updated_by)
        select dong, p.id, case when random() < 0.8 then p.household_id end,
               (array['senior-65', 'senior-70', 'birth-family', 'crisis-household'])[1 + (random() * 3)::integer], 'phone', s.id, 'completed', at,
               at + interval '1 hour', at, at, s.id, (array['done', 'done', 'done', 'refused'])[1 + (random() * 3)::integer], me, me
          from staff s order by random() limit 1;
    when 4, 5 then
        update visit set outcome = (array['done', 'refused'])[1 + (random())::integer], dong_code = dong, completed_at = at, checked_in_at = at, resident_id = p.id
         where id = (select id from visit where status = 'completed' order by random() limit 1);
    when 6 then delete from visit where id = (select id from visit where status = 'completed' and dong_code = dong order by random() limit 1);
    when 7 then
        insert into discovery (dong_code, resident_id, household_id, path, kind, found_on, due_on, need, created_by, updated_by)
        values (dong, p.id, p.household_id, (array['neighbor', 'self', 'signal'])[1 + (random() * 2)::integer],
                (array['poor_family', 'senior_health'])[1 + random()::integer], d, d + 3, '필요', me, me);
    when 8 then
        update discovery set found_on = d, due_on = d + 3, dong_code = dong, resident_id = p.id,
               withdrawn_at = case when random() < 0.3 then now() end, withdrawn_by = null, withdrawal_reason = null
         where id = (select id from discovery order by random() limit 1);
    when 9 then update aid set paid_on = d, approved_amount = least(amount, 1000 * (1 + random() * 200)::integer), dong_code = dong, resident_id = p.id
         where id = (select id from aid where status = 'paid' order by random() limit 1);
    when 10, 11 then
        update referral set outcome = case when random() < 0.8 then 'served' end, outcome_at = at, dong_code = dong,
               partner_id = (select id from partner order by random() limit 1)
         where id = (select id from referral order by random() limit 1);
        update referral set outcome_at = null where outcome is null and outcome_at is not null;
    when 12 then update partner set kind = (array['shelter', 'hospital', 'welfare_center', 'dementia_center'])[1 + (random() * 3)::integer]
         where id in (select partner_id from referral order by random() limit 1);
    when 13 then
        update benefit_application set applied_on = greatest(asked_on, d), dong_code = dong, resident_id = p.id, decided_on = null, status = 'applied', reason = null
         where id = (select id from benefit_application order by random() limit 1);
    else
        insert into counseling_record (dong_code, resident_id, held_on, channel, topic, asked, created_by, updated_by)
        values (dong, p.id, d, 'phone', (array['income', 'housing'])[1 + random()::integer], '물음', me, me);
    end case;
exception when check_violation or foreign_key_violation or not_null_violation or deadlock_detected then
    null; -- no such change
end $$;
create procedure tap.shake(times integer) language plpgsql as $$
begin
    for i in 1 .. times loop
        call tap.one_change();
        if i % (1 + (random() * 4)::integer) = 0 then commit; end if;
        if random() < 0.1 then perform pg_sleep(0.02); end if; -- some commit late
    end loop;
end $$;

-- The recount: what the published definitions say, row by row.
create view tap.rows as
select 'visits' as indicator, (completed_at at time zone 'Asia/Seoul')::date as day, dong_code, program as detail, 1::bigint as amount, resident_id as who
  from visit where outcome = 'done'
union all select 'seniors_visited', (completed_at at time zone 'Asia/Seoul')::date, dong_code, program, 1, resident_id
  from visit where outcome = 'done' and program like 'senior-_5' or outcome = 'done' and program = 'senior-70'
union all select 'senior_households_visited', (completed_at at time zone 'Asia/Seoul')::date, dong_code, '', 1, household_id
  from visit where outcome = 'done' and program in ('senior-65', 'senior-70') and household_id is not null
union all select 'birth_families_served', (completed_at at time zone 'Asia/Seoul')::date, dong_code, '', 1, coalesce(household_id, resident_id)
  from visit where outcome = 'done' and program = 'birth-family'
union all select case kind when 'poor_family' then 'crisis_families_discovered' else 'seniors_with_health_issue' end, found_on, dong_code, path, 1, resident_id
  from discovery where withdrawn_at is null
union all select i.i, paid_on, dong_code, case i.i when 'emergency_aid_won' then kind else '' end,
       case i.i when 'emergency_aid_won' then approved_amount else 1 end, resident_id
  from aid cross join (values ('emergency_aid_won'), ('emergency_aid_persons')) i (i) where status = 'paid'
union all select 'linkages_medical', (outcome_at at time zone 'Asia/Seoul')::date, r.dong_code, p.kind, 1, resident_id
  from referral r join partner p on p.id = r.partner_id
 where outcome = 'served' and p.kind in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center')
union all select 'customised_support', (outcome_at at time zone 'Asia/Seoul')::date, r.dong_code,
       case when p.kind = 'shelter' then 'temporary_accommodation' when p.kind in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center')
            then 'medical' else 'institution' end, 1, resident_id
  from referral r join partner p on p.id = r.partner_id where outcome = 'served'
union all select 'customised_support', applied_on, dong_code, 'benefit_request', 1, resident_id from benefit_application where applied_on is not null
union all select 'benefits_applied', applied_on, dong_code, benefit, 1, resident_id from benefit_application where applied_on is not null
union all select 'benefits_granted', decided_on, dong_code, benefit, 1, resident_id from benefit_application where status = 'granted'
union all select 'counselings', held_on, dong_code, topic, 1, resident_id from counseling_record
union all select 'residents_counseled', held_on, dong_code, '', 1, resident_id from counseling_record
union all select 'referrals', (created_at at time zone 'Asia/Seoul')::date, dong_code, '', 1, resident_id from referral
union all select 'screenings', (performed_at at time zone 'Asia/Seoul')::date, dong_code, instrument_id, 1, resident_id from screening where voided_at is null
union all select 'cases_opened', intake_on, dong_code, '', 1, resident_id from welfare_case
union all select 'cases_closed', (closed_at at time zone 'Asia/Seoul')::date, dong_code, '', 1, resident_id from welfare_case where status = 'closed';
create view tap.spans as -- each day's period by each grain, counted out from a calendar
select d::date as day, g.grain, case g.grain when 'day' then d::date when 'week' then d::date - (extract(isodow from d)::integer - 1)
           when 'month' then to_date(to_char(d, 'YYYYMM'), 'YYYYMM') when 'year' then to_date(to_char(d, 'YYYY') || '0101', 'YYYYMMDD')
           when 'quarter' then to_date(to_char(d, 'YYYY') || lpad((3 * to_char(d, 'Q')::integer - 2)::text, 2, '0') || '01', 'YYYYMMDD')
           when 'half_year' then case when to_char(d, 'MM') <= '06' then to_date(to_char(d, 'YYYY') || '0101', 'YYYYMMDD') else to_date(to_char(d, 'YYYY') || '0701', 'YYYYMMDD') end
           else case when to_char(d, 'MM') <= '06' then to_date((to_char(d, 'YYYY')::integer - 1) || '0701', 'YYYYMMDD') else to_date(to_char(d, 'YYYY') || '0701', 'YYYYMMDD') end end as period
  from generate_series(timestamp '2015-07-01', timestamp '2027-06-30', interval '1 day') d
 cross join unnest('{day,week,month,quarter,half_year,program_year,year}'::text[]) g (grain);
create materialized view tap.calendar as select * from tap.spans;
create index on tap.calendar (day);
create function tap.recount() returns table (indicator text, grain text, period date, dong text, detail text, amount bigint, persons bigint) language sql stable as $$
    select x.indicator, x.grain, x.period, x.dong_code, x.detail, sum(x.amount)::bigint, sum(x.counts)::bigint
      from (select r.indicator, c.grain, c.period, r.dong_code, r.detail, r.amount,
                   (row_number() over (partition by r.indicator, r.who, c.grain, c.period order by r.day, r.dong_code, r.detail) = 1
                    and r.who is not null)::integer as counts -- a visit to an institution may be to nobody in particular
              from tap.rows r join tap.calendar c using (day)) x
     group by 1, 2, 3, 4, 5
$$;
-- 0 when every figure of every period and dong is the recount in this statement's snapshot.
create function tap.differences() returns bigint language sql stable as $$
    with figures as (
        select i.id, g, c.period, c.dong_code, c.detail, c.amount, c.persons
          from indicator i cross join unnest(statistic_grains()) g cross join lateral statistic_cells(i, g, '2015-07-01', '2027-06-30', true) c
         where i.kind <> 'stock' and (c.amount, c.persons) <> (0, 0)
    ), recount as (
        select r.indicator, r.grain, r.period, k.carried_by, r.detail, sum(r.amount)::bigint, sum(r.persons)::bigint
          from tap.recount() r join dong_carried k on k.dong_code = r.dong group by 1, 2, 3, 4, 5
    )
    select count(*) from ((table figures except table recount) union all (table recount except table figures)) x
$$;
SQL
is "$(sql -c 'set search_path = chatdong, tap' -c 'select tap.differences()')" 0 "the demo city's figures are the recount"
is "$(sql -c "select count(distinct indicator) from tap.rows")" 18 "the recount knows every indicator that counts rows"

pids=()
for n in 1 2 3 4; do
  sql -c 'set search_path = chatdong, tap' -c 'call tap.shake(40)' 2>"$out/shake$n" &
  pids+=($!)
done
until [ -e "$out/done" ]; do sql -c 'select pg_sleep(0.3), chatdong.statistics_fold()'; done >"$out/fold" 2>&1 &
folder=$!
until [ -e "$out/done" ]; do
  sql -c 'set search_path = chatdong, tap' -c 'select tap.differences(), (select count(*) from statistic_delta)'
done >"$out/compare" 2>&1 &
reader=$!
wait "${pids[@]}"
touch "$out/done"
wait "$folder" "$reader"
is "$(cat "$out"/shake* | grep -c ERROR)" 0 "the writers were not in each other's way"
is "$(cut -d'|' -f1 "$out/compare" | sort -u)" 0 "at every instant, with changes under way, figures are the recount"
[ "$(grep -cE '\|[1-9]' "$out/compare")" -ge 1 ] || is "$(cat "$out/compare")" "" "changes were pending while it was compared"
is "$(sql -c 'set search_path = chatdong, tap' -c 'select tap.differences()')" 0 "and they are when all is quiet"
sql -o /dev/null -c 'select chatdong.statistics_fold()'
is "$(sql -c 'select count(*) from chatdong.statistic_delta')" 0 "folding takes all"
is "$(sql -c 'set search_path = chatdong, tap' -c 'select tap.differences()')" 0 "and changes no figure"
[ "$(sql -c "select count(*) from chatdong.statistic where corrected_at is not null")" -gt 0 ] || is 0 some "changes after the end of a period are marked"
sql -c 'set search_path = chatdong, tap' -c "update statistic set amount = amount + 1 where (indicator, grain, period, dong_code, detail) = (select indicator, grain, period, dong_code, detail from statistic where amount > 0 limit 1)"
is "$(sql -c 'set search_path = chatdong, tap' -c 'select tap.differences() > 0')" t "a figure that is off by one is seen"
sql -o /dev/null -c 'set search_path = chatdong' -c "do \$\$ declare i text; begin for i in select id from indicator loop call statistic_rebuild(i); end loop; end \$\$"
is "$(sql -c 'set search_path = chatdong, tap' -c 'select tap.differences()')" 0 "made anew from the rows, figures are the recount again"
exit $failed
