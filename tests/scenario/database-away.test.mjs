// Proves what happens when PostgreSQL goes and comes back: the process lives, says so, answers 503 with
// Retry-After, and recovers by itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Cluster } from '../lib/cluster.mjs';
import { problemName } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { until } from '../lib/wait.mjs';

let cluster;
let fx;
before(async () => {
  cluster = await Cluster.start();
  await cluster.makeTemplate();
  fx = await Fixture.open({ cluster });
});
after(async () => {
  await fx?.close().catch(() => {});
  await cluster?.stop();
  await closeRun();
});

async function away(got) {
  assert.equal(got.status, 503, got.text);
  assert.equal(problemName(got), 'unavailable');
  assert.ok(Number(got.headers['retry-after']) >= 1);
}

for (const [name, signal] of [['fast shutdown', 'SIGINT'], ['crash', 'SIGQUIT']]) {
  test(`PostgreSQL goes (${name}) and comes back`, async () => {
    const { pid } = fx.service;
    assert.equal((await fx.service.call('GET', '/v1/me', { actor: 'nurse.A' })).status, 200);
    const pending = fx.request('visits_create', { json: fx.recipes.body(fx.op('visits_create'), 'A'), idempotency: key() });
    await cluster.down(signal);
    await away(await fx.service.call('GET', '/v1/visits', { actor: 'nurse.A' }));
    await away(await fx.service.call(pending.method, pending.target, pending));
    await until('readyz says 503', async () => (await fx.service.admin('/readyz')).status === 503, 5000);
    assert.equal((await fx.service.admin('/livez')).status, 200);
    const forged = await fx.service.call('GET', '/v1/me', { token: 'a.b.c' });
    assert.equal(forged.status, 401, 'what needs no database is answered');
    const burst = await Promise.all(Array.from({ length: 50 }, () => fx.service.call('GET', '/v1/me', { actor: 'nurse.A' })));
    for (const got of burst) await away(got);
    assert.ok(burst.every((b) => b.ms < 3000), 'a client waits long for a 503');
    await cluster.up();
    await until('readyz says 200 again', async () => (await fx.service.admin('/readyz')).status === 200, 15_000);
    assert.equal((await fx.service.call('GET', '/v1/visits', { actor: 'nurse.A' })).status, 200);
    assert.equal((await fx.service.call(pending.method, pending.target, pending)).status, 201);
    assert.equal(fx.service.pid, pid, 'the service was restarted');
  });
}

test('a query that PostgreSQL cancels is 503, not 500, and half of nothing is stored', async () => {
  const visit = fx.recipes.record(fx.op('visits_update'), 'A');
  const db = await cluster.connect(fx.service.database);
  try {
    await db.query('begin');
    await db.query('select 1 from visit where id = $1 for update', [visit.id]);
    const got = await fx.send('visits_update', { target: `/v1/visits/${visit.id}`, version: visit.version, json: { notes: 'waits for a lock' } });
    await away(got);
  } finally {
    await db.query('rollback');
    await db.end();
  }
  const again = await fx.send('visits_update', { target: `/v1/visits/${visit.id}`, version: visit.version, json: { notes: 'waits for a lock' } });
  assert.equal(again.status, 200, again.text);
});
