#include "db/sql.h"
#include "db/stmt_text.h"

#include <string.h>

/* A token of the file, with what the lines around it say about it. */
struct token {
    struct cd_sql_token sql;
    bool leads;   /* the first thing on its line */
    int optional; /* group of its line's --? mark, or -1 */
};

struct parser {
    struct cd_arena *arena;
    struct cd_arena *scratch; /* what only parsing needs */
    struct cd_findings *findings;
    const char *file;
    struct token *tokens; /* of the whole file, then of one block */
    size_t count;
};

static bool is_code(const struct token *token)
{
    return token->sql.kind > CD_SQL_COMMENT;
}

static bool is_word(const struct token *token, const char *word)
{
    return token->sql.kind == CD_SQL_WORD && cd_sql_names(token->sql, cd_str_of(word));
}

static bool is_symbol(const struct token *token, char c)
{
    return token->sql.kind == CD_SQL_SYMBOL && token->sql.text.len == 1 &&
           token->sql.text.ptr[0] == c;
}

static bool is_name(struct cd_str s)
{
    if (s.len == 0 || s.len > 63 || s.ptr[0] < 'a' || s.ptr[0] > 'z')
        return false;
    for (size_t i = 1; i < s.len; i++) {
        char c = s.ptr[i];
        if (c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9'))
            return false;
    }
    return true;
}

static void tokenize(struct parser *p, struct cd_str text)
{
    struct cd_sql_lexer lexer = cd_sql_lexer_of(text, 1);
    bool leads = true;

    p->tokens = cd_arena_alloc(p->scratch, (text.len + 1) * sizeof *p->tokens);
    for (;;) {
        struct cd_sql_token sql = cd_sql_next(&lexer);
        if (sql.kind == CD_SQL_END)
            return;
        p->tokens[p->count++] = (struct token){sql, leads, -1};
        if (sql.kind == CD_SQL_BROKEN)
            cd_findings_add(p->findings, p->file, sql.line, "a string or comment does not end");
        leads = sql.kind == CD_SQL_NEWLINE || (leads && sql.kind == CD_SQL_SPACE);
    }
}

static struct cd_str trim_line(struct cd_str s)
{
    s = cd_str_trim(s);
    while (s.len > 0 && s.ptr[s.len - 1] == '\r')
        s = cd_str_trim((struct cd_str){s.ptr, s.len - 1});
    return s;
}

/* "-- key: value" alone on its line. */
static bool directive(const struct token *token, struct cd_str *key, struct cd_str *value)
{
    if (!token->leads || token->sql.kind != CD_SQL_COMMENT || !cd_str_starts(token->sql.text, "--"))
        return false;
    struct cd_str rest = {token->sql.text.ptr + 2, token->sql.text.len - 2};
    if (memchr(rest.ptr, ':', rest.len) == NULL)
        return false;
    *key = cd_str_trim(cd_str_cut(&rest, ':'));
    *value = trim_line(rest);
    return is_name(*key);
}

static bool is_name_directive(const struct token *token)
{
    struct cd_str key, value;

    return directive(token, &key, &value) && cd_str_is(key, "name");
}

/* A helper column, which the answer does not have, begins with '_'. */
static bool is_column(struct cd_str s)
{
    return is_name(s.len > 1 && s.ptr[0] == '_' ? (struct cd_str){s.ptr + 1, s.len - 1} : s);
}

/* "-- order: planned_at, id" */
static void parse_order(struct parser *p, struct cd_stmt *stmt, struct cd_str value, int line)
{
    if (stmt->order_count > 0)
        cd_findings_add(p->findings, p->file, line, "a second '-- order:' line");
    stmt->order = cd_arena_alloc(p->arena, (value.len + 1) * sizeof *stmt->order);
    stmt->order_count = 0;
    do {
        struct cd_str column = cd_str_trim(cd_str_cut(&value, ','));
        if (!is_column(column))
            cd_findings_add(p->findings, p->file, line, "'%.*s' is not a column of an order",
                            (int)column.len, column.ptr);
        stmt->order[stmt->order_count++] = cd_arena_copy(p->arena, column);
    } while (value.len > 0);
}

static void parse_directives(struct parser *p, struct cd_stmt *stmt)
{
    struct cd_str key, value;

    for (size_t i = 1; i < p->count; i++) {
        if (!directive(&p->tokens[i], &key, &value))
            continue;
        if (cd_str_is(key, "order"))
            parse_order(p, stmt, value, p->tokens[i].sql.line);
        else
            cd_findings_add(p->findings, p->file, p->tokens[i].sql.line,
                            "unknown directive '%.*s' (known: name, order)", (int)key.len, key.ptr);
    }
}

static int optional_group(struct parser *p, struct cd_stmt *stmt, struct cd_str name, int line)
{
    for (size_t i = 0; i < stmt->optional_count; i++) {
        if (cd_str_eq(stmt->optionals[i], name))
            return (int)i;
    }
    if (!is_name(name)) {
        cd_findings_add(p->findings, p->file, line, "'--?' wants one parameter name, not '%.*s'",
                        (int)name.len, name.ptr);
        return -1;
    }
    if (stmt->optional_count == CD_STMT_OPTIONAL) {
        cd_findings_add(p->findings, p->file, line, "more than %d optional parameters in '%s'",
                        CD_STMT_OPTIONAL, stmt->name.ptr);
        return -1;
    }
    stmt->optionals[stmt->optional_count] = cd_arena_copy(p->arena, name);
    return (int)stmt->optional_count++;
}

/* A line that comes and goes must bring its own parameter, or none; and it must be whole. */
static void check_marked_line(struct parser *p, size_t from, size_t mark, struct cd_str name)
{
    int line = p->tokens[mark].sql.line;
    bool code = false, own = false, other = false;

    for (size_t i = from; i < mark; i++) {
        const struct cd_sql_token *sql = &p->tokens[i].sql;
        struct cd_str param = {sql->text.ptr + 1, sql->text.len - 1};
        code |= is_code(&p->tokens[i]);
        if (sql->kind != CD_SQL_PARAM)
            continue;
        own |= cd_str_eq(param, name);
        other |= !cd_str_eq(param, name);
    }
    if (!code)
        cd_findings_add(p->findings, p->file, line, "the line marked '--? %.*s' is empty",
                        (int)name.len, name.ptr);
    if (other && !own)
        cd_findings_add(p->findings, p->file, line,
                        "the line marked '--? %.*s' has parameters, but not :%.*s", (int)name.len,
                        name.ptr, (int)name.len, name.ptr);
    if (from > 0 && p->tokens[from - 1].sql.kind != CD_SQL_NEWLINE)
        cd_findings_add(p->findings, p->file, line,
                        "the line marked '--? %.*s' starts inside a string or comment",
                        (int)name.len, name.ptr);
}

static size_t first_of_line(const struct parser *p, size_t i)
{
    while (i > 0 && p->tokens[i - 1].sql.kind != CD_SQL_NEWLINE &&
           p->tokens[i - 1].sql.line == p->tokens[i].sql.line)
        i--;
    return i;
}

static void parse_marks(struct parser *p, struct cd_stmt *stmt)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct cd_sql_token *sql = &p->tokens[i].sql;
        if (sql->kind != CD_SQL_COMMENT || !cd_str_starts(sql->text, "--?"))
            continue;
        struct cd_str name = trim_line((struct cd_str){sql->text.ptr + 3, sql->text.len - 3});
        size_t from = first_of_line(p, i);
        int group = optional_group(p, stmt, name, sql->line);
        check_marked_line(p, from, i, name);
        for (size_t k = from; k < i; k++)
            p->tokens[k].optional = group;
    }
}

static bool is_reserved(struct cd_str name)
{
    return cd_str_is(name, "page_limit") || cd_str_starts(name, "after_");
}

static int param_index(struct parser *p, struct cd_stmt *stmt, const struct token *token)
{
    struct cd_str name = {token->sql.text.ptr + 1, token->sql.text.len - 1};

    for (size_t i = 0; i < stmt->param_count; i++) {
        if (!cd_str_eq(stmt->params[i].name, name))
            continue;
        if (stmt->params[i].optional != token->optional)
            stmt->params[i].optional = -1;
        return (int)i;
    }
    if (!is_name(name) || is_reserved(name))
        cd_findings_add(p->findings, p->file, token->sql.line, "':%.*s' can't be a parameter",
                        (int)name.len, name.ptr);
    stmt->params[stmt->param_count] =
        (struct cd_stmt_param){cd_arena_copy(p->arena, name), 0, token->optional, token->sql.line};
    return (int)stmt->param_count++;
}

/* `--page` inside a subquery: each dong gives its own page by its own index, the outer query merges
 * them. An index on (dong_code, keys) has no order for `dong_code = any (…)`. */
static bool is_page_mark(const struct token *token)
{
    return token->sql.kind == CD_SQL_COMMENT && cd_str_is(trim_line(token->sql.text), "--page");
}

/* True when the piece only continues the text of the last one. */
static bool continues(const struct cd_stmt_variants *v, const struct cd_stmt_piece *piece)
{
    if (v->piece_count == 0 || v->piece_count == v->tail || piece->param >= 0 || piece->page)
        return false;
    const struct cd_stmt_piece *last = &v->pieces[v->piece_count - 1];
    return last->param < 0 && !last->page && last->optional == piece->optional &&
           last->text.ptr + last->text.len == piece->text.ptr;
}

/* Line comments go, newlines stay, so that a line of an error message is a line of the file. */
static void add_piece(struct parser *p, struct cd_stmt *stmt, const struct token *token)
{
    struct cd_stmt_variants *v = stmt->variants;
    struct cd_stmt_piece piece = {token->sql.text, -1, token->optional, is_page_mark(token)};

    v->paged_inside |= piece.page;
    if (!piece.page && token->sql.kind == CD_SQL_COMMENT && cd_str_starts(piece.text, "--"))
        return;
    if (token->sql.kind == CD_SQL_PARAM)
        piece.param = param_index(p, stmt, token);
    if (continues(v, &piece))
        v->pieces[v->piece_count - 1].text.len += piece.text.len;
    else
        v->pieces[v->piece_count++] = piece;
}

static void check_token(struct parser *p, const struct token *token)
{
    if (is_symbol(token, ';'))
        cd_findings_add(p->findings, p->file, token->sql.line, "one statement only: ';' inside");
    if (token->sql.kind == CD_SQL_POSITION)
        cd_findings_add(p->findings, p->file, token->sql.line,
                        "'%.*s': parameters are named, as :id", (int)token->sql.text.len,
                        token->sql.text.ptr);
}

static void make_pieces(struct parser *p, struct cd_stmt *stmt, size_t end, size_t order_by)
{
    struct cd_stmt_variants *v = stmt->variants;

    v->pieces = cd_arena_alloc(p->scratch, (end + 1) * sizeof *v->pieces);
    stmt->params = cd_arena_alloc(p->scratch, (end + 1) * sizeof *stmt->params);
    v->tail = SIZE_MAX;
    for (size_t i = 1; i < end; i++) {
        if (i == order_by)
            v->tail = v->piece_count;
        check_token(p, &p->tokens[i]);
        add_piece(p, stmt, &p->tokens[i]);
    }
    if (v->tail == SIZE_MAX)
        v->tail = v->piece_count;
    v->pieces = cd_arena_memdup(p->arena, v->pieces, v->piece_count * sizeof *v->pieces);
    stmt->params =
        cd_arena_memdup(p->arena, stmt->params, stmt->param_count * sizeof *stmt->params);
}

/* --- The shape of a list: where … order by …, which the pages are built into. --- */

/* Depth of parentheses and of case … end, after this token. */
static int depth_after(const struct token *token, int depth)
{
    if (is_symbol(token, '(') || is_symbol(token, '[') || is_word(token, "case"))
        return depth + 1;
    if (is_symbol(token, ')') || is_symbol(token, ']') || is_word(token, "end"))
        return depth - 1;
    return depth;
}

static size_t next_code(const struct parser *p, size_t i, size_t end)
{
    do {
        i++;
    } while (i < end && !is_code(&p->tokens[i]));
    return i;
}

/* The last `order by` outside of parentheses, or 0. */
static size_t find_order_by(const struct parser *p, size_t end)
{
    size_t found = 0;
    int depth = 0;

    for (size_t i = 1; i < end; i++) {
        depth = depth_after(&p->tokens[i], depth);
        size_t next = depth == 0 && is_word(&p->tokens[i], "order") ? next_code(p, i, end) : end;
        if (next < end && is_word(&p->tokens[next], "by"))
            found = i;
    }
    return found;
}

static bool is_one_of(const struct token *token, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (is_word(token, *words))
            return true;
    }
    return false;
}

/* The page's condition is added with `and` at the end of the outer where: what stands there must
 * let it be read that way. */
static void check_where(struct parser *p, const struct cd_stmt *stmt, size_t order_by)
{
    static const char *const between[] = {"group",  "having", "union", "intersect",
                                          "except", "window", "or",    NULL};
    bool where = false;
    int depth = 0;

    for (size_t i = 1; i < order_by; i++) {
        const struct token *token = &p->tokens[i];
        depth = depth_after(token, depth);
        if (depth != 0)
            continue;
        if (is_word(token, "where")) {
            where = token->optional < 0;
        } else if (is_one_of(token, between) && (where || !is_word(token, "or"))) {
            cd_findings_add(p->findings, p->file, token->sql.line,
                            "a list's '%.*s' must stand in parentheses, for paging",
                            (int)token->sql.text.len, token->sql.text.ptr);
        }
    }
    if (!where)
        cd_findings_add(p->findings, p->file, stmt->line,
                        "list '%s' has no where (or a marked one) that paging can extend",
                        stmt->name.ptr);
}

struct keys {
    size_t count, descending;
    size_t from; /* first token of the key at hand, 0: none yet */
    size_t last; /* its last one */
    bool desc;
};

static void end_key(struct parser *p, struct cd_stmt *stmt, struct keys *keys, int line)
{
    if (keys->from == 0) {
        cd_findings_add(p->findings, p->file, line, "an empty key in the final order by");
        return;
    }
    const char *start = p->tokens[keys->from].sql.text.ptr;
    struct cd_str last = p->tokens[keys->last].sql.text;
    stmt->variants->keys[keys->count++] =
        (struct cd_str){start, (size_t)(last.ptr + last.len - start)};
    keys->descending += keys->desc;
    keys->from = 0;
    keys->desc = false;
}

static void take_key_token(struct parser *p, struct cd_stmt *stmt, struct keys *keys, size_t i)
{
    static const char *const forbidden[] = {"limit", "offset", "fetch", "for",
                                            "nulls", "using",  NULL};
    const struct token *token = &p->tokens[i];

    if (is_one_of(token, forbidden) || token->sql.kind == CD_SQL_PARAM || token->optional >= 0)
        cd_findings_add(p->findings, p->file, token->sql.line,
                        "'%.*s' in or behind the final order by of list '%s'",
                        (int)token->sql.text.len, token->sql.text.ptr, stmt->name.ptr);
    if (is_word(token, "desc")) {
        keys->desc = true;
        return;
    }
    if (is_word(token, "asc"))
        return;
    if (keys->from == 0)
        keys->from = i;
    keys->last = i;
}

static void parse_keys(struct parser *p, struct cd_stmt *stmt, size_t order_by, size_t end)
{
    struct keys keys = {0};
    int depth = 0;
    int line = p->tokens[order_by].sql.line;

    stmt->variants->keys = cd_arena_alloc(p->scratch, (end - order_by) * sizeof(struct cd_str));
    for (size_t i = next_code(p, order_by, end) + 1; i < end; i++) {
        depth = depth_after(&p->tokens[i], depth);
        if (depth == 0 && is_symbol(&p->tokens[i], ','))
            end_key(p, stmt, &keys, line);
        else if (is_code(&p->tokens[i]))
            take_key_token(p, stmt, &keys, i);
    }
    end_key(p, stmt, &keys, line);
    stmt->variants->keys =
        cd_arena_memdup(p->arena, stmt->variants->keys, keys.count * sizeof(struct cd_str));
    if (keys.count != stmt->order_count)
        cd_findings_add(p->findings, p->file, line,
                        "'-- order:' names %zu columns, the final order by has %zu keys",
                        stmt->order_count, keys.count);
    if (keys.descending != 0 && keys.descending != keys.count)
        cd_findings_add(p->findings, p->file, line, "the final order by mixes asc and desc");
    stmt->order_descending = keys.descending > 0;
}

static void parse_list(struct parser *p, struct cd_stmt *stmt, size_t order_by, size_t end)
{
    if (stmt->order_count == 0) {
        if (stmt->variants->paged_inside)
            cd_findings_add(p->findings, p->file, stmt->line, "'--page' in '%s', which is no list",
                            stmt->name.ptr);
        return;
    }
    if (order_by == 0) {
        cd_findings_add(p->findings, p->file, stmt->line,
                        "'-- order:' of '%s' without a final order by", stmt->name.ptr);
        stmt->order_count = 0;
        return;
    }
    if (!stmt->variants->paged_inside)
        check_where(p, stmt, order_by);
    parse_keys(p, stmt, order_by, end);
}

/* --- Blocks and files --- */

/* One past the last code token, a final ';' left out; 1 when there is no code. */
static size_t code_end(const struct parser *p)
{
    size_t end = p->count;

    while (end > 1 && (!is_code(&p->tokens[end - 1]) || is_symbol(&p->tokens[end - 1], ';')))
        end--;
    return end;
}

static struct cd_stmt *parse_block(struct parser *p)
{
    struct cd_stmt *stmt = cd_arena_alloc(p->arena, sizeof *stmt);
    struct cd_str key, name = {"", 0};
    struct cd_str last = p->tokens[p->count - 1].sql.text;

    (void)directive(&p->tokens[0], &key, &name);
    *stmt = (struct cd_stmt){.name = cd_arena_copy(p->arena, name),
                             .file = p->file,
                             .line = p->tokens[0].sql.line,
                             .variants = cd_stmt_variants_new(p->arena)};
    const char *start = p->tokens[0].sql.text.ptr + p->tokens[0].sql.text.len;
    stmt->text = (struct cd_str){start, (size_t)(last.ptr + last.len - start)};
    if (!is_name(name))
        cd_findings_add(p->findings, p->file, stmt->line, "'%.*s' is not a statement's name",
                        (int)name.len, name.ptr);
    parse_directives(p, stmt);
    parse_marks(p, stmt);
    size_t end = code_end(p);
    size_t order_by = find_order_by(p, end);
    if (end == 1)
        cd_findings_add(p->findings, p->file, stmt->line, "statement '%s' has no text",
                        stmt->name.ptr);
    make_pieces(p, stmt, end, stmt->order_count > 0 && order_by > 0 ? order_by : SIZE_MAX);
    parse_list(p, stmt, order_by, end);
    return stmt;
}

static void check_preamble(struct parser *p, size_t first_block)
{
    for (size_t i = 0; i < first_block; i++) {
        if (is_code(&p->tokens[i])) {
            cd_findings_add(p->findings, p->file, p->tokens[i].sql.line,
                            "text before the first '-- name:'");
            return;
        }
    }
}

static size_t next_block(const struct parser *p, size_t from)
{
    while (from < p->count && !is_name_directive(&p->tokens[from]))
        from++;
    return from;
}

struct cd_stmt *cd_stmt_parse(struct cd_arena *arena, struct cd_str text, const char *file,
                              struct cd_findings *findings)
{
    struct parser p = {.arena = arena, .findings = findings, .file = file};
    struct cd_stmt *first = NULL, **tail = &first;

    if (!cd_str_is_utf8(text)) {
        cd_findings_add(findings, file, 1, "not UTF-8");
        return NULL;
    }
    p.scratch = cd_arena_new();
    tokenize(&p, text);
    size_t from = next_block(&p, 0);
    check_preamble(&p, from);
    while (from < p.count) {
        size_t to = next_block(&p, from + 1);
        struct parser block = p;
        block.tokens = p.tokens + from;
        block.count = to - from;
        struct cd_stmt *stmt = parse_block(&block);
        if (cd_stmt_find(first, stmt->name) != NULL)
            cd_findings_add(findings, file, stmt->line, "a second statement named '%s'",
                            stmt->name.ptr);
        *tail = stmt;
        tail = &stmt->next;
        from = to;
    }
    cd_arena_free(p.scratch);
    return first;
}

struct cd_stmt *cd_stmt_find(struct cd_stmt *list, struct cd_str name)
{
    while (list != NULL && !cd_str_eq(list->name, name))
        list = list->next;
    return list;
}

bool cd_stmt_mentions(const struct cd_stmt *stmt, struct cd_str identifier)
{
    struct cd_sql_lexer lexer = cd_sql_lexer_of(stmt->text, stmt->line);
    struct cd_sql_token token = cd_sql_next(&lexer);

    while (token.kind != CD_SQL_END && !cd_sql_names(token, identifier))
        token = cd_sql_next(&lexer);
    return token.kind != CD_SQL_END;
}
