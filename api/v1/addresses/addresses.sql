-- Suggestions while an address is typed (DOMAIN.md 3). What was typed is taken apart by the hook; each
-- part reads at most a few dozen entries of an index, in its order, so the shortest names come first.

-- name: addresses_suggest
with named_gu as materialized (
    select code from district where name = :gu::text
), hit as (
    -- Names that begin with it, also while the last syllable is not finished.
    select s.*, 1 as rank
      from unnest(:lows::text[], :highs::text[], :leads::text[]) r (low, high, lead)
     cross join (values ('road'), ('building')) k (kind)
     cross join lateral (
           select s.* from address_suggestion s
            where s.kind = k.kind and s.key >= r.low and s.key < r.high and starts_with(s.initials, r.lead)
              and (:gu::text is null or s.gu_code in (select code from named_gu))
            order by s.kind, s.key limit 40) s
    union all
    -- Initial consonants.
    select s.*, 1
      from (values ('road'), ('building')) k (kind)
     cross join lateral (
           select s.* from address_suggestion s
            where :consonants::boolean and s.kind = k.kind and s.initials >= :key::text and s.initials < :key_end::text
              and (:gu::text is null or s.gu_code in (select code from named_gu))
            order by s.kind, s.initials limit 40) s
    union all
    -- Names that have it somewhere.
    (select s.*, 2 from address_suggestion s
      where :characters::integer > 1 and s.bigrams @> bigrams(:key::text)
        and strpos(case when :consonants::boolean then s.initials else s.key end, :key::text) > 1
        and (:gu::text is null or s.gu_code in (select code from named_gu))
      limit 100)
), named as (
    select distinct on (h.id) h.id, h.kind, h.gu_code, h.dong_code, h.name, h.text, h.weight, length(h.key) as length,
           case when h.key = :key::text or h.initials = :key::text then 0 else h.rank end as rank
      from hit h order by h.id, h.rank
), numbered as (
    -- A road and the beginning of a building's number: 1 is 1, 10 to 19, 100 to 199 …
    select r.gu_code, b.dong_code, nullif(b.name, '') as name, b.main_no, b.sub_no,
           d.name || ' ' || r.name || case when b.basement then ' 지하 ' else ' ' end || b.main_no
               || case when b.sub_no > 0 then '-' || b.sub_no else '' end as text
      from (select s.gu_code, s.name from address_suggestion s
             where :road::text is not null and s.kind = 'road' and (s.key = :road::text or s.initials = :road::text)
               and (:gu::text is null or s.gu_code in (select code from named_gu))
             order by s.weight desc limit 20) r
      join district d on d.code = r.gu_code
     cross join lateral (
           select distinct on (b.main_no, b.sub_no) b.dong_code, b.name, b.main_no, b.sub_no, b.basement
             from generate_series(0, case when :has_sub::boolean then 0 else 3 end) e (places)
             join building b on b.road_key = replace(r.name, ' ', '') and b.gu_code = r.gu_code
              and b.main_no between :main::integer * (10 ^ e.places)::integer and (:main::integer + 1) * (10 ^ e.places)::integer - 1
            where b.basement = :basement::boolean
              and (:sub::integer = 0 or b.sub_no::text like :sub::text || '%')
            order by b.main_no, b.sub_no limit 20) b
), best as (
    select 'address' as kind, n.text, n.name, n.gu_code, n.dong_code, 0 as rank, n.main_no as second, n.sub_no as third from numbered n
    union all
    select n.kind, n.text, n.name, n.gu_code, n.dong_code, n.rank + 1, case n.kind when 'road' then 0 else 1 end, n.length - n.weight from named n
     where n.kind = 'road' or :characters::integer > 1
     order by rank, second, third, text
     limit coalesce(:limit::integer, 8)
)
select coalesce(json_agg(json_build_object('kind', b.kind, 'text', b.text, 'name', b.name, 'gu_code', b.gu_code, 'gu_name', g.name,
               'dong_code', b.dong_code, 'dong_name', d.name, 'dong_name_en', d.name_en)
           order by b.rank, b.second, b.third, b.text), '[]') as items
  from best b
  join district g on g.code = b.gu_code
  left join dong d on d.code = b.dong_code;
