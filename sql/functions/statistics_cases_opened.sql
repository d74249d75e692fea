-- Indicator cases_opened; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "cases_opened",
    "version": 1,
    "name": "시작한 사례",
    "name_en": "Cases opened",
    "definition": "접수한 사례의 수.",
    "definition_en": "Cases, on the day of intake.",
    "unit": "cases",
    "kind": "flow",
    "valid_from": "2015-07-01",
    "sources": [
        {"source": "welfare_case",
         "condition": "true",
         "day": "r.intake_on",
         "subject": "r.resident_id"}]
}$$);

reset role;
