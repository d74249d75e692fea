-- Emergency aid (DOMAIN.md 8): what may be given to whom is reference data with a validity and a source; budgets
-- are rows whose lock and check constraints let no number of applications overspend them; the ledger beside
-- them is append-only and double-entry. Steps and rules stand in sql/functions/aid.sql.
set local role chatdong_owner;
set local search_path = chatdong;

create table aid_kind (
    code text primary key constraint aid_kind_code check (code ~ '^[a-z_]{1,40}$'),
    name text not null,
    name_en text not null,
    constraint aid_kind_text_nfc check (name is normalized)
);
insert into aid_kind values
    ('living', '생계', 'Living'), ('housing', '주거', 'Housing'), ('medical', '의료', 'Medical'),
    ('education', '교육', 'Education'), ('fuel', '연료', 'Fuel'), ('other', '그 밖', 'Other');

-- How often a household may have it in a fiscal year, and how often more.
create table aid_frequency (
    kind text not null constraint aid_frequency_of_known_kind references aid_kind (code),
    per_year integer not null constraint aid_frequency_some check (per_year between 1 and 12),
    extra integer not null constraint aid_frequency_extra check (extra between 0 and 12),
    valid_from date not null,
    valid_to date,
    source text not null,
    constraint aid_frequency_one_at_a_time exclude using gist (kind with =, daterange(valid_from, valid_to) with &&)
);
insert into aid_frequency
select k.code, 1, case when k.code in ('living', 'medical') then 1 else 0 end, date '2019-01-01', null, '2019 table of Seoul'
  from aid_kind k;

-- A household larger than the largest row has that row's ceiling.
create table aid_ceiling (
    id uuid not null primary key,
    kind text not null constraint aid_ceiling_of_known_kind references aid_kind (code),
    household_size integer not null constraint aid_ceiling_size check (household_size between 1 and 20),
    amount bigint not null constraint aid_ceiling_positive check (amount > 0),
    valid_from date not null,
    valid_to date,
    source text not null,
    constraint aid_ceiling_one_at_a_time
        exclude using gist (kind with =, household_size with =, daterange(valid_from, valid_to) with &&)
);
insert into aid_ceiling
select derived_id('aid ceiling ' || c.kind || ' ' || c.size || ' 2019-01-01'), c.kind, c.size, c.amount, '2019-01-01', null, c.source
  from (values
    ('living', 1, 300000, '2019 table of Seoul'), ('living', 2, 500000, '2019 table of Seoul'),
    ('living', 3, 700000, '2019 table of Seoul'), ('living', 4, 1000000, '2019 table of Seoul'),
    ('housing', 1, 1000000, '2019 table of Seoul'), ('medical', 1, 1000000, '2019 table of Seoul'),
    -- DOMAIN.md names none for these: figures to begin with, which the office replaces.
    ('education', 1, 500000, 'default until the office sets its own'), ('fuel', 1, 300000, 'default until the office sets its own'),
    ('other', 1, 500000, 'default until the office sets its own')
  ) c (kind, size, amount, source);

-- Up to which amount a role approves.
create table aid_limit (
    role text not null constraint aid_limit_role_known check (role in ('supervisor', 'district_admin')),
    amount bigint not null constraint aid_limit_positive check (amount > 0),
    valid_from date not null,
    valid_to date,
    source text not null,
    constraint aid_limit_one_at_a_time exclude using gist (role with =, daterange(valid_from, valid_to) with &&)
);
insert into aid_limit values
    ('supervisor', 700000, '2019-01-01', null, 'default until the office sets its own'),
    ('district_admin', 3000000, '2019-01-01', null, 'default until the office sets its own');

create table aid_transition (
    from_status text not null,
    to_status text not null,
    taken_by text not null constraint aid_transition_actor_known check (taken_by in ('supervisor', 'district_admin', 'finance')),
    constraint aid_transition_once primary key (from_status, to_status, taken_by)
);
insert into aid_transition values
    ('applied', 'approved', 'supervisor'),
    ('applied', 'approved', 'district_admin'),
    ('applied', 'rejected', 'supervisor'),
    ('applied', 'rejected', 'district_admin'),
    -- By the result of a payment file, and by nothing else.
    ('approved', 'paid', 'finance'),
    ('paid', 'reversed', 'district_admin');

-- The money of a gu, or of one dong, for a year. Who takes from it locks the row; the checks are the last word.
create table aid_budget (
    id uuid primary key default uuid7(),
    gu_code text not null constraint aid_budget_in_known_district references district (code),
    dong_code text constraint aid_budget_in_known_dong references dong (code),
    fiscal_year integer not null constraint aid_budget_year check (fiscal_year between 2015 and 2100),
    amount bigint not null constraint aid_budget_amount check (amount between 0 and 1000000000000),
    available bigint not null,
    reserved bigint not null default 0,
    committed bigint not null default 0,
    paid bigint not null default 0,
    -- Entries of its ledger so far: the number of the last one.
    entries bigint not null default 0,
    basis text not null,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint aid_budget_once unique nulls not distinct (gu_code, dong_code, fiscal_year),
    constraint aid_budget_dong_of_gu check (left(dong_code, 5) = gu_code),
    constraint aid_budget_not_overspent check (available >= 0),
    constraint aid_budget_none_negative check (reserved >= 0 and committed >= 0 and paid >= 0),
    constraint aid_budget_adds_up check (amount = available + reserved + committed + paid),
    constraint aid_budget_text_nfc check (basis is normalized)
);

create table aid (
    id uuid primary key default uuid7(),
    dong_code text not null constraint aid_in_known_dong references dong (code),
    resident_id uuid not null constraint aid_of_known_resident references resident (id),
    household_id uuid not null constraint aid_of_known_household references household (id),
    -- For which household it was counted: stays when households are merged, so that a merge meets no constraint.
    -- What the rules count is household_id.
    counted_for uuid not null,
    fiscal_year integer not null,
    household_size integer not null constraint aid_household_size check (household_size between 1 and 100),
    kind text not null constraint aid_of_known_kind references aid_kind (code),
    turn integer not null constraint aid_turn_positive check (turn > 0),
    extra boolean not null,
    amount bigint not null constraint aid_amount_positive check (amount between 1 and 1000000000),
    ceiling bigint not null,
    approved_amount bigint,
    status text not null default 'applied' constraint aid_status_known
        check (status in ('applied', 'approved', 'rejected', 'paid', 'reversed')),
    reason text not null,
    exception_reason text,
    exceptions text[] not null default '{}'
        constraint aid_exceptions_known check (exceptions <@ array['aid_ceiling_exceeded', 'aid_once_a_year']),
    payee_name text not null,
    payee_bank text not null constraint aid_payee_bank_digits check (payee_bank ~ '^[0-9]{3}$'),
    payee_account text not null constraint aid_payee_account_digits check (payee_account ~ '^[0-9]{6,20}$'),
    budget_id uuid not null constraint aid_from_known_budget references aid_budget (id),
    decided_at timestamptz,
    decided_by uuid,
    decision_note text,
    paid_on date,
    payment_failure text,
    reversed_at timestamptz,
    reversed_by uuid,
    reversal_reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid not null,
    updated_at timestamptz not null default now(),
    updated_by uuid not null,
    -- Once a fiscal year and kind, and the extra one: each turn is held by one that stands.
    constraint aid_turn_once exclude using btree (counted_for with =, kind with =, fiscal_year with =, turn with =)
        where (status in ('applied', 'approved', 'paid')),
    -- Four eyes: an applicant may take an application back, never approve it.
    constraint aid_four_eyes check (status = 'rejected' or decided_by is distinct from created_by),
    constraint aid_exception_with_reason check (exceptions = '{}' or exception_reason is not null),
    constraint aid_approved_within_asked check (approved_amount between 1 and amount),
    constraint aid_approval_whole check ((status in ('approved', 'paid', 'reversed')) = (approved_amount is not null)),
    constraint aid_decision_whole check ((status = 'applied') = (decided_at is null) and (status = 'applied') = (decided_by is null)),
    constraint aid_payment_whole check ((status in ('paid', 'reversed')) = (paid_on is not null)),
    constraint aid_reversal_whole check ((status = 'reversed') = (reversed_at is not null) and (status = 'reversed') = (reversed_by is not null)
                                         and (status = 'reversed') = (reversal_reason is not null)),
    constraint aid_text_nfc check (reason is normalized and exception_reason is normalized and payee_name is normalized
                                   and decision_note is normalized and reversal_reason is normalized)
);
create index aid_by_dong on aid (dong_code, id);
create index aid_by_household on aid (household_id, kind, fiscal_year);
create index aid_by_resident on aid (resident_id, id);
create index aid_by_budget on aid (budget_id);
create index aid_to_pay on aid (dong_code, id) where status = 'approved';
create table aid_history (replaced_at timestamptz not null, like aid, constraint aid_history_once primary key (id, version));

-- Each entry says what happened, its postings which account of the budget took how much: whole won, and zero in sum.
create table aid_entry (
    id uuid primary key default uuid7(),
    budget_id uuid not null constraint aid_entry_of_known_budget references aid_budget (id),
    no bigint not null,
    kind text not null constraint aid_entry_kind_known
        check (kind in ('set', 'reserve', 'commit', 'release', 'pay', 'reverse')),
    aid_id uuid constraint aid_entry_of_known_aid references aid (id) deferrable initially deferred,
    created_at timestamptz not null default now(),
    created_by uuid,
    constraint aid_entry_numbered unique (budget_id, no),
    constraint aid_entry_of_aid check ((kind = 'set') = (aid_id is null))
);
create index aid_entry_by_aid on aid_entry (aid_id);
create table aid_posting (
    entry_id uuid not null constraint aid_posting_of_known_entry references aid_entry (id),
    account text not null constraint aid_posting_account_known
        check (account in ('source', 'available', 'reserved', 'committed', 'paid')),
    amount bigint not null constraint aid_posting_moves check (amount <> 0),
    constraint aid_posting_once primary key (entry_id, account)
);

-- What the finance system pays: everything of a gu that is approved and in no other file that is open or paid.
create table aid_payment_file (
    id uuid primary key default uuid7(),
    gu_code text not null constraint aid_payment_file_in_known_district references district (code),
    items integer not null default 0,
    total bigint not null default 0,
    paid_items integer not null default 0,
    paid_total bigint not null default 0,
    failed_items integer not null default 0,
    failed_total bigint not null default 0,
    notes text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    constraint aid_payment_file_answered check (paid_items + failed_items <= items and paid_total + failed_total <= total),
    constraint aid_payment_file_text_nfc check (notes is normalized)
);
create index aid_payment_file_by_gu on aid_payment_file (gu_code, id);
create table aid_payment_item (
    id uuid primary key default uuid7(),
    file_id uuid not null constraint aid_payment_item_of_known_file references aid_payment_file (id) deferrable initially deferred,
    aid_id uuid not null constraint aid_payment_item_of_known_aid references aid (id),
    dong_code text not null constraint aid_payment_item_in_known_dong references dong (code),
    resident_id uuid not null constraint aid_payment_item_of_known_resident references resident (id),
    amount bigint not null constraint aid_payment_item_positive check (amount > 0),
    payee_name text not null,
    payee_bank text not null,
    payee_account text not null,
    outcome text constraint aid_payment_outcome_known check (outcome in ('paid', 'failed')),
    paid_on date,
    reference text,
    failure text,
    answered_at timestamptz,
    constraint aid_payment_item_once unique (file_id, aid_id),
    constraint aid_payment_item_whole check (coalesce(outcome = 'paid', false) = (paid_on is not null)
                                             and coalesce(outcome = 'failed', false) = (failure is not null)
                                             and (outcome is null) = (answered_at is null))
);
-- Nobody is paid twice: an aid stands in one file that is open or paid.
create unique index aid_payment_alive on aid_payment_item (aid_id) where outcome is distinct from 'failed';
create index aid_payment_item_by_resident on aid_payment_item (resident_id);

-- The second wall. Officers, nurses and supervisors apply in their dongs; supervisors decide there, district
-- administrators in their gu, where they hold the budgets too. Payments are theirs and the finance system's.
call area_policies('aid', false);
call area_policies('aid_history', false);
create policy staff_applies on aid for insert to chatdong_api with check (
    (select current_setting('chatdong.role', true)) in ('officer', 'nurse', 'supervisor') and status = 'applied'
    and dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[]));
create policy supervisor_decides on aid for update to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'supervisor'
           and dong_code = any ((select string_to_array(current_setting('chatdong.dongs', true), ','))::text[]));
create policy district_decides on aid for update to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'district_admin'
           and left(dong_code, 5) = (select nullif(current_setting('chatdong.gu', true), '')));

alter table aid_budget enable row level security;
create policy district_reads on aid_budget for select to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'district_admin'
           and gu_code = (select nullif(current_setting('chatdong.gu', true), '')));
create policy district_sets on aid_budget for insert to chatdong_api
    with check ((select current_setting('chatdong.role', true)) = 'district_admin'
                and gu_code = (select nullif(current_setting('chatdong.gu', true), '')));
create policy district_changes on aid_budget for update to chatdong_api
    using ((select current_setting('chatdong.role', true)) = 'district_admin'
           and gu_code = (select nullif(current_setting('chatdong.gu', true), '')));
create policy worker_read on aid_budget for select to chatdong_worker using (true);
alter table aid_entry enable row level security;
create policy with_its_budget on aid_entry for select to chatdong_api using (exists (select from aid_budget b where b.id = budget_id));
create policy worker_read on aid_entry for select to chatdong_worker using (true);
alter table aid_posting enable row level security;
create policy with_its_entry on aid_posting for select to chatdong_api using (exists (select from aid_entry e where e.id = entry_id));
create policy worker_read on aid_posting for select to chatdong_worker using (true);

alter table aid_payment_file enable row level security;
create policy district_reads on aid_payment_file for select to chatdong_api
    using ((select current_setting('chatdong.role', true)) in ('district_admin', 'system')
           and (gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
                or (select current_setting('chatdong.city', true)) = 'true'));
create policy district_makes on aid_payment_file for insert to chatdong_api
    with check ((select current_setting('chatdong.role', true)) in ('district_admin', 'system')
                and (gu_code = (select nullif(current_setting('chatdong.gu', true), ''))
                     or (select current_setting('chatdong.city', true)) = 'true'));
create policy worker_read on aid_payment_file for select to chatdong_worker using (true);
alter table aid_payment_item enable row level security;
create policy with_its_file on aid_payment_item for select to chatdong_api using (exists (select from aid_payment_file f where f.id = file_id));
create policy worker_read on aid_payment_item for select to chatdong_worker using (true);

grant select on aid_kind, aid_frequency, aid_ceiling, aid_limit, aid_transition, aid_history, aid_entry, aid_posting,
    aid_payment_item to chatdong_api;
grant select, insert on aid to chatdong_api;
-- What was applied for is never changed: a decision is all that is added.
grant update (status, approved_amount, decision_note, reversal_reason, version, updated_by) on aid to chatdong_api;
grant select, insert (id, gu_code, dong_code, fiscal_year, amount, basis, created_by, updated_by) on aid_budget to chatdong_api;
grant update (amount, basis, version, updated_by) on aid_budget to chatdong_api;
grant select, insert (id, gu_code, notes, created_by, updated_by) on aid_payment_file to chatdong_api;
grant select on aid_kind, aid_frequency, aid_ceiling, aid_limit, aid_transition, aid, aid_history, aid_budget, aid_entry, aid_posting,
    aid_payment_file, aid_payment_item to chatdong_worker;

reset role;
