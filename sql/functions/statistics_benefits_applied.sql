-- Indicator benefits_applied; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "benefits_applied",
    "version": 1,
    "name": "신청한 급여",
    "name_en": "Benefits applied for",
    "definition": "신청한 급여의 수.",
    "definition_en": "Benefits applied for, on the day of the application.",
    "unit": "applications",
    "kind": "flow",
    "dimension": "benefit",
    "valid_from": "2015-07-01",
    "sources": [
        {"source": "benefit_application",
         "condition": "r.applied_on is not null",
         "day": "r.applied_on",
         "detail": "r.benefit",
         "subject": "r.resident_id"}]
}$$);

reset role;
