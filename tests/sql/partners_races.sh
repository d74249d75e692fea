#!/usr/bin/env bash
# Places under concurrency: never more reserved than there are, none lost, none found. CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"
act="set role chatdong_api; set search_path = chatdong, tap; set chatdong.role = 'nurse'; set chatdong.dongs = '9911051000';
     set chatdong.actor_id = '01900000-0000-7000-8000-00000000002a';"
left="select available || ' ' || reserved from chatdong.service_capacity where id = tap.demo('520001')"

# Forty at once for twelve places.
pids=()
for i in $(seq 40); do
  sql -c "$act begin; select capacity_reserve(tap.demo('520001')); select pg_sleep(0.02); commit;" >/dev/null 2>"$out/$i" &
  pids+=($!)
done
wait "${pids[@]}"
is "$(sql -c "$left")" "0 12" "twelve of forty get the twelve places"
is "$(cat "$out"/* | grep -c 'ERROR:  23514')" 28 "the others are told why"
is "$(cat "$out"/* | grep -cE '40P01|40001')" 0 "nobody deadlocks"
rm -f "$out"/*

# One rolls back while another waits for its place: the place is not lost.
sql -c "$act select capacity_release(tap.demo('520001'));" >/dev/null
sql -c "$act begin; select capacity_reserve(tap.demo('520001')); select pg_sleep(0.6); rollback;" >/dev/null 2>&1 &
first=$!
sleep 0.2
is "$(sql -c "$act select capacity_reserve(tap.demo('520001'));" 2>&1)" t "who waits gets the place that was given up"
wait $first

# Releasing and reserving crosswise: what is free and what is held stay twelve.
pids=()
for i in $(seq 30); do
  sql -c "$act select capacity_release(tap.demo('520001'));" >/dev/null 2>"$out/r$i" &
  pids+=($!)
  sql -c "$act select capacity_reserve(tap.demo('520001'));" >/dev/null 2>"$out/t$i" &
  pids+=($!)
done
wait "${pids[@]}"
is "$(sql -c "select available + reserved from chatdong.service_capacity where id = tap.demo('520001')")" 12 "places are neither lost nor found"
is "$(cat "$out"/* | grep -cE '40P01|40001')" 0 "crosswise nobody deadlocks"

# The institution says a number that it read before somebody reserved: its version is stale, the place is kept.
version=$(sql -c "select version from chatdong.service_capacity where id = tap.demo('520003')")
sql -c "$act select capacity_reserve(tap.demo('520003'));" >/dev/null
is "$(sql -c "set role chatdong_api; set search_path = chatdong, tap; set chatdong.role = 'system'; set chatdong.actor_id = '01900000-0000-7000-8000-0000000000e1';
              set chatdong.city = 'true'; with x as (update service_capacity set available = 8 where id = tap.demo('520003') and version = $version returning 1) select count(*) from x")" \
   0 "a number from before a reservation changes nothing"
exit $failed
