// Proves a round's life from the call to the centers that join, also when many act at once, and the
// participation that the program's first years had (with the real city; skipped where it is missing).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BIN } from '../lib/cluster.mjs';
import { problemName } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const DATA = join(process.env.CHATDONG_SHARED ?? '../shared', 'data');
const missing = existsSync(DATA) ? false : `${DATA} is missing`;
const CITY = { actor: 'system.city' };
const DISTRICT = { actor: 'district_admin.A' };
const day = (offset) => new Date(Date.now() + offset * 86_400_000 + 9 * 3_600_000).toISOString().slice(0, 10);

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const call = (method, path, options = {}) => fx.service.call(method, path, options);
async function ok(promise, status) {
  const got = await promise;
  assert.equal(got.status, status, got.text);
  return got.json;
}
async function step(round, name, options = CITY, json = undefined) {
  const tag = (await call('GET', `/v1/rounds/${round}`)).headers.etag;
  return call('POST', `/v1/rounds/${round}/${name}`, { ...options, json, headers: { 'If-Match': tag } });
}
const draft = async (places = 10) => ok(call('POST', '/v1/rounds', { ...CITY, headers: { 'Idempotency-Key': key() },
  json: { name: '시험 단계', call: '함께할 동을 찾습니다.', opens_on: day(-3), closes_on: day(3), starts_on: day(30), places } }), 201);
const apply = (round, dong, options = DISTRICT) => call('POST', '/v1/round-applications', { ...options,
  json: { round_id: round, dong_code: dong, statement: '혼자 사는 어르신이 많습니다.' } });
const decide = (application, name, json) => call('POST', `/v1/round-applications/${application.id}/${name}`, { ...CITY, json,
  headers: { 'If-Match': `"${application.version}"` } });

test('call, application, selection, start: the selected center joins, the refused one does not', async () => {
  const round = await draft();
  assert.equal(round.status, 'draft');
  assert.equal(problemName(await apply(round.id, '9911054000')), 'round_not_open', 'a draft takes no applications');
  await ok(step(round.id, 'open'), 200);
  const first = await ok(apply(round.id, '9911054000'), 201);
  const second = await ok(apply(round.id, '9911056000'), 201);
  assert.equal(problemName(await apply(round.id, '9911054000')), 'application_once');
  assert.equal(problemName(await apply(round.id, '9911051000')), 'application_already_joined');
  assert.equal((await apply(round.id, '9914052000')).status, 404, 'a dong of another district');
  assert.equal((await call('GET', `/v1/round-applications/${first.id}`, { actor: 'district_admin.C' })).status, 404);
  assert.equal((await decide(first, 'select')).status, 409, 'not before the round is closed');
  await ok(step(round.id, 'close'), 200);
  assert.equal(problemName(await apply(round.id, '9911055000')), 'round_not_open');
  await ok(decide(first, 'select'), 200);
  assert.equal(problemName(await step(round.id, 'decide')), 'round_undecided');
  await ok(decide(second, 'reject', { reason: '인접한 동을 먼저 시작함' }), 200);
  assert.deepEqual((await ok(call('GET', `/v1/rounds/${round.id}/dongs`), 200)).items, [], 'nothing is public before it is published');
  await ok(step(round.id, 'decide'), 200);
  assert.deepEqual((await ok(call('GET', `/v1/rounds/${round.id}/dongs`), 200)).items.map((d) => d.name), ['꽃빛동']);
  assert.equal((await decide({ ...second, version: 2 }, 'select')).status, 409, 'published is published');
  assert.equal(problemName(await step(round.id, 'start')), 'round_not_due');
  await fx.sql('alter table program_round disable trigger b_guard');
  await fx.sql('update program_round set closes_on = $2, starts_on = $3 where id = $1', [round.id, day(-2), day(0)]);
  await fx.sql('alter table program_round enable trigger b_guard');
  const before = await ok(call('GET', '/v1/rounds:participation'), 200);
  await ok(step(round.id, 'start'), 200);
  const now = await ok(call('GET', '/v1/rounds:participation'), 200);
  assert.equal(now.centers, before.centers + 1);
  const [center] = (await ok(call('GET', '/v1/centers?dong_code=9911054000'), 200)).items;
  assert.deepEqual([center.round, center.joined_on], [round.number, day(0)]);
  const [other] = (await ok(call('GET', '/v1/centers?dong_code=9911056000'), 200)).items;
  assert.deepEqual([other.round, other.joined_on], [null, null]);
  assert.equal((await ok(call('GET', `/v1/centers?round=${round.number}`), 200)).items.length, 1);
});

test('a cancelled round frees its dongs', async () => {
  const [one, two] = [await draft(), await draft()];
  for (const round of [one, two]) await ok(step(round.id, 'open'), 200);
  const first = await ok(apply(one.id, '9911055000'), 201);
  const second = await ok(apply(two.id, '9911055000'), 201);
  for (const round of [one, two]) await ok(step(round.id, 'close'), 200);
  await ok(decide(first, 'select'), 200);
  assert.equal(problemName(await decide(second, 'select')), 'application_selected_once');
  await ok(step(one.id, 'cancel', CITY, { reason: '예산이 편성되지 않음' }), 200);
  const fallen = await ok(call('GET', `/v1/round-applications/${first.id}`, DISTRICT), 200);
  assert.deepEqual([fallen.status, fallen.reason], ['rejected', '예산이 편성되지 않음']);
  await ok(decide(second, 'select'), 200);
});

test('many at once: no more are selected than there are places, nobody slips in behind the closing', async () => {
  const round = await draft(3);
  await ok(step(round.id, 'open'), 200);
  await fx.sql(`insert into dong (code, gu_code, name, valid_from) select '99110' || (70000 + 100 * n), '99110', '시험' || n || '동', '2020-01-01' from generate_series(1, 24) n`);
  const codes = Array.from({ length: 24 }, (_, i) => `99110${70000 + 100 * (i + 1)}`);
  fx.service.signal('SIGHUP'); // the district's new dongs
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  const made = await Promise.all([...codes.map((code) => apply(round.id, code)), step(round.id, 'close')]);
  assert.equal(made.pop().status, 200);
  for (const got of made) assert.ok(got.status === 201 || problemName(got) === 'round_not_open', got.text);
  const inside = await fx.sql(`select id, version from round_application where round_id = $1`, [round.id]);
  assert.equal(inside.length, made.filter((g) => g.status === 201).length);
  await fx.sql(`insert into round_application (round_id, dong_code, statement, created_by, updated_by)
    select $1, d.code, 'x', $2, $2 from dong d where d.code = any ($3) and not exists (select from round_application a where a.round_id = $1 and a.dong_code = d.code)`,
    [round.id, '01900000-0000-7000-8000-00000000004a', codes]);
  const all = await fx.sql(`select id, version from round_application where round_id = $1`, [round.id]);
  assert.equal(all.length, 24);
  const answers = await Promise.all(all.map((a) => decide({ id: a.id, version: Number(a.version) }, 'select')));
  assert.equal(answers.filter((g) => g.status === 200).length, 3);
  for (const got of answers.filter((g) => g.status !== 200)) assert.equal(problemName(got), 'round_full');
});

test('a district keeps its centers, and none of another district', async () => {
  const tag = async (id) => (await call('GET', `/v1/centers/${id}`)).headers.etag;
  const mine = '01900000-0000-7000-8000-000000400002', other = '01900000-0000-7000-8000-000000400004';
  const change = async (id, json, options = DISTRICT) => call('PATCH', `/v1/centers/${id}`, { ...options, json, type: 'application/merge-patch+json', headers: { 'If-Match': await tag(id) } });
  const changed = await ok(change(mine, { opening_hours: '월-금 09:00-20:00', phone: '+82255502999' }), 200);
  assert.deepEqual([changed.opening_hours, changed.phone, changed.version], ['월-금 09:00-20:00', '+82255502999', 2]);
  assert.equal((await change(other, { opening_hours: '언제나' })).status, 404);
  assert.equal((await change(mine, { round: 7 })).status, 400, 'a center joins by its round only');
  assert.equal((await change(mine, { opening_hours: '언제나' }, { actor: 'supervisor.A' })).status, 403);
  const [kept] = await fx.sql('select opening_hours from center_history where id = $1', [mine]);
  assert.equal(kept.opening_hours, '월-금 09:00-18:00', 'what it was is kept');
});

test('80 centers in July 2015, 283 in 18 districts a year later, then all 424 dongs', { skip: missing }, async () => {
  const { cluster, database } = fx.service;
  const got = spawnSync(BIN, ['import', 'dongs', DATA], { encoding: 'utf8', timeout: 60_000, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8',
    CHATDONG_OWNER_DATABASE: cluster.conninfo(database, 'chatdong_owner'), CHATDONG_DATABASE: cluster.conninfo(database) } });
  assert.equal(got.status, 0, got.stderr);
  // Without the demo's own; the centers' phones and addresses are made up.
  await fx.sql(`update center set round = null, joined_on = null`);
  await fx.sql(`insert into center (dong_code, name, address, phone, opening_hours)
    select code, name || '주민센터', '서울특별시 ' || name, '+8225551000', '월-금 09:00-18:00' from dong
     where valid_from <= '2016-03-01' and coalesce(valid_to > '2016-03-01', true) and code < '99'`);
  // 13 districts began with 80 dongs, 18 had 283 in the second year, all 25 in the third.
  await fx.sql(`with gu as (select gu_code, dense_rank() over (order by gu_code) as rank, code from dong where code in (select dong_code from center) and code < '99'),
      chosen as (select code, case when rank <= 13 and row_number() over (order by rank > 13, rank, code) <= 80 then 1
                                   when rank <= 18 then 2 else 3 end as round, rank from gu),
      counted as (select code, round, rank, row_number() over (partition by round order by rank, code) as n from chosen)
    update center c set round = case when x.round = 2 and x.n > 203 then 3 else x.round end,
           joined_on = case when x.round = 1 then date '2015-07-01' when x.round = 2 and x.n <= 203 then '2016-07-01' else '2017-07-01' end
      from counted x where x.code = c.dong_code and exists (select from program_round where number = 3)`);
  const on = async (when) => ok(call('GET', `/v1/rounds:participation?on=${when}`), 200);
  const years = [await on('2015-06-30'), await on('2015-07-01'), await on('2016-07-01'), await on('2017-07-01')];
  assert.deepEqual(years.map((y) => y.centers), [0, 80, 283, 424]);
  assert.deepEqual([years[2].districts, years[3].districts], [18, 25]);
  assert.equal(years[1].rounds[0].centers, 80);
  assert.equal(years[2].rounds[1].centers, 203);
  const page = await call('GET', '/v1/centers?joined_by=2016-07-01&limit=1', { headers: { Prefer: 'return=total-count' } });
  assert.equal(page.json.total_count, 283);
});
