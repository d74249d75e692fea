-- What a merge changed, row by row, in the order in which it was changed.

-- name: resident_merge_rows_list
-- order: id
select r.id, r.merge_id, array[m.survivor_id, m.merged_id] as resident_ids, r.table_name as "table", r.column_name as "column",
       coalesce(r.row_key ->> 'id', r.row_key::text) as "row", r.before, r.after, r.state, r.kept_by
  from resident_merge_row r
  join resident_merge m on m.id = r.merge_id
 where m.id = :id and m.dong_code = any(:actor_dongs) and m.other_dong_code = any(:actor_dongs)
   and r.state = :state                                        --? state
 order by r.id;
