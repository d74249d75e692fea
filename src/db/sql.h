/*
 * SQL cut into tokens by PostgreSQL's own lexical rules (manual, 4.1), as far as it takes to know
 * what is code and what is text: strings, E'' strings, dollar quotes, quoted identifiers, nested
 * comments, casts. No grammar. Tokens are views into the text, without gaps.
 */
#ifndef CD_DB_SQL_H
#define CD_DB_SQL_H

#include "chatdong/str.h"

enum cd_sql_kind {
    CD_SQL_END,
    CD_SQL_SPACE,   /* without newlines */
    CD_SQL_NEWLINE, /* one */
    CD_SQL_COMMENT, /* "-- …" without its newline, or a block */
    CD_SQL_STRING,  /* any literal in quotes or dollar quotes */
    CD_SQL_WORD,    /* identifier or key word, not quoted */
    CD_SQL_QUOTED,  /* "identifier" with its quotes */
    CD_SQL_NUMBER,
    CD_SQL_PARAM,    /* :name, with the colon */
    CD_SQL_POSITION, /* $1 */
    CD_SQL_SYMBOL,   /* one character, or "::" or ":=" */
    CD_SQL_BROKEN,   /* a string or comment that does not end; reaches to the end */
};

struct cd_sql_token {
    enum cd_sql_kind kind;
    struct cd_str text;
    int line; /* where it starts; from 1 */
};

struct cd_sql_lexer {
    struct cd_str rest;
    int line;
};

struct cd_sql_lexer cd_sql_lexer_of(struct cd_str text, int first_line);
struct cd_sql_token cd_sql_next(struct cd_sql_lexer *lexer);
/* A word or quoted identifier that names `identifier` (lower case), as PostgreSQL folds it. */
bool cd_sql_names(struct cd_sql_token token, struct cd_str identifier);

#endif
