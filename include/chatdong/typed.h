/*
 * What somebody has typed of an address so far, as suggestions are asked for: half a word, a
 * syllable that the input method has not finished, initial consonants (ㅈㅎㅁㄹ for 자하문로), or a
 * road and the beginning of a number. A pure function; everything lives in the arena. Keys are as
 * the building register has them: NFC, no spaces, lower case. Ranges are half open and compared
 * byte by byte, as collation "C" does.
 */
#ifndef CHATDONG_TYPED_H
#define CHATDONG_TYPED_H

#include "chatdong/arena.h"

#define CD_TYPED_RANGES 2
#define CD_TYPED_CHARACTERS 60 /* what is longer is cut: no name is */

struct cd_typed_range {
    struct cd_str from, to;
    struct cd_str initials; /* what the initial consonants begin with as well; empty: anything */
};

struct cd_typed {
    struct cd_str gu;  /* "종로구" when it stands before the rest; empty: none */
    struct cd_str key; /* the rest; empty: nothing to suggest for */
    struct cd_str end; /* key ≤ what begins with it < end */
    size_t characters; /* of the key */
    bool consonants;   /* the key is initial consonants (and digits), no syllable */
    /* Names that begin like this; none when only consonants were typed. "자함" is both 자함… and
     * 자하ㅁ…, because the input method shows the one on the way to the other. */
    size_t range_count;
    struct cd_typed_range ranges[CD_TYPED_RANGES];
    /* A road with the beginning of a building's number behind it; empty: no number stands there. */
    struct cd_str road;
    bool basement;
    uint32_t main;
    bool has_sub; /* "12-": the main number is complete */
    uint32_t sub; /* 0: no digit yet */
};

/* `text` is UTF-8 in NFC. */
void cd_typed_read(struct cd_arena *arena, struct cd_str text, struct cd_typed *ret);

#endif
