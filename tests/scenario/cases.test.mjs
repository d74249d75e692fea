// Proves a case's life over HTTP, from the first interview to the closing, and what the generated tests cannot know:
// the clock, authors who do not approve, two supervisors at once, the transfer to another dong, reopening, the worklist.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { problemName } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const demo = (end) => `01900000-0000-7000-8000-${String(end).padStart(12, '0')}`;
const PATCH = 'application/merge-patch+json';
const OFFICER = { actor: 'officer.A' };
const SUPERVISOR = { actor: 'supervisor.A' };
const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
const inDays = (n) => new Date(Date.parse(today) + n * 86_400_000).toISOString().slice(0, 10);

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const call = (method, path, options = {}) => fx.service.call(method, path, options);
async function ok(promise, status) {
  const got = await promise;
  assert.equal(got.status, status, got.text);
  return got.json;
}
const post = (path, json, who = OFFICER) => call('POST', path, { ...who, headers: { 'Idempotency-Key': key() }, json });
async function change(method, id, path, json, who = OFFICER) {
  const tag = (await call('GET', `/v1/cases/${id}`, who)).headers.etag;
  return call(method, `/v1/cases/${id}${path}`, { ...who, json, headers: { 'If-Match': tag }, type: method === 'PATCH' ? PATCH : undefined });
}
const step = (id, to, who = OFFICER, reason = undefined) => change('POST', id, '/step', { to, reason }, who);
const open = async (resident = 100010) => ok(post('/v1/cases', { resident_id: demo(resident), summary: '월세가 석 달 밀림' }), 201);
const tasks = async (query, who = OFFICER) => (await ok(call('GET', `/v1/case-tasks?limit=100&${query}`, who), 200)).items;

// A case with everything that its plan needs, conferenced.
async function conferenced(plan = '주 1회 방문, 긴급지원 연계') {
  const c = await open();
  await ok(step(c.id, 'interviewed'), 200);
  const need = await ok(post('/v1/case-needs', { case_id: c.id, kind: 'housing', description: '월세가 밀림', goals: ['밀린 월세 해결', '주거 안정'] }), 201);
  await ok(step(c.id, 'assessed'), 200);
  await ok(post('/v1/case-conferences', { case_id: c.id, held_on: today, attendees: ['김서연', '이지은', '박정훈'], minutes: '사례관리 대상으로 결정함' }), 201);
  await ok(change('PATCH', c.id, '', { class: 'case_managed' }), 200);
  await ok(step(c.id, 'conferenced'), 200);
  await ok(change('PATCH', c.id, '', { plan }), 200);
  return { id: c.id, need };
}
const version = async (id) => (await ok(call('GET', `/v1/cases/${id}`, OFFICER), 200)).version;

test('from discovery to closing and reopened; every step and version is in the history', async () => {
  const c = await open();
  assert.deepEqual([c.status, c.intake_on, c.survey_due, c.classify_due, c.plan_due, c.due_on],
    ['discovered', today, inDays(10), inDays(15), inDays(30), inDays(10)], 'the clock of 10, 5 and 15 days');
  const { id, need } = await conferenced();
  assert.deepEqual(need.goals, ['밀린 월세 해결', '주거 안정']);
  const own = await ok(post('/v1/case-actions', { need_id: need.id, what: '임대인 면담', staff_id: demo('1a'), due_on: inDays(7) }), 201);
  await ok(post('/v1/case-actions', { need_id: need.id, what: '밑반찬 배달', partner_id: demo(500001) }), 201);
  await ok(call('PATCH', `/v1/case-actions/${own.id}`, { ...OFFICER, json: { done_on: today, outcome: '분할 납부에 합의함' }, type: PATCH, headers: { 'If-Match': '"1"' } }), 200);
  await ok(call('POST', `/v1/cases/${id}/approve-plan`, { ...SUPERVISOR, json: { version: await version(id) } }), 200);
  await ok(step(id, 'in_service'), 200);
  await ok(step(id, 'monitoring'), 200);
  const linked = await ok(change('POST', id, '/visits', { visit_id: demo(300010) }), 200);
  assert.deepEqual(linked.monitoring_visits, [demo(300010)]);
  await ok(change('PATCH', id, '', { closing: '월세를 모두 갚음' }), 200);
  const close = async () => call('POST', `/v1/cases/${id}/approve-closing`, { ...SUPERVISOR, json: { version: await version(id) } });
  assert.equal(problemName(await close()), 'case_need_open');
  const result = (json) => call('PATCH', `/v1/case-needs/${need.id}`, { ...OFFICER, json, type: PATCH, headers: { 'If-Match': '"1"' } });
  assert.equal(problemName(await result({ result: 'unsolved' })), 'case_need_reason');
  await ok(result({ result: 'partly', result_reason: '두 달치만 갚음' }), 200);
  const closed = await ok(close(), 200);
  assert.deepEqual([closed.status, closed.due_on, closed.closed_by], ['closed', null, demo('3a')]);
  assert.equal(problemName(await step(id, 'reopened', OFFICER, '다시 밀림')), 'case_transition', 'an officer does not reopen');
  const again = await ok(step(id, 'reopened', SUPERVISOR, '다시 밀림'), 200);
  assert.deepEqual([again.plan, again.due_on], [null, inDays(10)]);
  const { items } = await ok(call('GET', `/v1/cases/${id}/versions?limit=100`, OFFICER), 200);
  assert.deepEqual(items.map((v) => v.version), items.map((_, i) => i + 1));
  assert.deepEqual([...new Set(items.map((v) => v.status))], ['discovered', 'interviewed', 'assessed', 'conferenced', 'planned', 'in_service', 'monitoring', 'closed', 'reopened']);
});

test('two supervisors approve at once: one wins, the other gets 409; the author gets 422', async () => {
  for (let i = 0; i < 5; i++) {
    const { id } = await conferenced();
    const json = { version: await version(id) };
    const answers = await Promise.all([1, 2].map(() => call('POST', `/v1/cases/${id}/approve-plan`, { ...SUPERVISOR, json })));
    assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409], answers.map((a) => a.text).join('\n'));
    assert.equal(problemName(answers.find((a) => a.status === 409)), 'case_transition');
  }
  const { id } = await conferenced();
  const read = await version(id);
  await ok(change('PATCH', id, '', { plan: '주 2회 방문' }, SUPERVISOR), 200);
  assert.equal(problemName(await call('POST', `/v1/cases/${id}/approve-plan`, { ...SUPERVISOR, json: { version: read } })), 'case_changed', 'not what was read');
  assert.equal(problemName(await call('POST', `/v1/cases/${id}/approve-plan`, { ...SUPERVISOR, json: { version: read + 1 } })), 'case_plan_four_eyes');
  assert.equal((await call('POST', `/v1/cases/${id}/approve-plan`, { ...OFFICER, json: { version: read + 1 } })).status, 403);
});

test('the worklist says what is due, what is overdue, and for whom', async () => {
  const { id } = await conferenced();
  const mine = await tasks('task=approve_plan');
  assert.deepEqual(mine.filter((t) => t.id === id).map((t) => [t.done_by, t.due_on, t.overdue]), [['supervisor', inDays(30), false]]);
  assert.ok((await tasks('done_by=manager')).every((t) => t.id !== id), 'the manager has nothing to do about it');
  await fx.sql('alter table welfare_case disable trigger user');
  await fx.sql('update welfare_case set due_on = seoul_today() - 1 where id = $1', [id]);
  await fx.sql('alter table welfare_case enable trigger user');
  assert.deepEqual((await tasks('overdue=true&done_by=supervisor')).filter((t) => t.id === id).map((t) => t.overdue), [true]);
  assert.ok((await tasks('overdue=false')).every((t) => t.id !== id));
});

test('a case goes to another dong by offer and acceptance, with its history', async () => {
  const { id } = await conferenced();
  const offer = await ok(post('/v1/case-transfers', { case_id: id, to_dong_code: '9911052000', reason: '이사함' }), 201);
  const anew = await ok(post('/v1/case-transfers', { case_id: id, to_dong_code: '9911052000', reason: '이사함, 주소 확인함' }), 201);
  const answer = (transfer, what, who, json) => call('POST', `/v1/case-transfers/${transfer.id}/${what}`, { ...who, json, headers: { 'If-Match': '"1"' } });
  assert.equal((await answer(anew, 'accept', SUPERVISOR)).status, 404, 'who offers does not accept');
  assert.equal((await answer(anew, 'accept', { actor: 'officer.B' })).status, 403);
  assert.equal((await call('GET', `/v1/cases/${id}`, { actor: 'supervisor.B' })).status, 404, 'not there before');
  assert.equal((await answer(offer, 'accept', { actor: 'supervisor.B' })).status, 412, 'the offer was replaced');
  await ok(answer(anew, 'accept', { actor: 'supervisor.B' }), 200);
  const moved = await ok(call('GET', `/v1/cases/${id}`, { actor: 'officer.B' }), 200);
  assert.deepEqual([moved.dong_code, moved.status, moved.manager_id, moved.due_on], ['9911052000', 'transferred', null, inDays(10)]);
  assert.equal((await call('GET', `/v1/cases/${id}`, OFFICER)).json.dong_code, '9911052000', 'whoever has the resident reads on');
  assert.equal((await step(id, 'interviewed', OFFICER)).status, 404, 'but it is worked on elsewhere');
  assert.ok((await ok(call('GET', `/v1/cases/${id}/versions?limit=100`, { actor: 'officer.B' }), 200)).items.length > 5, 'the history came along');
  assert.equal((await ok(call('GET', `/v1/case-needs?case_id=${id}`, { actor: 'officer.B' }), 200)).items.length, 1);
  await ok(step(id, 'interviewed', { actor: 'officer.B' }), 200);
  const refused = await ok(post('/v1/case-transfers', { case_id: id, to_dong_code: '9911051000', reason: '되돌림' }, { actor: 'officer.B' }), 201);
  await ok(answer(refused, 'refuse', SUPERVISOR, { reason: '달빛동에 삶' }), 200);
  assert.equal((await call('GET', `/v1/cases/${id}`, { actor: 'officer.B' })).json.dong_code, '9911052000', 'a refused case stays');
});
