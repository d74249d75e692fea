-- Consents and referrals of the demo city: in each of the dongs A, B and C the same, to the partner
-- institution of that dong (city_partners.sql). Tokens of links are made up here and nowhere else.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function pg_temp.demo(suffix text) returns uuid language sql immutable as $$
    select ('01900000-0000-7000-8000-' || lpad(suffix, 12, '0'))::uuid
$$;
create or replace function pg_temp.link_token(link uuid) returns text language sql immutable as $$
    select rpad('demo_link_' || right(link::text, 6), 43, 'x')
$$;

-- The clients of the partners of dongs B and C; that of A is in city_partners.sql.
insert into system_client (id, name, scopes, area, partner_id) values
    (pg_temp.demo('e5'), '달빛동 연계 기관 (가상)', array['partner_referrals:answer'], 'partner', pg_temp.demo('500021')),
    (pg_temp.demo('e6'), '은하동 연계 기관 (가상)', array['partner_referrals:answer'], 'partner', pg_temp.demo('500041'))
on conflict do nothing;

-- Services that do not count their places, so that any number can be referred.
insert into partner_service (id, partner_id, name, description, needs, languages, created_by, updated_by)
select pg_temp.demo(s.id), pg_temp.demo(s.partner), s.name, s.description, s.needs, '{ko}', pg_temp.demo(s.admin), pg_temp.demo(s.admin)
  from (values
    ('520009', '500001', '치매 정밀검사', '선별검사에서 의심된 어르신의 진단검사', array['health.dementia'], '4a'),
    ('520029', '500021', '사례 상담', '복합 욕구 가구의 상담과 동행', array['relations.family'], '4a'),
    ('520049', '500041', '가정 방문 상담', '거동이 어려운 어르신의 가정 방문', array['care.home'], '4c')
  ) s (id, partner, name, description, needs, admin)
on conflict do nothing;

create temporary table demo_place on commit drop as
select * from (values (0, '9911051000', 'a'), (20, '9911052000', 'b'), (40, '9914051000', 'c')) p (first, dong_code, letter);

-- 01: resident 02, all but health, to whomever; 02: resident 03, name and phone to this partner only; 03:
-- resident 04, withdrawn; 04: resident 02, being told of programs.
insert into consent (id, dong_code, resident_id, purpose, partner_id, fields, given_by, given_by_name, given_at, evidence_kind,
                     evidence_reference, withdrawn_at, withdrawn_by, withdrawal_note, created_by, updated_by)
select pg_temp.demo((730000 + p.first + c.n)::text), p.dong_code, pg_temp.demo((100000 + p.first + c.resident)::text), c.purpose,
       case when c.bound then pg_temp.demo((500001 + p.first)::text) end, c.fields, c.given_by, c.given_by_name,
       now() - interval '40 days', c.evidence, '동의서 ' || c.n, case when c.gone then now() - interval '3 days' end,
       case when c.gone then 'resident' end, case when c.gone then '전화로 철회 의사를 밝힘' end,
       pg_temp.demo('1' || p.letter), pg_temp.demo('1' || p.letter)
  from demo_place p, (values
    (1, 2, 'partner_referral', false, array['name', 'birth_date', 'sex', 'phone', 'address', 'language', 'need'], 'resident', null, 'paper', false),
    (2, 3, 'partner_referral', true, array['name', 'phone'], 'guardian', '이미정', 'recording', false),
    (3, 4, 'partner_referral', false, array['name', 'phone', 'address'], 'resident', null, 'in_person', true),
    (4, 2, 'program_notice', false, array['phone'], 'resident', null, 'electronic', false)
  ) c (n, resident, purpose, bound, fields, given_by, given_by_name, evidence, gone)
on conflict do nothing;

-- One of each state, and more that wait for their answer.
insert into referral (id, dong_code, resident_id, household_id, service_id, visit_id, urgency, need, fields, status, respond_by, serve_by,
                      due_at, answered_at, answered_by, answered_via, answer_note, outcome, outcome_at, outcome_note, reason,
                      closed_at, closed_by, closing_note, created_at, created_by, updated_by)
select pg_temp.demo((830000 + p.first + r.n)::text), p.dong_code, pg_temp.demo((100002 + p.first)::text),
       pg_temp.demo((200002 + p.first)::text), pg_temp.demo((520009 + p.first)::text), case when r.n = 5 then pg_temp.demo((300002 + p.first)::text) end,
       r.urgency, r.need, array['name', 'phone', 'need'], r.status, t.made + interval '30 days',
       case when r.step >= 2 and r.status <> 'rejected' then t.made + interval '32 days' end,
       case when r.status = 'requested' then t.made + interval '30 days' else now() + interval '20 days' end,
       case when r.step >= 1 then t.made + interval '1 day' end, case when r.step >= 1 then client.id end,
       case when r.step >= 1 then 'client' end, case when r.step >= 1 then '연락드리겠습니다' end, r.outcome,
       case when r.outcome is not null then now() - interval '1 day' end, case when r.outcome = 'served' then '이용을 마침' end, r.reason,
       case when r.status = 'closed' then now() end, case when r.status = 'closed' then pg_temp.demo('1' || p.letter) end,
       case when r.status = 'closed' then '잘 이용하고 계심' end, t.made, pg_temp.demo('1' || p.letter), pg_temp.demo('1' || p.letter)
  from demo_place p
  join system_client client on client.partner_id = pg_temp.demo((500001 + p.first)::text),
       (values
    (1, 'requested', 0, 'normal', '치매 선별검사에서 인지 저하가 의심되어 정밀 검사가 필요함', null, null),
    (2, 'accepted', 2, 'normal', '식사 준비가 어려워 도시락이 필요함', null, null),
    (3, 'rejected', 1, 'normal', '낮 동안 돌봄이 필요함', null, 'wrong_service'),
    (4, 'expired', 0, 'normal', '겨울 난방비가 걱정됨', null, null),
    (5, 'served', 3, 'normal', '치매 가족 상담이 필요함', 'served', null),
    (6, 'not_served', 3, 'normal', '우울감이 있어 상담이 필요함', 'not_served', 'resident_refused'),
    (7, 'closed', 3, 'normal', '안전 손잡이가 필요함', 'served', null),
    (8, 'requested', 0, 'normal', '인지 저하가 의심되어 정밀 검사가 필요함', null, null),
    (9, 'accepted', 2, 'normal', '한국어로 된 안내가 어려움', null, null),
    (10, 'requested', 0, 'urgent', '혼자 지내며 끼니를 거르고 계심', null, null),
    (11, 'requested', 0, 'normal', '병원에 함께 갈 사람이 필요함', null, null),
    (12, 'requested', 0, 'normal', '말벗이 필요함', null, null),
    (13, 'requested', 0, 'normal', '집에 곰팡이가 심함', null, null),
    (14, 'requested', 0, 'normal', '채무 상담이 필요함', null, null),
    (15, 'served', 3, 'normal', '보청기 상담이 필요함', 'served', null),
    (16, 'rejected', 1, 'normal', '이사를 도울 사람이 필요함', null, 'no_capacity')
  ) r (n, status, step, urgency, need, outcome, reason),
       lateral (select now() - make_interval(days => 1, mins => r.n) as made) t
on conflict do nothing;

-- 08, 11 to 14 have a link that waits, 09's was used, 10's was replaced.
insert into referral_link (id, dong_code, referral_id, digest, expires_at, used_at, revoked_at, created_by)
select r.id, r.dong_code, r.id, sha256(convert_to(pg_temp.link_token(r.id), 'UTF8')), r.respond_by,
       case when l.n = 9 then now() end, case when l.n = 10 then now() end, r.created_by
  from demo_place p, (values (8), (9), (10), (11), (12), (13), (14)) l (n), referral r
 where r.id = pg_temp.demo((830000 + p.first + l.n)::text)
on conflict do nothing;

reset role;
