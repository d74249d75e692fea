#!/usr/bin/env bash
# What only two sessions at once can show: overlap, lost updates, identical requests. CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"
act="set role chatdong_api; set search_path = chatdong, tap; set chatdong.role = 'nurse'; set chatdong.dongs = '9911051000';
     set chatdong.actor_id = '01900000-0000-7000-8000-00000000002a';"
plan="insert into visit (dong_code, resident_id, program, kind, staff_id, planned_start, planned_end, created_by, updated_by)
      values ('9911051000', tap.demo('100001'), 'senior-65', 'phone', tap.demo('2a'), '2032-01-01 09:00+09', '2032-01-01 09:30+09', tap.demo('2a'), tap.demo('2a'));"

# Two that come at once wait for each other at an exclusion constraint; at a unique index only the second does (docs/decisions/0093).
is "$(sql -c "select string_agg(conname, ' ') from pg_constraint where contype = 'x'
              and not exists (select from pg_operator o where o.oid = any (conexclop) and o.oprname <> '=')")" "" "what there is once is said by a unique index"

# The second waits for the first and is refused when that commits.
sql -c "$act begin; $plan select pg_sleep(1); commit;" >/dev/null 2>"$out/first" &
first=$!
sleep 0.3
sql -c "$act begin; $plan commit;" >/dev/null 2>"$out/second"
wait $first
is "$(cat "$out/first")" "" "the first of two overlapping plans is kept"
is "$(grep -c '23P01' "$out/second")" 1 "the second waits and is refused"

# Twenty at once for one nurse and one time: one is kept.
pids=()
for i in $(seq 20); do
  sql -c "$act ${plan//2032-01-01/2032-01-02}" >/dev/null 2>"$out/many$i" &
  pids+=($!)
done
wait "${pids[@]}"
is "$(sql -c "select count(*) from chatdong.visit where planned_start = '2032-01-02 09:00+09'")" 1 "of twenty at once one is kept"
is "$(cat "$out"/many* | grep -c 23P01)" 19 "the others are refused as overlapping"

# Two teams of the same people, led by each other, again and again: refused, never deadlocked.
pids=()
for i in $(seq 20); do
  pair="tap.demo('2a'), array[tap.demo('6a')]"
  [ $((i % 2)) = 0 ] || pair="tap.demo('6a'), array[tap.demo('2a')]"
  sql -c "$act insert into visit (dong_code, resident_id, program, kind, staff_id, team, planned_start, planned_end, created_by, updated_by)
          select '9911051000', tap.demo('100001'), 'senior-65', 'phone', $pair, '2032-02-01 09:00+09', '2032-02-01 09:30+09', tap.demo('2a'), tap.demo('2a');" >/dev/null 2>"$out/team$i" &
  pids+=($!)
done
wait "${pids[@]}"
is "$(cat "$out"/team* | grep -c 23P01) $(cat "$out"/team* | grep -c 40P01)" "19 0" "of twenty teams at once one is kept and none deadlocks"

# Two writers with the same version: one row changes once.
change="update visit set notes = 'x' where id = tap.demo('300001') and version = 1 returning version;"
sql -c "$act begin; $change select pg_sleep(0.5); commit;" >"$out/w1" 2>&1 &
first=$!
sleep 0.2
sql -c "$act $change" >"$out/w2" 2>&1
wait $first
is "$(head -n 1 "$out/w1") $(cat "$out/w2")" "2 " "of two writers with one version the second changes nothing"

# Fifty identical requests: each claims, plans and stores its answer in one transaction.
request="$act begin; select idempotency_claim(tap.demo('2a'), 'POST', '/v1/visits', 'fifty', '\\x01');
         ${plan//2032-01-01/2032-01-03} select pg_sleep(0.3); update idempotency_record set status = 201 where key = 'fifty'; commit;"
pids=()
for i in $(seq 50); do
  sql -v ON_ERROR_STOP=1 -c "$request" >/dev/null 2>"$out/same$i" &
  pids+=($!)
done
wait "${pids[@]}"
is "$(sql -c "select count(*) from chatdong.visit where planned_start = '2032-01-03 09:00+09'")" 1 "fifty identical requests make one visit"
is "$(cat "$out"/same* | grep -cE 'CD(200|409)')" 49 "the other 49 are told running or done"
is "$(sql -c "select count(*) || ' ' || min(status) from chatdong.idempotency_record where key = 'fifty'")" "1 201" "there is one record, with its answer"
sql -c "$request" >/dev/null 2>"$out/again"
is "$(grep -c CD200 "$out/again")" 1 "later it is a replay"

# A claim that was rolled back leaves nothing.
sql -c "$act begin; select idempotency_claim(tap.demo('2a'), 'POST', '/v1/visits', 'gone', '\\x01'); rollback;" >/dev/null
is "$(sql -c "$act select idempotency_claim(tap.demo('2a'), 'POST', '/v1/visits', 'gone', '\\x02')" 2>&1)" "" "a key whose request failed is free again"
exit $failed
