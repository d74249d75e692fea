-- What one record says of another is there: discoveries of signals, cases of discoveries, and what was asked
-- for in the course of a case.
set local role chatdong_owner;
set local search_path = chatdong;

alter table discovery add constraint discovery_of_known_signal foreign key (signal_id) references signal (id);
alter table welfare_case add constraint case_of_known_discovery foreign key (discovery_id) references discovery (id);
alter table counseling_record add constraint counseling_in_known_case foreign key (case_id) references welfare_case (id);
alter table benefit_application add constraint benefit_in_known_case foreign key (case_id) references welfare_case (id);

reset role;
