-- How a resident's results went over time, each beside the one before it of the same instrument.

-- name: screening_trends_list
-- order: performed_at, id
select s.id, s.dong_code, s.resident_id, s.instrument_id, s.instrument_version, s.phase, s.performed_at, s.score, s.band, s.level,
       s.previous_score, s.score - s.previous_score as change, s.comparable
  from (select t.id, t.dong_code, t.resident_id, t.instrument_id, t.instrument_version, t.phase, t.performed_at, t.score, t.band,
               t.level, lag(t.score) over w as previous_score,
               coalesce(lag(concat_ws(' ', t.instrument_version, t.variant)) over w = concat_ws(' ', t.instrument_version, t.variant),
                        false) as comparable
          from screening t
         where t.resident_id = :id and t.dong_code = any(:actor_dongs) and t.voided_at is null
           and t.instrument_id = :instrument_id       --? instrument_id
        window w as (partition by t.instrument_id order by t.performed_at, t.id)) s
 where true
 order by s.performed_at, s.id;
