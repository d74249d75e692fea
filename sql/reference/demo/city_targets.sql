-- What the demo city and its first district want to reach in the program year of 2026.
set local role chatdong_owner;
set local search_path = chatdong;

insert into statistic_target (indicator, area, year, target, created_by, updated_by)
select t.indicator, t.area, 2026, t.target, who, who
  from (values ('visits', 'city', 400), ('visits', '99110', 150), ('seniors_visited', '99110', 60)) t (indicator, area, target),
       (select ('01900000-0000-7000-8000-' || lpad('4a', 12, '0'))::uuid as who) w
    on conflict on constraint statistic_target_once do nothing;
