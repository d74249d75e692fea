-- Indicator benefits_granted; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "benefits_granted",
    "version": 1,
    "name": "결정된 급여",
    "name_en": "Benefits granted",
    "definition": "지급하기로 결정된 급여의 수.",
    "definition_en": "Benefits granted, on the day of the decision.",
    "unit": "applications",
    "kind": "flow",
    "dimension": "benefit",
    "valid_from": "2015-07-01",
    "sources": [
        {"source": "benefit_application",
         "condition": "r.status = 'granted'",
         "day": "r.decided_on",
         "detail": "r.benefit",
         "subject": "r.resident_id"}]
}$$);

reset role;
