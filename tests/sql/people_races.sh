#!/usr/bin/env bash
# What only sessions at once can show of patches and leave: overlapping rules, two cuts on one version, who stands in
# going away. CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"
act="set role chatdong_api; set search_path = chatdong, tap; set chatdong.role = 'supervisor'; set chatdong.dongs = '9911051000';
     set chatdong.actor_id = '01900000-0000-7000-8000-00000000003a';"
# Runs "$1" in a session that keeps its transaction open until the session behind it waits for it, then "$2" in that one.
first_then() {
  sql -c "$act begin; $1; select pg_sleep(1); commit;" >"$out/first" 2>&1 &
  local first=$!
  until [ "$(sql -c "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()")" -ge 1 ]; do sleep 0.05; done
  sql -c "$act begin; $2; commit;" >"$out/second" 2>&1
  wait $first
}
rule() { # PATCH NUMBERS
  echo "insert into patch_rule (patch_id, dong_code, during, kind, road_name, numbers, sides)
        select id, dong_code, during, 'road', '햇살로77길', '$2', '[0,2)' from patch where id = tap.demo('$1')"
}
cut() { # FIRST OFFICER
  echo "select count(*) from patch_recut('9911051000', seoul_today() + $1, '[{\"name\": \"하나\", \"officer_id\": \"01900000-0000-7000-8000-0000000000$2\",
        \"rules\": [{\"kind\": \"road\", \"road\": \"햇살로\"}]}]', 1, tap.demo('3a'))"
}
leave() { # WHO SUBSTITUTE FIRST LAST
  echo "insert into staff_leave (staff_id, substitute_id, starts_on, ends_on) values (tap.demo('$1'), tap.demo('$2'), '2034-01-$3', '2034-01-$4')"
}

first_then "$(rule 740002 '[1,50)')" "$(rule 740003 '[49,99)')"
is "$(grep -c ERROR "$out/first") $(grep -c 'ERROR:  23P01' "$out/second")" "0 1" "of two overlapping rules of two patches the second waits and is refused"
first_then "$(rule 740002 '[100,150)')" "$(rule 740003 '[150,199)')"
is "$(cat "$out/first" "$out/second" | grep -c ERROR)" 0 "rules that meet do not wait for each other"

first_then "$(cut 5 5a)" "$(cut 5 7a)"
is "$(head -n 1 "$out/first") $(cat "$out/second")" "1 0" "of two cuts on one version the second changes nothing"
is "$(sql -c "select count(*) || ' ' || min(officer_id::text) from chatdong.patch where dong_code = '9911051000' and upper_inf(during)")" \
  "1 01900000-0000-7000-8000-00000000005a" "the first cut stands, whole"

first_then "$(leave 2a 6a 05 09)" "$(leave 2a 6a 08 12)"
is "$(grep -c ERROR "$out/first") $(grep -c 'NAME:  staff_leave_no_overlap' "$out/second")" "0 1" "of two leaves of one person at once the second is refused"
first_then "$(leave 6a 2a 20 24)" "$(leave 2a 6a 22 26)"
is "$(grep -c ERROR "$out/first") $(grep -c 'NAME:  staff_leave_substitute_present' "$out/second")" "0 1" "nobody stands in for somebody who goes to stand in for them"

# Each for the other, again and again: refused, never deadlocked.
pids=()
for i in $(seq 20); do
  pair="2a 6a"
  [ $((i % 2)) = 0 ] || pair="6a 2a"
  # shellcheck disable=SC2086 # two words
  sql -c "$act $(leave $pair 27 28);" >/dev/null 2>"$out/pair$i" &
  pids+=($!)
done
wait "${pids[@]}"
is "$(cat "$out"/pair* | grep -c 23P01) $(cat "$out"/pair* | grep -c 40P01)" "19 0" "of twenty such leaves at once one is kept and none deadlocks"

# Twenty cuts at once on one version.
version=$(sql -c "select version from chatdong.patch_cut where dong_code = '9911051000'")
pids=()
for i in $(seq 20); do
  sql -c "$act $(cut $((i + 5)) 5a | sed "s/', 1, tap/', $version, tap/");" >"$out/cut$i" 2>&1 &
  pids+=($!)
done
wait "${pids[@]}"
is "$(cat "$out"/cut* | sort | uniq -c | tr -s ' \n' ' ')" " 19 0 1 1 " "of twenty cuts at once one is made"
exit $failed
