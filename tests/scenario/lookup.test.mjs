// Proves the look-up of the three officers: however a place is told the answer is the same, a leave changes it at
// once, it can be cached and not be emptied, and it says nothing of residents, in answers or in logs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { problemName } from '../lib/contract.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const PEOPLE = ['welfare_planner', 'visiting_nurse', 'neighborhood_officer'];
const ask = (query, more = {}) => fx.send('officer_lookup_get', { query, ...more });
const find = (json, more = {}) => fx.send('officer_lookup_find', { json, ...more });
const names = (got) => PEOPLE.map((job) => got.json[job]?.name ?? null);
const suggest = async (q, more = {}) => (await fx.send('addresses_suggest', { query: { q, ...more } })).json.items;

test('an address in any form, a body or a URL: the same three people', async () => {
  const clean = await ask({ address: '가람구 햇살로 12' });
  assert.equal(clean.status, 200, clean.text);
  assert.deepEqual([clean.json.certainty, clean.json.read_as, clean.json.dong.name], ['exact', '가람구 햇살로 12', '햇살동']);
  assert.deepEqual(names(clean), ['김서연', '한소희', '배수지']);
  const forms = ['서울특별시 가람구 햇살로 12', '서울시가람구햇살로12', '햇살로 12 , 3층 302호', '햇살로　１２', '가람구 햇살로 12 (햇살동)', '햇살로 12'.normalize('NFD')];
  for (const address of forms) {
    for (const got of [await ask({ address }), await find({ address })]) assert.deepEqual(got.json, clean.json, `${address}: ${got.text}`);
  }
});

test('one way of asking, and only one', async () => {
  const refused = [{}, { lon: 126.97 }, { lat: 37.57 }, { address: '햇살로 12', dong: '9911051000' }, { address: '햇살로 12', lon: 126.97, lat: 37.57 },
    { dong: '9911051000', lon: 126.97 }, { address: '' }, { lon: 181, lat: 0 }, { dong: '99110' }];
  for (const query of refused) {
    const pairs = Object.entries(query).map(([k, v]) => `${k}=${encodeURIComponent(v)}`).join('&');
    const got = await fx.service.call('GET', `/v1/officer-lookup?${pairs}`);
    assert.deepEqual([got.status, problemName(got)], [400, 'invalid_request'], JSON.stringify(query));
    assert.equal((await find(query)).status, 400, JSON.stringify(query));
  }
  const none = await fx.service.call('GET', '/v1/officer-lookup');
  assert.deepEqual(none.json.errors.map((e) => [e.pointer, e.code]), [['query', 'one_of']]);
});

test('a point is found on the map, its edge is not certain, and elsewhere is nothing', async () => {
  const inside = await ask({ lon: 126.98, lat: 37.57 });
  assert.deepEqual([inside.json.certainty, inside.json.dong.name, inside.json.found_by], ['exact', '달빛동', 'point']);
  const beside = await find({ lon: 126.98, lat: 37.5765 }); // 55 m north of it
  assert.deepEqual([beside.json.certainty, beside.json.dong.name], ['approximate', '달빛동']);
  const far = await ask({ lon: 129.07, lat: 35.18 });
  assert.deepEqual([far.status, problemName(far)], [404, 'not_found']);
});

test('a dong has no neighborhood officer of its own when it is cut into patches', async () => {
  const cut = await ask({ dong: '9911051000' });
  assert.deepEqual(names(cut), ['김서연', '이지은', null]);
  assert.deepEqual(names(await ask({ dong: '9914051000' })), ['조현우', '신예린', '송지훈']);
  const former = await ask({ dong: '9911050000' });
  assert.deepEqual([former.json.certainty, former.json.dong.code], ['approximate', '9911051000']);
  assert.equal((await ask({ dong: '1111051500' })).status, 404);
});

test('what is in two districts is asked back, and each candidate can be asked for', async () => {
  const both = await ask({ address: '한빛로 3' });
  assert.deepEqual([both.json.certainty, both.json.dong, names(both)], ['ambiguous', null, [null, null, null]]);
  assert.equal(both.json.candidates.length, 2);
  for (const candidate of both.json.candidates) {
    const one = await ask({ address: candidate.address });
    assert.deepEqual([one.json.certainty, one.json.dong.code], ['exact', candidate.dong_code], candidate.address);
  }
});

test('odd and even numbers have their own officer; leave puts the substitute in, with the last day', async () => {
  const odd = await ask({ address: '가람구 햇살로 13' });
  assert.deepEqual(names(odd), ['김서연', '이지은', '임태호']);
  const { substitute, until } = odd.json.neighborhood_officer;
  assert.equal(substitute, true);
  const [leave] = await fx.sql("select id, to_char(ends_on, 'YYYY-MM-DD') as last, version from staff_leave where staff_id = '01900000-0000-7000-8000-00000000005a' and not cancelled");
  assert.equal(until, leave.last);
  await fx.sql(`update staff_leave set cancelled = true, updated_by = '01900000-0000-7000-8000-00000000003a' where id = $1`, [leave.id]);
  const back = await ask({ address: '가람구 햇살로 13' });
  assert.deepEqual([back.json.neighborhood_officer.name, back.json.neighborhood_officer.substitute, back.json.neighborhood_officer.until], ['정우진', false, null]);
  assert.notEqual(back.headers.etag, odd.headers.etag, 'another answer, another tag');
});

test('the answer can be cached by everybody; what was sent in a body by nobody', async () => {
  for (const got of [await ask({ address: '가람구 달빛로 30' }), await fx.send('addresses_suggest', { query: { q: '달빛' } })]) {
    assert.match(got.headers['cache-control'], /^public, max-age=\d+$/);
    const again = await fx.send(got.target.includes('lookup') ? 'officer_lookup_get' : 'addresses_suggest',
      { query: got.target.includes('lookup') ? { address: '가람구 달빛로 30' } : { q: '달빛' }, headers: { 'If-None-Match': got.headers.etag } });
    assert.deepEqual([again.status, again.text, again.headers.etag], [304, '', got.headers.etag]);
  }
  assert.equal((await find({ address: '가람구 달빛로 30' })).headers['cache-control'], 'private, no-store');
});

test('asked without a token, it tells no id and no resident', async () => {
  const residents = (await fx.sql('select name from resident union select phone from resident where phone is not null')).map((r) => Object.values(r)[0]);
  const staff = (await fx.sql('select id from staff')).map((r) => r.id);
  for (const house of [12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34]) {
    const got = await ask({ address: `가람구 햇살로 ${house}` }, { actor: null });
    assert.equal(got.status, 200);
    for (const word of [...residents, ...staff]) assert.ok(!got.text.includes(word), `${word} in ${got.text}`);
    for (const job of PEOPLE) if (got.json[job]) assert.deepEqual(Object.keys(got.json[job]).sort(), ['name', 'office_phone', 'substitute', 'until']);
  }
});

test('suggestions: by part, by initial consonants, by number, by district, bounded', async () => {
  const texts = async (q, more) => (await suggest(q, more)).map((i) => i.text);
  assert.equal((await texts('햇살'))[0], '가람구 햇살로', 'the road before its buildings');
  assert.deepEqual(await texts('ㅎㅂㄹ'), ['가람구 한빛로', '나래구 한빛로']);
  assert.deepEqual(await texts('나래구 ㅎㅂㄹ'), ['나래구 한빛로']);
  assert.deepEqual(await texts('복지관'), ['가람구 햇살로 31'], 'the middle of a name');
  assert.deepEqual(await texts('한빗'), [], 'no name begins like this here');
  assert.deepEqual(await texts('ㅎㅂㄹ 10'), ['가람구 한빛로 10', '나래구 한빛로 10']);
  assert.deepEqual((await texts('달빛로 1', { limit: 3 })), ['가람구 달빛로 1', '가람구 달빛로 10', '가람구 달빛로 11']);
  assert.ok((await texts('달빛로 15-')).includes('가람구 달빛로 15-1'));
  assert.deepEqual(await texts('별빛로 지하 5'), ['가람구 별빛로 지하 5']);
  assert.equal((await suggest('ㄹ', { limit: 20 })).length <= 20, true);
  assert.deepEqual(await texts('%'), []);
  for (const item of await suggest('달빛로 1')) assert.equal((await ask({ address: item.text })).json.certainty, 'exact', item.text);
});

test('the log has the operation and not the address', async () => {
  await ask({ address: '가람구 햇살로 12' });
  await suggest('햇살');
  await new Promise((r) => setTimeout(r, 300));
  const log = fx.service.log();
  assert.match(log, /officer_lookup_get/);
  for (const word of ['햇살', encodeURIComponent('햇살'), '126.98']) assert.ok(!log.includes(word), word);
});

test('a stricter quota for looking up, none of it spent by typing', async () => {
  const own = await Fixture.open({ settings: { rate_address: 1000, rate_strict: 5 } });
  try {
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await own.send(i % 2 ? 'officer_lookup_get' : 'officer_lookup_find')).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429], 'both ways count together');
    for (let i = 0; i < 10; i++) assert.equal((await own.send('addresses_suggest')).status, 200);
    const refused = await own.send('officer_lookup_get');
    assert.ok(Number(refused.headers['retry-after']) > 0);
    assert.match(refused.headers['ratelimit-policy'], /"strict";q=5/);
  } finally {
    await own.close();
  }
});

// Whether a point is in a dong is known without asking the database; who answers for the dong is not.
test('with the database away a point outside is still a 404, one inside is a 503', async () => {
  const own = await Fixture.open();
  try {
    await own.service.cluster.sql(`alter database ${own.service.database} allow_connections false`);
    await own.service.cluster.sql('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [own.service.database]);
    assert.equal((await own.send('officer_lookup_get', { query: { lon: 129.07, lat: 35.18 } })).status, 404);
    const inside = await own.send('officer_lookup_get', { query: { lon: 126.98, lat: 37.57 } });
    assert.deepEqual([inside.status, problemName(inside)], [503, 'unavailable']);
    await own.service.cluster.sql(`alter database ${own.service.database} allow_connections true`);
  } finally {
    await own.close();
  }
});
