#!/usr/bin/env bash
# Rounds as several sessions at once see them: applications and selections of one dong. CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"
answers() { cat "$out/$1"*.rows | sort | uniq -c | xargs; }

each() {
  echo "set search_path = chatdong, tap;
        select api('4a', \$\$insert into round_application (round_id, dong_code, statement, created_by, updated_by)
                           values (tap.demo('410006'), '9911054000', 'x', tap.demo('4a'), tap.demo('4a')) returning status\$\$);"
}
at_once apply 24
is "$(answers apply)" "23 23505 application_once 1 submitted" "of 24 applications at once one is taken, the others are told of it"

# One dong stands in two rounds, and the city selects it in both.
each() {
  local application=420002
  [ $(($1 % 2)) = 0 ] || application=420004
  echo "set search_path = chatdong, tap;
        select api('e1', \$\$update round_application set status = 'selected' where id = tap.demo('$application') returning status\$\$);"
}
at_once select 20
is "$(answers select)" "10 23505 application_selected_once 9 23514 application_transition 1 selected" \
  "of 20 selections in two rounds at once one stands, the others are refused"
exit $failed
