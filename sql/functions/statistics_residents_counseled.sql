-- Indicator residents_counseled; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "residents_counseled",
    "version": 1,
    "name": "상담한 주민",
    "name_en": "Residents counseled",
    "definition": "상담한 주민의 수. 한 기간에 한 사람은 한 번 센다.",
    "definition_en": "Residents with a counseling; a person counts once a period.",
    "unit": "persons",
    "kind": "distinct",
    "valid_from": "2015-07-01",
    "sources": [
        {"source": "counseling_record",
         "condition": "true",
         "day": "r.held_on",
         "subject": "r.resident_id"}]
}$$);

reset role;
