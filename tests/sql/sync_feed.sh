#!/usr/bin/env bash
# The change feed as several sessions see it: nothing is skipped, whoever commits late; areas, tombstones, trimming.
# CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"
sql() { psql "$conninfo" -XqAt -v VERBOSITY=verbose -c "set search_path = chatdong, tap" "$@"; }
# The page of an actor after a position, as the service reads it: restart|more|position|items.
page() { # ROLE ACTOR DONGS MOST POSITION
  sql -c "set role chatdong_api" -c "set chatdong.role = '$1'" -c "set chatdong.dongs = '$3'" -c "set chatdong.actor_id = '01900000-0000-7000-8000-0000000000$2'" \
      -c "select restart, more, _next_cursor, items from sync_page(nullif('$5', ''), '$1', string_to_array('$3', ','), $4)"
}
field() { cut -d'|' -f"$1"; }
nurse() { page nurse 2a 9911051000 "${2:-1000}" "$1"; } # POSITION [MOST]
# All pages from a position on; leaves the last position in $at and the items in $out/items, one a line.
all() { # POSITION [MOST]
  local answer
  at=$1
  : >"$out/items"
  while :; do
    answer=$(nurse "$at" "${2:-1000}")
    at=$(field 3 <<<"$answer")
    field 4- <<<"$answer" | python3 -c 'import json,sys; [print(i["type"], i["id"], i.get("gone", i.get("version"))) for i in json.load(sys.stdin)]' >>"$out/items"
    [ "$(field 2 <<<"$answer")" = t ] || break
  done
}
seen() { sort -u "$out/items" | sed "s/01900000-0000-7000-8000-0*//" | paste -sd, | sed 's/,/, /g'; }

is "$(nurse '' | field 1)" t "without a position everything begins"
all '' 100
for type in household resident visit; do
  standing=true
  [ $type != resident ] || standing='merged_into is null'
  is "$(grep -c "^$type" "$out/items")" "$(sql -c "select count(*) from $type where dong_code = '9911051000' and $standing")" "the first sync has each $type of the dong once"
done
all "$at"
is "$(seen)" "" "and then nothing is new"

# A change begins, another one begins and commits, the phone asks, then the first one commits.
(echo "set search_path = chatdong, tap; begin; update resident set notes = 'late' where id = demo('100001');"; until [ -e "$out/go" ]; do sleep 0.05; done; echo "commit;") | sql -f - &
until [ "$(sql -c "select count(*) from pg_locks where locktype = 'transactionid' and mode = 'ExclusiveLock' and pid <> pg_backend_pid()
    and pid in (select pid from pg_stat_activity where datname = current_database() and state = 'idle in transaction')")" = 1 ]; do sleep 0.05; done
sql -c "update resident set notes = 'early' where id = demo('100002')"
all "$at"
first=$(seen)
touch "$out/go"
wait
all "$at"
is "$first|$(seen)" "|resident 100001 2, resident 100002 2" "a change that commits late is not skipped"

# Writers of any length while a phone reads: it has every row that was changed, in its last version.
sql -c "update resident set notes = 'x' where dong_code = '9911051000'"
all "$at"
cp "$out/items" "$out/held"
for w in 1 2 3 4; do
  for n in $(seq 12); do echo "set search_path = chatdong, tap; begin; update resident set notes = '$w.$n' where id = demo('1000' || lpad((1 + ($w * 7 + $n * 3) % 15)::text, 2, '0')); select pg_sleep(0.0$((n * w % 7))); commit;"; done | sql -f - >/dev/null &
  writers+=($!)
done
while [ -n "$(jobs -pr)" ]; do all "$at" 3; cat "$out/items" >>"$out/held"; done
wait "${writers[@]}"
all "$at"
cat "$out/items" >>"$out/held"
is "$(grep -E '^resident .* [0-9]+$' "$out/held" | sort -k2,2 -k3,3nr | sort -u -k2,2 | awk '{print $2, $3}' | md5sum)" \
   "$(sql -c "select id || ' ' || version from resident where dong_code = '9911051000' and merged_into is null order by id::text" | md5sum)" "with four writers of any length the phone ends with every version"

# A row goes to another dong and comes back; one is deleted.
sql -c "insert into household (id, dong_code, name, address, created_by, updated_by) values (demo('650001'), '9911051000', '가구', '햇살로', demo('3a'), demo('3a')), (demo('650002'), '9911051000', '가구', '햇살로', demo('3a'), demo('3a'))"
all "$at"
sql -c "update household set dong_code = '9911052000' where id = demo('650001'); delete from household where id = demo('650002')"
all "$at"
is "$(seen)" "household 650001 left_area, household 650002 deleted" "what left the area or was deleted is said"
is "$(page nurse 2b 9911052000 1000 '' | field 4- | grep -c 650001)" 1 "and whoever is responsible now has it"
sql -c "update household set dong_code = '9911051000' where id = demo('650001')"
all "$at"
is "$(seen)" "household 650001 3" "what comes back is there again"

# The position is one person's and one area's.
before=$at
is "$(page nurse 2a 9911051000,9911052000 1000 "$before" | field 1)" t "other dongs begin anew"
is "$(page officer 2a 9911051000 1000 "$before" | field 1)" t "and so does another role"
is "$(nurse "$before" | field 1)" f "the same area goes on"
# A kind that is not for a role is not named to it either.
sql -c "update change_kind set roles = '{nurse}' where kind = 'household'"
at=$before
officer_at=$(page officer 1a 9911051000 1000 '' | field 3)
sql -c "update household set notes = 'only for nurses' where id = demo('200001')"
is "$(page officer 1a 9911051000 1000 "$(jq -c '.first = false | .kind = ""' <<<"$officer_at")" | field 4- | grep -c 200001)" 0 "a kind of other roles is not named"
all "$at"
is "$(seen)" "household 200001 2" "to its own roles it is"

# Old entries go, and whoever stands before them begins anew.
sql -c "update change_entry set at = at - interval '61 days'" -c "update resident set notes = 'young' where id = demo('100003')"
is "$(sql -c "select changes_trim() > 0" -c "select count(*) from change_entry" | paste -sd' ')" "t 1" "entries of 60 days are trimmed"
is "$(nurse "$before" | field 1)" t "a position from before begins anew"
is "$(sql -c "select changes_trim()")" 0 "a second time there is nothing to trim"
exit $failed
