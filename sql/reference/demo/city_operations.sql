-- Jobs of the demo city: of each district one that is over, one that runs, one that waits; one of the city.
set local role chatdong_owner;
set local search_path = chatdong;

insert into operation (id, kind, state, gu_code, progress_done, progress_total, counts, error_count, errors,
                       created_at, created_by, started_at, beat_at, finished_at)
select ('01900000-0000-7000-8000-000000' || o.suffix)::uuid, 'building_import', o.state, o.gu, o.done, 12000,
       case o.state when 'queued' then '{}' when 'running' then '{"read": 5000, "rejected": 1}'
            else '{"read": 12000, "inserted": 11990, "updated": 9, "rejected": 1}' end::jsonb,
       case o.state when 'queued' then 0 else 1 end,
       case o.state when 'queued' then '[]' else '[{"file": "build_demo.txt", "line": 17, "code": "unknown_dong"}]' end::jsonb,
       now() - interval '10 minutes',
       case o.gu when '99110' then '01900000-0000-7000-8000-00000000004a' when '99140' then '01900000-0000-7000-8000-00000000004c' end::uuid,
       case when o.state <> 'queued' then now() - interval '9 minutes' end,
       case when o.state = 'running' then now() + interval '10 years' end, -- nobody runs it: it is not to be found abandoned
       case when o.state = 'succeeded' then now() - interval '5 minutes' end
  from (values ('700001', '99110', 'succeeded', 12000), ('700002', '99110', 'running', 5000), ('700003', '99110', 'queued', 0),
               ('700041', '99140', 'succeeded', 12000), ('700042', '99140', 'running', 5000), ('700043', '99140', 'queued', 0),
               ('700091', null, 'succeeded', 12000)) o (suffix, gu, state, done)
on conflict do nothing;

reset role;
