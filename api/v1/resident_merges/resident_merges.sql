-- Merges of residents and their undoing. What they do stands in sql/functions/merges.sql.

-- name: resident_merges_list
-- order: id
select m.id, m.dong_code, m.other_dong_code, m.survivor_id, m.merged_id, array[m.survivor_id, m.merged_id] as resident_ids, m.reason, m.fields,
       resident_as_kept(m.survivor_before) as survivor_before, resident_as_kept(m.merged_before) as merged_before, m.moved, m.undone_at,
       m.undone_by, m.returned, m.version, m.created_at, m.created_by, m.updated_at, m.updated_by
  from resident_merge m
 where m.dong_code = any(:actor_dongs) and m.other_dong_code = any(:actor_dongs)
   and :resident_id in (m.survivor_id, m.merged_id)          --? resident_id
   and (m.undone_at is not null) = :undone                   --? undone
 order by m.id;

-- name: resident_merges_get
select m.id, m.dong_code, m.other_dong_code, m.survivor_id, m.merged_id, array[m.survivor_id, m.merged_id] as resident_ids, m.reason, m.fields,
       resident_as_kept(m.survivor_before) as survivor_before, resident_as_kept(m.merged_before) as merged_before, m.moved, m.undone_at,
       m.undone_by, m.returned, m.version, m.created_at, m.created_by, m.updated_at, m.updated_by
  from resident_merge m
 where m.id = :id and m.dong_code = any(:actor_dongs) and m.other_dong_code = any(:actor_dongs);

-- name: resident_merges_version
select version from resident_merge
 where id = :id and dong_code = any(:actor_dongs) and other_dong_code = any(:actor_dongs) for update;

-- name: resident_merges_create
select m.id, m.dong_code, m.other_dong_code, m.survivor_id, m.merged_id, array[m.survivor_id, m.merged_id] as resident_ids, m.reason, m.fields,
       resident_as_kept(m.survivor_before) as survivor_before, resident_as_kept(m.merged_before) as merged_before, m.moved, m.undone_at,
       m.undone_by, m.returned, m.version, m.created_at, m.created_by, m.updated_at, m.updated_by
  from resident_merge_make(jsonb_build_object(
           'id', :id::uuid, 'survivor_id', :survivor_id::uuid, 'merged_id', :merged_id::uuid, 'survivor_version', :survivor_version::bigint,
           'merged_version', :merged_version::bigint, 'fields', to_jsonb(coalesce(:fields::text[], '{}')), 'reason', :reason::text), :actor_id) m
 where m.dong_code = any(:actor_dongs) and m.other_dong_code = any(:actor_dongs);

-- name: resident_merges_undo
select m.id, m.dong_code, m.other_dong_code, m.survivor_id, m.merged_id, array[m.survivor_id, m.merged_id] as resident_ids, m.reason, m.fields,
       resident_as_kept(m.survivor_before) as survivor_before, resident_as_kept(m.merged_before) as merged_before, m.moved, m.undone_at,
       m.undone_by, m.returned, m.version, m.created_at, m.created_by, m.updated_at, m.updated_by
  from resident_merge_undo(:id, :if_match, :actor_id) m
 where m.dong_code = any(:actor_dongs) and m.other_dong_code = any(:actor_dongs);
