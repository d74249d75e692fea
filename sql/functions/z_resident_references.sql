-- For every table that refers to a resident, whatever it is (resident_reference): no new row may name somebody who was
-- merged away, and guards rest while a merge moves rows: what they judged when the row was written has been judged. Runs
-- behind all other functions, whose triggers it amends, and whenever one of them has changed (src/db/migrate.c).
set local role chatdong_owner;
set local search_path = chatdong;

do $$
declare
    ref resident_reference;
    guard text;
begin
    for ref in select * from resident_reference loop
        execute format('create or replace trigger z_stands_%s before insert or update of %I on %I for each row
                            when (new.%I is not null and not merging() and not resident_stands(new.%I)) execute function resident_reference_refuse(%L)',
                       ref.column_name, ref.column_name, ref.table_name, ref.column_name, ref.column_name, ref.name);
        select pg_get_triggerdef(t.oid) into guard from pg_trigger t
         where t.tgrelid = ref.table_id and t.tgname = 'b_guard' and t.tgtype & 16 > 0 and pg_get_triggerdef(t.oid) not like '%merging()%';
        if found then
            execute replace(regexp_replace(regexp_replace(guard, ' WHEN \((.*)\) EXECUTE ', ' WHEN (NOT merging() AND \1) EXECUTE '),
                                           ' ROW EXECUTE ', ' ROW WHEN (NOT merging()) EXECUTE '), 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER');
        end if;
    end loop;
end $$;

reset role;
