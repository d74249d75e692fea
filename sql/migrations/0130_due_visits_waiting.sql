-- Due visits that nobody has planned: what the worklist reads of a table that keeps those of all years.
create index due_visit_waiting on chatdong.due_visit (dong_code, due_on) where outcome is null and visit_id is null;
