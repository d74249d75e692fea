-- What partner institutions offer. The search judges hours on the service's own clock (sql/functions/partners.sql).

-- name: services_list
-- order: id
select s.id, s.partner_id, s.name, s.description, s.status, s.needs, s.location_ids, s.area_codes, s.eligibility,
       s.minimum_age, s.maximum_age, s.application, s.fees, s.wait_time, s.languages, s.email, s.website, s.phones, s.alert,
       s.time_zone, s.open_on_holidays, s.schedules, s.exceptions, s.assured_on, s.version, s.created_at, s.created_by,
       s.updated_at, s.updated_by
  from partner_service s
 where true
   and s.partner_id = :partner_id          --? partner_id
   and s.status = :status                  --? status
 order by s.id;

-- name: services_get
select s.id, s.partner_id, s.name, s.description, s.status, s.needs, s.location_ids, s.area_codes, s.eligibility,
       s.minimum_age, s.maximum_age, s.application, s.fees, s.wait_time, s.languages, s.email, s.website, s.phones, s.alert,
       s.time_zone, s.open_on_holidays, s.schedules, s.exceptions, s.assured_on, s.version, s.created_at, s.created_by,
       s.updated_at, s.updated_by
  from partner_service s
 where s.id = :id;

-- The nearest place counts; a service without a known place comes last.
-- name: services_search
-- order: _distance, id
select f.id, f.partner_id, f.partner_name, f.partner_kind, f.name, f.needs, f.languages, f.eligibility, f.minimum_age,
       f.maximum_age, f.alert, f.location_id, f.dong_code, f.address, f.lon, f.lat, f.distance_m, f.available, f.maximum,
       f.as_of, coalesce(f.distance_m, 1000000000) as _distance
  from (select s.id, s.partner_id, p.name as partner_name, p.kind as partner_kind, s.name, s.needs, s.languages,
               s.eligibility, s.minimum_age, s.maximum_age, s.alert, l.id as location_id, l.dong_code, l.address, l.lon,
               l.lat, l.distance_m, c.available, c.maximum, c.as_of
          from partner_service s
          join partner p on p.id = s.partner_id and p.status = 'active'
          left join service_capacity c on c.id = s.id
          left join lateral (
               select x.id, x.dong_code, x.address, x.lon, x.lat,
                      round(distance_m(x.lon, x.lat, :lon::float8, :lat::float8))::integer as distance_m
                 from partner_service_location y join partner_location x on x.id = y.location_id
                where y.service_id = s.id
                order by distance_m, x.id
                limit 1) l on true
         where s.status = 'active'
           and exists (select from partner_service_need n join unnest(:needs::text[]) w (code) on w.code in (n.need_code, split_part(n.need_code, '.', 1)) where n.service_id = s.id)  --? needs
           and p.kind = :kind                                                                              --? kind
           and (s.area_codes = '{}' or s.area_codes && array[:dong_code::text, left(:dong_code::text, 5)])  --? dong_code
           and l.distance_m <= :within_m                                                                   --? within_m
           and s.id in (select o.service_id from services_open_at(:open_at) o)                               --? open_at
           and c.available >= :places                                                                      --? places
           and exists (select from unnest(s.languages) t where t = :language or starts_with(t, :language::text || '-'))  --? language
           and coalesce(s.minimum_age <= :age::integer, true) and coalesce(:age::integer <= s.maximum_age, true)  --? age
           and position((select normalize(:text::text)) in s.name || ' ' || s.description || ' ' || p.name) > 0  --? text
       ) f
 where true
 order by coalesce(f.distance_m, 1000000000), f.id;

-- name: services_version
select s.version
  from partner_service s join partner p on p.id = s.partner_id
 where s.id = :id and (p.dong_code = any(:actor_dongs) or p.id = (select actor_partner()))
   for update of s;

-- name: services_create
insert into partner_service as s (id, partner_id, name, description, needs, location_ids, area_codes, eligibility,
                                  minimum_age, maximum_age, application, fees, wait_time, languages, email, website,
                                  phones, alert, time_zone, open_on_holidays, schedules, exceptions, assured_on,
                                  created_by, updated_by)
select coalesce(:id::uuid, uuid7()), p.id, normalize(:name::text), normalize(:description::text), :needs::text[],
       coalesce(:location_ids::uuid[], '{}'), coalesce(:area_codes::text[], '{}'), normalize(:eligibility::text),
       :minimum_age::integer, :maximum_age::integer, normalize(:application::text), normalize(:fees::text),
       normalize(:wait_time::text), coalesce(:languages::text[], '{ko}'), :email::text, :website::text,
       coalesce(:phones::jsonb, '[]'), normalize(:alert::text), coalesce(:time_zone::text, 'Asia/Seoul'),
       coalesce(:open_on_holidays::boolean, false), coalesce(:schedules::jsonb, '[]'),
       coalesce(:exceptions::jsonb, '[]'), :assured_on::date, :actor_id::uuid, :actor_id::uuid
  from partner p
 where p.id = :partner_id and (p.dong_code = any(:actor_dongs) or p.id = (select actor_partner()))
returning s.id, s.partner_id, s.name, s.description, s.status, s.needs, s.location_ids, s.area_codes, s.eligibility,
       s.minimum_age, s.maximum_age, s.application, s.fees, s.wait_time, s.languages, s.email, s.website, s.phones, s.alert,
       s.time_zone, s.open_on_holidays, s.schedules, s.exceptions, s.assured_on, s.version, s.created_at, s.created_by,
       s.updated_at, s.updated_by;

-- name: services_update
update partner_service s
   set version = s.version + 1
     , updated_by = :actor_id
     , name = normalize(:name::text)                --? name
     , description = normalize(:description::text)  --? description
     , status = :status                             --? status
     , needs = :needs                               --? needs
     , location_ids = :location_ids                 --? location_ids
     , area_codes = :area_codes                     --? area_codes
     , eligibility = normalize(:eligibility::text)  --? eligibility
     , minimum_age = :minimum_age                   --? minimum_age
     , maximum_age = :maximum_age                   --? maximum_age
     , application = normalize(:application::text)  --? application
     , fees = normalize(:fees::text)                --? fees
     , wait_time = normalize(:wait_time::text)      --? wait_time
     , languages = :languages                       --? languages
     , email = :email                               --? email
     , website = :website                           --? website
     , phones = :phones                             --? phones
     , alert = normalize(:alert::text)              --? alert
     , time_zone = :time_zone                       --? time_zone
     , open_on_holidays = :open_on_holidays         --? open_on_holidays
     , schedules = :schedules                       --? schedules
     , exceptions = :exceptions                     --? exceptions
     , assured_on = :assured_on                     --? assured_on
  from partner p
 where s.id = :id and p.id = s.partner_id and (p.dong_code = any(:actor_dongs) or p.id = (select actor_partner()))
   and s.version = :if_match
returning s.id, s.partner_id, s.name, s.description, s.status, s.needs, s.location_ids, s.area_codes, s.eligibility,
       s.minimum_age, s.maximum_age, s.application, s.fees, s.wait_time, s.languages, s.email, s.website, s.phones, s.alert,
       s.time_zone, s.open_on_holidays, s.schedules, s.exceptions, s.assured_on, s.version, s.created_at, s.created_by,
       s.updated_at, s.updated_by;
