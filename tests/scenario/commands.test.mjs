// Proves what an operator does with the binary and the admin port: import, token, audit, explain, metrics.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BIN } from '../lib/cluster.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { until } from '../lib/wait.mjs';

const SHARED = process.env.CHATDONG_SHARED ?? '../shared';
const DATA = join(SHARED, 'data');
const AUDIT_KEY = 'the audit key of the tests, 32 bytes or more';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

function run(args, env = {}) {
  const { cluster, database } = fx.service;
  const got = spawnSync(BIN, args, { encoding: 'utf8', timeout: 60_000, env: {
    PATH: process.env.PATH, LC_ALL: 'C.UTF-8', CHATDONG_DATABASE: cluster.conninfo(database),
    CHATDONG_OWNER_DATABASE: cluster.conninfo(database, 'chatdong_owner'),
    CHATDONG_WORKER_DATABASE: cluster.conninfo(database, 'chatdong_worker'), CHATDONG_AUDIT_KEY: AUDIT_KEY, ...env } });
  return { code: got.status, out: got.stdout, err: got.stderr };
}

test('every command says how it is used, and refuses what it does not know with exit code 2', () => {
  for (const command of ['serve', 'dev', 'check', 'explain', 'migrate', 'token', 'import', 'audit', 'version']) {
    const help = run([command, '--help']);
    assert.equal(help.code, 0, `${command}: ${help.err}`);
    assert.match(help.out, new RegExp(`usage: chatdong ${command}`));
    assert.equal(run([command, '--nonsense']).code, 2, command);
  }
  assert.equal(run([]).code, 2);
  assert.equal(run(['nonsense']).code, 2);
  assert.equal(run(['version'], { CHATDONG_PORT: 'eighty' }).code, 0, 'version needs no settings');
  assert.equal(run(['check'], { CHATDONG_PORT: 'eighty' }).code, 3);
  assert.equal(run(['check'], { CHATDONG_DATABASE: 'host=/nowhere dbname=x' }).code, 4);
});

test('import dongs: a dry run keeps nothing, the import gives the real city, a second one changes nothing', async (t) => {
  if (!existsSync(DATA)) return t.skip(`${DATA} is missing`);
  const count = async (day) => Number((await fx.sql('select count(*) as n from dong where valid_from <= $1 and coalesce(valid_to > $1, true) and code < $2', [day, '99'])) [0].n);
  assert.equal(run(['import', 'dongs', DATA, '--dry-run']).code, 0);
  assert.equal(await count('2026-11-22'), 0);
  const first = run(['import', 'dongs', DATA]);
  assert.equal(first.code, 0, first.err);
  assert.equal(await count('2026-11-22'), 427);
  assert.equal(await count('2016-03-01'), 424);
  const again = run(['import', 'dongs', DATA]);
  assert.match(again.out, /dongs +0 inserted, 0 updated/);
  const found = await fx.service.call('GET', '/v1/dongs/1111051500');
  assert.equal(found.status, 200);
  assert.equal(found.json.name, '청운효자동');
  assert.equal(run(['import', 'dongs', '/nowhere']).code, 1);
});

// Behind import dongs: the centers stand in the real dongs.
test('import partners: the real dementia centers are found, a second import changes nothing', async (t) => {
  const file = join(DATA, 'dementia_centers.csv');
  if (!existsSync(file)) return t.skip(`${file} is missing`);
  assert.equal(run(['import', 'partners', file, '--dry-run']).code, 0);
  const first = run(['import', 'partners', file]);
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /partners +26 inserted/);
  assert.match(run(['import', 'partners', file]).out, /partners +0 inserted, 0 updated, 0 removed, 26 unchanged/);
  const near = await fx.service.call('POST', '/v1/services:search', { actor: 'nurse.A', type: 'application/json',
    json: { needs: ['health.dementia'], dong_code: '1111051500', lon: 126.9669268, lat: 37.60542184, within_m: 100 } });
  assert.deepEqual(near.json.items.map((s) => [s.partner_name, s.distance_m]), [['종로구 치매안심센터', 0]], near.text);
  const shown = await fx.service.call('GET', `/hsds/v3/services/${near.json.items[0].id}`);
  assert.equal(shown.json.service_at_locations[0].location.addresses[0].region, '종로구');
  assert.equal(run(['import', 'partners', '/nowhere.csv']).code, 1);
});

test('token: what the command mints lets its subject in', async () => {
  const folder = mkdtempSync('/tmp/chatdong-token-');
  try {
    const key = join(folder, 'key.pem');
    const made = spawnSync('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key], { encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    const env = { CHATDONG_SIGNING_KEY_FILE: key, CHATDONG_ISSUER: 'https://issuer.example' };
    const got = run(['token', '--subject', '01900000-0000-7000-8000-00000000002a', '--role', 'nurse', '--dong', '9911051000'], env);
    assert.equal(got.code, 0, got.err);
    const [head, claims] = got.out.trim().split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
    assert.equal(head.alg, 'ES256');
    assert.equal(claims.role, 'nurse');
    assert.deepEqual(claims.dongs, ['9911051000']);
    assert.ok(claims.exp - claims.iat === 3600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('explain shows route, SQL and plan, the plan by index', () => {
  const got = run(['explain', 'visits_list', 'status=planned']);
  assert.equal(got.code, 0, got.err);
  assert.match(got.out, /GET \/v1\/visits\n/);
  assert.match(got.out, /v\.status = \$\d/);
  assert.match(got.out, /Index Scan using visit_by_dong_plan/);
  assert.doesNotMatch(got.out, /:resident_id/);
  assert.equal(run(['explain', 'visits_nonsense']).code, 2);
});

test('audit verify: whole at first, then a changed, a removed and an inserted record are each found', async () => {
  const target = `/v1/visits/${fx.recipes.rows.visits.A[0].id}`;
  const worker = { worker_database: fx.service.cluster.conninfo(fx.service.database, 'chatdong_worker'), seal_interval: 1 };
  const sealed = await Fixture.open({ settings: worker, database: fx.service.database });
  try {
    for (let i = 0; i < 5; i += 1) assert.equal((await sealed.service.call('GET', target, { actor: 'nurse.A' })).status, 200);
    await until('the records are sealed', async () =>
      Number((await fx.sql('select count(*) as n from access_record where tx >= coalesce((select max(up_to::text)::xid8 from access_seal), 0::text::xid8)'))[0].n) === 0
      && Number((await fx.sql('select count(*) as n from access_seal'))[0].n) > 0, 20_000);
  } finally {
    await sealed.close();
  }
  const verify = () => run(['audit', 'verify']);
  const whole = verify();
  assert.equal(whole.code, 0, whole.out + whole.err);
  for (const [name, forge] of Object.entries({
    changed: `update access_record set operation = 'visits_list' where id = (select id from access_record order by at limit 1)`,
    removed: 'delete from access_record where id = (select id from access_record order by at limit 1)',
    inserted: `insert into access_record (actor_id, actor_role, operation, method, resident_ids, dong_codes, request_id, status, tx)
               select actor_id, actor_role, operation, method, resident_ids, dong_codes, request_id, status, tx from access_record order by at limit 1`,
  })) {
    await fx.sql('create table kept as select * from access_record');
    await fx.sql(forge);
    const got = verify();
    assert.equal(got.code, 1, `${name}: ${got.out}${got.err}`);
    assert.match(got.out, /first broken seal \d+/, name);
    await fx.sql('delete from access_record');
    await fx.sql('insert into access_record select * from kept');
    await fx.sql('drop table kept');
  }
  assert.equal(verify().code, 0, 'what was put back is whole again');
});

test('metrics are what promtool wants, and their number does not grow with ids', async () => {
  const scrape = async () => (await fx.service.admin('/metrics')).text;
  const series = (text) => text.split('\n').filter((l) => l !== '' && !l.startsWith('#')).length;
  await fx.service.call('GET', `/v1/visits/${crypto.randomUUID()}`, { actor: 'nurse.A' });
  const before_ = await scrape();
  const lint = spawnSync('promtool', ['check', 'metrics'], { input: before_, encoding: 'utf8' });
  assert.equal(lint.status, 0, `${lint.error ?? ''}${lint.stderr}${lint.stdout}`);
  assert.equal(`${lint.stderr}${lint.stdout}`.trim(), '');
  for (let i = 0; i < 300; i += 1) await fx.service.call('GET', `/v1/visits/${crypto.randomUUID()}`, { actor: 'nurse.A' });
  for (let i = 0; i < 50; i += 1) await fx.service.call('GET', `/v1/nowhere/${crypto.randomUUID()}`, { lenient: true });
  const grown = series(await scrape()) - series(before_);
  assert.ok(grown < 20, `${grown} more series`);
});
