/* Figures as files: CSV for other programs, a workbook for people. What JSON gets is the
 * statement's own answer; a file is made of the same function's rows. */
#include "chatdong/request.h"
#include "chatdong/sheets.h"

#define CSV_TYPE "text/csv"
#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define FILE_BYTES ((size_t)8 << 20)
#define TABLES_MOST 4

static const struct cd_sheet_column columns[] = {
    {"period", "기간"},
    {"last_day", "마지막 날"},
    {"area", "지역 코드"},
    {"area_name", "지역"},
    {"detail", "구분"},
    {"value", "값"},
    {"ratio_to_previous", "전기 대비"},
    {"target", "목표"},
    {"achieved", "달성률"},
    {"corrected_at", "정정 시각"},
    {"suppressed", "비공개"},
    {"id", "지표"},
    {"definition_version", "정의 판"},
    {"snapshot_at", "기준 시각"},
};
enum { PERIOD = 0, AREA_NAME = 3, DETAIL = 4, VALUE = 5 };

static const struct cd_sheet_column about_columns[] = {{"what", "항목"}, {"is", "내용"}};
static const struct {
    const char *key, *title;
} about_lines[] = {
    {"id", "지표"},
    {"name", "이름"},
    {"definition", "정의"},
    {"unit", "단위"},
    {"definition_version", "정의 판"},
    {"snapshot_at", "기준 시각"},
    {"period", "기간 단위"},
};

static const struct {
    const char *by, *name;
} table_names[] = {{"city", "서울시"}, {"gu", "자치구"}, {"dong", "동"}, {"detail", "구분"}};

/* Each figure says what it is of, so that a line stands for itself wherever it is copied to. */
static void label_figures(json_t *table)
{
    static const char *const labels[] = {"id", "definition_version", "snapshot_at"};
    size_t i;
    json_t *figure;

    json_array_foreach(json_object_get(table, "figures"), i, figure)
    {
        for (size_t l = 0; l < sizeof labels / sizeof *labels; l++)
            (void)json_object_set(figure, labels[l], json_object_get(table, labels[l]));
    }
}

static struct cd_sheet sheet_of(json_t *table)
{
    struct cd_str by = cd_str_of(json_string_value(json_object_get(table, "by")));
    struct cd_sheet sheet = {.name = "서울시",
                             .columns = columns,
                             .column_count = sizeof columns / sizeof *columns,
                             .rows = json_object_get(table, "figures"),
                             .chart = cd_str_is(by, "city") ? CD_CHART_LINE : CD_CHART_BARS,
                             .category = cd_str_is(by, "city")     ? PERIOD
                                         : cd_str_is(by, "detail") ? DETAIL
                                                                   : AREA_NAME,
                             .value = VALUE,
                             .last_of = PERIOD};

    for (size_t i = 0; i < sizeof table_names / sizeof *table_names; i++) {
        if (cd_str_is(by, table_names[i].by))
            sheet.name = table_names[i].name;
    }
    label_figures(table);
    return sheet;
}

/* The sheet that says what the figures are. */
static struct cd_sheet about(const json_t *table)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < sizeof about_lines / sizeof *about_lines; i++)
        (void)json_array_append_new(rows, json_pack("{s:s,s:O}", "what", about_lines[i].title, "is",
                                                    json_object_get(table, about_lines[i].key)));
    return (struct cd_sheet){.name = "정의",
                             .columns = about_columns,
                             .column_count = sizeof about_columns / sizeof *about_columns,
                             .rows = rows};
}

static enum cd_rc answer_file(struct cd_request *req, const char *type, struct cd_str bytes,
                              const char *disposition)
{
    cd_answer_header(req, "Content-Disposition", disposition);
    cd_answer_header(req, "Cache-Control", "private, no-store");
    cd_answer(req, 200, type, bytes);
    return CD_OK;
}

static enum cd_rc answer_csv(struct cd_request *req, json_t *table)
{
    struct cd_sheet sheet = sheet_of(table);
    CD_BUF_AUTO(out, FILE_BYTES);

    cd_sheets_csv(&sheet, &out);
    if (out.overflow)
        return cd_fail(req, CD_INTERNAL, "internal", NULL);
    return answer_file(req, CSV_TYPE "; charset=utf-8", cd_buf_str(&out),
                       "attachment; filename=\"statistics.csv\"");
}

static enum cd_rc answer_workbook(struct cd_request *req, json_t *tables)
{
    struct cd_sheet sheets[1 + TABLES_MOST];
    size_t count = 0, i;
    struct cd_str bytes;
    json_t *table;

    sheets[count++] = about(json_array_get(tables, 0));
    json_array_foreach(tables, i, table)
    {
        if (i < TABLES_MOST)
            sheets[count++] = sheet_of(table);
    }
    enum cd_rc rc = cd_sheets_xlsx(sheets, count, cd_request_arena(req), &bytes);
    json_decref(sheets[0].rows);
    if (rc != CD_OK)
        return cd_fail(req, rc, "internal", NULL);
    return answer_file(req, XLSX_TYPE, bytes, "attachment; filename=\"statistics.xlsx\"");
}

/* JSON is left to the statement. */
static enum cd_rc answer_as_asked(struct cd_request *req, const char *statement)
{
    struct cd_str type = cd_request_media_type(req);
    bool workbook = cd_str_is(type, XLSX_TYPE);
    json_t *tables;

    if (!workbook && !cd_str_is(type, CSV_TYPE))
        return CD_OK;
    cd_request_give(req, "every", workbook ? CD_STR("t") : CD_STR("f"));
    enum cd_rc rc = cd_request_read(req, statement, &tables);
    if (rc != CD_OK)
        return rc;
    if (json_array_size(tables) == 0)
        return cd_fail(req, CD_NOT_FOUND, "not_found", NULL);
    return workbook ? answer_workbook(req, tables) : answer_csv(req, json_array_get(tables, 0));
}

static enum cd_rc statistics_get(struct cd_request *req)
{
    return answer_as_asked(req, "statistics_sheets");
}
CD_HOOK(statistics_get, .before = statistics_get, .gives = "every", .reads = "statistics_sheets");

static enum cd_rc statistics_get_public(struct cd_request *req)
{
    return answer_as_asked(req, "statistics_public_sheets");
}
CD_HOOK(statistics_get_public, .before = statistics_get_public, .gives = "every",
        .reads = "statistics_public_sheets");
