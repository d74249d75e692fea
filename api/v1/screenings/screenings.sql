-- Screenings (DOMAIN.md 6). What an instrument makes of the answers is computed by the hook
-- (screenings.c); what a screening may be linked to, and that an urgent flag raises its alert, is in
-- sql/functions/screenings.sql.

-- name: screenings_list
-- order: performed_at, id
select s.id, s.dong_code, s.resident_id, s.visit_id, s.birth_id, s.instrument_id, s.instrument_version, s.variant, s.phase,
       s.performed_at, s.performed_by, s.education_years, s.answers, s.score, s.band, s.level, s.rule, s.flags, s.urgent_flags,
       s.prorated, s.proposed_referral, s.repeat_due_on, s.notes, s.voided_at, s.voided_by, s.void_reason, s.version,
       s.created_at, s.created_by, s.updated_at, s.updated_by
  from unnest(:actor_dongs::text[]
              || dongs_before(:resident_id, :actor_dongs)   --? resident_id
             ) d (code)
 cross join lateral (
       select * from screening s
        where s.dong_code = d.code
          and s.resident_id = :resident_id            --? resident_id
          and s.visit_id = :visit_id                  --? visit_id
          and s.instrument_id = :instrument_id        --? instrument_id
          and s.level = any(:level)                   --? level
          and s.performed_at >= :from                 --? from
          and s.performed_at < :to                    --? to
        --page
       ) s
 order by s.performed_at, s.id;

-- name: screenings_get
select s.id, s.dong_code, s.resident_id, s.visit_id, s.birth_id, s.instrument_id, s.instrument_version, s.variant, s.phase,
       s.performed_at, s.performed_by, s.education_years, s.answers, s.score, s.band, s.level, s.rule, s.flags, s.urgent_flags,
       s.prorated, s.proposed_referral, s.repeat_due_on, s.notes, s.voided_at, s.voided_by, s.void_reason, s.version,
       s.created_at, s.created_by, s.updated_at, s.updated_by
  from screening s
 where s.id = :id and (s.dong_code = any(:actor_dongs) or resident_in_dongs(s.resident_id, :actor_dongs));

-- name: screenings_version
select version from screening where id = :id and dong_code = any(:actor_dongs) for update;

-- The resident as the instrument sees one, and the version that is valid on the day of the screening.
-- name: screenings_subject
select r.sex, extract(year from age(day.it, r.birth_date))::integer as age, i.id as instrument, v.version, v.definition
  from resident r
 cross join (select (coalesce(:performed_at::timestamptz, now()) at time zone 'Asia/Seoul')::date as it) day
  left join instrument i on i.id = :instrument_id
  left join instrument_version v on v.instrument_id = i.id and daterange(v.valid_from, v.valid_to) @> day.it
 where r.id = :resident_id and r.dong_code = any(:actor_dongs);

-- name: screenings_create
with screened as (
    insert into screening (id, dong_code, resident_id, visit_id, birth_id, instrument_id, instrument_version, variant, phase,
                           performed_at, performed_by, education_years, answers, score, band, level, rule, flags, urgent_flags,
                           prorated, proposed_referral, repeat_due_on, notes, created_by, updated_by)
    select t.id, r.dong_code, r.id, :visit_id::uuid, :birth_id::uuid, :instrument_id::text, :instrument_version::text,
           :variant::text, :phase::text, t.performed_at, :actor_id::uuid, :education_years::integer, :answers::jsonb, :score::numeric,
           :band::text, :level::text, :rule::text, :flags::text[], :urgent_flags::text[], :prorated::integer,
           case when :refer_need::text is not null then
               jsonb_build_object('resident_id', r.id, 'screening_id', t.id, 'need', :refer_need::text,
                                  'urgency', case when :level::text = 'urgent' then 'urgent' else 'normal' end,
                                  'respond_by', to_char(((t.day + 1 + :refer_days::integer)::timestamp at time zone 'Asia/Seoul')
                                                        at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) end,
           case when :repeat_months::integer > 0 then (t.day + make_interval(months => :repeat_months::integer))::date end,
           normalize(:notes::text), :actor_id::uuid, :actor_id::uuid
      from resident r
     cross join lateral (
           select n.id, n.performed_at, (n.performed_at at time zone 'Asia/Seoul')::date as day
             from (select coalesce(:id::uuid, uuid7()) as id, coalesce(:performed_at::timestamptz, now()) as performed_at) n) t
     where r.id = :resident_id and r.dong_code = any(:actor_dongs)
    returning *
)
select s.id, s.dong_code, s.resident_id, s.visit_id, s.birth_id, s.instrument_id, s.instrument_version, s.variant, s.phase,
       s.performed_at, s.performed_by, s.education_years, s.answers, s.score, s.band, s.level, s.rule, s.flags, s.urgent_flags,
       s.prorated, s.proposed_referral, s.repeat_due_on, s.notes, s.voided_at, s.voided_by, s.void_reason, s.version,
       s.created_at, s.created_by, s.updated_at, s.updated_by
  from screened s;

-- name: screenings_void
update screening s
   set version = version + 1
     , updated_by = :actor_id
     , voided_at = now()
     , voided_by = :actor_id
     , void_reason = normalize(:reason::text)
 where s.id = :id and s.dong_code = any(:actor_dongs) and s.version = :if_match
returning s.id, s.dong_code, s.resident_id, s.visit_id, s.birth_id, s.instrument_id, s.instrument_version, s.variant, s.phase,
       s.performed_at, s.performed_by, s.education_years, s.answers, s.score, s.band, s.level, s.rule, s.flags, s.urgent_flags,
       s.prorated, s.proposed_referral, s.repeat_due_on, s.notes, s.voided_at, s.voided_by, s.void_reason, s.version,
       s.created_at, s.created_by, s.updated_at, s.updated_by;
