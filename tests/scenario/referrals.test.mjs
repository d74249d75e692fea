// Proves referrals from end to end: consent, hand-over, answers by client and by one-time link, the closed loop, the
// scheduler after a pause, and that nothing leaves which no consent covers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { actors } from '../lib/actors.mjs';
import { problemName } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { until } from '../lib/wait.mjs';

const demo = (suffix) => `01900000-0000-7000-8000-${suffix.padStart(12, '0')}`;
const SERVICE = demo('520009');
const PARTNER = demo('500001');
let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const call = (method, path, actor, json, headers = {}) => fx.service.call(method, path, { actor, headers, ...(json ? { json } : {}) });
const post = (path, actor, json, headers) => call('POST', path, actor, json, headers);
const get = (path, actor, headers) => call('GET', path, actor, undefined, headers);

async function consent(resident, fields, more = {}) {
  const got = await post(`/v1/residents/${resident}/consents`, 'officer.A',
    { purpose: 'partner_referral', fields, given_by: 'resident', evidence_kind: 'paper', evidence_reference: '동의서 17', ...more }, { 'Idempotency-Key': key() });
  assert.equal(got.status, 201, got.text);
  return got.json;
}

async function refer(resident, more = {}, idempotency = key()) {
  return post('/v1/referrals', 'officer.A', { resident_id: resident, service_id: SERVICE, need: '혼자 계시며 약을 자주 잊으심', fields: ['name', 'phone', 'need'], ...more },
    { 'Idempotency-Key': idempotency });
}

async function tasks(actor = 'officer.A') {
  const items = [];
  let cursor = '';
  do {
    const got = await get(`/v1/referral-tasks?limit=100${cursor}`, actor);
    assert.equal(got.status, 200, got.text);
    items.push(...got.json.items);
    cursor = got.json.next_cursor ? `&cursor=${got.json.next_cursor}` : null;
  } while (cursor);
  return new Map(items.map((t) => [t.id, t]));
}

const linkages = async () => (await get('/v1/referral-counts', 'supervisor.A')).json.items.find((c) => c.dong_code === '9911051000')?.linkages ?? 0;

test('the whole story of a referral, with four tokens', async () => {
  const resident = demo('100006');
  const before = await linkages();
  assert.equal(problemName(await refer(resident)), 'referral_consent_missing');
  await consent(resident, ['name', 'phone', 'need']);
  const idempotency = key();
  const made = await refer(resident, {}, idempotency);
  assert.equal(made.status, 201, made.text);
  const again = await refer(resident, {}, idempotency);
  assert.equal(again.json.id, made.json.id, 'the same request made a second referral');
  const id = made.json.id;
  assert.equal((await tasks()).get(id).task, 'unanswered');
  assert.equal((await get(`/v1/referrals/${id}`, 'officer.B')).status, 404);

  const read = await get(`/v1/partner-referrals/${id}`, 'partner.A', { 'X-Request-Id': 'partner-reads-it' });
  assert.equal(read.status, 200, read.text);
  assert.deepEqual(Object.keys(read.json.shared).sort(), ['name', 'need', 'phone']);
  assert.equal(read.json.resident_id, undefined, 'the id of the resident left');
  assert.equal(read.headers.etag, undefined, 'what a consent may change has no version to ask for');
  const [record] = await fx.sql("select * from access_record where request_id = 'partner-reads-it'");
  assert.deepEqual([record.actor_id, record.purpose, record.resident_ids], [actors['partner.A'].sub, `partner ${PARTNER}`, [resident]]);
  assert.equal((await get(`/v1/partner-referrals/${id}`, 'partner.B')).status, 404);
  assert.equal((await post(`/v1/partner-referrals/${id}/answer`, 'partner.B', { answer: 'accepted' })).status, 404);

  assert.equal((await post(`/v1/partner-referrals/${id}/answer`, 'partner.A', { answer: 'accepted', note: '화요일에 찾아뵙겠습니다' })).status, 200);
  assert.equal((await tasks()).get(id).task, 'awaiting_outcome');
  assert.equal(await linkages(), before, 'what was only accepted is no linkage');
  const served = await post(`/v1/partner-referrals/${id}/answer`, 'partner.A', { answer: 'served', note: '약 달력을 드림' });
  assert.deepEqual([served.status, served.json.status, served.json.shared], [200, 'served', {}], 'what is done needs no more data');
  assert.equal(await linkages(), before + 1, 'what was served is one');
  assert.equal((await tasks()).get(id).task, 'to_close');

  const detail = await get(`/v1/referrals/${id}`, 'officer.A');
  const visit = await post('/v1/visits', 'officer.A', detail.json.follow_up, { 'Idempotency-Key': key() });
  assert.equal(visit.status, 201, `the proposed visit is not taken as it is: ${visit.text}`);
  const close = (etag, actor = 'supervisor.A') => post(`/v1/referrals/${id}/close`, actor, { note: '방문 일정을 잡음' }, { 'If-Match': etag });
  assert.equal((await close('"1"')).status, 412);
  assert.equal((await close(detail.headers.etag)).json.status, 'closed');
  assert.ok(!(await tasks()).has(id), 'what is closed is on the worklist');

  const masked = await get(`/v1/referrals/${id}`, 'district_admin.A');
  assert.match(masked.json.resident_name, /\*/);
  const seen = await get(`/v1/access-records?resident_id=${resident}&limit=100`, 'supervisor.A');
  assert.ok(seen.json.items.some((r) => r.operation === 'partner_referrals_get' && r.purpose === `partner ${PARTNER}`), 'the supervisor does not see who of the partners read');
});

test('a consent that is withdrawn midway takes the fields away, and nothing but them', async () => {
  const resident = demo('100007');
  const given = await consent(resident, ['name', 'phone', 'address', 'need']);
  const { json: { id }, headers: { etag } } = await refer(resident, { fields: ['name', 'phone', 'address'] });
  await post(`/v1/partner-referrals/${id}/answer`, 'partner.A', { answer: 'accepted' });
  const shared = async () => Object.keys((await get(`/v1/partner-referrals/${id}`, 'partner.A', { 'If-None-Match': '*' })).json.shared);
  assert.deepEqual((await shared()).sort(), ['address', 'name', 'phone']);
  const withdrawn = await post(`/v1/residents/${resident}/consents/${given.id}/withdraw`, 'nurse.A', { withdrawn_by: 'resident' });
  assert.equal(withdrawn.json.holds, false, withdrawn.text);
  assert.deepEqual(await shared(), []);
  const list = await get('/v1/partner-referrals?limit=100', 'partner.A');
  assert.deepEqual(list.json.items.find((r) => r.id === id)?.shared, {}, 'the list still has them');
  const staff = await get(`/v1/referrals/${id}`, 'officer.A', { 'If-None-Match': etag });
  assert.deepEqual([staff.status, staff.json.open_fields], [200, []], 'staff are not told that nothing leaves any more');
  assert.equal((await refer(resident, { fields: ['name'] })).status, 422);
  await consent(resident, ['phone'], { partner_id: PARTNER });
  assert.deepEqual(await shared(), ['phone'], 'a new consent for one field');
  assert.equal((await post(`/v1/partner-referrals/${id}/answer`, 'partner.A', { answer: 'served' })).status, 200, 'the help itself goes on');
});

test('what a screening proposes is a referral, but for the service and what may leave', async () => {
  const resident = demo('100011');
  await consent(resident, ['name', 'health']);
  const screening = fx.recipes.body(fx.op('screenings_create'), 'A');
  const made = await fx.send('screenings_create', { actor: 'nurse.A', json: { ...screening, resident_id: resident, visit_id: undefined } });
  assert.equal(made.status, 201, made.text);
  const proposed = made.json.proposed_referral;
  assert.ok(proposed, `this screening proposes none: ${made.text}`);
  const referred = await post('/v1/referrals', 'nurse.A', { ...proposed, service_id: SERVICE, fields: ['name', 'health'] }, { 'Idempotency-Key': key() });
  assert.equal(referred.status, 201, referred.text);
  assert.deepEqual([referred.json.screening_id, Date.parse(referred.json.respond_by)], [made.json.id, Date.parse(proposed.respond_by)]);
  const read = await get(`/v1/partner-referrals/${referred.json.id}`, 'partner.A');
  assert.deepEqual(Object.keys(read.json.shared.health).sort(), ['band', 'done_on', 'instrument', 'score']);
  assert.equal(read.json.shared.need, undefined);
});

test('every proposal of every instrument finds services by its need, and is taken with one of them', async () => {
  const resident = demo('100003');
  const mother = demo('100091');
  for (const who of [resident, mother]) await consent(who, ['name', 'need', 'health']);
  const questions = (n, value) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`q${i + 1}`, value]));
  const positive = [
    ['phq-9', { ...questions(9, 2), q9: 0 }], ['phq-9', { ...questions(9, 0), q9: 1 }], ['sgds-k', questions(15, 1)], ['kdsq-c', questions(15, 1)],
    ['k-epds', { ...questions(10, 2), q10: 0 }], ['k-epds', { ...questions(10, 0), q10: 1 }],
    ['k-frail', { fatigue: 1, resistance: 1, ambulation: 1, illnesses: 0, weight_loss: 0 }],
    ['blood-pressure', { systolic: 145, diastolic: 85 }], ['blood-pressure', { systolic: 165, diastolic: 85 }], ['blood-pressure', { systolic: 150, diastolic: 121 }],
    ['glucose', { fasting: 126 }], ['glucose', { random: 60 }],
  ];
  const terms = new Set((await get('/v1/needs?limit=100', 'nurse.A')).json.items.map((n) => n.code));
  for (const [instrument_id, answers] of positive) {
    const of = instrument_id === 'k-epds' ? mother : resident;
    const done = await post('/v1/screenings', 'nurse.A', { resident_id: of, instrument_id, answers }, { 'Idempotency-Key': key() });
    assert.equal(done.status, 201, done.text);
    const proposed = done.json.proposed_referral;
    assert.ok(proposed, `${instrument_id} ${JSON.stringify(answers)} proposes nothing`);
    assert.ok(terms.has(proposed.need), `${instrument_id} proposes ${proposed.need}, which is no term of /v1/needs`);
    const found = (await post('/v1/services:search', 'nurse.A', { needs: [proposed.need], dong_code: '9911051000' })).json.items;
    assert.ok(found.length >= 1, `nobody helps with ${proposed.need}`);
    const uncounted = found.find((s) => s.maximum === null) ?? found[0];
    const referred = await post('/v1/referrals', 'nurse.A', { ...proposed, service_id: uncounted.id, fields: ['name', 'health'] }, { 'Idempotency-Key': key() });
    assert.equal(referred.status, 201, `${instrument_id}: ${referred.text}`);
    assert.deepEqual([referred.json.screening_id, referred.json.urgency, referred.json.need], [done.json.id, proposed.urgency, proposed.need]);
  }
  const { items } = (await get('/v1/instruments?limit=100', 'nurse.A')).json;
  for (const { id } of items) {
    const { definition } = (await get(`/v1/instruments/${id}`, 'nurse.A')).json;
    for (const [, need] of JSON.stringify(definition).matchAll(/"need":"([^"]*)"/g)) assert.ok(terms.has(need), `${id}: ${need}`);
  }
});

test('a one-time link: opened, answered once, followed by one for the outcome', async () => {
  const resident = demo('100008');
  await consent(resident, ['name', 'need']);
  const made = await refer(resident, { fields: ['name', 'need'] });
  const path = `/v1/referrals/${made.json.id}`;
  const issue = async (etag) => post(`${path}/link`, 'nurse.A', undefined, { 'If-Match': etag });
  const first = await issue(made.headers.etag);
  assert.match(first.json.token, /^[A-Za-z0-9_-]{43}$/);
  const second = await issue(first.headers.etag);
  const open = (token) => post('/v1/referral-links:open', null, { token });
  const answer = (token, json) => post('/v1/referral-links:answer', null, { token, ...json });
  assert.equal(problemName(await open(first.json.token)), 'referral_link_gone', 'a link that was replaced');
  assert.equal((await open('A'.repeat(43))).status, 404);

  const read = await open(second.json.token);
  assert.deepEqual([read.status, Object.keys(read.json.shared).sort(), read.json.answers], [200, ['name', 'need'], ['accepted', 'rejected']], read.text);
  const accepted = await answer(second.json.token, { answer: 'accepted' });
  assert.equal(accepted.json.status, 'accepted', accepted.text);
  const twice = await answer(second.json.token, { answer: 'rejected', reason: 'other' });
  assert.deepEqual([twice.status, twice.json.errors?.[0].code], [409, 'accepted'], twice.text);
  assert.equal((await open(second.json.token)).status, 410);
  const next = accepted.json.next_token;
  assert.deepEqual((await open(next)).json.answers, ['not_served', 'served']);
  const done = await answer(next, { answer: 'not_served', reason: 'resident_refused', note: '원하지 않으심' });
  assert.deepEqual([done.json.status, done.json.next_token], ['not_served', null], done.text);
  assert.equal(problemName(await issue((await get(path, 'nurse.A')).headers.etag)), 'referral_transition', 'what is over takes no link');

  const tokens = [first.json.token, second.json.token, next];
  for (const token of tokens) assert.ok(!fx.service.log().includes(token), 'a token stands in the log');
  const tables = await fx.sql("select relname from pg_class where relnamespace = 'chatdong'::regnamespace and relkind = 'r'");
  for (const { relname } of tables) {
    const [{ n }] = await fx.sql(`select count(*) as n from chatdong.${relname} t, unnest($1::text[]) k where position(k in t::text) > 0`, [tokens]);
    assert.equal(Number(n), 0, `a token stands in ${relname}`);
  }
  const records = await fx.sql("select * from access_record where actor_role = 'link' and resident_ids @> array[$1]::uuid[] order by at", [resident]);
  assert.deepEqual(records.map((r) => r.operation), ['referral_links_open', 'referral_links_answer', 'referral_links_open', 'referral_links_answer']);
  assert.ok(records.every((r) => r.purpose === `partner ${PARTNER}` && r.client && r.dong_codes[0] === '9911051000'), JSON.stringify(records));
});

test('guessing links is slow', async () => {
  const own = await Fixture.open({ settings: { rate_strict: 5 } });
  try {
    const answers = [];
    for (let i = 0; i < 8; i++) answers.push((await own.send('referral_links_open', { json: { token: `${'x'.repeat(42)}${i}` } })).status);
    assert.ok(answers.filter((s) => s === 429).length >= 2, `${answers}`);
    assert.equal((await own.send('referral_links_answer', { json: { token: 'y'.repeat(43), answer: 'accepted' } })).status, 429, 'the other operation counts apart');
  } finally {
    await own.close();
  }
});

test('fifty answers at once, by client and by link: one is taken, the others learn the state', async () => {
  const resident = demo('100009');
  await consent(resident, ['name']);
  for (let round = 0; round < 4; round++) {
    const made = await refer(resident, { fields: ['name'] });
    const { json: { token } } = await post(`/v1/referrals/${made.json.id}/link`, 'nurse.A', undefined, { 'If-Match': made.headers.etag });
    const json = (i) => (i % 3 ? { answer: 'accepted' } : { answer: 'rejected', reason: 'no_capacity' });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2
      ? post('/v1/referral-links:answer', null, { token, ...json(i) })
      : post(`/v1/partner-referrals/${made.json.id}/answer`, 'partner.A', json(i)))));
    const won = answers.filter((a) => a.status === 200);
    assert.equal(won.length, 1, `round ${round}: ${answers.map((a) => a.status)}`);
    const state = won[0].json.status;
    for (const lost of answers.filter((a) => a !== won[0])) {
      // A link of a referral that was rejected meanwhile by the client is over, not used.
      assert.ok([409, 410].includes(lost.status), `${lost.status} ${lost.text}`);
      assert.equal(lost.json.errors?.[0].code, state, lost.text);
    }
    assert.equal((await get(`/v1/referrals/${made.json.id}`, 'officer.A')).json.status, state);
  }
});

test('places are not given twice', async () => {
  const resident = demo('100010');
  const counted = demo('520002');
  await consent(resident, ['name']);
  const [{ available }] = await fx.sql('select available from service_capacity where id = $1', [counted]);
  const answers = await Promise.all(Array.from({ length: available + 8 }, () => refer(resident, { service_id: counted, fields: ['name'] })));
  const made = answers.filter((a) => a.status === 201);
  assert.equal(made.length, available, `${answers.map((a) => a.status)}`);
  for (const a of answers.filter((b) => b.status !== 201)) assert.equal(problemName(a), 'referral_no_place', a.text);
  const back = await post(`/v1/referrals/${made[0].json.id}/retract`, 'officer.A', { note: '주민이 원하지 않음' }, { 'If-Match': made[0].headers.etag });
  assert.deepEqual([back.status, back.json.status, back.json.reason], [200, 'expired', 'taken_back'], back.text);
  assert.equal((await refer(resident, { service_id: counted, fields: ['name'] })).status, 201, 'the place that was given back is free');
});

test('the scheduler catches up after a pause, and does nothing twice', async () => {
  const own = await Fixture.open();
  const id = demo('830011');
  const soon = demo('830012');
  try {
    await own.sql('alter table referral disable trigger user');
    await own.sql("update referral set created_at = now() - interval '20 days', respond_by = now() - interval '6 days', due_at = now() - interval '6 days' where id = $1", [id]);
    await own.sql("update referral set respond_by = now() + interval '1 day', due_at = now() + interval '1 day' where id = $1", [soon]);
    await own.sql('alter table referral enable trigger user');
    const worker = { worker_database: own.service.cluster.conninfo(own.service.database, 'chatdong_worker') };
    for (let start = 0; start < 2; start++) {
      await own.sql("delete from schedule_run where rule like 'referrals_%'");
      const working = await Fixture.open({ database: own.service.database, settings: worker });
      try {
        await until('both rules ran', () => ['referrals_expire', 'referrals_remind'].every((rule) =>
          working.service.logLines().some((l) => l.event === 'rule_done' && l.rule === rule)), 20_000);
      } finally {
        await working.close();
      }
    }
    const [late] = await own.sql('select status, updated_by, version from referral where id = $1', [id]);
    assert.deepEqual([late.status, late.updated_by], ['expired', null]);
    const [{ n }] = await own.sql('select count(*) as n from referral_history where id = $1', [id]);
    assert.equal(Number(n), 1, 'it expired twice');
    const reminders = await own.sql('select kind from referral_reminder where referral_id = any ($1::uuid[])', [[id, soon]]);
    assert.deepEqual(reminders.map((r) => r.kind), ['answer_due'], 'reminded twice, or of what had expired');
    const task = await own.send('referral_tasks_list', { actor: 'officer.A', query: { limit: 100, task: 'to_close' } });
    assert.ok(task.json.items.some((t) => t.id === id), 'what nobody answered is still on the worklist');
    const seen = await own.service.call('GET', `/v1/partner-referrals/${soon}`, { actor: 'partner.A' });
    assert.notEqual(seen.json.reminded_at, null);
  } finally {
    await own.close();
  }
});
