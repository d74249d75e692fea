-- Indicator social_workers; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "social_workers",
    "version": 1,
    "name": "사회복지공무원",
    "name_en": "Social workers",
    "definition": "기간 마지막 날의 사회복지공무원 수.",
    "definition_en": "Social workers on the last day of the period.",
    "unit": "persons",
    "kind": "stock",
    "valid_from": "2015-07-01",
    "public_by": ["city", "gu", "quarter"],
    "stock": "select coalesce(s.dong_code, s.gu_code), '', s.heads, null::bigint from staffing s where s.job = 'social_worker' and s.during @> d.day and s.employed @> d.day"
}$$);

reset role;
