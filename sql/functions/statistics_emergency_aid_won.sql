-- Indicator emergency_aid_won; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "emergency_aid_won",
    "version": 1,
    "name": "긴급 지원 금액",
    "name_en": "Emergency aid paid",
    "definition": "지급한 긴급 지원의 금액. 환수한 지원은 세지 않는다.",
    "definition_en": "Emergency aid that was paid, in won, on the day of payment; what was reversed does not count.",
    "unit": "won",
    "kind": "flow",
    "dimension": "kind",
    "valid_from": "2015-07-01",
    "public_by": ["city", "gu", "dong", "detail", "quarter"],
    "sources": [
        {"source": "aid",
         "condition": "r.status = 'paid'",
         "day": "r.paid_on",
         "detail": "r.kind",
         "amount": "r.approved_amount",
         "subject": "r.resident_id"}]
}$$);

reset role;
