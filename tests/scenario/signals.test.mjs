// Proves what becomes of signals of crisis: sent one by one and as a file, matched with a score and its reasons, confirmed
// and answered, counted for the household's risk; a file rehearsed, with wrong lines named, killed and run again.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BIN } from '../lib/cluster.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { until } from '../lib/wait.mjs';

const A = '9911051000';
const HEADER = 'kind,round,source_id,gu_code,dong_code,name,birth_date,phone,address,evidence,received_at';
let fx;
let folder;
before(async () => {
  fx = await Fixture.open();
  folder = mkdtempSync('/tmp/harness-signals-');
});
after(async () => {
  if (folder) rmSync(folder, { recursive: true });
  await fx?.close();
  await closeRun();
});

let serial = 0;
const send = (more, actor = 'system.city') => fx.service.call('POST', '/v1/signals', {
  actor, headers: { 'Idempotency-Key': crypto.randomUUID() },
  json: { gu_code: '99110', dong_code: A, kind: 'water_cut', source_id: `story-${++serial}`, name: '아무개', ...more },
});
const read = async (id, actor = 'officer.A') => {
  const got = await fx.service.call('GET', `/v1/signals/${id}`, { actor });
  assert.equal(got.status, 200, got.text);
  return got;
};
const post = (path, json, etag, actor = 'officer.A') => fx.service.call('POST', path, { actor, json, headers: { 'If-Match': etag } });
const riskOf = async (household) => (await fx.service.call('GET', `/v1/households/${household}/risk`, { actor: 'officer.A' })).json;
const someone = async (n) => (await fx.sql(`select id, household_id, name, birth_date::text, phone, address from resident
  where id::text like '01900000-0000-7000-8000-0000001000${String(n).padStart(2, '0')}'`))[0];

test('a signal finds its resident whatever the spelling; the receipt tells the sender nothing about it', async () => {
  const who = await someone(6);
  const sent = await send({ name: who.name.normalize('NFD'), birth_date: who.birth_date, phone: who.phone.slice(-4), address: `서울시 ${who.address.slice(6)}, 302호` });
  assert.equal(sent.status, 201, sent.text);
  assert.equal(sent.json.resident_id, undefined);
  assert.equal(sent.json.name, undefined);
  const { json } = await read(sent.json.id);
  assert.deepEqual([json.match, json.match_score, json.match_reasons, json.resident_id, json.household_id],
    ['exact', 110, ['name', 'birth_date', 'phone', 'address'], who.id, who.household_id]);
  assert.equal((await fx.service.call('GET', `/v1/signals/${sent.json.id}`, { actor: 'officer.B' })).status, 404);
  const admin = await read(sent.json.id, 'district_admin.A');
  assert.notEqual(admin.json.name, who.name, 'the district sees no names');
});

test('the same number again is the same signal, another one under it is refused', async () => {
  const first = await send({ source_id: 'story-again' });
  const again = await send({ source_id: 'story-again' });
  assert.deepEqual([first.status, again.status, again.json.id], [201, 201, first.json.id]);
  const other = await send({ source_id: 'story-again', name: '다른이' });
  assert.equal(other.status, 409, other.text);
  assert.equal((await fx.sql("select count(*)::int as n from signal where source_id = 'story-again'"))[0].n, 1);
  const both = await Promise.all([1, 2, 3, 4, 5, 6].map(() => send({ source_id: 'story-race' })));
  assert.deepEqual([...new Set(both.map((r) => r.status))], [201]);
  assert.equal(new Set(both.map((r) => r.json.id)).size, 1, 'six at once are one');
});

test('a kind has its days, a dong its gu', async () => {
  const old = await send({ kind: 'national_pension_arrears' });
  assert.equal(old.status, 422, old.text);
  assert.match(old.text, /signal_kind_valid/);
  assert.equal((await send({ kind: 'national_pension_arrears', received_at: '2016-05-01T00:00:00Z' })).status, 201);
  assert.equal((await send({ dong_code: '9914051000' })).status, 422);
  assert.equal((await send({}, 'supervisor.A')).status, 403);
});

test('probable: somebody confirms it, once; then it has an outcome, once', async () => {
  const who = await someone(7);
  const sent = await send({ name: who.name, phone: who.phone });
  const path = `/v1/signals/${sent.json.id}`;
  const before = await riskOf(who.household_id);
  let got = await read(sent.json.id);
  assert.deepEqual([got.json.match, got.json.match_score, got.json.match_reasons, got.json.household_id], ['probable', 50, ['name', 'phone'], null]);
  const elsewhere = (await fx.sql("select id from resident where dong_code = '9911052000' order by id limit 1"))[0].id;
  const refused = await post(`${path}/match`, { resident_id: elsewhere }, got.headers.etag);
  assert.equal(refused.status, 422, refused.text);
  got = await post(`${path}/match`, { resident_id: who.id }, got.headers.etag);
  assert.deepEqual([got.status, got.json.match, got.json.household_id], [200, 'confirmed', who.household_id]);
  assert.equal((await riskOf(who.household_id)).points, before.points + 30, 'it weighs as soon as it is known whose it is');
  assert.equal((await post(`${path}/match`, { resident_id: who.id }, got.headers.etag)).status, 409);
  assert.equal((await post(`${path}/resolve`, { outcome: 'supported' }, '"1"')).status, 412);
  got = await post(`${path}/resolve`, { outcome: 'duplicate', note: '두 번 접수됨' }, got.headers.etag);
  assert.deepEqual([got.status, got.json.outcome], [200, 'duplicate']);
  assert.equal((await riskOf(who.household_id)).points, before.points, 'a duplicate does not weigh');
  assert.equal((await post(`${path}/resolve`, { outcome: 'refused' }, got.headers.etag)).status, 409);
});

test('every outcome; what is overdue; an inbox by risk', async () => {
  for (const outcome of ['supported', 'already_supported', 'not_eligible', 'location_unknown', 'refused', 'duplicate']) {
    const sent = await send({ received_at: '2026-01-05T00:00:00Z' });
    const got = await read(sent.json.id);
    assert.equal(got.json.due_on, '2026-01-12');
    const overdue = async () => (await fx.service.call('GET', '/v1/signals?overdue=true&limit=100', { actor: 'officer.A' })).json.items.some((s) => s.id === sent.json.id);
    assert.equal(await overdue(), true);
    assert.equal((await post(`/v1/signals/${sent.json.id}/resolve`, { outcome }, got.headers.etag)).status, 200);
    assert.equal(await overdue(), false);
  }
  const inbox = (await fx.service.call('GET', '/v1/signals?open=true&limit=100', { actor: 'supervisor.A' })).json.items;
  assert.ok(inbox.length > 10);
  assert.deepEqual(inbox.map((s) => s.risk), inbox.map((s) => s.risk).sort((a, b) => b - a));
});

test('without a dong it waits for the administrators of the gu', async () => {
  const sent = await send({ dong_code: undefined });
  assert.deepEqual([sent.status, sent.json.dong_code], [201, null], sent.text);
  assert.equal((await fx.service.call('GET', `/v1/signals/${sent.json.id}`, { actor: 'supervisor.A' })).status, 404);
  assert.equal((await read(sent.json.id, 'district_admin.A')).json.match, 'none');
  assert.equal((await fx.service.call('GET', `/v1/signals/${sent.json.id}`, { actor: 'district_admin.C' })).status, 404);
});

test('the risk says what it is made of, fades, and follows another table of weights', async () => {
  const who = await someone(8);
  const [now, old] = [await send({ ...pick(who) }), await send({ ...pick(who), kind: 'rent_arrears', received_at: '2020-05-01T00:00:00Z' })];
  let risk = await riskOf(who.household_id);
  const points = Object.fromEntries(risk.signals.map((s) => [s.signal_id, s.points]));
  assert.deepEqual([points[now.json.id], points[old.json.id]], [30, 0]);
  assert.equal(risk.points, risk.signals.reduce((sum, s) => sum + s.points, 0));
  assert.equal(risk.signals.find((s) => s.signal_id === old.json.id).fades_on, '2020-10-28');
  try {
    await fx.sql("insert into signal_weights values (2, false, 'test')");
    await fx.sql('insert into signal_weight select 2, kind, points * 2, 3650 from signal_weight where version = 1');
    await fx.sql('select risk_use_weights(2)');
    risk = await riskOf(who.household_id);
    assert.deepEqual([risk.weights, risk.points], [2, 80]);
    assert.equal((await fx.sql(`select count(*)::int as n from household_risk k where points <> (select coalesce(sum(weight), 0) from signal_points p
      where p.household_id = k.household_id and p.counted)`))[0].n, 0);
  } finally {
    await fx.sql('select risk_use_weights(1)');
  }
});
const pick = (who) => ({ name: who.name, birth_date: who.birth_date, phone: who.phone });

// --- files ---

const env = () => ({ PATH: process.env.PATH, LC_ALL: 'C.UTF-8', CHATDONG_OWNER_DATABASE: fx.service.cluster.conninfo(fx.service.database, 'chatdong_owner') });
function run(...args) {
  const got = spawnSync(BIN, ['import', 'signals', ...args], { encoding: 'utf8', timeout: 60_000, env: env() });
  return { code: got.status, err: got.stderr, out: got.stdout, counts: Object.fromEntries([...got.stdout.matchAll(/^(\w+) +(\d+)$/gm)].map((m) => [m[1], Number(m[2])])) };
}
const file = (name, lines, encode = (t) => t) => {
  const path = join(folder, name);
  writeFileSync(path, encode(`${[HEADER, ...lines].join('\r\n')}\r\n`));
  return path;
};
const cp949 = (text) => spawnSync('iconv', ['-f', 'UTF-8', '-t', 'CP949'], { input: text, maxBuffer: 1 << 28 }).stdout;
const row = ({ kind = 'gas_cut', round = '2026-6', id, gu = '99110', dong = A, name = '아무개', birth = '', phone = '', address = '', evidence = '밀림', at = '2026-11-20' }) =>
  [kind, round, id, gu, dong, name, birth, phone, address, evidence, at].join(',');

test('a file: rehearsed, wrong lines named, matched, the same again adds nothing; cp949 as well', async () => {
  const who = await someone(9);
  const lines = [
    row({ id: 'f-1', name: who.name, birth: who.birth_date, phone: who.phone }),
    row({ id: 'f-2', name: who.name, phone: who.phone, evidence: '"두 줄의\r\n글, 쉼표"' }),
    row({ id: 'f-3' }), row({ id: 'f-3' }), row({ id: 'f-4', kind: 'nothing' }), row({ id: 'f-5', birth: '2000-02-30' }), row({ id: 'f-6', gu: '00000' }),
    row({ id: 'f-7', dong: '9914051000' }), row({ id: 'f 8' }), row({ id: 'f-9', name: '' }), row({ id: 'f-10', at: 'gestern' }), row({ id: 'f-11', round: '2026-9' }),
    'gas_cut,,f-12', row({ id: 'f-13', phone: 'abc' }),
  ];
  const path = file('utf8.csv', lines);
  const dry = run(path, '--dry-run');
  assert.equal(dry.code, 0, dry.err);
  assert.deepEqual({ ...dry.counts, seconds: undefined },
    { read: 14, rejected: 11, taken: 3, known: 0, inserted: 3, exact: 1, probable: 1, unmatched: 1, seconds: undefined });
  assert.deepEqual(dry.err.trim().split('\n').map((l) => l.replace(/^.*csv:/, '')), ['6: twice', '7: kind_unknown', '8: birth_date_wrong', '9: gu_unknown',
    '10: dong_unknown', '11: source_id_wrong', '12: name_missing', '13: received_at_wrong', '14: round_unknown', '15: fields', '16: phone_wrong']);
  assert.equal((await fx.sql("select count(*)::int as n from signal where source_id like 'f-%'"))[0].n, 0, 'a rehearsal keeps nothing');
  const before = (await riskOf(who.household_id)).points;
  assert.equal(run(path).counts.inserted, 3);
  assert.equal((await riskOf(who.household_id)).points, before + 30, 'the risk follows the file');
  const again = run(path);
  assert.deepEqual([again.counts.known, again.counts.inserted], [3, 0]);
  const other = run(file('cp949.csv', lines.map((l) => l.replaceAll(',f-', ',g-')), cp949));
  assert.equal(other.counts.inserted, 3, other.err);
  assert.deepEqual(await fx.sql("select name, evidence from signal where source_id = 'g-2'"), await fx.sql("select name, evidence from signal where source_id = 'f-2'"));
  const [job] = await fx.sql("select state, counts, errors from operation where kind = 'signal_import' order by id desc limit 1");
  assert.equal(job.state, 'succeeded');
  assert.equal(JSON.stringify(job.errors).includes('phone_wrong'), true);
});

test('killed in the middle nothing has happened, and it is simply run again; something else than a file of signals is refused', async () => {
  const path = file('large.csv', Array.from({ length: 20000 }, (_, i) => row({ id: `k-${i}`, birth: '1950-01-01' })));
  const child = spawn(BIN, ['import', 'signals', path], { env: env() });
  const gone = new Promise((resolve) => { child.on('exit', resolve); });
  await until('the import runs', async () => (await fx.sql("select count(*)::int as n from operation where kind = 'signal_import' and state = 'running'"))[0].n === 1, 10_000, 5);
  child.kill('SIGKILL');
  await gone;
  await until('its transaction is gone', async () => (await fx.sql(`select count(*)::int as n from pg_locks where locktype = 'advisory' and database = (select oid from pg_database
    where datname = current_database()) and objid = (hashtextextended('signal_import', 0) & 4294967295)::oid`))[0].n === 0);
  const n = async () => (await fx.sql("select count(*)::int as n from signal where source_id like 'k-%'"))[0].n;
  assert.equal(await n(), 0);
  const got = run(path);
  assert.equal(got.counts.inserted, 20000, got.err);
  assert.equal(await n(), 20000);
  assert.deepEqual((await fx.sql("select state, failure from operation where kind = 'signal_import' order by id desc limit 2")).map((o) => o.state), ['succeeded', 'failed']);
  writeFileSync(join(folder, 'other.csv'), 'a,b\n1,2\n');
  assert.equal(run(join(folder, 'other.csv')).code, 1);
  await fx.sql("delete from signal where source_id like 'k-%'");
});
