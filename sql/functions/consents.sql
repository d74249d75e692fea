-- What a consent allows, and that it only ever ends (DOMAIN.md 4).
set local role chatdong_owner;
set local search_path = chatdong;

create or replace function consent_guard() returns trigger language plpgsql as $$
begin
    if old.withdrawn_at is not null then
        raise exception 'the consent is withdrawn' using errcode = '23514', constraint = 'consent_withdrawn', hint = 'withdrawn';
    end if;
    -- Without a role it is the owner who repairs, or joins two records of one person.
    if coalesce(current_setting('chatdong.role', true), '') <> ''
       and (old.dong_code, old.resident_id, old.purpose, old.partner_id, old.fields, old.given_by, old.given_by_name, old.given_at,
            old.expires_on, old.evidence_kind, old.evidence_reference)
           is distinct from
           (new.dong_code, new.resident_id, new.purpose, new.partner_id, new.fields, new.given_by, new.given_by_name, new.given_at,
            new.expires_on, new.evidence_kind, new.evidence_reference) then
        raise exception 'what was consented to does not change' using errcode = '23514', constraint = 'consent_fixed';
    end if;
    return new;
end $$;

-- Whether it holds now.
create or replace function consent_holds(c consent) returns boolean language sql stable as $$
    select c.withdrawn_at is null
           and (c.expires_on is null or c.expires_on >= (now() at time zone 'Asia/Seoul')::date)
$$;

-- The fields that may leave for this purpose to this institution now. Every consent counts that holds: who
-- allowed the phone last year and the address today has allowed both. With the owner's rights, because
-- a partner reads no consents. (PL/pgSQL: PostgreSQL 15 plans a security-definer SQL function on every call.)
create or replace function consent_fields(resident uuid, to_purpose text, to_partner uuid) returns text[]
language plpgsql stable security definer set search_path = chatdong, pg_temp
as $$
begin
    return (select coalesce(array_agg(distinct f.field order by f.field), '{}')
              from consent c, unnest(c.fields) f (field)
             where c.resident_id = resident and c.purpose = to_purpose
               and (c.partner_id is null or c.partner_id = to_partner) and consent_holds(c));
end $$;
revoke execute on function consent_fields(uuid, text, uuid) from public;
grant execute on function consent_fields(uuid, text, uuid) to chatdong_api;

-- What a partner may read has changed, so the open referrals have: they get a new version, and who holds
-- the one before reads again.
create or replace function consent_touch_referrals() returns trigger language plpgsql
security definer set search_path = chatdong, pg_temp
as $$
begin
    update referral set version = version + 1, updated_by = new.updated_by
     where resident_id = new.resident_id and status in ('requested', 'accepted')
       and new.purpose = 'partner_referral' and (new.partner_id is null or new.partner_id = partner_id);
    return null;
end $$;

create or replace trigger b_guard before update on consent for each row execute function consent_guard();
create or replace trigger touch after insert or update on consent for each row execute function consent_touch_referrals();

reset role;
