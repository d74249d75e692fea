#include "http/area.h"

#include "http/app.h"

#include <string.h>

#define GU_DIGITS 5
#define GU_MAX 64

struct gu_codes {
    char gu[GU_DIGITS + 1]; /* "" is the city */
    char *literal;
};

struct cd_area_codes {
    struct cd_arena *arena;
    size_t count;
    struct gu_codes areas[GU_MAX];
    const struct cd_area_codes *former; /* kept: a request may still read it */
};

const char *cd_area_literal(const struct cd_app *app, const char *gu)
{
    const struct cd_area_codes *codes = app->area;

    for (size_t i = 0; codes != NULL && i < codes->count; i++) {
        if (strcmp(codes->areas[i].gu, gu) == 0)
            return codes->areas[i].literal;
    }
    return "{}";
}

/* The literal of all codes with this prefix; codes are digits and need no quotes. */
static char *make_literal(struct cd_arena *arena, const PGresult *rows, const char *prefix)
{
    CD_BUF_AUTO(out, (size_t)1 << 20);

    for (int i = 0; i < PQntuples(rows); i++) {
        const char *code = PQgetvalue(rows, i, 0);
        if (strncmp(code, prefix, strlen(prefix)) == 0)
            cd_buf_addf(&out, "%c%s", out.len == 0 ? '{' : ',', code);
    }
    cd_buf_adds(&out, out.len == 0 ? "{}" : "}");
    return cd_arena_dup(arena, cd_buf_str(&out));
}

static void add_area(struct cd_area_codes *codes, const PGresult *rows, const char *gu)
{
    if (codes->count == GU_MAX)
        return;
    struct gu_codes *area = &codes->areas[codes->count++];
    memcpy(area->gu, gu, strlen(gu) + 1);
    area->literal = make_literal(codes->arena, rows, gu);
}

static void add_gus(struct cd_area_codes *codes, const PGresult *rows)
{
    char last[GU_DIGITS + 1] = "";

    for (int i = 0; i < PQntuples(rows); i++) { /* sorted by code */
        if (strncmp(PQgetvalue(rows, i, 0), last, GU_DIGITS) == 0)
            continue;
        memcpy(last, PQgetvalue(rows, i, 0), GU_DIGITS);
        add_area(codes, rows, last);
    }
}

enum cd_rc cd_area_load(struct cd_app *app, PGconn *conn, struct cd_buf *why)
{
    const struct cd_stmt_variant *variant = cd_stmt_variant(app->core.dongs, 0, CD_PAGE_NONE);
    PGresult *rows = PQexec(conn, variant->prepared->sql);

    if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
        cd_buf_addf(why, "dong codes: %s", PQerrorMessage(conn));
        PQclear(rows);
        return CD_UNAVAILABLE;
    }
    struct cd_arena *arena = cd_arena_new();
    struct cd_area_codes *codes = cd_arena_alloc(arena, sizeof *codes);
    *codes = (struct cd_area_codes){.arena = arena, .former = app->area};
    add_area(codes, rows, "");
    add_gus(codes, rows);
    PQclear(rows);
    app->area = codes;
    return CD_OK;
}

void cd_area_release(struct cd_app *app)
{
    const struct cd_area_codes *codes = app->area;

    app->area = NULL;
    while (codes != NULL) {
        const struct cd_area_codes *former = codes->former;
        cd_arena_free(codes->arena);
        codes = former;
    }
}
