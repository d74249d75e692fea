/* The formats that are asserted. Any other is refused when the contract is loaded. */
#include "contract/schema_impl.h"

#include <arpa/inet.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool all_digits(struct cd_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_digit(s.ptr[i]))
            return false;
    }
    return s.len > 0;
}

/* Two digits at `at`, -1 when they are none or the text ends. */
static int two(struct cd_str s, size_t at)
{
    if (at + 2 > s.len || !is_digit(s.ptr[at]) || !is_digit(s.ptr[at + 1]))
        return -1;
    return (s.ptr[at] - '0') * 10 + (s.ptr[at + 1] - '0');
}

static bool is_date(struct cd_str s)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int century = two(s, 0), year = two(s, 2), month = two(s, 5), day = two(s, 8);

    if (s.len != 10 || century < 0 || year < 0 || s.ptr[4] != '-' || s.ptr[7] != '-' || month < 1 ||
        month > 12 || day < 1)
        return false;
    int whole = century * 100 + year;
    bool leap = (whole % 4 == 0 && whole % 100 != 0) || whole % 400 == 0;
    return day <= days[month - 1] + (leap && month == 2);
}

/* "Z", "+hh:mm" or "-hh:mm"; false when it is none, else its minutes. */
static bool read_offset(struct cd_str s, int *ret_minutes)
{
    if (s.len == 1 && (s.ptr[0] == 'Z' || s.ptr[0] == 'z')) {
        *ret_minutes = 0;
        return true;
    }
    int hours = two(s, 1), minutes = two(s, 4);
    if (s.len != 6 || (s.ptr[0] != '+' && s.ptr[0] != '-') || s.ptr[3] != ':' || hours < 0 ||
        hours > 23 || minutes < 0 || minutes > 59)
        return false;
    *ret_minutes = (hours * 60 + minutes) * (s.ptr[0] == '-' ? -1 : 1);
    return true;
}

static bool is_time(struct cd_str s)
{
    int hour = two(s, 0), minute = two(s, 3), second = two(s, 6), offset = 0;
    size_t at = 8;

    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 ||
        s.ptr[2] != ':' || s.ptr[5] != ':')
        return false;
    if (at < s.len && s.ptr[at] == '.') {
        size_t from = ++at;
        while (at < s.len && is_digit(s.ptr[at]))
            at++;
        if (at == from)
            return false;
    }
    if (!read_offset((struct cd_str){s.ptr + at, s.len - at}, &offset))
        return false;
    /* A leap second is the last second of a day in UTC (RFC 3339 section 5.7). */
    int utc = (((hour * 60 + minute - offset) % 1440) + 1440) % 1440;
    return second < 60 || utc == 23 * 60 + 59;
}

static bool is_date_time(struct cd_str s)
{
    if (s.len < 20 || (s.ptr[10] != 'T' && s.ptr[10] != 't'))
        return false;
    return is_date((struct cd_str){s.ptr, 10}) && is_time((struct cd_str){s.ptr + 11, s.len - 11});
}

static bool is_uuid(struct cd_str s)
{
    if (s.len != 36)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.ptr[i] != '-' : !is_hex(s.ptr[i]))
            return false;
    }
    return true;
}

static bool is_address(int family, struct cd_str s)
{
    char copy[64] = {0};
    unsigned char address[16];

    if (s.len >= sizeof copy || memchr(s.ptr, '\0', s.len) != NULL)
        return false;
    memcpy(copy, s.ptr, s.len);
    return inet_pton(family, copy, address) == 1;
}

/* RFC 1123 labels. */
static bool is_host_name(struct cd_str s)
{
    if (s.len == 0 || s.len > 253)
        return false;
    for (bool more = true; more;) {
        size_t before = s.len;
        struct cd_str label = cd_str_cut(&s, '.');
        more = label.len < before;
        if (label.len == 0 || label.len > 63 || label.ptr[0] == '-' ||
            label.ptr[label.len - 1] == '-')
            return false;
        for (size_t i = 0; i < label.len; i++) {
            if (!is_alpha(label.ptr[i]) && !is_digit(label.ptr[i]) && label.ptr[i] != '-')
                return false;
        }
    }
    return true;
}

static bool is_mail_domain(struct cd_str s)
{
    if (s.len < 2 || s.ptr[0] != '[' || s.ptr[s.len - 1] != ']')
        return is_host_name(s);
    s = (struct cd_str){s.ptr + 1, s.len - 2};
    if (!cd_str_starts(s, "IPv6:"))
        return is_address(AF_INET, s);
    return is_address(AF_INET6, (struct cd_str){s.ptr + 5, s.len - 5});
}

/* RFC 5321 Quoted-string between its quotes. */
static bool is_quoted(struct cd_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\\')
            i++;
        else if (s.ptr[i] == '"')
            return false;
        if (i >= s.len || s.ptr[i] < 32 || s.ptr[i] > 126)
            return false;
    }
    return true;
}

static bool is_dot_string(struct cd_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool dot = c == '.';
        if (dot && (i == 0 || i + 1 == s.len || s.ptr[i + 1] == '.'))
            return false;
        if (!dot && !is_alpha(c) && !is_digit(c) &&
            (c == '\0' || strchr("!#$%&'*+-/=?^_`{|}~", c) == NULL))
            return false;
    }
    return s.len > 0;
}

static bool is_email(struct cd_str s)
{
    const char *at = s.len > 0 ? memrchr(s.ptr, '@', s.len) : NULL;

    if (at == NULL || s.len > 254 || at - s.ptr > 64)
        return false;
    struct cd_str local = {s.ptr, (size_t)(at - s.ptr)};
    struct cd_str domain = {at + 1, s.len - local.len - 1};
    bool quoted = local.len >= 2 && local.ptr[0] == '"' && local.ptr[local.len - 1] == '"';
    if (!is_mail_domain(domain))
        return false;
    return quoted ? is_quoted((struct cd_str){local.ptr + 1, local.len - 2}) : is_dot_string(local);
}

/* Unreserved, sub-delims, %XX and what `more` adds (RFC 3986 section 2). */
static bool uri_characters(struct cd_str s, const char *more)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '%') {
            if (i + 2 >= s.len || !is_hex(s.ptr[i + 1]) || !is_hex(s.ptr[i + 2]))
                return false;
            i += 2;
        } else if (!is_alpha(c) && !is_digit(c) &&
                   (c == '\0' ||
                    (strchr("-._~!$&'()*+,;=", c) == NULL && strchr(more, c) == NULL))) {
            return false;
        }
    }
    return true;
}

static bool is_ip_literal(struct cd_str s)
{
    bool future = s.len > 0 && (s.ptr[0] == 'v' || s.ptr[0] == 'V');

    if (!future)
        return is_address(AF_INET6, s);
    const char *dot = memchr(s.ptr, '.', s.len);
    if (dot == NULL || dot == s.ptr + 1 || dot == s.ptr + s.len - 1)
        return false;
    for (const char *p = s.ptr + 1; p < dot; p++) {
        if (!is_hex(*p))
            return false;
    }
    struct cd_str rest = {dot + 1, s.len - (size_t)(dot + 1 - s.ptr)};
    return memchr(rest.ptr, '%', rest.len) == NULL && uri_characters(rest, ":");
}

/* [IPv6] or [vX.…], then nothing or a port. */
static bool is_bracketed_host(struct cd_str s)
{
    const char *end = memchr(s.ptr, ']', s.len);

    if (end == NULL || !is_ip_literal((struct cd_str){s.ptr + 1, (size_t)(end - s.ptr) - 1}))
        return false;
    struct cd_str port = {end + 1, s.len - (size_t)(end + 1 - s.ptr)};
    if (port.len > 0 && port.ptr[0] != ':')
        return false;
    (void)cd_str_cut(&port, ':');
    return port.len == 0 || all_digits(port);
}

static bool is_authority(struct cd_str s)
{
    const char *at = s.len > 0 ? memchr(s.ptr, '@', s.len) : NULL;

    if (at != NULL) {
        struct cd_str user = {s.ptr, (size_t)(at - s.ptr)};
        if (!uri_characters(user, ":"))
            return false;
        s = (struct cd_str){at + 1, s.len - user.len - 1};
    }
    if (s.len > 0 && s.ptr[0] == '[')
        return is_bracketed_host(s);
    struct cd_str host = cd_str_cut(&s, ':');
    return uri_characters(host, "") && (s.len == 0 || all_digits(s));
}

static bool is_scheme(struct cd_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!is_alpha(c) && (i == 0 || (!is_digit(c) && c != '+' && c != '-' && c != '.')))
            return false;
    }
    return s.len > 0;
}

static bool is_uri(struct cd_str s)
{
    const char *colon = s.len > 0 ? memchr(s.ptr, ':', s.len) : NULL;
    struct cd_str rest = s;

    if (colon == NULL || !is_scheme(cd_str_cut(&rest, ':')))
        return false;
    struct cd_str fragment = rest;
    struct cd_str query = cd_str_cut(&fragment, '#');
    struct cd_str path = cd_str_cut(&query, '?');
    if (!uri_characters(fragment, ":@/?") || !uri_characters(query, ":@/?"))
        return false;
    if (!cd_str_starts(path, "//"))
        return uri_characters(path, ":@/");
    struct cd_str authority = {path.ptr + 2, path.len - 2};
    const char *slash = authority.len > 0 ? memchr(authority.ptr, '/', authority.len) : NULL;
    if (slash != NULL) {
        path = (struct cd_str){slash, authority.len - (size_t)(slash - authority.ptr)};
        authority.len -= path.len;
        return is_authority(authority) && uri_characters(path, ":@/");
    }
    return is_authority(authority);
}

static bool is_dong_code(struct cd_str s)
{
    return s.len == 10 && all_digits(s);
}

static bool is_gu_code(struct cd_str s)
{
    return s.len == 5 && all_digits(s);
}

/* E.164 of Korea: +82, then 8 to 11 digits that do not begin with the trunk 0 (DESIGN.md 7). */
static bool is_phone(struct cd_str s)
{
    if (!cd_str_starts(s, "+82") || s.len < 11 || s.len > 14 || s.ptr[3] == '0')
        return false;
    return all_digits((struct cd_str){s.ptr + 3, s.len - 3});
}

cd_format_check *cd_format_find(struct cd_str name)
{
    static const struct {
        const char *name;
        cd_format_check *check;
    } formats[] = {
        {"date", is_date},       {"date-time", is_date_time},
        {"uuid", is_uuid},       {"email", is_email},
        {"uri", is_uri},         {"dong-code", is_dong_code},
        {"gu-code", is_gu_code}, {"phone", is_phone},
    };

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (cd_str_is(name, formats[i].name))
            return formats[i].check;
    }
    return NULL;
}
