-- Spellings, successions and boundaries of dongs (DOMAIN.md 3).
set local role chatdong_owner;
set local search_path = chatdong;

-- A dong's answer shows its spellings, legal dongs and successions, so its version (the ETag) counts
-- their changes too; once a transaction, and not for a dong that the transaction has changed itself.
create or replace function dong_touch() returns trigger language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    changed text[];
begin
    if tg_table_name = 'dong_succession' then
        changed := case when tg_op = 'DELETE' then array[old.predecessor_code, old.successor_code]
                        else array[new.predecessor_code, new.successor_code] end;
    elsif tg_table_name = 'legal_dong' then
        changed := array(select dong_code from legal_dong_dong where legal_code = new.code);
    else
        changed := case when tg_op = 'DELETE' then array[old.dong_code] else array[new.dong_code] end;
    end if;
    update dong set version = version + 1
     where code = any (changed) and xmin <> pg_current_xact_id()::xid;
    return null;
end $$;

create or replace trigger touch_dong after insert or update or delete on dong_alias
    for each row execute function dong_touch();
create or replace trigger touch_dong after insert or update or delete on dong_succession
    for each row execute function dong_touch();
create or replace trigger touch_dong after insert or update or delete on legal_dong_dong
    for each row execute function dong_touch();
create or replace trigger touch_dong after update on legal_dong
    for each row execute function dong_touch();

-- The spellings that follow from a dong's names: 창신제1동 is also written 창신1동 and the reverse
-- (홍제제1동 is 홍제1동: only a 제 before a number goes), 종로1.2.3.4가동 also with other separators.
create or replace function dong_spellings(d dong) returns table (kind text, name text)
language sql stable as $$
    with spoken as (
        select d.name as n
         union select regexp_replace(coalesce(d.name_official, d.name), '제(\d)', '\1')
         union select regexp_replace(d.name, '^([^0-9제]+)(\d+동)$', '\1제\2')
    )
    select 'official', coalesce(d.name_official, d.name)
     union
    select 'common', n from spoken where n <> coalesce(d.name_official, d.name)
     union
    select 'romanised', d.name_en where d.name_en is not null
     union
    select 'separator', replace(n, '.', sep) from spoken, unnest(array['·', 'ㆍ', ',']) sep
     where position('.' in n) > 0
$$;

-- Makes dong_alias what the dongs' names say.
create or replace function dong_alias_renew(out inserted bigint, out removed bigint, out kept bigint)
language sql as $$
    with wanted as materialized (
        select d.code, s.kind, normalize(s.name) as name from dong d, dong_spellings(d) s
    ), gone as (
        delete from dong_alias a
         where not exists (select from wanted w where (w.code, w.kind, w.name) = (a.dong_code, a.kind, a.name))
        returning 1
    ), added as (
        insert into dong_alias (dong_code, kind, name) select * from wanted on conflict do nothing returning 1
    )
    select (select count(*) from added), (select count(*) from gone),
           (select count(*) from wanted) - (select count(*) from added)
$$;

-- The dongs of a day that a dong, of whatever time, became or came from, itself included if it was
-- there. happened_on orders the way, so that a code that comes back later is no circle.
create or replace function dongs_of_day(start_code text, day date) returns table (code text)
language sql stable as $$
    with recursive later as (
        select d.code, d.valid_from as since from dong d where d.code = start_code
         union
        select s.successor_code, s.happened_on
          from later l join dong_succession s on s.predecessor_code = l.code
         where s.happened_on > l.since and s.happened_on <= day
    ), earlier as (
        select d.code, coalesce(d.valid_to, 'infinity') as until from dong d where d.code = start_code
         union
        select s.predecessor_code, s.happened_on
          from earlier e join dong_succession s on s.successor_code = e.code
         where s.happened_on <= e.until and s.happened_on > day
    )
    select d.code from dong d
     where d.code in (select l.code from later l union select e.code from earlier e)
       and d.valid_from <= day and coalesce(d.valid_to > day, true)
$$;

-- The boundary of a day: the newest that had begun, else the oldest there is.
create or replace function dong_boundary_of_day(wanted text, day date) returns setof dong_boundary
language sql stable as $$
    select * from dong_boundary b where b.dong_code = wanted
     order by b.valid_from <= day desc, abs(b.valid_from - day) limit 1
$$;

reset role;
