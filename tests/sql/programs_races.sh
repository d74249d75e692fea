#!/usr/bin/env bash
# Programs as several sessions at once see them: daily runs, and visits that settle the same due visit. CONNINFO is a superuser's.
set -uo pipefail
# shellcheck source=tests/lib/sessions.sh
. "$(dirname "$0")/../lib/sessions.sh"

# 2,000 who turn 65 this year, half of them visited already.
sql -c "set search_path = chatdong, tap;
    insert into resident (id, dong_code, name, birth_date, sex, address, created_by, updated_by)
    select derived_id('programs race ' || n), '9911051000', '가상인', make_date(extract(year from seoul_today())::int - 65, 1 + n % 12, 1 + n % 28), 'female', '햇살로', demo('3a'), demo('3a')
      from generate_series(1, 2000) n;
    insert into visit (dong_code, resident_id, program, kind, staff_id, status, planned_start, planned_end, checked_in_at, completed_at, completed_by, outcome, joint, created_by, updated_by)
    select '9911051000', derived_id('programs race ' || n), 'senior-65', 'home', demo('2a'), 'completed', d, d + interval '30 minutes', d, d, demo('2a'), 'done', true, demo('2a'), demo('2a')
      from generate_series(1, 1000) n, lateral (select now() - interval '1 hour') x (d)
     where extract(year from now() at time zone 'Asia/Seoul') = extract(year from (now() - interval '1 hour') at time zone 'Asia/Seoul')" >/dev/null
each() { echo "set role chatdong_worker; set search_path = chatdong; select programs_run();"; }
at_once run 8
is "$(errors run)" 0 "eight daily runs at once"
is "$(sql -c "select count(*) || ' ' || count(distinct resident_id) from chatdong.due_visit where program = 'senior-65' and resident_id in (select id from chatdong.resident where name = '가상인')")" \
  "2000 2000" "make nothing twice"
is "$(sql -c "select planned from chatdong.program_run where ran_on = chatdong.seoul_today()" | awk '{print ($1 >= 2000)}')" 1 "and one of them made it all"
is "$(sql -c "select count(*) from chatdong.due_visit d join chatdong.resident r on r.id = d.resident_id where r.name = '가상인' and d.outcome = 'done'" | awk '{print ($1 == 1000 || $1 == 0)}')" 1 "with the visits that were made"

# Without their lock the unique constraints alone make nothing twice.
sql -c "set search_path = chatdong; delete from due_visit_link; delete from due_visit where program = 'senior-65'; delete from enrolment where program = 'senior-65'" >/dev/null
each() { echo "set search_path = chatdong; select programs_enrol(seoul_today(), seoul_today()); select cardinality(due_visits_plan(seoul_today() + 28));"; }
at_once bare 4
is "$(sql -c "select count(*) || ' ' || count(distinct resident_id) from chatdong.due_visit where program = 'senior-65'")" "2000 2000" "nor do four without the lock"

# Twenty visits to one resident end at once, one of them done: done it is.
due=$(sql -c "select id from chatdong.due_visit where program = 'senior-65' and dong_code = '9911051000' limit 1")
sql -c "set search_path = chatdong, tap;
    insert into visit (id, dong_code, resident_id, program, kind, staff_id, status, planned_start, planned_end, checked_in_at, joint, created_by, updated_by)
    select derived_id('settle ' || n), '9911051000', d.resident_id, 'senior-65', 'home', demo('2a'), 'checked_in', now(), now() + interval '30 minutes', now(), true, demo('2a'), demo('2a')
      from due_visit d, generate_series(1, 20) n where d.id = '$due';
    insert into due_visit_link select derived_id('settle ' || n), '$due' from generate_series(1, 20) n on conflict do nothing" >/dev/null
each() {
  local outcome=refused
  [ "$1" != 7 ] || outcome="done"
  echo "set search_path = chatdong, tap; update visit set status = 'completed', completed_at = now(), completed_by = tap.demo('2a'), outcome = '$outcome' where id = chatdong.derived_id('settle $1');"
}
at_once settle 20
is "$(errors settle) $(sql -c "select outcome from chatdong.due_visit where id = '$due'")" "0 done" "of twenty visits that end at once the one that was done counts"

# Levels of one person, set again and again: each takes the place of the one before, whatever its track.
each() {
  local track=regular
  [ $(($1 % 2)) = 0 ] || track=intensive
  echo "$(as nurse 2a 9911051000)
        insert into enrolment (dong_code, resident_id, program, track, started_on, source, created_by, updated_by)
        select dong_code, id, 'senior-level', '$track', seoul_today(), 'hand', tap.demo('2a'), tap.demo('2a') from resident where id = tap.demo('100003');"
}
at_once level 24
is "$(errors level)" 0 "of 24 levels set at once none is refused"
is "$(sql -c "select count(*) from chatdong.enrolment where program = 'senior-level' and resident_id = tap.demo('100003') and ended_on is null")" 1 "and the last one holds"
exit $failed
