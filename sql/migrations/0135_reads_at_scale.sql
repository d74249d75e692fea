-- Two things that reads cost more the more there is (docs/decisions/0091).
set local role chatdong_owner;
set local search_path = chatdong;

-- A row may be read by its dong, or by the dong where the person lives now. Of several policies PostgreSQL asks the last
-- in the order of their names first: asked first, the look-up of the person cost more than the rest of a list.
do $$
declare
    p record;
begin
    for p in select c.tablename from pg_policies c where c.schemaname = 'chatdong' and c.policyname = 'follows_resident' loop
        execute format('alter policy follows_resident on %I rename to also_follows_resident', p.tablename);
    end loop;
end $$;
create or replace procedure resident_policies(person_table regclass, person text default 'resident_id', readers text[] default null) language plpgsql
set search_path = chatdong, pg_temp
as $$
begin
    execute format('create policy also_follows_resident on %s for select to chatdong_api using (%s resident_in_area(%I))', person_table,
                   case when readers is not null
                        then format('(select current_setting(''chatdong.role'', true)) = any (%L::text[]) and', readers) end, person);
end $$;

-- A nurse's visits by time: without it all of hers were sorted for each page, or all of her dong's.
create index visit_by_dong_and_staff on visit (dong_code, staff_id, planned_start, id);

reset role;
