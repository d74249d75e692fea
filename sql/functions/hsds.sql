-- Partner institutions as Open Referral HSDS 3.0 objects: one function an object, used alone and
-- nested. What is not known is left out (json_strip_nulls), as HSDS wants it.
set local role chatdong_owner;
set local search_path = chatdong;

-- As the rows' writer gives it, so that nested and alone are the same.
create or replace function hsds_instant(at timestamptz) returns text language sql stable parallel safe as $$
    select replace(to_json(at) #>> '{}', '+00:00', 'Z')
$$;

create or replace function hsds_phones(owner uuid, phones jsonb) returns json language sql stable parallel safe as $$
    select coalesce(json_agg(json_build_object('id', derived_id(owner || ' phone ' || p.no), 'number', p.number,
                                               'type', p.type, 'description', p.note) order by p.no), '[]')
      from rows from (jsonb_to_recordset(phones) as (number text, type text, note text))
           with ordinality as p (number, type, note, no)
$$;

create or replace function hsds_organization(p partner) returns json language sql stable parallel safe as $$
    select json_build_object('id', p.id, 'name', p.name, 'alternate_name', p.alternate_name,
                             'description', p.description, 'email', p.email, 'website', p.website,
                             'parent_organization_id', p.parent_id)
$$;

-- 서울특별시 가람구 햇살로 12: the city, the district, and the rest.
create or replace function hsds_address(l partner_location) returns json language sql stable parallel safe as $$
    select json_build_object('id', derived_id(l.id || ' address'), 'location_id', l.id,
                             'address_1', regexp_replace(l.address, '^서울(특별)?시?\s+([^ ]+구\s+)?', ''),
                             'city', '서울특별시', 'region', g.name, 'state_province', '서울특별시',
                             'postal_code', coalesce(l.postal_code, ''), 'country', 'KR', 'address_type', 'physical')
      from dong d join district g on g.code = d.gu_code where d.code = l.dong_code
$$;

create or replace function hsds_location_basic(l partner_location) returns json language sql stable parallel safe as $$
    select json_build_object('id', l.id, 'location_type', 'physical', 'organization_id', l.partner_id, 'name', l.name,
                             'transportation', l.transportation, 'latitude', l.lat, 'longitude', l.lon,
                             'external_identifier', l.dong_code,
                             'external_identifier_type', 'administrative dong (MOIS)')
$$;

create or replace function hsds_location(l partner_location) returns json language sql stable parallel safe as $$
    select (hsds_location_basic(l)::jsonb || jsonb_build_object('addresses', json_build_array(hsds_address(l)),
            'accessibility', case when l.accessibility is null then '[]'::jsonb else jsonb_build_array(
                jsonb_build_object('id', derived_id(l.id || ' accessibility'), 'location_id', l.id,
                                   'description', l.accessibility)) end))::json
$$;

create or replace function hsds_taxonomy(t taxonomy) returns json language sql stable parallel safe as $$
    select json_build_object('id', t.id, 'name', t.name, 'description', t.description, 'version', t.edition)
$$;

create or replace function hsds_term(n need) returns json language sql stable parallel safe as $$
    select json_build_object('id', n.id, 'code', n.code, 'name', n.name, 'description', n.description,
                             'parent_id', (select u.id from need u where u.code = n.parent_code),
                             'taxonomy', t.name, 'taxonomy_detail', hsds_taxonomy(t), 'taxonomy_id', t.id,
                             'language', 'kor')
      from taxonomy t where t.code = n.taxonomy
$$;

create or replace function hsds_attributes(s partner_service) returns json language sql stable parallel safe as $$
    select coalesce(json_agg(json_build_object('id', derived_id(s.id || ' need ' || n.code), 'link_id', s.id,
                                               'link_entity', 'service', 'link_type', 'need', 'taxonomy_term_id', n.id,
                                               'taxonomy_term', hsds_term(n)) order by n.code), '[]')
      from partner_service_need x join need n on n.code = x.need_code
     where x.service_id = s.id
$$;

create or replace function hsds_languages(s partner_service) returns json language sql stable parallel safe as $$
    select coalesce(json_agg(json_build_object('id', derived_id(s.id || ' language ' || l.tag), 'service_id', s.id,
                                               'code', l.tag) order by l.no), '[]')
      from unnest(s.languages) with ordinality l (tag, no)
$$;

create or replace function hsds_service_areas(s partner_service) returns json language sql stable parallel safe as $$
    select coalesce(json_agg(json_build_object('id', derived_id(s.id || ' area ' || a.code), 'service_id', s.id,
                                               'name', coalesce(d.name, g.name), 'extent', a.code,
                                               'extent_type', 'administrative code (MOIS)') order by a.code), '[]')
      from unnest(s.area_codes) a (code)
      left join dong d on d.code = a.code
      left join district g on g.code = a.code
$$;

-- Weekly hours are rules (RFC 5545), exceptions with hours are single days, closed days are said in
-- the notes: HSDS 3.0 has no other place for them.
create or replace function hsds_schedules(s partner_service) returns json language sql stable parallel safe as $$
    with zone as (
        select extract(epoch from now() at time zone s.time_zone - now() at time zone 'UTC')::integer / 60 as minutes
    ), clock as (
        select trim_scale(minutes / 60.0) as hours,
               case when minutes < 0 then '-' else '+' end
               || to_char(make_interval(mins => abs(minutes)), 'HH24:MI') as suffix
          from zone
    ), closed as (
        select string_agg(concat_ws(' ', e.on_date, '휴무', e.reason), ', ' order by e.on_date) as days
          from partner_schedule_exception e where e.service_id = s.id and e.opens_at is null
    ), entry as (
        select 'weekly ' || w.no as seed, w.valid_from, w.valid_to - 1 as valid_to, null::date as dtstart, 'WEEKLY' as freq,
               array_to_string(w.days, ',') as byday, w.opens_at, w.closes_at, w.note as description,
               concat_ws('; ', case when not s.open_on_holidays then '공휴일 휴무' end, closed.days) as notes
          from partner_schedule w cross join closed where w.service_id = s.id
        union all
        select 'day ' || e.no, null, null, e.on_date, null, null, e.opens_at, e.closes_at, e.reason, null
          from partner_schedule_exception e where e.service_id = s.id and e.opens_at is not null
    )
    select coalesce(json_agg(json_build_object('id', derived_id(s.id || ' ' || e.seed), 'service_id', s.id,
               'valid_from', e.valid_from, 'valid_to', e.valid_to, 'dtstart', e.dtstart, 'until', e.dtstart,
               'count', case when e.dtstart is not null then 1 end, 'timezone', c.hours,
               'wkst', case when e.freq is not null then 'MO' end, 'freq', e.freq,
               'interval', case when e.freq is not null then 1 end, 'byday', e.byday,
               'opens_at', to_char(e.opens_at, 'HH24:MI') || c.suffix,
               'closes_at', to_char(e.closes_at, 'HH24:MI') || c.suffix,
               'description', e.description, 'notes', nullif(e.notes, '')) order by e.seed), '[]')
      from entry e cross join clock c
$$;

create or replace function hsds_service_basic(s partner_service) returns json language sql stable parallel safe as $$
    select json_build_object('id', s.id, 'organization_id', s.partner_id, 'name', s.name, 'description', s.description,
               'url', s.website, 'email', s.email, 'status', replace(s.status, '_', ' '),
               'application_process', s.application, 'fees_description', s.fees, 'wait_time', s.wait_time,
               'eligibility_description', s.eligibility, 'minimum_age', s.minimum_age, 'maximum_age', s.maximum_age,
               'assured_date', s.assured_on, 'alert', s.alert, 'last_modified', hsds_instant(s.updated_at),
               'organization', hsds_organization(p))
      from partner p where p.id = s.partner_id
$$;

create or replace function hsds_at_locations(s partner_service) returns json language sql stable parallel safe as $$
    select coalesce(json_agg(json_build_object('id', x.id, 'service_id', s.id, 'location_id', l.id,
                                               'location', hsds_location(l)) order by l.id), '[]')
      from partner_service_location x join partner_location l on l.id = x.location_id
     where x.service_id = s.id
$$;

create or replace function hsds_service(s partner_service) returns json language sql stable parallel safe as $$
    select (hsds_service_basic(s)::jsonb || jsonb_build_object('phones', hsds_phones(s.id, s.phones),
               'schedules', hsds_schedules(s), 'service_areas', hsds_service_areas(s),
               'service_at_locations', hsds_at_locations(s), 'languages', hsds_languages(s),
               'attributes', hsds_attributes(s)))::json
$$;

create or replace function hsds_organization_full(p partner, full_service boolean) returns json
language sql stable parallel safe as $$
    select (hsds_organization(p)::jsonb || jsonb_build_object('phones', hsds_phones(p.id, p.phones),
               'locations', (select coalesce(json_agg(hsds_location(l) order by l.id), '[]')
                               from partner_location l where l.partner_id = p.id),
               'services', (select coalesce(json_agg(case when full_service then hsds_service(s)
                                                          else hsds_service_basic(s) end order by s.id), '[]')
                              from partner_service s where s.partner_id = p.id)))::json
$$;

create or replace function hsds_at_location(x partner_service_location, nested boolean) returns json
language sql stable parallel safe as $$
    select json_build_object('id', x.id, 'service_id', s.id, 'location_id', l.id, 'description', s.name || ' — ' || l.name,
               'phones', case when nested then hsds_phones(s.id, s.phones) end,
               'schedules', case when nested then hsds_schedules(s) end,
               'location', case when nested then hsds_location(l) else hsds_location_basic(l) end,
               'service', case when nested then (hsds_service(s)::jsonb - 'service_at_locations')::json
                               else hsds_service_basic(s) end)
      from partner_service s, partner_location l where s.id = x.service_id and l.id = x.location_id
$$;

-- The page envelope of HSDS around the items of one page.
create or replace function hsds_page(total bigint, page integer, per_page integer, items json)
returns table (total_items bigint, total_pages bigint, page_number integer, size integer, first_page boolean,
               last_page boolean, empty boolean, contents json)
language sql immutable parallel safe as $$
    select total, (total + per_page - 1) / per_page, page, json_array_length(kept.items), page = 1,
           page >= (total + per_page - 1) / per_page, json_array_length(kept.items) = 0, kept.items
      from (select coalesce(json_strip_nulls(items), '[]') as items) kept
$$;

reset role;
