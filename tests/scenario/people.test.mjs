// Proves staff with time as a city uses it: who leaves is out, grants tell who did it, leave has its
// substitute, a dong is cut anew without touching yesterday, and headcounts and caseload give the
// figures of DOMAIN.md from made-up records.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { actors, DONGS } from '../lib/actors.mjs';
import { problemName } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const staff = (xy) => `01900000-0000-7000-8000-0000000000${xy}`;
const seoulDay = (days = 0) => new Date(Date.now() + 9 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
const get = (target, actor) => fx.service.call('GET', target, { actor });
async function ok(promise, status = 200) {
  const got = await promise;
  assert.equal(got.status, status, got.text);
  return got;
}
const create = (path, actor, json) => fx.service.call('POST', path, { actor, json, headers: { 'Idempotency-Key': key() } });
async function change(path, actor, json, method = 'PATCH', reading = path) {
  const now = await ok(get(reading, actor));
  return fx.service.call(method, path, { actor, json, headers: { 'If-Match': now.headers.etag },
    type: method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' });
}

test('who leaves the service is out on the next request, and back when hired again; each step is in the grants', async () => {
  const path = `/v1/staff/${staff('6a')}`;
  assert.equal((await get('/v1/visits', 'nurse2.A')).status, 200);
  await ok(change(path, 'district_admin.A', { employments: [{ from: '2017-02-01', to: seoulDay(-1) }] }));
  const out = await get('/v1/visits', 'nurse2.A');
  assert.equal(out.status, 401, out.text);
  assert.match(out.headers['www-authenticate'] ?? '', /invalid_token/);
  const back = await ok(change(path, 'district_admin.A', { employments: [{ from: '2017-02-01', to: '2019-12-31' }, { from: seoulDay(), to: null }] }));
  assert.equal(back.json.hired_on, '2017-02-01');
  assert.equal((await get('/v1/visits', 'nurse2.A')).status, 200);
  const grants = (await ok(get(`/v1/staff-grants?staff_id=${staff('6a')}`, 'supervisor.A'))).json.items;
  assert.deepEqual(grants.map((g) => g.kind), ['granted', 'revoked', 'granted']);
  assert.equal(grants[1].changed_by, staff('4a'));
  assert.deepEqual(grants[1].former.employments, [{ from: '2017-02-01', to: null }]);
  assert.equal((await ok(get(`/v1/staff-grants?staff_id=${staff('6a')}`, 'supervisor.B'))).json.items.length, 0);
});

test('a new account works at once, in its dongs, and a second dong widens it', async () => {
  const made = await ok(create('/v1/staff', 'district_admin.A', { role: 'nurse', name: '고은별', dong_codes: [DONGS.A] }), 201);
  const token = async (dongs) => fx.service.run.minter.sign(made.json.id, { role: 'nurse', dongs });
  const visitB = `/v1/visits/${fx.recipes.rows.visits.B[0].id}`;
  const both = await token([DONGS.A, DONGS.B]);
  assert.equal((await fx.service.call('GET', visitB, { token: both })).status, 404);
  await ok(change(`/v1/staff/${made.json.id}`, 'district_admin.A', { dong_codes: [DONGS.A, DONGS.B] }));
  assert.equal((await fx.service.call('GET', visitB, { token: both })).status, 200);
  for (const [json, problem] of [[{ job: 'welfare_planner' }, 'staff_role_shape'], [{ dong_codes: [DONGS.C] }, 'dong_not_of_gu'],
    [{ employments: [{ from: '2020-01-01', to: null }, { from: '2021-01-01', to: null }] }, 'staff_employment_apart'],
    [{ employments: [{ from: '2020-01-02', to: '2020-01-01' }] }, 'period_order']]) {
    const refused = await change(`/v1/staff/${made.json.id}`, 'district_admin.A', json);
    assert.deepEqual([refused.status, problemName(refused)], [422, problem], JSON.stringify(json));
  }
});

const peopleOf = async (dong, patch, day) => Object.fromEntries((await fx.sql('select * from people_of($1, $2, $3)', [dong, patch, day]))
  .map((p) => [p.function_of, p]));

test('a nurse goes on leave, the supervisor names who stands in, and it is known until when', async () => {
  const leave = await ok(create('/v1/me/leaves', 'nurse.B', { starts_on: seoulDay(-1), ends_on: seoulDay(2) }), 201);
  assert.equal(leave.json.staff_id, staff('2b'));
  const path = `/v1/staff-leaves/${leave.json.id}`;
  assert.equal((await get(path, 'supervisor.A')).status, 404);
  assert.equal(problemName(await change(path, 'supervisor.B', { substitute_id: staff('1b') })), 'staff_leave_substitute_fits');
  await ok(change(path, 'supervisor.B', { substitute_id: staff('6b') }));
  const nurse = async (day) => (await peopleOf(DONGS.B, null, seoulDay(day))).visiting_nurse;
  assert.deepEqual([(await nurse(0)).name, (await nurse(0)).substitute, (await nurse(3)).name], ['서은비', true, '윤하늘']);
  const mine = await create('/v1/staff-leaves', 'supervisor.B', { staff_id: staff('6b'), starts_on: seoulDay(2), ends_on: seoulDay(4) });
  assert.deepEqual([mine.status, problemName(mine)], [409, 'staff_leave_substitute_away'], 'who stands in stays');
  const twice = await create('/v1/me/leaves', 'nurse.B', { starts_on: seoulDay(2), ends_on: seoulDay(9) });
  assert.deepEqual([twice.status, problemName(twice)], [409, 'staff_leave_overlap']);
  await ok(change(path, 'supervisor.B', { cancelled: true }));
  assert.equal((await nurse(0)).name, '윤하늘');
});

test('every dong of the demo city has three people, in each of its patches', async () => {
  for (const dong of Object.values(DONGS)) {
    const patches = await fx.sql('select id from patch where dong_code = $1 and during @> seoul_today()', [dong]);
    assert.ok(patches.length > 0, dong);
    for (const { id } of patches) {
      const people = await peopleOf(dong, id, seoulDay());
      assert.deepEqual(Object.keys(people), ['welfare_planner', 'visiting_nurse', 'neighborhood_officer'], dong);
      for (const p of Object.values(people)) assert.match(p.office_phone, /^\+82/);
    }
  }
});

test('a dong is cut anew from a day on: all of it or nothing, and yesterday keeps its officer', async () => {
  const path = `/v1/patch-cuts/${DONGS.A}`;
  const on = (day) => `${path}?on=${day}`;
  const officer = async (day, number = 12) => (await fx.sql(`select p.officer_id from patch p
    where p.id = patch_at($1, '햇살로', $2, null, null, null, null, $3)`, [DONGS.A, number, day]))[0]?.officer_id;
  const yesterday = (await ok(get(on(seoulDay(-1)), 'officer.A'))).json;
  const patch = (name, officer_id, rules) => ({ name, officer_id, rules });
  const road = (parity) => ({ kind: 'road', road: '햇살로', parity });
  const put = (json, actor = 'supervisor.A') => change(path, actor, json, 'PUT', on(seoulDay()));

  const overlap = await put({ holds_from: seoulDay(), patches: [patch('가', staff('5a'), [road('odd')]), patch('나', staff('7a'), [road('all')])] });
  assert.deepEqual([overlap.status, problemName(overlap)], [422, 'patch_rules_overlap']);
  const foreign = await put({ holds_from: seoulDay(), patches: [patch('가', staff('5b'), [road('odd')])] });
  assert.deepEqual([foreign.status, problemName(foreign)], [422, 'patch_people_of_dong']);
  const past = await put({ holds_from: seoulDay(-1), patches: [patch('가', staff('5a'), [road('all')])] });
  assert.deepEqual([past.status, problemName(past)], [422, 'patch_cut_not_past']);
  assert.deepEqual((await ok(get(on(seoulDay()), 'officer.A'))).json, yesterday, 'a refused cut left something');

  assert.deepEqual([await officer(seoulDay()), await officer(seoulDay(), 13)], [staff('7a'), staff('5a')]);
  const before = (await ok(get(on(seoulDay()), 'supervisor.A'))).headers.etag;
  const swapped = { holds_from: seoulDay(), patches: [patch('가', staff('5a'), [road('even')]), patch('나', staff('7a'), [road('odd')])] };
  const done = await ok(put(swapped));
  assert.equal(done.json.version, yesterday.version + 1);
  assert.deepEqual([await officer(seoulDay()), await officer(seoulDay(-1)), await officer('2020-06-01', 12)], [staff('5a'), staff('7a'), undefined]);
  assert.deepEqual((await ok(get(on(seoulDay(-1)), 'officer.A'))).json.patches, yesterday.patches);
  const stale = await fx.service.call('PUT', path, { actor: 'supervisor.A', json: swapped, headers: { 'If-Match': before } });
  assert.equal(stale.status, 412);

  await ok(put({ ...swapped, holds_from: seoulDay(30), patches: [] }, 'district_admin.A'));
  assert.deepEqual([await officer(seoulDay(29)), await officer(seoulDay(30))], [staff('5a'), undefined]);
  assert.deepEqual((await ok(get(on(seoulDay(30)), 'officer.A'))).json.patches, []);
});

test('gaps: what the register has and no patch, until a cut takes it in', async () => {
  const list = async (more = '') => (await ok(get(`/v1/patch-gaps?limit=100${more}`, 'supervisor.C'))).json.items;
  assert.deepEqual(await list(), [], '은하동 is covered');
  const path = `/v1/patch-cuts/${DONGS.C}`;
  const cut = async (rules) => ok(change(path, 'supervisor.C', { holds_from: seoulDay(), patches: rules.map((r, i) =>
    ({ name: `${i}`, officer_id: staff('5c'), rules: r })) }, 'PUT', `${path}?on=${seoulDay()}`));
  await cut([[{ kind: 'road', road: '은하로', from: 1, to: 50 }, { kind: 'road', road: '한빛로' }]]);
  const open = await list();
  const wanted = await fx.sql("select management_no from building where dong_code = $1 and (road_key, main_no > 50) = ('은하로', true) order by 1", [DONGS.C]);
  assert.ok(wanted.length >= 10);
  assert.deepEqual(open.filter((b) => b.road_name === '은하로').map((b) => b.id), wanted.map((b) => b.management_no));
  assert.ok(open.every((b) => b.kind === 'gap' && b.dong_code === DONGS.C));
  assert.deepEqual((await list(`&on=${seoulDay(-1)}`)), [], 'yesterday there was no gap');
  await cut([[{ kind: 'road', road: '은하로', parity: 'odd' }], [{ kind: 'legal_dong', legal_dong: '9914010100' }]]);
  const now = await list('&kind=contradiction');
  assert.ok(now.length >= 30 && now.every((b) => b.main_no % 2 === 1 && b.road_name === '은하로'), JSON.stringify(now.slice(0, 3)));
});

test('of supervisors who cut at once one wins, whole', async () => {
  const path = `/v1/patch-cuts/${DONGS.B}`;
  const tag = (await ok(get(`${path}?on=${seoulDay()}`, 'supervisor.B'))).headers.etag;
  const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => fx.service.call('PUT', path, { actor: i % 2 ? 'supervisor.B' : 'district_admin.A',
    headers: { 'If-Match': tag }, json: { holds_from: seoulDay(), patches: Array.from({ length: 5 }, (__, n) => ({ name: `${i}의 ${n}`, officer_id: staff('5b'),
      rules: [{ kind: 'road', road: '달빛로', from: 1 + 10 * n, to: 10 + 10 * n }] })) } })));
  const won = answers.filter((a) => a.status === 200);
  assert.equal(won.length, 1, `${answers.map((a) => a.status)}`);
  assert.ok(answers.every((a) => [200, 412].includes(a.status)), `${answers.map((a) => a.status)}`);
  const now = (await ok(get(`${path}?on=${seoulDay()}`, 'supervisor.B'))).json;
  assert.deepEqual(now.patches, won[0].json.patches);
});

// Made-up records that give the figures of DOMAIN.md 3, in dongs and years of their own.
const figures = async (target, actor) => Object.fromEntries((await ok(get(target, actor))).json.items.map((c) => [c.id, c]));
async function staffing(actor, dong_code, job, heads, starts_on, ends_on) {
  await ok(create('/v1/staffing-records', actor, { dong_code, job, heads, starts_on, ...(ends_on ? { ends_on } : {}), source: '가상' }), 201);
}
const recipients = (actor, as_of, dong_code, n) => ok(fx.service.call('POST', '/v1/recipient-counts:import', { actor, json: { as_of, counts: [{ dong_code, recipients: n }] } }));

test('caseload: 170 to 115 in one gu, 289 to 126 in the other, and the city is their sum', async () => {
  // Ten years before the demo city: nobody else is counted.
  await staffing('district_admin.A', DONGS.A, 'social_worker', 6, '2005-01-01');
  await staffing('district_admin.A', DONGS.A, 'social_worker', 4, '2006-07-01');
  await staffing('district_admin.A', DONGS.D, 'social_worker', 4, '2005-01-01');
  await staffing('district_admin.A', DONGS.A, 'visiting_nurse', 9, '2005-01-01'); // no welfare workers, and in a dong that was not there
  await staffing('district_admin.C', DONGS.C, 'social_worker', 5, '2005-01-01', '2006-06-30');
  await staffing('district_admin.C', DONGS.C, 'social_worker', 12, '2006-07-01');
  // 햇살동 began in 2015; 별빛동 and 은하동 were there in 1998.
  await recipients('district_admin.A', '2005-07-01', DONGS.D, 680);
  await recipients('district_admin.A', '2006-07-01', DONGS.D, 460);
  await recipients('district_admin.C', '2005-07-01', DONGS.C, 1445);
  await recipients('district_admin.C', '2006-07-01', DONGS.C, 1512);
  const by = async (area, day, actor) => figures(`/v1/caseloads?by=${area}&on=${day}`, actor);
  assert.equal((await by('gu', '2005-12-31', 'district_admin.A'))['99110'].per_worker, 170);
  assert.equal((await by('gu', '2006-07-01', 'district_admin.A'))['99110'].per_worker, 115);
  assert.equal((await by('dong', '2006-06-30', 'district_admin.C'))[DONGS.C].per_worker, 289);
  assert.equal((await by('dong', '2006-12-31', 'district_admin.C'))[DONGS.C].per_worker, 126);
  const city = (await by('city', '2006-12-31', 'system.city')).city;
  assert.deepEqual([city.recipients, city.workers, city.per_worker], [460 + 1512, 16, 123.3]);
  assert.deepEqual(Object.keys(await by('gu', '2006-12-31', 'system.city')), ['99110', '99140']);
  assert.deepEqual(await by('dong', '2006-12-31', 'supervisor.A'), {}, 'another dong is nothing to a supervisor');
  const corrected = await recipients('district_admin.A', '2006-07-01', DONGS.D, 464);
  assert.deepEqual(corrected.json, { as_of: '2006-07-01', dongs: 1, recipients: 464 });
  assert.equal((await by('gu', '2006-07-01', 'district_admin.A'))['99110'].per_worker, 116);
});

test("headcounts: the first year's nurses and project experts; dongs add up to gu and city on every day", async () => {
  const day = '1999-03-01';
  await staffing('district_admin.A', DONGS.A, 'visiting_nurse', 50, '1999-01-01', '1999-12-31');
  await staffing('district_admin.C', DONGS.C, 'visiting_nurse', 29, '1999-01-01', '1999-12-31');
  await staffing('district_admin.A', DONGS.B, 'project_expert', 20, '1999-01-01', '1999-12-31');
  await staffing('district_admin.C', undefined, 'project_expert', 15, '1999-01-01', '1999-12-31');
  const heads = (area, on, actor = 'system.city') => figures(`/v1/staff-headcounts?by=${area}&on=${on}&limit=100`, actor);
  const city = await heads('city', day);
  assert.deepEqual([city['city.visiting_nurse'].heads, city['city.project_expert'].heads], [79, 35]);
  assert.deepEqual(await heads('city', '2000-01-01'), {});
  for (const on of [day, '2016-12-31', seoulDay()]) {
    const sum = (list) => Object.values(list).reduce((all, c) => ({ ...all, [c.job]: (all[c.job] ?? 0) + c.heads }), {});
    assert.deepEqual(sum(await heads('dong', on)), sum(await heads('city', on)), on);
    assert.deepEqual(sum(await heads('gu', on)), sum(await heads('city', on)), on);
  }
  const mine = await heads('dong', seoulDay(), 'supervisor.B');
  assert.ok(Object.values(mine).every((c) => c.area_code === DONGS.B), JSON.stringify(mine));
  assert.equal(actors['supervisor.B'].dongs[0], DONGS.B);
});
