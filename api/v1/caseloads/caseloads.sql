-- Recipients per welfare worker (DOMAIN.md 3), of dongs whose recipients are known on that day. The
-- workers are those of the dongs; sql/functions/staff.sql counts them.

-- name: caseloads_list
-- order: id
select c.id, c.area_code, c.on_date, c.recipients, c.workers, c.per_worker, c.oldest_figure
  from (select x.area_code as id, x.area_code, x.on_date, sum(x.recipients)::bigint as recipients,
               sum(x.workers)::bigint as workers, min(x.as_of) as oldest_figure,
               round(sum(x.recipients) / nullif(sum(x.workers), 0), 1) as per_worker
          from (select case coalesce(:by::text, 'dong') when 'city' then 'city' when 'gu' then l.gu_code
                            else l.dong_code end as area_code, l.recipients, l.workers, l.as_of, d.on_date
                  from (select coalesce(:on::date, seoul_today()) as on_date) d
                 cross join lateral caseload_on(d.on_date) l
                 where l.dong_code = any(:actor_dongs)) x
         group by x.area_code, x.on_date) c
 where true
 order by c.id;
