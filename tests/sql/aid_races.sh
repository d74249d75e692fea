#!/usr/bin/env bash
# Emergency aid as several sessions at once see it: budgets, turns, approvals, payment files. CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"
officer=$(as officer 1a 9911051000)
supervisor=$(as supervisor 3a 9911051000)
district=$(as district_admin 4a '' 99110)
ask() { # RESIDENT KIND AMOUNT
  echo "insert into aid (dong_code, resident_id, kind, amount, reason, payee_name, payee_bank, payee_account, created_by, updated_by)
        select dong_code, id, '$2', $3, 'race', 'x', '004', '1234567890', tap.demo('1a'), tap.demo('1a') from resident where $1 returning id;"
}
left() { sql -c "select available from chatdong.aid_budget where id = tap.demo('$1')"; }
differences() { sql -c "set search_path = chatdong; select count(*) from aid_ledger_differences()"; }

sql -c "set search_path = chatdong, tap;
    with h as (insert into household (id, dong_code, name, address, created_by, updated_by)
        select derived_id('race ' || n), '9911051000', '가구 ' || n, '햇살로 ' || n, demo('3a'), demo('3a') from generate_series(1, 40) n returning id, name)
    insert into resident (dong_code, household_id, name, birth_date, sex, address, created_by, updated_by)
    select '9911051000', h.id, h.name, '1950-01-01', 'female', '햇살로', demo('3a'), demo('3a') from h" >/dev/null

# Forty applications, the dong has money for ten and the gu for five more.
sql -c "set search_path = chatdong, tap; update aid_budget set amount = amount - available + 1000000 where id = demo('920002');
        update aid_budget set amount = amount - available + 500000 where id = demo('920001')" >/dev/null
each() { echo "$officer $(ask "name = '가구 $1' and address = '햇살로'" fuel 100000)"; }
at_once ask 40
is "$(rows ask) $(refused ask aid_budget_exhausted) $(deadlocks ask)" "15 25 0" "money for fifteen of forty"
is "$(left 920002) $(left 920001) $(differences)" "0 0 0" "all of it is reserved, nothing more, and the ledger is balanced"

# Each is approved and rejected by four at once: one decision each.
mapfile -t asked < <(cat "$out"/ask*.rows | grep .)
each() {
  local status=approved
  [ $(($1 % 2)) = 0 ] || status=rejected
  echo "$supervisor update aid set status = '$status', updated_by = tap.demo('3a') where id = '${asked[$(($1 % 15))]}' returning status;"
}
at_once decide 60
is "$(rows decide) $(refused decide aid_transition) $(deadlocks decide)" "15 45 0" "of four decisions at once one is taken"
is "$(differences)" 0 "and the ledger is balanced"

# Four payment files at once: each approved aid stands in one; their results and reversals meet.
each() { echo "$district insert into aid_payment_file (gu_code) values ('99110') returning id;"; }
at_once file 4
is "$(sql -c "select count(*) from (select aid_id from chatdong.aid_payment_item where outcome is null group by 1 having count(*) > 1) x")" 0 "no aid stands in two files"
# One transaction gives the results of one file, as a request does (a second file's aid would come after the first one's budgets).
mapfile -t files < <(sql -c "select distinct file_id from chatdong.aid_payment_item where outcome is null")
results="select jsonb_agg(jsonb_build_object('aid_id', aid_id, 'outcome', 'paid', 'paid_on', '2026-07-03')) from chatdong.aid_payment_item i where i.file_id = f.id and i.outcome is null"
each() {
  if [ "$1" -le 6 ]; then echo "$district select (aid_payment_results(f.id, x, tap.demo('4a'))).paid_items from aid_payment_file f cross join lateral ($results) r (x) where x is not null and f.id = '${files[$(($1 % ${#files[@]}))]}';"
  else echo "$district update aid set status = 'reversed', reversal_reason = 'x', updated_by = tap.demo('4a') where status = 'paid' and id in (select id from aid where status = 'paid' order by md5(id::text || $1) limit 1);"; fi
}
at_once pay 10
is "$(deadlocks pay) $(differences)" "0 0" "results and reversals do not deadlock, and the ledger is balanced"
is "$(sql -c "select count(*) from chatdong.aid where status = 'approved' and exists (select from chatdong.aid_payment_item i where i.aid_id = aid.id and i.outcome = 'paid')")" 0 "what was paid is paid"

# Twenty applications of one household: its turn and the extra one.
sql -c "update chatdong.aid_budget set amount = amount + 10000000 where id = tap.demo('920002')" >/dev/null
each() { echo "$officer $(ask "name = '가구 40' and address = '햇살로'" medical 1000)"; }
at_once turn 20
is "$(rows turn) $(refused turn aid_once_a_year) $(deadlocks turn)" "2 18 0" "a household has two turns of twenty"
is "$(differences)" 0 "after all this the ledger is balanced"
exit $failed
