-- Indicator gu_taking_part; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "gu_taking_part",
    "version": 1,
    "name": "참여 자치구",
    "name_en": "Districts taking part",
    "definition": "참여한 동주민센터가 있는 자치구의 수. 먼저 참여한 동에서 센다.",
    "definition_en": "Districts with a center that has joined, counted in the dong that joined first.",
    "unit": "districts",
    "kind": "stock",
    "valid_from": "2015-07-01",
    "counts_persons": false,
    "public_by": ["city", "gu", "quarter"],
    "stock": "(select distinct on (left(c.dong_code, 5)) c.dong_code, '', 1, null::bigint from center c where c.joined_on <= d.day order by left(c.dong_code, 5), c.joined_on, c.dong_code)"
}$$);

reset role;
