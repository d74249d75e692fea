-- "Once" is a unique index, not an exclusion constraint (docs/decisions/0093): two rows that come at the very same time
-- each wait for the other at an exclusion constraint, and one of them for a second; at a unique index only the second waits.
set local role chatdong_owner;
set local search_path = chatdong;

alter table round_application drop constraint application_once, drop constraint application_selected_once;
create unique index application_once on round_application (round_id, dong_code) where status <> 'withdrawn';
create unique index application_selected_once on round_application (dong_code) where status = 'selected';

alter table case_transfer drop constraint case_transfer_open_once;
create unique index case_transfer_open_once on case_transfer (case_id) where status = 'offered';

alter table aid drop constraint aid_turn_once;
create unique index aid_turn_once on aid (counted_for, kind, fiscal_year, turn) where status in ('applied', 'approved', 'paid');

alter table resident_merge drop constraint resident_merge_once;
create unique index resident_merge_once on resident_merge (merged_id) where undone_at is null;

alter table enrolment drop constraint enrolment_once;
create unique index enrolment_once on enrolment (resident_id, program, track, anchor_on) where ended_on is null;

alter table alert drop constraint alert_overdue_once;
create unique index alert_overdue_once on alert (visit_id, since) where kind = 'checkout_overdue';

reset role;
