-- A record of another transaction than the one that writes it would stand among those that are
-- sealed already. The owner, who restores dumps, is not bound by it.
set local role chatdong_owner;
set local search_path = chatdong;

alter policy append on access_record with check (tx = pg_current_xact_id());

reset role;
