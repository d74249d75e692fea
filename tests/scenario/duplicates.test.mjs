// Proves the story of a resident recorded twice, over HTTP: warned at creation, on the worklist, merged with everything, edited
// meanwhile, undone; and that the access records name both.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { problemName } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const [OFFICER, NURSE, SUPERVISOR, OTHER] = ['officer.A', 'nurse.A', 'supervisor.A', 'supervisor.B'];
let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const send = (method, path, actor, json, headers = {}) => fx.service.call(method, path, { actor,
  headers: { ...(method === 'POST' ? { 'Idempotency-Key': key() } : {}), ...headers }, ...(json ? { json } : {}),
  ...(method === 'PATCH' ? { type: 'application/merge-patch+json' } : {}) });
async function ok(method, path, actor, json, headers) {
  const got = await send(method, path, actor, json, headers);
  assert.ok(got.status < 300, `${method} ${path} as ${actor}: ${got.status} ${got.text}`);
  return got.json;
}
async function refused(status, problem, ...request) {
  const got = await send(...request);
  assert.deepEqual([got.status, problemName(got)], [status, problem], got.text);
  return got.json;
}
const KIM = { dong_code: '9911051000', name: '김순덕', birth_date: '1937-11-06', sex: 'female', phone: '+821055508801', address: '서울특별시 가람구 햇살로 201' };
const person = (id) => ok('GET', `/v1/residents/${id}`, OFFICER);
let first;
let second;

test('whoever is recorded a second time is warned of, and recorded if one insists', async () => {
  first = await ok('POST', '/v1/residents', OFFICER, KIM);
  fx.service.run.canary(KIM.name);
  const again = { ...KIM, name: '김 순덕', phone: '+821055508802', address: '서울특별시 가람구 햇살로 202' };
  const problem = await refused(409, 'resident_duplicates', 'POST', '/v1/residents', NURSE, again);
  assert.match(problem.errors[0].message, /^1 like this in the area, the closest with 70 of 100 points \(same_name, same_birth_date\)$/);
  assert.ok(!JSON.stringify(problem).includes(first.id), 'the refusal says whom');
  const { dong_code, ...described } = again;
  const { items } = await ok('POST', '/v1/resident-duplicates:search', NURSE, described);
  assert.deepEqual(items.map((c) => [c.id, c.score, c.reasons]), [[first.id, 70, ['same_name', 'same_birth_date']]]);
  assert.deepEqual((await ok('POST', '/v1/resident-duplicates:search', 'nurse.B', described)).items, [], 'another dong sees nobody');
  await refused(409, 'resident_duplicates', 'POST', '/v1/residents', NURSE, { ...again, name: '김순덕', insist: false });
  second = await ok('POST', '/v1/residents', NURSE, { ...again, insist: true });
  await ok('POST', '/v1/residents', NURSE, { ...again, name: '박순덕', birth_date: '1937-11-07' });
});

test('the pair is on the worklist, of those who have both dongs', async () => {
  const { items } = await ok('GET', `/v1/resident-duplicates?status=open&resident_id=${first.id}`, OFFICER);
  const pair = items.find((p) => p.resident_ids.includes(second.id));
  assert.deepEqual([pair.score, pair.first_name, pair.second_name], [70, '김순덕', '김 순덕']);
  assert.deepEqual((await ok('GET', `/v1/resident-duplicates?resident_id=${first.id}`, OTHER)).items, []);
  await refused(404, 'not_found', 'GET', `/v1/resident-duplicates/${pair.id}`, OTHER);
});

test('two at once: one merges, everything is the survivor\'s, and back after edits', async () => {
  const consent = await ok('POST', `/v1/residents/${second.id}/consents`, NURSE, { purpose: 'program_notice', fields: ['name'], given_by: 'resident', given_at: new Date().toISOString(), evidence_kind: 'paper' });
  const visit = await ok('POST', '/v1/visits', NURSE, { resident_id: second.id, program: 'senior-70', kind: 'home', planned_start: '2033-03-03T01:00:00Z', planned_end: '2033-03-03T01:40:00Z' });
  const cancelled = await ok('POST', '/v1/visits', NURSE, { resident_id: second.id, program: 'senior-70', kind: 'phone', planned_start: '2033-03-04T01:00:00Z', planned_end: '2033-03-04T01:40:00Z' });
  await ok('POST', `/v1/visits/${cancelled.id}/cancel`, NURSE, { reason: '입원' }, { 'If-Match': '"1"' });
  const asked = { survivor_id: first.id, merged_id: second.id, survivor_version: 1, merged_version: 1, fields: ['phone'], reason: '같은 분' };
  await refused(403, 'forbidden', 'POST', '/v1/resident-merges', OFFICER, asked);
  await refused(404, 'not_found', 'POST', '/v1/resident-merges', OTHER, asked);
  await refused(409, 'resident_merge_changed', 'POST', '/v1/resident-merges', SUPERVISOR, { ...asked, survivor_version: 7 });
  const answers = await Promise.all([asked, { ...asked, survivor_id: second.id, merged_id: first.id }, asked, asked].map((a) => send('POST', '/v1/resident-merges', SUPERVISOR, a)));
  assert.deepEqual(answers.map((a) => a.status).sort(), [201, 409, 409, 409], answers.map((a) => a.text).join('\n'));
  const merge = answers.find((a) => a.status === 201).json;
  const [survivor, gone] = [merge.survivor_id, merge.merged_id];
  if (survivor === first.id) {
    assert.equal((await person(survivor)).phone, second.phone, 'the phone was not taken over');
    assert.ok(merge.moved.some((m) => m.table === 'visit' && m.rows === 2), JSON.stringify(merge.moved));
    for (const id of [visit.id, cancelled.id]) assert.equal((await ok('GET', `/v1/visits/${id}`, NURSE)).resident_id, survivor);
    assert.ok((await ok('GET', `/v1/residents/${survivor}/consents`, NURSE)).items.some((c) => c.id === consent.id));
  }

  // The other is out of lists and searches, and says where it went.
  assert.equal((await person(gone)).merged_into, survivor);
  assert.ok(!(await ok('POST', '/v1/residents:search', OFFICER, { name: '순덕' })).items.some((r) => r.id === gone));
  await refused(409, 'resident_merged', 'PATCH', `/v1/residents/${gone}`, OFFICER, { notes: '메모' }, { 'If-Match': `"${(await person(gone)).version}"` });
  const status = (await send('POST', '/v1/visits', NURSE, { resident_id: gone, program: 'senior-70', kind: 'phone', planned_start: '2033-03-05T01:00:00Z', planned_end: '2033-03-05T01:40:00Z' }));
  assert.deepEqual([status.status, problemName(status)], [422, 'unknown_reference'], status.text);

  // Edited, then undone: the visit goes back as it is now.
  const mine = survivor === first.id ? visit : null;
  if (mine) {
    const { version } = await ok('GET', `/v1/visits/${mine.id}`, NURSE);
    await ok('PATCH', `/v1/visits/${mine.id}`, NURSE, { notes: '병합 뒤 수정' }, { 'If-Match': `"${version}"` });
  }
  await refused(412, 'precondition_failed', 'POST', `/v1/resident-merges/${merge.id}/undo`, SUPERVISOR, undefined, { 'If-Match': '"9"' });
  const undone = await ok('POST', `/v1/resident-merges/${merge.id}/undo`, SUPERVISOR, undefined, { 'If-Match': '"1"' });
  assert.ok(undone.undone_at && undone.returned.every((r) => r.state === 'returned'), JSON.stringify(undone.returned));
  await refused(409, 'resident_merge_undone', 'POST', `/v1/resident-merges/${merge.id}/undo`, SUPERVISOR, undefined, { 'If-Match': '"2"' });
  assert.equal((await person(gone)).merged_into, null);
  assert.equal((await person(first.id)).phone, KIM.phone);
  if (mine) {
    const back = await ok('GET', `/v1/visits/${mine.id}`, NURSE);
    assert.deepEqual([back.resident_id, back.notes], [gone, '병합 뒤 수정']);
    const { items } = await ok('GET', `/v1/resident-merges/${merge.id}/rows?state=returned`, SUPERVISOR);
    assert.ok(items.some((r) => r.table === 'visit' && r.row === mine.id && r.before === gone && r.after === survivor));
  }
  await refused(404, 'not_found', 'GET', `/v1/resident-merges/${merge.id}`, OTHER);

  // Who touched whom: the merge stands in the access records of both.
  for (const id of [first.id, second.id]) {
    const { items } = await ok('GET', `/v1/access-records?resident_id=${id}&limit=100`, SUPERVISOR);
    assert.ok(items.some((r) => r.operation === 'resident_merges_create'), `no record of the merge for ${id}`);
    assert.ok(items.some((r) => r.operation === 'resident_merges_undo'), `no record of the undoing for ${id}`);
  }
});

test('a chain is undone from its end; who was dismissed stays so', async () => {
  const third = await ok('POST', '/v1/residents', OFFICER, { ...KIM, name: '김순득', insist: true });
  const merge = async (survivor, merged) => ok('POST', '/v1/resident-merges', SUPERVISOR, { survivor_id: survivor, merged_id: merged, reason: '같은 분',
    survivor_version: (await person(survivor)).version, merged_version: (await person(merged)).version });
  const one = await merge(first.id, second.id);
  const two = await merge(third.id, first.id);
  await refused(409, 'resident_merge_later', 'POST', `/v1/resident-merges/${one.id}/undo`, SUPERVISOR, undefined, { 'If-Match': '"1"' });
  await refused(409, 'resident_merge_standing', 'POST', '/v1/resident-merges', SUPERVISOR, { survivor_id: second.id, merged_id: third.id, reason: '고리',
    survivor_version: (await person(second.id)).version, merged_version: (await person(third.id)).version });
  await ok('POST', `/v1/resident-merges/${two.id}/undo`, SUPERVISOR, undefined, { 'If-Match': '"1"' });
  await ok('POST', `/v1/resident-merges/${one.id}/undo`, SUPERVISOR, undefined, { 'If-Match': '"1"' });
  const { items } = await ok('GET', `/v1/resident-duplicates?status=open&resident_id=${third.id}`, SUPERVISOR);
  const pair = items.find((p) => p.resident_ids.includes(first.id));
  await ok('POST', `/v1/resident-duplicates/${pair.id}/dismiss`, SUPERVISOR, { reason: '자매' }, { 'If-Match': `"${pair.version}"` });
  assert.ok(!(await ok('GET', `/v1/resident-duplicates?status=open&resident_id=${third.id}`, SUPERVISOR)).items.some((p) => p.id === pair.id));
  await refused(409, 'resident_duplicate_judged', 'POST', `/v1/resident-duplicates/${pair.id}/dismiss`, SUPERVISOR, { reason: '자매' }, { 'If-Match': `"${pair.version + 1}"` });
});

test('who stands under one key of the register is a pair, whatever else is recorded', async () => {
  const one = await ok('POST', '/v1/residents', OFFICER, { ...KIM, name: '탁분례', birth_date: '1931-02-03', phone: '+821055508811', address: '서울특별시 가람구 햇살로 211' });
  const two = await ok('POST', '/v1/residents', OFFICER, { ...KIM, name: '탁복실', birth_date: '1932-12-24', phone: '+821055508812', address: '서울특별시 가람구 햇살로 212' });
  const pairs = async () => {
    await fx.sql('select residents_compare()');
    return (await ok('GET', `/v1/resident-duplicates?status=open&resident_id=${one.id}`, SUPERVISOR)).items.map((p) => [p.score, p.reasons, [...p.resident_ids].sort()]);
  };
  const number = (id, register_number) => ok('POST', `/v1/residents/${id}/register-key`, OFFICER, { register_number });
  await number(one.id, '310203-0000000');
  assert.deepEqual(await pairs(), []);
  await number(two.id, '310203-0000000');
  assert.deepEqual(await pairs(), [[100, ['same_register_key'], [one.id, two.id].sort()]]);
  await number(two.id, '321224-0000000');
  assert.deepEqual(await pairs(), [], 'it was a mistake');
});
