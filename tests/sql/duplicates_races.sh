#!/usr/bin/env bash
# Merges as several sessions at once see them: one pair, a ring of three, rows that are made meanwhile, one person recorded
# by many. CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"
query() { psql "$conninfo" -XqAt -c "set search_path = chatdong, tap" -c "$1"; }
merge() { # SURVIVOR MERGED
  echo "select id from resident_merge_make(jsonb_build_object('survivor_id', tap.demo('$1'), 'merged_id', tap.demo('$2'), 'reason', 'x',
        'survivor_version', (select version from resident where id = tap.demo('$1')), 'merged_version', (select version from resident where id = tap.demo('$2'))), tap.demo('3a'));"
}

each() {
  if [ $(($1 % 2)) = 0 ]; then echo "$(as supervisor 3a 9911051000) $(merge 100001 100002)"; else echo "$(as supervisor 3a 9911051000) $(merge 100002 100001)"; fi
}
at_once pair 20
is "$(rows pair) $(deadlocks pair)" "1 0" "of twenty merges of a pair in both directions one wins, without a deadlock"
is "$(query "select count(*) from resident where id in (demo('100001'), demo('100002')) and merged_into is not null")" 1 "one of the two stands"

each() {
  local ring=(100003 100004 100005 100003)
  echo "$(as supervisor 3a 9911051000) $(merge "${ring[$(($1 % 3 + 1))]}" "${ring[$(($1 % 3))]}")"
}
at_once ring 18
is "$(deadlocks ring)" 0 "merges around a ring do not deadlock"
is "$(query "with recursive chain as (select id, merged_into, 1 as n from resident union all
      select c.id, r.merged_into, n + 1 from chain c join resident r on r.id = c.merged_into where n < 100) select max(n) < 100 from chain")" t "and leave no circle"
is "$(query "select count(*) from resident where id in (demo('100003'), demo('100004'), demo('100005')) and merged_into is null")" 1 "one stands for all three"

# Undone by several while others merge on.
id=$(query "select id from resident_merge where undone_at is null and merged_id in (demo('100001'), demo('100002'))")
each() { echo "$(as supervisor 3a 9911051000) select id from resident_merge_undo('$id', 1, tap.demo('3a'));"; }
at_once undo 10
is "$(rows undo) $(deadlocks undo)" "1 0" "of ten undoings one does it"

# Consents are given while the resident is merged away: each is the survivor's afterwards, or was refused.
each() {
  if [ "$1" = 8 ]; then
    echo "$(as supervisor 3a 9911051000) $(merge 100006 100007)"
  else
    echo "$(as officer 1a 9911051000) insert into consent (dong_code, resident_id, purpose, fields, given_by, given_at, evidence_kind, created_by, updated_by)
      select '9911051000', tap.demo('100007'), 'program_notice', '{name}', 'resident', now(), 'paper', tap.demo('1a'), tap.demo('1a') from generate_series(1, 20) returning id;"
  fi
}
at_once given 16
is "$(query "select count(*) from consent where resident_id = demo('100007')")" 0 "no row is left with the one who was merged away"
is "$(deadlocks given) $(errors given) $(refused given consent_of_known_resident)" \
  "0 $(refused given consent_of_known_resident) $(refused given consent_of_known_resident)" "who came later was told that there is no such resident"
is "$(query "select count(*) % 20 from consent where resident_id = demo('100006') and purpose = 'program_notice'")" 0 "and what was given is there, whole"

each() {
  echo "$(as officer 1a 9911051000) insert into resident (dong_code, name, birth_date, sex, address, created_by, updated_by)
    select '9911051000', '동시에', '1950-01-01', 'female', 'x', tap.demo('1a'), tap.demo('1a')
     where resident_is_new('동시에', '1950-01-01', 'female', null, 'x', '{9911051000}', false) returning id;"
}
at_once new 12
is "$(rows new) $(refused new resident_is_new)" "1 11" "of twelve who record one person at once one does"
exit $failed
