// Proves the building register's import as an operator lives with it: files in the government's layout and encoding,
// wrong rows named, a rehearsal, a day's changes, killed in the middle and run again, cancelled, two at once, and
// readers who never see half a register. The job can be watched as an operation.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { DONGS } from '../lib/actors.mjs';
import { BIN } from '../lib/cluster.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { until, within } from '../lib/wait.mjs';

let fx;
let folder;
before(async () => {
  fx = await Fixture.open();
  folder = mkdtempSync('/tmp/harness-register-');
});
after(async () => {
  if (folder) rmSync(folder, { recursive: true });
  await fx?.close();
  await closeRun();
});
const children = [];
afterEach(async () => {
  for (const { child, exited } of children.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
});
beforeEach(async () => { await fx.sql("delete from operation where kind like 'building%' and created_by is null"); });

const env = () => ({ PATH: process.env.PATH, LC_ALL: 'C.UTF-8', CHATDONG_OWNER_DATABASE: fx.service.cluster.conninfo(fx.service.database, 'chatdong_owner') });

function run(...args) {
  const got = spawnSync(BIN, ['import', 'buildings', ...args], { encoding: 'utf8', timeout: 60_000, env: env() });
  const counts = Object.fromEntries([...got.stdout.matchAll(/^(\w+) +(\d+)$/gm)].map((m) => [m[1], Number(m[2])]));
  return { code: got.status, out: got.stdout, err: got.stderr, counts };
}

// Text as the government writes it.
function cp949(text) {
  const got = spawnSync('iconv', ['-f', 'UTF-8', '-t', 'CP949'], { input: text, maxBuffer: 1 << 28 });
  assert.equal(got.status, 0, String(got.stderr));
  return got.stdout;
}

// One of the 31 columns by its name; the rest as in the ministry's example.
function line({ legal = '9911010100', lot = [144, 3], code = '991100000001', road = '햇살로', basement = 0, main = 94, sub = 0, name = '',
  no = null, dong = DONGS.A, reason = '', zip = '99101', serial = main * 100 + sub } = {}) {
  const number = no ?? `${legal}1${String(lot[0]).padStart(4, '0')}${String(lot[1]).padStart(4, '0')}${String(serial).padStart(6, '0')}`;
  return [legal, '서울특별시', '가람구', '햇살동', '', 0, lot[0], lot[1], code, road, basement, main, sub, '', '', number, '01', dong, '햇살동',
    '', '', '', reason, '', '', name, 0, zip, 0, '', ''].join('|');
}

function file(name, lines) {
  const path = join(folder, name);
  writeFileSync(path, cp949(`${lines.join('\r\n')}\r\n`));
  return path;
}

const buildings = (where = 'true') => fx.sql(`select * from building where ${where} order by road_key, main_no, sub_no, management_no`);
const jobs = async (actor = 'system.city') => (await fx.send('operations_list', { actor })).json.items.filter((o) => o.kind.startsWith('building') && o.gu_code === null && o.created_by === null);

test('a register is read as the government writes it, and takes the place of the district\'s', async () => {
  const before_ = await buildings("gu_code = '99140'");
  const path = file('build_garam.txt', [line(), line({ road: '달빛로 3길', main: 7, sub: 2, name: '똠방 Tower 2차', dong: DONGS.B }),
    line({ main: 12, basement: 1, lot: [1, 0] })]);
  const got = run(path);
  assert.equal(got.code, 0, got.err);
  assert.equal(got.counts.taken, 3);
  const rows = await buildings("gu_code = '99110'");
  assert.deepEqual(rows.map((r) => [r.road_name, r.road_key, r.main_no, r.sub_no, r.basement, r.name, r.name_key, r.dong_code, r.zip]), [
    ['달빛로 3길', '달빛로3길', 7, 2, false, '똠방 Tower 2차', '똠방tower2차', DONGS.B, '99101'],
    ['햇살로', '햇살로', 12, 0, true, '', '', DONGS.A, '99101'],
    ['햇살로', '햇살로', 94, 0, false, '', '', DONGS.A, '99101'],
  ]);
  assert.deepEqual(await buildings("gu_code = '99140'"), before_, 'the other district stays');
  const again = run(path);
  assert.deepEqual([again.counts.inserted ?? 0, again.counts.updated ?? 0, again.counts.removed ?? 0], [0, 0, 0], again.out);
});

test('wrong rows are left out and named by file, line and code; the job says the same', async () => {
  const good = Array.from({ length: 5 }, (_, i) => line({ main: 1 + i }));
  const path = file('build_wrong.txt', [good[0], line({ dong: '9911059999' }), good[1], line({ main: '12층', serial: 12 }), good[2], `${line()}|`, good[3], line({ no: '123' }),
    line({ legal: '2611010100', dong: '2611051000' }), good[4], '']);
  const bytes = Buffer.concat([cp949(`${line({ main: 77 })}\n`), Buffer.from(`${line({ main: 78, name: '한글' })}\n`)]);
  writeFileSync(join(folder, 'build_utf8.txt'), bytes);
  const got = run(path, join(folder, 'build_utf8.txt'));
  assert.equal(got.code, 0, got.err);
  assert.deepEqual(got.err.split('\n').filter((l) => l.includes(':')), ['build_wrong.txt:2: unknown_dong', 'build_wrong.txt:4: bad_number',
    'build_wrong.txt:6: column_count', 'build_wrong.txt:8: bad_management_no', 'build_utf8.txt:2: bad_encoding']);
  assert.deepEqual([got.counts.read, got.counts.taken, got.counts.outside, got.counts.rejected, got.counts.unknown_dong], [12, 6, 1, 5, 1], got.out);
  const [job] = await jobs();
  assert.equal(job.state, 'succeeded');
  assert.equal(job.error_count, 5);
  assert.deepEqual(job.errors[0], { file: 'build_wrong.txt', line: 2, code: 'unknown_dong' });
  assert.equal(job.counts.taken, 6);
  assert.equal(job.progress_done, job.progress_total);
  assert.deepEqual((await jobs('district_admin.A')).map((j) => j.id), [job.id], 'the city\'s jobs are seen by its districts');
});

test('another file than it should be changes nothing', async () => {
  const before_ = await buildings();
  const wrong = file('build_dongs.txt', [...Array.from({ length: 300 }, (_, i) => line({ main: 1 + i })), ...Array.from({ length: 101 }, () => 'code,name')]);
  const got = run(wrong);
  assert.equal(got.code, 1);
  assert.match(got.err, /too many rows are wrong/);
  assert.match(got.err, /and 81 more/);
  assert.equal(run(file('build_busan.txt', [line({ legal: '2611010100', dong: '2611051000' })])).code, 1);
  assert.equal(run('/nowhere/build.txt').code, 1);
  assert.deepEqual(await buildings(), before_);
  assert.deepEqual((await jobs()).map((j) => [j.state, j.failure]), [['failed', 'file'], ['failed', 'nothing_taken'], ['failed', 'too_many_rejected']]);
});

test('a rehearsal reports and keeps nothing', async () => {
  const before_ = await buildings();
  const got = run('--dry-run', file('build_dry.txt', [line({ main: 50, name: 'nobody keeps this' })]));
  assert.equal(got.code, 0, got.err);
  assert.match(got.out, /nothing was kept/);
  assert.deepEqual([got.counts.inserted, got.counts.removed], [1, before_.filter((b) => b.gu_code === '99110').length]);
  assert.deepEqual(await buildings(), before_);
  assert.equal((await jobs())[0].counts.dry_run, 1);
});

test('a day\'s changes: new, changed, gone, again', async () => {
  assert.equal(run(file('build_base.txt', [line({ main: 1 }), line({ main: 2 }), line({ main: 3 })])).code, 0);
  const changes = file('changes.txt', [line({ main: 2, reason: '34', name: '새 이름' }), line({ main: 3, reason: '63' }), line({ main: 4, reason: '31' }),
    line({ main: 5, reason: '31' }), line({ main: 5, reason: '63' }), line({ main: 6, reason: '' }), line({ main: 7, reason: '73' })]);
  const got = run('--changes', changes);
  assert.equal(got.code, 0, got.err);
  assert.match(got.err, /^changes\.txt:6: bad_reason$/m);
  assert.deepEqual([got.counts.inserted, got.counts.updated, got.counts.removed], [2, 1, 1], got.out);
  assert.deepEqual((await buildings("gu_code = '99110'")).map((b) => [b.main_no, b.name]), [[1, ''], [2, '새 이름'], [4, ''], [7, '']]);
  const again = run('--changes', changes);
  assert.deepEqual([again.counts.inserted, again.counts.updated, again.counts.removed, again.counts.unchanged], [undefined, undefined, undefined, 3], again.out);
});

// An import whose input is in the test's hand.
function slow(...args) {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', BIN, 'import', 'buildings', ...args, '-'], { env: env(), stdio: ['pipe', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (d) => { err += d; });
  child.stdin.on('error', () => {});
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal, err: () => err })));
  children.push({ child, exited });
  return { child, exited };
}
const many = (from, count) => cp949(`${Array.from({ length: count }, (_, i) => line({ main: 1 + ((from + i) % 90000), serial: from + i, lot: [(from + i) % 9999, 1] })).join('\n')}\n`);
const running = () => until('the job says that it has read rows', async () => (await jobs()).find((j) => j.state === 'running' && j.counts.read > 1000), 20_000);

test('killed in the middle nothing has happened; run again the register is whole', async () => {
  const before_ = await buildings();
  const { child, exited } = slow();
  child.stdin.write(many(0, 15_000));
  const beats = setInterval(() => child.stdin.write(many(20_000, 1000)), 300);
  const job = await running();
  clearInterval(beats);
  assert.equal(job.progress_total, null, 'a pipe does not say how long it is');
  const polled = await fx.send('operations_get', { actor: 'system.city', target: `/v1/operations/${job.id}` });
  assert.equal(polled.headers['retry-after'], '2');
  child.kill('SIGKILL');
  assert.equal((await exited).signal, 'SIGKILL');
  assert.deepEqual(await buildings(), before_);
  const path = join(folder, 'whole.txt');
  writeFileSync(path, many(0, 30_000));
  const got = run(path);
  assert.equal(got.code, 0, got.err);
  assert.equal(got.counts.taken, 30_000);
  const [{ n, d }] = await fx.sql("select count(*) as n, count(distinct management_no) as d from building where gu_code = '99110'");
  assert.deepEqual([n, d], [30_000, 30_000]);
  assert.deepEqual((await jobs()).map((j) => [j.state, j.failure]), [['succeeded', null], ['failed', 'abandoned']]);
});

test('an import is cancelled from outside, by the city, and undoes what it did', async () => {
  const before_ = (await fx.sql('select count(*) as n from building'))[0].n;
  const { child, exited } = slow();
  child.stdin.write(many(0, 15_000));
  const beats = setInterval(() => child.stdin.write(many(20_000, 1000)), 300);
  const job = await running();
  assert.equal((await fx.send('operations_cancel', { actor: 'district_admin.A', target: `/v1/operations/${job.id}/cancel` })).status, 404);
  const asked = await fx.send('operations_cancel', { actor: 'system.city', target: `/v1/operations/${job.id}/cancel` });
  assert.equal(asked.status, 202, asked.text);
  assert.equal(asked.headers.location, `/v1/operations/${job.id}`);
  const { code, err } = await within('the cancelled import ends', exited, 15_000);
  clearInterval(beats);
  assert.equal(code, 1);
  assert.match(err(), /cancelled/);
  const over = await fx.send('operations_get', { actor: 'system.city', target: `/v1/operations/${job.id}` });
  assert.equal(over.json.state, 'cancelled');
  assert.equal(over.headers['retry-after'], undefined);
  assert.equal((await fx.send('operations_cancel', { actor: 'system.city', target: `/v1/operations/${job.id}/cancel` })).status, 409);
  assert.equal((await fx.sql('select count(*) as n from building'))[0].n, before_);
});

test('of two imports at once the second says that one is running', async () => {
  const { child, exited } = slow();
  child.stdin.write(many(0, 15_000));
  const beats = setInterval(() => child.stdin.write(many(20_000, 1000)), 300);
  await running();
  const second = run(file('second.txt', [line()]));
  clearInterval(beats);
  assert.equal(second.code, 4);
  assert.match(second.err, /another import is running/);
  child.stdin.end();
  assert.equal((await within('the first one ends', exited, 20_000)).code, 0);
});

test('who reads while a register is swapped sees the old one or the new one', async () => {
  const path = (count) => { const p = join(folder, `${count}.txt`); writeFileSync(p, many(0, count)); return p; };
  const [small, large] = [path(2000), path(9000)];
  assert.equal(run(small).code, 0);
  const reader = await fx.service.cluster.connect(fx.service.database, 'chatdong_api');
  const seen = new Set();
  let reading = true;
  const loop = (async () => {
    while (reading) seen.add((await reader.query({ name: 'count', text: "select count(*)::int as n from chatdong.building where gu_code = '99110'" })).rows[0].n);
  })();
  for (const next of [large, small, large]) {
    const child = spawn(BIN, ['import', 'buildings', next], { env: env(), stdio: 'ignore' });
    assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 0);
  }
  await until('both were seen', async () => seen.has(9000), 5000);
  reading = false;
  await loop;
  await reader.end();
  assert.deepEqual([...seen].sort((a, b) => a - b), [2000, 9000]);
});
