// Proves that the register makes the due list, visits settle it, coverage counts it, and a gu's new window holds from its day on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { problemName } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const demo = (suffix) => `01900000-0000-7000-8000-${suffix.padStart(12, '0')}`;
const DONG = '9911051000';
let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const call = (method, path, actor, json, headers = {}) => fx.service.call(method, path, { actor, headers, ...(json ? { json, type: 'application/json' } : {}) });
const post = (path, actor, json, headers = { 'Idempotency-Key': key() }) => call('POST', path, actor, json, headers);
const get = async (path, actor) => {
  const got = await call('GET', path, actor);
  assert.equal(got.status, 200, got.text);
  return got.json;
};
const run = () => fx.sql('select programs_run()');
const year = async () => Number((await fx.sql('select extract(year from seoul_today())::int as y'))[0].y);
const dueOf = async (resident, actor = 'nurse.A') => (await get(`/v1/due-visits?resident_id=${resident}`, actor)).items;
const coverage = async (program, actor = 'supervisor.A', more = '') =>
  (await get(`/v1/coverage?program=${program}&from=${await year()}-01-01&to=${await year()}-12-31${more}`, actor)).items;

let hour = 0;
// Plans a visit for an hour of its own today, checks in and completes it.
async function visit(resident, program, outcome) {
  const [{ start }] = await fx.sql("select to_char((seoul_today()::timestamp at time zone 'Asia/Seoul' at time zone 'UTC'), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as start");
  const from = new Date(Date.parse(start) + hour++ * 3_600_000);
  const made = await post('/v1/visits', 'nurse.A', {
    resident_id: resident, program, kind: 'home', joint: true, planned_start: from.toISOString(), planned_end: new Date(from.getTime() + 1_800_000).toISOString(),
  });
  assert.equal(made.status, 201, made.text);
  if (!outcome) return made;
  const begun = await post(`/v1/visits/${made.json.id}/check-in`, 'nurse.A', undefined, { 'If-Match': made.headers.etag });
  assert.equal(begun.status, 200, begun.text);
  const done = await post(`/v1/visits/${made.json.id}/complete`, 'nurse.A', { outcome }, { 'If-Match': begun.headers.etag });
  assert.equal(done.status, 200, done.text);
  return done;
}

test('register, due list, visit, done, coverage', async () => {
  const born = `${await year() - 65}-12-31`;
  const made = await post('/v1/residents', 'officer.A', { dong_code: DONG, name: '고예순', birth_date: born, sex: 'female', address: '서울특별시 가람구 햇살로 990' });
  assert.equal(made.status, 201, made.text);
  const who = made.json.id;
  assert.deepEqual(await dueOf(who), []);
  const before = (await coverage('senior-65'))[0] ?? { due: 0, done: 0, refused: 0 };
  await run();
  await run();
  const [due, ...more] = await dueOf(who);
  assert.deepEqual([due.program, due.track, due.opens_on, due.due_on, due.state, more.length],
    ['senior-65', 'universal', `${await year()}-01-01`, `${await year()}-12-31`, 'due', 0]);
  assert.ok(!(await get(`/v1/due-visits?program=senior-65&state=due&limit=100`, 'officer.B')).items.some((d) => d.id === due.id), 'another dong sees it');
  assert.match((await get(`/v1/due-visits/${due.id}`, 'district_admin.A')).resident_name, /\*/);

  const planned = await visit(who, 'senior-65');
  assert.deepEqual([(await dueOf(who))[0].state, (await dueOf(who))[0].visit_id], ['due', planned.json.id]);
  const missed = await post(`/v1/visits/${planned.json.id}/miss`, 'nurse.A', { reason: '부재중' }, { 'If-Match': planned.headers.etag });
  assert.equal(missed.status, 200, missed.text);
  assert.deepEqual([(await dueOf(who))[0].state, (await dueOf(who))[0].visit_id], ['due', null]);
  await visit(who, 'senior-65', 'refused');
  assert.equal((await dueOf(who))[0].state, 'refused');
  const [refused] = await coverage('senior-65');
  assert.deepEqual([refused.area_code, refused.due, refused.done, refused.refused], [DONG, before.due + 1, before.done, before.refused + 1]);
  const done = await visit(who, 'senior-65', 'done');
  assert.deepEqual([(await dueOf(who))[0].state, (await dueOf(who))[0].visit_id], ['done', done.json.id]);
  const [counted] = await coverage('senior-65');
  assert.deepEqual([counted.due, counted.done, counted.refused, counted.coverage], [before.due + 1, before.done + 1, before.refused, Math.round(1000 * (before.done + 1) / (before.due + 1)) / 10]);
  assert.equal((await coverage('senior-65', 'district_admin.A', '&by=gu'))[0].area_code, '99110');
});

test('what is due and nobody has planned is on the worklist', async () => {
  const born = async (name, day) => {
    const made = await post('/v1/residents', 'officer.A', { dong_code: DONG, name, birth_date: `${await year() - 65}-${day}`, sex: 'female', address: '서울특별시 가람구 햇살로 991' });
    assert.equal(made.status, 201, made.text);
    return made.json.id;
  };
  const [planned, excused] = [await born('도예순', '12-30'), await born('마예순', '12-29')];
  const waiting = async (who, actor = 'nurse.A') =>
    (await get('/v1/worklist?kind=due_visit&limit=100', actor)).items.filter((w) => w.resident_id === who);
  assert.deepEqual(await waiting(planned), []);
  await run();
  const [due] = await dueOf(planned);
  for (const actor of ['nurse.A', 'officer.A', 'supervisor.A']) {
    const [item, ...more] = await waiting(planned, actor);
    assert.deepEqual([item.id, item.kind, item.task, item.owner_ids, item.overdue, item.due_at, more.length],
      [due.id, 'due_visit', 'senior-65', [], false, `${await year()}-12-31T15:00:00Z`, 0]);
  }
  assert.deepEqual([await waiting(planned, 'officer.B'), await waiting(planned, 'district_admin.A')], [[], []], 'others see it');

  const made = await visit(planned, 'senior-65');
  assert.deepEqual(await waiting(planned), [], 'it is planned');
  const cancelled = await post(`/v1/visits/${made.json.id}/cancel`, 'nurse.A', { reason: '입원' }, { 'If-Match': made.headers.etag });
  assert.equal(cancelled.status, 200, cancelled.text);
  assert.deepEqual((await waiting(planned)).map((w) => w.id), [due.id], 'its visit was cancelled');
  await visit(planned, 'senior-65', 'done');
  assert.deepEqual(await waiting(planned), [], 'it is done');

  const [other] = await waiting(excused);
  const [{ version }] = await dueOf(excused);
  const said = await post(`/v1/due-visits/${other.id}/excuse`, 'officer.A', { reason: '요양원 입소' }, { 'If-Match': `"${version}"` });
  assert.equal(said.status, 200, said.text);
  assert.deepEqual(await waiting(excused), [], 'it is excused');
});

test('a level by the newest screening, another one by the nurse, an end', async () => {
  const level = await post('/v1/enrolments', 'nurse.A', { resident_id: demo('100001'), program: 'senior-level' });
  assert.equal(level.status, 201, level.text);
  const set = await post('/v1/enrolments', 'nurse.A', { resident_id: demo('100001'), program: 'senior-level', track: 'intensive' });
  assert.equal(set.status, 201, set.text);
  const active = (await get(`/v1/enrolments?resident_id=${demo('100001')}&active=true`, 'officer.A')).items.filter((e) => e.program === 'senior-level');
  assert.deepEqual(active.map((e) => [e.id, e.track, e.source]), [[set.json.id, 'intensive', 'hand']]);
  const end = (headers) => post(`/v1/enrolments/${set.json.id}/end`, 'nurse.A', { reason: '본인이 원하지 않음' }, headers);
  const ended = await end({ 'If-Match': set.headers.etag });
  assert.deepEqual([ended.status, ended.json.end_reason], [200, '본인이 원하지 않음'], ended.text);
  assert.equal(problemName(await end({ 'If-Match': ended.headers.etag })), 'enrolment_over');
  assert.equal((await post('/v1/enrolments', 'officer.A', { resident_id: demo('100001'), program: 'senior-level', track: 'regular' })).status, 403);
  assert.equal((await post('/v1/enrolments', 'nurse.B', { resident_id: demo('100001'), program: 'senior-level', track: 'regular' })).status, 404);
  for (const [resident, program, track, name] of [['100004', 'senior-level', 'daily', 'enrolment_track_known'], ['100001', 'birth-family', 'sustained', 'enrolment_eligible'],
    ['100015', 'senior-level', 'regular', 'enrolment_resident_present']])
    assert.equal(problemName(await post('/v1/enrolments', 'nurse.A', { resident_id: demo(resident), program, track })), name);
  assert.equal(problemName(await post('/v1/enrolments', 'nurse.A', { resident_id: demo('100004'), program: 'senior-level', track: 'regular', started_on: '2015-07-01' })), 'enrolment_start_plausible');
});

test('a family who needs more: 25 visits, once; an excuse', async () => {
  const family = { resident_id: demo('100091'), program: 'birth-family', track: 'sustained' };
  const more = await post('/v1/enrolments', 'nurse.A', family);
  assert.equal(more.status, 201, more.text);
  assert.equal(problemName(await post('/v1/enrolments', 'nurse.A', family)), 'enrolment_once');
  const [first] = (await dueOf(demo('100091'))).filter((d) => d.track === 'sustained');
  assert.ok(first.themes.length > 0 && first.band.startsWith('weeks_'), JSON.stringify(first));
  const excuse = (etag) => post(`/v1/due-visits/${first.id}/excuse`, 'officer.A', { reason: '친정에 머무름' }, { 'If-Match': etag });
  const excused = await excuse(`"${first.version}"`);
  assert.deepEqual([excused.status, excused.json.state, excused.json.excuse_reason], [200, 'excused', '친정에 머무름'], excused.text);
  assert.equal(problemName(await excuse(excused.headers.etag)), 'due_visit_settled');
});

test('a discovery is due without a second row, and done when somebody was there', async () => {
  const [{ id }] = await fx.sql("select id from discovery where dong_code = $1 and withdrawn_at is null and id = $2", [DONG, demo('610001')]);
  const due = await get(`/v1/due-visits/${id}`, 'officer.A');
  assert.deepEqual([due.program, due.track, due.state, due.discovery_id], ['crisis-household', 'first-visit', 'overdue', id]);
  assert.equal((await post(`/v1/due-visits/${id}/excuse`, 'officer.A', { reason: 'x' }, { 'If-Match': '"1"' })).status, 404);
  await visit(due.resident_id, 'crisis-household', 'done');
  assert.equal((await get(`/v1/due-visits/${id}`, 'officer.A')).state, 'done');
});

test("a gu's window of six weeks holds for who is born from its day on", async () => {
  const [{ tomorrow, today }] = await fx.sql('select (seoul_today() + 1)::text as tomorrow, seoul_today()::text as today');
  const version = { program: 'birth-family', track: 'universal', valid_from: tomorrow, span_months: 24, repeats: false,
    steps: [{ opens_after: 0, closes_after: 42, band: 'weeks_1_8' }], source: '가람구 지침' };
  const set = (more, actor = 'district_admin.A') => call('POST', '/v1/protocols', actor, { ...version, ...more });
  for (const [more, name] of [[{ valid_from: today }, 'protocol_not_past'], [{ track: 'weekly' }, 'protocol_track_known'],
    [{ steps: [{ opens_after: 0, closes_after: 42, band: 'week_0' }] }, 'protocol_band_known'], [{ valid_to: tomorrow }, 'period_order'],
    [{ steps: [{ opens_after: 9, closes_after: 2, band: null }] }, 'protocol_steps_in_order'], [{ steps: [{ opens_after: 0, closes_after: 35, band: null }] }, 'protocol_window_allowed']])
    assert.equal(problemName(await set(more)), name);
  const made = await set({});
  assert.deepEqual([made.status, made.json.gu_code, made.json.steps[0].themes.length > 0], [201, '99110', true], made.text);
  assert.equal(problemName(await set({})), 'protocol_version_once');
  const [city] = (await get('/v1/protocols?program=birth-family&track=universal', 'nurse.B')).items.filter((p) => p.gu_code === null);
  assert.equal(city.valid_to, null, "the city's goes on for the others");
  const born = await post('/v1/births', 'nurse.A', { mother_id: demo('100009'), child_name: '가상아', child_sex: 'male', born_on: today, gestation_weeks: 39 });
  assert.equal(born.status, 201, born.text);
  await run();
  const [due] = (await dueOf(demo('100009'))).filter((d) => d.program === 'birth-family');
  assert.equal((Date.parse(due.due_on) - Date.parse(due.opens_on)) / 86_400_000, 28, 'born before its day');
});
