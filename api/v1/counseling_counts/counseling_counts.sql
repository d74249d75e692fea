-- Counseling counted by dong, year and topic.

-- name: counseling_counts_list
-- order: dong_code, year, topic
select concat_ws(' ', c.dong_code, c.year, c.topic) as code, c.dong_code, c.year, c.topic, c.counselings, c.residents
  from (select r.dong_code, extract(year from r.held_on)::integer as year, r.topic, count(*) as counselings,
               count(distinct r.resident_id) as residents
          from counseling_record r
         where r.dong_code = any(:actor_dongs)
         group by 1, 2, 3) c
 where true
   and c.year = :year     --? year
 order by c.dong_code, c.year, c.topic;
