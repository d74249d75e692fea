// What a first sync costs: one nurse's load, by plain HTTP with gzip, as a phone asks for it.
import { DONGS } from './actors.mjs';

// 800 residents in 500 households with 3,000 visits in a dong of their own.
async function load(fx, residents, visits) {
  await fx.sql(`with h as (insert into chatdong.household (dong_code, name, address, created_by, updated_by)
      select $1, '가구 ' || n, '서울특별시 가람구 햇살로 ' || n || '번길 ' || n % 40, s.id, s.id from generate_series(1, 500) n, (select id from chatdong.staff limit 1) s returning id, created_by)
    , numbered as (select id, created_by, row_number() over () as nth from h)
    insert into chatdong.resident (dong_code, household_id, name, birth_date, sex, phone, address, notes, created_by, updated_by)
    select $1, h.id, '주민' || n, date '1930-01-01' + n * 11, case n % 2 when 0 then 'female' else 'male' end, '+8210' || 20000000 + n * 7919,
           '서울특별시 가람구 햇살로 ' || n, case n % 3 when 0 then '귀가 어두우심, 벨을 두 번 누르고 기다릴 것 ' || n end, h.created_by, h.created_by
      from generate_series(1, $2::int) n join numbered h on h.nth = 1 + n % 500`, [DONGS.D, residents]);
  await fx.sql(`insert into chatdong.visit (dong_code, resident_id, household_id, program, kind, staff_id, status, planned_start, planned_end, checked_in_at,
      completed_at, completed_by, outcome, notes, findings, joint, created_by, updated_by)
    select $1, r.id, r.household_id, 'senior-level', 'home', s.id, 'completed', at, at + interval '40 minutes', at, at + interval '35 minutes', s.id, 'done',
           '혈압 ' || 110 + n % 60 || '/' || 70 + n % 30 || ', 약 복용 확인, 다음 방문 때 ' || n || '번 다시 볼 것', case n % 4 when 0 then array['high_blood_pressure'] else '{}' end, true, s.id, s.id
      from generate_series(1, $2::int) n
      join (select id, household_id, row_number() over (order by id) as nth from chatdong.resident where dong_code = $1) r on r.nth = 1 + n % $3::int
     cross join lateral (select now() - n * interval '37 minutes' as at) t
     cross join lateral (select id from chatdong.staff where $1 = any (dong_codes) order by id limit 1) s`, [DONGS.D, visits, residents]);
}

const cpu = async (fx, names) => {
  const { readFileSync, readdirSync } = await import('node:fs');
  const ticks = (pid) => { try { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' '); return Number(f[11]) + Number(f[12]); } catch { return 0; } };
  const backends = (await fx.sql('select pid from pg_stat_activity where datname = current_database()')).map((r) => r.pid);
  return names.concat(backends).reduce((n, pid) => n + ticks(pid), 0) * 10;
};

export async function firstSync(fx, { residents = 800, visits = 3000, times = 7 } = {}) {
  const nurse = { key: 'nurse.first-sync', role: 'nurse', sub: '01978f00-0000-7000-8000-0000006500aa', dongs: [DONGS.D] };
  await fx.sql(`insert into chatdong.staff (id, gu_code, dong_codes, role, name, hired_on) values ($1, '99110', $2, 'nurse', '시험', '2015-07-01')`, [nurse.sub, nurse.dongs]);
  await load(fx, residents, visits);
  await fx.sql('analyze');
  const runs = [];
  for (let i = 0; i < times; i++) {
    let bytes = 0, items = 0, pages = 0, cursor = '', more = true;
    const before = await cpu(fx, [fx.service.pid]);
    const began = performance.now();
    while (more) {
      const got = await fx.service.call('GET', `/v1/sync?limit=1000${cursor}`, { actor: nurse, headers: { 'Accept-Encoding': 'gzip' }, lenient: true });
      bytes += got.raw.length;
      items += got.json.items.length;
      pages++;
      cursor = `&cursor=${got.json.next_cursor}`;
      more = got.json.more;
    }
    runs.push({ ms: Math.round(performance.now() - began), cpu_ms: (await cpu(fx, [fx.service.pid])) - before, bytes, items, pages });
  }
  return runs.sort((a, b) => a.ms - b.ms)[0];
}
