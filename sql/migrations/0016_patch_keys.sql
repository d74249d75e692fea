-- Roads of rules are spelled as the building register spells its keys: lower case, too (0018).
set local role chatdong_owner;
set local search_path = chatdong;

alter table patch_rule drop column place; -- and the constraint and the index that stand on it
alter table patch_rule_history drop column place;
alter table patch_rule add column place text not null generated always as (
    case kind when 'road' then 'road ' || lower(replace(road_name, ' ', '')) else 'lot ' || legal_code end) stored;
alter table patch_rule_history add column place text;
alter table patch_rule add constraint patch_rule_no_overlap exclude using gist
    (dong_code with =, place with =, numbers with &&, sides with &&, during with &&);
create index patch_rule_by_place on patch_rule (dong_code, place);

reset role;
