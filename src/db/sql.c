#include "db/sql.h"

#include <string.h>

struct cd_sql_lexer cd_sql_lexer_of(struct cd_str text, int first_line)
{
    return (struct cd_sql_lexer){text, first_line};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/* NUL, which is in no token, behind the end. */
static char at(struct cd_str s, size_t i)
{
    char c = '\0';

    if (i < s.len)
        c = s.ptr[i];
    return c;
}

/* Length of a name from `from` on, with the `extra` character allowed inside. */
static size_t name_end(struct cd_str s, size_t from, char extra)
{
    size_t i = from;

    while (i < s.len && (is_letter(s.ptr[i]) || is_digit(s.ptr[i]) || s.ptr[i] == extra))
        i++;
    return i;
}

/* Each of these gives the length of the token at the start of `s`, 0 when it does not end. */

static size_t quoted_len(struct cd_str s, size_t open, char quote, bool backslash)
{
    for (size_t i = open + 1; i < s.len; i++) {
        bool doubled = s.ptr[i] == quote && at(s, i + 1) == quote;
        if (doubled || (backslash && s.ptr[i] == '\\'))
            i++;
        else if (s.ptr[i] == quote)
            return i + 1;
    }
    return 0;
}

static size_t dollar_len(struct cd_str s, size_t tag_len)
{
    for (size_t i = tag_len; i + tag_len <= s.len; i++) {
        if (memcmp(s.ptr + i, s.ptr, tag_len) == 0)
            return i + tag_len;
    }
    return 0;
}

static size_t block_comment_len(struct cd_str s)
{
    int depth = 0;

    for (size_t i = 0; i + 1 < s.len; i++) {
        bool open = s.ptr[i] == '/' && s.ptr[i + 1] == '*';
        bool close = s.ptr[i] == '*' && s.ptr[i + 1] == '/';
        if (!open && !close)
            continue;
        depth += open ? 1 : -1;
        i++;
        if (depth == 0)
            return i + 1;
    }
    return 0;
}

static size_t line_comment_len(struct cd_str s)
{
    const char *end = memchr(s.ptr, '\n', s.len);

    return end != NULL ? (size_t)(end - s.ptr) : s.len;
}

static size_t space_len(struct cd_str s)
{
    size_t i = 1;

    while (i < s.len && is_space(s.ptr[i]))
        i++;
    return i;
}

static size_t number_len(struct cd_str s)
{
    size_t i = 1;

    while (is_digit(at(s, i)) || is_letter(at(s, i)) || (at(s, i) == '.' && at(s, i + 1) != '.'))
        i++;
    return i;
}

/* At '$': a dollar quote, a positional parameter or a lone symbol. */
static size_t at_dollar(struct cd_str s, enum cd_sql_kind *kind)
{
    size_t end = name_end(s, 1, '\0');

    if (is_digit(at(s, 1))) {
        *kind = CD_SQL_POSITION;
        return end;
    }
    if (at(s, end) != '$')
        return 1;
    *kind = CD_SQL_STRING;
    return dollar_len(s, end + 1);
}

static size_t at_colon(struct cd_str s, enum cd_sql_kind *kind)
{
    if (at(s, 1) == ':' || at(s, 1) == '=')
        return 2;
    if (!is_letter(at(s, 1)))
        return 1;
    *kind = CD_SQL_PARAM;
    return name_end(s, 1, '\0');
}

static size_t at_word(struct cd_str s, enum cd_sql_kind *kind)
{
    size_t end = name_end(s, 1, '$');

    *kind = CD_SQL_WORD;
    if (end != 1 || at(s, 1) != '\'' || (s.ptr[0] != 'e' && s.ptr[0] != 'E'))
        return end;
    *kind = CD_SQL_STRING;
    return quoted_len(s, 1, '\'', true);
}

static size_t at_comment_or_symbol(struct cd_str s, enum cd_sql_kind *kind)
{
    bool line = at(s, 0) == '-' && at(s, 1) == '-';
    bool block = at(s, 0) == '/' && at(s, 1) == '*';

    if (!line && !block)
        return 1;
    *kind = CD_SQL_COMMENT;
    return line ? line_comment_len(s) : block_comment_len(s);
}

/* Length of the token at the start; *kind is CD_SQL_SYMBOL on entry. */
static size_t token_len(struct cd_str s, enum cd_sql_kind *kind)
{
    char c = s.ptr[0];

    if (c == '\n') {
        *kind = CD_SQL_NEWLINE;
        return 1;
    }
    if (is_space(c)) {
        *kind = CD_SQL_SPACE;
        return space_len(s);
    }
    if (c == '\'' || c == '"') {
        *kind = c == '"' ? CD_SQL_QUOTED : CD_SQL_STRING;
        return quoted_len(s, 0, c, false);
    }
    if (is_digit(c)) {
        *kind = CD_SQL_NUMBER;
        return number_len(s);
    }
    if (c == '$')
        return at_dollar(s, kind);
    if (c == ':')
        return at_colon(s, kind);
    return is_letter(c) ? at_word(s, kind) : at_comment_or_symbol(s, kind);
}

struct cd_sql_token cd_sql_next(struct cd_sql_lexer *lexer)
{
    struct cd_sql_token token = {CD_SQL_END, {lexer->rest.ptr, 0}, lexer->line};

    if (lexer->rest.len == 0)
        return token;
    token.kind = CD_SQL_SYMBOL;
    token.text.len = token_len(lexer->rest, &token.kind);
    if (token.text.len == 0 || token.text.len > lexer->rest.len) {
        token.kind = CD_SQL_BROKEN;
        token.text.len = lexer->rest.len;
    }
    for (size_t i = 0; i < token.text.len; i++)
        lexer->line += token.text.ptr[i] == '\n';
    lexer->rest.ptr += token.text.len;
    lexer->rest.len -= token.text.len;
    return token;
}

bool cd_sql_names(struct cd_sql_token token, struct cd_str identifier)
{
    size_t quotes = token.kind == CD_SQL_QUOTED ? 1 : 0;

    if (token.kind != CD_SQL_WORD && token.kind != CD_SQL_QUOTED)
        return false;
    if (token.text.len != identifier.len + 2 * quotes)
        return false;
    for (size_t i = 0; i < identifier.len; i++) {
        char c = token.text.ptr[i + quotes];
        if (token.kind == CD_SQL_WORD && c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != identifier.ptr[i])
            return false;
    }
    return true;
}
