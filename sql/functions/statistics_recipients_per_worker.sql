-- Indicator recipients_per_worker; statistics.sql says what a definition means.
set local role chatdong_owner;
set local search_path = chatdong;

call indicator_define($${
    "id": "recipients_per_worker",
    "version": 1,
    "name": "복지 공무원 한 명당 수급자",
    "name_en": "Recipients per worker",
    "definition": "수급자 수를 복지 공무원 수로 나눈 값. 기간 마지막 날의 값이다.",
    "definition_en": "Recipients of welfare benefits by welfare workers, on the last day of the period.",
    "unit": "recipients per worker",
    "kind": "stock",
    "valid_from": "2014-07-01",
    "public_by": ["city", "gu", "dong", "quarter"],
    "stock": "select l.dong_code, '', l.recipients, l.workers from caseload_on(d.day) l"
}$$);

reset role;
