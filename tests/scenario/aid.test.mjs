// Proves emergency aid from application to reversal over HTTP, and its money under concurrency and crashes: no number of
// clients at once overspends a budget, none is refused while money is left, and the ledger is balanced whatever dies.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { actors } from '../lib/actors.mjs';
import { apply, approvals, balanced, budget, crowd, stampede, verify } from '../lib/aid.mjs';
import { Cluster } from '../lib/cluster.mjs';
import { problemName } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { sleep, until } from '../lib/wait.mjs';

const demo = (suffix) => `01900000-0000-7000-8000-${suffix.padStart(12, '0')}`;
let fx;
// 200 at once wait for each other however slow the machine is: a 503 for its slowness is not what is looked for here.
before(async () => { fx = await Fixture.open({ settings: { short_timeout: 15000, acquire_timeout: 30000, write_timeout: 30000 } }); });
after(async () => { await fx?.close(); await closeRun(); });

const post = (path, actor, json, headers = {}) => fx.service.call('POST', path, { actor, json, headers });
const get = (path, actor, headers = {}) => fx.service.call('GET', path, { actor, headers });
const first = (got) => got.json.errors?.[0];

test('from application to payment and reversal, with what each role sees', async () => {
  const left = async () => (await get(`/v1/aid-budgets/${demo('920002')}`, 'district_admin.A')).json;
  const start = await left();
  const asked = await apply(fx, demo('100012'), 250_000);
  assert.equal(asked.status, 201, asked.text);
  const { id } = asked.json;
  assert.deepEqual([asked.json.household_size, asked.json.ceiling, asked.json.extra, asked.json.payee_account_end], [1, 300_000, true, '0001']);
  assert.equal(asked.json.payee_account, undefined);
  assert.equal((await left()).reserved, start.reserved + 250_000, 'nothing was reserved');
  const again = await apply(fx, demo('100012'), 100_000);
  assert.deepEqual([again.status, first(again).code], [409, 'aid_once_a_year'], again.text);
  assert.match(first(again).message, /^living in \d{4}: 2 of 1 and 1 extra \(2019 table of Seoul\), this would be number 3$/);
  const above = await apply(fx, demo('100002'), 600_000);
  assert.deepEqual([above.status, problemName(above), first(above).message],
    [422, 'aid_ceiling_exceeded', 'household of 2, ceiling 500,000 won (2019 table of Seoul), asked 600,000 won']);

  assert.equal((await post(`/v1/aid/${id}/approve`, 'officer.A', {}, { 'If-Match': '"1"' })).status, 403);
  assert.equal((await post(`/v1/aid/${id}/approve`, 'supervisor.B', {}, { 'If-Match': '"1"' })).status, 404);
  const approved = await post(`/v1/aid/${id}/approve`, 'supervisor.A', { amount: 200_000, note: '현장 확인함' }, { 'If-Match': '"1"' });
  assert.deepEqual([approved.status, approved.json.approved_amount], [200, 200_000], approved.text);
  assert.equal((await left()).committed, start.committed + 200_000);
  const masked = await get(`/v1/aid/${id}`, 'district_admin.A');
  assert.match(masked.json.resident_name, /\*/);

  const file = await post('/v1/aid-payment-files', 'district_admin.A', { gu_code: '99110', notes: '오늘 지급분' }, { 'Idempotency-Key': key() });
  assert.equal(file.status, 201, file.text);
  const path = `/v1/aid-payment-files/${file.json.id}`;
  const items = await get(`${path}/items`, 'system.city', { 'X-Request-Id': 'finance-reads-it' });
  const mine = items.json.items.find((i) => i.aid_id === id);
  assert.deepEqual([mine.amount, mine.payee_account, file.json.items], [200_000, '99900000001', items.json.items.length]);
  const [record] = await fx.sql("select * from access_record where request_id = 'finance-reads-it'");
  assert.deepEqual([record.actor_id, record.resident_ids.includes(demo('100012'))], [actors['system.city'].sub, true]);
  const paid = { items: [{ aid_id: id, outcome: 'paid', paid_on: '2026-07-03', reference: 'FIN-1' }] };
  const result = await post(`${path}/results`, 'system.city', paid);
  assert.deepEqual([result.status, result.json.paid_items, result.json.paid_total], [200, 1, 200_000], result.text);
  const before = await fx.sql('select * from aid_entry order by id');
  const same = await post(`${path}/results`, 'system.city', paid);
  assert.deepEqual([same.status, same.json], [200, result.json], 'the same results again changed something');
  assert.deepEqual(await fx.sql('select * from aid_entry order by id'), before);
  const other = await post(`${path}/results`, 'system.city', { items: [{ aid_id: id, outcome: 'failed', failure: 'closed account' }] });
  assert.deepEqual([other.status, problemName(other)], [422, 'aid_result_contradicts']);
  assert.equal((await post(`${path}/results`, 'district_admin.C', paid)).status, 404);

  const now = await get(`/v1/aid/${id}`, 'officer.A');
  assert.deepEqual([now.json.status, now.json.paid_on], ['paid', '2026-07-03']);
  const reversed = await post(`/v1/aid/${id}/reverse`, 'district_admin.A', { reason: '중복 지원으로 환수함' }, { 'If-Match': now.headers.etag });
  assert.equal(reversed.json.status, 'reversed', reversed.text);
  const entries = await get(`/v1/aid-budgets/${demo('920002')}/entries?aid_id=${id}`, 'district_admin.A');
  assert.deepEqual(entries.json.items.map((e) => e.kind), ['reserve', 'commit', 'pay', 'reverse']);
  for (const e of entries.json.items) assert.equal(e.postings.reduce((sum, p) => sum + p.amount, 0), 0);
  assert.equal((await left()).available, start.available, 'not all of the money came back');
  balanced(fx);
});

test('a payment that failed goes into the next file and is paid once', async () => {
  const [resident] = await crowd(fx, 1, 1_000_000);
  const { json: { id } } = await apply(fx, resident, 100_000);
  await post(`/v1/aid/${id}/approve`, 'supervisor.A', {}, { 'If-Match': '"1"' });
  const make = async () => (await post('/v1/aid-payment-files', 'district_admin.A', { gu_code: '99110' }, { 'Idempotency-Key': key() })).json;
  const [one, two] = [await make(), await make()];
  assert.deepEqual([one.items, two.items], [1, 0], 'an aid stands in two open files');
  const failed = { items: [{ aid_id: id, outcome: 'failed', failure: 'account closed' }] };
  assert.equal((await post(`/v1/aid-payment-files/${one.id}/results`, 'district_admin.A', failed)).json.failed_items, 1);
  assert.equal((await get(`/v1/aid/${id}`, 'officer.A')).json.payment_failure, 'account closed');
  const three = await make();
  assert.equal(three.items, 1);
  assert.equal((await post(`/v1/aid-payment-files/${three.id}/results`, 'district_admin.A', { items: [{ aid_id: id, outcome: 'paid' }] })).status, 422, 'paid without a day');
  await post(`/v1/aid-payment-files/${three.id}/results`, 'district_admin.A', { items: [{ aid_id: id, outcome: 'paid', paid_on: '2026-07-05' }] });
  assert.equal((await post(`/v1/aid-payment-files/${one.id}/results`, 'district_admin.A', failed)).json.failed_items, 1, 'the old result again');
  assert.equal((await get(`/v1/aid/${id}`, 'officer.A')).json.status, 'paid');
  balanced(fx);
});

test('200 clients apply and have it approved at once against a budget with room for 120; 3 runs', async () => {
  for (let run = 0; run < 3; run++) assert.deepEqual(await stampede(fx, { clients: 200, room: 120 }), { taken: 120, refused: 80, lost: 0 });
});

test('200 clients approve at once what was applied for: all of it, to the last won', async () => {
  await approvals(fx, { clients: 200 });
});

test('one household, twenty applications at once: as many as its turns', async () => {
  const [resident] = await crowd(fx, 1, 10_000_000);
  const answers = await Promise.all(Array.from({ length: 20 }, () => apply(fx, resident, 100_000)));
  assert.deepEqual([answers.filter((a) => a.status === 201).length, answers.filter((a) => problemName(a) === 'aid_once_a_year').length], [2, 18]);
});

test('ledger verify finds what was changed behind the service, and says what', async () => {
  balanced(fx);
  const [{ id, available }] = await fx.sql("update aid_budget set available = available + 1, amount = amount + 1 where dong_code = '9911051000' returning id, available");
  balanced(fx); // set as a budget is set: entered
  await fx.sql('alter table aid_budget disable trigger user');
  await fx.sql('update aid_budget set available = available - 1, paid = paid + 1 where id = $1', [id]);
  const { code, out } = verify(fx);
  assert.equal(code, 1, out);
  assert.match(out, new RegExp(`${id}: budget is not what its ledger says: available: expected ${available}, found ${available - 1}`));
  assert.match(out, /budget is not what its aid adds up to: paid/);
  await fx.sql('update aid_budget set available = available + 1, paid = paid - 1 where id = $1', [id]);
  await fx.sql('alter table aid_budget enable trigger user');
  balanced(fx);
});

// When that many have applied, however fast the machine is, it is the middle.
const applications = async (fixture) => Number((await fixture.sql('select count(*) as n from aid'))[0].n);
const applied = (fixture, count) => until(`${count} applications`, async () => await applications(fixture) >= count, 20_000, 5);

test('kill -9 of the service in the middle: every application and approval is done once', async () => {
  const before = await applications(fx);
  const done = await stampede(fx, { clients: 100, room: 60, disturb: async () => {
    for (const count of [10, 25, 40]) {
      await applied(fx, before + count);
      await fx.service.restart();
    }
  } });
  console.log(`# killed service: ${JSON.stringify(done)}`);
  assert.ok(done.lost > 0, 'the service was never killed in time');
});

test('kill -9 of PostgreSQL in the middle: nothing that was answered is lost, and the ledger is balanced', async () => {
  const cluster = await Cluster.start(); // the machine lives on, so what was written stays written
  await cluster.makeTemplate();
  const own = await Fixture.open({ cluster, settings: { short_timeout: 15000 } });
  try {
    let killed = 0;
    const before = await applications(own);
    const done = await stampede(own, { clients: 100, room: 60, disturb: async () => {
      await applied(own, before + 15);
      const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(cluster.child.pid)], { encoding: 'utf8' }).stdout.trim().split(/\s+/).map(Number);
      for (const pid of [cluster.child.pid, ...children]) {
        try { process.kill(pid, 'SIGKILL'); killed++; } catch { /* gone already */ }
      }
      await cluster.exited;
      await sleep(300);
      await cluster.up();
    } });
    console.log(`# killed PostgreSQL: ${JSON.stringify({ ...done, killed })}`);
    assert.ok(killed > 3 && done.lost > 0, 'PostgreSQL was never killed in time');
    assert.equal((await budget(own)).available, 0);
  } finally {
    await own.close().catch(() => {});
    await cluster.stop();
  }
});
