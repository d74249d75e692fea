/* The checker of instrument files: each break of a sound file is said with its line; and what the
 * import makes of files in the database. */
#include "base/embed.h"
#include "contract/finding.h"
#include "db/migrate.h"
#include "jobs/import_instruments.h"
#include "pg_fixture.h"
#include "screening/instrument.h"

#include <string.h>

static const char sum_file[] =
    "{\n"
    "  \"format\": 1, \"id\": \"sum\", \"version\": \"1\", \"valid_from\": \"2020-01-01\",\n"
    "  \"name\": {\"ko\": \"합\", \"en\": \"Sum\"}, \"method\": \"sum\",\n"
    "  \"source\": \"a source\", \"licence\": {\"terms\": \"none\"},\n"
    "  \"answers\": {\"yes_no\": [{\"value\": 0, \"text\": {\"ko\": \"아니오\", \"en\": \"No\"}},\n"
    "    {\"value\": 1, \"text\": {\"ko\": \"예\", \"en\": \"Yes\"}}]},\n"
    "  \"items\": [\n"
    "    {\"id\": \"a\", \"text\": {\"ko\": \"가\", \"en\": \"A\"}, \"options\": \"yes_no\"},\n"
    "    {\"id\": \"b\", \"text\": {\"ko\": \"나\", \"en\": \"B\"}, \"number\": {\"from\": 0, "
    "\"to\": 9},\n"
    "      \"scores\": [{\"from\": 0, \"to\": 4, \"score\": 0},\n"
    "        {\"from\": 5, \"to\": 9, \"score\": 2}]}],\n"
    "  \"bands\": [\n"
    "    {\"id\": \"low\", \"text\": {\"ko\": \"낮음\", \"en\": \"Low\"}, \"level\": \"normal\", "
    "\"from\": 0, \"to\": 1},\n"
    "    {\"id\": \"high\", \"text\": {\"ko\": \"높음\", \"en\": \"High\"}, \"level\": "
    "\"positive\", \"from\": 2, \"to\": 3}],\n"
    "  \"flags\": [\n"
    "    {\"id\": \"f\", \"text\": {\"ko\": \"다\", \"en\": \"F\"}, \"all\": [{\"item\": \"b\", "
    "\"from\": 9}]}]\n"
    "}\n";

static const char norm_file[] =
    "{\n"
    "  \"format\": 1, \"id\": \"norm\", \"version\": \"1\", \"valid_from\": \"2020-01-01\",\n"
    "  \"name\": {\"ko\": \"규준\", \"en\": \"Norm\"}, \"method\": \"norm\",\n"
    "  \"source\": \"a source\", \"licence\": {\"terms\": \"none\"},\n"
    "  \"items\": [{\"id\": \"a\", \"text\": {\"ko\": \"가\", \"en\": \"A\"}, \"number\": "
    "{\"from\": 0, \"to\": 30}}],\n"
    "  \"bands\": [{\"id\": \"ok\", \"text\": {\"ko\": \"정상\", \"en\": \"Ok\"}, \"level\": "
    "\"normal\"},\n"
    "    {\"id\": \"bad\", \"text\": {\"ko\": \"저하\", \"en\": \"Bad\"}, \"level\": "
    "\"positive\"}],\n"
    "  \"norms\": {\"age\": {\"from\": 60, \"to\": 80}, \"education\": {\"from\": 0, \"to\": 12},\n"
    "    \"below\": \"bad\", \"otherwise\": \"ok\", \"cutoffs\": [\n"
    "    {\"age\": {\"from\": 60, \"to\": 69}, \"education\": {\"from\": 0, \"to\": 12}, "
    "\"below\": 20},\n"
    "    {\"age\": {\"from\": 70, \"to\": 80}, \"education\": {\"from\": 0, \"to\": 12}, "
    "\"below\": 18}]}\n"
    "}\n";

static const char worst_file[] =
    "{\n"
    "  \"format\": 1, \"id\": \"worst\", \"version\": \"1\", \"valid_from\": \"2020-01-01\",\n"
    "  \"name\": {\"ko\": \"최악\", \"en\": \"Worst\"}, \"method\": \"worst\", \"order\": [[\"a\", "
    "\"b\"]],\n"
    "  \"source\": \"a source\", \"licence\": {\"terms\": \"none\"},\n"
    "  \"items\": [\n"
    "    {\"id\": \"a\", \"text\": {\"ko\": \"가\", \"en\": \"A\"}, \"number\": {\"from\": 0, "
    "\"to\": 10, \"step\": 0.1},\n"
    "      \"ranges\": [{\"from\": 0, \"to\": 4.9, \"band\": \"ok\"},\n"
    "        {\"from\": 5, \"to\": 10, \"band\": \"bad\"}]},\n"
    "    {\"id\": \"b\", \"text\": {\"ko\": \"나\", \"en\": \"B\"}, \"number\": {\"from\": 0, "
    "\"to\": 10}}],\n"
    "  \"bands\": [{\"id\": \"ok\", \"text\": {\"ko\": \"정상\", \"en\": \"Ok\"}, \"level\": "
    "\"normal\"},\n"
    "    {\"id\": \"bad\", \"text\": {\"ko\": \"나쁨\", \"en\": \"Bad\"}, \"level\": "
    "\"positive\"}]\n"
    "}\n";

/* The file with the first `from` replaced by `to`. */
static struct cd_str broken(struct cd_arena *arena, const char *file, const char *from,
                            const char *to)
{
    const char *at = strstr(file, from);

    assert_non_null(at);
    return cd_str_of(
        cd_arena_printf(arena, "%.*s%s%s", (int)(at - file), file, to, at + strlen(from)));
}

static const struct cd_instrument *read_text(struct cd_arena *arena, struct cd_str text,
                                             struct cd_findings *findings)
{
    cd_findings_init(findings, arena);
    const struct cd_node *root = cd_node_read(arena, arena, text, "file", findings);
    return root != NULL ? cd_instrument_read(arena, root, "file", findings) : NULL;
}

static void test_sound_files_have_no_findings(void **state)
{
    const char *const files[] = {sum_file, norm_file, worst_file};
    struct cd_arena *arena = cd_arena_new();
    struct cd_findings findings;

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const struct cd_instrument *in = read_text(arena, cd_str_of(files[i]), &findings);
        if (findings.first != NULL)
            fail_msg("%d: %s", findings.first->line, findings.first->reason);
        assert_non_null(in);
    }
    cd_arena_free(arena);
}

static const struct {
    const char *file, *from, *to;
    int line;
    const char *reason;
} breaks[] = {
    {sum_file, "\"from\": 2, \"to\": 3}", "\"from\": 3, \"to\": 3}", 14, "gap: no band for 2..2"},
    {sum_file, "\"from\": 2, \"to\": 3}", "\"from\": 1, \"to\": 3}", 14, "overlap: band 1..3"},
    {sum_file, "\"from\": 2, \"to\": 3}", "\"from\": 2, \"to\": 2}", 12, "gap: no band for 3..3"},
    {sum_file, "\"from\": 2, \"to\": 3}", "\"from\": 2, \"to\": 4}", 12, "band reaches to 4"},
    {sum_file, "\"from\": 2, \"to\": 3}", "\"from\": 2.5, \"to\": 3}", 14, "not on steps of 1"},
    {sum_file, "\"from\": 0, \"to\": 4, \"score\"", "\"from\": 0, \"to\": 3, \"score\"", 11,
     "gap: no range for 4..4"},
    {sum_file, "\"from\": 5, \"to\": 9, \"score\"", "\"from\": 4, \"to\": 9, \"score\"", 11,
     "overlap: range 4..9"},
    {sum_file, "\"from\": 5, \"to\": 9, \"score\"", "\"from\": 5, \"to\": 8, \"score\"", 9,
     "gap: no range for 9..9"},
    {sum_file, "{\"item\": \"b\"", "{\"item\": \"c\"", 16, "there is no item 'c'"},
    {sum_file, "\"b\", \"from\": 9}", "\"b\", \"from\": 10}", 16, "no answer of b can raise"},
    {sum_file, "\"options\": \"yes_no\"", "\"options\": \"often\"", 8, "name of one in 'answers'"},
    {sum_file, "\"options\": \"yes_no\"", "\"option\": \"yes_no\"", 8,
     "'option' is not known here"},
    {sum_file, "\"id\": \"a\"", "\"id\": \"b\"", 9, "the item b stands there twice"},
    {sum_file, "{\"value\": 1,", "{\"value\": 0,", 8, "item a has the answer 0 twice"},
    {sum_file, "\"id\": \"high\"", "\"id\": \"low\"", 12, "the band low stands there twice"},
    {sum_file, "\"ko\": \"가\", ", "", 8, "a text in Korean (ko) and in English (en)"},
    {sum_file, "2020-01-01", "2020-13-01", 1, "are days"},
    {sum_file, "\"source\": \"a source\", ", "", 1, "'source' is missing"},
    {sum_file, "\"method\": \"sum\"", "\"method\": \"magic\"", 1, "'method' must be"},
    {sum_file, "\"level\": \"normal\"", "\"level\": \"fine\"", 13, "'level' must be"},
    {sum_file, "\"format\": 1", "\"format\": 2", 1, "'format' must be 1"},
    {sum_file, "\"score\": 2", "\"score\": \"2\"", 11, "'score' must be a number"},
    {sum_file, "\"answers\"", "\"missing\": {\"at_most\": 2}, \"answers\"", 1, "only 2 items"},
    {norm_file, "\"from\": 70, \"to\": 80", "\"from\": 71, \"to\": 80", 8,
     "gap: no norm for age 70 and 0 years"},
    {norm_file, "\"from\": 70, \"to\": 80", "\"from\": 69, \"to\": 80", 8,
     "overlap: more than one norm for age 69"},
    {norm_file, "\"education\": {\"from\": 0, \"to\": 12}, \"below\": 18",
     "\"education\": {\"from\": 0, \"to\": 11}, \"below\": 18", 8,
     "gap: no norm for age 70 and 12 years"},
    {norm_file, "\"below\": 18", "\"below\": 31", 11, "the norm 31 is outside"},
    {norm_file, "\"otherwise\": \"ok\"", "\"otherwise\": \"fine\"", 8, "there is no band 'fine'"},
    {worst_file, "\"to\": 4.9", "\"to\": 4.8", 8, "gap: no range for 4.9..4.9"},
    {worst_file, "\"to\": 4.9", "\"to\": 5", 8, "overlap"},
    {worst_file, "\"to\": 4.9", "\"to\": 4.95", 7, "not on steps of 0.1"},
    {worst_file, "\"band\": \"bad\"", "\"band\": \"worse\"", 8, "there is no band 'worse'"},
    {worst_file, "\"band\": \"bad\"", "\"band\": \"ok\"", 10, "no range leads to the band bad"},
    {worst_file, "[\"a\", \"b\"]", "[\"a\", \"z\"]", 3, "there is no item 'z'"},
    {worst_file, "\"level\": \"normal\"", "\"level\": \"watch\", \"from\": 1, \"to\": 2", 10,
     "have no 'from' and 'to'"},
};

static void test_each_break_is_said_with_its_line(void **state)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_findings findings;

    (void)state;
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
        bool said = false;
        assert_null(read_text(arena, broken(arena, breaks[i].file, breaks[i].from, breaks[i].to),
                              &findings));
        for (const struct cd_finding *f = findings.first; f != NULL; f = f->next)
            said =
                said || (f->line == breaks[i].line && strstr(f->reason, breaks[i].reason) != NULL);
        if (!said)
            fail_msg("%s -> %s: %d: %s", breaks[i].from, breaks[i].to, findings.first->line,
                     findings.first->reason);
    }
    cd_arena_free(arena);
}

static void test_the_shipped_ones_are_those_of_the_domain(void **state)
{
    static const char *const wanted[] = {"birth-satisfaction",
                                         "blood-pressure",
                                         "child-rearing-ability",
                                         "cist",
                                         "glucose",
                                         "k-epds",
                                         "k-frail",
                                         "kdsq-c",
                                         "phq-9",
                                         "sgds-k"};
    static const struct {
        const char *file;
        int from, to;
    } reaches[] = {{"cist.2021.0-sample", 0, 30}, {"kdsq-c.2015.1", 0, 30},
                   {"sgds-k.2015.1", 0, 15},      {"phq-9.2015.1", 0, 27},
                   {"k-epds.2015.1", 0, 30},      {"k-frail.2016.1", 0, 5}};
    struct cd_arena *arena = cd_arena_new();
    struct cd_findings findings;
    size_t found = 0;

    (void)state;
    for (size_t i = 0; i < cd_embedded_count; i++) {
        const char *path = cd_embedded_files[i].path;
        if (strncmp(path, "sql/reference/instruments/", 26) != 0)
            continue;
        assert_int_equal(strncmp(path + 26, wanted[found], strlen(wanted[found])), 0);
        found++;
    }
    assert_int_equal(found, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < sizeof reaches / sizeof *reaches; i++) {
        struct cd_str text;
        assert_true(cd_embed_find(
            cd_arena_printf(arena, "sql/reference/instruments/%s.json", reaches[i].file), &text));
        const struct cd_instrument *in = read_text(arena, text, &findings);
        assert_non_null(in);
        assert_int_equal(cd_instrument_reach(in).from, reaches[i].from * CD_MILLI);
        assert_int_equal(cd_instrument_reach(in).to, reaches[i].to * CD_MILLI);
    }
    cd_arena_free(arena);
}

/* --- into the database --- */

static char directory[] = "/tmp/chatdong-instruments-XXXXXX";

static void write_file(struct cd_arena *arena, const char *name, struct cd_str text)
{
    FILE *file = fopen(cd_arena_printf(arena, "%s/%s", directory, name), "w");

    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static void assert_imported(PGconn *owner, enum cd_rc rc, bool dry_run, int inserted, int unchanged,
                            const char *reason)
{
    struct cd_import_report report = {.count = 0};
    CD_BUF_AUTO(why, 65536);

    enum cd_rc got = cd_import_instruments(owner, directory, dry_run, &report, &why);
    if (got != rc || (reason != NULL && strstr(why.ptr, reason) == NULL))
        fail_msg("%d: %s", got, why.ptr);
    if (rc != CD_OK)
        return;
    assert_int_equal(report.counts[0].inserted, inserted);
    assert_int_equal(report.counts[0].unchanged, unchanged);
    cd_import_report_release(&report);
}

static void test_import(void **state)
{
    struct cd_arena *arena = cd_arena_new();
    PGconn *owner = pg_fixture_connect("chatdong_owner", "chatdong");
    int applied;
    CD_BUF_AUTO(why, 4096);

    (void)state;
    assert_int_equal(cd_migrate(owner, &applied, &why), CD_OK);
    assert_int_equal(cd_import_default_instruments(owner, &why), CD_OK);
    assert_int_equal(cd_import_default_instruments(owner, &why), CD_OK);
    assert_non_null(mkdtemp(directory));
    assert_imported(owner, CD_BAD_REQUEST, false, 0, 0, "no file ID.VERSION.json");
    write_file(arena, "sum.1.json", cd_str_of(sum_file));
    assert_imported(owner, CD_OK, true, 1, 0, NULL);
    assert_imported(owner, CD_OK, false, 1, 0, NULL);
    assert_imported(owner, CD_OK, false, 0, 1, NULL);
    write_file(arena, "sum.1.json", broken(arena, sum_file, "a source", "another source"));
    assert_imported(owner, CD_INTERNAL, false, 0, 0,
                    "sum.1.json: ERROR:  sum 1 is in the database");
    write_file(arena, "sum.1.json",
               broken(arena, sum_file, "\"version\": \"1\"", "\"version\": \"2\""));
    assert_imported(owner, CD_BAD_REQUEST, false, 0, 0,
                    "sum.1.json:1: the file must be named sum.2");
    write_file(arena, "sum.1.json", cd_str_of(sum_file));
    struct cd_str second = broken(arena, sum_file, "\"version\": \"1\"", "\"version\": \"2\"");
    write_file(arena, "sum.2.json", second);
    assert_imported(owner, CD_BAD_REQUEST, false, 0, 0, "valid from the same day as sum.1.json");
    write_file(arena, "sum.2.json", broken(arena, second.ptr, "2020-01-01", "2024-01-01"));
    assert_imported(owner, CD_OK, false, 1, 1, NULL);
    write_file(arena, "norm.1.json", broken(arena, norm_file, "\"from\": 70", "\"from\": 71"));
    assert_imported(owner, CD_BAD_REQUEST, false, 0, 0, "norm.1.json:8: gap: no norm");
    PQfinish(owner);
    (void)!system(cd_arena_printf(arena, "rm -rf %s", directory));
    cd_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound_files_have_no_findings),
        cmocka_unit_test(test_each_break_is_said_with_its_line),
        cmocka_unit_test(test_the_shipped_ones_are_those_of_the_domain),
        cmocka_unit_test(test_import),
    };

    return cmocka_run_group_tests(tests, NULL, pg_fixture_stop);
}
