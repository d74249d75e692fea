-- Residents recorded twice, in the dongs of the demo staff: 01 and 02, 03 and 04 look alike, 05 and 06 were found to be two;
-- 08 was merged into 07, 10 into 09 and out again; 11 and 12 can be merged. 08, 10 and 12 have a consent each.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;

create temporary table demo_fresh on commit drop as
select not exists (select from resident where id = pg_temp.demo('610001')) as fresh;

create temporary table demo_place on commit drop as
select * from (values (0, '9911051000', '가람구 햇살로', 'a'), (100, '9911052000', '가람구 나루길', 'b'), (200, '9914051000', '나래구 별빛로', 'c')) p (at, dong_code, road, who)
 where (select fresh from demo_fresh);

insert into resident (id, dong_code, name, birth_date, sex, phone, address, created_by, updated_by)
select pg_temp.demo((610000 + p.at + n)::text), p.dong_code, w.names[1 + (n - 1) % 2], w.birth_date, 'female',
       '+82105556' || lpad((1000 + p.at + n - (n - 1) % 2)::text, 4, '0'), '서울특별시 ' || p.road || ' ' || 60 + n,
       pg_temp.demo('3' || p.who), pg_temp.demo('3' || p.who)
  from demo_place p
 cross join generate_series(1, 12) n
  join (values (1, array['고복례', '고복례'], date '1941-03-02'), (2, array['문말순', '문말숙'], date '1938-09-17'),
               (3, array['봉순이', '봉순희'], date '1936-12-24'), (4, array['배옥자', '배옥자'], date '1940-05-21'),
               (5, array['변춘자', '변춘자'], date '1939-02-11'), (6, array['안갑례', '안갑례'], date '1940-05-22')) w (pair, names, birth_date)
    on w.pair = (n + 1) / 2;

insert into consent (id, dong_code, resident_id, purpose, fields, given_by, given_at, evidence_kind, created_by, updated_by)
select pg_temp.demo((614000 + p.at + n)::text), p.dong_code, pg_temp.demo((610000 + p.at + n)::text), 'program_notice', array['name', 'phone'],
       'resident', now(), 'paper', pg_temp.demo('2' || p.who), pg_temp.demo('2' || p.who)
  from demo_place p, unnest(array[8, 10, 12]) n;

insert into resident_duplicate (id, first_id, second_id, dong_code, other_dong_code, score, reasons, status, dismissed_at, dismissed_by, dismissal_reason)
select pg_temp.demo((611000 + p.at + k)::text), a.id, b.id, a.dong_code, b.dong_code, c.score, c.reasons,
       case k when 3 then 'dismissed' else 'open' end, case k when 3 then now() end, case k when 3 then pg_temp.demo('3' || p.who) end,
       case k when 3 then '이름이 비슷한 자매' end
  from demo_place p
 cross join generate_series(1, 3) k
  join resident a on a.id = pg_temp.demo((610000 + p.at + 2 * k - 1)::text)
  join resident b on b.id = pg_temp.demo((610000 + p.at + 2 * k)::text)
 cross join lateral resident_alike(a.name, a.birth_date, a.sex, a.phone, a.address, left(a.dong_code, 5)) c
 where c.id = b.id;

-- As the supervisors made them.
do $$
declare
    p demo_place;
    who uuid;
begin
    for p in select * from demo_place loop
        who := pg_temp.demo('3' || p.who);
        perform set_config('chatdong.role', 'supervisor', true), set_config('chatdong.dongs', p.dong_code, true);
        perform resident_merge_make(jsonb_build_object('id', pg_temp.demo((612001 + p.at + k)::text), 'reason', '같은 분이 두 번 등록됨',
                    'survivor_id', pg_temp.demo((610007 + p.at + 2 * k)::text), 'merged_id', pg_temp.demo((610008 + p.at + 2 * k)::text),
                    'survivor_version', 1, 'merged_version', 1), who) from generate_series(0, 1) k;
        perform resident_merge_undo(pg_temp.demo((612002 + p.at)::text), 1, who);
        perform set_config('chatdong.role', '', true), set_config('chatdong.dongs', '', true);
        -- As the tests know it.
        perform set_config('chatdong.merging', 'on', true);
        update resident_merge set version = 1 where id = pg_temp.demo((612002 + p.at)::text);
        perform set_config('chatdong.merging', '', true);
    end loop;
end $$;

reset role;
