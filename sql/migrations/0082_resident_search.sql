-- What residents are found by (DOMAIN.md 4): parts of names from two syllables, initial consonants, romanised names,
-- birth dates, ends of phone numbers, parts of addresses. Each is a token behind its dong, so one index finds them all
-- and costs the same with ten million residents as with ten thousand: a search looks only at its dongs' tokens.
-- What these functions give is stored; to change one is a migration that makes the table anew.
set local role chatdong_owner;
set local search_path = chatdong;

-- A name as it is compared: NFC, small letters, no spaces or marks; a lone leading jamo is the key that was typed.
create function search_name_key(name text) returns text language sql immutable strict parallel safe as $$
    select translate(regexp_replace(lower(normalize(name)), '[\s.,·''’-]', '', 'g'), 'ᄀᄁᄂᄃᄄᄅᄆᄇᄈᄉᄊᄋᄌᄍᄎᄏᄐᄑᄒ', 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ')
$$;

-- Revised Romanisation, syllable by syllable, as it is for names: 김영순 gim yeong sun. What is not Hangul stays.
create function romanised(name text) returns text[] language plpgsql immutable strict parallel safe as $$
declare
    initial constant text[] := '{g,kk,n,d,tt,r,m,b,pp,s,ss,"",j,jj,ch,k,t,p,h}';
    vowel constant text[] := '{a,ae,ya,yae,eo,e,yeo,ye,o,wa,wae,oe,yo,u,wo,we,wi,yu,eu,ui,i}';
    final constant text[] := '{"",k,k,k,n,n,n,t,l,k,m,l,l,l,p,l,m,p,p,t,t,ng,t,t,k,t,p,t}';
    parts text[] := '{}';
    c text;
    at integer;
begin
    foreach c in array string_to_array(search_name_key(name), null) loop
        at := ascii(c) - 44032;
        parts := parts || case when at between 0 and 11171
                               then initial[at / 588 + 1] || vowel[at % 588 / 28 + 1] || final[at % 28 + 1] else c end;
    end loop;
    return parts;
end $$;

-- Spellings that are used for one sound become one: Kim and Gim, Park, Pak and Bak, Young and Yeong, Lee, Yi and I,
-- Choi and Choe, Jung and Jeong. It is meant to say too often rather than too seldom that two are the same.
create function search_roman_fold(latin text) returns text language plpgsql immutable strict parallel safe as $$
declare
    s text := lower(latin);
    pair text[];
begin
    foreach pair slice 1 in array '{{rh,r},{sh,s},{ch,j},{ck,k}}'::text[] loop
        s := replace(s, pair[1], pair[2]);
    end loop;
    s := regexp_replace(s, '([aeiouy])h(?![aeiouyw])', '\1', 'g');
    s := regexp_replace(s, '([aeou])r(?![aeiouyr])', '\1', 'g');
    s := translate(s, 'ckpqtlzvfx', 'ggbgdrjbbg');
    foreach pair slice 1 in array '{{eui,i},{ui,i},{wae,we},{oe,we},{oi,we},{ae,e},{ai,e},{ee,i},{yi,i},{eou,o},{eo,o},{eu,o},{ou,o},{oo,o},{u,o},{wo,o}}'::text[] loop
        s := replace(s, pair[1], pair[2]);
    end loop;
    return s;
end $$;
-- A word of a name: who writes Lee or Rim writes 이 or 임, who writes Roh writes 노.
create function search_roman_word(folded text) returns text language plpgsql immutable strict parallel safe as $$
begin
    return regexp_replace(case when folded = 'ro' then 'no' when folded like 'ri%' or folded like 'ry%' then substr(folded, 2) else folded end,
                          '(.)\1+', '\1', 'g');
end $$;
-- A name folded syllable by syllable (Ha-eun), from tables, because it is made for every resident that is written; and behind
-- it as one word (Haeun) where that may differ: where two vowels meet, and in what is not Hangul.
create function search_name_roman(name text) returns text language plpgsql immutable strict parallel safe as $$
declare
    initial constant text[] := '{g,gg,n,d,dd,r,m,b,bb,s,ss,"",j,jj,j,g,d,b,h}';
    vowel constant text[] := '{a,e,ya,ye,o,e,yo,ye,o,wa,we,we,yo,o,o,we,wi,yo,o,i,i}';
    final constant text[] := '{"",g,g,g,n,n,n,d,r,g,m,r,r,r,b,r,m,b,b,d,d,ng,d,d,g,d,b,d}';
    apart text := '';
    joined text;
    open boolean := false;
    meets boolean := false;
    c text;
    at integer;
begin
    foreach c in array string_to_array(search_name_key(name), null) loop
        at := ascii(c) - 44032;
        if at between 0 and 11171 then
            meets := meets or open and at / 588 = 11;
            open := at % 28 = 0;
            apart := apart || initial[at / 588 + 1] || vowel[at % 588 / 28 + 1] || final[at % 28 + 1];
        else
            meets := true;
            apart := apart || search_roman_fold(c);
        end if;
    end loop;
    apart := search_roman_word(apart);
    if meets then
        joined := search_roman_word(search_roman_fold(array_to_string(romanised(name), '')));
    end if;
    return case when joined <> apart then apart || ' ' || joined else apart end;
end $$;

-- An address without its city and district, without spaces; numbers stand in angle brackets, so that 12 is not found in 120.
create function search_address_key(address text) returns text language sql immutable strict parallel safe as $$
    select regexp_replace(regexp_replace(regexp_replace(lower(normalize(address)), '^\s*(서울특별시|서울시|서울)?\s*([가-힣]+구(\s+|$))?', ''),
                                         '(\d+)', '<\1>', 'g'), '[\s,.()]', '', 'g')
$$;

-- Tokens of a name: the first letter and every two neighbours. PL/pgSQL, because an SQL function that is not inlined is
-- started anew for each of its calls, and this runs once for every row that is written.
create function search_grams(key text, prefix text default '') returns text[] language plpgsql immutable strict parallel safe as $$
declare
    grams text[] := '{}';
begin
    if key <> '' then
        grams := grams || (prefix || '^' || left(key, 1));
        for i in 1 .. length(key) - 1 loop
            grams := grams || (prefix || substr(key, i, 2));
        end loop;
    end if;
    return grams;
end $$;
-- Of an address: every two neighbours between numbers, and whole numbers.
create function search_address_grams(key text, prefix text default '') returns text[] language plpgsql immutable strict parallel safe as $$
declare
    grams text[] := '{}';
    part text;
begin
    foreach part in array string_to_array(replace(key, '<', '>='), '>') loop
        if starts_with(part, '=') then
            grams := grams || (prefix || '/' || substr(part, 2));
        else
            for i in 1 .. length(part) - 1 loop
                grams := grams || (prefix || '/' || substr(part, i, 2));
            end loop;
        end if;
    end loop;
    return grams;
end $$;
create function search_tokens(dong_code text, name_key text, name_initials text, name_roman text, birth_date date, phone text, address_key text)
returns text[] language plpgsql immutable parallel safe as $$
declare
    tokens text[] := search_grams(name_key, dong_code);
    word text;
begin
    if name_initials <> name_key then
        tokens := tokens || search_grams(name_initials, dong_code);
    end if;
    foreach word in array string_to_array(name_roman, ' ') loop
        tokens := tokens || search_grams(word, dong_code);
    end loop;
    tokens := tokens || (dong_code || '@' || date_part('year', birth_date)) || search_address_grams(address_key, dong_code);
    if phone is not null then
        tokens := tokens || (dong_code || '#' || right(phone, 4));
    end if;
    return tokens;
end $$;

-- Kept by a trigger on resident, whoever writes there; read by resident_find() alone.
create table resident_search (
    resident_id uuid primary key constraint resident_search_of_resident references resident (id) on delete cascade,
    dong_code text not null,
    name_key text not null,
    name_initials text not null,
    name_roman text not null,
    birth_date date not null,
    phone text,
    address_key text not null
);
create index resident_search_tokens on resident_search
    using gin (search_tokens(dong_code, name_key, name_initials, name_roman, birth_date, phone, address_key));
alter table resident_search enable row level security;
create policy worker_read on resident_search for select to chatdong_worker using (true);
grant select on resident_search to chatdong_worker;

create view resident_search_row with (security_invoker = true) as
select r.id as resident_id, r.dong_code, search_name_key(r.name) as name_key, initials(search_name_key(r.name)) as name_initials,
       search_name_roman(r.name) as name_roman, r.birth_date, r.phone, search_address_key(r.address) as address_key
  from resident r;
insert into resident_search select * from resident_search_row;

reset role;
