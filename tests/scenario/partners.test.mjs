// A story of the directory: an institution is recorded, keeps its own numbers, is found by who needs it,
// and places are never given twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { problemName } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const demo = (n) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const call = (method, target, actor, json, headers = {}) => fx.service.call(method, target, {
  actor, json, headers, type: json && (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json') });
const search = async (json, query = '', actor = 'nurse.A') => {
  const got = await call('POST', `/v1/services:search${query}`, actor, json);
  assert.equal(got.status, 200, got.text);
  return got.json;
};
const found = async (json, actor) => (await search(json, '?limit=100', actor)).items.map((s) => s.id);
const near = { lon: 126.9702, lat: 37.5702 };
const change = async (target, actor, json) => {
  const now = await call('GET', target, actor);
  return call('PATCH', target, actor, json, { 'If-Match': now.headers.etag });
};

test('an institution comes into being with a place and a service, and is found', async () => {
  const create = async (path, json) => {
    const got = await call('POST', path, 'district_admin.A', json, { 'Idempotency-Key': key() });
    assert.equal(got.status, 201, got.text);
    return got.json;
  };
  const partner = await create('/v1/partners', { dong_code: '9911052000', kind: 'legal_aid', name: '달빛법률상담소', description: '무료 법률 상담' });
  const place = await create('/v1/locations', { partner_id: partner.id, dong_code: '9911052000', name: '상담실', address: '서울특별시 가람구 달빛로 60', lon: 126.9702, lat: 37.5702 });
  const service = await create('/v1/services', { partner_id: partner.id, name: '채무 상담', description: '채무 조정 신청을 도움', needs: ['legal.debt'], location_ids: [place.id],
    languages: ['ko', 'vi-VN'], minimum_age: 19, schedules: [{ days: ['WE'], opens_at: '19:00', closes_at: '01:00' }] });
  assert.deepEqual(await found({ needs: ['legal'] }), [service.id], 'by the class of the need');
  assert.deepEqual(await found({ needs: ['legal.debt'], ...near, within_m: 1 }), [service.id], 'at its own door');
  assert.deepEqual(await found({ needs: ['legal.advice'] }), [], 'not by another term');
  assert.deepEqual(await found({ needs: ['legal'], language: 'vi' }), [service.id], 'by the language, whatever the country');
  assert.deepEqual(await found({ needs: ['legal'], age: 18 }), [], 'not for whom it is not');
  assert.deepEqual(await found({ needs: ['legal'], open_at: '2026-11-25T15:30:00Z' }), [service.id], 'half past midnight in Seoul, Thursday');
  assert.deepEqual(await found({ needs: ['legal'], open_at: '2026-11-25T16:00:00Z' }), [], 'closed at one');
  const closed = await change(`/v1/services/${service.id}`, 'district_admin.A', { exceptions: [{ on_date: '2026-11-25', reason: '소장 출장' }] });
  assert.equal(closed.status, 200, closed.text);
  assert.deepEqual(await found({ needs: ['legal'], open_at: '2026-11-25T15:30:00Z' }), [], 'closed that evening');
  await change(`/v1/services/${service.id}`, 'district_admin.A', { status: 'temporarily_closed' });
  assert.deepEqual(await found({ needs: ['legal'] }), [], 'a closed service is not found');
  const shown = await call('GET', `/hsds/v3/services/${service.id}`, null);
  assert.equal(shown.json.status, 'temporarily closed', 'the directory says so');
});

test('nearest first, every page once, whatever the size of the page', async () => {
  const whole = (await search(near, '?limit=100')).items;
  const distances = whole.map((s) => s.distance_m ?? Infinity);
  assert.deepEqual(distances, [...distances].sort((a, b) => a - b));
  assert.equal(whole.at(-1).distance_m, null, 'what has no place comes last');
  assert.equal(whole.find((s) => s.id === demo(520001)).location_id, demo(510001), 'of two places the nearer one');
  assert.equal((await search({ needs: ['health.dementia'], lon: 126.9901, lat: 37.5719 })).items[0].location_id, demo(510005));
  for (const limit of [1, 2, 5]) {
    const ids = [];
    let cursor = '';
    do {
      const page = await search(near, `?limit=${limit}${cursor && `&cursor=${cursor}`}`);
      ids.push(...page.items.map((s) => s.id));
      cursor = page.next_cursor ?? '';
    } while (cursor);
    assert.deepEqual(ids, whole.map((s) => s.id), `pages of ${limit}`);
  }
  const { next_cursor: cursor } = await search(near, '?limit=1');
  const moved = await call('POST', `/v1/services:search?limit=1&cursor=${cursor}`, 'nurse.A', { ...near, lat: 37.6 });
  assert.equal(moved.status, 400, 'a cursor belongs to its search');
});

test('whom it serves, what kind, how many places, part of a name', async () => {
  const all = await found({ needs: ['care.meal', 'education.after_school'] });
  assert.deepEqual(new Set(all), new Set([demo(520005), demo(520022)]));
  assert.deepEqual(await found({ needs: ['care.meal', 'education.after_school'], dong_code: '9911051000' }), [demo(520005)], 'the other serves another dong only');
  assert.ok((await found({ dong_code: '9914051000' })).includes(demo(520023)), 'who serves everybody serves this dong, too');
  assert.ok(!(await found({ places: 1 })).includes(demo(520022)), 'full');
  assert.ok(!(await found({ places: 1 })).includes(demo(520004)), 'not counted is not known to have places');
  assert.deepEqual(await found({ places: 30 }), []);
  assert.deepEqual(await found({ kind: 'shelter' }), [demo(520042)]);
  assert.deepEqual(await found({ text: '쉼터' }), [demo(520002), demo(520042)], 'of the service or of its institution');
  assert.deepEqual(await found({ text: '%%' }), [], 'no pattern');
  for (const bad of [{}, { lon: 127 }, { within_m: 5 }, { needs: [] }, { needs: ['Health'] }, { open_at: 'now' }, { zz: 1 }]) {
    assert.equal((await call('POST', '/v1/services:search', 'nurse.A', bad)).status, 400, JSON.stringify(bad));
  }
});

test('needs that are searched for stand in no log', async () => {
  await search({ needs: ['safety.violence'], text: '매 맞는 아내' });
  await new Promise((r) => setTimeout(r, 200));
  for (const word of ['safety.violence', '매 맞는 아내']) assert.ok(!fx.service.log().includes(word), word);
});

test('an institution changes what is its own and nothing else', async () => {
  const mine = await change(`/v1/capacities/${demo(520001)}`, 'system.partner', { available: 10 });
  assert.equal(mine.status, 200, mine.text);
  assert.ok(Date.now() - Date.parse(mine.json.as_of) < 60_000, 'as of now');
  assert.equal((await change(`/v1/services/${demo(520001)}`, 'system.partner', { alert: '12월 예약은 전화로 받습니다.' })).status, 200);
  for (const other of [`/v1/capacities/${demo(520003)}`, `/v1/services/${demo(520003)}`, `/v1/partners/${demo(500002)}`, `/v1/locations/${demo(510002)}`]) {
    const got = await change(other, 'system.partner', other.includes('capacities') ? { available: 1 } : other.includes('services') ? { alert: 'x' } : other.includes('partners') ? { description: 'x' } : { name: 'x' });
    assert.equal(got.status, 404, `${other}: ${got.text}`);
  }
  const made = await call('POST', '/v1/services', 'system.partner', { partner_id: demo(500002), name: 'x', description: 'x', needs: ['health'] }, { 'Idempotency-Key': key() });
  assert.equal(made.status, 404, 'no service of another institution');
  const scope = await call('GET', '/v1/visits', 'system.partner');
  assert.equal(problemName(scope), 'insufficient_scope');
});

test('a client that lost its institution, or never had one, writes nothing', async () => {
  const id = demo('e4');
  await fx.sql('update system_client set active = false where id = $1', [id]);
  assert.equal((await call('GET', `/v1/capacities/${demo(520001)}`, 'system.partner')).status, 401);
  await fx.sql('update system_client set active = true, partner_id = $2 where id = $1', [id, demo(500002)]);
  assert.equal((await change(`/v1/capacities/${demo(520001)}`, 'system.partner', { available: 1 })).status, 404, 'it belongs to another one now');
  assert.equal((await change(`/v1/capacities/${demo(520003)}`, 'system.partner', { available: 2 })).status, 200);
  await fx.sql('update system_client set partner_id = $2 where id = $1', [id, demo(500001)]);
  // The token says city, the account does not: the second wall.
  const token = await fx.service.run.minter.sign(id, { role: 'system', area: 'city', scope: 'capacity:write partners:read' });
  const now = await call('GET', `/v1/capacities/${demo(520041)}`, 'nurse.A');
  const got = await fx.service.call('PATCH', `/v1/capacities/${demo(520041)}`, { token, json: { available: 0 }, type: 'application/merge-patch+json', headers: { 'If-Match': now.headers.etag } });
  assert.equal(got.status, 404, got.text);
});

test('a number that was read before a place was reserved is refused', async () => {
  const target = `/v1/capacities/${demo(520002)}`;
  const before = await call('GET', target, 'system.partner');
  await fx.sql('select capacity_reserve($1)', [demo(520002)]);
  const stale = await call('PATCH', target, 'system.partner', { available: 1 }, { 'If-Match': before.headers.etag });
  assert.equal(stale.status, 412, stale.text);
  const after_ = await call('GET', target, 'system.partner');
  assert.deepEqual([after_.json.available, after_.json.reserved], [0, 1]);
  const wrong = await change(target, 'system.partner', { available: 15 });
  assert.equal(problemName(wrong), 'capacity_exceeded', 'fifteen free and one reserved of fifteen');
  const half = await change(target, 'system.partner', { available: null });
  assert.equal(problemName(half), 'capacity_counted_whole');
  const uncounted = await change(target, 'system.partner', { maximum: null, available: null });
  assert.equal(uncounted.status, 200, uncounted.text);
  const [{ reserved }] = await fx.sql('select capacity_reserve($1) as reserved', [demo(520002)]);
  assert.equal(reserved, false, 'what is not counted is not reserved');
});

test('thirty updates at once: as many as there are versions, none lost', async () => {
  const target = `/v1/capacities/${demo(520021)}`;
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => change(target, 'district_admin.A', { available: i % 10 })));
  const done = answers.filter((a) => a.status === 200);
  assert.ok(done.length >= 1 && answers.every((a) => [200, 412].includes(a.status)), `${answers.map((a) => a.status)}`);
  assert.equal(new Set(done.map((a) => a.json.version)).size, done.length);
  const [{ n }] = await fx.sql('select count(*)::int as n from service_capacity_history where id = $1', [demo(520021)]);
  assert.equal(n, done.length, 'every former number is kept');
});

test('the directory is public, named by its content, and gives nothing of a write', async () => {
  const first = await call('GET', '/hsds/v3/services?full=true', null);
  assert.equal(first.headers['cache-control'], 'public, max-age=60');
  const again = await call('GET', '/hsds/v3/services?full=true', null, undefined, { 'If-None-Match': first.headers.etag });
  assert.equal(again.status, 304);
  await change(`/v1/services/${demo(520006)}`, 'district_admin.A', { alert: '이번 주는 쉽니다.' });
  const changed = await call('GET', '/hsds/v3/services?full=true', null, undefined, { 'If-None-Match': first.headers.etag });
  assert.equal(changed.status, 200);
  assert.ok(!/created_by|available|reserved/.test(changed.text), 'who wrote it and how many places are left is not public');
  for (const path of ['/hsds/v3', '/hsds/v3//', '/hsds/v3/services/', '/hsds/v2/services']) assert.equal((await call('GET', path, null)).status, 404, path);
});
