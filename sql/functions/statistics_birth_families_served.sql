-- Indicator birth_families_served; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "birth_families_served",
    "version": 1,
    "name": "방문한 출산 가정",
    "name_en": "Birth families served",
    "definition": "출산 가정 방문을 받은 가정의 수. 한 기간에 한 가정은 한 번 센다.",
    "definition_en": "Families with a visit of the program for birth families; a family counts once a period.",
    "unit": "families",
    "kind": "distinct",
    "valid_from": "2015-07-01",
    "public_by": ["city", "gu", "dong"],
    "sources": [
        {"source": "visit",
         "condition": "r.status = 'completed' and r.outcome = 'done' and r.program = 'birth-family'",
         "day": "(r.completed_at at time zone 'Asia/Seoul')::date",
         "subject": "coalesce(r.household_id, r.resident_id)",
         "subject_is": "r.household_id = $1 or r.household_id is null and r.resident_id = $1"}]
}$$);

reset role;
