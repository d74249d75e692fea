-- Indicator referrals; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "referrals",
    "version": 1,
    "name": "의뢰",
    "name_en": "Referrals",
    "definition": "요청한 의뢰의 수.",
    "definition_en": "Referrals requested.",
    "unit": "referrals",
    "kind": "flow",
    "valid_from": "2015-07-01",
    "sources": [
        {"source": "referral",
         "condition": "true",
         "day": "(r.created_at at time zone 'Asia/Seoul')::date",
         "subject": "r.resident_id"}]
}$$);

reset role;
