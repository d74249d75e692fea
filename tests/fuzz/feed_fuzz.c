/* Any file of rows: whatever stands in it, what goes to COPY has its shape, and a row with a fault
 * has no values. The first byte says which encoding is stated. */
#include "jobs/feed_reader.h"

#include <stdlib.h>
#include <string.h>

static const struct cd_feed_layout layout = {
    .columns = {"source_id", "name", "address", "dong_code"},
    .required = " source_id ",
    .address = "address",
    .dong = "dong_code",
};
#define TABS 6

static void must_be_row(struct cd_str row)
{
    size_t tabs = 0;

    if (!cd_str_is_utf8(row))
        abort();
    for (size_t i = 0; i < row.len; i++)
        tabs += row.ptr[i] == '\t';
    if (tabs != TABS)
        abort();
    (void)cd_str_cut(&row, '\t');
    struct cd_str fault = cd_str_cut(&row, '\t');
    if (!cd_str_is(fault, "\\N") && !cd_str_is(row, "\\N\t\\N\t\\N\t\\N\t\\N"))
        abort();
}

static void must_be_rows(const struct cd_buf *out)
{
    struct cd_str rest = cd_buf_str(out);

    while (rest.len > 0)
        must_be_row(cd_str_cut(&rest, '\n'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CD_BUF_AUTO(out, 8u << 20);
    const char *sentence;

    if (size == 0)
        return 0;
    struct cd_feed_reader *reader =
        cd_feed_reader_new(&layout, (enum cd_feed_encoding)(data[0] % 3));
    struct cd_str text = {(const char *)data + 1, size - 1};
    bool ok = true;
    while (ok && text.len > 0) {
        const char *newline = memchr(text.ptr, '\n', text.len);
        size_t len = newline != NULL ? (size_t)(newline - text.ptr) + 1 : text.len;
        ok = cd_feed_line(reader, (struct cd_str){text.ptr, len}, &out);
        text = (struct cd_str){text.ptr + len, text.len - len};
    }
    ok = ok && cd_feed_end(reader, &out);
    if (ok != (cd_feed_failure(reader, &sentence) == NULL))
        abort();
    must_be_rows(&out);
    cd_feed_reader_free(reader);
    return 0;
}
