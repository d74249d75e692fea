// Proves that a household newly in need is watched until somebody was there, that what is proposed is taken as it is, and
// that counseling leads to a benefit that is asked for, applied for, decided and counted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { problemName } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const demo = (suffix) => `01900000-0000-7000-8000-${suffix.padStart(12, '0')}`;
let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const call = (method, path, actor, json, headers = {}) => fx.service.call(method, path, { actor, headers, ...(json ? { json, type: method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' } : {}) });
const post = (path, actor, json, headers = { 'Idempotency-Key': key() }) => call('POST', path, actor, json, headers);
const get = (path, actor, headers) => call('GET', path, actor, undefined, headers);
const today = async () => (await fx.sql('select seoul_today()::text as day'))[0].day;
const find = (resident, more = {}, actor = 'officer.A', headers) =>
  post('/v1/discoveries', actor, { resident_id: demo(resident), path: 'neighbor', kind: 'poor_family', need: '며칠째 불이 켜지지 않음', ...more }, headers);

async function worklist(actor = 'officer.A') {
  const items = [];
  for (let cursor = ''; cursor !== null;) {
    const got = await get(`/v1/discoveries?overdue=true&limit=2${cursor}`, actor);
    assert.equal(got.status, 200, got.text);
    items.push(...got.json.items);
    cursor = got.json.next_cursor ? `&cursor=${got.json.next_cursor}` : null;
  }
  return new Map(items.map((d) => [d.id, d]));
}

test('found, planned as proposed, visited: from the proposal to met', async () => {
  const headers = { 'Idempotency-Key': key() };
  const made = await find('100008', {}, 'officer.A', headers);
  assert.equal(made.status, 201, made.text);
  const again = await find('100008', {}, 'officer.A', headers);
  assert.equal(again.json.id, made.json.id, 'the same request found a second household');
  const [{ due }] = await fx.sql('select working_days_after(seoul_today(), 3)::text as due');
  assert.deepEqual([made.json.found_on, made.json.due_on, made.json.watch], [await today(), due, 'open']);

  await fx.sql("update visit set status = 'cancelled', reason = '일정 변경' where resident_id = $1 and status = 'planned'", [demo('100008')]);
  const path = `/v1/discoveries/${made.json.id}`;
  const visitless = made.headers.etag; // a visit does not change the version, and is still told
  const proposed = (await get(path, 'nurse.A')).json.first_visit;
  const visit = await post('/v1/visits', 'nurse.A', proposed);
  assert.equal(visit.status, 201, `the proposed visit is not taken as it is: ${visit.text}`);
  const planned = await get(path, 'nurse.A', { 'If-None-Match': visitless });
  assert.deepEqual([planned.json?.planned_visit_id, planned.json?.first_visit, planned.json?.watch], [visit.json.id, null, 'open']);

  const begun = await post(`/v1/visits/${visit.json.id}/check-in`, 'nurse.A', undefined, { 'If-Match': visit.headers.etag });
  assert.equal(begun.status, 200, begun.text);
  const met = (await get(path, 'supervisor.A', { 'If-None-Match': visitless })).json;
  assert.deepEqual([met.watch, met.first_visit_id, met.first_visit], ['met', visit.json.id, null]);
});

test('two go where nobody may go alone', async () => {
  await fx.sql("update visit set status = 'cancelled', reason = '일정 변경' where resident_id = $1 and status = 'planned'", [demo('100005')]);
  const made = await find('100005', {}, 'nurse.A');
  assert.equal(made.json.first_visit?.team?.length, 1, made.text);
  const visit = await post('/v1/visits', 'nurse.A', made.json.first_visit);
  assert.equal(visit.status, 201, visit.text);
});

test('what nobody visited in time is on the worklist until somebody was there', async () => {
  const made = await find('100009', { found_on: '2026-09-22' });
  assert.equal(made.json.due_on, '2026-09-29', 'Chuseok is not over');
  const id = made.json.id;
  assert.ok((await worklist()).has(id));
  assert.ok(![...(await worklist('officer.B')).keys()].includes(id), 'another dong sees it');
  assert.equal((await get(`/v1/discoveries/${id}`, 'officer.B')).status, 404);
  assert.match((await get(`/v1/discoveries/${id}`, 'district_admin.A')).json.resident_name, /\*/);
  assert.ok([...(await worklist()).values()].every((d) => d.watch === 'overdue'));

  const seoulToday = await today();
  const corrected = await call('PATCH', `/v1/discoveries/${id}`, 'officer.A', { found_on: seoulToday, path: 'self' },
    { 'If-Match': made.headers.etag });
  assert.deepEqual([corrected.status, corrected.json.watch, corrected.json.path], [200, 'open', 'self'], corrected.text);
  assert.ok(!(await worklist()).has(id), 'its day was corrected');
  const stale = await post(`/v1/discoveries/${id}/withdraw`, 'officer.A', { reason: '동명이인' }, { 'If-Match': made.headers.etag });
  assert.equal(stale.status, 412);
  const gone = await post(`/v1/discoveries/${id}/withdraw`, 'officer.A', { reason: '동명이인' }, { 'If-Match': corrected.headers.etag });
  assert.deepEqual([gone.status, gone.json.watch, gone.json.first_visit], [200, 'withdrawn', null]);
  const twice = await post(`/v1/discoveries/${id}/withdraw`, 'officer.A', { reason: '동명이인' }, { 'If-Match': gone.headers.etag });
  assert.deepEqual([twice.status, problemName(twice)], [409, 'discovery_withdrawn']);
  assert.equal(problemName(await find('100009', { found_on: '2090-01-01' })), 'discovery_day_wrong');
  assert.equal(problemName(await find('100015')), 'discovery_resident_present');
});

test('counts by path and kind per dong and span of days', async () => {
  const count = async () => (await get('/v1/discovery-counts?from=2019-05-01&to=2019-05-31', 'district_admin.A')).json.items
    .map((c) => [c.dong_code, c.path, c.kind, c.found, c.met, c.late, c.overdue]);
  assert.deepEqual(await count(), []);
  for (const [day, path, kind] of [['2019-05-01', 'signal', 'poor_family'], ['2019-05-31', 'signal', 'poor_family'], ['2019-06-01', 'signal', 'poor_family'],
    ['2019-05-10', 'institution', 'senior_health']]) {
    assert.equal((await find('100007', { found_on: day, path, kind })).status, 201);
  }
  assert.equal((await find('100023', { found_on: '2019-05-05', path: 'self' }, 'officer.B')).status, 201);
  assert.deepEqual(await count(), [['9911051000', 'institution', 'senior_health', 1, 0, 0, 1], ['9911051000', 'signal', 'poor_family', 2, 0, 0, 2],
    ['9911052000', 'self', 'poor_family', 1, 0, 0, 1]]);
});

test('counseling, then a benefit: asked for, applied for, refused and granted, and counted', async () => {
  const of = async (path, pick) => (await get(`${path}?year=${(await today()).slice(0, 4)}`, 'supervisor.A')).json.items.find(pick);
  const bare = { asked: 0, applied: 0, granted: 0, refused: 0 };
  const energy = async () => ({ ...bare, ...await of('/v1/benefit-counts', (c) => c.benefit === 'energy_voucher') });
  const before = await energy();
  const counseling = await post('/v1/counseling-records', 'nurse.A', { resident_id: demo('100012'), visit_id: demo('300012'), channel: 'home', topic: 'safety', asked: '겨울 난방이 걱정됨' });
  assert.equal(counseling.status, 201, counseling.text);
  assert.deepEqual([(await of('/v1/counseling-counts', (c) => c.topic === 'safety')).counselings], [1]);
  const wrong = await post('/v1/counseling-records', 'nurse.A', { resident_id: demo('100012'), visit_id: demo('300001'), channel: 'home', topic: 'safety', asked: '난방' });
  assert.deepEqual([wrong.status, problemName(wrong)], [422, 'visit_of_another']);

  const asked = () => post('/v1/benefit-applications', 'officer.A', { resident_id: demo('100012'), counseling_id: counseling.json.id, visit_id: demo('300012'), benefit: 'energy_voucher', asked: '난방비' });
  const step = (of, verb, json, actor = 'officer.A') => post(`/v1/benefit-applications/${of.json.id}/${verb}`, actor, json, { 'If-Match': of.headers.etag });
  const first = await asked();
  assert.deepEqual([first.status, first.json.status, first.json.counseling_id], [201, 'asked', counseling.json.id], first.text);
  const early = await step(first, 'decide', { result: 'granted' });
  assert.deepEqual([early.status, problemName(early), early.json.errors[0].code], [409, 'benefit_transition', 'asked']);
  const applied = await step(first, 'apply', {});
  assert.deepEqual([applied.json.status, applied.json.applied_on], ['applied', await today()], applied.text);
  const unreasoned = await step(applied, 'decide', { result: 'refused' });
  assert.equal(problemName(unreasoned), 'benefit_reason_given');
  const refused = await step(applied, 'decide', { result: 'refused', reason: '소득인정액이 기준을 넘음' });
  assert.deepEqual([refused.json.status, refused.json.reason], ['refused', '소득인정액이 기준을 넘음'], refused.text);
  assert.equal((await step(refused, 'apply', {})).status, 409, 'what was decided is applied for again');

  const second = await step(await asked(), 'apply', {});
  const both = await Promise.all([step(second, 'decide', { result: 'granted' }), step(second, 'decide', { result: 'refused', reason: '기준 초과' }, 'supervisor.A')]);
  assert.equal(both.filter((b) => b.status === 200).length, 1, 'two decisions at once');
  assert.ok(both.every((b) => [200, 409, 412].includes(b.status)));
  const after_ = await energy();
  assert.deepEqual([after_.asked - before.asked, after_.applied - before.applied, after_.granted + after_.refused - before.granted - before.refused], [2, 2, 2]);
  const unknown = await post('/v1/benefit-applications', 'officer.A', { resident_id: demo('100012'), benefit: 'moon_travel', asked: '달' });
  assert.deepEqual([unknown.status, problemName(unknown)], [422, 'benefit_unknown']);
});

test('who looked is recorded', async () => {
  const id = demo('620001');
  assert.equal((await get(`/v1/counseling-records/${id}`, 'nurse2.A', { 'X-Request-Id': 'reads-a-counseling' })).status, 200);
  const [record] = await fx.sql("select resident_ids from access_record where request_id = 'reads-a-counseling'");
  assert.deepEqual(record.resident_ids, [demo('100012')]);
});
