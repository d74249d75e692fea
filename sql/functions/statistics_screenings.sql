-- Indicator screenings; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "screenings",
    "version": 1,
    "name": "선별 검사",
    "name_en": "Screenings",
    "definition": "실시한 선별 검사의 수. 무효로 한 검사는 세지 않는다.",
    "definition_en": "Screenings performed, by instrument; those voided do not count.",
    "unit": "screenings",
    "kind": "flow",
    "dimension": "instrument",
    "valid_from": "2015-07-01",
    "sources": [
        {"source": "screening",
         "condition": "r.voided_at is null",
         "day": "(r.performed_at at time zone 'Asia/Seoul')::date",
         "detail": "r.instrument_id",
         "subject": "r.resident_id"}]
}$$);

reset role;
