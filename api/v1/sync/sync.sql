-- What a phone holds of its owner's area, and what it did there without a connection (docs/mobile.md).

-- name: sync_read
select restart, more, items, _next_cursor, _resident_ids, _dong_code
  from sync_page(:cursor::text, :actor_role::text, :actor_dongs::text[], coalesce(:limit::int, 500));

-- name: sync_send
select received_at, results, _resident_ids, _dong_code
  from sync_receive(:actor_id::uuid, :device_id::uuid, :actor_role::text, :actor_dongs::text[], :sent_at::timestamptz,
                    :changes::jsonb, :refusals::jsonb);
