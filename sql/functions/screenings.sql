-- The rules of instruments, screenings, alerts and newborn records that a plain constraint cannot say.
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function health_rule(name text, message text, about text) returns void language plpgsql as $$
begin
    raise exception '%', message using errcode = '23514', constraint = name, table = about;
end $$;

-- --- instruments ---

-- A definition that passed the checker (src/screening), into the tables. The version before ends when
-- this one begins. The same definition again changes nothing; another one under the same label is
-- refused, because results were scored with the old one. A default of the binary gives way to what an
-- office has imported for those days.
create or replace function instrument_import(content jsonb, is_default boolean) returns text language plpgsql
set search_path = chatdong, pg_temp
as $$
declare
    definition constant jsonb := normalize(content::text)::jsonb;
    id constant text := definition ->> 'id';
    label constant text := definition ->> 'version';
    begins constant date := (definition ->> 'valid_from')::date;
    known jsonb;
    unknown text;
begin
    perform pg_advisory_xact_lock(hashtextextended('instrument ' || id, 0));
    select v.definition into known from instrument_version v where v.instrument_id = id and v.version = label;
    if known = definition
       or is_default and exists (select from instrument_version v where v.instrument_id = id and not v.shipped
                                    and coalesce(v.valid_to > begins, true)) then
        return 'unchanged';
    elsif known is not null then
        perform health_rule('instrument_version_fixed',
                            format('%s %s is in the database with other content: a change is a new version', id, label),
                            'instrument_version');
    end if;
    -- What a result proposes must be what services are searched by.
    for unknown in select n #>> '{}' from jsonb_path_query(definition, '$.**.refer.need') n
                    where not exists (select from need where code = n #>> '{}') loop
        perform health_rule('instrument_need_known', format('%s %s refers to %s, which is no term of /v1/needs', id, label, unknown),
                            'instrument_version');
    end loop;
    insert into instrument as i (id, name, name_en)
    values (id, definition #>> '{name,ko}', definition #>> '{name,en}')
    on conflict on constraint instrument_pkey do update set name = excluded.name, name_en = excluded.name_en
     where (i.name, i.name_en) is distinct from (excluded.name, excluded.name_en);
    update instrument_version v set valid_to = begins
     where v.instrument_id = id and v.valid_from < begins and coalesce(v.valid_to > begins, true);
    insert into instrument_version (instrument_id, version, valid_from, valid_to, shipped, sample, definition)
    values (id, label, begins, (definition ->> 'valid_to')::date, is_default,
            array(select jsonb_array_elements_text(coalesce(definition -> 'sample', '[]'))), definition);
    return 'inserted';
end $$;
revoke execute on function instrument_import(jsonb, boolean) from public;

create or replace function instrument_version_guard() returns trigger language plpgsql as $$
begin
    if (old.instrument_id, old.version, old.valid_from, old.definition)
       is distinct from (new.instrument_id, new.version, new.valid_from, new.definition) then
        perform health_rule('instrument_version_fixed', 'a version does not change any more', 'instrument_version');
    end if;
    return new;
end $$;

-- --- screenings ---

create or replace function screening_check_links(s screening) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if s.visit_id is not null and not exists (
           select from visit v join resident r on r.id = s.resident_id
            where v.id = s.visit_id and v.dong_code = s.dong_code and v.status in ('checked_in', 'completed')
              and (v.resident_id = r.id or v.household_id = r.household_id)) then
        perform health_rule('screening_of_visit', 'the visit is not one to this resident that was begun', 'screening');
    end if;
    if s.birth_id is not null and not exists (
           select from birth b where b.id = s.birth_id and b.dong_code = s.dong_code
              and s.resident_id in (b.mother_id, b.child_id)) then
        perform health_rule('screening_of_birth', 'the birth is not one of this resident', 'screening');
    end if;
    if exists (select from resident r where r.id = s.resident_id
                  and (r.deceased_on < (s.performed_at at time zone 'Asia/Seoul')::date
                       or r.birth_date > (s.performed_at at time zone 'Asia/Seoul')::date)) then
        perform health_rule('screening_of_the_living', 'the resident was not alive then', 'screening');
    end if;
end $$;

create or replace function screening_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.voided_at is not null then
            perform health_rule('screening_voided', 'a void screening does not change any more', 'screening');
        end if;
        return new;
    end if;
    if coalesce((select (v.definition ->> 'phases')::boolean from instrument_version v
                  where v.instrument_id = new.instrument_id and v.version = new.instrument_version), false)
       <> (new.phase is not null) then
        perform health_rule('screening_phase', 'a phase is for instruments that are used before and after', 'screening');
    end if;
    perform screening_check_links(new);
    return new;
end $$;

-- In the transaction of the screening itself: there is no moment at which it exists without them.
create or replace function screening_announce() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if tg_op = 'UPDATE' then
        delete from screening_level where id = new.id and new.voided_at is not null;
        return null;
    end if;
    if new.voided_at is null then
        insert into screening_level (id, dong_code, resident_id, instrument_id, performed_at, level)
        values (new.id, new.dong_code, new.resident_id, new.instrument_id, new.performed_at, new.level);
    end if;
    insert into alert (dong_code, kind, flag, resident_id, screening_id, raised_at, created_by, updated_by)
    select new.dong_code, 'screening_flag', f, new.resident_id, new.id, new.created_at, new.created_by, new.created_by
      from unnest(new.urgent_flags) f;
    return null;
end $$;

create or replace function alert_guard() returns trigger language plpgsql as $$
begin
    if old.status = 'acknowledged' then
        perform health_rule('alert_answered', 'somebody has answered for this alert', 'alert');
    end if;
    return new;
end $$;

-- Counts for those who may see no single result (DOMAIN.md 2): the area is that of the context, whatever
-- is asked for. The mean of fewer than five would tell a person's answers.
create or replace function screening_count(from_day date, to_day date)
returns table (dong_code text, instrument_id text, phase text, screenings bigint, residents bigint, normal bigint, watch bigint,
               positive bigint, urgent bigint, mean numeric)
language sql stable security definer set search_path = chatdong, pg_temp
as $$
    select s.dong_code, s.instrument_id, coalesce(s.phase, 'none'), count(*), count(distinct s.resident_id),
           count(*) filter (where s.level = 'normal'), count(*) filter (where s.level = 'watch'),
           count(*) filter (where s.level = 'positive'), count(*) filter (where s.level = 'urgent'),
           case when count(distinct s.resident_id) >= 5 and s.phase is not null then round(avg(s.score), 2) end
      from screening s
     where s.voided_at is null
       and s.performed_at >= from_day::timestamp at time zone 'Asia/Seoul'
       and s.performed_at < (to_day + 1)::timestamp at time zone 'Asia/Seoul'
       and (s.dong_code = any (string_to_array(current_setting('chatdong.dongs', true), ','))
            or left(s.dong_code, 5) = nullif(current_setting('chatdong.gu', true), ''))
     group by s.dong_code, s.instrument_id, coalesce(s.phase, 'none'), s.phase
$$;
revoke execute on function screening_count(date, date) from public;
grant execute on function screening_count(date, date) to chatdong_api;

-- --- newborn families ---

create or replace function birth_check_people(b birth) returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if exists (select from resident m where m.id = b.mother_id
                  and (m.sex <> 'female' or m.birth_date > b.born_on - interval '10 years')) then
        perform health_rule('birth_of_mother', 'the mother is a woman and was born before her child', 'birth');
    end if;
    -- A child that is recorded together with its birth is not visible yet, and is right by construction.
    if exists (select from resident c where c.id = b.child_id and c.birth_date <> b.born_on) then
        perform health_rule('birth_of_child', 'the child''s birth date is the day of its birth', 'birth');
    end if;
end $$;

create or replace function birth_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (old.mother_id, old.child_id) is distinct from (new.mother_id, new.child_id) then
        perform health_rule('birth_people_fixed', 'mother and child of a birth do not change', 'birth');
    end if;
    perform birth_check_people(new);
    return new;
end $$;

create or replace function growth_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if exists (select from birth b where b.id = new.birth_id and b.born_on > new.measured_on) then
        perform health_rule('growth_after_birth', 'nothing is measured before the birth', 'growth_record');
    end if;
    if new.visit_id is not null and not exists (
           select from visit v join birth b on b.id = new.birth_id
            where v.id = new.visit_id and v.dong_code = new.dong_code
              and (v.resident_id in (b.mother_id, b.child_id)
                   or v.household_id = (select c.household_id from resident c where c.id = b.child_id))) then
        perform health_rule('growth_of_visit', 'the visit is not one to this family', 'growth_record');
    end if;
    return new;
end $$;

create or replace function visit_theme_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if not exists (select from visit v join birth b on b.id = new.birth_id
                    where v.id = new.visit_id and v.dong_code = new.dong_code and v.status in ('checked_in', 'completed')
                      and (v.resident_id in (b.mother_id, b.child_id)
                           or v.household_id = (select c.household_id from resident c where c.id = b.child_id))) then
        perform health_rule('visit_theme_of_visit', 'the visit is not one to this family that was begun', 'visit_theme');
    end if;
    return new;
end $$;

create or replace trigger guard before update on instrument_version for each row execute function instrument_version_guard();
create or replace trigger a_touch before update on screening for each row execute function row_touch();
create or replace trigger b_guard before insert or update on screening for each row execute function screening_guard();
create or replace trigger announce after insert or update on screening for each row execute function screening_announce();
create or replace trigger keep after update or delete on screening for each row execute function row_keep();
create or replace trigger a_touch before update on alert for each row execute function row_touch();
create or replace trigger b_guard before update on alert for each row execute function alert_guard();
create or replace trigger keep after update or delete on alert for each row execute function row_keep();
create or replace trigger a_touch before update on birth for each row execute function row_touch();
create or replace trigger b_guard before insert or update on birth for each row execute function birth_guard();
create or replace trigger keep after update or delete on birth for each row execute function row_keep();
create or replace trigger a_touch before update on growth_record for each row execute function row_touch();
create or replace trigger b_guard before insert or update on growth_record for each row execute function growth_guard();
create or replace trigger keep after update or delete on growth_record for each row execute function row_keep();
create or replace trigger b_guard before insert on visit_theme for each row execute function visit_theme_guard();

reset role;
