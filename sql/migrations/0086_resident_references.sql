-- Where a resident is referred to, read from the catalog, so that no table can be forgotten: every foreign key to
-- resident (id), except those of the records that say which residents are one.
set local role chatdong_owner;
set local search_path = chatdong;

create view resident_reference as
select c.oid as constraint_id, c.conname::text as name, c.conrelid as table_id, r.relname::text as table_name, a.attname::text as column_name,
       (select array_agg(k.attname::text order by k.attnum)
          from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any (i.indkey)
         where i.indrelid = c.conrelid and i.indisprimary) as key_columns,
       -- The row's own column for its household, if it has one.
       (select h.attname::text
          from pg_constraint f join pg_attribute h on h.attrelid = f.conrelid and h.attnum = f.conkey[array_position(f.confkey,
                   (select x.attnum from pg_attribute x where x.attrelid = f.confrelid and x.attname = 'id'))]
         where f.conrelid = c.conrelid and f.contype = 'f' and f.confrelid = 'household'::regclass limit 1) as household_column,
       exists (select from pg_attribute u where u.attrelid = c.conrelid and u.attname = 'updated_by' and not u.attisdropped) as says_who
  from pg_constraint c
  join pg_class r on r.oid = c.conrelid
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[array_position(c.confkey,
           (select x.attnum from pg_attribute x where x.attrelid = c.confrelid and x.attname = 'id'))]
 where c.contype = 'f' and c.confrelid = 'resident'::regclass and c.conparentid = 0
   -- Not what is about the pair, nor what is made of the resident's own row.
   and c.conrelid not in ('resident'::regclass, 'resident_duplicate'::regclass, 'resident_merge'::regclass, 'resident_search'::regclass);

reset role;
