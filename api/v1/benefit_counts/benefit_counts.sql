-- Benefit applications counted by dong, year and benefit, each step in the year of its day.

-- name: benefit_counts_list
-- order: dong_code, year, benefit
select concat_ws(' ', c.dong_code, c.year, c.benefit) as code, c.dong_code, c.year, c.benefit, c.asked, c.applied, c.granted, c.refused
  from (select a.dong_code, extract(year from s.day)::integer as year, a.benefit, count(*) filter (where s.step = 'asked') as asked,
               count(*) filter (where s.step = 'applied') as applied, count(*) filter (where s.step = 'granted') as granted,
               count(*) filter (where s.step = 'refused') as refused
          from benefit_application a
         cross join lateral (values ('asked', a.asked_on), ('applied', a.applied_on), (a.status, a.decided_on)) s (step, day)
         where a.dong_code = any(:actor_dongs) and s.day is not null
         group by 1, 2, 3) c
 where true
   and c.year = :year     --? year
 order by c.dong_code, c.year, c.benefit;
