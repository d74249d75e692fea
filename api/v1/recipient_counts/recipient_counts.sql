-- Recipients of welfare benefits by dong and day, as the office's own system counts them (DOMAIN.md 3).

-- name: recipient_counts_list
-- order: id
select r.id, r.dong_code, r.as_of, r.recipients, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by
  from recipient_count r
 where r.dong_code = any(:actor_dongs)
   and r.dong_code = :dong_code           --? dong_code
   and r.as_of >= :from                   --? from
   and r.as_of <= :to                     --? to
 order by r.id;

-- name: recipient_counts_import
select k.as_of, k.dongs, k.recipients from recipient_counts_keep(:actor_gu, :as_of, :counts::jsonb, :actor_id) k;
