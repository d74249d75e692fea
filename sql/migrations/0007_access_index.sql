-- Whoever adds the record that fills a GIN index's list of pending entries moves the whole list into the index,
-- and the answers that wait for that record wait with it: at the default of 4 MB 60,000 records, longer
-- than the write lane's timeout on a busy machine.
set local role chatdong_owner;
set local search_path = chatdong;

drop index access_record_by_resident;
create index access_record_by_resident on access_record using gin (resident_ids) with (gin_pending_list_limit = 1024);

reset role;
