/* Any line of a building register: what is taken is in bounds, UTF-8, and fits COPY's text format.
 */
#include "jobs/register.h"

#include <stdlib.h>
#include <string.h>

static void must_be_text(struct cd_str s)
{
    if (!cd_str_is_utf8(s) || memchr(s.ptr, '\t', s.len) != NULL ||
        memchr(s.ptr, '\n', s.len) != NULL)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cd_register *readers[2];
    struct cd_register_row row;

    if (readers[0] == NULL) {
        readers[0] = cd_register_new(false);
        readers[1] = cd_register_new(true);
    }
    for (int changes = 0; changes < 2; changes++) {
        enum cd_register_fault fault =
            cd_register_read(readers[changes], (struct cd_str){(const char *)data, size}, &row);
        if (fault < CD_REGISTER_OK || fault >= CD_REGISTER_FAULTS)
            abort();
        if (fault != CD_REGISTER_OK)
            continue;
        if (row.management_no.len != 25 || row.legal_code.len != 10)
            abort();
        if (row.gone)
            continue;
        must_be_text(row.road_name);
        must_be_text(row.road_key);
        must_be_text(row.name);
        must_be_text(row.name_key);
        if (row.main_no < 0 || row.main_no > 99999 || row.lot_main < 0 || row.road_key.len == 0 ||
            memchr(row.road_key.ptr, ' ', row.road_key.len) != NULL)
            abort();
    }
    return 0;
}
