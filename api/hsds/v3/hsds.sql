-- Open Referral HSDS 3.0 over the partner tables. A page is one row: the envelope's members are its columns.

-- name: hsds_get
select '3.0' as version, 'https://docs.openreferral.org/en/3.0/' as profile,
       'https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json' as openapi_url;

-- name: hsds_services_list
with found as materialized (
    select s.id, s.name
      from partner_service s join partner p on p.id = s.partner_id and p.status = 'active'
     where true
       and position((select normalize(:search::text)) in s.name || ' ' || s.description || ' ' || p.name) > 0  --? search
       and s.partner_id = :organization_id                                                                 --? organization_id
       and s.updated_at >= :modified_after                                                                 --? modified_after
       and exists (select from partner_service_need x join need n on n.code = x.need_code where x.service_id = s.id and n.id = :taxonomy_term_id)  --? taxonomy_term_id
       and exists (select from partner_service_need x join need n on n.code = x.need_code join taxonomy t on t.code = n.taxonomy where x.service_id = s.id and t.id = :taxonomy_id)  --? taxonomy_id
       and :format::text = 'json'                                                                          --? format
)
select e.total_items, e.total_pages, e.page_number, e.size, e.first_page, e.last_page, e.empty, e.contents
  from hsds_page((select count(*) from found), coalesce(:page::integer, 1), coalesce(:per_page::integer, 20), (
       select json_agg(case when :minimal::boolean then json_build_object('id', s.id, 'name', s.name,
                                     'status', replace(s.status, '_', ' '), 'last_modified', hsds_instant(s.updated_at))
                            when :full::boolean then hsds_service(s)
                            else hsds_service_basic(s) end order by s.name, s.id)
         from (select id from found order by name, id limit coalesce(:per_page::integer, 20)
               offset (coalesce(:page::bigint, 1) - 1) * coalesce(:per_page::integer, 20)) f
         join partner_service s using (id))) e;

-- name: hsds_services_get
select x.id, x.organization_id, x.name, x.description, x.url, x.email, x.status, x.application_process, x.fees_description,
       x.wait_time, x.eligibility_description, x.minimum_age, x.maximum_age, x.assured_date, x.alert, x.last_modified,
       x.phones, x.schedules, x.service_areas, x.service_at_locations, x.languages, x.organization, x.attributes
  from partner_service s
  join partner p on p.id = s.partner_id and p.status = 'active'
 cross join lateral json_to_record(json_strip_nulls(hsds_service(s))) as x (
       id uuid, organization_id uuid, name text, description text, url text, email text, status text,
       application_process text, fees_description text, wait_time text, eligibility_description text, minimum_age integer,
       maximum_age integer, assured_date date, alert text, last_modified timestamptz, phones json, schedules json,
       service_areas json, service_at_locations json, languages json, organization json, attributes json)
 where s.id = :id;

-- name: hsds_organizations_list
with found as materialized (
    select p.id, p.name
      from partner p
     where p.status = 'active'
       and position((select normalize(:search::text)) in p.name || ' ' || p.description) > 0  --? search
       and :format::text = 'json'                                                            --? format
)
select e.total_items, e.total_pages, e.page_number, e.size, e.first_page, e.last_page, e.empty, e.contents
  from hsds_page((select count(*) from found), coalesce(:page::integer, 1), coalesce(:per_page::integer, 20), (
       select json_agg(case when :full::boolean or :full_service::boolean
                            then hsds_organization_full(p, coalesce(:full_service::boolean, false))
                            else hsds_organization(p) end order by p.name, p.id)
         from (select id from found order by name, id limit coalesce(:per_page::integer, 20)
               offset (coalesce(:page::bigint, 1) - 1) * coalesce(:per_page::integer, 20)) f
         join partner p using (id))) e;

-- name: hsds_organizations_get
select x.id, x.name, x.alternate_name, x.description, x.email, x.website, x.parent_organization_id, x.phones, x.locations,
       x.services
  from partner p
 cross join lateral json_to_record(json_strip_nulls(
           hsds_organization_full(p, coalesce(:full_service::boolean, false)))) as x (
       id uuid, name text, alternate_name text, description text, email text, website text, parent_organization_id uuid,
       phones json, locations json, services json)
 where p.id = :id and p.status = 'active';

-- The centroid of a postal code is that of the places that we know there.
-- name: hsds_service_at_locations_list
with found as materialized (
    select x.id, s.name
      from partner_service_location x
      join partner_service s on s.id = x.service_id
      join partner p on p.id = s.partner_id and p.status = 'active'
      join partner_location l on l.id = x.location_id
     cross join (select avg(z.lon) as lon, avg(z.lat) as lat from partner_location z
                  where z.postal_code = :postcode::text) c
     where true
       and position((select normalize(:search::text)) in s.name || ' ' || s.description || ' ' || l.name) > 0  --? search
       and s.partner_id = :organization_id                                                                 --? organization_id
       and s.updated_at >= :modified_after                                                                 --? modified_after
       and exists (select from partner_service_need y join need n on n.code = y.need_code where y.service_id = s.id and n.id = :taxonomy_term_id)  --? taxonomy_term_id
       and exists (select from partner_service_need y join need n on n.code = y.need_code join taxonomy t on t.code = n.taxonomy where y.service_id = s.id and t.id = :taxonomy_id)  --? taxonomy_id
       and (l.postal_code = :postcode::text or :proximity::integer is not null)                              --? postcode
       and distance_m(l.lon, l.lat, c.lon, c.lat) <= :proximity::integer                                     --? proximity
       and :format::text = 'json'                                                                          --? format
)
select e.total_items, e.total_pages, e.page_number, e.size, e.first_page, e.last_page, e.empty, e.contents
  from hsds_page((select count(*) from found), coalesce(:page::integer, 1), coalesce(:per_page::integer, 20), (
       select json_agg(hsds_at_location(x, coalesce(:full::boolean, false)) order by f.name, x.id)
         from (select id, name from found order by name, id limit coalesce(:per_page::integer, 20)
               offset (coalesce(:page::bigint, 1) - 1) * coalesce(:per_page::integer, 20)) f
         join partner_service_location x using (id))) e;

-- name: hsds_service_at_locations_get
select x.id, x.service_id, x.location_id, x.description, x.phones, x.schedules, x.location, x.service
  from partner_service_location y
  join partner p on p.id = y.partner_id and p.status = 'active'
 cross join lateral json_to_record(json_strip_nulls(hsds_at_location(y, true))) as x (
       id uuid, service_id uuid, location_id uuid, description text, phones json, schedules json, location json,
       service json)
 where y.id = :id;

-- name: hsds_taxonomies_list
with found as materialized (
    select t.id, t.name
      from taxonomy t
     where true
       and position((select normalize(:search::text)) in t.name || ' ' || t.description) > 0  --? search
       and :format::text = 'json'                                                            --? format
)
select e.total_items, e.total_pages, e.page_number, e.size, e.first_page, e.last_page, e.empty, e.contents
  from hsds_page((select count(*) from found), coalesce(:page::integer, 1), coalesce(:per_page::integer, 20), (
       select json_agg(hsds_taxonomy(t) order by t.name, t.id)
         from (select id from found order by name, id limit coalesce(:per_page::integer, 20)
               offset (coalesce(:page::bigint, 1) - 1) * coalesce(:per_page::integer, 20)) f
         join taxonomy t using (id))) e;

-- name: hsds_taxonomies_get
select t.id, t.name, t.description, t.edition as version from taxonomy t where t.id = :id;

-- name: hsds_taxonomy_terms_list
with found as materialized (
    select n.id, n.code
      from need n join taxonomy t on t.code = n.taxonomy left join need u on u.code = n.parent_code
     where n.valid_from <= (now() at time zone 'Asia/Seoul')::date
       and coalesce(n.valid_to > (now() at time zone 'Asia/Seoul')::date, true)
       and position((select normalize(:search::text)) in n.name || ' ' || n.description) > 0  --? search
       and t.id = :taxonomy_id                                                               --? taxonomy_id
       and u.id = :parent_id                                                                 --? parent_id
       and (u.id is null or not :top_only::boolean)                                          --? top_only
       and :format::text = 'json'                                                            --? format
)
select e.total_items, e.total_pages, e.page_number, e.size, e.first_page, e.last_page, e.empty, e.contents
  from hsds_page((select count(*) from found), coalesce(:page::integer, 1), coalesce(:per_page::integer, 20), (
       select json_agg(hsds_term(n) order by n.code)
         from (select id from found order by code limit coalesce(:per_page::integer, 20)
               offset (coalesce(:page::bigint, 1) - 1) * coalesce(:per_page::integer, 20)) f
         join need n using (id))) e;

-- name: hsds_taxonomy_terms_get
select x.id, x.code, x.name, x.description, x.parent_id, x.taxonomy, x.taxonomy_detail, x.taxonomy_id, x.language
  from need n
 cross join lateral json_to_record(json_strip_nulls(hsds_term(n))) as x (
       id uuid, code text, name text, description text, parent_id uuid, taxonomy text, taxonomy_detail json,
       taxonomy_id uuid, language text)
 where n.id = :id;
