-- A partner's list of one status: at 200,000 referrals of one institution the index by partner alone left the
-- planner to sort what it found.
set local role chatdong_owner;
set local search_path = chatdong;

create index referral_by_partner_status on referral (partner_id, status, id);

reset role;
