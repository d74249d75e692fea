-- What `chatdong import partners` does once its file stands in import_partner (src/jobs/import_partners.c).
-- Run by the owner. Ids follow from name and address, so the same file again changes nothing; what
-- somebody has changed since by hand is kept.
set local role chatdong_owner;
set local search_path = chatdong;
-- The temporary table is there when the functions run, not when they are made.
set local check_function_bodies = off;

-- 02-2147-2356, 3153-9062 (Seoul's own), 1577-0199 → E.164; what is none of these is NULL.
create or replace function korean_phone(written text) returns text language sql immutable as $$
    select case when d ~ '^0[1-9][0-9]{7,9}$' then '+82' || substr(d, 2)
                when d ~ '^1[5-9][0-9]{6}$' then '+82' || d
                when d ~ '^[2-9][0-9]{6,7}$' then '+822' || d end
      from regexp_replace(written, '[^0-9]', '', 'g') d
$$;

-- The rows as they will be. The dong is the nearest one of the district that the address names.
create or replace function import_partner_cleaned() returns table (id uuid, name text, kind text, description text,
    phones jsonb, dong_code text, gu_code text, address text, lon float8, lat float8, assured_on date)
language sql stable as $$
    select derived_id('imported partner ' || r.name || ' ' || r.address),
           r.name || case when count(*) over (partition by r.name) > 1 then ' (' || substring(r.address from '구\s+(.*)$') || ')' else '' end,
           case when r.kind ~ '치매' then 'dementia_center' else 'other' end,
           concat_ws('. ', r.kind, '운영: ' || r.operator,
                     format('의사 %s, 간호사 %s, 사회복지사 %s (%s)', r.doctors, r.nurses, r.social_workers, r.as_of)),
           case when korean_phone(r.phone) is null then '[]'::jsonb
                else jsonb_build_array(jsonb_build_object('number', korean_phone(r.phone), 'type', 'voice')) end,
           d.code, d.gu_code, r.address, r.lon, r.lat, r.as_of
      from (select normalize(regexp_replace(trim(i.name), '\s+', ' ', 'g')) as name,
                   normalize(i.kind) as kind, normalize(regexp_replace(trim(i.road_address), '\s+', ' ', 'g')) as address,
                   case when i.lon ~ '^[0-9]{1,3}\.[0-9]+$' then i.lon::float8 end as lon,
                   case when i.lat ~ '^[0-9]{1,2}\.[0-9]+$' then i.lat::float8 end as lat,
                   normalize(i.operator) as operator, i.phone, i.doctors, i.nurses, i.social_workers,
                   case when i.as_of ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' then i.as_of::date end as as_of
              from import_partner i) r
      left join lateral (select x.code, x.gu_code
                           from dong x join district g on g.code = x.gu_code
                          where g.name = substring(r.address from '서울(?:특별)?시?\s+(\S+구)\s') and x.valid_to is null
                          order by distance_m(x.lon, x.lat, r.lon, r.lat), x.code limit 1) d on r.lon is not null and r.lat is not null
$$;

create or replace function import_partner_rows() returns table (what text, inserted bigint, updated bigint, removed bigint, unchanged bigint)
language plpgsql as $$
begin
    create temporary table import_partner_ready on commit drop as
    select c.* from import_partner_cleaned() c
     where c.dong_code is not null
       and not exists (select from partner p where p.dong_code = c.dong_code and p.name = c.name and p.id <> c.id);
    return query
    with done as (
        insert into partner as p (id, dong_code, kind, name, description, phones)
        select r.id, r.dong_code, r.kind, r.name, r.description, r.phones from import_partner_ready r
        on conflict (id) do update set dong_code = excluded.dong_code, kind = excluded.kind, name = excluded.name,
               description = excluded.description, phones = excluded.phones
         where p.updated_by is null and (p.dong_code, p.kind, p.name, p.description, p.phones)
               is distinct from (excluded.dong_code, excluded.kind, excluded.name, excluded.description, excluded.phones)
        returning (xmax = 0) as fresh)
    select 'partners', count(*) filter (where fresh), count(*) filter (where not fresh), 0::bigint,
           (select count(*) from import_partner_ready) - count(*) from done;
    return query
    with done as (
        insert into partner_location as l (id, partner_id, dong_code, name, address, lon, lat)
        select derived_id(r.id || ' place'), r.id, r.dong_code, r.name, r.address, r.lon, r.lat from import_partner_ready r
        on conflict (id) do update set dong_code = excluded.dong_code, name = excluded.name, lon = excluded.lon, lat = excluded.lat
         where l.updated_by is null and (l.dong_code, l.name, l.lon, l.lat)
               is distinct from (excluded.dong_code, excluded.name, excluded.lon, excluded.lat)
        returning (xmax = 0) as fresh)
    select 'locations', count(*) filter (where fresh), count(*) filter (where not fresh), 0::bigint,
           (select count(*) from import_partner_ready) - count(*) from done;
    return query
    with done as (
        insert into partner_service as s (id, partner_id, name, description, needs, location_ids, area_codes, assured_on)
        select derived_id(r.id || ' service'), r.id, '치매 조기검진과 지원', '치매 선별검사와 진단검사, 등록 관리, 쉼터와 가족 지원',
               array['health.dementia'], array[derived_id(r.id || ' place')], array[r.gu_code], r.assured_on
          from import_partner_ready r where r.kind = 'dementia_center'
        on conflict (id) do update set area_codes = excluded.area_codes, assured_on = excluded.assured_on
         where s.updated_by is null and (s.area_codes, s.assured_on) is distinct from (excluded.area_codes, excluded.assured_on)
        returning (xmax = 0) as fresh)
    select 'services', count(*) filter (where fresh), count(*) filter (where not fresh), 0::bigint,
           (select count(*) from import_partner_ready r where r.kind = 'dementia_center') - count(*) from done;
end $$;

create or replace function import_partner_left_out() returns table (line text) language sql stable as $$
    select format('%s, %s: %s', c.name, coalesce(c.address, 'no address'),
                  case when c.dong_code is null then 'no point, or no dong of its district' else 'another entry has this name in its dong' end)
      from import_partner_cleaned() c
     where not exists (select from import_partner_ready r where r.id = c.id)
    union all
    select format('%s: changed by hand, kept', p.name) from partner p join import_partner_ready r on r.id = p.id where p.updated_by is not null
$$;

reset role;
