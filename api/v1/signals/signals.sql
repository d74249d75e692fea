-- Signals (DOMAIN.md 7). Matching, steps and risk are in sql/functions/signals.sql; those without a dong are their gu's.

-- name: signals_list
-- order: _rank, id
select x.id, x.gu_code, x.dong_code, x.kind, x.institution, x.source_id, x.round, x.name, x.birth_date, x.phone, x.address, x.evidence,
       x.received_at, x.due_on, x.match, x.match_score, x.match_reasons, x.resident_id, x.household_id, x.matched_at, x.matched_by,
       x.outcome, x.outcome_note, x.resolved_at, x.resolved_by, x.risk, x.version, x.created_at, x.created_by, x.updated_at, x.updated_by,
       x._rank
  from (
               select s.id, s.gu_code, s.dong_code, s.kind, s.institution, s.source_id, s.round, s.name, s.birth_date, s.phone, s.address,
                      s.evidence, s.received_at, s.due_on, s.match, s.match_score, s.match_reasons, s.resident_id, s.household_id,
                      s.matched_at, s.matched_by, s.outcome, s.outcome_note, s.resolved_at, s.resolved_by, coalesce(k.points, w.points, 0)
                      as risk, s.version, s.created_at, s.created_by, s.updated_at, s.updated_by, -coalesce(k.points, w.points, 0) as _rank
          from signal s
          left join household_risk k on k.household_id = s.household_id
          left join signal_weight w on w.kind = s.kind and w.version = (select version from signal_weights where used)
         where (s.dong_code = any(:actor_dongs) or s.dong_code is null and s.gu_code = :actor_gu)
           and (s.outcome is null) = :open                                             --? open
           and (s.outcome is null and s.due_on < seoul_today()) = :overdue             --? overdue
           and s.match = :match                                                        --? match
           and s.kind = :kind                                                          --? kind
           and s.household_id = :household_id                                          --? household_id
       ) x
 where true
 order by x._rank, x.id;

-- name: signals_get
select s.id, s.gu_code, s.dong_code, s.kind, s.institution, s.source_id, s.round, s.name, s.birth_date, s.phone, s.address, s.evidence,
       s.received_at, s.due_on, s.match, s.match_score, s.match_reasons, s.resident_id, s.household_id, s.matched_at, s.matched_by,
       s.outcome, s.outcome_note, s.resolved_at, s.resolved_by, coalesce(k.points, w.points, 0) as risk, s.version, s.created_at,
       s.created_by, s.updated_at, s.updated_by
  from signal s
  left join household_risk k on k.household_id = s.household_id
  left join signal_weight w on w.kind = s.kind and w.version = (select version from signal_weights where used)
 where s.id = :id and (s.dong_code = any(:actor_dongs) or s.dong_code is null and s.gu_code = :actor_gu);

-- name: signals_version
select version from signal where id = :id and dong_code = any(:actor_dongs) for update;

-- name: signals_create
select s.id, s.gu_code, s.dong_code, s.kind, s.institution, s.source_id, s.round, s.received_at, s.due_on, s.version, s.created_at
  from signal_receive(:actor_dongs, :actor_id::uuid, jsonb_build_object('id', :id::uuid, 'gu_code', :gu_code::text, 'dong_code', :dong_code::text,
           'kind', :kind::text, 'source_id', :source_id::text, 'round', :round::text, 'name', :name::text, 'birth_date', :birth_date::date,
           'phone', :phone::text, 'address', :address::text, 'evidence', :evidence::text, 'received_at', :received_at::timestamptz)) s;

-- name: signals_match
with s as (
    update signal
       set version = version + 1
         , updated_by = :actor_id
         , match = 'confirmed'
         , matched_by = :actor_id
         , resident_id = (select r.id from resident r where r.id = :resident_id and r.dong_code = any(:actor_dongs))
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select s.id, s.gu_code, s.dong_code, s.kind, s.institution, s.source_id, s.round, s.name, s.birth_date, s.phone, s.address, s.evidence,
       s.received_at, s.due_on, s.match, s.match_score, s.match_reasons, s.resident_id, s.household_id, s.matched_at, s.matched_by,
       s.outcome, s.outcome_note, s.resolved_at, s.resolved_by, coalesce(k.points, w.points, 0) as risk, s.version, s.created_at,
       s.created_by, s.updated_at, s.updated_by
  from s
  left join household_risk k on k.household_id = s.household_id
  left join signal_weight w on w.kind = s.kind and w.version = (select version from signal_weights where used);

-- name: signals_resolve
with s as (
    update signal
       set version = version + 1
         , updated_by = :actor_id
         , outcome = :outcome
         , outcome_note = normalize(:note::text)
         , resolved_by = :actor_id
     where id = :id and dong_code = any(:actor_dongs) and version = :if_match
    returning *
)
select s.id, s.gu_code, s.dong_code, s.kind, s.institution, s.source_id, s.round, s.name, s.birth_date, s.phone, s.address, s.evidence,
       s.received_at, s.due_on, s.match, s.match_score, s.match_reasons, s.resident_id, s.household_id, s.matched_at, s.matched_by,
       s.outcome, s.outcome_note, s.resolved_at, s.resolved_by, coalesce(k.points, w.points, 0) as risk, s.version, s.created_at,
       s.created_by, s.updated_at, s.updated_by
  from s
  left join household_risk k on k.household_id = s.household_id
  left join signal_weight w on w.kind = s.kind and w.version = (select version from signal_weights where used);
