-- Stored answers hold personal data: each subject reaches its own only.
set local role chatdong_owner;
set local search_path = chatdong;

alter table idempotency_record enable row level security;
create policy own_answers on idempotency_record for all to chatdong_api
    using (subject::text = (select current_setting('chatdong.actor_id', true)))
    with check (subject::text = (select current_setting('chatdong.actor_id', true)));
create policy worker_tidies on idempotency_record for all to chatdong_worker using (true);

reset role;
