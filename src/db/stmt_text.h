/*
 * A statement's text in pieces, as the parser leaves it and the variant builder reads it. Private
 * to stmt*.c. Immutable after parsing, except the variants themselves, which are only ever added.
 */
#ifndef CD_DB_STMT_TEXT_H
#define CD_DB_STMT_TEXT_H

#include "db/stmt.h"
#include <pthread.h>
#include <stdatomic.h>

struct cd_stmt_piece {
    struct cd_str text;
    int param;    /* index into params, or -1: text */
    int optional; /* bit that must be present, or -1: always; newlines are always kept */
    bool page;    /* `--page`: condition, order and limit of the page go here */
};

struct cd_stmt_built {
    uint32_t present;
    enum cd_stmt_page page;
    struct cd_stmt_variant variant;
    struct cd_stmt_built *next;
};

#define CD_STMT_BUCKETS 32

struct cd_stmt_variants {
    struct cd_stmt_piece *pieces;
    size_t piece_count;
    size_t tail;          /* first piece of the final "order by"; piece_count when there is none */
    struct cd_str *keys;  /* the expressions of that "order by", order_count of them */
    bool paged_inside;    /* some piece is a page mark */
    pthread_mutex_t lock; /* held while building; looking up takes none */
    _Atomic(struct cd_stmt_built *) buckets[CD_STMT_BUCKETS];
};

/* An empty set that is released with the arena. */
struct cd_stmt_variants *cd_stmt_variants_new(struct cd_arena *arena);
/* The SQL of one variant; slots has room for every parameter, every key and the limit. */
void cd_stmt_write(const struct cd_stmt *stmt, uint32_t present, enum cd_stmt_page page,
                   struct cd_buf *sql, int *slots, int *ret_slot_count);

#endif
