-- Indicator centers; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "centers",
    "version": 1,
    "name": "참여 동주민센터",
    "name_en": "Centers taking part",
    "definition": "기간 마지막 날까지 사업에 참여한 동주민센터의 수.",
    "definition_en": "Centers that have joined by the last day of the period.",
    "unit": "centers",
    "kind": "stock",
    "valid_from": "2015-07-01",
    "counts_persons": false,
    "public_by": ["city", "gu", "dong", "quarter"],
    "stock": "select c.dong_code, '', 1, null::bigint from center c where c.joined_on <= d.day"
}$$);

reset role;
