// Proves one household's story through all of it, over HTTP and with the tokens of those who would do it: signal, match,
// discovery, visit, screening, case, conference, plan, aid, referral, monitoring, closing; and that the access records at
// the end name everyone who saw the household.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { actors } from '../lib/actors.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const demo = (suffix) => `01900000-0000-7000-8000-${suffix.padStart(12, '0')}`;
const [PLANNER, NURSE, SUPERVISOR, DISTRICT, CITY, PARTNER] = ['officer.A', 'nurse.A', 'supervisor.A', 'district_admin.A', 'system.city', 'partner.A'];
let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

async function call(method, path, actor, json, headers = {}) {
  const got = await fx.service.call(method, path, { actor, headers: { ...(method === 'POST' ? { 'Idempotency-Key': key() } : {}), ...headers }, ...(json ? { json } : {}),
    ...(method === 'PATCH' ? { type: 'application/merge-patch+json' } : {}) });
  assert.ok(got.status < 300, `${method} ${path} as ${actor}: ${got.status} ${got.text}`);
  return got;
}
const get = async (path, actor) => (await call('GET', path, actor)).json;
const post = async (path, actor, json) => (await call('POST', path, actor, json)).json;

// A change names the version that the actor has just read.
async function change(path, actor, json, { of = path, method = 'POST' } = {}) {
  const { headers } = await call('GET', of, actor);
  return (await call(method, path, actor, json, { 'If-Match': headers.etag })).json;
}

const refused = async (status, path, actor, json, headers = {}) => {
  const got = await fx.service.call('POST', path, { actor, json, headers });
  assert.equal(got.status, status, got.text);
};

async function visitDone(visit, actor) {
  const path = `/v1/visits/${visit.id}`;
  await change(`${path}/check-in`, actor, undefined, { of: path });
  return change(`${path}/complete`, actor, { outcome: 'done', notes: '전기가 끊겨 있었고 끼니를 거르고 계심' }, { of: path });
}

test('one household, from arrears to the closing of its case', async () => {
  const place = { dong_code: '9911051000', address: '서울특별시 가람구 햇살로 31' };
  const household = await post('/v1/households', PLANNER, { ...place, name: '표순덕 가구' });
  const person = await post('/v1/residents', PLANNER, { ...place, household_id: household.id, name: '표순덕', birth_date: '1961-04-05', sex: 'female', phone: '+821055507788' });
  const RESIDENT = person.id;
  fx.service.run.canary(person.name);

  // The power company's list names somebody three months behind; it is our resident.
  const signal = await post('/v1/signals', CITY, { gu_code: '99110', dong_code: '9911051000', kind: 'power_cut', source_id: 'story-1', name: person.name,
    birth_date: person.birth_date, phone: person.phone, evidence: '전기 요금 석 달 체납' });
  const matched = await get(`/v1/signals/${signal.id}`, PLANNER);
  assert.equal(matched.resident_id, RESIDENT, 'the signal found nobody');

  // The planner opens a discovery and goes there within three working days, as proposed.
  const discovery = await post('/v1/discoveries', PLANNER, { resident_id: RESIDENT, path: 'signal', kind: 'poor_family', need: '단전 위기', signal_id: signal.id });
  const first = await visitDone(await post('/v1/visits', PLANNER, discovery.first_visit), PLANNER);
  assert.equal(first.status, 'completed');
  assert.equal((await get(`/v1/discoveries/${discovery.id}`, PLANNER)).first_visit_id, first.id, 'the first visit was not seen as such');

  // The nurse screens.
  const screening = await post('/v1/screenings', NURSE, { resident_id: RESIDENT, instrument_id: 'phq-9',
    answers: Object.fromEntries([2, 2, 2, 2, 1, 1, 1, 1, 0].map((a, i) => [`q${i + 1}`, a])) });
  assert.deepEqual([screening.score, screening.level], [12, 'positive'], 'ten and more is to be referred');

  // The case: interviewed, assessed, conferenced, planned by one and approved by another.
  const made = await post('/v1/cases', PLANNER, { resident_id: RESIDENT, summary: '실직 뒤 공과금과 월세가 밀림', discovery_id: discovery.id });
  const path = `/v1/cases/${made.id}`;
  const step = (to, actor = PLANNER) => change(`${path}/step`, actor, { to }, { of: path });
  await step('interviewed');
  const need = await post('/v1/case-needs', PLANNER, { case_id: made.id, kind: 'income', description: '생활비가 없음', goals: ['다음 달까지 생활비 마련'] });
  await step('assessed');
  await post('/v1/case-conferences', PLANNER, { case_id: made.id, held_on: (await fx.sql('select chatdong.seoul_today()::text as day'))[0].day,
    attendees: ['김서연', '이지은'], minutes: '사례관리 대상으로 결정함' });
  await change(path, PLANNER, { class: 'case_managed' }, { method: 'PATCH' });
  await step('conferenced');
  const planned = await change(path, PLANNER, { plan: '긴급복지 신청, 정신건강복지센터 연계, 매주 방문' }, { method: 'PATCH' });
  await refused(403, `${path}/approve-plan`, PLANNER, { version: planned.version });
  const approved = await post(`${path}/approve-plan`, SUPERVISOR, { version: planned.version });
  assert.equal(approved.status, 'planned');
  await step('in_service');

  // Emergency aid, by four eyes, paid by the finance system.
  const asked = await post('/v1/aid', PLANNER, { resident_id: RESIDENT, kind: 'living', amount: 300_000, reason: '갑작스러운 실직', payee_name: person.name,
    payee_bank: '004', payee_account: '99900000008' });
  await change(`/v1/aid/${asked.id}/approve`, SUPERVISOR, { note: '현장 확인함' }, { of: `/v1/aid/${asked.id}` });
  assert.equal((await get(`/v1/aid/${asked.id}`, DISTRICT)).status, 'approved');
  const file = await post('/v1/aid-payment-files', DISTRICT, { gu_code: '99110' });
  const { items } = await get(`/v1/aid-payment-files/${file.id}/items?limit=100`, CITY);
  assert.equal(items.find((item) => item.aid_id === asked.id).amount, 300_000);
  await call('POST', `/v1/aid-payment-files/${file.id}/results`, CITY, { items: [{ aid_id: asked.id, outcome: 'paid', paid_on: '2026-07-03', reference: 'FIN-8' }] });
  assert.equal((await get(`/v1/aid/${asked.id}`, PLANNER)).status, 'paid');

  // What the screening proposes goes to the mental health center, as far as the resident consents; served, and closed.
  const consent = { purpose: 'partner_referral', fields: ['name', 'phone', 'need'], given_by: 'resident', evidence_kind: 'paper' };
  await post(`/v1/residents/${RESIDENT}/consents`, NURSE, consent);
  const referral = await post('/v1/referrals', NURSE, { ...screening.proposed_referral, service_id: demo('520009'), fields: consent.fields });
  for (const answer of ['accepted', 'served']) await call('POST', `/v1/partner-referrals/${referral.id}/answer`, PARTNER, { answer });
  await change(`/v1/referrals/${referral.id}/close`, SUPERVISOR, { note: '상담을 시작함' }, { of: `/v1/referrals/${referral.id}` });

  // Watched once more, and closed by somebody else than who wrote the closing.
  const again = await post('/v1/visits', PLANNER, { ...discovery.first_visit, planned_start: '2026-07-20T01:00:00Z', planned_end: '2026-07-20T01:40:00Z', notes: '모니터링' });
  await change(`${path}/visits`, PLANNER, { visit_id: (await visitDone(again, PLANNER)).id }, { of: path });
  await step('monitoring');
  await call('PATCH', `/v1/case-needs/${need.id}`, PLANNER, { result: 'solved' }, { 'If-Match': `"${need.version}"` });
  const written = await change(path, PLANNER, { closing: '생활비와 상담이 이어지고 있음' }, { method: 'PATCH' });
  const closed = await post(`${path}/approve-closing`, SUPERVISOR, { version: written.version });
  assert.equal(closed.status, 'closed');
  await change(`/v1/signals/${signal.id}/resolve`, PLANNER, { outcome: 'supported' }, { of: `/v1/signals/${signal.id}` });

  // Whoever saw the household stands in the records, and nobody else does.
  const seen = new Set();
  for (let cursor = ''; cursor !== null;) {
    const page = await get(`/v1/access-records?resident_id=${RESIDENT}&limit=100${cursor}`, SUPERVISOR);
    for (const record of page.items) seen.add(record.actor_id);
    cursor = page.next_cursor ? `&cursor=${encodeURIComponent(page.next_cursor)}` : null;
  }
  const wanted = [PLANNER, NURSE, SUPERVISOR, DISTRICT, CITY, PARTNER].map((name) => actors[name].sub);
  assert.deepEqual([...seen].filter((id) => id).sort(), [...wanted].sort());
});
