-- Institutions of the demo city, made up like it: four with their seat in 햇살동 (A), three in 달빛동 (B),
-- three in 은하동 (C). May be loaded again: what somebody has worked on stays.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;
create or replace function pg_temp.phone(number text, note text) returns jsonb language sql immutable as $$
    select jsonb_build_array(jsonb_build_object('number', number, 'type', 'voice', 'note', note))
$$;

insert into partner (id, dong_code, kind, name, description, email, website, phones, created_by, updated_by)
select pg_temp.demo('5000' || p.nn), p.dong, p.kind, p.name, p.description, p.email, p.website,
       pg_temp.phone('+822555088' || p.nn, '대표 전화'), staff.id, staff.id
  from (values
    ('01', '9911051000', 'dementia_center', '가람구치매안심센터', '치매 조기검진, 등록, 쉼터와 가족 지원', 'dementia@garam.example', 'https://dementia.garam.example/'),
    ('02', '9911051000', 'mental_health_center', '가람구정신건강복지센터', '우울과 자살 위기의 상담과 사례관리', null, 'https://mind.garam.example/'),
    ('03', '9911051000', 'welfare_center', '햇살종합사회복지관', '주민의 생활, 식사, 돌봄을 돕는 복지관', 'help@haetsal.example', null),
    ('04', '9911051000', 'public_health_center', '가람구보건소', '만성질환 관리와 모자 보건', null, null),
    ('21', '9911052000', 'welfare_center', '달빛종합사회복지관', '이웃 관계망과 긴급 지원', null, 'https://dalbit.example/'),
    ('22', '9911052000', 'community_child_center', '달빛지역아동센터', '방과 후 돌봄과 학습', null, null),
    ('23', '9911052000', 'hospital', '달빛누리병원', '취약계층 진료와 입원 연계', null, null),
    ('41', '9914051000', 'senior_center', '은하노인복지관', '어르신의 여가, 건강, 주간 보호', null, null),
    ('42', '9914051000', 'shelter', '은하쉼터', '밤에 머물 곳이 없는 사람의 잠자리', null, null),
    ('43', '9914051000', 'family_center', '나래구가족센터', '다문화 가족과 한부모 가족의 상담과 한국어 교육', null, 'https://family.narae.example/')
  ) p (nn, dong, kind, name, description, email, website)
  join staff on staff.role = 'district_admin' and staff.gu_code = left(p.dong, 5) and staff.id::text like '01900000-0000-7000-8000-%'
on conflict do nothing;

insert into partner_location (id, partner_id, dong_code, name, address, postal_code, lon, lat, transportation, accessibility, created_by, updated_by)
select pg_temp.demo('5100' || l.nn), p.id, l.dong, l.name, l.address, l.zip, l.lon, l.lat, l.transportation, l.accessibility,
       p.created_by, p.created_by
  from (values
    ('01', '01', '9911051000', '본관', '서울특별시 가람구 햇살로 30', '09001', 126.9710, 37.5708, '햇살역 2번 출구', '승강기, 휠체어 경사로'),
    ('02', '02', '9911051000', '본관', '서울특별시 가람구 햇살로 44', '09001', 126.9724, 37.5712, null, null),
    ('03', '03', '9911051000', '복지관', '서울특별시 가람구 햇살로 8', '09001', 126.9695, 37.5697, null, '경사로'),
    ('04', '04', '9911051000', '보건소', '서울특별시 가람구 햇살로 2', '09001', 126.9703, 37.5703, null, '승강기'),
    ('05', '01', '9911053000', '별빛 분소', '서울특별시 가람구 별빛로 20', '09003', 126.9901, 37.5719, null, null),
    ('21', '21', '9911052000', '복지관', '서울특별시 가람구 달빛로 21', '09002', 126.9815, 37.5709, null, null),
    ('22', '22', '9911052000', '센터', '서울특별시 가람구 달빛로 35', '09002', 126.9821, 37.5716, null, null),
    ('23', '23', '9911052000', '병원', '서울특별시 가람구 달빛로 50', '09002', 126.9830, 37.5705, null, '승강기'),
    ('41', '41', '9914051000', '복지관', '서울특별시 나래구 은하로 12', '09101', 127.0105, 37.5605, null, '승강기'),
    ('42', '42', '9914051000', '쉼터', '서울특별시 나래구 은하로 77', null, 127.0131, 37.5589, null, null),
    ('43', '43', '9914051000', '센터', '서울특별시 나래구 은하로 25', '09101', 127.0098, 37.5611, null, null)
  ) l (nn, partner, dong, name, address, zip, lon, lat, transportation, accessibility)
  join partner p on p.id = pg_temp.demo('5000' || l.partner)
on conflict do nothing;

create or replace function pg_temp.week(days text, opens text, closes text) returns jsonb language sql immutable as $$
    select jsonb_build_array(jsonb_build_object('days', to_jsonb(string_to_array(days, ',')), 'opens_at', opens,
                                                'closes_at', closes, 'valid_from', '2020-01-01'))
$$;
insert into partner_service (id, partner_id, name, description, needs, location_ids, area_codes, eligibility, minimum_age,
                             maximum_age, application, fees, languages, phones, open_on_holidays, schedules, exceptions, assured_on,
                             created_by, updated_by)
select pg_temp.demo('5200' || s.nn), p.id, s.name, s.description, s.needs, s.locations, s.areas, s.eligibility, s.low, s.high,
       s.application, s.fees, s.languages, pg_temp.phone('+822555089' || s.nn, '신청'), s.holidays, s.week, s.exceptions::jsonb,
       '2026-03-02', p.created_by, p.created_by
  from (values
    ('01', '01', '치매 조기검진', '선별검사와 진단검사, 등록 관리', array['health.dementia'],
     array[pg_temp.demo('510001'), pg_temp.demo('510005')], array['99110'], '만 60세 이상 주민', 60, null, '전화 또는 방문 예약', '무료', array['ko'], false,
     pg_temp.week('MO,TU,WE,TH,FR', '09:00', '18:00'), '[{"on_date": "2026-12-31", "opens_at": "09:00", "closes_at": "13:00", "reason": "종무식"}, {"on_date": "2026-11-30", "reason": "직원 교육"}]'),
    ('02', '01', '치매 가족 쉼터', '낮 동안 어르신을 돌보고 가족을 쉬게 함', array['health.dementia', 'care.day'],
     array[pg_temp.demo('510001')], array['99110'], '등록된 치매 어르신', 60, null, null, '무료', array['ko'], false,
     pg_temp.week('MO,WE,FR', '10:00', '16:00'), '[]'),
    ('03', '02', '우울 상담', '대면과 전화 상담, 병원 연계', array['mental_health.depression', 'health.hospital'],
     array[pg_temp.demo('510002')], '{}', null, 13, null, null, '무료', array['ko', 'en'], false,
     pg_temp.week('MO,TU,WE,TH,FR', '09:00', '21:00'), '[]'),
    ('04', '02', '자살 위기 상담 전화', '밤낮없이 받는 위기 상담 전화', array['mental_health.suicide'],
     '{}', '{}', null, null, null, null, '무료', array['ko', 'en', 'vi'], true,
     pg_temp.week('MO,TU,WE,TH,FR,SA,SU', '00:00', '00:00'), '[]'),
    ('05', '03', '경로식당과 도시락', '점심과 거동이 어려운 어르신의 도시락', array['care.meal', 'relations.isolation'],
     array[pg_temp.demo('510003')], array['9911051000', '9911052000'], '저소득 어르신', 60, null, '동주민센터를 거쳐 신청', '무료', array['ko'], false,
     pg_temp.week('MO,TU,WE,TH,FR,SA', '11:30', '13:00'), '[]'),
    ('06', '04', '고혈압·당뇨 교실', '만성질환의 식사와 운동 교실', array['health.chronic'],
     array[pg_temp.demo('510004')], array['99110'], null, 30, null, null, '무료', array['ko'], false,
     pg_temp.week('TU,TH', '10:00', '12:00'), '[]'),
    ('21', '21', '긴급 생계 지원', '위기 가구의 생필품과 생계비', array['income.emergency_aid', 'housing.temporary'],
     array[pg_temp.demo('510021')], array['99110'], null, null, null, null, null, array['ko'], false,
     pg_temp.week('MO,TU,WE,TH,FR', '09:00', '18:00'), '[]'),
    ('22', '22', '방과 후 교실', '초등학생의 학습과 저녁 식사', array['education.after_school', 'care.child'],
     array[pg_temp.demo('510022')], array['9911052000'], '초등학생', 6, 13, null, '무료', array['ko'], false,
     pg_temp.week('MO,TU,WE,TH,FR', '13:00', '20:00'), '[]'),
    ('23', '23', '취약계층 진료', '외래 진료와 입원 병상', array['health.hospital', 'health.chronic'],
     array[pg_temp.demo('510023')], '{}', '의료급여 수급자와 차상위', null, null, '의뢰서', '본인 부담 감면', array['ko', 'zh', 'vi'], true,
     pg_temp.week('MO,TU,WE,TH,FR,SA,SU', '08:30', '17:30'), '[]'),
    ('41', '41', '주간 보호', '어르신의 낮 돌봄과 송영', array['care.day', 'health.dementia'],
     array[pg_temp.demo('510041')], array['99140'], '장기요양 등급', 65, null, null, '본인 부담 15%', array['ko'], false,
     pg_temp.week('MO,TU,WE,TH,FR,SA', '08:00', '20:00'), '[]'),
    ('42', '42', '야간 잠자리', '저녁부터 아침까지의 잠자리와 식사', array['housing.temporary', 'safety.shelter'],
     array[pg_temp.demo('510042')], '{}', null, 19, null, '바로 입소', '무료', array['ko', 'en'], true,
     pg_temp.week('MO,TU,WE,TH,FR,SA,SU', '20:00', '08:00'), '[]'),
    ('43', '43', '한국어 교실', '수준별 한국어와 통역', array['education.language', 'relations.family'],
     array[pg_temp.demo('510043')], array['99140'], '다문화 가족', null, null, null, '무료', array['ko', 'vi', 'zh', 'en'], false,
     pg_temp.week('MO,WE,SA', '10:00', '12:00'), '[]')
  ) s (nn, partner, name, description, needs, locations, areas, eligibility, low, high, application, fees, languages, holidays, week, exceptions)
  join partner p on p.id = pg_temp.demo('5000' || s.partner)
on conflict do nothing;

insert into service_capacity (id, maximum, available, as_of, created_by, updated_by)
select s.id, c.maximum, c.available, now() - interval '2 hours', s.created_by, s.created_by
  from (values ('01', 20, 12), ('02', 15, 1), ('03', 8, 3), ('21', 10, 4), ('22', 25, 0), ('23', 30, 6), ('41', 28, 2), ('42', 40, 9))
       c (nn, maximum, available)
  join partner_service s on s.id = pg_temp.demo('5200' || c.nn)
on conflict do nothing;

-- The dementia center's own client.
insert into system_client (id, name, scopes, area, gu_code, partner_id) values
    (pg_temp.demo('e4'), '가람구치매안심센터 (가상)', array['partners:read', 'partners:write', 'capacity:write', 'partner_referrals:answer'], 'partner', null,
     pg_temp.demo('500001'))
on conflict do nothing;

reset role;
