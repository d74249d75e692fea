/* What a role that reads masked gets to see (DOMAIN.md 2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/rows.h"

static void expect(enum cd_mask mask, const char *text, const char *masked)
{
    CD_BUF_AUTO(out, 1000);

    cd_mask_text(&out, mask, cd_str_of(text));
    assert_string_equal(out.ptr, masked);
}

static void names(void **state)
{
    (void)state;
    expect(CD_MASK_NAME, "김철수", "김*수");
    expect(CD_MASK_NAME, "김용", "김*");
    expect(CD_MASK_NAME, "김", "*");
    expect(CD_MASK_NAME, "남궁민수", "남**수");
    expect(CD_MASK_NAME, "남궁 민수", "남* *수");
    expect(CD_MASK_NAME, "설 빈", "설 *");
    expect(CD_MASK_NAME, " 설 ", " * ");
    expect(CD_MASK_NAME, "John Smith", "J*** ****h");
    expect(CD_MASK_NAME, "Nguyễn Thị Hà", "N***** *** *à");
    expect(CD_MASK_NAME, "𠮷田", "𠮷*");
    expect(CD_MASK_NAME, "", "");
}

static void phones(void **state)
{
    (void)state;
    expect(CD_MASK_PHONE, "+82-10-1234-5678", "***-****-5678");
    expect(CD_MASK_PHONE, "+821012345678", "***-****-5678");
    expect(CD_MASK_PHONE, "02-123-4567", "***-****-4567");
    expect(CD_MASK_PHONE, "5678", "***");
    expect(CD_MASK_PHONE, "", "***");
}

static void addresses_end_at_the_dong(void **state)
{
    (void)state;
    expect(CD_MASK_ADDRESS, "서울특별시 가람구 햇살동 12-3", "서울특별시 가람구 햇살동");
    expect(CD_MASK_ADDRESS, "서울특별시 가람구 햇살로 12, 101동 202호", "서울특별시 가람구");
    expect(CD_MASK_ADDRESS, "서울특별시 가람구 햇살동 한빛아파트 101동",
           "서울특별시 가람구 햇살동");
    expect(CD_MASK_ADDRESS, "서울특별시 중구 을지로3가 5", "서울특별시 중구 을지로3가");
    expect(CD_MASK_ADDRESS, "서울특별시 종로구 종로1.2.3.4가동 7",
           "서울특별시 종로구 종로1.2.3.4가동");
    expect(CD_MASK_ADDRESS, "달빛길 7 가동", "***");
    expect(CD_MASK_ADDRESS, "서울", "***");
    expect(CD_MASK_ADDRESS, "12 Sunshine Street", "***");
    expect(CD_MASK_ADDRESS, "", "***");
}

static void no_mask_changes_nothing(void **state)
{
    (void)state;
    expect(CD_MASK_NONE, "김철수 \"x\"", "김철수 \"x\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(phones),
        cmocka_unit_test(addresses_end_at_the_dong),
        cmocka_unit_test(no_mask_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
