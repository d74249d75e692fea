-- Who is busy when, whole, and found by person and time (docs/decisions/0092). Joint visits have a row as well, which stands in nobody's way.
set local role chatdong_owner;
set local search_path = chatdong;

alter table visit_engagement drop constraint visit_no_overlap;
alter table visit_engagement add column joint boolean not null default false;
alter table visit_engagement alter column joint drop default;
insert into visit_engagement (visit_id, staff_id, during, joint)
select v.id, s, tstzrange(v.planned_start, v.planned_end), true
  from visit v, unnest(array_remove(v.team || v.staff_id, null)) s
 where v.joint and v.status in ('planned', 'checked_in');
create index visit_engagement_by_staff on visit_engagement (staff_id, lower(during));

-- GiST puts keys on pages by their distance, which it measures as floating point numbers: ids that were made one after another are all the
-- same to it, and a check reads the whole index. By their hash first they are far apart.
alter table visit_engagement add constraint visit_no_overlap exclude using gist
        (uuid_hash_extended(staff_id, 0) with =, staff_id with =, during with &&) where (not joint);
alter table household_danger drop constraint household_danger_no_overlap,
    add constraint household_danger_no_overlap exclude using gist
        (uuid_hash_extended(household_id, 0) with =, household_id with =, flag with =, daterange(valid_from, valid_to) with &&);
alter table resident_category drop constraint resident_category_no_overlap,
    add constraint resident_category_no_overlap exclude using gist
        (uuid_hash_extended(resident_id, 0) with =, resident_id with =, category with =, daterange(valid_from, valid_to) with &&);

drop function if exists staff_is_free(uuid, text, timestamptz);
drop function if exists visit_free_slot(uuid, text, date);

reset role;
