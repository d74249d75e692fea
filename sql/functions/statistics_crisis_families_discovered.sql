-- Indicator crisis_families_discovered; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "crisis_families_discovered",
    "version": 1,
    "name": "발굴한 위기 가구",
    "name_en": "Crisis families discovered",
    "definition": "빈곤 위기로 발굴한 가구의 수. 취소한 발굴은 세지 않는다.",
    "definition_en": "Poor families in crisis that were discovered, by the path; those withdrawn do not count.",
    "unit": "families",
    "kind": "flow",
    "dimension": "path",
    "valid_from": "2015-07-01",
    "public_by": ["city", "gu", "dong", "detail", "quarter"],
    "sources": [
        {"source": "discovery",
         "condition": "r.kind = 'poor_family' and r.withdrawn_at is null",
         "day": "r.found_on",
         "detail": "r.path",
         "subject": "r.resident_id"}]
}$$);

reset role;
