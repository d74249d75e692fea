#!/usr/bin/env bash
# Cases as several sessions at once see them: approvals, transfers. CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"

each() {
  local supervisor=3a
  [ $(($1 % 2)) = 0 ] || supervisor=5a
  echo "$(as supervisor $supervisor 9911051000) update welfare_case set status = 'planned', judged_version = 1, updated_by = tap.demo('$supervisor')
        where id = tap.demo('960009') returning status;"
}
at_once plan 20
is "$(rows plan) $(refused plan case_transition) $(deadlocks plan)" "1 19 0" "of twenty approvals of a plan at once one wins, the others learn the state"
is "$(psql "$conninfo" -XqAtc "select count(*) from chatdong.welfare_case_history where id = tap.demo('960009')")" 1 "and there is one change"

# The other side accepts and refuses while this side offers anew.
offer="$(as officer 1d 9911053000) insert into case_transfer (case_id, resident_id, from_dong_code, to_dong_code, reason, created_by, updated_by)
       select id, resident_id, dong_code, '9911052000', 'x', tap.demo('1d'), tap.demo('1d') from welfare_case where id = tap.demo('960304') returning status;"
each() {
  case $(($1 % 3)) in
    0) echo "$(as supervisor 3a 9911051000) update case_transfer set status = 'accepted', updated_by = tap.demo('3a') where id = tap.demo('961004') returning status;" ;;
    1) echo "$(as supervisor 3a 9911051000) update case_transfer set status = 'refused', answer_reason = 'x', updated_by = tap.demo('3a') where id = tap.demo('961004') returning status;" ;;
    2) echo "$offer" ;;
  esac
}
at_once move 24
is "$(deadlocks move)" 0 "offers and answers do not deadlock"
is "$(psql "$conninfo" -XqAtc "select count(*) from chatdong.case_transfer where case_id = tap.demo('960304') and status in ('offered', 'accepted')
      having bool_and((status = 'accepted') = ((select dong_code from chatdong.welfare_case where id = tap.demo('960304')) = '9911051000'))" | sed 's/^$/1/;s/^0$/1/')" 1 \
  "one offer stands, or was accepted and the case is there"

# Offers alone, one after another replaced: in no order does anybody wait for one who waits, and none is refused.
sql -c "update chatdong.case_transfer set status = 'replaced' where status = 'offered'; update chatdong.welfare_case set dong_code = '9911053000' where id = tap.demo('960304')" >/dev/null
each() { echo "$offer"; }
at_once offer 24
is "$(rows offer) $(errors offer)" "24 0" "of 24 offers at once each takes the place of the one before"
is "$(sql -c "select count(*) from chatdong.case_transfer where case_id = tap.demo('960304') and status = 'offered'")" 1 "and the last one waits"
exit $failed
