-- The rules of referrals (DOMAIN.md 9): which step may be taken by whom, what it brings, what a partner
-- sees, one-time links, and what the scheduler does.
set local role chatdong_owner;
set local search_path = chatdong;

-- The state that stands in the way goes along as hint: it is told to the client.
create or replace function referral_rule(name text, message text, state text default '') returns void language plpgsql as $$
begin
    raise exception '%', message using errcode = '23514', constraint = name, table = 'referral', hint = state;
end $$;

create or replace function referral_deadline_for(wanted text) returns referral_deadline language plpgsql stable as $$
declare
    found_row referral_deadline;
begin
    select d.* into found_row from referral_deadline d
     where d.urgency = wanted and daterange(d.valid_from, d.valid_to) @> (now() at time zone 'Asia/Seoul')::date;
    if not found then
        perform referral_rule('referral_deadline_unknown', format('no deadline is set for %s', wanted));
    end if;
    return found_row;
end $$;

-- What a new referral names must belong together, and the resident must have allowed every field.
create or replace function referral_check_new(r referral) returns void language plpgsql as $$
begin
    if exists (select from resident p where p.id = r.resident_id and coalesce(p.deceased_on, p.moved_out_on) is not null) then
        perform referral_rule('referral_resident_present', 'the resident has died or moved out');
    end if;
    if not exists (select from partner_service s join partner i on i.id = s.partner_id
                    where s.id = r.service_id and s.status = 'active' and i.status = 'active') then
        perform referral_rule('referral_service_active', 'the service takes no referrals now');
    end if;
    if exists (select from visit v where v.id = r.visit_id and v.resident_id <> r.resident_id) then
        perform referral_rule('referral_origin_of_resident', 'the visit was to somebody else');
    end if;
    if exists (select from screening s where s.id = r.screening_id and (s.resident_id <> r.resident_id or s.voided_at is not null)) then
        perform referral_rule('referral_origin_of_resident', 'the screening is of somebody else, or void');
    end if;
    if not r.fields <@ consent_fields(r.resident_id, 'partner_referral', r.partner_id) then
        perform referral_rule('referral_consent_missing', 'the resident has not consented to all of these fields');
    end if;
end $$;

create or replace function referral_begin(inout r referral) language plpgsql as $$
begin
    select s.partner_id into r.partner_id from partner_service s where s.id = r.service_id;
    r.respond_by := coalesce(r.respond_by, now() + (referral_deadline_for(r.urgency)).answer_within);
    r.due_at := coalesce(r.due_at, r.respond_by);
    if r.status = 'requested' then
        perform referral_check_new(r);
    end if;
    -- Over the limit it raises capacity_not_overbooked; false: the service does not count its places.
    r.holds_place := r.status in ('requested', 'accepted') and capacity_reserve(r.service_id);
end $$;

-- A role takes only its own steps; links, the scheduler and the owner have none and are told apart by
-- the functions that they come through.
create or replace function referral_check_step(old_row referral, new_row referral) returns void language plpgsql as $$
declare
    role constant text := coalesce(current_setting('chatdong.role', true), '');
    actor constant text := case role when '' then null when 'system' then 'partner' else 'staff' end;
begin
    if not exists (select from referral_status_transition t
                    where t.from_status = old_row.status and t.to_status = new_row.status
                      and (actor is null or t.taken_by = actor)) then
        perform referral_rule('referral_transition', format('no way from %s to %s', old_row.status, new_row.status), old_row.status);
    end if;
end $$;

create or replace function referral_step(inout r referral) language plpgsql as $$
declare
    due constant referral_deadline := referral_deadline_for(r.urgency);
begin
    if r.status = 'accepted' then
        r.serve_by := now() + due.serve_within;
    elsif r.status in ('served', 'not_served') then
        r.outcome := r.status;
        r.outcome_at := now();
    elsif r.status = 'closed' then
        r.closed_at := now();
        r.closed_by := r.updated_by;
    end if;
    r.due_at := case when r.status = 'accepted' then r.serve_by else now() + due.close_within end;
    if r.holds_place and r.status <> 'accepted' then
        if r.status = 'served' then
            perform capacity_take(r.service_id);
        else
            perform capacity_release(r.service_id);
        end if;
        r.holds_place := false;
    end if;
end $$;

create or replace function referral_guard_change(old_row referral, inout new_row referral) language plpgsql as $$
begin
    if (old_row.resident_id, old_row.partner_id, old_row.service_id, old_row.visit_id, old_row.screening_id, old_row.need, old_row.fields,
        old_row.urgency, old_row.respond_by)
       is distinct from
       (new_row.resident_id, new_row.partner_id, new_row.service_id, new_row.visit_id, new_row.screening_id, new_row.need, new_row.fields,
        new_row.urgency, new_row.respond_by)
       and coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform referral_rule('referral_fixed', 'what was referred does not change');
    end if;
    if old_row.status <> new_row.status then
        perform referral_check_step(old_row, new_row);
        new_row := referral_step(new_row);
    elsif old_row.status = 'closed' then
        perform referral_rule('referral_transition', 'a closed referral does not change any more', old_row.status);
    end if;
end $$;

create or replace function referral_guard() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if tg_op = 'UPDATE' then
        return referral_guard_change(old, new);
    end if;
    if new.status <> 'requested' and coalesce(current_setting('chatdong.role', true), '') <> '' then
        perform referral_rule('referral_transition', 'a referral begins as requested', new.status);
    end if;
    return referral_begin(new);
end $$;

-- A step sets the status; one that was made already is no step. Two answers at once: the second waits for the
-- first, comes by here, and learns the state.
create or replace function referral_refuse_standing_still() returns trigger language plpgsql as $$
begin
    perform referral_rule('referral_transition', format('the referral is %s already', old.status), old.status);
    return new;
end $$;

-- With the owner's rights: the institution, the consents and the places are not the actor's to read or move.
create or replace trigger b_guard before insert or update on referral for each row execute function referral_guard();
create or replace trigger c_step before update of status on referral
    for each row when (old.status = new.status) execute function referral_refuse_standing_still();

-- What may leave now: asked for by the referral, allowed by a consent that holds, and still needed: once the
-- partner has refused, has finished, or has let the deadline pass, there is nothing left to read.
create or replace function referral_open_fields(status text, fields text[], resident uuid, to_partner uuid) returns text[]
language sql stable as $$
    select case when status in ('requested', 'accepted')
                then array(select f from unnest(fields) f
                            where f = any (consent_fields(resident, 'partner_referral', to_partner)) order by f)
                else '{}' end
$$;

-- The result that a referral came from: no answers to single questions, no notes.
create or replace function referral_health(screening_id uuid) returns jsonb language sql stable as $$
    select jsonb_build_object('instrument', s.instrument_id, 'done_on', (s.performed_at at time zone 'Asia/Seoul')::date,
                              'score', s.score, 'band', s.band)
      from screening s where s.id = screening_id and s.voided_at is null
$$;

create or replace function referral_share(r referral) returns jsonb language plpgsql stable
security definer set search_path = chatdong, pg_temp
as $$
declare
    open_fields constant text[] := referral_open_fields(r.status, r.fields, r.resident_id, r.partner_id);
begin
    -- The deadline holds also while the scheduler is away.
    if open_fields = '{}' or (r.status = 'requested' and r.respond_by <= now()) then
        return '{}';
    end if;
    return (select coalesce(jsonb_object_agg(v.field, v.value), '{}')
              from resident p
             cross join lateral (values ('name', to_jsonb(p.name)), ('birth_date', to_jsonb(p.birth_date)), ('sex', to_jsonb(p.sex)),
                                        ('phone', to_jsonb(p.phone)), ('address', to_jsonb(p.address)),
                                        ('language', to_jsonb(p.language)), ('need', to_jsonb(r.need)),
                                        ('health', referral_health(r.screening_id))) v (field, value)
             where p.id = r.resident_id and v.field = any (open_fields) and (v.field <> 'health' or v.value is not null));
end $$;
revoke execute on function referral_share(referral) from public;

-- The institution that a client answers for; null for everybody else.
create or replace function client_partner(client uuid) returns uuid language sql stable
security definer set search_path = chatdong, pg_temp
as $$
    select partner_id from system_client where id = client and active
$$;
revoke execute on function client_partner(uuid) from public;
grant execute on function client_partner(uuid) to chatdong_api;

-- The fields of one of the actor's own referrals.
create or replace function partner_share(referral_id uuid) returns jsonb language plpgsql stable
security definer set search_path = chatdong, pg_temp
as $$
begin
    return (select referral_share(r) from referral r where r.id = referral_id and r.partner_id = (select actor_partner()));
end $$;
revoke execute on function partner_share(uuid) from public;
grant execute on function partner_share(uuid) to chatdong_api;

-- All that a partner's client sees of referrals. The table itself shows it nothing (row-level security); this
-- view has the rows of its own institution and only the columns that may leave. The resident's fields come
-- by partner_share, row by row of a page.
drop view if exists partner_referral cascade;
create view partner_referral with (security_barrier = true) as
select r.id, r.partner_id, r.service_id, r.urgency, r.status, r.created_at as requested_at, r.respond_by, r.serve_by,
       m.created_at as reminded_at, r.answered_at, r.answer_note, r.outcome_at, r.outcome_note, r.reason, r.dong_code, r.resident_id
  from referral r
  left join referral_reminder m on m.referral_id = r.id and m.kind = 'answer_due' and r.status = 'requested'
 where r.partner_id = (select actor_partner());
grant select on partner_referral to chatdong_api;

-- Records what the partner says. The row's lock decides between two answers.
create or replace function referral_record_answer(referral_id uuid, answer text, why text, note text, answerer uuid, via text)
returns void language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    update referral
       set status = answer, reason = why, updated_by = answerer,
           answer_note = case when answer in ('accepted', 'rejected') then note else answer_note end,
           outcome_note = case when answer in ('served', 'not_served') then note else outcome_note end,
           answered_at = coalesce(answered_at, now()), answered_by = coalesce(answered_by, answerer),
           answered_via = coalesce(answered_via, via)
     where id = referral_id;
end $$;
revoke execute on function referral_record_answer(uuid, text, text, text, uuid, text) from public;

-- The answer and what it leaves to read: fields are read behind the change, not in the snapshot before it.
drop function if exists partner_answer(uuid, text, text, text);
create function partner_answer(referral_id uuid, answer text, why text, note text) returns table (referral partner_referral, shared jsonb)
language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    if exists (select from referral r where r.id = referral_id and r.partner_id = (select actor_partner())) then
        perform referral_record_answer(referral_id, answer, why, note, current_setting('chatdong.actor_id')::uuid, 'client');
        return query select p, partner_share(p.id) from partner_referral p where p.id = referral_id;
    end if;
end $$;
revoke execute on function partner_answer(uuid, text, text, text) from public;
grant execute on function partner_answer(uuid, text, text, text) to chatdong_api;

-- A new link instead of the one before it. The token (244 random bits) leaves once and is kept as its
-- SHA-256 only. With the caller's rights: staff reach links of their own area.
create or replace function referral_link_make(referral_id uuid, dong text, status text, deadline timestamptz, maker uuid,
                                              out token text, out expires_at timestamptz) language plpgsql as $$
begin
    if status not in ('requested', 'accepted') then
        perform referral_rule('referral_transition', format('a %s referral takes no answer', status), status);
    end if;
    update referral_link l set revoked_at = now()
     where l.referral_id = $1 and l.used_at is null and l.revoked_at is null;
    token := translate(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'), '+/=', '-_');
    expires_at := greatest(deadline, now() + interval '3 days');
    insert into referral_link (dong_code, referral_id, digest, expires_at, created_by)
    values (dong, $1, sha256(convert_to(token, 'UTF8')), expires_at, maker);
end $$;

create or replace function referral_link_of(token text) returns referral_link language sql stable
security definer set search_path = chatdong, pg_temp
as $$
    select l from referral_link l where l.digest = sha256(convert_to(token, 'UTF8'))
$$;
revoke execute on function referral_link_of(text) from public;

create or replace function referral_link_refuse_dead(l referral_link, state text) returns void language plpgsql as $$
begin
    if l.used_at is not null then
        perform referral_rule('referral_link_used', 'the link has been used', state);
    elsif l.revoked_at is not null or l.expires_at <= now() or state not in ('requested', 'accepted') then
        perform referral_rule('referral_link_over', 'the link is no longer valid', state);
    end if;
end $$;

-- What the holder of a link sees: no id but the referral's own, and the fields of the consent.
create or replace function referral_link_view(token text) returns table (id uuid, urgency text, status text, service_name text,
    requested_at timestamptz, respond_by timestamptz, serve_by timestamptz, shared jsonb, answers text[],
    link_id uuid, link_expires_at timestamptz, resident_id uuid, dong_code text, partner_id uuid)
language sql stable
security definer set search_path = chatdong, pg_temp
as $$
    select r.id, r.urgency, r.status, s.name, r.created_at, r.respond_by, r.serve_by, referral_share(r),
           array(select t.to_status from referral_status_transition t
                  where t.from_status = r.status and t.taken_by = 'partner' order by 1),
           l.id, l.expires_at, r.resident_id, r.dong_code, r.partner_id
      from referral_link_of(token) l
      join referral r on r.id = l.referral_id
      join partner_service s on s.id = r.service_id
$$;
revoke execute on function referral_link_view(text) from public;

create or replace function referral_link_open(token text) returns table (id uuid, urgency text, status text, service_name text,
    requested_at timestamptz, respond_by timestamptz, serve_by timestamptz, shared jsonb, answers text[],
    link_id uuid, link_expires_at timestamptz, resident_id uuid, dong_code text, partner_id uuid)
language plpgsql stable
security definer set search_path = chatdong, pg_temp
as $$
declare
    link constant referral_link := referral_link_of(token);
begin
    if link.id is not null then
        perform referral_link_refuse_dead(link, r.status) from referral r where r.id = link.referral_id;
        return query select v.* from referral_link_view(token) v;
    end if;
end $$;
revoke execute on function referral_link_open(text) from public;
grant execute on function referral_link_open(text) to chatdong_api;

-- One answer by link. The referral is locked before its link, as everywhere, and the link is read again
-- behind the lock: whoever waited sees that it was used.
create or replace function referral_link_answer(token text, answer text, why text, note text)
returns table (id uuid, status text, answered_at timestamptz, outcome_at timestamptz, next_token text, next_expires_at timestamptz,
               link_id uuid, resident_id uuid, dong_code text, partner_id uuid)
language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    link referral_link := referral_link_of(token);
    target referral;
    role constant text := coalesce(current_setting('chatdong.role', true), '');
begin
    select r.* into target from referral r where r.id = link.referral_id for update;
    if not found then
        return;
    end if;
    select l.* into link from referral_link l where l.id = link.id;
    perform referral_link_refuse_dead(link, target.status);
    update referral_link l set used_at = now() where l.id = link.id;
    -- The link answers, whoever holds it: a token that is sent along gives it no role.
    perform set_config('chatdong.role', '', true);
    perform referral_record_answer(target.id, answer, why, note, link.id, 'link');
    perform set_config('chatdong.role', role, true);
    select r.* into target from referral r where r.id = target.id;
    if target.status = 'accepted' then
        select m.token, m.expires_at into next_token, next_expires_at
          from referral_link_make(target.id, target.dong_code, target.status, target.serve_by, link.id) m;
    end if;
    return query select target.id, target.status, target.answered_at, target.outcome_at, next_token, next_expires_at, link.id,
                        target.resident_id, target.dong_code, target.partner_id;
end $$;
revoke execute on function referral_link_answer(text, text, text, text) from public;
grant execute on function referral_link_answer(text, text, text, text) to chatdong_api;

-- What somebody has to do about a referral that is not closed.
create or replace function referral_task(status text) returns text language sql immutable as $$
    select case status when 'requested' then 'unanswered' when 'accepted' then 'awaiting_outcome' else 'to_close' end
$$;

-- The visit that should follow an outcome, as POST /v1/visits takes it, led by who asks; null when
-- there is none to propose. By phone where nobody may go alone.
create or replace function referral_follow_up(referral_id uuid, staff uuid) returns json language plpgsql stable as $$
begin
    return (select json_build_object(
               'resident_id', r.resident_id,
               'program', coalesce((select v.program from visit v where v.id = r.visit_id), 'crisis-household'),
               'kind', case when coalesce(h.danger_flags, '{}') = '{}' then 'home' else 'phone' end,
               'planned_start', to_char(slot at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'planned_end', to_char((slot + interval '40 minutes') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'notes', case r.status when 'served' then '연계 서비스 이용 후 확인 방문' else '연계 미제공에 따른 재상담 방문' end)
      from referral r
      join resident p on p.id = r.resident_id and coalesce(p.deceased_on, p.moved_out_on) is null
      left join household h on h.id = p.household_id
     cross join lateral (select visit_free_slot(staff, p.dong_code, greatest((r.outcome_at at time zone 'Asia/Seoul')::date
                    + (referral_deadline_for(r.urgency)).follow_up_days, (now() at time zone 'Asia/Seoul')::date + 1), 14, false)) f (slot)
     where r.id = referral_follow_up.referral_id and r.status in ('served', 'not_served') and slot is not null);
end $$;

-- The scheduler (src/jobs/schedule.c). Each may run at any time, late, twice and on several machines at
-- once: a row is expired or reminded of once, and who answers at this moment is not waited for.
create or replace function referrals_expire() returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    late uuid;
    expired bigint := 0;
begin
    -- By service, so that two runs take the services' locks in one order.
    for late in select r.id from referral r where r.status = 'requested' and r.respond_by <= now()
                 order by r.service_id, r.id for update skip locked loop
        update referral set status = 'expired', updated_by = null where id = late;
        expired := expired + 1;
    end loop;
    return expired;
end $$;
revoke execute on function referrals_expire() from public;
grant execute on function referrals_expire() to chatdong_worker;

create or replace function referrals_remind() returns bigint language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
declare
    reminded bigint;
begin
    insert into referral_reminder (referral_id, dong_code, kind, due_at)
    select r.id, r.dong_code, 'answer_due', r.respond_by
      from referral r
     where r.status = 'requested' and r.respond_by > now()
       and r.respond_by - (referral_deadline_for(r.urgency)).remind_before <= now()
    union all
    select r.id, r.dong_code, case r.status when 'accepted' then 'outcome_overdue' else 'closing_overdue' end, r.due_at
      from referral r
     where r.status in ('accepted', 'rejected', 'expired', 'served', 'not_served') and r.due_at <= now()
    on conflict do nothing;
    get diagnostics reminded = row_count;
    return reminded;
end $$;
revoke execute on function referrals_remind() from public;
grant execute on function referrals_remind() to chatdong_worker;

reset role;
