-- Counts by dong, instrument and phase, for those who may see no single result (DOMAIN.md 2).

-- name: screening_counts_list
-- order: dong_code, instrument_id, phase
select concat_ws(' ', c.dong_code, c.instrument_id, c.phase) as code, c.dong_code, c.instrument_id, c.phase, c.screenings, c.residents, c.normal, c.watch, c.positive, c.urgent, c.mean
  from screening_count(coalesce(:from_day::date, (now() at time zone 'Asia/Seoul')::date - 365),
                       coalesce(:to_day::date, (now() at time zone 'Asia/Seoul')::date)) c
 where c.dong_code = any(:actor_dongs)
   and c.instrument_id = :instrument_id               --? instrument_id
 order by c.dong_code, c.instrument_id, c.phase;
