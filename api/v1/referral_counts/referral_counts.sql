-- Referrals counted by dong over a span of days in Seoul, each step on the day that it happened. A linkage is a
-- referral that was served, and nothing else is (DOMAIN.md 9).

-- name: referral_counts_list
-- order: dong_code
select c.dong_code, c.requested, c.accepted, c.rejected, c.linkages, c.not_served
  from (select e.dong_code, count(*) filter (where e.step = 'requested') as requested,
               count(*) filter (where e.step = 'accepted') as accepted, count(*) filter (where e.step = 'rejected') as rejected,
               count(*) filter (where e.step = 'served') as linkages, count(*) filter (where e.step = 'not_served') as not_served
          from (select r.dong_code, 'requested' as step, r.created_at as at from referral r where r.dong_code = any(:actor_dongs)
                union all
                select r.dong_code, case when r.serve_by is null then 'rejected' else 'accepted' end, r.answered_at
                  from referral r where r.dong_code = any(:actor_dongs) and r.answered_at is not null
                union all
                select r.dong_code, r.outcome, r.outcome_at
                  from referral r where r.dong_code = any(:actor_dongs) and r.outcome is not null) e
         where true
           and e.at >= (:from::date)::timestamp at time zone 'Asia/Seoul'         --? from
           and e.at < (:to::date + 1)::timestamp at time zone 'Asia/Seoul'        --? to
         group by e.dong_code) c
 where true
 order by c.dong_code;
