set local role chatdong_owner;
set local search_path = chatdong;

-- Readers have the old ones until the new ones are complete; one at a time. Roads first, those with most
-- buildings before the others: of too many that match in the middle of a name the first ones are taken.
create or replace function address_suggestion_refresh() returns integer language plpgsql
security definer set search_path = chatdong, pg_temp set plan_cache_mode = auto
as $$
declare
    made integer;
begin
    perform pg_advisory_xact_lock(hashtext('address_suggestion'));
    create table address_suggestion_next (like address_suggestion including constraints);
    insert into address_suggestion_next
    select s.* from address_suggestion_source s order by s.kind desc, s.weight desc, s.id;
    get diagnostics made = row_count;
    alter table address_suggestion_next add primary key (id);
    create index on address_suggestion_next (kind, key);
    create index on address_suggestion_next (kind, initials);
    create index on address_suggestion_next using gin (bigrams);
    analyze address_suggestion_next;
    drop table address_suggestion_0;
    alter table address_suggestion attach partition address_suggestion_next for values from (minvalue) to (maxvalue);
    alter table address_suggestion_next rename to address_suggestion_0;
    return made;
end $$;
revoke execute on function address_suggestion_refresh() from public;
grant execute on function address_suggestion_refresh() to chatdong_worker;

reset role;
