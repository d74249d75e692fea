-- What partner services keep beside their rows, when they are open, and how places are reserved.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function service_spread_links(s partner_service) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    delete from partner_service_need where service_id = s.id;
    insert into partner_service_need select s.id, n from unnest(s.needs) n;
    delete from partner_service_location where service_id = s.id;
    insert into partner_service_location
    select derived_id(s.id || ' at ' || l), s.id, s.partner_id, l from unnest(s.location_ids) l;
end $$;

create or replace function service_spread_hours(s partner_service) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    delete from partner_schedule where service_id = s.id;
    insert into partner_schedule
    select s.id, w.no, w.days, w.opens_at, w.closes_at, w.valid_from, w.valid_to, w.note
      from rows from (jsonb_to_recordset(s.schedules)
           as (days text[], opens_at time, closes_at time, valid_from date, valid_to date, note text))
           with ordinality as w (days, opens_at, closes_at, valid_from, valid_to, note, no);
    delete from partner_schedule_exception where service_id = s.id;
    insert into partner_schedule_exception
    select s.id, e.no, e.on_date, e.opens_at, e.closes_at, e.reason
      from rows from (jsonb_to_recordset(s.exceptions)
           as (on_date date, opens_at time, closes_at time, reason text))
           with ordinality as e (on_date, opens_at, closes_at, reason, no);
end $$;

create or replace function service_spread() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if tg_op = 'INSERT' or (old.needs, old.location_ids) is distinct from (new.needs, new.location_ids) then
        perform service_spread_links(new);
    end if;
    if tg_op = 'INSERT' or (old.schedules, old.exceptions) is distinct from (new.schedules, new.exceptions) then
        perform service_spread_hours(new);
    end if;
    return null;
end $$;
revoke execute on function service_spread_links(partner_service), service_spread_hours(partner_service) from public;
create or replace trigger spread after insert or update on partner_service
    for each row execute function service_spread();

-- Every service has its row of capacity from its first commit on.
create or replace function service_count() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    insert into service_capacity (id, created_by, updated_by) values (new.id, new.created_by, new.updated_by)
    on conflict do nothing;
    return null;
end $$;
drop trigger if exists count on partner_service;
create constraint trigger count after insert on partner_service deferrable initially deferred
    for each row execute function service_count();

-- Meters along the earth's surface, as a sphere.
create or replace function distance_m(lon1 float8, lat1 float8, lon2 float8, lat2 float8) returns float8
language sql immutable strict parallel safe as $$
    select 2 * 6371008.8 * asin(least(1, sqrt(power(sind((lat2 - lat1) / 2), 2)
           + cosd(lat1) * cosd(lat2) * power(sind((lon2 - lon1) / 2), 2))))
$$;

-- Services that are open at that moment, on their own clocks: by hours that began today, or by
-- those of yesterday that run past midnight. A day with exceptions has those hours only; on a public
-- holiday weekly hours hold for services that say so. Plain SQL, so that a search takes it in whole.
create or replace function services_open_at(moment timestamptz) returns table (service_id uuid)
language sql stable parallel safe as $$
    select s.id
      from (select z.zone, moment at time zone z.zone as clock, (moment at time zone z.zone)::date - ago.days as day
              from (select distinct time_zone as zone from partner_service) z, (values (0), (1)) ago (days)
            offset 0) t -- once a zone and not once a service
      join partner_service s on s.time_zone = t.zone
      join partner_schedule w on w.service_id = s.id
     where (array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'])[extract(isodow from t.day)] = any (w.days)
       and t.day + w.opens_at <= t.clock
       and t.clock < t.day + w.closes_at + make_interval(days => (w.closes_at <= w.opens_at)::integer)
       and coalesce(w.valid_from <= t.day, true) and coalesce(t.day < w.valid_to, true)
       and (s.open_on_holidays or t.day not in (select p.on_date from public_holiday p))
       and (s.id, t.day) not in (select e.service_id, e.on_date from partner_schedule_exception e)
    union all
    select s.id
      from partner_schedule_exception e
      join partner_service s on s.id = e.service_id
     cross join lateral (select moment at time zone s.time_zone as clock) t
     where e.on_date + e.opens_at <= t.clock
       and t.clock < e.on_date + e.closes_at + make_interval(days => (e.closes_at <= e.opens_at)::integer)
$$;

create or replace function service_open_at(service uuid, moment timestamptz) returns boolean
language sql stable parallel safe as $$
    select exists (select from services_open_at(moment) o where o.service_id = service)
$$;

create or replace function capacity_move(service uuid, to_available integer, to_reserved integer) returns boolean
language plpgsql security definer set search_path = chatdong, pg_temp
as $$
begin
    update service_capacity c
       set available = c.available + to_available, reserved = c.reserved + to_reserved,
           updated_by = nullif(current_setting('chatdong.actor_id', true), '')::uuid
     where c.id = service and (c.maximum is not null or to_reserved < 0);
    return found;
end $$;
revoke execute on function capacity_move(uuid, integer, integer) from public;

create or replace function capacity_check_number(n integer) returns void language plpgsql as $$
begin
    if n is null or n < 1 then
        raise exception 'places are counted from one on' using errcode = '23514', constraint = 'capacity_number_positive';
    end if;
end $$;

-- For referrals. The row's lock makes concurrent calls wait for each other; one place too many
-- breaks capacity_not_overbooked, one given back twice capacity_released_once (both 23514). False:
-- the service does not count its places, nothing was reserved and nothing is to be released.
create or replace function capacity_reserve(service uuid, n integer default 1) returns boolean
language plpgsql security definer set search_path = chatdong, pg_temp
as $$
begin
    perform capacity_check_number(n);
    return capacity_move(service, -n, n);
end $$;

-- The referral came to nothing: the place is free again.
create or replace function capacity_release(service uuid, n integer default 1) returns boolean
language plpgsql security definer set search_path = chatdong, pg_temp
as $$
begin
    perform capacity_check_number(n);
    return capacity_move(service, n, -n);
end $$;

-- The resident came: the place is taken, and the institution's own count frees it one day.
create or replace function capacity_take(service uuid, n integer default 1) returns boolean
language plpgsql security definer set search_path = chatdong, pg_temp
as $$
begin
    perform capacity_check_number(n);
    return capacity_move(service, 0, -n);
end $$;
revoke execute on function capacity_reserve(uuid, integer), capacity_release(uuid, integer), capacity_take(uuid, integer) from public;
grant execute on function capacity_reserve(uuid, integer), capacity_release(uuid, integer), capacity_take(uuid, integer)
    to chatdong_api, chatdong_worker;

reset role;
