set local role chatdong_owner;
set local search_path = chatdong;

-- First step of an operation with an Idempotency-Key. Returns when the key is new: its record
-- stands in this transaction and waits for the answer. Otherwise it raises, and the core looks the
-- answer up afterwards: CD409 the same request is running now, CD200 it is done (replay), CD422
-- the key was used for something else.
-- The lock lasts to the end of the transaction and is released after the commit has become
-- visible; a volatile function reads with a new snapshot per query. So whoever gets the lock sees
-- the record of whoever had it before.
create or replace function idempotency_claim(subject uuid, method text, path text, key text, fingerprint bytea)
returns void language plpgsql volatile
as $$
declare
    found_fingerprint bytea;
begin
    if not pg_try_advisory_xact_lock(hashtextextended(
               concat_ws(' ', 'idempotency', $1, $2, $3, $4), 0)) then
        raise exception 'the same request is running' using errcode = 'CD409';
    end if;
    select r.fingerprint into found_fingerprint from idempotency_record r
     where r.subject = $1 and r.method = $2 and r.path = $3 and r.key = $4;
    if not found then
        insert into idempotency_record (subject, method, path, key, fingerprint)
        values ($1, $2, $3, $4, $5);
    elsif found_fingerprint = $5 then
        raise exception 'done before' using errcode = 'CD200';
    else
        raise exception 'the key was used for another request' using errcode = 'CD422';
    end if;
end $$;

reset role;
