-- The demo city's building register: where its residents live, a road through two dongs, one road's name in both
-- districts, buildings with names, lots. A real import of these districts takes its place.
set local role chatdong_owner;
set local search_path = chatdong;

insert into building (management_no, dong_code, legal_code, gu_code, road_code, road_name, road_key, basement,
                      main_no, sub_no, mountain, lot_main, lot_sub, name, name_key, zip)
select r.legal || '1' || lpad(b.lot_main::text, 4, '0') || lpad(b.lot_sub::text, 4, '0') || lpad((r.nn * 1000 + b.main_no * 10 + b.sub_no)::text, 6, '0'),
       case when r.dong_code = '9911051000' and r.road_name = '이음로' and b.main_no > 10 then '9911052000' else r.dong_code end,
       r.legal, left(r.legal, 5), left(r.legal, 5) || lpad(r.nn::text, 7, '0'), r.road_name, r.road_name, false,
       b.main_no, b.sub_no, false, b.lot_main, b.lot_sub, coalesce(n.name, ''), replace(coalesce(n.name, ''), ' ', ''), r.zip
  from (values
    (1, '햇살로', '9911051000', '9911010100', 60, '99101'), (2, '햇살로3길', '9911051000', '9911010100', 12, '99101'),
    (3, '달빛로', '9911052000', '9911010200', 60, '99102'), (4, '별빛로', '9911053000', '9911010300', 20, '99103'),
    (5, '은하로', '9914051000', '9914010100', 60, '99140'), (6, '이음로', '9911051000', '9911010100', 20, '99104'),
    (7, '한빛로', '9911053000', '9911010300', 10, '99103'), (8, '한빛로', '9914051000', '9914010100', 10, '99140')
  ) r (nn, road_name, dong_code, legal, most, zip)
 cross join lateral (
    select m as main_no, s as sub_no, r.nn * 10 + m / 10 as lot_main, m % 10 * 2 + s as lot_sub
      from generate_series(1, r.most) m, generate_series(0, 1) s
     where s = 0 or m % 15 = 0
  ) b
  left join (values (1, 20, '햇살아파트'), (1, 22, '햇살아파트'), (1, 31, '햇살 노인복지관'), (3, 15, '달빛빌라'), (5, 7, '은하 타워')
  ) n (nn, main_no, name) on n.nn = r.nn and n.main_no = b.main_no and b.sub_no = 0
on conflict do nothing;

reset role;
