set local role chatdong_owner;
set local search_path = chatdong;
set local check_function_bodies = off; -- patch_at and people_of are made after this file

-- The dong that a code means today: itself, or what became of it. A dong that was divided has several
-- successors; the one of its row goes on with its name.
create or replace function dong_today(code text) returns text language plpgsql stable as $$
declare
    found_one dong;
    next_code text := code;
begin
    for step in 1..20 loop
        select * into found_one from dong d where d.code = next_code;
        if not found or found_one.valid_to is null or found_one.valid_to > seoul_today() then
            return found_one.code;
        end if;
        next_code := found_one.successor_code;
    end loop;
    return null;
end $$;

-- The look-up of DOMAIN.md 3 for all its operations: `way` says how the place was told, then either the
-- reading of an address or a dong. No row: nothing is known there. Inlined into the statement that asks.
create or replace function officer_lookup(way text, reading jsonb, place_dong text, place_certainty text)
returns table (found_by text, certainty text, read_as text, dong json, center json, welfare_planner json,
               visiting_nurse json, neighborhood_officer json, candidates json)
language sql stable as $$
    with place as materialized (
        select f.certainty, f.dong_code, f.address, f.road_key, f.main_no, f.legal_code, f.mountain, f.lot_main, f.lot_sub
          from address_find($2) f where $2 is not null
        union all
        select case when t.code = $3 then $4 else 'approximate' end, t.code, null, null, null, null, null, null, null
          from (select dong_today($3) as code where $3 is not null) t where t.code is not null
    ), here as (
        select p.*, patch_at(p.dong_code, p.road_key, p.main_no, p.legal_code, p.mountain, p.lot_main, p.lot_sub, seoul_today()) as patch_id
          from place p where p.certainty <> 'ambiguous' limit 1
    ), person as materialized (
        select o.function_of, json_build_object('name', o.name, 'office_phone', o.office_phone, 'substitute', o.substitute,
                                                'until', o.until) as who
          from here h cross join people_of(h.dong_code, h.patch_id, seoul_today()) o
    )
    select $1, coalesce(h.certainty, 'ambiguous'), h.address,
           case when d.code is not null then json_build_object('code', d.code, 'name', d.name, 'name_en', d.name_en, 'gu_code', g.code,
                                                               'gu_name', g.name, 'gu_name_en', g.name_en) end,
           case when c.id is not null then json_build_object('name', c.name, 'address', c.address, 'phone', c.phone,
                                                             'opening_hours', c.opening_hours, 'lon', c.lon, 'lat', c.lat) end,
           (select o.who from person o where o.function_of = 'welfare_planner'),
           (select o.who from person o where o.function_of = 'visiting_nurse'),
           (select o.who from person o where o.function_of = 'neighborhood_officer'),
           coalesce((select json_agg(json_build_object('address', p.address, 'dong_code', od.code, 'dong_name', od.name,
                                                       'dong_name_en', od.name_en, 'gu_name', og.name, 'gu_name_en', og.name_en))
                       from place p join dong od on od.code = p.dong_code join district og on og.code = od.gu_code
                      where p.certainty = 'ambiguous'), '[]')
      from (select 1 where exists (select from place)) found
      left join here h on true
      left join dong d on d.code = h.dong_code
      left join district g on g.code = d.gu_code
      left join center c on c.dong_code = d.code
$$;
grant execute on function dong_today(text) to chatdong_api;

reset role;
