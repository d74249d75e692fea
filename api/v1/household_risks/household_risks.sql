-- The risk of a household and what it is made of (sql/functions/signals.sql).

-- name: household_risks_get
select h.id as household_id, h.dong_code, coalesce(k.points, 0) as points, k.next_fade_on, u.version as weights,
       (select coalesce(json_agg(json_build_object('signal_id', p.id, 'kind', p.kind, 'received_at', p.received_at,
                                                   'points', case when p.counted then p.weight else 0 end, 'fades_on', p.fades_on,
                                                   'outcome', p.outcome) order by p.received_at desc, p.id), '[]')
          from (select * from signal_points q where q.household_id = h.id order by q.received_at desc limit 200) p) as signals
  from household h
  left join household_risk k on k.household_id = h.id
  left join signal_weights u on u.used
 where h.id = :id and h.dong_code = any(:actor_dongs);
