#!/usr/bin/env bash
# Referrals as several sessions at once see them: answers, links, places, the scheduler. CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"
partner=$(as system e4 '')
nurse=$(as nurse 2a 9911051000)
anybody="set role chatdong_api; set search_path = chatdong, tap;"

# Thirty answers of one institution to one referral: one is taken, the others learn the state.
each() {
  local answer="'accepted', null"
  [ $(($1 % 2)) = 0 ] || answer="'rejected', 'other'"
  echo "$partner select (referral).status from partner_answer(tap.demo('830001'), $answer, 'x');"
}
at_once answer 30
is "$(rows answer) $(refused answer referral_transition) $(deadlocks answer)" "1 29 0" "of thirty answers at once one is taken"
is "$(cat "$out"/answer*[0-9] | grep HINT | sort -u | sed 's/.*HINT: *//')" "$(cat "$out"/answer*.rows)" "the others are told its state"
is "$(sql -c "select count(*) from chatdong.referral_history where id = tap.demo('830001')")" 1 "and there is one change"

# Thirty holders of one link, and the institution's client beside them.
each() {
  if [ $(($1 % 3)) = 0 ]; then echo "$partner select (referral).status from partner_answer(tap.demo('830008'), 'accepted', null, null);"
  else echo "$anybody select status from referral_link_answer(rpad('demo_link_830008', 43, 'x'), 'accepted', null, null);"; fi
}
at_once link 30
is "$(rows link) $(deadlocks link)" "1 0" "a link and a client answer once between them"
is "$(sql -c "select count(*) from chatdong.referral_link where referral_id = tap.demo('830008') and used_at is null and revoked_at is null")" 1 "and one link lives on"

# A new link while the old one answers: one of the two comes first, nobody waits for ever.
each() {
  if [ $(($1 % 2)) = 0 ]; then echo "$anybody select status from referral_link_answer(rpad('demo_link_830011', 43, 'x'), 'rejected', 'other', null);"
  else echo "$nurse begin; select version from referral where id = tap.demo('830011') for update;
             select token from referral_link_make(tap.demo('830011'), '9911051000', (select status from referral where id = tap.demo('830011')), now(), tap.demo('2a')); commit;"; fi
}
at_once renew 20
is "$(deadlocks renew)" 0 "links that are renewed and answered do not deadlock"

# Three places, twenty referrals; then all that got one are rejected at once.
sql -c "update chatdong.service_capacity set maximum = 3, available = 3, reserved = 0 where id = tap.demo('520009')" >/dev/null
each() {
  echo "$nurse insert into referral (dong_code, resident_id, service_id, need, fields, created_by, updated_by)
        values ('9911051000', tap.demo('100002'), tap.demo('520009'), 'race', '{name}', tap.demo('2a'), tap.demo('2a')) returning id;"
}
at_once place 20
is "$(rows place) $(refused place capacity_not_overbooked) $(deadlocks place)" "3 17 0" "three places take three of twenty referrals"
is "$(sql -c "select available, reserved from chatdong.service_capacity where id = tap.demo('520009')")" "0|3" "and are reserved"
mapfile -t taken < <(cat "$out"/place*.rows | grep .)
each() { echo "$partner select (referral).status from partner_answer('${taken[$(($1 % 3))]}', 'rejected', 'no_capacity', null);"; }
at_once back 12
is "$(rows back) $(refused back referral_transition)" "3 9" "each is rejected once"
is "$(sql -c "select available, reserved from chatdong.service_capacity where id = tap.demo('520009')")" "3|0" "and each place is free once"

# Four schedulers and the institution at once over forty referrals whose time is up.
sql -c "update chatdong.service_capacity set maximum = 100, available = 100, reserved = 0 where id = tap.demo('520009');
        $nurse insert into referral (dong_code, resident_id, service_id, need, fields, created_by, updated_by)
        select '9911051000', tap.demo('100002'), tap.demo('520009'), 'late', '{name}', tap.demo('2a'), tap.demo('2a') from generate_series(1, 40);
        reset role; alter table chatdong.referral disable trigger user;
        update chatdong.referral set created_at = now() - interval '9 days', respond_by = now() - interval '2 days' where need = 'late';
        alter table chatdong.referral enable trigger user;" >/dev/null
mapfile -t late < <(sql -c "select id from chatdong.referral where need = 'late' order by id")
each() {
  if [ "$1" -le 4 ]; then echo "set role chatdong_worker; select chatdong.referrals_expire(); select chatdong.referrals_remind();"
  else echo "$partner select (referral).status from partner_answer('${late[$(($1 - 5))]}', 'accepted', null, null);"; fi
}
at_once late 24
sql -c "set role chatdong_worker; select chatdong.referrals_expire();" >/dev/null
is "$(deadlocks late)" 0 "schedulers and answers do not deadlock"
is "$(sql -c "select count(*) from chatdong.referral where need = 'late' and status in ('expired', 'accepted')")" 40 "each is expired or accepted"
is "$(sql -c "select count(*) from chatdong.referral r where need = 'late' and (select count(*) from chatdong.referral_history h where h.id = r.id) <> 1")" 0 "and changed once"
is "$(sql -c "select reserved from chatdong.service_capacity where id = tap.demo('520009')")" \
  "$(sql -c "select count(*) from chatdong.referral where need = 'late' and status = 'accepted'")" "places are held for those that were accepted"
exit $failed
