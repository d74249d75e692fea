#include "http/boundaries.h"

#include "base/geo.h"
#include "base/secret.h"
#include "http/app.h"
#include "http/request.h"

#include <stdlib.h>
#include <string.h>

struct cd_boundaries {
    struct cd_geo *geo;
    unsigned char digest[32];           /* of the rows that it was made of */
    const struct cd_boundaries *former; /* kept: a request may still read it */
};

static void digest_of(const PGresult *rows, unsigned char digest[32])
{
    CD_BUF_AUTO(all, (size_t)1 << 30);

    for (int i = 0; i < PQntuples(rows); i++)
        cd_buf_addf(&all, "%s %s\n", PQgetvalue(rows, i, 0), PQgetvalue(rows, i, 1));
    cd_sha256(cd_buf_str(&all), digest);
}

static bool add_row(struct cd_geo *geo, const PGresult *rows, int row, struct cd_buf *why)
{
    const char *code = PQgetvalue(rows, row, 0);
    json_t *geometry = json_loads(PQgetvalue(rows, row, 1), 0, NULL);

    cd_buf_addf(why, "boundary of dong %s: ", code);
    bool ok = cd_geo_add(geo, cd_str_of(code), geometry, why) == CD_OK;
    json_decref(geometry);
    if (ok)
        cd_buf_reset(why);
    return ok;
}

static struct cd_geo *make(const PGresult *rows, struct cd_buf *why)
{
    struct cd_geo *geo = cd_geo_new();

    for (int i = 0; i < PQntuples(rows); i++) {
        if (!add_row(geo, rows, i, why)) {
            cd_geo_free(geo);
            return NULL;
        }
    }
    cd_geo_index(geo);
    return geo;
}

static enum cd_rc replace(struct cd_app *app, const PGresult *rows, struct cd_buf *why)
{
    const struct cd_boundaries *former = app->boundaries;
    unsigned char digest[32];

    digest_of(rows, digest);
    if (former != NULL && memcmp(former->digest, digest, sizeof digest) == 0)
        return CD_OK;
    struct cd_geo *geo = make(rows, why);
    if (geo == NULL)
        return CD_INTERNAL;
    struct cd_boundaries *fresh = calloc(1, sizeof *fresh);
    if (fresh == NULL)
        abort();
    *fresh = (struct cd_boundaries){.geo = geo, .former = former};
    memcpy(fresh->digest, digest, sizeof digest);
    app->boundaries = fresh;
    return CD_OK;
}

enum cd_rc cd_boundaries_load(struct cd_app *app, PGconn *conn, struct cd_buf *why)
{
    const struct cd_stmt_variant *variant = cd_stmt_variant(app->core.boundaries, 0, CD_PAGE_NONE);
    PGresult *rows = PQexec(conn, variant->prepared->sql);
    enum cd_rc rc = CD_UNAVAILABLE;

    if (PQresultStatus(rows) == PGRES_TUPLES_OK)
        rc = replace(app, rows, why);
    else
        cd_buf_addf(why, "dong boundaries: %s", PQerrorMessage(conn));
    PQclear(rows);
    return rc;
}

void cd_boundaries_release(struct cd_app *app)
{
    struct cd_boundaries *boundaries = (struct cd_boundaries *)app->boundaries;

    app->boundaries = NULL;
    while (boundaries != NULL) {
        struct cd_boundaries *former = (struct cd_boundaries *)boundaries->former;
        cd_geo_free(boundaries->geo);
        free(boundaries);
        boundaries = former;
    }
}

static const struct cd_geo *current(struct cd_request *req)
{
    const struct cd_boundaries *boundaries = req->app->boundaries;

    return boundaries != NULL ? boundaries->geo : NULL;
}

bool cd_geo_dong_at(struct cd_request *req, double lon, double lat, struct cd_geo_place *ret)
{
    const struct cd_geo *geo = current(req);

    return geo != NULL && cd_geo_find(geo, lon, lat, ret);
}

bool cd_geo_dong_near(struct cd_request *req, double lon, double lat, double limit_m,
                      struct cd_geo_place *ret)
{
    const struct cd_geo *geo = current(req);

    return geo != NULL && cd_geo_nearest(geo, lon, lat, limit_m, ret);
}

size_t cd_geo_dong_count(struct cd_request *req)
{
    const struct cd_geo *geo = current(req);

    return geo != NULL ? cd_geo_count(geo) : 0;
}
