-- Residents to be searched: :residents of them, evenly over the first :dongs of 25 gu with 17 dongs each. Surnames by their share; 7 in 10 have
-- one of 45 frequent given names, the others two of 60 syllables. Nothing is random. The rows come in without triggers, the search's table as the trigger would write it.
\set ON_ERROR_STOP on
set search_path = chatdong, public;
set client_min_messages = warning;
set maintenance_work_mem = '1GB';
set work_mem = '256MB';
set synchronous_commit = off;

insert into district (code, name) select '11' || lpad((n * 10)::text, 3, '0'), 'G' || n || '구' from generate_series(1, 25) n;
insert into dong (code, gu_code, name, valid_from)
select '11' || lpad((g * 10)::text, 3, '0') || lpad((500 + d)::text, 3, '0') || '00', '11' || lpad((g * 10)::text, 3, '0'), 'D' || d || '동', '2015-07-01'
  from generate_series(1, 25) g, generate_series(1, 17) d;
create temporary table place as select code, row_number() over (order by code) - 1 as no from dong order by code limit :dongs;

-- A surname as often as its share in a thousand; given names and syllables each as often as the other.
create temporary table listed as
select (select array_agg(v) from unnest('{김,이,박,최,정,강,조,윤,장,임,한,오,서,신,권,황,안,송,전,홍,유,고,문,양,손,배,백,허,남궁,선우}'::text[],
            '{215,147,84,47,43,24,21,21,20,17,15,15,15,14,14,13,13,13,11,11,10,9,9,9,9,8,7,7,1,1}'::integer[]) s (v, share), generate_series(1, share)) as surname,
       '{영수,영호,영식,영자,정자,순자,영철,정순,정숙,영숙,영희,명숙,성호,미경,미숙,경희,경숙,정훈,성훈,성진,미영,은정,은주,은영,상훈,지훈,지영,현정,지혜,지은,은지,민지,지원,지현,민준,현우,준서,우진,서연,지민,민서,서현,서윤,영순}'::text[] as given,
       string_to_array('가건경광규근금기나남다덕도동란례말명문미민병복봉분상석선섭성수순숙승시신안애연열옥용우원월윤은응의인일자재점정종주진창철', null) as syllable;

create temporary table person as
select p.code as dong_code,
       l.surname[1 + h.a % cardinality(l.surname)]
       || case when h.b % 10 < 7 then l.given[1 + h.b / 10 % cardinality(l.given)]
               else l.syllable[1 + h.b / 10 % cardinality(l.syllable)] || l.syllable[1 + h.c % cardinality(l.syllable)] end as name,
       date '1930-01-01' + (h.c / 60 % 33000)::int as birth_date, '+8210' || lpad((h.a / 1000 % 100000000)::text, 8, '0') as phone,
       '서울특별시 ' || substr(p.code, 3, 3) || '구 ' || l.syllable[1 + h.b / 1000 % 60] || l.syllable[1 + h.c / 1000 % 20] || '로 ' || 1 + h.a / 100 % 200
       || ' ' || 101 + h.b % 12 || '동 ' || 101 + h.c % 1900 || '호' as address
  from generate_series(1, :residents) n
 cross join listed l
 cross join lateral (select abs(hashint8extended(n, 1)) as a, abs(hashint8extended(n, 2)) as b, abs(hashint8extended(n, 3)) as c) h
  join place p on p.no = n::bigint * :dongs / (:residents + 1);

alter table resident disable trigger user;
insert into resident (dong_code, name, birth_date, sex, phone, address, created_by, updated_by)
select dong_code, name, birth_date, 'female', phone, address, '01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000001'
  from person;
alter table resident enable trigger user;
drop table person;

-- Names repeat, so each is romanised once.
create temporary table named as
select name, search_name_key(name) as name_key, initials(search_name_key(name)) as name_initials, search_name_roman(name) as name_roman
  from (select distinct name from resident) r;
drop index resident_search_tokens;
insert into resident_search
select r.id, r.dong_code, n.name_key, n.name_initials, n.name_roman, r.birth_date, r.phone, search_address_key(r.address)
  from resident r join named n using (name);
create index resident_search_tokens on resident_search
    using gin (search_tokens(dong_code, name_key, name_initials, name_roman, birth_date, phone, address_key));
-- What is not yet in the log is not marked as visible to all, and an index alone does not answer for it.
set synchronous_commit = on;
insert into resident_name_part select * from resident_name_part_row order by dong_code, part, _rank, id;
vacuum analyze resident;
vacuum analyze resident_search;
vacuum analyze resident_name_part;
