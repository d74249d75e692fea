#include "db/stmt_text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define SQL_MAX ((size_t)1 << 20) /* a statement is a page of text, not a program */

struct writer {
    const struct cd_stmt *stmt;
    enum cd_stmt_page page;
    struct cd_buf *sql;
    int *slots;
    int count;
};

/* "$1" behind a name or a '$' would become part of it: `in:ids` is `in $1`. */
static bool would_join(const struct cd_buf *sql)
{
    unsigned char c = sql->len > 0 ? (unsigned char)sql->ptr[sql->len - 1] : ' ';

    return c == '$' || c == '_' || c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

static void write_slot(struct writer *w, int what)
{
    int number = 0;

    while (number < w->count && w->slots[number] != what)
        number++;
    if (number == w->count)
        w->slots[w->count++] = what;
    cd_buf_addf(w->sql, would_join(w->sql) ? " $%d" : "$%d", number + 1);
}

/* One row comparison: it is what an index on the same keys can be entered with. */
static void write_after(struct writer *w)
{
    const struct cd_stmt *stmt = w->stmt;

    cd_buf_adds(w->sql, " and (");
    for (size_t i = 0; i < stmt->order_count; i++) {
        cd_buf_adds(w->sql, i > 0 ? ", " : "");
        cd_buf_add(w->sql, stmt->variants->keys[i].ptr, stmt->variants->keys[i].len);
    }
    cd_buf_adds(w->sql, stmt->order_descending ? ") < (" : ") > (");
    for (size_t i = 0; i < stmt->order_count; i++) {
        cd_buf_adds(w->sql, i > 0 ? ", " : "");
        write_slot(w, -1 - (int)i);
    }
    cd_buf_adds(w->sql, ") ");
}

static void write_limit(struct writer *w)
{
    cd_buf_adds(w->sql, " limit ");
    write_slot(w, INT_MIN);
}

/* The page inside a subquery, whose rows have the outer query's alias and so its keys. */
static void write_page(struct writer *w)
{
    const struct cd_stmt *stmt = w->stmt;

    if (w->page == CD_PAGE_AFTER)
        write_after(w);
    if (w->page != CD_PAGE_FIRST && w->page != CD_PAGE_AFTER)
        return;
    for (size_t i = 0; i < stmt->order_count; i++) {
        cd_buf_adds(w->sql, i > 0 ? ", " : " order by ");
        cd_buf_add(w->sql, stmt->variants->keys[i].ptr, stmt->variants->keys[i].len);
        cd_buf_adds(w->sql, stmt->order_descending ? " desc" : "");
    }
    write_limit(w);
}

static void write_pieces(struct writer *w, uint32_t present, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct cd_stmt_piece *piece = &w->stmt->variants->pieces[i];
        if (piece->optional >= 0 && (present >> piece->optional & 1u) == 0)
            continue;
        if (piece->page)
            write_page(w);
        else if (piece->param >= 0)
            write_slot(w, piece->param);
        else
            cd_buf_add(w->sql, piece->text.ptr, piece->text.len);
    }
}

void cd_stmt_write(const struct cd_stmt *stmt, uint32_t present, enum cd_stmt_page page,
                   struct cd_buf *sql, int *slots, int *ret_slot_count)
{
    struct writer w = {stmt, page, sql, slots, 0};
    const struct cd_stmt_variants *v = stmt->variants;

    if (page == CD_PAGE_COUNT)
        cd_buf_adds(sql, "select count(*) from (");
    if (page == CD_PAGE_MOST)
        cd_buf_adds(sql, "select * from (");
    write_pieces(&w, present, 0, v->tail);
    if (page == CD_PAGE_AFTER && !v->paged_inside)
        write_after(&w);
    if (page != CD_PAGE_COUNT)
        write_pieces(&w, present, v->tail, v->piece_count);
    if (page == CD_PAGE_FIRST || page == CD_PAGE_AFTER)
        write_limit(&w);
    if (page == CD_PAGE_COUNT)
        cd_buf_adds(sql, " limit 10001) as counted");
    if (page == CD_PAGE_MOST)
        cd_buf_addf(sql, ") as bounded limit %d", CD_STMT_MOST + 1);
    *ret_slot_count = w.count;
}

static void release(void *what)
{
    struct cd_stmt_variants *v = what;

    for (size_t i = 0; i < CD_STMT_BUCKETS; i++) {
        struct cd_stmt_built *next, *built = atomic_load(&v->buckets[i]);
        for (; built != NULL; built = next) {
            next = built->next;
            free(built->variant.slots);
            free(built);
        }
    }
    (void)pthread_mutex_destroy(&v->lock);
}

struct cd_stmt_variants *cd_stmt_variants_new(struct cd_arena *arena)
{
    struct cd_stmt_variants *v = cd_arena_alloc(arena, sizeof *v);

    if (pthread_mutex_init(&v->lock, NULL) != 0)
        abort();
    cd_arena_defer(arena, release, v);
    return v;
}

static void *must_calloc(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (memory == NULL)
        abort();
    return memory;
}

static struct cd_stmt_built *build(const struct cd_stmt *stmt, uint32_t present,
                                   enum cd_stmt_page page)
{
    struct cd_stmt_built *built = must_calloc(1, sizeof *built);
    CD_BUF_AUTO(sql, SQL_MAX);

    built->present = present;
    built->page = page;
    built->variant.slots = must_calloc(stmt->param_count + stmt->order_count + 1, sizeof(int));
    cd_stmt_write(stmt, present, page, &sql, built->variant.slots, &built->variant.slot_count);
    built->variant.prepared = cd_prepared(sql.ptr, built->variant.slot_count);
    return built;
}

static struct cd_stmt_built *lookup(struct cd_stmt_built *built, uint32_t present,
                                    enum cd_stmt_page page)
{
    while (built != NULL && (built->present != present || built->page != page))
        built = built->next;
    return built;
}

const struct cd_stmt_variant *cd_stmt_variant(struct cd_stmt *stmt, uint32_t present,
                                              enum cd_stmt_page page)
{
    struct cd_stmt_variants *v = stmt->variants;
    uint32_t hash = (present * 8u + (uint32_t)page) * 2654435761u >> 16;
    _Atomic(struct cd_stmt_built *) *bucket = &v->buckets[hash % CD_STMT_BUCKETS];
    struct cd_stmt_built *built =
        lookup(atomic_load_explicit(bucket, memory_order_acquire), present, page);

    if (built != NULL)
        return &built->variant;
    (void)pthread_mutex_lock(&v->lock);
    struct cd_stmt_built *first = atomic_load_explicit(bucket, memory_order_relaxed);
    built = lookup(first, present, page);
    if (built == NULL) {
        built = build(stmt, present, page);
        built->next = first;
        atomic_store_explicit(bucket, built, memory_order_release);
    }
    (void)pthread_mutex_unlock(&v->lock);
    return &built->variant;
}
