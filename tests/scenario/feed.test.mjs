// Files of the residents' register: read as they come, wrong rows named, the same again changes nothing, what staff wrote
// stays, and a kill in the middle leaves nothing that the next run does not put right.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BIN } from '../lib/cluster.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { until } from '../lib/wait.mjs';

let fx;
let folder;
before(async () => {
  fx = await Fixture.open();
  folder = mkdtempSync('/tmp/chatdong-feed.');
});
after(async () => {
  if (folder) rmSync(folder, { recursive: true });
  await fx?.close();
  await closeRun();
});

const env = () => ({ PATH: process.env.PATH, LC_ALL: 'C.UTF-8', CHATDONG_OWNER_DATABASE: fx.service.cluster.conninfo(fx.service.database, 'chatdong_owner') });
function run(what, ...args) {
  const got = spawnSync(BIN, ['import', what, ...args], { encoding: 'utf8', timeout: 120_000, env: env() });
  return {
    code: got.status, err: got.stderr, out: got.stdout,
    counts: Object.fromEntries([...got.stdout.matchAll(/^(\w+) +(\d+)$/gm)].map((m) => [m[1], Number(m[2])])),
    lines: [...got.stderr.matchAll(/:(\d+): (\w+)$/gm)].map((m) => `${m[1]} ${m[2]}`),
  };
}
const write = (name, bytes) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};
const cp949 = (text) => spawnSync('iconv', ['-f', 'UTF-8', '-t', 'CP949'], { input: text, maxBuffer: 1 << 28 }).stdout;
const HEADER = 'source_id,name,birth_date,sex,address,phone,household_key,moved_out_on,deceased_on,keyed_hash,as_of';
const row = ({ id, name = '김하늘', birth = '1950-01-31', sex = '여', address = '가람구 햇살로 12', phone = '', house = '', gone = '', dead = '', hash = '', as_of = '' }) =>
  [id, name, birth, sex, address, phone, house, gone, dead, hash, as_of].join(',');
const csv = (...rows) => `${[HEADER, ...rows].join('\r\n')}\r\n`;
const json = (...rows) => `${rows.map((r) => JSON.stringify(r)).join('\n')}\n`;
const person = async (id) => (await fx.sql(`select r.*, r.birth_date::text, r.deceased_on::text, r.moved_out_on::text, h.name as household, h.address as household_address,
  h.dong_code as household_dong from register_source s join resident r on r.id = s.resident_id left join household h on h.id = r.household_id where s.source_id = '${id}'`))[0];
const people = async () => (await fx.sql('select count(*)::int as n from resident'))[0].n;

test('rows as the register has them: the dong by the address, households by their key; one wrong row keeps all out, unless --partial', async () => {
  const text = csv(
    row({ id: 'T-1', phone: '010-1234-5678', house: 'TH-1' }), row({ id: 'T-2', name: '김바다', birth: '19480229', sex: '남', address: '"서울특별시 가람구 햇살로 12, 101동 202호"', house: 'TH-1' }),
    row({ id: 'T-3', address: '부산광역시 어딘가 3' }), row({ id: 'T-4', birth: '1990-02-30' }), row({ id: 'T-5', sex: '?' }), row({ id: 'T-6', phone: '전화없음' }),
    row({ id: 'T 7' }), row({ id: 'T-8', name: '' }), row({ id: 'T-1' }), 'T-9,짧다', row({ id: 'T-10', phone: '500131-2345678' }), row({ id: 'T-11', gone: '1900-01-01' }),
    row({ id: 'T-12', hash: 'xyz' }), row({ id: 'T-13', address: '가람구 달빛로 3', house: 'TH-1' }), row({ id: 'T-14', as_of: '내일' }));
  const path = write('first.csv', text);
  const before = await people();
  const wrong = ['4 dong_unknown', '5 birth_date_wrong', '6 sex_wrong', '7 phone_wrong', '8 source_id_wrong', '9 name_missing', '10 twice', '11 fields',
    '12 registration_number', '13 moved_out_on_wrong', '14 keyed_hash_wrong', '15 household_split', '16 as_of_wrong'];
  const all = run('residents', path);
  assert.deepEqual([all.code, all.lines], [1, wrong]);
  const dry = run('residents', '--partial', '--dry-run', path);
  assert.deepEqual([dry.code, dry.lines, dry.counts.read, dry.counts.rejected, dry.counts.inserted], [0, wrong, 15, 13, 2], dry.err);
  assert.equal(run('residents', '--dry-run', path).code, 1, 'the rehearsal says that nothing would be kept');
  assert.equal(await people(), before, 'nothing was kept so far');
  const got = run('residents', '--partial', path);
  assert.deepEqual([got.code, got.counts.inserted], [0, 2], got.err);
  const one = await person('T-1');
  assert.deepEqual([one.name, one.birth_date, one.sex, one.dong_code, one.phone, one.household], ['김하늘', '1950-01-31', 'female', '9911051000', '+821012345678', '김하늘 가구']);
  assert.equal((await person('T-2')).household_id, one.household_id);
  for (const said of [got.err, got.out, JSON.stringify(await fx.sql("select errors, counts from operation where kind = 'resident_import'"))])
    assert.doesNotMatch(said, /500131|짧다|부산|전화없음|김하늘/, 'a report says where, never what');
  const [job] = await fx.sql("select state, error_count::int, errors, counts from operation where kind = 'resident_import' order by id desc limit 1");
  assert.deepEqual([job.state, job.error_count, job.errors[0], job.counts.inserted], ['succeeded', 13, { file: 'first.csv', line: 4, code: 'dong_unknown' }, 2]);
  assert.equal((await fx.sql("select count(*)::int as n from operation where kind = 'resident_import' and state = 'failed' and failure = 'rows_rejected'"))[0].n, 1);
});

test('the same again changes nothing; what the register says anew is taken, what staff wrote stays; an older row is left alone', async () => {
  const path = write('same.csv', csv(row({ id: 'T-1', phone: '010-1234-5678', house: 'TH-1' }), row({ id: 'T-2', name: '김바다', birth: '19480229', sex: '남', address: '"서울특별시 가람구 햇살로 12, 101동 202호"', house: 'TH-1' })));
  const before = await person('T-1');
  const same = run('residents', path);
  assert.deepEqual([same.code, same.counts.unchanged, same.counts.updated, same.counts.inserted], [0, 2, 0, 0], same.err);
  assert.deepEqual(await person('T-1'), before);
  await fx.sql("update resident set phone = '+821099990000', notes = '문을 두드릴 것', language = 'vi' where id = $1", [before.id]);
  const moved = write('moved.csv', csv(row({ id: 'T-1', address: '나래구 은하로 7', phone: '010-1234-0000', house: 'TH-1', as_of: '2026-11-20' }), row({ id: 'T-2', name: '김바다', birth: '19480229', sex: '남', address: '나래구 은하로 7', house: 'TH-1', dead: '2026-11-01' })));
  const got = run('residents', moved);
  assert.deepEqual([got.code, got.counts.updated], [0, 2], got.err);
  const now = await person('T-1');
  assert.deepEqual([now.dong_code, now.address, now.household_dong, now.household_address], ['9914051000', '나래구 은하로 7', '9914051000', '나래구 은하로 7']);
  assert.deepEqual([now.phone, now.notes, now.language], ['+821099990000', '문을 두드릴 것', 'vi'], 'what staff wrote stays');
  assert.equal((await person('T-2')).deceased_on, '2026-11-01');
  const older = run('residents', write('older.csv', csv(row({ id: 'T-1', house: 'TH-1', as_of: '2026-11-19' }))));
  assert.deepEqual([older.code, older.counts.older, older.counts.updated], [0, 1, 0], older.err);
  assert.equal((await person('T-1')).address, '나래구 은하로 7');
  const history = await fx.sql('select dong_code from resident_history where id = $1', [before.id]);
  assert.equal(history.some((h) => h.dong_code === '9911051000'), true, 'the history is kept');
  const gone = run('residents', write('gone.csv', csv(row({ id: 'T-1', address: '', house: 'TH-1', gone: '2026-11-21' }))));
  assert.deepEqual([gone.code, (await person('T-1')).moved_out_on, (await person('T-1')).dong_code], [0, '2026-11-21', '9914051000'], gone.err);
});

test('somebody whom staff recorded is not recorded twice, nor somebody with another number and the same keyed hash', async () => {
  const [there] = await fx.sql("select id, name, birth_date::text, sex, phone, dong_code from resident where id = '01900000-0000-7000-8000-000000100004'");
  const before = await people();
  const hash = 'ab'.repeat(32);
  const got = run('residents', write('linked.csv', csv(row({ id: 'T-20', name: there.name, birth: there.birth_date, sex: there.sex, hash }))));
  assert.deepEqual([got.code, got.counts.linked, got.counts.inserted], [0, 1, 0], got.err);
  assert.deepEqual([(await person('T-20')).id, (await person('T-20')).phone], [there.id, there.phone]);
  const other = run('residents', write('hash.csv', csv(row({ id: 'T-21', name: there.name, birth: there.birth_date, sex: there.sex, hash }))));
  assert.deepEqual([other.counts.linked, (await person('T-21')).id], [1, there.id], other.err);
  assert.equal(await people(), before);
});

test('cp949 and NDJSON are the same file; a stated encoding is held to; a column of registration numbers is refused', async () => {
  const rows = [row({ id: 'T-30', name: '최똠방', house: 'TH-30' }), row({ id: 'T-31', name: '펲시콜', house: 'TH-30' })];
  const text = csv(...rows);
  assert.equal(run('residents', write('k.csv', cp949(text))).counts.inserted, 2);
  assert.equal((await person('T-30')).name, '최똠방');
  assert.equal(run('residents', write('u.csv', `\uFEFF${text}`)).counts.unchanged, 2);
  assert.equal(run('residents', write('d.csv', text.normalize('NFD'))).counts.unchanged, 2, 'in another normal form it is the same');
  const got = run('residents', write('n.ndjson', json({ source_id: 'T-30', name: '최똠방', birth_date: '1950-01-31', sex: 'female', address: '가람구 햇살로 12', household_key: 'TH-30' },
    { source_id: 'T-32', name: '한결', birth_date: 19900131, sex: 'M', address: '가람구 달빛로 3', phone: null })));
  assert.deepEqual([got.code, got.counts.unchanged, got.counts.inserted], [0, 1, 1], got.err);
  assert.equal(run('residents', '--encoding', 'utf-8', write('k2.csv', cp949(text))).code, 1);
  assert.equal(run('residents', '--encoding', 'cp949', write('k3.csv', cp949(text))).counts.unchanged, 2);
  assert.equal(run('residents', '--encoding', 'latin1', write('k4.csv', text)).code, 2);
  const refused = run('residents', write('rrn.csv', `${HEADER},주민등록번호\r\n${rows[0]},500131-2345678\r\n`));
  assert.deepEqual([refused.code, /registration numbers/.test(refused.err), /500131/.test(refused.err)], [1, true, false]);
  assert.equal((await fx.sql("select failure from operation where kind = 'resident_import' order by id desc limit 1"))[0].failure, 'registration_number');
});

test('births make what the birth slice has: mother by number or by name and day, twins, the child known later by its own number', async () => {
  assert.equal(run('residents', write('m.csv', csv(row({ id: 'T-40', name: '윤마루', birth: '1992-03-04', house: 'TH-40' }), row({ id: 'T-41', name: '윤나래', birth: '1993-03-04', house: 'TH-41' })))).code, 0);
  const text = json({ source_id: 'TB-1', mother_source_id: 'T-40', born_on: '2026-11-02', sex: '여', children: 2, birth_order: 1, child_source_id: 'T-42', child_name: '정새봄' },
    { source_id: 'TB-2', mother_source_id: 'T-40', born_on: '2026-11-02', sex: '남', children: 2, birth_order: 2 },
    { source_id: 'TB-3', mother_name: '윤 나래', mother_birth_date: '1993-03-04', born_on: '20261110', sex: '남' },
    { source_id: 'TB-4', mother_name: '아무개', mother_birth_date: '1993-03-04', born_on: '2026-11-10', sex: '남' },
    { source_id: 'TB-5', mother_source_id: 'T-40', born_on: '2099-11-10', sex: '남' }, { source_id: 'TB-6', mother_source_id: 'T-40', born_on: '1995-11-10', sex: '남' },
    { source_id: 'TB-7', born_on: '2026-11-10', sex: '남' }, { source_id: 'TB-8', mother_source_id: 'T-40', born_on: '2026-11-10', sex: '남', children: 9 });
  const path = write('births.ndjson', text);
  const all = run('births', path);
  assert.deepEqual([all.code, all.lines], [1, ['4 mother_unknown', '5 born_on_wrong', '6 mother_too_young', '7 mother_missing', '8 children_wrong']]);
  const got = run('births', '--partial', path);
  assert.deepEqual([got.code, got.counts.inserted], [0, 3], got.err);
  const born = await fx.sql(`select b.born_on::text, b.children, b.birth_order, b.dong_code, c.name, c.sex, c.household_id = m.household_id as at_home
    from register_birth x join birth b on b.id = x.birth_id join resident c on c.id = b.child_id join resident m on m.id = b.mother_id where x.source_id like 'TB-%' order by x.source_id`);
  assert.deepEqual(born, [
    { born_on: '2026-11-02', children: 2, birth_order: 1, dong_code: '9911051000', name: '정새봄', sex: 'female', at_home: true },
    { born_on: '2026-11-02', children: 2, birth_order: 2, dong_code: '9911051000', name: '윤마루 아기', sex: 'male', at_home: true },
    { born_on: '2026-11-10', children: 1, birth_order: null, dong_code: '9911051000', name: '윤나래 아기', sex: 'male', at_home: true }]);
  const again = run('births', '--partial', path);
  assert.deepEqual([again.counts.unchanged, again.counts.inserted], [3, 0]);
  const before = await people();
  // The register of residents knows the children now: by its number, and by household, day and sex.
  const named = run('residents', write('children.csv', csv(row({ id: 'T-42', name: '정새봄', birth: '2026-11-02', house: 'TH-40' }), row({ id: 'T-43', name: '정가람', birth: '2026-11-02', sex: '남', house: 'TH-40' }))));
  assert.deepEqual([named.code, named.counts.linked, named.counts.inserted, await people()], [0, 1, 0, before], named.err);
  assert.equal((await person('T-43')).name, '정가람');
  const later = run('births', write('later.ndjson', json({ source_id: 'TB-3', mother_source_id: 'T-41', born_on: '2026-11-11', sex: '남', child_name: '오단비' })));
  assert.equal(later.counts.updated, 1, later.err);
  assert.deepEqual((await fx.sql("select b.born_on::text, c.name, c.birth_date::text from register_birth x join birth b on b.id = x.birth_id join resident c on c.id = b.child_id where x.source_id = 'TB-3'"))[0],
    { born_on: '2026-11-11', name: '오단비', birth_date: '2026-11-11' });
});

const ending = async (like) => fx.sql(`select s.source_id, r.name, r.birth_date::text, r.dong_code, r.phone, k.household_key, s.resident_id is not null as there
  from register_source s join resident r on r.id = s.resident_id left join register_household k on k.household_id = r.household_id where s.source_id like '${like}' order by s.source_id`);
const many = (prefix, n) => Array.from({ length: n }, (_, i) => row({ id: `${prefix}-${i}`, name: `가${String.fromCodePoint(0xac00 + (i % 10000))}`,
  birth: `${1920 + (i % 100)}-05-${String(1 + (i % 28)).padStart(2, '0')}`, address: `가람구 햇살로 ${1 + (i >> 1) % 60}`, house: `${prefix}H-${i >> 1}` }));

for (const [name, prefix, args] of [['as a whole', 'KA', []], ['in parts', 'KP', ['--partial']]]) {
  test(`killed in the middle, ${name}, and run again: the same end as without the kill`, async () => {
    const n = 12000;
    const path = write(`${prefix}.csv`, csv(...many(prefix, n)));
    const count = async () => (await fx.sql(`select count(*)::int as n from register_source where source_id like '${prefix}-%'`))[0].n;
    const child = spawn(BIN, ['import', 'residents', ...args, path], { env: env() });
    const gone = new Promise((resolve) => { child.on('exit', resolve); });
    // In parts: once the first part is kept. As a whole: while it reads or applies.
    const job = async () => (await fx.sql("select counts from operation where kind = 'resident_import' and state = 'running'"))[0];
    await until('the import is in the middle', async () => (prefix === 'KP' ? (await count()) > 0 : (await job()) !== undefined), 60_000, 2);
    child.kill('SIGKILL');
    await gone;
    await until('its transaction is gone', async () => (await fx.sql(`select count(*)::int as n from pg_locks where locktype = 'advisory' and database = (select oid from pg_database
      where datname = current_database()) and objid = (hashtextextended('resident_import', 0) & 4294967295)::oid`))[0].n === 0, 20_000);
    const kept = await count();
    assert.ok(prefix === 'KP' ? kept > 0 && kept < n : kept === 0, `${kept} kept`);
    const got = run('residents', ...args, path);
    assert.deepEqual([got.code, got.counts.unchanged + got.counts.inserted, got.counts.unchanged], [0, n, kept], got.err);
    const end = await ending(`${prefix}-%`);
    assert.equal(end.length, n);
    assert.deepEqual([new Set(end.map((r) => r.household_key)).size, end.every((r) => r.dong_code === '9911051000')], [n / 2, true]);
    assert.equal((await fx.sql(`select count(distinct resident_id)::int as n from register_source where source_id like '${prefix}-%'`))[0].n, n, 'nobody twice');
    assert.deepEqual((await fx.sql("select state, failure from operation where kind = 'resident_import' order by id desc limit 2")),
      [{ state: 'succeeded', failure: null }, { state: 'failed', failure: 'abandoned' }]);
  });
}

test('a job that somebody cancels keeps nothing', async () => {
  const path = write('cancel.csv', csv(...many('KC', 12000)));
  const child = spawn(BIN, ['import', 'residents', path], { env: env() });
  const gone = new Promise((resolve) => { child.on('exit', resolve); });
  const [job] = await until('the import runs', async () => {
    const rows = await fx.sql("select id from operation where kind = 'resident_import' and state = 'running'");
    return rows.length === 1 && rows;
  }, 30_000, 2);
  await fx.sql('update operation set cancel_requested = true where id = $1', [job.id]);
  assert.equal(await gone, 1);
  assert.equal((await fx.sql('select state from operation where id = $1', [job.id]))[0].state, 'cancelled');
  assert.equal((await fx.sql("select count(*)::int as n from register_source where source_id like 'KC-%'"))[0].n, 0);
});
