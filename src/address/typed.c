#include "chatdong/typed.h"

#include <utf8proc.h>

#define SYLLABLES 0xAC00
#define SYLLABLES_END 0xD7A4
#define INITIALS 19
#define FINALS 28
#define PER_INITIAL 588 /* 21 vowels × 28 finals */
#define NUMBER_MOST 99999

typedef int32_t point;

/* Initial consonants as they stand on a keyboard, in the order of the syllables. */
static const point initials[INITIALS] = {
    0x3131, 0x3132, 0x3134, 0x3137, 0x3138, 0x3139, 0x3141, 0x3142, 0x3143, 0x3145,
    0x3146, 0x3147, 0x3148, 0x3149, 0x314A, 0x314B, 0x314C, 0x314D, 0x314E,
};

/* A final consonant may be the first of the syllable that comes next: what then stays behind, and
 * what goes. By the final's number in the syllable; 0 is none. */
static const struct {
    point stays, goes;
} finals[FINALS] = {
    {0, 0},      {0, 0x3131}, {0, 0x3132}, {1, 0x3145}, {0, 0x3134},  {4, 0x3148}, {4, 0x314E},
    {0, 0x3137}, {0, 0x3139}, {8, 0x3131}, {8, 0x3141}, {8, 0x3142},  {8, 0x3145}, {8, 0x314C},
    {8, 0x314D}, {8, 0x314E}, {0, 0x3141}, {0, 0x3142}, {17, 0x3145}, {0, 0x3145}, {0, 0x3146},
    {0, 0x3147}, {0, 0x3148}, {0, 0x314A}, {0, 0x314B}, {0, 0x314C},  {0, 0x314D}, {0, 0x314E},
};

static bool is_syllable(point p)
{
    return p >= SYLLABLES && p < SYLLABLES_END;
}

static bool is_consonant(point p)
{
    return p >= 0x3131 && p <= 0x314E;
}

static bool is_vowel(point p)
{
    return p >= 0x314F && p <= 0x3163;
}

static bool is_digit(point p)
{
    return p >= '0' && p <= '9';
}

static bool is_space(point p)
{
    return p == ' ' || p == '\t' || p == '\n' || p == '\r' || p == 0xA0 || p == 0x3000;
}

/* Full-width forms, capitals and the jamo of decomposed text, as the register writes them. */
static point fold(point p)
{
    if (p >= 0xFF01 && p <= 0xFF5E)
        p -= 0xFEE0;
    if (p >= 'A' && p <= 'Z')
        return p + ('a' - 'A');
    if (p >= 0x1100 && p <= 0x1112)
        return initials[p - 0x1100];
    return p;
}

struct word {
    point at[CD_TYPED_CHARACTERS];
    size_t count;
};

static void add(struct word *word, point p)
{
    if (word->count < CD_TYPED_CHARACTERS)
        word->at[word->count++] = p;
}

/* The next code point; false at the end. */
static bool take(struct cd_str *rest, point *ret)
{
    utf8proc_int32_t p;
    utf8proc_ssize_t length = 0;

    if (rest->len > 0)
        length =
            utf8proc_iterate((const utf8proc_uint8_t *)rest->ptr, (utf8proc_ssize_t)rest->len, &p);
    if (length <= 0)
        return false;
    *rest = (struct cd_str){rest->ptr + length, rest->len - (size_t)length};
    *ret = fold(p);
    return true;
}

static struct cd_str text_of(struct cd_arena *arena, const point *at, size_t count)
{
    char *text = cd_arena_alloc(arena, count * 4 + 1);
    size_t length = 0;

    for (size_t i = 0; i < count; i++)
        length += (size_t)utf8proc_encode_char(at[i], (utf8proc_uint8_t *)text + length);
    return (struct cd_str){text, length};
}

static struct cd_str word_text(struct cd_arena *arena, const struct word *word)
{
    return text_of(arena, word->at, word->count);
}

static bool is_word(struct cd_arena *arena, const struct word *word, const char *z)
{
    return cd_str_is(word_text(arena, word), z);
}

static bool is_city(struct cd_arena *arena, const struct word *word)
{
    return is_word(arena, word, "서울특별시") || is_word(arena, word, "서울시") ||
           is_word(arena, word, "서울");
}

static bool is_gu(const struct word *word)
{
    return word->count >= 2 && word->at[word->count - 1] == 0xAD6C;
}

/* Words are joined as they come; city and gu count as such only when something follows them. */
static struct word read_words(struct cd_arena *arena, struct cd_str text, struct cd_str *ret_gu)
{
    struct word key = {.count = 0}, word = {.count = 0};
    point p = 0;
    bool more;

    do {
        more = take(&text, &p);
        if (more && !is_space(p)) {
            add(&word, p);
            continue;
        }
        if (more && key.count == 0 && is_gu(&word))
            *ret_gu = word_text(arena, &word);
        else if (!more || key.count > 0 || !is_city(arena, &word))
            for (size_t i = 0; i < word.count; i++)
                add(&key, word.at[i]);
        word.count = 0;
    } while (more);
    return key;
}

static point next_point(point p)
{
    return p == 0xD7FF ? 0xE000 : p == 0x10FFFF ? p : p + 1;
}

/* Everything that begins with these, the last of them up to `end`. */
static struct cd_typed_range range_to(struct cd_arena *arena, const struct word *word, point end)
{
    struct word last = *word;

    last.at[last.count - 1] = end;
    return (struct cd_typed_range){word_text(arena, word), word_text(arena, &last), CD_STR("")};
}

static point initial_of(point p)
{
    size_t number = is_syllable(p) ? (size_t)(p - SYLLABLES) / PER_INITIAL : INITIALS;

    return number < INITIALS ? initials[number] : p;
}

/* The initial consonants of the word; what is no syllable stays as it is. */
static struct cd_str initials_of(struct cd_arena *arena, const struct word *word)
{
    struct word all = {.count = word->count};

    for (size_t i = 0; i < word->count; i++)
        all.at[i] = initial_of(word->at[i]);
    return word_text(arena, &all);
}

static void add_range(struct cd_typed *t, struct cd_typed_range range)
{
    if (t->range_count < CD_TYPED_RANGES)
        t->ranges[t->range_count++] = range;
}

/* "자하ㅁ": begins with exactly these syllables, and then with those consonants. */
static void add_with_consonants(struct cd_arena *arena, struct cd_typed *t, const struct word *word)
{
    struct word before = *word;

    while (before.count > 0 && is_consonant(before.at[before.count - 1]))
        before.count--;
    if (before.count == 0)
        return;
    struct cd_typed_range range = range_to(arena, &before, next_point(before.at[before.count - 1]));
    range.initials = initials_of(arena, word);
    add_range(t, range);
}

/* An open syllable may still get its final consonant; a closed one may lose it to the next. */
static void add_syllable(struct cd_arena *arena, struct cd_typed *t, const struct word *word)
{
    struct word split = *word;
    point last = word->at[word->count - 1];
    point final = (last - SYLLABLES) % FINALS;

    add_range(t, range_to(arena, word, last + (final == 0 ? FINALS : 1)));
    if (final == 0)
        return;
    split.at[split.count - 1] = last - final + finals[final].stays;
    add(&split, finals[final].goes);
    add_with_consonants(arena, t, &split);
}

static void add_ranges(struct cd_arena *arena, struct cd_typed *t, const struct word *word)
{
    point last = word->at[word->count - 1];

    if (is_syllable(last))
        add_syllable(arena, t, word);
    else if (is_consonant(last))
        add_with_consonants(arena, t, word);
    else
        add_range(t, range_to(arena, word, next_point(last)));
}

static bool ends_with(struct word *word, point a, point b)
{
    return word->count >= 2 && word->at[word->count - 2] == a && word->at[word->count - 1] == b;
}

/* Roads end in 로 or 길, or, by initial consonants, in ㄹ or ㄱ. */
static bool is_road(const struct word *word)
{
    point last = word->count > 1 ? word->at[word->count - 1] : 0;

    return last == 0xB85C || last == 0xAE38 || last == 0x3139 || last == 0x3131;
}

/* Digits at the end of the word; they are taken off. False when there are none or too many. */
static bool cut_number(struct word *word, uint32_t *ret)
{
    size_t digits = 0;
    uint32_t number = 0;

    while (digits < word->count && is_digit(word->at[word->count - 1 - digits]))
        digits++;
    for (size_t i = word->count - digits; i < word->count && number <= NUMBER_MOST; i++)
        number = number * 10 + (uint32_t)(word->at[i] - '0');
    word->count -= digits;
    *ret = number;
    return digits > 0 && number <= NUMBER_MOST;
}

/* "햇살로12-3" → 햇살로, 12, 3. */
static void read_number(struct cd_arena *arena, struct cd_typed *t, struct word word)
{
    uint32_t last;
    bool found = cut_number(&word, &last);

    if (word.count > 0 && word.at[word.count - 1] == '-') {
        word.count--;
        t->has_sub = true;
        t->sub = last;
        found = cut_number(&word, &last);
    }
    t->basement = ends_with(&word, 0xC9C0, 0xD558); /* 지하 */
    word.count -= t->basement ? 2 : 0;
    if (!found || last == 0 || !is_road(&word))
        return;
    t->main = last;
    t->road = word_text(arena, &word);
}

void cd_typed_read(struct cd_arena *arena, struct cd_str text, struct cd_typed *ret)
{
    bool syllables = false, consonants = false;

    *ret = (struct cd_typed){
        .gu = CD_STR(""), .key = CD_STR(""), .end = CD_STR(""), .road = CD_STR("")};
    struct word key = read_words(arena, text, &ret->gu);
    while (key.count > 0 && is_vowel(key.at[key.count - 1]))
        key.count--;
    if (key.count == 0)
        return;
    for (size_t i = 0; i < key.count; i++) {
        consonants |= is_consonant(key.at[i]);
        syllables |= is_syllable(key.at[i]);
    }
    ret->key = word_text(arena, &key);
    ret->end = range_to(arena, &key, next_point(key.at[key.count - 1])).to;
    ret->characters = key.count;
    ret->consonants = consonants && !syllables;
    if (!ret->consonants)
        add_ranges(arena, ret, &key);
    read_number(arena, ret, key);
}
