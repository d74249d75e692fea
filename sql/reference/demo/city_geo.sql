-- The demo city's map: more dongs, legal dongs, boundaries on a grid, and what became of 옛빛동.
set local role chatdong_owner;
set local search_path = chatdong;

insert into dong (code, gu_code, name, name_official, name_en, sgis_code, lon, lat, area_km2, valid_from) values
    ('9911054000', '99110', '꽃빛동', '꽃빛동', 'Kkotbit-dong', '99010540', 126.9935, 37.5742, 0.03, '1998-11-01'),
    ('9914052000', '99140', '반달1동', '반달제1동', 'Bandal1-dong', '99040520', 127.0225, 37.5600, 0.78, '1998-11-01'),
    ('9914053000', '99140', '샛별2.3동', '샛별2.3동', 'Saetbyeol2.3-dong', '99040530', 127.0300, 37.5650, 0.59, '2008-01-01')
on conflict do nothing;

insert into legal_dong (code, gu_code, name, name_en) values
    ('9911010100', '99110', '햇살동', 'Haetsal-dong'),
    ('9911010200', '99110', '달빛동', 'Dalbit-dong'),
    ('9911010300', '99110', '별빛동', 'Byeolbit-dong'),
    ('9911010400', '99110', '꽃빛동', 'Kkotbit-dong'),
    ('9914010100', '99140', '은하동', 'Eunha-dong'),
    ('9914010200', '99140', '반달동', 'Bandal-dong'),
    ('9914010300', '99140', '샛별동2가', 'Saetbyeoldong 2(i)-ga')
on conflict do nothing;
insert into legal_dong_dong (legal_code, dong_code, source) values
    ('9911010100', '9911051000', 'demo'), ('9911010200', '9911052000', 'demo'),
    ('9911010300', '9911053000', 'demo'),
    ('9911010400', '9911054000', 'demo'), ('9911010400', '9911053000', 'demo'),
    ('9914010100', '9914051000', 'demo'), ('9914010200', '9914052000', 'demo'),
    ('9914010200', '9914051000', 'demo'), ('9914010300', '9914053000', 'demo')
on conflict do nothing;

insert into dong_succession (predecessor_code, successor_code, happened_on, basis, area_share) values
    ('9911050000', '9911051000', '2015-07-01', 'area', 0.58),
    ('9911050000', '9911052000', '2015-07-01', 'area', 0.42)
on conflict do nothing;

create or replace function pg_temp.ring(w text, s text, e text, n text) returns text language sql immutable as $$
    select format('[[%1$s,%2$s],[%3$s,%2$s],[%3$s,%4$s],[%1$s,%4$s],[%1$s,%2$s]]', w, s, e, n)
$$;
insert into dong_boundary (dong_code, valid_from, geometry, bbox, source)
select b.code, b.since::date, format('{"type":"%s","coordinates":[%s]}', b.kind, b.rings)::json, b.box::json, '지어낸 경계'
  from (values
    ('9911050000', '1990-03-01', 'Polygon', pg_temp.ring('126.965', '37.565', '126.986', '37.576'), '[126.965,37.565,126.986,37.576]'),
    ('9911051000', '2015-07-01', 'Polygon', pg_temp.ring('126.965', '37.565', '126.976', '37.576'), '[126.965,37.565,126.976,37.576]'),
    ('9911052000', '2015-07-01', 'Polygon', pg_temp.ring('126.976', '37.565', '126.986', '37.576'), '[126.976,37.565,126.986,37.576]'),
    ('9911053000', '1998-11-01', 'Polygon', pg_temp.ring('126.986', '37.565', '126.996', '37.576') || ','
        || pg_temp.ring('126.9925', '37.5735', '126.9945', '37.575'), '[126.986,37.565,126.996,37.576]'),
    ('9911054000', '1998-11-01', 'Polygon', pg_temp.ring('126.9925', '37.5735', '126.9945', '37.575'), '[126.9925,37.5735,126.9945,37.575]'),
    ('9914051000', '1998-11-01', 'MultiPolygon', '[' || pg_temp.ring('127', '37.552', '127.02', '37.568') || '],['
        || pg_temp.ring('127.025', '37.56', '127.028', '37.562') || ']', '[127,37.552,127.028,37.568]'),
    ('9914052000', '1998-11-01', 'Polygon', pg_temp.ring('127.02', '37.552', '127.025', '37.568'), '[127.02,37.552,127.025,37.568]'),
    ('9914053000', '2008-01-01', 'Polygon', pg_temp.ring('127.025', '37.562', '127.035', '37.568'), '[127.025,37.562,127.035,37.568]')
  ) b (code, since, kind, rings, box)
on conflict do nothing;

select dong_alias_renew();

reset role;
