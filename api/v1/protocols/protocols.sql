-- Protocols in versions. What a new one does to the version before stands in sql/functions/programs.sql.

-- name: protocols_list
-- order: program, track, valid_from, id
select p.id, p.program, p.track, p.gu_code, p.valid_from, p.valid_to, p.span_months, p.repeats, protocol_steps(p.steps) as steps, p.source,
       p.created_at, p.created_by
  from protocol p
 where true
   and p.program = :program                                  --? program
   and p.track = :track                                      --? track
   and p.gu_code = :gu_code                                  --? gu_code
   and daterange(p.valid_from, p.valid_to) @> :on::date      --? on
 order by p.program, p.track, p.valid_from, p.id;

-- name: protocols_get
select p.id, p.program, p.track, p.gu_code, p.valid_from, p.valid_to, p.span_months, p.repeats, protocol_steps(p.steps) as steps, p.source,
       p.created_at, p.created_by
  from protocol p
 where p.id = :id;

-- name: protocols_create
insert into protocol as p (id, program, track, gu_code, valid_from, valid_to, span_months, repeats, steps, source, created_by)
select coalesce(:id::uuid, uuid7()), :program::text, :track::text, g.code, :valid_from::date, :valid_to::date, :span_months::int, :repeats::boolean,
       :steps::jsonb, normalize(:source::text), :actor_id::uuid
  from district g
 where g.code = :actor_gu
returning p.id, p.program, p.track, p.gu_code, p.valid_from, p.valid_to, p.span_months, p.repeats, protocol_steps(p.steps) as steps, p.source,
          p.created_at, p.created_by;
