-- What the autocomplete of addresses is answered from (DOMAIN.md 3): every road of a gu and every named
-- building of the register, with what it is found by. Made anew after an import instead of by triggers,
-- so that loading half a million buildings costs no more for it.
set local role chatdong_owner;
set local search_path = chatdong;

-- Pairs of neighboring characters: what a name with "하문" in it has in common with "하문". Trigrams
-- would need three, and two syllables are enough for a Korean name.
create function bigrams(key text) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct substr(key, n, 2)), '{}') from generate_series(1, length(key) - 1) n
$$;

-- As with the register itself: one partition holds everything, so that a new one is filled and indexed
-- beside it and takes its place at once (address_suggestion_refresh).
create table address_suggestion (
    id text collate "C" not null,
    kind text not null constraint suggestion_kind_known check (kind in ('road', 'building')),
    gu_code text not null,
    dong_code text,
    name text not null,
    key text collate "C" not null,
    initials text collate "C" not null,
    bigrams text[] not null,
    text text not null,
    weight bigint not null,
    constraint address_suggestion_pkey primary key (id)
) partition by range (id);
create index address_suggestion_by_key on address_suggestion (kind, key);
create index address_suggestion_by_initials on address_suggestion (kind, initials);
create index address_suggestion_by_part on address_suggestion using gin (bigrams);
create table address_suggestion_0 partition of address_suggestion for values from (minvalue) to (maxvalue);

create view address_suggestion_source as
with road as (
    select 'road' as kind, 'r' || b.road_code as id, b.gu_code, b.road_name as name, b.road_key as key,
           null::text as road_name, null::integer as main_no, null::integer as sub_no, null::boolean as basement,
           case when min(b.dong_code) = max(b.dong_code) then min(b.dong_code) end as dong_code, count(*) as weight
      from building b
     where b.road_key <> ''
     group by b.road_code, b.gu_code, b.road_name, b.road_key
), named as (
    -- A complex has its name on each of its buildings: once for each address.
    select distinct on (b.name_key, b.road_code, b.main_no, b.sub_no, b.basement)
           'building' as kind, 'b' || b.management_no as id, b.gu_code, b.name, b.name_key as key,
           b.road_name, b.main_no, b.sub_no, b.basement, b.dong_code, 1 as weight
      from building b
     where b.name_key <> '' and b.road_key <> ''
     order by b.name_key, b.road_code, b.main_no, b.sub_no, b.basement, b.management_no
)
select s.id, s.kind, s.gu_code, s.dong_code, s.name, s.key, i.initials, bigrams(s.key) || bigrams(i.initials) as bigrams,
       d.name || ' ' || coalesce(s.road_name || case when s.basement then ' 지하 ' else ' ' end || s.main_no
           || case when s.sub_no > 0 then '-' || s.sub_no else '' end, s.name) as text,
       s.weight
  from (select * from road union all select * from named) s
  join district d on d.code = s.gu_code
 cross join lateral (select initials(s.key) as initials offset 0) i;

grant select on address_suggestion to chatdong_api, chatdong_worker;

reset role;
