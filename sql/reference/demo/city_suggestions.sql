-- More of the demo city's register (after city_register.sql): the smaller dongs, something underground, a lot
-- without a road; then what the suggestions are made of.
set local role chatdong_owner;
set local search_path = chatdong;

insert into building (management_no, dong_code, legal_code, gu_code, road_code, road_name, road_key, basement, main_no, sub_no,
                      mountain, lot_main, lot_sub, name, name_key, zip)
select b.legal_code || case when b.mountain then '2' else '1' end || lpad(b.lot_main::text, 4, '0') || '0000'
           || lpad((b.nn * 1000 + n)::text, 6, '0'), b.dong_code, b.legal_code, left(b.legal_code, 5),
       case when b.road = '' then '' else left(b.legal_code, 5) || lpad(b.nn::text, 7, '0') end, b.road, b.road, b.basement,
       case when b.road = '' then 0 else n end, 0, b.mountain, b.lot_main + n, 0, b.name, replace(b.name, ' ', ''), b.zip
  from (values
    (4, '9911053000', '9911010300', '별빛로', true, false, 700, 5, 5, '별빛 지하상가', '99103'),
    (9, '9911054000', '9911010400', '꽃빛길', false, false, 10, 1, 8, '', '99104'),
    (10, '9914052000', '9914010200', '반달로', false, false, 10, 1, 12, '', '99141'),
    (11, '9914053000', '9914010300', '샛별로', false, false, 10, 1, 8, '', '99142'),
    (12, '9911051000', '9911010100', '', false, true, 1, 1, 1, '햇살산 관리소', '99101')
  ) b (nn, dong_code, legal_code, road, basement, mountain, lot_main, first, last, name, zip),
       generate_series(b.first, b.last) n
on conflict do nothing;

select address_suggestion_refresh();

reset role;
