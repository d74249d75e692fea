// Proves that an address is found as people type it: every line of tests/data/addresses.txt, thousands of typed forms
// of a register on Seoul's real roads and dongs, and that nothing wrong is ever called exact.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { findAll, hasData, loadPlaces, places, random, readAll, Register, Typist } from '../lib/addresses.mjs';
import { ROOT } from '../lib/contract.mjs';
import { closeRun, openRun } from '../lib/run.mjs';

const SEED = Number(process.env.CHATDONG_TEST_SEED ?? 20261122);
const TEXTS = 6000;
let run;
const databases = [];
before(async () => { run = await openRun(); });
after(async () => {
  for (const name of databases) await run.cluster.drop(name);
  await closeRun();
});

// A database with Seoul's dongs and this register, read as the service reads it.
async function seoul(name, register) {
  await run.cluster.clone(name);
  databases.push(name);
  const owner = await run.cluster.connect(name);
  await loadPlaces(owner);
  await register.load(owner);
  await owner.end();
  const client = await run.cluster.connect(name, 'chatdong_api');
  await client.query('set plan_cache_mode = force_generic_plan; set default_transaction_read_only = on; set timezone = UTC');
  return client;
}

const lines = () => readFileSync(`${ROOT}/tests/data/addresses.txt`, 'utf8').split('\n').filter((l) => l && !l.startsWith('# ') && l !== '#' && !l.startsWith('##'))
  .map((l) => {
    const [text, gu, legal, meant, certainty] = l.split(' | ');
    return { text, gu, legal, meant, certainty };
  });

// The register that holds what the list means and nothing else.
class Meant extends Register {
  constructor() {
    super(1, 0);
    this.buildings = [];
    const { gu, ofGu } = this.places;
    const codes = new Map([...gu].map(([code, name]) => [name, code]));
    const known = new Map();
    for (const line of lines()) {
      const parts = /^(@?)(\S+) (지하|산)?(\d+)(?:-(\d+))?$/.exec(line.meant);
      if (!parts || known.has(`${line.gu} ${line.meant}`)) continue;
      const [, lot, name, before, main, sub] = parts;
      const legals = ofGu.get(codes.get(line.gu));
      const legal = legals.find((l) => l.name_ko === (lot ? name : line.legal));
      assert.ok(legal, `${line.text}: no legal dong ${line.legal} in ${line.gu}`);
      const n = this.buildings.length;
      const number = { main: Number(main), sub: Number(sub ?? 0) };
      this.buildings.push({ management_no: String(n).padStart(25, '0'), dong_code: legal.dongs[0], legal_code: legal.code, gu_code: legal.gu_code,
        road_code: '', road_name: lot ? '' : name, road_key: lot ? '' : name, basement: before === '지하', main_no: lot ? 0 : number.main,
        sub_no: lot ? 0 : number.sub, mountain: before === '산', lot_main: lot ? number.main : 90000 + n, lot_sub: lot ? number.sub : 0, name: '', zip: '' });
      known.set(`${line.gu} ${line.meant}`, legal.dongs[0]);
    }
    this.known = known;
  }
}

function wrongOf(line, rows, register) {
  const first = rows[0];
  if (line.meant === '-') return rows.length ? 'something' : null;
  if (!first) return 'nothing';
  if (line.meant.startsWith('#')) {
    const dong = register.places.dongs.get(first.dong_code);
    if (dong?.name_ko !== line.meant.slice(1) || register.places.gu.get(dong.gu_code) !== line.gu) return first.address;
  } else if (first.dong_code !== register.known.get(`${line.gu} ${line.meant}`)) {
    return first.address;
  }
  return first.certainty === (line.certainty ?? 'exact') ? null : `${first.certainty}: ${first.address}`;
}

test('every line of the list is found, and as surely as it says', async (t) => {
  if (!hasData()) return t.skip('the city\'s tables are missing');
  const register = new Meant();
  const client = await seoul('address_list', register);
  const list = lines();
  const answers = await findAll(client, readAll(list.map((l) => l.text)));
  await client.end();
  const wrong = list.flatMap((line, i) => { const w = wrongOf(line, answers[i], register); return w ? [`${line.text}: ${w} instead of ${line.meant}`] : []; });
  assert.deepEqual(wrong, []);
  assert.ok(list.length > 380);
});

function ask(client, typist, r, buildings, count) {
  const asked = [];
  while (asked.length < count) {
    const typed = typist.type(r.pick(buildings));
    if (typed) asked.push(typed);
  }
  return findAll(client, readAll(asked.map((a) => a.text))).then((answers) => asked.map((a, i) => ({ ...a, rows: answers[i] })));
}

const wrongExact = (asked) => asked.filter((a) => a.rows[0]?.certainty === 'exact' && a.rows[0].dong_code !== a.dong)
  .map((a) => `${a.text}: ${a.rows[0].address}`);

test('typed forms of real roads: 99.5 % the right dong, none wrong called exact', async (t) => {
  if (!hasData()) return t.skip('the city\'s tables are missing');
  const register = new Register(SEED);
  const client = await seoul('address_typed', register);
  const asked = await ask(client, new Typist(register, SEED + 1), random(SEED + 2), register.buildings, TEXTS);
  const right = asked.filter((a) => a.rows[0]?.dong_code === a.dong).length;
  const exact = asked.filter((a) => a.rows[0]?.certainty === 'exact').length;
  t.diagnostic(`${TEXTS} typed forms of ${register.buildings.length} buildings: ${right} right, ${exact} exact`);
  assert.deepEqual(wrongExact(asked), []);
  assert.ok(right >= 0.995 * TEXTS, `${right} of ${TEXTS} right`);
  assert.ok(exact >= 0.98 * TEXTS, `${exact} of ${TEXTS} exact`);

  // Every twentieth building is not in the register: what it is taken for is hardly ever called exact.
  const missing = register.buildings.filter((_, i) => i % 20 === 0);
  await client.end();
  const owner = await run.cluster.connect('address_typed');
  await owner.query('delete from building where management_no = any ($1)', [missing.map((b) => b.management_no)]);
  await owner.query('analyze building');
  const lost = await ask(owner, new Typist(register, SEED + 3), random(SEED + 4), missing, 2000);
  await owner.end();
  const near = lost.filter((a) => a.rows.some((row) => row.dong_code === a.dong)).length;
  t.diagnostic(`2000 typed forms of buildings that are not there: ${near} with the right dong, ${wrongExact(lost).length} wrong and exact`);
  for (const line of wrongExact(lost).slice(0, 10)) t.diagnostic(line);
  assert.ok(wrongExact(lost).length <= 20, 'one in a hundred');
  assert.ok(near >= 0.75 * lost.length, `${near} of ${lost.length}`);
});

test('a road in two districts: ambiguous with both, unless something tells', async (t) => {
  if (!hasData()) return t.skip('the city\'s tables are missing');
  const register = new Register(SEED + 5, 4);
  const [first, second] = [...Map.prototype.values.call(register.byRoad)].find((list) => list.length > 1 && list[0].gu_code !== list[1].gu_code);
  Object.assign(first, { zip: '01111' });
  Object.assign(second, { zip: '02222' });
  const client = await seoul('address_twice', register);
  const plain = `${first.road_name} ${first.basement ? '지하 ' : ''}${first.main_no}${first.sub_no ? `-${first.sub_no}` : ''}`;
  const gu = register.places.gu.get(second.gu_code);
  const legal = register.places.legals.get(second.legal_code).name_ko;
  const [both, byGu, byShort, byLegal, byZip, elsewhere] = await findAll(client, readAll([plain, `${gu} ${plain}`, `${gu.slice(0, -1)} ${plain}`,
    `${plain} (${legal})`, `${plain} (02222)`, `부산시 ${plain}`]));
  await client.end();
  assert.ok(both.length >= 2 && both.every((row) => row.certainty === 'ambiguous'));
  assert.ok([first, second].every((b) => both.some((row) => row.dong_code === b.dong_code)));
  for (const [how, rows] of Object.entries({ byGu, byShort, byLegal, byZip })) {
    if (how === 'byShort' && gu.length === 2) continue;
    assert.equal(rows[0].certainty, 'exact', how);
    assert.equal(rows[0].dong_code, second.dong_code, how);
  }
  assert.deepEqual(elsewhere, []);
});

test('the dongs that the city\'s table pairs with a legal dong are its dongs', (t) => {
  if (!hasData()) return t.skip('the city\'s tables are missing');
  const { legals } = places();
  assert.ok([...legals.values()].filter((l) => l.dongs.length === 0).length < 5);
});
