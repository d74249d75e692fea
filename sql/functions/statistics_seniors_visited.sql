-- Indicator seniors_visited; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "seniors_visited",
    "version": 1,
    "name": "방문한 어르신",
    "name_en": "Seniors visited",
    "definition": "65세·70세 도래 어르신 방문을 받은 사람의 수. 한 기간에 한 사람은 한 번, 첫 방문의 동에서 센다.",
    "definition_en": "Residents with a visit of the programs for seniors turning 65 or 70; a person counts once a period, in the dong of the first visit.",
    "unit": "persons",
    "kind": "distinct",
    "dimension": "program",
    "valid_from": "2015-07-01",
    "public_by": ["city", "gu", "dong", "detail"],
    "sources": [
        {"source": "visit",
         "condition": "r.status = 'completed' and r.outcome = 'done' and r.program in ('senior-65', 'senior-70')",
         "day": "(r.completed_at at time zone 'Asia/Seoul')::date",
         "detail": "r.program",
         "subject": "r.resident_id"}]
}$$);

reset role;
