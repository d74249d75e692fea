// Proves what a resident is found by, over HTTP and with Korean names as people type them, and that a household's move to
// another dong takes the responsibility along and leaves the history readable there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const [OFFICER, NURSE, SUPERVISOR, DISTRICT] = ['officer.A', 'nurse.A', 'supervisor.A', 'district_admin.A'];
const THERE = ['officer.B', 'nurse.B', 'supervisor.B'];
let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

async function call(method, path, actor, json, headers = {}) {
  return fx.service.call(method, path, { actor, headers: { ...(method === 'POST' ? { 'Idempotency-Key': key() } : {}), ...headers }, ...(json ? { json } : {}),
    ...(method === 'PATCH' ? { type: 'application/merge-patch+json' } : {}) });
}
async function done(method, path, actor, json, headers) {
  const got = await call(method, path, actor, json, headers);
  assert.ok(got.status < 300, `${method} ${path} as ${actor}: ${got.status} ${got.text}`);
  return got.json;
}
const get = (path, actor) => done('GET', path, actor);
const post = (path, actor, json) => done('POST', path, actor, json);
async function found(asked, actor = OFFICER) {
  const got = await call('POST', '/v1/residents:search?limit=100', actor, asked);
  assert.equal(got.status, 200, got.text);
  return got.json.items;
}
const names = async (asked, actor) => (await found(asked, actor)).map((r) => r.name);

const place = { dong_code: '9911051000', address: '서울특별시 가람구 은행나무길 12 103동 1502호', sex: 'female' };
const PEOPLE = [['표영순', '1941-03-02', '+821055508101'], ['표영순자', '1942-03-02', '+821055508102'], ['선우표영', '1943-03-02', '+821055508103'],
  ['표현우', '1990-12-24', '+821055508104'], ['편하은', '2001-05-05', '+821055508105'], ['Nguyễn Thị Phượng', '1985-01-09', '+821055508106']];

test('a resident is found by everything that people know of a name', async () => {
  for (const [name, birth_date, phone] of PEOPLE) await post('/v1/residents', OFFICER, { ...place, name, birth_date, phone });
  const has = async (asked, wanted) => assert.deepEqual(await names(asked), wanted, JSON.stringify(asked));
  await has({ name: '표영순' }, ['표영순', '표영순자']);
  await has({ name: '표영' }, ['표영순', '표영순자', '선우표영']);
  await has({ name: '표영순'.normalize('NFD') }, ['표영순', '표영순자']);
  await has({ name: ' 표 영순' }, ['표영순', '표영순자']);
  await has({ name: 'ㅍㅇㅅ' }, ['표영순', '표영순자']);
  await has({ name: 'ㅍㅇㅅㅈ' }, ['표영순자']);
  await has({ name: '표ㅎㅇ' }, ['표현우']);
  for (const name of ['Pyo Hyun-woo', 'Pyo Hyeonu', 'pyo hyun woo', 'PYOHYUNWOO', 'Hyun-Woo Pyo', 'Pyo, Hyunwoo']) await has({ name }, ['표현우']);
  for (const name of ['Pyeon Ha-eun', 'Pyun Haeun', 'Pyun Ha Eun']) await has({ name }, ['편하은']);
  await has({ name: 'Nguyễn Thị' }, ['Nguyễn Thị Phượng']);
  await has({ birth_date: '1990-12-24', name: '현우' }, ['표현우']);
  await has({ birth_year: 2001, name: '편하' }, ['편하은']);
  await has({ phone: '8104' }, ['표현우']);
  await has({ phone: '010-5550-8104' }, ['표현우']);
  await has({ phone: '+821055508104' }, ['표현우']);
  await has({ address: '은행나무길 12', name: '표현' }, ['표현우']);
  await has({ address: '은행나무길 1', name: '표현' }, []);
  await has({ address: '103동 1502호', birth_year: 1990 }, ['표현우']);
  for (const [korean, spelled] of [['김영순', ['Kim Young-soon', 'Gim Yeongsun']], ['이순자', ['Lee Soon-ja', 'Yi Sunja', 'I Sun-ja']], ['박정자', ['Park Jung-ja', 'Bak Jeongja', 'Pak Chung-ja']],
    ['최용', ['Choi Yong', 'Choe Yong']], ['남궁영희', ['Namgoong Younghee']], ['임춘식', ['Lim Choon-sik', 'Im Chunsik']]])
    for (const name of spelled) assert.ok((await names({ name })).includes(korean), `${name} does not find ${korean}`);
  const wrong = await call('POST', '/v1/residents:search', OFFICER, { phone: '123' });
  assert.equal(wrong.status, 400, wrong.text);
});

test('a search stays in its area, goes by pages, and is masked where reading is', async () => {
  assert.deepEqual(await names({ name: '표현우' }, 'officer.B'), []);
  const masked = await found({ name: '표현우' }, DISTRICT);
  assert.deepEqual(masked.map((r) => r.name), ['표*우']);
  const all = await found({ address: '은행나무길 12' });
  const seen = [];
  let cursor;
  do {
    const page = await call('POST', `/v1/residents:search?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, OFFICER, { address: '은행나무길 12' });
    assert.equal(page.status, 200, page.text);
    seen.push(...page.json.items.map((r) => r.id));
    cursor = page.json.next_cursor;
  } while (cursor);
  assert.deepEqual(seen, all.map((r) => r.id));
  const other = await call('POST', '/v1/residents:search?limit=2', OFFICER, { address: '은행나무길 12' });
  const mixed = await call('POST', `/v1/residents:search?limit=2&cursor=${encodeURIComponent(other.json.next_cursor)}`, OFFICER, { name: '표영' });
  assert.equal(mixed.status, 400, 'a cursor of another search');
});

test('two syllables alone: the same residents in the same order as the index of tokens finds them, page by page', async () => {
  const [here, beside] = ['9911051000', '9911052000'];
  for (const dong of [here, beside]) {
    await fx.sql(`insert into resident (dong_code, name, birth_date, sex, address, created_by, updated_by)
      select $1, name, '1950-01-01', 'female', '서울특별시 가람구 은행나무길 12', created_by, created_by
        from unnest($2::text[]) name, (select created_by from resident limit 1) x`,
    [dong, ['설빈', '설 빈', '설빈아', '설빈설빈', '김설빈', '남궁설빈', '설빈아름', '빈설빈', '설비', '빈설', '선우설빈']]);
    await fx.sql(`update resident r set merged_into = (select id from resident where dong_code = $1 and name = '설빈')
      where r.dong_code = $1 and r.name in ('설빈아', '김설빈')`, [dong]);
  }
  const pages = async (actor, limit) => {
    const seen = [];
    let cursor;
    do {
      const page = await call('POST', `/v1/residents:search?limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, actor, { name: '설 빈' });
      assert.equal(page.status, 200, page.text);
      assert.ok(page.json.items.length === limit || !page.json.next_cursor, 'a page that is not the last is full');
      seen.push(...page.json.items.map((r) => r.id));
      cursor = page.json.next_cursor;
    } while (cursor);
    return seen;
  };
  for (const [actor, dongs] of [[OFFICER, [here]], ['officer.B', [beside]], [DISTRICT, [here, beside]]]) {
    const wanted = (await fx.sql(`select f.id from resident_find($1, '설빈', null, null, null, null) f join resident r on r.id = f.id
      where r.merged_into is null order by f._rank, f.id`, [dongs])).map((r) => r.id);
    assert.equal(wanted.length, 7 * dongs.length);
    for (const limit of [1, 2, 3, 7, 100]) assert.deepEqual(await pages(actor, limit), wanted, `${actor} by ${limit}`);
  }
  assert.ok((await found({ name: '설빈' }, DISTRICT)).every((r) => !r.name.includes('설빈')), 'masked');
  assert.deepEqual((await found({ name: '설빈', birth_year: 1951 })).length, 0, 'with a condition more it is another search');
  assert.deepEqual((await found({ name: '설빈', birth_year: 1950 })).map((r) => r.id), await pages(OFFICER, 100));
});

test('a household moves to another dong: responsibility and history go there, the old dong has 404', async () => {
  const home = await post('/v1/households', OFFICER, { dong_code: '9911051000', name: '탁명자 가구', address: '서울특별시 가람구 햇살로 91', danger_flags: ['dog'] });
  const person = await post('/v1/residents', OFFICER, { ...place, household_id: home.id, name: '탁명자', birth_date: '1940-02-03' });
  fx.service.run.canary(person.name);
  const P = person.id;
  const time = (day, hour) => new Date(Date.UTC(2033, 4, day, hour)).toISOString();
  const planned = await post('/v1/visits', NURSE, { resident_id: P, program: 'senior-70', kind: 'phone', planned_start: time(3, 1), planned_end: time(3, 2) });
  const screening = await post('/v1/screenings', NURSE, { resident_id: P, instrument_id: 'phq-9', answers: Object.fromEntries([1, 1, 1, 1, 0, 0, 0, 0, 0].map((a, i) => [`q${i + 1}`, a])) });
  const open = await post('/v1/cases', OFFICER, { resident_id: P, summary: '이사 전부터 돕던 집' });
  const consent = await post(`/v1/residents/${P}/consents`, OFFICER, { purpose: 'partner_referral', fields: ['name', 'phone'], given_by: 'resident', given_at: '2020-06-20T01:00:00Z', evidence_kind: 'paper' });
  const category = await post(`/v1/residents/${P}/categories`, OFFICER, { category: 'living_alone', valid_from: '2020-01-01' });

  const move = await post(`/v1/households/${home.id}/moves`, OFFICER, { dong_code: '9911052000', address: '서울특별시 가람구 달빛로 77' });
  assert.deepEqual([move.resident_ids, move.visits_cancelled, move.cases_offered], [[P], 1, 1]);

  for (const actor of [OFFICER, NURSE, SUPERVISOR]) {
    for (const path of [`/v1/residents/${P}`, `/v1/households/${home.id}`, `/v1/visits/${planned.id}`, `/v1/residents/${P}/categories/${category.id}`, `/v1/residents/${P}/consents/${consent.id}`])
      assert.equal((await call('GET', path, actor)).status, 404, `${path} as ${actor}`);
    assert.deepEqual((await get(`/v1/visits?resident_id=${P}`, actor)).items, []);
    assert.deepEqual(await names({ name: '탁명자' }, actor), []);
  }
  for (const actor of THERE) {
    assert.equal((await get(`/v1/residents/${P}`, actor)).address, '서울특별시 가람구 달빛로 77');
    assert.deepEqual((await get(`/v1/households/${home.id}`, actor)).danger_flags, ['dog']);
    const visits = (await get(`/v1/visits?resident_id=${P}`, actor)).items;
    assert.deepEqual(visits.map((v) => [v.id, v.dong_code, v.status]), [[planned.id, '9911051000', 'cancelled']]);
    assert.match((await get(`/v1/visits/${planned.id}`, actor)).reason, /^다른 동으로 이사/);
    assert.equal((await get(`/v1/cases?resident_id=${P}`, actor)).items[0].id, open.id);
    assert.equal((await get(`/v1/cases/${open.id}`, actor)).summary, '이사 전부터 돕던 집');
    assert.equal((await get(`/v1/residents/${P}/consents`, actor)).items[0].id, consent.id);
    assert.equal((await get(`/v1/residents/${P}/categories?on=2024-01-01`, actor)).items[0].category, 'living_alone');
    assert.equal((await get(`/v1/resident-moves?resident_id=${P}`, actor)).items[0].from_dong_code, '9911051000');
    assert.deepEqual(await names({ name: '탁명자' }, actor), ['탁명자']);
  }
  assert.equal((await get(`/v1/screenings?resident_id=${P}`, 'nurse.B')).items[0].id, screening.id);
  assert.equal((await get(`/v1/screening-levels?resident_id=${P}`, 'officer.B')).items[0].id, screening.id);
  assert.equal((await call('GET', `/v1/visits/${planned.id}`, 'nurse.C')).status, 404);
  assert.equal((await get(`/v1/residents/${P}`, DISTRICT)).name, '탁*자', 'the gu goes on seeing the person, masked');
  await post(`/v1/residents/${P}/consents/${consent.id}/withdraw`, 'officer.B', { withdrawn_by: 'resident' });

  const [offer] = (await get(`/v1/case-transfers?case_id=${open.id}`, 'supervisor.B')).items;
  assert.deepEqual([offer.status, offer.to_dong_code], ['offered', '9911052000']);
  const accepted = await call('POST', `/v1/case-transfers/${offer.id}/accept`, 'supervisor.B', undefined, { 'If-Match': `"${offer.version}"` });
  assert.equal(accepted.status, 200, accepted.text);
  assert.equal((await get(`/v1/cases/${open.id}`, 'officer.B')).dong_code, '9911052000');

  // Who died is visited no more.
  const again = await post('/v1/visits', 'nurse.B', { resident_id: P, program: 'senior-70', kind: 'phone', planned_start: time(4, 1), planned_end: time(4, 2) });
  const { version } = await get(`/v1/residents/${P}`, 'officer.B');
  await done('PATCH', `/v1/residents/${P}`, 'officer.B', { deceased_on: '2026-01-02' }, { 'If-Match': `"${version}"` });
  const gone = await get(`/v1/visits/${again.id}`, 'nurse.B');
  assert.deepEqual([gone.status, gone.reason], ['cancelled', '사망 (2026-01-02)']);
});

test('danger flags hold for their time, and what a household shows is today\'s', async () => {
  const home = await post('/v1/households', OFFICER, { dong_code: '9911051000', name: '방숙희 가구', address: '서울특별시 가람구 햇살로 93' });
  const path = `/v1/households/${home.id}`;
  const shown = async () => (await get(path, NURSE)).danger_flags;
  await post(`${path}/danger-flags`, OFFICER, { flag: 'fire', valid_from: '2019-01-01', valid_to: '2019-06-01' });
  assert.deepEqual(await shown(), []);
  const dog = await post(`${path}/danger-flags`, OFFICER, { flag: 'dog', notes: '줄을 풀어 둠' });
  assert.deepEqual(await shown(), ['dog']);
  const twice = await call('POST', `${path}/danger-flags`, OFFICER, { flag: 'dog' });
  assert.deepEqual([twice.status, twice.json.type], [409, 'urn:chatdong:problem:period_overlap']);
  const { version } = await get(path, OFFICER);
  await done('PATCH', path, OFFICER, { danger_flags: ['violence', 'dog'] }, { 'If-Match': `"${version}"` });
  await post(`${path}/danger-flags/${dog.id}/end`, NURSE, {});
  assert.deepEqual(await shown(), ['violence']);
  const ended = await call('POST', `${path}/danger-flags/${dog.id}/end`, NURSE, {});
  assert.deepEqual([ended.status, ended.json.type], [409, 'urn:chatdong:problem:period_ended']);
  const periods = (await get(`${path}/danger-flags`, NURSE)).items;
  assert.deepEqual(periods.map((p) => p.flag).sort(), ['dog', 'fire', 'violence']);
  assert.equal((await get(`${path}/danger-flags?on=2019-02-01`, NURSE)).items[0].flag, 'fire');
  assert.equal((await call('GET', `${path}/danger-flags/${dog.id}`, 'nurse.B')).status, 404);
});

test('a register number is kept as its keyed hash only, and never told', async () => {
  const person = await post('/v1/residents', OFFICER, { ...place, name: '변옥자', birth_date: '1937-11-05' });
  const number = '371105-2915873';
  fx.service.run.canary(number);
  fx.service.run.canary(number.replace('-', ''));
  const said = await call('POST', `/v1/residents/${person.id}/register-key`, OFFICER, { register_number: number });
  assert.equal(said.status, 200, said.text);
  assert.deepEqual(Object.keys(said.json).sort(), ['resident_id', 'updated_at', 'updated_by']);
  const { createHmac } = await import('node:crypto');
  const wanted = createHmac('sha256', 'the register key of the tests, 32 bytes or more').update('3711052915873').digest('hex');
  const kept = async () => (await fx.sql("select encode(key, 'hex') as key from chatdong.resident_register_key where resident_id = $1", [person.id]))[0].key;
  assert.equal(await kept(), wanted);
  await done('POST', `/v1/residents/${person.id}/register-key`, OFFICER, { key: 'ab'.repeat(32) });
  assert.equal(await kept(), 'ab'.repeat(32));
  assert.equal((await call('POST', `/v1/residents/${person.id}/register-key`, 'officer.B', { key: 'ab'.repeat(32) })).status, 404);
  for (const json of [{}, { register_number: '12' }, { register_number: number, key: 'ab'.repeat(32) }])
    assert.equal((await call('POST', `/v1/residents/${person.id}/register-key`, OFFICER, json)).status, 400);
});

// The records of who moved away stay with the dong they were made in, and are not shown there: pages close up, none ends early.
test('a list is the same by any size of page when every other household has moved away', async () => {
  const lists = ['visits', 'counseling-records', 'benefit-applications', 'referrals', 'discoveries', 'enrolments', 'cases', 'screenings', 'worklist',
    'births', 'aid', 'due-visits', 'referral-tasks'];
  const walk = async (list, limit) => {
    const ids = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await get(`/v1/${list}?limit=${limit}${cursor && `&cursor=${cursor}`}`, SUPERVISOR);
      ids.push(...page.items.map((item) => item.id));
      cursor = page.next_cursor ?? null;
    }
    return ids;
  };
  const before = Object.fromEntries(await Promise.all(lists.map(async (list) => [list, await walk(list, 100)])));
  await fx.sql(`select household_relocate(h.id, array['9911051000'], '9911052000', '서울특별시 가람구 달빛로 7', seoul_today(), '01900000-0000-7000-8000-00000000003a')
    from (select id, row_number() over (order by id) as no from household where dong_code = '9911051000') h where h.no % 2 = 0`);
  let fewer = 0;
  for (const list of lists) {
    const whole = await walk(list, 100);
    fewer += whole.length < before[list].length;
    for (const limit of [1, 2, 3]) assert.deepEqual(await walk(list, limit), whole, `${list} by ${limit}`);
  }
  assert.ok(fewer >= 3, `only ${fewer} lists have lost somebody: ${lists.map((list) => `${list} ${before[list].length}`).join(', ')}`);
});
