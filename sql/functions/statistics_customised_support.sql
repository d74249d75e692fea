-- Indicator customised_support; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "customised_support",
    "version": 1,
    "name": "맞춤형 지원",
    "name_en": "Customised support cases",
    "definition": "서비스를 제공한 의뢰(임시 거처, 의료기관, 그 밖의 기관)와 신청한 급여의 수.",
    "definition_en": "Referrals that were served (temporary accommodation, medical and other institutions) and benefits applied for.",
    "unit": "cases",
    "kind": "flow",
    "dimension": "support",
    "valid_from": "2015-07-01",
    "public_by": ["city", "detail"],
    "parts_public": true,
    "sources": [
        {"source": "benefit_application",
         "condition": "r.applied_on is not null",
         "day": "r.applied_on",
         "detail": "'benefit_request'",
         "subject": "r.resident_id"},
        {"source": "referral",
         "condition": "r.outcome = 'served'",
         "day": "(r.outcome_at at time zone 'Asia/Seoul')::date",
         "detail": "case when (select p.kind from partner p where p.id = r.partner_id) = 'shelter' then 'temporary_accommodation' when (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center') then 'medical' else 'institution' end",
         "subject": "r.resident_id",
         "rests_on": {"key": "partner_id", "table": "partner", "column": "kind"}}]
}$$);

reset role;
