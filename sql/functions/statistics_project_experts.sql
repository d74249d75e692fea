-- Indicator project_experts; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "project_experts",
    "version": 1,
    "name": "마을사업전문가",
    "name_en": "Project experts",
    "definition": "기간 마지막 날의 마을사업전문가와 마을기업전문가 수.",
    "definition_en": "Community project experts and neighborhood enterprise experts on the last day of the period.",
    "unit": "persons",
    "kind": "stock",
    "valid_from": "2015-07-01",
    "public_by": ["city", "gu", "quarter"],
    "stock": "select coalesce(s.dong_code, s.gu_code), '', s.heads, null::bigint from staffing s where s.job in ('project_expert', 'enterprise_expert') and s.during @> d.day and s.employed @> d.day"
}$$);

reset role;
