-- Two records under one key of the register are one person, whatever else they say: as many points as there are.
alter table chatdong.duplicate_scoring add column same_register_key integer not null default 100
    constraint duplicate_scoring_register_key check (same_register_key between 0 and 100);
alter table chatdong.duplicate_scoring alter column same_register_key drop default;

-- It is told the key as well.
drop function if exists chatdong.resident_alike(text, date, text, text, text, text);

-- Who shares a key already and was compared without it.
insert into chatdong.resident_to_compare (resident_id)
select k.resident_id from chatdong.resident_register_key k
 where exists (select from chatdong.resident_register_key o where o.key = k.key and o.resident_id <> k.resident_id);
