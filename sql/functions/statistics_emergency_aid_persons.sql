-- Indicator emergency_aid_persons; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "emergency_aid_persons",
    "version": 1,
    "name": "긴급 지원을 받은 사람",
    "name_en": "Persons with emergency aid",
    "definition": "긴급 지원을 받은 사람의 수. 한 기간에 한 사람은 한 번 센다.",
    "definition_en": "Residents to whom emergency aid was paid; a person counts once a period.",
    "unit": "persons",
    "kind": "distinct",
    "valid_from": "2015-07-01",
    "public_by": ["city", "gu", "dong"],
    "sources": [
        {"source": "aid",
         "condition": "r.status = 'paid'",
         "day": "r.paid_on",
         "subject": "r.resident_id"}]
}$$);

reset role;
