-- Search by initial consonants, as Koreans type on phones: ㅈㅎㅁㄹ for 자하문로.
set local role chatdong_owner;
set local search_path = chatdong;

-- Each syllable becomes its initial consonant (compatibility jamo, U+3131 to U+314E); everything else stays.
-- A syllable is 44032 + 588 * initial + the rest (Unicode 3.12).
create function initials(name text) returns text language sql immutable strict parallel safe
as $$
    select coalesce(string_agg(
               case when ascii(c) between 44032 and 55203
                    then substr('ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ', (ascii(c) - 44032) / 588 + 1, 1)
                    else c end, '' order by place), '')
      from unnest(string_to_array(normalize(name), null)) with ordinality as s (c, place)
$$;

reset role;
