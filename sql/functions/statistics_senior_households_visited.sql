-- Indicator senior_households_visited; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "senior_households_visited",
    "version": 1,
    "name": "방문한 어르신 가구",
    "name_en": "Senior households visited",
    "definition": "65세·70세 도래 어르신 방문을 받은 가구의 수. 한 기간에 한 가구는 한 번 센다.",
    "definition_en": "Households with a visit of the programs for seniors turning 65 or 70; a household counts once a period.",
    "unit": "households",
    "kind": "distinct",
    "valid_from": "2015-07-01",
    "public_by": ["city"],
    "sources": [
        {"source": "visit",
         "condition": "r.status = 'completed' and r.outcome = 'done' and r.program in ('senior-65', 'senior-70') and r.household_id is not null",
         "day": "(r.completed_at at time zone 'Asia/Seoul')::date",
         "subject": "r.household_id"}]
}$$);

reset role;
