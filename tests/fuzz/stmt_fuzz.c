/* Any bytes as a file of statements: parsed, and what has no finding is written in every form. */
#include "db/sql.h"
#include "db/stmt_text.h"

#include <stdlib.h>
#include <string.h>

static void tokens_cover_the_text(struct cd_str text)
{
    struct cd_sql_lexer lexer = cd_sql_lexer_of(text, 1);
    size_t covered = 0;
    int line = 1;

    for (;;) {
        struct cd_sql_token token = cd_sql_next(&lexer);
        if (token.kind == CD_SQL_END)
            break;
        if (token.text.len == 0 || token.text.ptr != text.ptr + covered || token.line != line)
            abort();
        for (size_t i = 0; i < token.text.len; i++)
            line += token.text.ptr[i] == '\n';
        covered += token.text.len;
    }
    if (covered != text.len)
        abort();
}

/* Written SQL has no parameter by name left, and every slot is one that the statement has. */
static void check_variant(const struct cd_stmt *stmt, uint32_t present, enum cd_stmt_page page)
{
    int *slots = calloc(stmt->param_count + stmt->order_count + 1, sizeof *slots);
    int count = 0;
    CD_BUF_AUTO(sql, 1 << 22);

    cd_stmt_write(stmt, present, page, &sql, slots, &count);
    struct cd_sql_lexer lexer = cd_sql_lexer_of(cd_buf_str(&sql), 1);
    for (;;) {
        struct cd_sql_token token = cd_sql_next(&lexer);
        if (token.kind == CD_SQL_END)
            break;
        if (token.kind == CD_SQL_PARAM || token.kind == CD_SQL_BROKEN)
            abort();
    }
    for (int i = 0; i < count; i++) {
        if (slots[i] >= (int)stmt->param_count)
            abort();
    }
    free(slots);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cd_arena *arena = cd_arena_new();
    struct cd_str text = {(const char *)data, size};
    struct cd_findings findings;

    cd_findings_init(&findings, arena);
    tokens_cover_the_text(text);
    struct cd_stmt *stmts = cd_stmt_parse(arena, text, "fuzz.sql", &findings);
    for (const struct cd_stmt *s = findings.count == 0 ? stmts : NULL; s != NULL; s = s->next) {
        uint32_t all = (1u << s->optional_count) - 1;
        for (int page = CD_PAGE_NONE; page <= (s->order_count > 0 ? CD_PAGE_COUNT : 0); page++) {
            check_variant(s, all, (enum cd_stmt_page)page);
            check_variant(s, 0, (enum cd_stmt_page)page);
        }
        (void)cd_stmt_mentions(s, CD_STR("visit"));
    }
    cd_arena_free(arena);
    return 0;
}
