// Emergency aid under load: a dong full of households, and many clients that apply and decide at once.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { BIN } from './cluster.mjs';
import { key } from './fixture.mjs';
import { sleep } from './wait.mjs';

const DONG = '9911051000';

// That many new households of one person, and the dong's budget with this much left.
export async function crowd(fx, count, left) {
  const rows = await fx.sql(`with h as (insert into household (dong_code, name, address, created_by, updated_by)
      select '${DONG}', '가구 ' || n, '서울특별시 가람구 햇살로 ' || n, s.id, s.id
        from generate_series(1, $1) n, staff s where s.id::text like '%-00000000003a' returning id, dong_code, name, address, created_by)
    insert into resident (dong_code, household_id, name, birth_date, sex, address, created_by, updated_by)
    select h.dong_code, h.id, h.name, '1950-01-01', 'female', h.address, h.created_by, h.created_by from h returning id`, [count]);
  // The gu's budget is put out of the way, so that all meet in one row.
  await fx.sql('update aid_budget set amount = amount - available where gu_code = $1 and dong_code is null', [DONG.slice(0, 5)]);
  await fx.sql('update aid_budget set amount = amount - available + $2 where dong_code = $1', [DONG, left]);
  return rows.map((r) => r.id);
}

// A client insists: what is lost or unavailable is asked again, with the same key, until there is an answer that lasts.
export async function insist(fx, method, target, options, { lost = () => {} } = {}) {
  for (let i = 0; i < 400; i++) {
    fx.service.client.agent.maxSockets = 512; // each client has a connection of its own
    try {
      const got = await fx.service.call(method, target, options);
      if (got.status !== 503 && !/idempotency_in_progress/.test(got.text)) return got;
      lost();
    } catch (e) {
      if (!/ECONN|EPIPE|socket hang up|no answer/.test(`${e.code} ${e.message}`)) throw e;
      lost();
    }
    await sleep(50 + Math.random() * 200);
  }
  throw new Error(`no lasting answer to ${method} ${target}`);
}

export const apply = (fx, resident, amount, options) => insist(fx, 'POST', '/v1/aid', { actor: 'officer.A', headers: { 'Idempotency-Key': key() },
  json: { resident_id: resident, kind: 'living', amount, reason: '갑작스러운 실직', payee_name: '수급자', payee_bank: '004', payee_account: '99900000001' } }, options);

// Approving has no key: after a lost answer the version says whether it was done.
export const approve = (fx, id, actor = 'supervisor.A', json = {}, options) => insist(fx, 'POST', `/v1/aid/${id}/approve`, { actor, headers: { 'If-Match': '"1"' }, json }, options);

export const budget = async (fx) => (await fx.sql('select amount, available, reserved, committed, paid from aid_budget where dong_code = $1', [DONG]))[0];

// `chatdong ledger verify`: its exit code and what it prints.
export function verify(fx) {
  const { cluster, database } = fx.service;
  const run = spawnSync(BIN, ['ledger', 'verify'], { encoding: 'utf8', timeout: 30_000,
    env: { PATH: process.env.PATH, CHATDONG_WORKER_DATABASE: cluster.conninfo(database, 'chatdong_worker') } });
  return { code: run.status, out: run.stdout + run.stderr };
}

export function balanced(fx) {
  const { code, out } = verify(fx);
  assert.equal(code, 0, out);
}

// `clients` apply and approve at once while the budget has room for `room` of them: each client's household applies,
// and a supervisor approves what was taken, twice at the same time. Never over, never refused while money is left.
export async function stampede(fx, { clients, room, amount = 100_000, disturb = null }) {
  const people = await crowd(fx, clients, room * amount);
  const before = await budget(fx);
  let lost = 0;
  const options = { lost: () => { lost++; } };
  const disturbed = disturb?.();
  const all = await Promise.all(people.map(async (resident) => {
    const asked = await apply(fx, resident, amount, options);
    if (asked.status !== 201) return { asked, answers: [] };
    return { asked, answers: await Promise.all([approve(fx, asked.json.id, 'supervisor.A', {}, options), approve(fx, asked.json.id, 'district_admin.A', {}, options)]) };
  }));
  await disturbed;
  const taken = all.filter((a) => a.asked.status === 201);
  for (const { asked } of all.filter((a) => a.asked.status !== 201)) {
    assert.deepEqual([asked.status, asked.json.errors?.[0].code], [409, 'aid_budget_exhausted'], asked.text);
    assert.match(asked.json.errors[0].message, /: 0 won left in the budget of the dong, 0 won left in the budget of the gu; asked 100,000 won$/, 'refused while money was left');
  }
  assert.equal(taken.length, Math.min(room, clients), 'over, or refused while money was left');
  for (const { answers } of taken) {
    // One wins; an answer that was lost may have been the winning one.
    assert.ok(answers.every((a) => [200, 409, 412].includes(a.status)), answers.map((a) => a.text).join('\n'));
    assert.ok(answers.filter((a) => a.status === 200).length <= 1, 'approved twice');
    if (!disturb) assert.equal(answers.filter((a) => a.status === 200).length, 1, 'nobody approved');
  }
  const after = await budget(fx);
  assert.deepEqual([after.available, after.committed - before.committed, after.reserved - before.reserved],
    [(room - taken.length) * amount, taken.length * amount, 0], 'not every approval is committed once');
  const [{ n }] = await fx.sql("select count(*) as n from aid where resident_id = any ($1) and status = 'approved'", [people]);
  assert.equal(n, taken.length);
  balanced(fx);
  return { taken: taken.length, refused: all.length - taken.length, lost };
}

// Applications that wait for their decision already: `clients` approve them at once, each its own.
export async function approvals(fx, { clients, amount = 100_000 }) {
  const people = await crowd(fx, clients, clients * amount);
  const asked = await Promise.all(people.map((p) => apply(fx, p, amount)));
  assert.ok(asked.every((a) => a.status === 201), asked.find((a) => a.status !== 201)?.text);
  const before = await budget(fx);
  const answers = await Promise.all(asked.map((a) => approve(fx, a.json.id)));
  assert.deepEqual(answers.filter((a) => a.status !== 200).map((a) => a.text), [], 'refused while money was reserved for it');
  const after = await budget(fx);
  assert.deepEqual([before.available, after.available, after.committed - before.committed, before.reserved - after.reserved], [0, 0, clients * amount, clients * amount]);
  balanced(fx);
}
