-- A search leaves out who was merged, without reading those whom it found (docs/decisions/0091).
set local role chatdong_owner;
set local search_path = chatdong;

create index resident_merged on resident (id) where merged_into is not null;

reset role;
