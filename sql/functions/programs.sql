-- Programs (DOMAIN.md 5): the daily run enrols who is eligible and plans what is due, by sets; visits settle it by trigger.
set local role chatdong_owner;
set local search_path = chatdong;

-- Who stands in the register and lives here: whom the rules enrol.
create or replace view resident_present with (security_invoker) as
select r.id, r.dong_code, r.birth_date from resident r where r.deceased_on is null and r.moved_out_on is null and r.merged_into is null;
grant select on resident_present to chatdong_api, chatdong_worker;

-- --- protocols ---

-- Days that every span of so many months has, whenever it begins.
create or replace function shortest_span(months integer) returns integer language sql immutable as $$
    select min((d + make_interval(months => months))::date - d::date)::integer
      from generate_series(timestamp '2014-01-01', timestamp '2015-12-31', interval '1 day') d
$$;

-- The steps with the themes of their bands.
create or replace function band_themes(band text) returns text[] language sql stable as $$
    select array(select b.theme from birth_band_theme b where b.band = $1 order by b.theme)
$$;
create or replace function protocol_steps(steps jsonb) returns jsonb language sql stable as $$
    select jsonb_agg(s || jsonb_build_object('themes', to_jsonb(band_themes(s ->> 'band'))) order by n) from jsonb_array_elements(steps) with ordinality x (s, n)
$$;

create or replace function protocol_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    wrong text;
begin
    select string_agg(distinct x.band, ', ') into wrong
      from jsonb_to_recordset(new.steps) x (band text) where x.band not in (select b.code from birth_theme_band b);
    if wrong is not null then
        perform refuse('protocol_band_known', '/steps', format('there is no band of themes %s', wrong));
    end if;
    if new.gu_code is not null
       and not exists (select from protocol p where p.program = new.program and p.track = new.track and p.gu_code is null) then
        perform refuse('protocol_track_known', '/track', format('%s has no track %s', new.program, new.track));
    end if;
    if new.valid_from <= seoul_today() and coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform refuse('protocol_not_past', '/valid_from', format('a version begins tomorrow or later, asked %s', new.valid_from));
    end if;
    select jsonb_agg(jsonb_build_object('step', x.n, 'opens_after', x.opens_after, 'closes_after', x.closes_after, 'band', x.band) order by x.n),
           string_agg(x.n::text, ', ' order by x.n) filter (where x.opens_after <= x.before or x.last < x.opens_after or x.last >= x.span)
      into new.steps, wrong
      from (select e.n, s.opens_after, s.closes_after, s.band, s.last, span,
                   coalesce(lag(s.last) over (order by e.n), -1) as before
              from jsonb_array_elements(new.steps) with ordinality e (step, n),
                   shortest_span(new.span_months) span,
                   lateral (select (e.step ->> 'opens_after')::integer as opens_after, (e.step ->> 'closes_after')::integer as closes_after,
                                   coalesce((e.step ->> 'closes_after')::integer, span - 1) as last, e.step ->> 'band' as band) s) x;
    if wrong is not null then
        perform refuse('protocol_steps_in_order', '/steps',
                             format('windows follow each other within %s months: step %s', new.span_months, wrong));
    end if;
    if new.program = 'birth-family' and new.track = 'universal'
       and (new.repeats or jsonb_array_length(new.steps) <> 1 or (new.steps #>> '{0,opens_after}')::integer <> 0
            or coalesce((new.steps #>> '{0,closes_after}')::integer not in (28, 42, 56), true)) then
        perform refuse('protocol_window_allowed', '/steps',
                             'the universal visit is one, within 4, 6 or 8 weeks of the birth: closes_after 28, 42 or 56');
    end if;
    return new;
end $$;
create or replace trigger b_guard before insert on protocol for each row execute function protocol_guard();

-- Ends the version before when the new one begins, and has what opens from that day planned by the new one. What has
-- been planned already keeps its version. The turn: two versions for the same days come one after the other.
create or replace function protocol_succeed() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform take_turns(array['protocol ' || new.program || ' ' || new.track]);
    new.valid_to := coalesce(new.valid_to, (select min(p.valid_from) from protocol p
                     where p.program = new.program and p.track = new.track and p.gu_code is not distinct from new.gu_code
                       and p.valid_from > new.valid_from));
    update protocol p set valid_to = new.valid_from
     where p.program = new.program and p.track = new.track and p.gu_code is not distinct from new.gu_code
       and p.valid_from < new.valid_from and coalesce(p.valid_to, 'infinity') > new.valid_from;
    update enrolment e set planned_to = greatest(new.valid_from, e.last_due_on + 1)
     where e.program = new.program and e.track = new.track and e.ended_on is null
       and (new.gu_code is null or left(e.dong_code, 5) = new.gu_code)
       and e.planned_to > greatest(new.valid_from, e.last_due_on + 1);
    return new;
end $$;
create or replace trigger c_succeed before insert on protocol for each row execute function protocol_succeed();

-- --- due visits ---

create or replace function due_visit_state(outcome text, opens_on date, due_on date) returns text language sql stable as $$
    select case when outcome is not null then outcome when due_on < seoul_today() then 'overdue'
                when opens_on > seoul_today() then 'upcoming' else 'due' end
$$;

create or replace function due_visit_state_settled(state text) returns boolean language sql immutable as $$
    select state not in ('upcoming', 'due', 'overdue')
$$;

-- All that is due: what protocols plan, and the first visits to discovered households, which are watched where they
-- stand (sql/functions/discoveries.sql) and are no rows here.
create or replace view due_visit_list with (security_invoker) as
select d.id, d.dong_code, d.resident_id, d.program, d.track, d.step, d.band, d.opens_on, d.due_on,
       due_visit_state(d.outcome, d.opens_on, d.due_on) as state, d.outcome is not null as settled, d.visit_id, d.excuse_reason,
       d.enrolment_id, d.protocol_id, null::uuid as discovery_id, d.version, d.created_at, d.updated_at
  from due_visit d
union all
select d.id, d.dong_code, d.resident_id, case d.kind when 'senior_health' then 'senior-level' else 'crisis-household' end, 'first-visit',
       1, null, d.found_on, d.due_on,
       case w.watch when 'met' then 'done' when 'late' then 'done' when 'withdrawn' then 'excused' when 'overdue' then 'overdue' else 'due' end,
       w.watch in ('met', 'late', 'withdrawn'), coalesce(b.visit_id, discovery_planned(d.resident_id, d.household_id, d.found_on)),
       d.withdrawal_reason, null, null, d.id, d.version, d.created_at, d.updated_at
  from discovery d
  left join lateral discovery_begun(d.resident_id, d.household_id, d.found_on) b on true
 cross join lateral discovery_watch(d.withdrawn_at, d.due_on, b.began_at) w (watch);
grant select on due_visit_list to chatdong_api, chatdong_worker;

-- What the linked visits and the excuse add up to. Done is never taken back by a later visit; the rows are locked
-- first, so that of two visits that end at once the second one sees the first.
create or replace function due_visits_settle(dues uuid[]) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform 1 from due_visit d where d.id = any (dues) order by d.id for no key update;
    update due_visit d
       set outcome = s.outcome, visit_id = s.visit_id, updated_by = coalesce(s.updated_by, d.updated_by)
      from (select x.id, x.excuse_reason, b.id as visit_id, b.updated_by,
                   case when x.excuse_reason is not null and b.outcome is distinct from 'done' then 'excused' else b.outcome end as outcome
              from due_visit x
              left join lateral (
                   select v.id, v.updated_by, v.outcome
                     from due_visit_link l join visit v on v.id = l.visit_id
                    where l.due_visit_id = x.id and v.status in ('planned', 'checked_in', 'completed')
                    order by array_position(array['done', 'excused', 'refused', 'not_found'], v.outcome) nulls last, v.planned_start desc, v.id
                    limit 1) b on true
             where x.id = any (dues)) s
     where d.id = s.id and (d.outcome, d.visit_id) is distinct from (s.outcome, s.visit_id);
end $$;

-- The members of a family program are the mother and the children of that birth.
create or replace function due_visit_is_for(d due_visit, visited uuid) returns boolean language sql stable as $$
    select d.resident_id = visited
           or exists (select from birth b join enrolment e on e.id = d.enrolment_id
                       where b.child_id = visited and b.mother_id = d.resident_id and b.born_on = e.anchor_on)
$$;

-- A visit goes, of each enrolment, to the due visit whose window it is in, else to the last one that nobody made.
create or replace function due_visits_take(v visit) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    day constant date := (v.planned_start at time zone 'Asia/Seoul')::date;
    family constant uuid[] := array(select v.resident_id union select b.mother_id from birth b where b.child_id = v.resident_id);
    taken uuid[];
begin
    with fits as (
        select distinct on (d.enrolment_id) d.id
          from due_visit d
         where d.program = v.program and d.opens_on <= day
           and d.resident_id = any (family) and due_visit_is_for(d, v.resident_id)
           and d.outcome is distinct from 'done'
           and (d.visit_id is null or d.outcome is not null)
           and (d.due_on >= day or d.outcome is distinct from 'excused')
         order by d.enrolment_id, d.due_on >= day desc, d.due_on desc
    ), linked as (
        insert into due_visit_link (visit_id, due_visit_id) select v.id, f.id from fits f
        on conflict do nothing returning due_visit_id
    )
    select array_agg(l.due_visit_id) into taken from linked l;
    if taken is not null then
        perform due_visits_settle(taken);
    end if;
end $$;

-- For due visits that nobody is going to make: visits of their window that were made or planned before they were known.
create or replace function due_visits_find(dues uuid[]) returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    found uuid[];
begin
    with linked as (
        insert into due_visit_link (visit_id, due_visit_id)
        select v.id, d.id
          from due_visit d
          join enrolment e on e.id = d.enrolment_id
         cross join lateral (
               select v.id from visit v
                where v.resident_id = any (array(select d.resident_id union all
                                                 select b.child_id from birth b where b.mother_id = d.resident_id and b.born_on = e.anchor_on))
                  and v.program = d.program and v.status in ('planned', 'checked_in', 'completed')
                  and v.planned_start >= d.opens_on::timestamp at time zone 'Asia/Seoul'
                  and v.planned_start < (d.due_on + 1)::timestamp at time zone 'Asia/Seoul'
                  and not exists (select from due_visit_link l join due_visit o on o.id = l.due_visit_id
                                   where l.visit_id = v.id and o.enrolment_id = d.enrolment_id)
                order by v.outcome = 'done' desc nulls last, v.planned_start, v.id limit 1) v
         where d.id = any (dues) and d.outcome is null and d.visit_id is null
        on conflict do nothing returning due_visit_id
    )
    select array_agg(l.due_visit_id) into found from linked l;
    perform due_visits_settle(found);
    return coalesce(cardinality(found), 0);
end $$;

create or replace function visit_settles() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    dues uuid[];
begin
    if tg_op = 'UPDATE' then
        dues := array(select l.due_visit_id from due_visit_link l where l.visit_id = new.id order by 1);
        if (old.planned_start, old.program) is distinct from (new.planned_start, new.program) then
            delete from due_visit_link where visit_id = new.id;
        end if;
        perform due_visits_settle(dues);
    end if;
    if new.status in ('planned', 'checked_in', 'completed')
       and not exists (select from due_visit_link l where l.visit_id = new.id) then
        perform due_visits_take(new);
    end if;
    perform due_visits_find(dues);
    return null;
end $$;
create or replace trigger settle_inserted after insert on visit for each row execute function visit_settles();
create or replace trigger settle_changed after update on visit for each row
    when ((old.status, old.outcome, old.planned_start, old.program) is distinct from (new.status, new.outcome, new.planned_start, new.program))
    execute function visit_settles();

-- Plans what opens to the horizon, of one enrolment or of all; the ids of what is new.
create or replace function due_visits_plan(horizon date, one uuid default null) returns uuid[] language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    planned uuid[];
begin
    with step as materialized (
        select p.id as protocol_id, p.program, p.track, p.gu_code, p.valid_from, coalesce(p.valid_to, 'infinity') as valid_to, p.span_months,
               p.repeats, s.step, s.opens_after, s.closes_after, s.band
          from protocol p, jsonb_to_recordset(p.steps) s (step integer, opens_after integer, closes_after integer, band text)
    ), open as materialized (
        select e.id, e.dong_code, e.resident_id, e.program, e.track, e.anchor_on, e.started_on, e.planned_to
          from enrolment e
         where e.ended_on is null and e.planned_to <= horizon and (one is null or e.id = one)
           for no key update
    ), open_window as materialized (
        select e.id as enrolment_id, s.protocol_id, s.step, s.band, w.opens_on, w.due_on
          from open e
          join step s on s.program = e.program and s.track = e.track and (s.gu_code is null or s.gu_code = left(e.dong_code, 5))
          -- Which spans can reach from what is planned to one beyond the horizon: a month has 28 to 31 days.
         cross join lateral generate_series(case when s.repeats then greatest((e.planned_to - e.anchor_on) / (31 * s.span_months) - 1, 0) else 0 end,
                                            case when s.repeats then greatest((horizon - e.anchor_on) / (28 * s.span_months) + 2, 0) else 0 end) k
         cross join lateral (select (e.anchor_on + make_interval(months => k * s.span_months))::date as first,
                                    (e.anchor_on + make_interval(months => (k + 1) * s.span_months))::date - 1 as last) span
         cross join lateral (select span.first + s.opens_after as opens_on, coalesce(span.first + s.closes_after, span.last) as due_on) w
         where w.opens_on >= e.planned_to and w.due_on >= e.started_on and w.opens_on >= s.valid_from and w.opens_on < s.valid_to
           and (s.gu_code is not null
                or not exists (select from protocol own
                                where own.program = s.program and own.track = s.track and own.gu_code = left(e.dong_code, 5)
                                  and w.opens_on >= own.valid_from and w.opens_on < coalesce(own.valid_to, 'infinity')))
    ), made as (
        insert into due_visit (dong_code, resident_id, enrolment_id, program, track, protocol_id, step, band, opens_on, due_on, created_by, updated_by)
        select e.dong_code, e.resident_id, e.id, e.program, e.track, w.protocol_id, w.step, w.band, w.opens_on, w.due_on,
               programs_actor(), programs_actor()
          from open_window w join open e on e.id = w.enrolment_id
         where w.opens_on <= horizon
        on conflict on constraint due_visit_once do nothing
        returning id
    ), ahead as (
        update enrolment e
           set planned_to = coalesce(w.next_on, 'infinity'), last_due_on = greatest(e.last_due_on, w.last_due_on)
          from (select o.id, min(w.opens_on) filter (where w.opens_on > horizon) as next_on,
                       max(w.due_on) filter (where w.opens_on <= horizon) as last_due_on
                  from open o left join open_window w on w.enrolment_id = o.id group by o.id) w
         where e.id = w.id
    )
    select array_agg(m.id) into planned from made m;
    return planned;
end $$;

-- --- enrolments ---

-- Who writes what the service does by itself.
create or replace function programs_actor() returns uuid language sql immutable as $$
    select '00000000-0000-7000-8000-000000000003'::uuid
$$;

-- How often somebody was there.
create or replace function enrolment_progress(enrolment uuid) returns table (done bigint) language sql stable as $$
    select count(*) filter (where d.outcome = 'done') from due_visit d where d.enrolment_id = $1
$$;

create or replace function enrolment_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    p program;
    person resident_present;
begin
    select * into p from program x where x.code = new.program and daterange(x.valid_from, x.valid_to) @> new.started_on;
    if new.track is null and new.program = 'senior-level' then
        select l.track into new.track from screening_level s join visiting_level l on l.screening_level = s.level
         where s.resident_id = new.resident_id order by s.performed_at desc, s.id desc limit 1;
    end if;
    if p.code is null or not exists (select from protocol x where x.program = new.program and x.track = new.track) then
        perform refuse('enrolment_track_known', '/track', format('%s has no such track, or none follows from a screening', new.program));
    end if;
    if new.started_on not between seoul_today() - interval '24 months' and seoul_today() + interval '12 months' then
        perform refuse('enrolment_start_plausible', '/started_on', 'an enrolment begins within two years back and one ahead');
    end if;
    select * into person from resident_present r where r.id = new.resident_id;
    if person.id is null then
        perform refuse('enrolment_resident_present', '/resident_id', 'the resident has died or moved out');
    end if;
    new.anchor_on := case p.eligible_by
        when 'age' then case when extract(year from new.started_on) - extract(year from person.birth_date) = p.age then date_trunc('year', new.started_on)::date end
        when 'birth' then (select max(b.born_on) from birth b where b.mother_id = new.resident_id and b.born_on > new.started_on - interval '24 months')
        else new.started_on end;
    if new.anchor_on is null then
        perform refuse('enrolment_eligible', '/program', format('%s is not for this resident on %s', new.program, new.started_on));
    end if;
    new.planned_to := new.anchor_on;
    -- The level before ends, also when it is set anew, and of two at once the one that waited holds.
    perform take_turns(array['enrolment ' || new.resident_id || ' ' || new.program]);
    update enrolment e set ended_on = greatest(new.started_on, e.started_on), end_reason = '방문 단계 변경', updated_by = new.created_by
     where p.eligible_by = 'hand' and e.program = new.program and e.resident_id = new.resident_id and e.ended_on is null;
    return new;
end $$;
create or replace trigger b_guard before insert on enrolment
    for each row when (new.source = 'hand') execute function enrolment_guard();

-- By hand: what is due is planned, and visits found, at once.
create or replace function enrolment_begin() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform due_visits_find(due_visits_plan(programs_horizon(seoul_today()), new.id));
    return null;
end $$;
create or replace trigger enrolment_begins after insert on enrolment
    for each row when (new.source = 'hand') execute function enrolment_begin();

-- What nobody has made and was not over yet when it ended is not due any more.
create or replace function enrolment_end() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    update due_visit d set outcome = 'excused', excuse_reason = new.end_reason, updated_by = new.updated_by
     where d.enrolment_id = new.id and d.outcome is null and d.due_on >= new.ended_on;
    return null;
end $$;
create or replace trigger enrolment_ends after update on enrolment
    for each row when (old.ended_on is null and new.ended_on is not null) execute function enrolment_end();

create or replace function enrolment_refuse_ended() returns trigger language plpgsql as $$
begin
    if coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform refuse('enrolment_over', '/ended_on', 'the enrolment is over');
    end if;
    return new;
end $$;
create or replace trigger b_over before update of ended_on on enrolment
    for each row when (old.ended_on is not null) execute function enrolment_refuse_ended();

create or replace function due_visit_guard() returns trigger language plpgsql as $$
begin
    if coalesce(current_setting('chatdong.role', true), '') <> '' and old.outcome in ('done', 'excused') then
        perform refuse('due_visit_settled', '/state', format('the visit is %s', old.outcome));
    end if;
    return new;
end $$;
create or replace trigger b_settled before update of excuse_reason on due_visit
    for each row when (new.excuse_reason is not null) execute function due_visit_guard();

-- A resident moves, dies, moves out, or was born on another day than was thought.
create or replace function programs_follow_resident() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    gone constant text := case when new.deceased_on is not null then '사망' when new.moved_out_on is not null then '전출' end;
    was constant text := case when old.deceased_on is not null then '사망' when old.moved_out_on is not null then '전출' end;
begin
    if new.dong_code <> old.dong_code then
        update enrolment e set dong_code = new.dong_code where e.resident_id = new.id and e.ended_on is null;
        update due_visit d set dong_code = new.dong_code where d.resident_id = new.id and d.outcome is null;
    end if;
    if gone is not null then
        update enrolment e set ended_on = greatest(seoul_today(), e.started_on), end_reason = gone, updated_by = new.updated_by
         where e.resident_id = new.id and e.ended_on is null;
        update due_visit d set outcome = 'excused', excuse_reason = gone, updated_by = new.updated_by
         where d.resident_id = new.id and d.outcome is null;
    elsif was is not null then
        -- It was a mistake, or they came back: what had ended for this reason goes on.
        update enrolment e set ended_on = null, end_reason = null, updated_by = new.updated_by, dong_code = new.dong_code
         where e.resident_id = new.id and e.end_reason = was;
        update due_visit d set outcome = null, excuse_reason = null, updated_by = new.updated_by, dong_code = new.dong_code
         where d.resident_id = new.id and d.outcome = 'excused' and d.excuse_reason = was;
    end if;
    if new.birth_date <> old.birth_date then
        update enrolment e set ended_on = seoul_today(), end_reason = '생년월일 정정', updated_by = new.updated_by
          from program p
         where e.resident_id = new.id and e.ended_on is null and p.code = e.program and p.eligible_by = 'age'
           and extract(year from e.anchor_on) - extract(year from new.birth_date) <> p.age;
    end if;
    return null;
end $$;
create or replace trigger programs_follow after update of dong_code, deceased_on, moved_out_on, birth_date on resident
    for each row when ((old.dong_code, old.deceased_on, old.moved_out_on, old.birth_date)
                       is distinct from (new.dong_code, new.deceased_on, new.moved_out_on, new.birth_date))
    execute function programs_follow_resident();

-- --- the daily run ---

-- How far ahead it plans: four weeks, what a nurse's calendar needs.
create or replace function programs_horizon(day date) returns date language sql immutable as $$ select day + 28 $$;

-- Everybody whom a rule makes eligible and who is not enrolled. The years since the last run, so that none is missed.
create or replace function programs_enrol(day date, since date) returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    made bigint;
    total bigint := 0;
    p program;
begin
    for p in select * from program x where daterange(x.valid_from, x.valid_to) && daterange(least(since, day), programs_horizon(day), '[]')
                and x.eligible_by in ('age', 'birth', 'category') order by x.code loop
        if p.eligible_by = 'age' then
            insert into enrolment (dong_code, resident_id, program, track, anchor_on, started_on, source, planned_to, created_by, updated_by)
            select r.dong_code, r.id, p.code, 'universal', y.first, y.first, 'rule', y.first, programs_actor(), programs_actor()
              from generate_series(extract(year from least(since, day))::integer, extract(year from programs_horizon(day))::integer) n
             cross join lateral (select make_date(n, 1, 1) as first, make_date(n - p.age, 1, 1) as born_from, make_date(n - p.age + 1, 1, 1) as born_to) y
              join resident_present r on r.birth_date >= y.born_from and r.birth_date < y.born_to
             where not exists (select from enrolment e where e.resident_id = r.id and e.program = p.code and e.track = 'universal' and e.anchor_on = y.first)
            on conflict (resident_id, program, track, anchor_on) where ended_on is null do nothing;
        elsif p.eligible_by = 'birth' then
            insert into enrolment (dong_code, resident_id, program, track, anchor_on, started_on, source, planned_to, created_by, updated_by)
            select distinct r.dong_code, r.id, p.code, 'universal', b.born_on, b.born_on, 'rule', b.born_on, programs_actor(), programs_actor()
              from birth b
              join resident_present r on r.id = b.mother_id
             where b.born_on > day - interval '24 months' and b.born_on <= day and daterange(p.valid_from, p.valid_to) @> b.born_on
               and not exists (select from enrolment e where e.resident_id = r.id and e.program = p.code and e.track = 'universal' and e.anchor_on = b.born_on)
            on conflict (resident_id, program, track, anchor_on) where ended_on is null do nothing;
        else
            made := programs_enrol_category(p, day);
            total := total + made;
            continue;
        end if;
        get diagnostics made = row_count;
        total := total + made;
    end loop;
    return total;
end $$;

-- From the first day of the period on; who has the category no more is enrolled no more.
create or replace function programs_enrol_category(p program, day date) returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    made bigint;
begin
    insert into enrolment (dong_code, resident_id, program, track, anchor_on, started_on, source, planned_to, created_by, updated_by)
    select r.dong_code, r.id, p.code, t.track, greatest(c.valid_from, p.valid_from), day, 'rule', greatest(c.valid_from, p.valid_from),
           programs_actor(), programs_actor()
      from resident_category c
      join resident_present r on r.id = c.resident_id
     cross join (select distinct x.track from protocol x where x.program = p.code) t
     where c.category = p.category and daterange(c.valid_from, c.valid_to) @> day
       and not exists (select from enrolment e where e.resident_id = r.id and e.program = p.code and e.track = t.track and e.ended_on is null)
    on conflict (resident_id, program, track, anchor_on) where ended_on is null do nothing;
    get diagnostics made = row_count;
    update enrolment e set ended_on = day, end_reason = '대상 구분 종료'
     where e.program = p.code and e.source = 'rule' and e.ended_on is null
       and not exists (select from resident_category c where c.resident_id = e.resident_id and c.category = p.category
                          and daterange(c.valid_from, c.valid_to) @> day);
    return made;
end $$;

-- The rule of the schedule. Runs one at a time, may run again and late: what is there is not made twice, and what was
-- missed is made by the next run.
create or replace function programs_run(day date default seoul_today()) returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    enrolled bigint;
    planned uuid[];
    linked bigint;
    finished bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended('schedule programs_run', 0));
    enrolled := programs_enrol(day, coalesce((select max(r.ran_on) from program_run r), day));
    planned := due_visits_plan(programs_horizon(day));
    linked := due_visits_find(planned);
    update enrolment e set ended_on = e.last_due_on + 1, end_reason = '기간 종료'
     where e.ended_on is null and e.planned_to = 'infinity' and e.last_due_on < day;
    get diagnostics finished = row_count;
    insert into program_run as r (ran_on, enrolled, planned, linked, finished)
    values (day, enrolled, coalesce(cardinality(planned), 0), linked, finished)
    on conflict on constraint program_run_pkey do update
       set enrolled = r.enrolled + excluded.enrolled, planned = r.planned + excluded.planned, linked = r.linked + excluded.linked
         , finished = r.finished + excluded.finished, ran_at = now();
    return enrolled + coalesce(cardinality(planned), 0) + finished;
end $$;
revoke execute on function programs_run(date), programs_enrol(date, date), programs_enrol_category(program, date), due_visits_plan(date, uuid),
    due_visits_find(uuid[]), due_visits_settle(uuid[]), due_visits_take(visit) from public;
grant execute on function programs_run(date) to chatdong_worker;

reset role;
