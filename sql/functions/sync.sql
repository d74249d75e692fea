-- Changes that phones made while they had no connection: each is answered on its own, and takes the way of the single
-- operation, through the same triggers and constraints (docs/decisions/0074).
set local role chatdong_owner;
set local search_path = chatdong;

-- A row as it was in that version; NULL when there is no such version.
create or replace function sync_version(kind text, id uuid, version bigint) returns jsonb language plpgsql stable as $$
declare
    found_row jsonb;
begin
    execute format('select to_jsonb(h) - ''replaced_at'' from %I h where h.id = $1 and h.version = $2', kind || '_history')
       into found_row using id, version;
    return found_row;
end $$;

-- Values as the table's types write them, so that they compare.
create or replace function sync_typed(kind text, body jsonb) returns jsonb language plpgsql stable as $$
declare
    typed jsonb;
begin
    execute format('select to_jsonb(jsonb_populate_record(null::%I, $1))', kind) into typed using body;
    return (select coalesce(jsonb_object_agg(k, typed -> k), '{}') from jsonb_object_keys(body) k);
end $$;

-- Three-way merge: the fields that somebody else has set to something else since the phone read the row. What this phone
-- set itself meanwhile is no foreign change, so for each field the last own version counts as read.
create or replace function sync_conflicts(c sync_change, kind text, base_version bigint, current_row jsonb, body jsonb)
returns text[] language plpgsql stable as $$
declare
    base jsonb := case when current_row -> 'version' = to_jsonb(base_version) then current_row
                       else sync_version(kind, c.row_id, base_version) end;
    field text;
    own bigint;
    known jsonb;
    conflicts text[] := '{}';
begin
    for field in select k from jsonb_object_keys(body) k order by k loop
        select max(o.version) into own from sync_change o
         where o.staff_id = c.staff_id and o.device_id = c.device_id and o.row_id = c.row_id and field = any (o.fields)
           and o.outcome in ('applied', 'merged') and o.version > base_version;
        known := case when own is null then base
                      when current_row -> 'version' = to_jsonb(own) then current_row
                      else sync_version(kind, c.row_id, own) end -> field;
        if known is distinct from current_row -> field and body -> field is distinct from current_row -> field then
            conflicts := conflicts || field;
        end if;
    end loop;
    return conflicts;
end $$;

-- The row that a phone planned, under the phone's id: what visits_create does.
create or replace function sync_create_visit(c sync_change, dongs text[], body jsonb) returns bigint language plpgsql as $$
declare
    row_ jsonb;
    made bigint;
begin
    select (body - 'unassigned') || jsonb_build_object('id', c.row_id, 'dong_code', r.dong_code, 'household_id', r.household_id,
                                      'staff_id', case when body -> 'unassigned' is distinct from 'true' then coalesce(body ->> 'staff_id', c.staff_id::text) end,
                                      'created_by', c.staff_id, 'updated_by', c.staff_id)
      into row_
      from (select p.dong_code, p.household_id from resident p where p.id = (body ->> 'resident_id')::uuid and p.dong_code = any (dongs)
            union all
            select d.code, null from unnest(dongs) with ordinality d (code, no) -- an institution's: visits_create
             where body ->> 'resident_id' is null and (d.code = body ->> 'dong_code' or body ->> 'dong_code' is null and d.no = 1)) r;
    if not found then
        perform rule_broken('not_found', 'there is no such row in the area');
    end if;
    execute (select format('insert into visit (%s) select %s from jsonb_populate_record(null::visit, $1) p returning version',
                           string_agg(quote_ident(k), ', '), string_agg('p.' || quote_ident(k), ', '))
               from jsonb_object_keys(row_) k)
       into made using row_;
    return made;
end $$;

create or replace function sync_set(c sync_change, kind text, dongs text[], changed jsonb) returns bigint language plpgsql as $$
declare
    made bigint;
begin
    execute (select format('update %1$I t set version = t.version + 1, updated_by = $3, %2$s
                              from jsonb_populate_record(null::%1$I, $1) p
                             where t.id = $2 and t.dong_code = any ($4) returning t.version',
                           kind, string_agg(format('%1$I = p.%1$I', k), ', ')) from jsonb_object_keys(changed) k)
       into made using changed, c.row_id, c.staff_id, dongs;
    return made;
end $$;

-- One change onto the row as it is now.
create or replace function sync_apply(inout c sync_change, op sync_operation, dongs text[], base_version bigint, body jsonb)
language plpgsql as $$
declare
    current_row jsonb;
    conflicts text[];
begin
    c.fields := array(select jsonb_object_keys(body));
    if op.creates then
        c.version := sync_create_visit(c, dongs, body);
        c.outcome := 'applied';
        return;
    end if;
    execute format('select to_jsonb(t) from %I t where t.id = $1 and t.dong_code = any ($2) for update', op.kind)
       into current_row using c.row_id, dongs;
    if current_row is null then
        perform rule_broken('not_found', 'there is no such row in the area');
    elsif base_version > (current_row ->> 'version')::bigint then
        perform rule_broken('sync_version_unknown', 'there is no such version yet');
    end if;
    if body ? 'position' then
        body := (body - 'position') || jsonb_build_object(op.placed, body -> 'position');
    end if;
    body := sync_typed(op.kind, body);
    conflicts := sync_conflicts(c, op.kind, base_version, current_row, body);
    if conflicts <> '{}' then
        c.outcome := 'conflict';
        c.fields := conflicts;
        c.version := current_row -> 'version';
        return;
    end if;
    c.outcome := case when current_row -> 'version' = to_jsonb(base_version) then 'applied' else 'merged' end;
    if op.status is not null then
        body := body || jsonb_build_object('status', op.status);
    end if;
    if op.timed is not null then -- not before what it follows: two batches are corrected by two clocks
        body := body || jsonb_build_object(op.timed, greatest(c.made_at, (current_row ->> 'checked_in_at')::timestamptz));
    end if;
    if op.status = 'completed' then
        body := body || jsonb_build_object('completed_by', c.staff_id);
    end if;
    c.version := sync_set(c, op.kind, dongs, body);
end $$;

-- One change, in a subtransaction of its own: a rule that refuses it undoes it and nothing else.
create or replace function sync_try(inout c sync_change, op sync_operation, dongs text[], base_version bigint, body jsonb,
                                    refusals jsonb)
language plpgsql as $$
declare
    state text;
    broken text;
    figures text;
begin
    c.outcome := 'refused';
    if c.made_at < now() - interval '31 days' then
        perform rule_broken('sync_too_old', 'it was made more than 31 days ago');
    elsif exists (select from jsonb_each_text(body) b where b.key in ('name', 'phone', 'address') and b.value like '%*%') then
        perform rule_broken('masked_value', 'a masked value is not stored');
    end if;
    c := sync_apply(c, op, dongs, base_version, body);
exception when integrity_constraint_violation or data_exception or insufficient_privilege then
    get stacked diagnostics state = returned_sqlstate, broken = constraint_name, figures = pg_exception_hint;
    c.problem := coalesce(refusals -> broken, refusals -> state);
    if c.problem is null then
        raise;
    end if;
    c.outcome := 'refused';
    c.version := null;
    c.fields := '{}';
    if figures like '/%' then -- `pointer code message`, where a rule says its figures
        c.problem := c.problem || jsonb_build_object('errors', jsonb_build_array(jsonb_build_object(
            'pointer', split_part(figures, ' ', 1), 'code', split_part(figures, ' ', 2),
            'message', regexp_replace(figures, '^\S+ \S+ ?', ''))));
    end if;
end $$;

-- A change that has come before gets the answer that it got then.
create or replace function sync_take(actor uuid, device uuid, dongs text[], change jsonb, made_at timestamptz, refusals jsonb)
returns sync_change language plpgsql as $$
declare
    print constant bytea := sha256(convert_to(change::text, 'UTF8'));
    c sync_change;
    op sync_operation;
begin
    select * into c from sync_change s where s.staff_id = actor and s.change_id = (change ->> 'change_id')::uuid;
    if found then
        if c.fingerprint <> print then
            c.outcome := 'refused';
            c.version := null;
            c.fields := '{}';
            c.problem := refusals -> 'idempotency_key_reused';
        end if;
        return c;
    end if;
    select * into op from sync_operation o where o.operation = change ->> 'operation';
    c.staff_id := actor;
    c.change_id := change ->> 'change_id';
    c.device_id := device;
    c.operation := op.operation;
    c.row_id := change ->> 'id';
    c.fingerprint := print;
    c.made_at := made_at;
    c.received_at := now();
    c := sync_try(c, op, dongs, (change ->> 'base_version')::bigint, coalesce(change -> 'body', '{}') - 'id', refusals);
    insert into sync_change select c.*;
    return c;
end $$;

-- A batch. Those of one person take turns, so that a repetition waits for the first one. The phone's clock may be wrong: what
-- counts is how long before sending something was done.
create or replace function sync_receive(actor uuid, device uuid, actor_role text, dongs text[], sent_at timestamptz, changes jsonb,
                                        refusals jsonb)
returns table (received_at timestamptz, results json, _resident_ids uuid[], _dong_code text[]) language plpgsql as $$
declare
    change jsonb;
    c sync_change;
    of_kind text;
    seen record;
    parts text[] := '{}';
begin
    perform pg_advisory_xact_lock(hashtextextended('sync ' || actor, 0));
    received_at := now();
    _resident_ids := '{}';
    _dong_code := '{}';
    for change in select e.value from jsonb_array_elements(normalize(changes::text)::jsonb) with ordinality e order by e.ordinality loop
        c := sync_take(actor, device, dongs, change,
                       now() - greatest(least(sent_at - (change ->> 'made_at')::timestamptz, interval '10 years'), interval '0'),
                       refusals -> (change ->> 'operation'));
        select o.kind into of_kind from sync_operation o where o.operation = c.operation;
        seen := sync_items(actor_role, dongs, of_kind, array[c.row_id]);
        parts := parts || json_build_object('change_id', change ->> 'change_id', 'operation', change ->> 'operation', 'id', c.row_id,
                                            'outcome', c.outcome, 'version', c.version,
                                            'fields', case when c.outcome = 'conflict' then c.fields else '{}' end,
                                            'problem', c.problem, 'current', seen.items[1]::json)::text;
        _resident_ids := _resident_ids || seen.resident_ids;
        _dong_code := _dong_code || seen.dong_codes;
    end loop;
    results := ('[' || array_to_string(parts, ',') || ']')::json;
    return next;
end $$;

reset role;
