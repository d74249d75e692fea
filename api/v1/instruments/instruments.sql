-- Screening instruments (DOMAIN.md 6): which there are, and one in the version of a day.

-- name: instruments_list
-- order: id
select i.id, i.name, i.name_en, v.version as instrument_version, v.valid_from, v.valid_to, v.sample,
       v.definition ->> 'method' as method, coalesce((v.definition ->> 'phases')::boolean, false) as phases,
       jsonb_array_length(v.definition -> 'items') as item_count
  from instrument i
  join instrument_version v on v.instrument_id = i.id
   and daterange(v.valid_from, v.valid_to) @> coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date)
 where true
 order by i.id;

-- name: instruments_get
select i.id, i.name, i.name_en, v.version as instrument_version, v.valid_from, v.valid_to, v.sample,
       v.definition ->> 'method' as method, coalesce((v.definition ->> 'phases')::boolean, false) as phases,
       jsonb_array_length(v.definition -> 'items') as item_count, v.definition ->> 'source' as source,
       v.definition #>> '{licence,terms}' as licence_terms, v.definition #>> '{licence,holder}' as licence_holder,
       v.definition, v.imported_at,
       (select jsonb_agg(jsonb_build_object('instrument_version', o.version, 'valid_from', o.valid_from, 'valid_to', o.valid_to,
                                            'sample', o.sample) order by o.valid_from)
          from instrument_version o where o.instrument_id = i.id) as versions
  from instrument i
  join instrument_version v on v.instrument_id = i.id
 where i.id = :id
   and case when :instrument_version::text is not null then v.version = :instrument_version
            else daterange(v.valid_from, v.valid_to) @> coalesce(:on::date, (now() at time zone 'Asia/Seoul')::date) end;
