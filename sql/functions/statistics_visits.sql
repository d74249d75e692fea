-- Indicator visits; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "visits",
    "version": 1,
    "name": "방문",
    "name_en": "Visits",
    "definition": "마친 방문의 수. 만나지 못했거나 거절한 방문은 세지 않는다.",
    "definition_en": "Visits that were carried out, on the day in Seoul on which they ended.",
    "unit": "visits",
    "kind": "flow",
    "dimension": "program",
    "valid_from": "2014-07-01",
    "public_by": ["city", "gu", "dong", "detail", "quarter"],
    "sources": [
        {"source": "visit",
         "condition": "r.status = 'completed' and r.outcome = 'done'",
         "day": "(r.completed_at at time zone 'Asia/Seoul')::date",
         "detail": "r.program",
         "subject": "r.resident_id"}]
}$$);

reset role;
