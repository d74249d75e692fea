-- Moves between dongs (DOMAIN.md 4): the responsibility goes along, the history stays where it was made and is readable
-- to the dong where the resident lives now. What a move does stands in sql/functions/residents.sql.
set local role chatdong_owner;
set local search_path = chatdong;

-- One row a person and move, written by a trigger on resident, and what became of what was open.
create table resident_move (
    id uuid primary key default uuid7(),
    resident_id uuid not null constraint resident_move_of_known_resident references resident (id),
    household_id uuid constraint resident_move_of_known_household references household (id),
    from_dong_code text not null constraint resident_move_from_known_dong references dong (code),
    to_dong_code text not null constraint resident_move_to_known_dong references dong (code),
    moved_on date not null,
    visits_cancelled integer not null default 0,
    cases_offered integer not null default 0,
    taken_along integer not null default 0,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    constraint resident_move_elsewhere check (from_dong_code <> to_dong_code)
);
create index resident_move_by_resident on resident_move (resident_id, id);
create index resident_move_from on resident_move (from_dong_code, id);
create index resident_move_to on resident_move (to_dong_code, id);

-- Whether this resident lives in the actor's area. With the owner's rights: one look-up by key, and no policy of
-- resident inside the policies of everything else. (PL/pgSQL: PostgreSQL 15 plans a security-definer SQL function on
-- every call.)
create function resident_in_area(resident uuid) returns boolean language plpgsql stable parallel safe cost 1000
security definer set search_path = chatdong, pg_temp
as $$
begin
    return exists (select from chatdong.resident r
                    where r.id = resident_in_area.resident
                      and (r.dong_code = any (string_to_array(current_setting('chatdong.dongs', true), ','))
                           or left(r.dong_code, 5) = nullif(current_setting('chatdong.gu', true), '')
                           or current_setting('chatdong.city', true) = 'true'));
end $$;
revoke execute on function resident_in_area(uuid) from public;
grant execute on function resident_in_area(uuid) to chatdong_api;

-- Records about one person: read also by the dong where the person lives now, by the same roles as before (none given:
-- all). person: the column that names whom it is about.
create procedure resident_policies(person_table regclass, person text default 'resident_id', readers text[] default null) language plpgsql
set search_path = chatdong, pg_temp
as $$
begin
    execute format('create policy follows_resident on %s for select to chatdong_api using (%s resident_in_area(%I))', person_table,
                   case when readers is not null
                        then format('(select current_setting(''chatdong.role'', true)) = any (%L::text[]) and', readers) end, person);
end $$;
call resident_policies('visit');
call resident_policies('visit_history');
call resident_policies('screening', readers => '{nurse,supervisor}');
call resident_policies('screening_history', readers => '{nurse,supervisor}');
call resident_policies('screening_level', readers => '{officer,nurse,supervisor}');
call resident_policies('alert', readers => '{nurse,supervisor}');
call resident_policies('birth', 'child_id', '{nurse,supervisor}');
call resident_policies('birth_history', 'child_id', '{nurse,supervisor}');
call resident_policies('growth_record', 'child_id', '{nurse,supervisor}');
call resident_policies('growth_record_history', 'child_id', '{nurse,supervisor}');
call resident_policies('consent');
call resident_policies('consent_history');
call resident_policies('referral');
call resident_policies('referral_history');
call resident_policies('discovery');
call resident_policies('counseling_record');
call resident_policies('benefit_application');
call resident_policies('welfare_case');
call resident_policies('aid');

-- A consent is its resident's: where they live it is withdrawn.
create policy withdrawn_where_they_live on consent for update to chatdong_api
    using ((select current_setting('chatdong.role', true)) in ('officer', 'nurse', 'supervisor') and resident_in_area(resident_id));

-- Both sides know of a move, the one as long as it keeps its books, the other for its worklist.
alter table resident_move enable row level security;
create policy both_sides on resident_move for select to chatdong_api using (
    from_dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
    or to_dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[])
    or left(from_dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), ''))
    or left(to_dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), '')));
create policy follows_resident on resident_move for select to chatdong_api using (resident_in_area(resident_id));
create policy worker_read on resident_move for select to chatdong_worker using (true);
grant select on resident_move to chatdong_api, chatdong_worker;

reset role;
