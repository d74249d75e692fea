-- Indicator counselings; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "counselings",
    "version": 1,
    "name": "상담",
    "name_en": "Counselings",
    "definition": "상담의 수.",
    "definition_en": "Counselings, by topic.",
    "unit": "counselings",
    "kind": "flow",
    "dimension": "topic",
    "valid_from": "2015-07-01",
    "sources": [
        {"source": "counseling_record",
         "condition": "true",
         "day": "r.held_on",
         "detail": "r.topic",
         "subject": "r.resident_id"}]
}$$);

reset role;
