-- Who has two syllables in the name, in the order in which a search gives them (docs/decisions/0061): a page reads the rows of the
-- page, however many there are. What search_name_parts() gives is stored, as what 0082 has.
set local role chatdong_owner;
set local search_path = chatdong;
set local work_mem = '256MB';
set local maintenance_work_mem = '512MB';

-- Two neighbouring syllables of a name (as search_name_key() gives it), each once, and how close to it they are: 0 all of it, 1 its
-- beginning, 2 elsewhere. One query without more, so that it becomes a part of the query that calls it.
create function search_name_parts(name_key text) returns table (part text, _rank integer) language sql immutable parallel safe as $$
    select substr(name_key, n, 2), min(case when n > 1 then 2 when length(name_key) > 2 then 1 else 0 end)
      from generate_series(1, length(name_key) - 1) n
     where substr(name_key, n, 2) ~ '^[가-힣]{2}$'
     group by 1
$$;

-- Kept by triggers on resident; who was merged into another has none. No foreign key: it would need an index by id, as large as the table.
create table resident_name_part (
    dong_code text not null,
    part text not null,
    _rank integer not null,
    id uuid not null
);
call area_policies('resident_name_part', false);
grant select on resident_name_part to chatdong_api, chatdong_worker;

create view resident_name_part_row with (security_invoker = true) as
select r.dong_code, p.part, p._rank, r.id
  from resident r
  join resident_search s on s.resident_id = r.id
 cross join lateral search_name_parts(s.name_key) p
 where r.merged_into is null;
insert into resident_name_part select * from resident_name_part_row order by dong_code, part, _rank, id;
alter table resident_name_part add primary key (dong_code, part, _rank, id);

reset role;
