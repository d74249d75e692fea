-- Signals: whom they are about, what a step needs, the file of 200,000, and the risk of households.
set local role chatdong_owner;
set local search_path = chatdong;

-- Who it is most likely about: name 30, birth date 40, phone's last four digits 20, address 20. Only a name with one of
-- the others counts. Inlined into what calls it (no definer, no settings), so that a file is matched by three indexes; name
-- and address come as keys, which a file's lines have once and not at each use.
drop function if exists signal_best(text, date, text, text, text); -- whose parameters had other names
create or replace function signal_best(wanted_name_key text, wanted_birth date, wanted_phone text, wanted_address_key text, wanted_gu text)
returns table (id uuid, household_id uuid, dong_code text, score integer, reasons text[], ties bigint) language sql stable as $$
    select c.id, c.household_id, c.dong_code, c.score, array_remove(c.reasons, null), count(*) over (partition by c.score)
      from (select r.id, r.household_id, r.dong_code,
                   30 + case when r.birth_date = wanted_birth then 40 else 0 end
                      + case when right(r.phone, 4) = right(wanted_phone, 4) then 20 else 0 end
                      + case when signal_address_key(r.address) = wanted_address_key then 20 else 0 end as score,
                   array['name', case when r.birth_date = wanted_birth then 'birth_date' end,
                         case when right(r.phone, 4) = right(wanted_phone, 4) then 'phone' end,
                         case when signal_address_key(r.address) = wanted_address_key then 'address' end] as reasons
              from (select x.id from resident x where signal_name_key(x.name) = wanted_name_key and x.birth_date = wanted_birth
                    union select x.id from resident x where signal_name_key(x.name) = wanted_name_key and right(x.phone, 4) = right(wanted_phone, 4)
                    union select x.id from resident x where signal_name_key(x.name) = wanted_name_key
                                                        and signal_address_key(x.address) = wanted_address_key) found
              join resident r on r.id = found.id
             where r.deceased_on is null and r.moved_out_on is null and r.merged_into is null and left(r.dong_code, 5) = wanted_gu) c
     order by c.score desc, c.id
     limit 1
$$;

-- A name and a birth date, and a phone or an address, and nobody else as like: exact. A household it has, too.
create or replace function signal_match_of(score integer, ties bigint, household uuid) returns text language sql immutable as $$
    select case when score is null then 'none' when score >= 90 and ties = 1 and household is not null then 'exact' else 'probable' end
$$;

create or replace function signal_fill(new signal) returns signal language plpgsql stable
security definer set search_path = chatdong, pg_temp
as $$
declare
    kind signal_kind;
    best record;
begin
    select * into kind from signal_kind k where k.code = new.kind;
    if kind.code is null or new.received_at >= kind.valid_to or new.received_at < kind.valid_from then
        perform refuse('signal_kind_valid', '/kind', case when kind.code is null then 'there is no such kind' else format('this kind is valid from %s%s', kind.valid_from, coalesce(' to before ' || kind.valid_to, '')) end);
    end if;
    new.institution := kind.institution;
    new.due_on := (new.received_at at time zone 'Asia/Seoul')::date + kind.due_days;
    select * into best from signal_best(signal_name_key(new.name), new.birth_date, new.phone, signal_address_key(new.address), new.gu_code);
    new.match := signal_match_of(best.score, best.ties, best.household_id);
    new.match_score := coalesce(best.score, 0);
    new.match_reasons := coalesce(best.reasons, '{}');
    new.resident_id := best.id;
    new.household_id := case when new.match = 'exact' then best.household_id end;
    new.dong_code := coalesce(best.dong_code, new.dong_code);
    return new;
end $$;

-- One that comes alone. The file's rows come filled (signal_import_apply).
create or replace function signal_arrives() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if new.institution is null then
        new := signal_fill(new);
    end if;
    return new;
end $$;
create or replace trigger arrives before insert on signal for each row execute function signal_arrives();

-- Both fire for what a statement sets, also when it sets what is there: a second confirmation is one, too.
create or replace function signal_confirms() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    who resident;
begin
    if old.match in ('exact', 'confirmed') or old.outcome is not null then
        perform refuse('signal_matched', '/match', case when old.outcome is null then 'it is known whom the signal is about' else 'there is an outcome' end, coalesce(old.outcome, old.match));
    end if;
    select * into who from resident r where r.id = new.resident_id;
    if who.household_id is null or who.deceased_on is not null or who.moved_out_on is not null then
        perform refuse('signal_resident_present', '/resident_id', 'nobody who lives here in a household');
    end if;
    new.household_id := who.household_id;
    new.dong_code := who.dong_code;
    new.gu_code := left(who.dong_code, 5);
    new.matched_at := now();
    return new;
end $$;
create or replace trigger confirms before update of matched_by on signal for each row execute function signal_confirms();

create or replace function signal_resolves() returns trigger language plpgsql as $$
begin
    if old.outcome is not null then
        perform refuse('signal_resolved', '/outcome', format('the signal has an outcome: %s', old.outcome), old.outcome);
    end if;
    new.resolved_at := now();
    return new;
end $$;
create or replace trigger resolves before update of resolved_by on signal for each row execute function signal_resolves();
create or replace trigger a_touch before update on signal for each row execute function row_touch();
create or replace trigger keep after update or delete on signal for each row execute function row_keep();

-- The same signal again is the signal that is there; another one under its number is refused.
create or replace function signal_receive(dongs text[], actor uuid, sent jsonb) returns setof signal language plpgsql as $$
declare
    it signal;
    new_id uuid;
begin
    if not coalesce(sent->>'dong_code' = any (dongs), exists (select from unnest(dongs) d where left(d, 5) = sent->>'gu_code')) then
        return;
    end if;
    insert into signal (id, gu_code, dong_code, kind, source_id, round, name, birth_date, phone, address, evidence, received_at, created_by, updated_by)
    values (coalesce((sent->>'id')::uuid, uuid7()), sent->>'gu_code', sent->>'dong_code', sent->>'kind', sent->>'source_id', sent->>'round', normalize(sent->>'name'),
            (sent->>'birth_date')::date, sent->>'phone', normalize(sent->>'address'), normalize(sent->>'evidence'),
            coalesce((sent->>'received_at')::timestamptz, now()), actor, actor)
    on conflict (institution, source_id) do nothing
    returning id into new_id;
    select s.* into it from signal s
     where s.id = new_id
        or new_id is null and s.source_id = sent->>'source_id' and s.institution = (select k.institution from signal_kind k where k.code = sent->>'kind');
    if new_id is null and (it.kind, it.gu_code, it.name, it.birth_date)
                          is distinct from (sent->>'kind', sent->>'gu_code', normalize(sent->>'name'), (sent->>'birth_date')::date) then
        perform refuse('signal_differs', '/source_id', 'the signal that has this number differs in ' || concat_ws(', ',
            case when it.kind <> sent->>'kind' then 'kind' end, case when it.gu_code is distinct from sent->>'gu_code' then 'gu_code' end,
            case when it.name is distinct from normalize(sent->>'name') then 'name' end, case when it.birth_date is distinct from (sent->>'birth_date')::date then 'birth_date' end));
    end if;
    return next it;
end $$;

-- --- risk ---

-- What counts of the signals of these households (all: NULL): not those that are someone else's twice.
create or replace view signal_points as
select s.household_id, s.id, s.kind, s.received_at, s.outcome, w.version, w.points as weight,
       (s.received_at at time zone 'Asia/Seoul')::date + w.fade_days as fades_on,
       s.outcome is distinct from 'duplicate' and (s.received_at at time zone 'Asia/Seoul')::date + w.fade_days > seoul_today() as counted
  from signal s
  join signal_weights u on u.used
  join signal_weight w on w.version = u.version and w.kind = s.kind
 where s.household_id is not null;
alter view signal_points set (security_invoker = true);

-- Rows are locked first, so that of two signals of one household at once the later sees both.
create or replace function risk_recompute(households uuid[]) returns integer language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    n integer;
begin
    insert into household_risk (household_id, dong_code)
    select h.id, h.dong_code from household h where h.id = any (households) order by h.id on conflict do nothing;
    perform from household_risk k where k.household_id = any (households) order by k.household_id for update;
    update household_risk k
       set points = coalesce(p.points, 0), next_fade_on = p.next_fade_on, computed_at = now(),
           weights = (select version from signal_weights where used)
      from household_risk o
      left join (select household_id, sum(weight)::integer as points, min(fades_on) as next_fade_on
                   from signal_points where counted and household_id = any (households) group by household_id) p on p.household_id = o.household_id
     where o.household_id = any (households) and k.household_id = o.household_id;
    get diagnostics n = row_count;
    return n;
end $$;

create or replace function risk_of_new() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform risk_recompute(array_agg(distinct household_id)) from fresh where household_id is not null;
    return null;
end $$;
create or replace function risk_of_changed() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform risk_recompute(array_agg(distinct h)) from (select household_id as h from fresh union select household_id from stale) x where h is not null;
    return null;
end $$;
create or replace trigger risk_new after insert on signal referencing new table as fresh for each statement execute function risk_of_new();
create or replace trigger risk_changed after update on signal referencing new table as fresh old table as stale
    for each statement execute function risk_of_changed();

-- Another table of weights, for every household in one statement. Readers see the old points until it commits and wait
-- for nothing. A household that changed meanwhile keeps its other weights' number: risk_refresh() comes by for it.
create or replace function risk_use_weights(new_version integer) returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    n bigint;
begin
    update signal_weights set used = false where used and version <> new_version;
    update signal_weights set used = true where version = new_version;
    if not found then
        raise exception 'there is no such table of weights: %', new_version using errcode = 'no_data_found';
    end if;
    update household_risk k
       set points = coalesce(p.points, 0), next_fade_on = p.next_fade_on, computed_at = now(), weights = new_version
      from household_risk o
      left join (select household_id, sum(weight)::integer as points, min(fades_on) as next_fade_on
                   from signal_points where counted group by household_id) p on p.household_id = o.household_id
     where k.household_id = o.household_id and k.computed_at = o.computed_at;
    get diagnostics n = row_count;
    return n;
end $$;

-- Signals fade, at midnight in Seoul.
create or replace function risk_refresh() returns integer language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    due uuid[];
begin
    select array_agg(k.household_id) into due
      from household_risk k
     where k.next_fade_on <= seoul_today() or k.weights <> (select version from signal_weights where used);
    return case when due is null then 0 else risk_recompute(due) end;
end $$;

-- --- files ---

drop routine if exists signal_import_begin(); -- a procedure before src/jobs/feed.c; the next too
drop procedure if exists signal_import_check();
drop function if exists signal_import_apply();
create or replace function signal_import_begin() returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    create temporary table signal_line (
        line bigint, fault text, kind text, round text, source_id text, gu_code text, dong_code text, name text, birth_date text, phone text,
        address text, evidence text, received_at text, institution text, received timestamptz, due_on date, name_key text, address_key text
    );
    grant insert, select (line, fault) on signal_line to chatdong_worker;
end $$;

-- A day, or a time of Seoul or of its own zone; null for what is none. (No exception block: a subtransaction a call.)
create or replace function signal_time(given text) returns timestamptz language plpgsql immutable parallel safe as $$
begin
    if given !~ '^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)?$'
       or feed_date(left(given, 10)) is null then
        return null;
    end if;
    return case when given ~ '(Z|[+-][0-9]{2}:[0-9]{2})$' then given::timestamptz else given::timestamp at time zone 'Asia/Seoul' end;
end $$;

-- Says of each line what is wrong with it, and makes signals of the others that are not there yet. `gu`: whose file it
-- is; null, the city's.
create or replace function signal_import_check(gu text) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform feed_own('signal_line');
    with x as materialized (
        select line, fault, kind, round, gu_code, dong_code, signal_time(received_at) as received from signal_line
    )
    update signal_line l
       set institution = k.institution, received = x.received, name_key = signal_name_key(l.name), address_key = signal_address_key(l.address)
         , due_on = (x.received at time zone 'Asia/Seoul')::date + k.due_days
         , fault = case
           when x.fault is not null then x.fault
           when k.code is null or x.received < k.valid_from or x.received >= k.valid_to then 'kind_unknown'
           when coalesce(l.source_id, '') !~ '^[A-Za-z0-9._-]{1,64}$' then 'source_id_wrong'
           when l.round is not null and r.code is null then 'round_unknown'
           when g.code is null then 'gu_unknown'
           when l.gu_code <> gu then 'outside_area'
           when l.dong_code is not null and (d.code is null or d.gu_code <> l.gu_code) then 'dong_unknown'
           when coalesce(btrim(l.name), '') = '' or length(l.name) > 100 then 'name_missing'
           when l.birth_date is not null and feed_date(l.birth_date) is null then 'birth_date_wrong'
           when l.phone is not null and l.phone !~ '^\+?[0-9]{4,15}$' then 'phone_wrong'
           when length(l.address) > 300 or length(l.evidence) > 2000 then 'text_too_long'
           when x.received is null then 'received_at_wrong'
           end
      from x
      left join signal_kind k on k.code = x.kind
      left join signal_round r on r.code = x.round
      left join district g on g.code = x.gu_code
      left join dong d on d.code = x.dong_code
     where l.line = x.line;
    update signal_line l set fault = 'twice'
      from (select line, row_number() over (partition by institution, source_id order by line) as nth from signal_line where fault is null) t
     where t.line = l.line and t.nth > 1;
    analyze signal_line;
end $$;

create or replace function signal_import_apply(first bigint, last bigint,
    out taken bigint, out known bigint, out inserted bigint, out exact bigint, out probable bigint, out unmatched bigint)
language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    perform feed_own('signal_line');
    select count(*) into taken from signal_line where fault is null and line between first and last;
    select count(*) into known
      from signal_line l join signal s on (s.institution, s.source_id) = (l.institution, l.source_id) where l.fault is null and line between first and last;
    with made as (
        insert into signal (gu_code, dong_code, kind, institution, source_id, round, name, birth_date, phone, address, evidence, received_at, due_on,
                            match, match_score, match_reasons, resident_id, household_id)
        select l.gu_code, coalesce(b.dong_code, l.dong_code), l.kind, l.institution, l.source_id, l.round, normalize(btrim(l.name)), l.birth_date::date,
               l.phone, normalize(l.address), normalize(l.evidence), l.received, l.due_on,
               signal_match_of(b.score, b.ties, b.household_id), coalesce(b.score, 0), coalesce(b.reasons, '{}'), b.id,
               case when signal_match_of(b.score, b.ties, b.household_id) = 'exact' then b.household_id end
          from signal_line l
          left join lateral signal_best(l.name_key, l.birth_date::date, l.phone, l.address_key, l.gu_code) b on true
         where l.fault is null and l.line between first and last
           and not exists (select from signal s where (s.institution, s.source_id) = (l.institution, l.source_id))
        on conflict (institution, source_id) do nothing
        returning match)
    select count(*), count(*) filter (where match = 'exact'), count(*) filter (where match = 'probable'), count(*) filter (where match = 'none')
      into inserted, exact, probable, unmatched from made;
end $$;

-- A household that moves takes its signals along.
create or replace function signal_moves() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    update signal set dong_code = new.dong_code, gu_code = left(new.dong_code, 5) where household_id = new.id;
    return null;
end $$;
create or replace trigger signal_moves after update of dong_code on household for each row when (old.dong_code <> new.dong_code)
    execute function signal_moves();

grant select on signal_points to chatdong_api;
revoke execute on function signal_fill(signal), risk_recompute(uuid[]), risk_use_weights(integer), risk_refresh(),
    signal_import_begin(), signal_import_check(text), signal_import_apply(bigint, bigint) from public;
grant execute on function risk_refresh(), signal_import_begin(), signal_import_check(text), signal_import_apply(bigint, bigint) to chatdong_worker;

reset role;
