-- Imports of the demo city's welfare network: of each district one whose first part has come, some that are whole, one without
-- a part, one that was read.
set local role chatdong_owner;
set local search_path = chatdong;

update system_client set scopes = scopes || array['residents:import', 'births:import', 'signals:import', 'imports:write', 'operations:read', 'operations:write']
 where id = '01900000-0000-7000-8000-0000000000e1' and not 'imports:write' = any (scopes);

create temporary table demo_import on commit drop as
select ('01900000-0000-7000-8000-000000' || i.suffix)::uuid as id, i.gu, i.what
  from (values ('c70001', '99110', 'begun'), ('c70002', '99110', 'begun'), ('c70003', '99110', 'begun'), ('c70004', '99110', 'begun'), ('c70005', '99110', 'begun'),
               ('c70006', '99110', 'begun'), ('c70007', '99110', 'begun'), ('c70008', '99110', 'announced'), ('c70009', '99110', 'over'),
               ('c70041', '99140', 'begun'), ('c70042', '99140', 'begun'), ('c70043', '99140', 'begun'), ('c70049', '99140', 'over')) i (suffix, gu, what);

insert into import (id, kind, gu_code, name, partial, dry_run, encoding, created_by, updated_by, expires_at)
select i.id, case i.what when 'over' then 'birth' else 'resident' end, i.gu, case i.what when 'over' then 'births_demo.csv' else 'residents_demo.csv' end, false, false, 'detect', '01900000-0000-7000-8000-0000000000e1', '01900000-0000-7000-8000-0000000000e1',
       now() + interval '10 years' -- it waits as long as the demo city is there
  from demo_import i
on conflict do nothing;

insert into import_part (import_id, number, content)
select i.id, 1, convert_to(E'source_id,name,birth_date,sex,address\nDEMO-1,김하늘,1950-01-31,여,가람구 햇살로 12\n', 'UTF8')
  from demo_import i join import m on m.id = i.id and m.operation_id is null
 where i.what <> 'announced';

insert into operation (id, kind, state, gu_code, progress_done, progress_total, counts, error_count, errors, failure, created_at, created_by, started_at, beat_at, finished_at)
select i.id, 'birth_import', 'failed', i.gu, 300, 300, '{"read": 20, "rejected": 2}', 2,
       '[{"file": "births_demo.csv", "line": 3, "code": "mother_unknown"}, {"file": "births_demo.csv", "line": 17, "code": "born_on_wrong"}]',
       'rows_rejected', now() - interval '10 minutes', '01900000-0000-7000-8000-0000000000e1', now() - interval '9 minutes', now() - interval '8 minutes', now() - interval '8 minutes'
  from demo_import i where i.what = 'over'
on conflict do nothing;
update import m set operation_id = m.id, parts = 1 from demo_import i where m.id = i.id and i.what = 'over' and m.operation_id is null;
delete from import_part p using demo_import i where p.import_id = i.id and i.what = 'over';
insert into import_rejected (import_id, line, code)
select i.id, r.line, r.code from demo_import i, (values (3, 'mother_unknown'), (17, 'born_on_wrong')) r (line, code)
 where i.what = 'over' and not exists (select from import_rejected x where x.import_id = i.id);

reset role;
