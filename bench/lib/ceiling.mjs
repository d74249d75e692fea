// The ceiling: pgbench running the service's own statements, in the service's own transactions,
// with nothing around them. The texts are read from the .sql files when the benchmark starts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './shell.mjs';
import { statements, substitute, variant } from './sql.mjs';

// As the service's sessions are set up (src/db).
export const SESSION = {
  search_path: 'chatdong',
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  IntervalStyle: 'iso_8601',
  client_encoding: 'UTF8',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
  random_page_cost: '1.1',
  max_parallel_workers_per_gather: '0',
};

// pgbench's variables are numbers: an id is put together by the server, from the same rules as in
// data.sql. That costs about half a microsecond.
const id = (kind, number) => `('01900000-0000-7000-${kind}-' || (100000000000 + ${number}::bigint))`;
const DONG = `('{' || :dong_code || '}')`;

const DONG_CODE = `case when :dong < 3 then 9911051000 + 1000 * :dong when :dong = 3 then 9914051000 else (99210 + 10 * ((:dong - 4) / 6)) * 100000 + 51000 + 1000 * ((:dong - 4) % 6) end`;

const NUMBERS = `
\\set dong random(0, 39)
\\set dong_code ${DONG_CODE}
\\set staff :dong * 8 + random(0, 5)
\\set request random(1, 1000000000000)`;

const READ_NUMBERS = `${NUMBERS}
\\set within random(0, 49999)
\\set visit :within * 40 + :dong
\\set resident :within * 7919 % 12500 * 40 + :dong`;

const LIST_NUMBERS = `${NUMBERS}
\\set day random(0, 1400)
\\set resident random(0, 12000) * 40 + :dong`;

// A visit of ten minutes in a slot of its own: counter -> nurse and time, as in wrk/load.lua. The
// client's variables stay from one transaction to the next; :base is given to each run.
const CREATE_NUMBERS = `
\\set n :n + 1
\\set c :base + :n * 8 + :client_id
\\set nurse :c % 240
\\set dong :nurse / 6
\\set staff :dong * 8 + :nurse % 6
\\set slot :c / 240
\\set dong_code ${DONG_CODE}
\\set resident random(0, 12499) * 40 + :dong`;

const actor = {
  actor_id: `${id('8001', ':staff')}::uuid`,
  actor_role: `'nurse'`,
  actor_dongs: `${DONG}::text[]`,
  token_dongs: DONG,
  trace_id: `'4bf92f3577b34da6a3ce929d0e0e4736'`,
};

function access(operation, method, residents, status, number = ':request') {
  return {
    ids: `array[uuid7()]`,
    actor_ids: `array[${actor.actor_id}]`,
    actor_roles: `array['nurse']`,
    operations: `array['${operation}']`,
    methods: `array['${method}']`,
    clients: `array['127.0.0.1']`,
    residents: `array[${residents}]`,
    dongs: `array[${DONG}]`,
    purposes: `array['${operation}']`,
    request_ids: `array['bench-' || ${number}]`,
    statuses: `array[${status}]`,
  };
}

const twenty = Array.from({ length: 20 }, (_, i) => id('8002', `(:resident::bigint + ${40 * i})`)).join(` || ',' || `);

const key = {
  subject: actor.actor_id,
  method: `'POST'`,
  path: `'/v1/visits'`,
  key: `'bench-' || :c`,
  fingerprint: `'\\x4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865'`,
};

/** What the clients plan; the same fields are given as in wrk/load.lua, the others are null. */
const start = `(timestamptz '2030-01-01 00:00Z' + :slot::bigint * interval '15 minutes')`;
const visit = {
  ...actor,
  id: 'null',
  resident_id: `${id('8002', ':resident')}::uuid`,
  program: `'senior-level'`,
  kind: `'home'`,
  institution: 'null',
  staff_id: 'null',
  unassigned: 'null',
  dong_code: 'null',
  team: 'null',
  joint: 'null',
  planned_start: start,
  planned_end: `(${start} + interval '10 minutes')`,
  notes: `'혈압약 복용 확인'`,
};

const trip = (...commands) => ['\\startpipeline', ...commands.map((sql) => `${sql};`), '\\endpipeline'].join('\n');
const apart = (...commands) => commands.map((sql) => `${sql};`).join('\n');

/** script name → text */
export function ceilingScripts(root) {
  const text = statements(root);
  const sql = (name, values, given = [], options = {}) => {
    if (!text.has(name)) throw new Error(`no statement '${name}' in the tree`);
    return substitute(variant(text.get(name), given, options), values);
  };
  const open = sql('core_open', actor);
  const store = (values) => sql('core_access_store', values);
  const get = sql('visits_get', { ...actor, id: `${id('8003', ':visit')}::uuid` });
  const list = sql('visits_list', {
    ...actor,
    from: `(timestamptz '2023-01-02 00:00Z' + :day::int * interval '1 day')`,
    page_limit: '21', // one more than the page, to know whether there is a next one
  }, ['from'], { page: true });
  const getAccess = store(access('visits_get', 'GET', `'{' || ${id('8002', ':resident')} || '}'`, 200));
  const listAccess = store(access('visits_list', 'GET', `'{' || ${twenty} || '}'`, 200));
  const createAccess = store(access('visits_create', 'POST', `'{' || ${id('8002', ':resident')} || '}'`, 201, ':c'));
  const claim = sql('core_idempotency_claim', key);
  const insert = sql('visits_create', visit);
  const keep = sql('core_idempotency_store', { ...key, status: '201', headers: `'{"etag":"\\"1\\""}'`, body: `repeat('x', 900)` });
  return {
    read: [READ_NUMBERS, trip('begin', open, get), trip(getAccess, 'commit')].join('\n'),
    'read without access record': [READ_NUMBERS, trip(open, get)].join('\n'),
    'read unpipelined': [READ_NUMBERS, apart('begin', open, get, getAccess, 'commit')].join('\n'),
    list: [LIST_NUMBERS, trip('begin', open, list), trip(listAccess, 'commit')].join('\n'),
    'list without access record': [LIST_NUMBERS, trip(open, list)].join('\n'),
    'list unpipelined': [LIST_NUMBERS, apart('begin', open, list, listAccess, 'commit')].join('\n'),
    create: [CREATE_NUMBERS, trip('begin', open, claim, insert), trip(createAccess, keep, 'commit')].join('\n'),
    'create unpipelined': [CREATE_NUMBERS, apart('begin', open, claim, insert, createAccess, keep, 'commit')].join('\n'),
  };
}

/** Runs one script; any failed transaction is an error. */
export async function pgbench(cluster, folder, name, script, { clients = 8, seconds, seed = 1, base = 0, log = null }) {
  const file = join(folder, `${name.replaceAll(' ', '-')}.pgbench`);
  writeFileSync(file, script);
  const options = Object.entries(SESSION).map(([setting, value]) => `-c ${setting}=${value}`).join(' ');
  const { out, err } = await run(join(cluster.bin, 'pgbench'), ['-n', '-M', 'prepared', '-c', clients, '-j', 2, '-T', seconds,
    ...(log ? ['-l', `--log-prefix=${log}`] : []), `--random-seed=${seed}`, '-D', 'n=0', '-D', `base=${base}`, '-f', file, cluster.conninfo('chatdong_api')].map(String), { env: { PGOPTIONS: options } });
  const rate = Number(/tps = ([\d.]+)/.exec(out)?.[1]);
  const failed = Number(/number of failed transactions: (\d+)/.exec(out)?.[1] ?? 0);
  if (!(rate > 0) || failed || /ERROR|aborted/.test(err)) throw new Error(`pgbench ${name}: ${out}${err}`);
  return {
    rate,
    requests: Number(/number of transactions actually processed: (\d+)/.exec(out)[1]),
    mean_us: Number(/latency average = ([\d.]+) ms/.exec(out)[1]) * 1000,
  };
}
