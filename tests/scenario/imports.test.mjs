// Files that a system sends over HTTP, alone: in parts, out of order, doubled and resumed; read as a job that can be polled
// and cancelled, and that a killed service takes up again; wrong rows by line and code; and nobody else's files.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { actors } from '../lib/actors.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { until } from '../lib/wait.mjs';

const ME = 'system.city';
const other = { ...actors['system.city'], key: 'other.city', sub: actors['system.none'].sub };
const ofGu = { ...actors['system.gu'], key: 'importer.gu', scopes: 'all' };
let fx;
before(async () => {
  fx = await Fixture.open();
  fx.service.env.CHATDONG_WORKER_DATABASE = fx.service.cluster.conninfo(fx.service.database, 'chatdong_worker');
  await fx.service.restart();
});
after(async () => { await fx?.close(); await closeRun(); });

const cp949 = (text) => spawnSync('iconv', ['-f', 'UTF-8', '-t', 'CP949'], { input: text, maxBuffer: 1 << 28 }).stdout;
const HEADER = 'source_id,name,birth_date,sex,address,household_key';
const rows = (prefix, n) => Array.from({ length: n }, (_, i) => [`${prefix}-${i}`, `가${String.fromCodePoint(0xac00 + (i % 2350) * 4)}`, `${1920 + (i % 100)}-05-${String(1 + (i % 28)).padStart(2, '0')}`,
  i % 2 ? '여' : '남', `가람구 햇살로 ${1 + (i >> 1) % 60}`, `${prefix}H-${i >> 1}`].join(','));
const csv = (lines) => Buffer.from(`${[HEADER, ...lines].join('\r\n')}\r\n`);
const call = (method, path, json, actor = ME, headers = {}) => fx.service.call(method, path, { actor, json, headers });
const announce = async (kind, more = {}, actor = ME) => call('POST', `/v1/imports/${kind}`, { name: 'file.csv', ...more }, actor, { 'Idempotency-Key': key() });
const part = (id, number, bytes, actor = ME) => call('POST', `/v1/imports/${id}/parts`, { number, content: bytes.toString('base64') }, actor);
const cut = (bytes, size) => Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
const count = async (prefix) => (await fx.sql('select count(*)::int as n, count(distinct resident_id)::int as people from register_source where source_id like $1', [`${prefix}-%`]))[0];

async function send(kind, bytes, more = {}, size = 150_000) {
  const made = await announce(kind, more);
  assert.equal(made.status, 201, made.text);
  const parts = cut(bytes, size);
  for (let i = 0; i < parts.length; i++) assert.equal((await part(made.json.id, i + 1, parts[i])).status, 200);
  const run = await call('POST', `/v1/imports/${made.json.id}/run`, { parts: parts.length });
  assert.equal(run.status, 202, run.text);
  return made.json.id;
}
const job = async (id) => (await call('GET', `/v1/operations/${id}`)).json;
const over = (id, limit = 120_000) => until('the job is over', async () => {
  const it = await job(id);
  return it.finished_at !== null && it;
}, limit);
const running = (id) => until('the job runs', async () => (await fx.sql('select state from operation where id = $1', [id]))[0].state === 'running', 60_000, 5);

async function rejected(id, query = '') {
  const found = [];
  let cursor = '';
  do {
    const page = await call('GET', `/v1/imports/${id}/rejected?limit=100${query}${cursor}`);
    assert.equal(page.status, 200, page.text);
    found.push(...page.json.items.map((r) => `${r.line} ${r.code}`));
    cursor = page.json.next_cursor ? `&cursor=${page.json.next_cursor}` : null;
  } while (cursor);
  return found;
}

test('thousands of rows in cp949, in parts that cut characters, out of order, doubled, resumed; read once, and the same again changes nothing', async () => {
  const n = 4000;
  const bytes = cp949(csv(rows('IA', n)).toString());
  const parts = cut(bytes, 33_333);
  assert.ok(parts.length >= 5);
  const made = await announce('residents', { encoding: 'cp949', gu_code: '99110' });
  assert.deepEqual([made.status, made.headers.location, made.json.state, made.json.parts_received], [201, `/v1/imports/${made.json.id}`, 'receiving', []]);
  const { id } = made.json;
  // All but the second, from the last one, each twice at the same time.
  for (let i = parts.length; i > 0; i--) {
    if (i === 2) continue;
    const twice = await Promise.all([part(id, i, parts[i - 1]), part(id, i, parts[i - 1])]);
    assert.deepEqual(twice.map((r) => r.status), [200, 200], twice[0].text);
  }
  const early = await call('POST', `/v1/imports/${id}/run`, { parts: parts.length });
  assert.equal(early.status, 409);
  assert.deepEqual([early.json.type, early.json.errors[0].message], ['urn:chatdong:problem:import_part_missing', `1 of ${parts.length} parts are missing: 2`]);
  const short = await call('POST', `/v1/imports/${id}/run`, { parts: 1 });
  assert.deepEqual([short.status, short.json.errors[0].message], [409, `there is a part ${parts.length}`]);
  const differs = await part(id, 1, parts[1]);
  assert.deepEqual([differs.status, differs.json.type], [409, 'urn:chatdong:problem:import_part_differs']);
  assert.equal((await call('POST', `/v1/imports/${id}/parts`, { number: 2, content: 'AAAAA' })).json.type, 'urn:chatdong:problem:import_part_encoding');
  const there = (await call('GET', `/v1/imports/${id}`)).json.parts_received;
  for (let i = 1; i <= parts.length; i++) if (!there.includes(i)) assert.equal((await part(id, i, parts[i - 1])).json.bytes, bytes.length);
  const run = await call('POST', `/v1/imports/${id}/run`, { parts: parts.length });
  assert.deepEqual([run.status, run.headers.location, run.json.operation_id], [202, `/v1/operations/${id}`, id], run.text);
  const again = await call('POST', `/v1/imports/${id}/run`, { parts: parts.length });
  assert.deepEqual([again.status, again.headers.location], [202, `/v1/operations/${id}`]);
  const done = await over(id);
  assert.deepEqual([done.state, done.counts.read, done.counts.inserted, done.error_count, done.progress_done], ['succeeded', n, n, 0, bytes.length]);
  assert.deepEqual(await count('IA'), { n, people: n });
  assert.equal((await fx.sql("select r.name from register_source s join resident r on r.id = s.resident_id where s.source_id = 'IA-1'"))[0].name, '가간');
  const end = (await call('GET', `/v1/imports/${id}`)).json;
  assert.deepEqual([end.state, end.parts_received, end.parts], ['succeeded', [], parts.length], 'what was read is not kept');
  assert.equal((await part(id, 1, parts[0])).json.type, 'urn:chatdong:problem:import_sent');
  const same = await over(await send('residents', bytes));
  assert.deepEqual([same.state, same.counts.unchanged, same.counts.inserted], ['succeeded', n, undefined]);
  assert.doesNotMatch(fx.service.log(), /가간|가람구|IA-1\b/);
});

test('wrong rows: none is kept, all of them are named by line and code; a dry run keeps nothing; partial keeps the good ones', async () => {
  const lines = rows('IB', 400);
  for (let i = 0; i < 130; i++) lines[3 * i] = lines[3 * i].replace(/,\d{4}-05/, ',1990-02-30').replace('-02-30-', '-02-30');
  lines[1] = lines[1].replace('가람구 햇살로', '부산광역시 어딘가');
  const wrong = [...Array.from({ length: 130 }, (_, i) => [3 * i + 2, 'birth_date_wrong']), [3, 'dong_unknown']].sort((a, b) => a[0] - b[0]).map((r) => r.join(' '));
  const whole = await send('residents', csv(lines));
  const failed = await over(whole);
  assert.deepEqual([failed.state, failed.failure, failed.error_count, failed.errors.length, failed.errors[0]],
    ['failed', 'rows_rejected', 131, 100, { file: 'file.csv', line: 2, code: 'birth_date_wrong' }]);
  assert.deepEqual(await rejected(whole), wrong);
  assert.deepEqual(await rejected(whole, '&code=dong_unknown'), ['3 dong_unknown']);
  const dry = await send('residents', csv(lines), { dry_run: true, partial: true });
  const rehearsed = await over(dry);
  assert.deepEqual([rehearsed.state, rehearsed.counts.inserted, rehearsed.counts.rejected, rehearsed.counts.dry_run], ['succeeded', 269, 131, 1]);
  assert.deepEqual(await rejected(dry), wrong);
  assert.equal((await count('IB')).n, 0, 'nothing was kept so far');
  const good = await over(await send('residents', csv(lines), { partial: true }));
  assert.deepEqual([good.state, good.counts.inserted, good.counts.rejected, (await count('IB')).n], ['succeeded', 269, 131, 269]);
  const broken = await over(await send('residents', Buffer.from('source_id,주민등록번호\r\nx,500131-2345678\r\n')));
  assert.deepEqual([broken.state, broken.failure], ['failed', 'registration_number']);
  for (const said of [JSON.stringify(failed), JSON.stringify(await rejected(whole)), fx.service.log()]) assert.doesNotMatch(said, /1990-02|부산|500131/);
});

test('births and signals the same way, NDJSON too; a district\'s file has only its own rows', async () => {
  await over(await send('residents', csv([`IM-1,윤마루,1992-03-04,여,가람구 햇살로 12,IMH-1`, `IM-2,윤나래,1993-03-04,여,나래구 은하로 7,IMH-2`])));
  const births = (...list) => Buffer.from(list.map((b) => `${JSON.stringify(b)}\n`).join(''));
  const born = await send('births', births({ source_id: 'IMB-1', mother_source_id: 'IM-1', born_on: '2026-11-02', sex: '여' }, { source_id: 'IMB-2', mother_source_id: 'IM-2', born_on: '2026-11-02', sex: '남' }),
    { partial: true, gu_code: '99110' });
  assert.deepEqual([(await over(born)).counts.inserted, await rejected(born)], [1, ['2 outside_area']]);
  const signals = Buffer.from('kind,source_id,gu_code,name,received_at\nwater_cut,IS-1,99110,윤마루,2026-11-20\nno_such,IS-2,99110,윤마루,2026-11-20\nwater_cut,IS-3,99140,윤마루,2026-11-20\n');
  const sent = await send('signals', signals, { partial: true, gu_code: '99110' });
  assert.deepEqual([(await over(sent)).counts.inserted, await rejected(sent)], [1, ['3 kind_unknown', '4 outside_area']]);
  assert.deepEqual((await Promise.all([null, '99140', '99110'].map((gu_code) => announce('births', { gu_code }, ofGu)))).map((r) => r.status), [404, 404, 201],
    'a district\'s client sends its own');
});

test('another client\'s import is not there', async () => {
  const { id } = (await announce('signals')).json;
  assert.equal((await part(id, 1, Buffer.from('kind'))).status, 200);
  assert.equal((await call('GET', `/v1/imports/${id}`, undefined, other)).status, 404);
  assert.equal((await part(id, 2, Buffer.from('kind'), other)).status, 404);
  assert.equal((await call('POST', `/v1/imports/${id}/run`, { parts: 1 }, other)).status, 404);
  assert.deepEqual((await call('GET', '/v1/imports/01900000-0000-7000-8000-000000c70009/rejected', undefined, other)).json.items, []);
  assert.equal((await call('GET', `/v1/imports/${id}`)).status, 200);
});

test('cancelled while it waits, or in the middle: nothing is kept, the parts neither', async () => {
  const db = await fx.service.cluster.connect(fx.service.database);
  await db.query("select pg_advisory_lock(hashtextextended('resident_import', 0))");
  const waiting = await send('residents', csv(rows('IW', 10)));
  assert.equal((await call('POST', `/v1/operations/${waiting}/cancel`)).json.state, 'cancelled');
  await db.end();
  const big = await send('residents', csv(rows('IC', 12_000)));
  await running(big);
  assert.equal((await call('POST', `/v1/operations/${big}/cancel`)).status, 202);
  assert.equal((await over(big)).state, 'cancelled');
  assert.deepEqual([(await count('IW')).n, (await count('IC')).n], [0, 0]);
  assert.equal((await fx.sql('select count(*)::int as n from import_part where import_id = any($1)', [[waiting, big]]))[0].n, 0);
});

for (const [how, prefix, partial, signal] of [['kill -9, in parts', 'IP', true, 'SIGKILL'], ['kill -9, as a whole', 'IK', false, 'SIGKILL'], ['SIGTERM, in parts', 'IT', true, 'SIGTERM']]) {
  test(`the service ends in the middle (${how}) and comes back: the file is read once, nobody is doubled`, async () => {
    const n = 12_000;
    const id = await send('residents', csv(rows(prefix, n)), { partial });
    await running(id);
    if (partial) await until('a range is kept', async () => (await count(prefix)).n > 0, 60_000, 5);
    if (signal === 'SIGKILL') await fx.service.kill();
    else assert.deepEqual(await fx.service.terminate(), { code: 0, signal: null });
    const [left] = await fx.sql('select state from operation where id = $1', [id]);
    const kept = (await count(prefix)).n;
    assert.ok(left.state === 'running' && kept < n && (kept > 0) === partial, `${left.state}, ${kept} kept`);
    await fx.service.launch();
    const done = await over(id);
    const first = (await count(prefix)).n;
    assert.deepEqual([done.state, done.counts.read, first, (await count(prefix)).people, (done.counts.inserted ?? 0) + (done.counts.unchanged ?? 0)], ['succeeded', n, n, n, n]);
    assert.ok(!partial || done.counts.unchanged >= kept, `${done.counts.unchanged} unchanged, ${kept} kept`);
    assert.equal((await fx.sql('select tries from import where id = $1', [id]))[0].tries, 2);
  });
}
