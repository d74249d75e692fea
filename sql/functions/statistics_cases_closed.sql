-- Indicator cases_closed; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "cases_closed",
    "version": 1,
    "name": "종결한 사례",
    "name_en": "Cases closed",
    "definition": "종결한 사례의 수.",
    "definition_en": "Cases that are closed, on the day of closing.",
    "unit": "cases",
    "kind": "flow",
    "valid_from": "2015-07-01",
    "sources": [
        {"source": "welfare_case",
         "condition": "r.status = 'closed'",
         "day": "(r.closed_at at time zone 'Asia/Seoul')::date",
         "subject": "r.resident_id"}]
}$$);

reset role;
