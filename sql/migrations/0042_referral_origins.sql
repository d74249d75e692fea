-- A referral may come from a screening: its result is what the consent calls health.
set local role chatdong_owner;
set local search_path = chatdong;

alter table referral add constraint referral_from_known_screening foreign key (screening_id) references screening (id);
create index referral_by_screening on referral (screening_id) where screening_id is not null;

reset role;
