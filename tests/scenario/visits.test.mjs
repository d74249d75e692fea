// Proves visits in full over HTTP: who is out too long is told to the supervisor within a minute, also when the service
// was killed between; a call for help; a leave moves visits and gives them back; assigning in one piece; attempts and
// what is proposed after them; institutions; the day's route; and the worklist of each role.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { sleep } from '../lib/wait.mjs';

const demo = (suffix) => `01900000-0000-7000-8000-${suffix.padStart(12, '0')}`;
const [PLANNER, NURSE, SUPERVISOR] = ['officer.A', 'nurse.A', 'supervisor.A'];
let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const ask = (method, path, actor, json, headers = {}) => fx.service.call(method, path, { actor,
  headers: { ...(method === 'POST' ? { 'Idempotency-Key': key() } : {}), ...headers }, ...(json ? { json } : {}),
  ...(method === 'PATCH' ? { type: 'application/merge-patch+json' } : {}) });
async function call(method, path, actor, json, headers) {
  const got = await ask(method, path, actor, json, headers);
  assert.ok(got.status < 300, `${method} ${path} as ${actor}: ${got.status} ${got.text}`);
  return got;
}
const get = async (path, actor) => (await call('GET', path, actor)).json;
const post = async (path, actor, json) => (await call('POST', path, actor, json)).json;
async function change(path, actor, json, { of = path, method = 'POST' } = {}) {
  const { headers } = await call('GET', of, actor);
  return (await call(method, path, actor, json, { 'If-Match': headers.etag })).json;
}
const refused = async (problem, got) => assert.equal((await got).json.type, `urn:chatdong:problem:${problem}`, (await got).text);

// Hours of their own, far from everybody's.
let slot = 0;
const plan = (extra = {}, minutes = 30, day = '2034-03-01') => {
  const start = Date.parse(`${day}T00:00:00Z`) + slot++ * 3_600_000;
  return { resident_id: demo('100001'), program: 'senior-70', kind: 'home', planned_start: new Date(start).toISOString(),
    planned_end: new Date(start + minutes * 60_000).toISOString(), ...extra };
};
const step = (visit, verb, actor, json) => change(`/v1/visits/${visit.id}/${verb}`, actor, json, { of: `/v1/visits/${visit.id}` });

test('who should be out again and is not: the supervisor knows within a minute, across kill -9', async () => {
  const visit = await post('/v1/visits', NURSE, plan());
  const inside = await step(visit, 'check-in', NURSE, { position: { lon: 126.97, lat: 37.57, accuracy_m: 9 }, expected_end: new Date(Date.now() + 2000).toISOString() });
  assert.deepEqual(inside.check_in_position, { lon: 126.97, lat: 37.57, accuracy_m: 9 });
  await fx.service.kill();
  Object.assign(fx.service.env, { CHATDONG_WORKER_DATABASE: fx.service.cluster.conninfo(fx.service.database, 'chatdong_worker') });
  await sleep(2500);
  const late = Date.now();
  await fx.service.restart();
  const alertOf = async () => (await get('/v1/alerts?status=open&kind=checkout_overdue&limit=100', SUPERVISOR)).items.find((a) => a.visit_id === visit.id);
  let alert;
  while (!(alert = await alertOf()) && Date.now() - late < 60_000) await sleep(500);
  assert.ok(alert, 'no alert within 60 s');
  console.log(`# the alert came ${((Date.now() - late) / 1000).toFixed(1)} s after a kill -9 that lasted past the expected end`);
  assert.equal(alert.staff_id, demo('2a'));
  const work = await get('/v1/worklist?kind=alert&limit=100', SUPERVISOR);
  assert.ok(work.items.some((w) => w.id === alert.id), 'not on the worklist');
  await sleep(16_000);
  assert.equal((await fx.sql('select count(*) as n from alert where visit_id = $1', [visit.id]))[0].n, 1, 'it was raised twice');
  assert.ok(await alertOf(), 'it stands until somebody answers');
  await change(`/v1/alerts/${alert.id}/acknowledge`, SUPERVISOR, { note: '전화로 확인, 무사함' }, { of: `/v1/alerts/${alert.id}` });
  assert.equal(await alertOf(), undefined);
  await step(visit, 'complete', NURSE, { outcome: 'done', position: { lon: 126.97, lat: 37.57 } });
});

test('nobody goes in alone where there is danger, also when it has become known since', async () => {
  const household = await post('/v1/households', NURSE, { dong_code: '9911051000', name: '위험 가구', address: '서울특별시 가람구 햇살로 91' });
  const person = await post('/v1/residents', NURSE, { dong_code: '9911051000', household_id: household.id, name: '차만덕', birth_date: '1960-01-02', sex: 'male', address: '서울특별시 가람구 햇살로 91' });
  fx.service.run.canary(person.name);
  const visit = await post('/v1/visits', NURSE, plan({ resident_id: person.id }));
  await fx.sql("update household set danger_flags = '{violence}' where id = $1", [household.id]);
  const { headers } = await call('GET', `/v1/visits/${visit.id}`, NURSE);
  await refused('visit_two_persons', ask('POST', `/v1/visits/${visit.id}/check-in`, NURSE, undefined, { 'If-Match': headers.etag }));
  await refused('visit_two_persons', ask('POST', '/v1/visits', NURSE, plan({ resident_id: person.id })));
  await change(`/v1/visits/${visit.id}`, NURSE, { team: [demo('6a')] }, { method: 'PATCH' });
  assert.equal((await step(visit, 'check-in', NURSE)).status, 'checked_in');

  // From inside: help. The alert is there with the answer, and in the access records.
  const cry = await post('/v1/panic-calls', NURSE, { position: { lon: 126.9702, lat: 37.5703 } });
  assert.equal(cry.visit_id, visit.id, 'the visit under way was not found');
  const heard = (await get('/v1/alerts?status=open&kind=panic&limit=100', SUPERVISOR)).items.find((a) => a.id === cry.id);
  assert.deepEqual(heard?.position, { lon: 126.9702, lat: 37.5703 });
  assert.equal((await fx.sql("select count(*) as n from access_record where operation = 'panic_calls_create' and $1 = any (resident_ids)", [person.id]))[0].n, 1);
  const elsewhere = await get('/v1/alerts?status=open&kind=panic&limit=100', 'supervisor.B');
  assert.ok(!elsewhere.items.some((a) => a.id === cry.id), 'another dong sees it');
});

test('a leave gives the visits to the substitute, and they come back when it is cancelled', async () => {
  const day = '2035-05-07';
  const one = await post('/v1/visits', NURSE, plan({}, 30, day));
  const two = await post('/v1/visits', NURSE, plan({ resident_id: demo('100002') }, 30, day));
  await post('/v1/visits', 'nurse.A', { ...plan({ staff_id: demo('6a'), resident_id: demo('100003') }), planned_start: two.planned_start, planned_end: two.planned_end });
  const leave = await post('/v1/staff-leaves', SUPERVISOR, { staff_id: demo('2a'), substitute_id: demo('6a'), starts_on: '2035-05-06', ends_on: '2035-05-09' });
  assert.equal((await get(`/v1/visits/${one.id}`, NURSE)).staff_id, demo('6a'));
  assert.equal((await get(`/v1/visits/${two.id}`, NURSE)).staff_id, null, 'the substitute has another visit then');
  const waiting = await get('/v1/worklist?kind=visit_unassigned&limit=100', SUPERVISOR);
  assert.ok(waiting.items.some((w) => w.id === two.id), 'nobody is told that it waits');
  await refused('visit_staff_away', ask('POST', '/v1/visits', NURSE, plan({}, 30, '2035-05-08')));
  await change(`/v1/staff-leaves/${leave.id}`, SUPERVISOR, { cancelled: true }, { method: 'PATCH' });
  for (const { id } of [one, two]) assert.equal((await get(`/v1/visits/${id}`, NURSE)).staff_id, demo('2a'));
  const versions = await get(`/v1/visits/${one.id}/versions`, SUPERVISOR);
  assert.deepEqual(versions.items.map((v) => v.staff_id), [demo('2a'), demo('6a'), demo('2a')], 'it is not on record');
});

test('visits are assigned in one piece or not at all, and not over somebody else', async () => {
  const made = [await post('/v1/visits', SUPERVISOR, plan({ unassigned: true })), await post('/v1/visits', SUPERVISOR, plan({ unassigned: true }))];
  assert.equal(made[0].staff_id, null);
  const items = made.map((v) => ({ id: v.id, version: v.version, staff_id: demo('6a') }));
  const stale = await ask('POST', '/v1/visits:assign', SUPERVISOR, { items: [items[0], { ...items[1], version: 9 }] });
  assert.equal(stale.status, 409, stale.text);
  assert.equal(stale.json.errors[0].pointer, '/items/1');
  assert.equal((await get(`/v1/visits/${made[0].id}`, NURSE)).staff_id, null, 'half of it was done');
  const both = await Promise.all([ask('POST', '/v1/visits:assign', SUPERVISOR, { items }),
    ask('POST', '/v1/visits:assign', SUPERVISOR, { items: items.map((i) => ({ ...i, staff_id: demo('2a') })) })]);
  assert.deepEqual(both.map((r) => r.status).sort(), [201, 409], 'of two who assign the same one succeeds');
});

test('attempts are counted, and the next is proposed', async () => {
  const first = await post('/v1/visits', NURSE, plan({ program: 'senior-65', resident_id: demo('100002') }));
  const missed = await step(first, 'miss', NURSE, { reason: '부재중' });
  assert.equal(missed.proposed_visit.resident_id, demo('100002'));
  const second = await post('/v1/visits', NURSE, { ...missed.proposed_visit, ...plan({ program: 'senior-65', resident_id: demo('100002') }) });
  assert.equal(second.attempt, missed.attempt + 1);
});

test('at an institution people are met', async () => {
  const visit = await post('/v1/visits', NURSE, plan({ resident_id: undefined, program: 'institution', kind: 'institution', institution: '햇살구치소' }));
  assert.equal(visit.resident_id, null);
  await refused('visit_to_somebody', ask('POST', '/v1/visits', NURSE, plan({ resident_id: undefined })));
  const path = `/v1/visits/${visit.id}/residents`;
  await refused('visit_resident_wrong', ask('POST', path, NURSE, { resident_id: demo('100004') }));
  await step(visit, 'check-in', NURSE);
  for (const id of ['100004', '100006']) await post(path, NURSE, { resident_id: demo(id), notes: '출소 뒤 갈 곳이 없음' });
  await refused('visit_resident_once', ask('POST', path, NURSE, { resident_id: demo('100004') }));
  assert.deepEqual((await get(path, SUPERVISOR)).items.map((m) => m.resident_id), [demo('100004'), demo('100006')]);
  const item = await post('/v1/follow-ups', NURSE, { visit_id: visit.id, what: '임시 거처 알아보기', due_on: '2020-01-01', owner_id: demo('1a') });
  const mine = await get('/v1/worklist?kind=follow_up&mine=true&limit=100', PLANNER);
  assert.ok(mine.items.some((w) => w.id === item.id && w.overdue), 'its owner does not see it');
  assert.ok(!(await get('/v1/worklist?kind=follow_up&limit=100', NURSE)).items.some((w) => w.id === item.id), 'somebody else does');
  await change(`/v1/follow-ups/${item.id}`, PLANNER, { done: true }, { method: 'PATCH' });
  assert.ok(!(await get('/v1/worklist?kind=follow_up&limit=100', SUPERVISOR)).items.some((w) => w.id === item.id), 'it is done');
});

test('a day is made in the order that its visitor says', async () => {
  const day = '2036-02-04';
  const at = (hour) => ({ ...plan(), planned_start: `${day}T0${hour}:00:00Z`, planned_end: `${day}T0${hour}:30:00Z` });
  const [a, b, c] = [await post('/v1/visits', NURSE, at(1)), await post('/v1/visits', NURSE, at(2)), await post('/v1/visits', NURSE, at(3))];
  const seoul = new Date(Date.parse(a.planned_start) + 9 * 3_600_000).toISOString().slice(0, 10);
  await post('/v1/routes', NURSE, { on: seoul, visit_ids: [c.id, a.id] });
  assert.deepEqual((await get(`/v1/routes?on=${seoul}&staff_id=${demo('2a')}`, SUPERVISOR)).items.map((s) => s.id), [c.id, a.id, b.id]);
  await refused('visit_route_wrong', ask('POST', '/v1/routes', PLANNER, { on: seoul, visit_ids: [a.id] }));
});

test('each role has its worklist, in order and page by page', async () => {
  const all = async (actor, query = '') => {
    const items = [];
    for (let cursor = ''; cursor !== null;) {
      const page = await get(`/v1/worklist?limit=7${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, actor);
      items.push(...page.items);
      cursor = page.next_cursor;
    }
    return items;
  };
  // Whatever the clock says: the demo city's visits of today are over in the afternoon.
  const moved = await fx.sql(`update visit v set planned_start = now(), planned_end = now() + interval '1 hour'
    where v.id = (select f.id from visit f
                   where f.dong_code = '9911051000' and f.status = 'planned' and f.staff_id is not null and f.planned_start > now() + interval '2 hours'
                     and not exists (select from visit o where o.staff_id = f.staff_id and o.status in ('planned', 'checked_in')
                                        and tstzrange(o.planned_start, o.planned_end) && tstzrange(now(), now() + interval '1 hour'))
                   order by f.planned_start limit 1) returning id`);
  assert.equal(moved.length, 1);
  const [supervisor, nurse, officer, district] = await Promise.all([SUPERVISOR, NURSE, PLANNER, 'district_admin.A'].map((a) => all(a)));
  const kinds = (items) => new Set(items.map((i) => i.kind));
  for (const kind of ['visit_today', 'check_out_overdue', 'visit_unassigned', 'alert', 'signal', 'case_approval', 'case_transfer', 'aid_approval', 'first_visit', 'due_visit', 'referral', 'follow_up'])
    assert.ok(kinds(supervisor).has(kind), `the supervisor's list lacks ${kind}`);
  for (const kind of ['aid_approval', 'case_approval', 'case_transfer']) assert.ok(!kinds(nurse).has(kind) && !kinds(officer).has(kind), `${kind} is for supervisors`);
  assert.ok(!kinds(nurse).has('signal') && kinds(officer).has('signal'), 'signals are for officers');
  assert.ok(kinds(nurse).has('alert') && !kinds(officer).has('alert'), 'alerts are not for officers');
  assert.ok([...kinds(district)].every((k) => ['aid_approval', 'case_approval'].includes(k)), [...kinds(district)].join());
  assert.ok(kinds(nurse).has('due_visit') && kinds(officer).has('due_visit'), 'due visits are for both');
  for (const [items, me] of [[nurse, demo('2a')], [officer, demo('1a')]])
    assert.ok(items.every((i) => i.owner_ids.length === 0 || i.owner_ids.includes(me)), 'somebody else’s work');
  for (const items of [supervisor, nurse, officer]) {
    assert.equal(new Set(items.map((i) => i.id)).size, items.length, 'something stands there twice');
    assert.deepEqual(items.map((i) => Date.parse(i.due_at)), items.map((i) => Date.parse(i.due_at)).sort((x, y) => x - y), 'not by when it is due');
  }
  assert.ok((await all(SUPERVISOR, '&kind=signal')).every((i) => i.kind === 'signal'));
  assert.ok(!(await all('supervisor.B')).some((i) => i.dong_code === '9911051000'), 'another dong’s work');
});
