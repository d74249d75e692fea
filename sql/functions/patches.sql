-- Patches (DOMAIN.md 3): cutting a dong anew, who looks after an address on a day, who answers there.
set local role chatdong_owner;
set local search_path = chatdong;

-- Every dong has its cuts from its first day on, even while there are none in them.
create or replace function patch_cut_begin() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    insert into patch_cut (dong_code) values (new.code) on conflict do nothing;
    return null;
end $$;
create or replace trigger patches_begin after insert on dong for each row execute function patch_cut_begin();

-- Who looks after a patch has that function in its dong on the patch's first day.
create or replace function patch_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if exists (select from (values (new.officer_id, 'neighborhood_officer'), (new.planner_id, 'welfare_planner'),
                                   (new.nurse_id, 'visiting_nurse')) w (id, kind)
                where w.id is not null
                  and not exists (select from staff s join staff_post p on p.staff_id = s.id
                                   where s.id = w.id and p.kind = w.kind and p.dong_codes @> array[new.dong_code]
                                     and p.during @> lower(new.during) and staff_serves(s, lower(new.during)))) then
        perform rule_broken('patch_people_of_dong', 'who looks after a patch has that function in its dong');
    end if;
    return new;
end $$;
create or replace trigger b_guard before insert on patch for each row execute function patch_guard();

-- A rule as the interface writes it.
create or replace function patch_rule_json(r patch_rule) returns jsonb language sql immutable as $$
    select jsonb_build_object('kind', r.kind) || case r.kind
        when 'road' then jsonb_build_object('road', r.road_name, 'from', lower(r.numbers), 'to', upper(r.numbers) - 1,
            'parity', case when r.sides = int4range(0, 2) then 'all' when r.sides @> 1 then 'odd' else 'even' end)
        when 'lot' then jsonb_build_object('legal_dong', r.legal_code, 'from', lower(r.numbers), 'to', upper(r.numbers) - 1,
            'mountain', r.sides @> 1)
        else jsonb_build_object('legal_dong', r.legal_code) end
$$;

-- The patches of a dong on a day. Volatile, so that it sees what patch_recut did in the same statement.
create or replace function patch_cut_on(dong text, day date)
returns table (holds_from date, holds_to date, patches jsonb) language sql volatile as $$
    select max(lower(p.during)), min(upper(p.during)) - 1,
           coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'officer_id', p.officer_id,
               'planner_id', p.planner_id, 'nurse_id', p.nurse_id, 'rules', (
                   select coalesce(jsonb_agg(patch_rule_json(r) order by r.place, r.numbers, r.sides), '[]')
                     from patch_rule r where r.patch_id = p.id)) order by p.name, p.id), '[]')
      from patch p where p.dong_code = dong and p.during @> day
$$;

create or replace function patch_add_rules(to_patch patch, rules jsonb) returns void language sql as $$
    insert into patch_rule (patch_id, dong_code, during, kind, road_name, legal_code, numbers, sides)
    select to_patch.id, to_patch.dong_code, to_patch.during, r.kind, r.road, r.legal_dong,
           case when r.kind = 'legal_dong' then '(,)' when r."from" > r."to" then 'empty'
                else int4range(coalesce(r."from", 1), r."to", '[]') end,
           case when r.kind = 'legal_dong' or (r.kind = 'road' and coalesce(r.parity, 'all') = 'all') then int4range(0, 2)
                when r.parity = 'odd' or r.mountain then int4range(1, 2) else int4range(0, 1) end
      from jsonb_to_recordset(rules) r (kind text, road text, legal_dong text, "from" int, "to" int, parity text, mountain boolean)
$$;

-- A whole new cut of a dong from a day on: what holds until then ends, what was planned for later is
-- replaced, and nothing of it happens unless all of it can. Days gone by are not cut anew: only a
-- dong that never was cut may begin in the past. No row: another version than the one it is based on.
create or replace function patch_recut(dong text, from_day date, wanted jsonb, based_on bigint, actor uuid)
returns setof patch_cut language plpgsql as $$
declare
    cut patch_cut;
    made patch;
    item jsonb;
begin
    update patch_cut c set updated_by = actor where c.dong_code = dong and c.version = based_on returning * into cut;
    if not found then
        return;
    end if;
    if from_day < seoul_today() and exists (select from patch p where p.dong_code = dong) then
        perform rule_broken('patch_cut_not_past', 'yesterday keeps its officers');
    end if;
    delete from patch p where p.dong_code = dong and lower(p.during) >= from_day;
    update patch p set during = daterange(lower(p.during), from_day), updated_by = actor
     where p.dong_code = dong and p.during @> from_day;
    for item in select w.value from jsonb_array_elements(wanted) w loop
        insert into patch (dong_code, name, officer_id, planner_id, nurse_id, during, created_by, updated_by)
        values (dong, normalize(item ->> 'name'), (item ->> 'officer_id')::uuid, (item ->> 'planner_id')::uuid,
                (item ->> 'nurse_id')::uuid, daterange(from_day, null), actor, actor)
        returning * into made;
        perform patch_add_rules(made, item -> 'rules');
    end loop;
    return next cut;
end $$;

-- Whose patch an address is on a day; public knowledge, so with its owner's rights (in PL/pgSQL, which plans
-- such a function once a session and not once a call). A road address goes before a lot, a range of lots
-- before a whole legal dong: so there is never more than one answer.
create or replace function patch_at(dong_code text, road_key text, main_no integer, legal_code text, mountain boolean,
                                    lot_main integer, lot_sub integer, on_day date) returns uuid
language plpgsql stable security definer set search_path = chatdong, pg_temp
as $$
#variable_conflict use_column
begin
    return (select r.patch_id from patch_rule r
             where r.dong_code = $1 and r.place in ('road ' || $2, 'lot ' || $4) and r.during @> $8
               and case r.kind when 'road' then r.numbers @> $3 and r.sides @> $3 % 2
                               when 'lot' then r.numbers @> $6 and r.sides @> (case when $5 then 1 else 0 end)
                               else true end
             order by array_position(array['road', 'lot', 'legal_dong'], r.kind)
             limit 1);
end $$;

-- The leave of a person on a day: who stands in, and until when.
create or replace function away_on(person uuid, day date) returns table (substitute_id uuid, until date)
language sql stable rows 1 as $$
    select l.substitute_id, l.ends_on from staff_leave l
     where l.staff_id = person and l.starts_on <= day and l.ends_on >= day and not l.cancelled
     limit 1
$$;

-- Who answers in a dong, or in one of its patches, on a day: planner, nurse, neighborhood officer. Who
-- the patch names goes first, then who serves longest; while somebody is away it is the substitute,
-- or (none named) the next of the dong, until the leave's last day. Without a patch there is a
-- neighborhood officer only where the dong has just one. Public knowledge, so with its owner's rights.
-- `offset 0` keeps each look-up a look-up by key: nobody reads all staff of the city for three names.
create or replace function people_of(dong_code text, patch_id uuid, on_day date)
returns table (function_of text, name text, office_phone text, substitute boolean, until date)
language plpgsql stable security definer rows 3 set search_path = chatdong, pg_temp
as $$
#variable_conflict use_column
declare
    planner uuid;
    nurse uuid;
    officer uuid;
begin
    select p.planner_id, p.nurse_id, p.officer_id into planner, nurse, officer
      from patch p where p.id = $2 and p.dong_code = $1 and p.during @> $3;
    return query
    with here as materialized (
        select post.kind, s.id, s.name, s.office_phone,
               row_number() over (partition by post.kind
                                  order by coalesce(s.id in (planner, nurse, officer), false) desc, s.hired_on, s.id) as rank,
               count(*) over (partition by post.kind) as choice
          from (select p.* from staff_post p where p.dong_codes @> array[$1] offset 0) post
         cross join lateral (select s.id, s.name, s.office_phone, s.hired_on from staff s
                              where s.id = post.staff_id and staff_serves(s, $3) offset 0) s
         where post.during @> $3 and post.kind in ('welfare_planner', 'visiting_nurse', 'neighborhood_officer')
    )
    select h.kind, coalesce(sub.name, next.name, h.name),
           case when sub.id is not null then sub.office_phone when next.id is not null then next.office_phone
                else h.office_phone end,
           away.until is not null, away.until
      from here h
      left join lateral (select * from away_on(h.id, $3)) away on true
      left join lateral (select s.id, s.name, s.office_phone from staff s
                          where s.id = away.substitute_id and staff_serves(s, $3) offset 0) sub on true
      left join lateral (select n.id, n.name, n.office_phone from here n
                          where away.until is not null and sub.id is null and n.kind = h.kind
                            and not exists (select from away_on(n.id, $3))
                          order by n.rank limit 1) next on true
     where h.rank = 1 and (away.until is null or sub.id is not null or next.id is not null)
       and ($2 is not null or h.kind <> 'neighborhood_officer' or h.choice = 1)
     order by array_position(array['welfare_planner', 'visiting_nurse', 'neighborhood_officer'], h.kind);
end $$;

-- Tables of the slice are the service's; only these two answer to everybody.
revoke execute on function patch_at(text, text, integer, text, boolean, integer, integer, date) from public;
revoke execute on function people_of(text, uuid, date) from public;
grant execute on function patch_at(text, text, integer, text, boolean, integer, integer, date) to chatdong_api;
grant execute on function people_of(text, uuid, date) to chatdong_api;

reset role;
