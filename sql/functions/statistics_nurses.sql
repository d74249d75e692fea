-- Indicator nurses; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "nurses",
    "version": 1,
    "name": "방문간호사",
    "name_en": "Visiting nurses",
    "definition": "기간 마지막 날의 방문간호사 수.",
    "definition_en": "Visiting nurses on the last day of the period.",
    "unit": "persons",
    "kind": "stock",
    "valid_from": "2015-07-01",
    "public_by": ["city", "gu", "quarter"],
    "stock": "select coalesce(s.dong_code, s.gu_code), '', s.heads, null::bigint from staffing s where s.job = 'visiting_nurse' and s.during @> d.day and s.employed @> d.day"
}$$);

reset role;
