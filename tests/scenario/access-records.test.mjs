// Proves that every answer with personal data leaves exactly one access record, that it says who saw
// whom, and that it is stored before the answer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contract } from '../lib/contract.mjs';
import { actors } from '../lib/actors.mjs';
import { actorFor, Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const recordsOf = (requestId) => fx.sql('select * from access_record where request_id = $1', [requestId]);
const send = (op, id, parts = {}) => fx.send(op, { ...parts, headers: { 'X-Request-Id': id, ...parts.headers } });

for (const op of contract().operations) {
  test(`${op.id}: ${op.x.personal ? 'one access record' : 'no access record'}`, async () => {
    await fx.refresh();
    const id = `record-${op.id.replaceAll('_', '-')}`;
    const got = await send(op, id);
    assert.equal(got.status, op.success, got.text);
    const rows = await recordsOf(id);
    assert.equal(rows.length, op.x.personal ? 1 : 0, JSON.stringify(rows));
    if (!op.x.personal) return;
    const [row] = rows;
    assert.equal(row.operation, op.id);
    if (op.x.public) { // who holds a one-time link has no account: the link is who asked
      assert.equal(row.actor_role, 'link');
      assert.match(row.purpose, /^partner /);
    } else {
      assert.equal(row.actor_id, actors[actorFor(op)].sub);
      assert.equal(row.actor_role, actors[actorFor(op)].role);
    }
    assert.equal(row.method, op.method);
    assert.equal(row.status, got.status);
    assert.match(String(row.client), /^127\.0\.0\.1/);
    const items = got.json?.items ?? (got.json ? [got.json] : []);
    const named = [...new Set(items.flatMap((i) => i[op.x.personal] ?? (op.slice === 'residents' ? i.id : null)).filter(Boolean))].sort();
    if (named.length) assert.deepEqual([...row.resident_ids].sort(), named);
  });
}

test('an answer that is replayed or unchanged is seen again, and recorded again', async () => {
  const idempotency = key();
  const body = fx.recipes.body(fx.op('residents_create'), 'A');
  const first = await send('residents_create', 'replay-first', { idempotency, json: body });
  assert.equal(first.status, 201, first.text);
  const again = await send('residents_create', 'replay-again', { idempotency, json: body });
  assert.equal(again.headers['idempotency-replayed'], 'true');
  const rows = await recordsOf('replay-again');
  assert.equal(rows.length, 1, 'the replay showed personal data and left no record');
  assert.deepEqual(rows[0].resident_ids, [first.json.id]);
});

test('refused requests leave no record of a person', async () => {
  const [visit] = fx.recipes.rows.visits.C;
  await fx.service.call('GET', `/v1/visits/${visit.id}`, { actor: 'nurse.A', headers: { 'X-Request-Id': 'refused-404' } });
  await fx.service.call('GET', '/v1/visits?limit=0', { actor: 'nurse.A', headers: { 'X-Request-Id': 'refused-400' } });
  for (const id of ['refused-404', 'refused-400']) {
    const rows = await recordsOf(id);
    assert.ok(rows.every((r) => r.resident_ids.length === 0), JSON.stringify(rows));
  }
});

test('a hundred readers at once: a hundred records, each before its answer', async () => {
  const path = `/v1/visits/${fx.recipes.rows.visits.A[0].id}`;
  await Promise.all(Array.from({ length: 100 }, async (_, i) => {
    const got = await fx.service.call('GET', path, { actor: 'nurse.A', headers: { 'X-Request-Id': `reader-${i}-at-once` } });
    assert.equal(got.status, 200);
    assert.equal((await recordsOf(`reader-${i}-at-once`)).length, 1, 'the answer came before its record');
  }));
});

test('nobody but the owner can change or remove a record', async () => {
  for (const user of ['chatdong_api', 'chatdong_worker']) {
    for (const text of ['update access_record set operation = operation', 'delete from access_record', 'truncate access_record']) {
      await assert.rejects(fx.service.cluster.sql(text, [], { database: fx.service.database, user }), /permission denied/, `${user}: ${text}`);
    }
  }
});
