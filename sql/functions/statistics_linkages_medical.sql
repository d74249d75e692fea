-- Indicator linkages_medical; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "linkages_medical",
    "version": 1,
    "name": "의료기관 연계",
    "name_en": "Linkages to medical institutions",
    "definition": "병원, 보건소, 치매안심센터, 정신건강복지센터가 서비스를 제공한 의뢰의 수.",
    "definition_en": "Referrals that hospitals, public health, dementia and mental health centers have served.",
    "unit": "referrals",
    "kind": "flow",
    "dimension": "partner_kind",
    "valid_from": "2015-07-01",
    "public_by": ["city", "gu", "dong", "detail"],
    "sources": [
        {"source": "referral",
         "condition": "r.outcome = 'served' and (select p.kind from partner p where p.id = r.partner_id) in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center')",
         "day": "(r.outcome_at at time zone 'Asia/Seoul')::date",
         "detail": "(select p.kind from partner p where p.id = r.partner_id)",
         "subject": "r.resident_id",
         "rests_on": {"key": "partner_id", "table": "partner", "column": "kind"}}]
}$$);

reset role;
