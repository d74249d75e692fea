-- Headcounts by job on a day: accounts' people by where they worked then, and staffing records. Who has
-- no dong (a gu's own office) counts under the gu's code, so that dongs add up to gu and gu to the city.

-- name: staff_headcounts_list
-- order: id
select h.id, h.area_code, h.job, h.heads, h.on_date
  from (select x.area_code || '.' || x.job as id, x.area_code, x.job, sum(x.heads)::bigint as heads, x.on_date
          from (select case coalesce(:by::text, 'dong') when 'city' then 'city' when 'gu' then s.gu_code
                            else coalesce(s.dong_code, s.gu_code) end as area_code,
                       s.job, s.heads, d.on_date
                  from (select coalesce(:on::date, seoul_today()) as on_date) d
                  join staffing s on s.during @> d.on_date and s.employed @> d.on_date
                 where s.dong_code = any(:actor_dongs)
                    or s.dong_code is null and s.gu_code = any(select left(a.code, 5) from unnest(:actor_dongs::text[]) a (code))
                       and :actor_role::text in ('district_admin', 'system')) x
         group by x.area_code, x.job, x.on_date) h
 where true
   and h.job = :job                       --? job
 order by h.id;
