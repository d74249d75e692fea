-- Discoveries counted by dong, path and kind; those that were withdrawn do not count.

-- name: discovery_counts_list
-- order: dong_code, path, kind
select concat_ws(' ', c.dong_code, c.path, c.kind) as code, c.dong_code, c.path, c.kind, c.found, c.met, c.late, c.overdue
  from (select d.dong_code, d.path, d.kind, count(*) as found, count(*) filter (where w.watch = 'met') as met,
               count(*) filter (where w.watch = 'late') as late, count(*) filter (where w.watch = 'overdue') as overdue
          from discovery d
          left join lateral discovery_begun(d.resident_id, d.household_id, d.found_on) b on true
         cross join lateral discovery_watch(d.withdrawn_at, d.due_on, b.began_at) w (watch)
         where d.dong_code = any(:actor_dongs) and d.withdrawn_at is null
           and d.found_on >= :from::date      --? from
           and d.found_on <= :to::date        --? to
         group by d.dong_code, d.path, d.kind) c
 where true
 order by c.dong_code, c.path, c.kind;
