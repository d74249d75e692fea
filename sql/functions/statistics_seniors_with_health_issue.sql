-- Indicator seniors_with_health_issue; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "seniors_with_health_issue",
    "version": 1,
    "name": "건강 문제가 있는 어르신",
    "name_en": "Seniors with a health issue",
    "definition": "건강 문제로 발굴한 어르신의 수. 한 기간에 한 사람은 한 번 센다.",
    "definition_en": "Seniors discovered with a health issue, such as a risk of dementia; a person counts once a period.",
    "unit": "persons",
    "kind": "distinct",
    "dimension": "path",
    "valid_from": "2015-07-01",
    "public_by": ["city", "gu", "dong", "detail"],
    "sources": [
        {"source": "discovery",
         "condition": "r.kind = 'senior_health' and r.withdrawn_at is null",
         "day": "r.found_on",
         "detail": "r.path",
         "subject": "r.resident_id"}]
}$$);

reset role;
