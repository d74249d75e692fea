#include "contract/vocabulary.h"

#include <string.h>

static const char *const roles[] = {"officer",        "nurse",  "supervisor",
                                    "district_admin", "system", NULL};

static int find(const char *const *words, struct cd_str word)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (cd_str_is(word, words[i]))
            return i;
    }
    return -1;
}

int cd_word_role(struct cd_str word)
{
    return find(roles, word);
}

int cd_word_area(struct cd_str word)
{
    static const char *const areas[] = {"none", "own", "dong", "gu", "city", NULL};
    int area = find(areas, word);

    return area == CD_AREA_NONE ? -1 : area; /* "none" is what an absent area is, not a word */
}

int cd_word_result(struct cd_str word)
{
    static const char *const results[] = {"one", "many", "none", "stream", NULL};
    return find(results, word);
}

int cd_word_lane(struct cd_str word)
{
    static const char *const lanes[] = {"short", "long", "write", NULL};
    return find(lanes, word);
}

int cd_word_mask(struct cd_str word)
{
    static const char *const masks[] = {"", "name", "phone", "address", NULL};
    return word.len == 0 ? -1 : find(masks, word);
}

int cd_word_method(struct cd_str word)
{
    static const char *const methods[] = {"get", "post", "put", "patch", "delete", NULL};
    return find(methods, word);
}

const char *cd_role_name(enum cd_role role)
{
    return role < CD_ROLE_COUNT ? roles[role] : "";
}

bool cd_is_identifier(struct cd_str word)
{
    if (word.len == 0 || word.len > 63 || word.ptr[0] < 'a' || word.ptr[0] > 'z')
        return false;
    return strspn(word.ptr, "abcdefghijklmnopqrstuvwxyz0123456789_") == word.len;
}

void cd_check_keys(struct cd_findings *findings, const char *file, const struct cd_node *map,
                   const char *const *allowed, const char *what)
{
    for (size_t i = 0; i < map->count; i++) {
        if (find(allowed, map->keys[i]) < 0)
            cd_findings_add(findings, file, map->key_lines[i], "unknown key '%s' in %s",
                            map->keys[i].ptr, what);
    }
}
