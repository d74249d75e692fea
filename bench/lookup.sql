-- The look-up's city: on top of the whole register (bench/lib/lookup.mjs imports dongs, boundaries and 600,000
-- buildings first) a center, three officers and a patch for each dong, and 20,000 questions: buildings of the
-- register, evenly picked, asked for in six forms as people type them. Nothing is random.
\set ON_ERROR_STOP on
set search_path = chatdong, public;
begin;

create temporary table today as
select d.code, d.gu_code, d.name, row_number() over (order by d.code) as no from dong d where d.valid_to is null and d.code like '11%';
create function pg_temp.officer(dong bigint, kind int) returns uuid language sql immutable
    return ('01900000-0000-7000-8001-' || (100000000000 + dong * 10 + kind))::uuid;

insert into staff (id, gu_code, dong_codes, role, job, name, office_phone, hired_on)
select pg_temp.officer(t.no, f.no), t.gu_code, array[t.code], f.role, f.job, f.name, '+8222' || lpad((t.no * 10 + f.no)::text, 6, '0'), '2016-07-01'
  from today t, (values (1, 'officer', 'welfare_planner', '김하나'), (2, 'nurse', null, '이두리'),
                        (3, 'officer', 'neighborhood_officer', '박세찬')) f (no, role, job, name);
insert into center (dong_code, name, address, phone, opening_hours)
select t.code, t.name || '주민센터', t.name || ' 1', '+8223' || lpad(t.no::text, 6, '0'), '월-금 09:00-18:00' from today t;
insert into patch_cut (dong_code) select t.code from today t on conflict do nothing;
insert into patch (id, dong_code, name, officer_id, planner_id, nurse_id, during)
select ('01900000-0000-7000-8005-' || (100000000000 + t.no))::uuid, t.code, t.name, pg_temp.officer(t.no, 3), pg_temp.officer(t.no, 1),
       pg_temp.officer(t.no, 2), '[2016-07-01,)'
  from today t;
insert into patch_rule (patch_id, dong_code, during, kind, legal_code, numbers, sides)
select p.id, p.dong_code, p.during, 'legal_dong', l.legal_code, '(,)', '[0,2)'
  from patch p join legal_dong_dong l on l.dong_code = p.dong_code;

create table bench_question (n int primary key, address text not null, dong_code text not null, lon float8, lat float8, typed text not null, reading jsonb);
insert into bench_question (n, address, dong_code, lon, lat, typed)
select q.no, case q.no % 6
           when 0 then '서울특별시 ' || g.name || ' ' || q.road_name || ' ' || q.number
           when 1 then g.name || ' ' || q.road_name || ' ' || q.number || ', 3층 302호'
           when 2 then '서울시' || g.name || q.road_name || q.number
           when 3 then g.name || ' ' || l.name || ' ' || q.lot
           when 4 then '서울 ' || g.name || ' ' || replace(q.road_name, '길', ' 길') || ' ' || q.number || ' (' || l.name || ')'
           else g.name || ' ' || q.road_name || ' ' || q.number end,
       q.dong_code, d.lon, d.lat, case q.no % 3 when 0 then initials(left(q.road_key, 4)) when 1 then left(q.road_key, 2) else q.road_key || left(q.main_no::text, 1) end
  from (select b.*, b.main_no || case when b.sub_no > 0 then '-' || b.sub_no else '' end as number,
               b.lot_main || case when b.lot_sub > 0 then '-' || b.lot_sub else '' end as lot,
               (row_number() over (order by hashtext(b.management_no), b.management_no) - 1)::int as no
          from building b where b.road_key <> '' and not b.basement and not b.mountain
           and b.road_key !~ '[0-9]길[가-힣]' -- one row of the list of roads is two names run together
         order by hashtext(b.management_no), b.management_no limit 20000) q
  join district g on g.code = q.gu_code
  join dong d on d.code = q.dong_code
  join legal_dong l on l.code = q.legal_code;
grant select on bench_question to chatdong_api;
commit;
select address_suggestion_refresh();
vacuum analyze;
