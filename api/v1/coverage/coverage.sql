-- Coverage: done / due, by the last day of the due visits.

-- name: coverage_list
-- order: area_code, program
select concat_ws(' ', c.area_code, c.program) as code, c.area_code, c.program, c.due, c.done, c.refused, c.not_found, c.overdue, c.open, c.upcoming,
       c.excused, round(100.0 * c.done / nullif(c.due, 0), 1) as coverage
  from (select left(v.dong_code, case :by::text when 'gu' then 5 else 10 end) as area_code, v.program,
               count(*) filter (where v.state not in ('upcoming', 'excused')) as due, count(*) filter (where v.state = 'done') as done,
               count(*) filter (where v.state = 'refused') as refused, count(*) filter (where v.state = 'not_found') as not_found,
               count(*) filter (where v.state = 'overdue') as overdue, count(*) filter (where v.state = 'due') as open,
               count(*) filter (where v.state = 'upcoming') as upcoming, count(*) filter (where v.state = 'excused') as excused
          from due_visit_list v
         where v.dong_code = any(:actor_dongs)
           and v.program = :program           --? program
           and v.due_on >= :from::date        --? from
           and v.due_on <= :to::date          --? to
         group by 1, 2) c
 where true
 order by c.area_code, c.program;
