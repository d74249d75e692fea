// Brings about the documented statuses that the other tests meet only by chance: 401, 429, 503, 409, 422.
// last_statuses.test.mjs then looks whether every documented one was seen.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { contract, problemName } from '../lib/contract.mjs';
import { Fixture, differing, exampleParts, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const operations = contract().operations;
const documented = (status) => operations.filter((op) => String(status) in op.responses);
after(closeRun);

async function using(options, work) {
  const fx = await Fixture.open(options);
  try {
    await work(fx);
  } finally {
    await fx.close();
  }
}

test('401 on every operation that documents it, for a forged token', async () => {
  await using({}, async (fx) => {
    for (const op of documented(401)) {
      const got = await fx.send(op, { token: 'a.b.c' });
      assert.equal(got.status, 401, `${op.id}: ${got.status}`);
      assert.equal(problemName(got), 'invalid_token');
    }
  });
});

test('429 on every operation that documents it', async () => {
  await using({ settings: { rate_address: 1 } }, async (fx) => {
    await fx.service.call('GET', '/v1/meta');
    for (const op of documented(429)) {
      const got = await fx.send(op);
      assert.equal(got.status, 429, `${op.id}: ${got.status}`);
      assert.ok(Number(got.headers['retry-after']) > 0);
    }
  });
});

test('503 with Retry-After on every operation that documents it, when the database is away', async () => {
  await using({}, async (fx) => {
    const requests = documented(503).map((op) => fx.request(op));
    await fx.service.cluster.sql(`alter database ${fx.service.database} allow_connections false`);
    await fx.service.cluster.sql('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [fx.service.database]);
    for (const { op, method, target, ...options } of requests) {
      const got = await fx.service.call(method, target, options);
      assert.equal(got.status, 503, `${op.id}: ${got.status} ${got.text.slice(0, 200)}`);
      assert.equal(problemName(got), 'unavailable');
      assert.ok(Number(got.headers['retry-after']) > 0, 'no Retry-After');
    }
    await fx.service.cluster.sql(`alter database ${fx.service.database} allow_connections true`);
    await fx.service.ready();
    assert.equal((await fx.send('me_get')).status, 200);
  });
});

// What is in the way of each change: a second time, a state that does not allow it, a plan that overlaps.
test('409 on every operation that documents it', async () => {
  await using({}, async (fx) => {
    const others = [];
    for (const op of documented(409)) {
      await fx.refresh();
      const got = await conflict(fx, op);
      if (got.status !== 409) others.push(`${op.id}: ${got.status} ${got.text.slice(0, 300)}`);
    }
    assert.deepEqual(others, []);
  });
});

async function conflict(fx, op) {
  const told = await named(fx, op, 409);
  if (told?.status === 409) return told;
  if (op.pathParams.length === 0) {
    const json = fx.recipes.body(op, 'A');
    await fx.send(op, { json });
    const second = await fx.send(op, { json });
    return second.status === 409 ? second : running(fx, op);
  }
  for (const row of fx.recipes.rows[op.slice].A) {
    const got = await fx.send(op, { target: fx.recipes.fill(op, row), version: row.version });
    if (got.status === 409) return got;
  }
  return running(fx, op);
}

// The same request while the first one is still running: its idempotency lock is held from outside.
async function running(fx, op) {
  for (let round = 0; ; round++) {
    const json = op.body && fx.recipes.body(op, 'A');
    const mine = key();
    const answers = await Promise.all(Array.from({ length: 30 }, () => fx.send(op, { idempotency: mine, json })));
    const met = answers.find((a) => a.status === 409);
    if (met || round === 20) return met ?? answers[0]; // on a busy machine they do not always meet
  }
}

// References that lead nowhere, and masked values sent back.
test('422 on every operation that documents it', async () => {
  await using({}, async (fx) => {
    const others = [];
    for (const op of documented(422)) {
      await fx.refresh();
      const got = await unprocessable(fx, op);
      if (got.status !== 422) others.push(`${op.id}: ${got.status} ${got.text.slice(0, 300)}`);
    }
    assert.deepEqual(others, []);
  });
});

// The contract's own example of that status; undefined without one.
async function named(fx, op, status) {
  const name = Object.values(op.responses[status].content).flatMap((media) => Object.keys(media.examples))[0];
  return name && fx.send(op, exampleParts(op, name));
}

async function unprocessable(fx, op) {
  let last = await named(fx, op, 422);
  if (last?.status === 422) return last;
  for (const json of bends(fx, op)) {
    if (last?.status < 300) await fx.refresh();
    for (const row of op.pathParams.length ? fx.recipes.rows[op.slice].A : [null]) {
      const where = row ? { target: fx.recipes.fill(op, row), version: row.version } : {};
      last = await fx.send(op, { json, ...where });
      if (last.status === 422) return last;
      if (last.status !== 409) break;
    }
  }
  if (!op.x.idempotency) return last;
  const mine = key();
  const body = fx.recipes.body(op, 'A');
  await fx.send(op, { idempotency: mine, json: body });
  return fx.send(op, { idempotency: mine, json: differing(op, body) });
}

// The example with one value bent so that the schema allows it and the rules do not.
function* bends(fx, op) {
  if (!op.body) { yield undefined; return; }
  const body = fx.recipes.body(op, 'A');
  const nowhere = '01900000-0000-7000-8000-00000000dead';
  const properties = contract().schemaNode(op.body.schema).properties ?? {};
  for (const [name, raw] of Object.entries(properties)) {
    const { node } = contract().resolve(raw, '');
    if (node.format === 'uuid' && name !== 'id') yield { ...body, [name]: nowhere };
    if (/(^|_)(name)$/.test(name)) yield { ...body, [name]: '김*용' };
    if (/phone$/.test(name)) yield { ...body, [name]: '***-****-1234' };
    if (/_(end|on|to)$/.test(name)) yield { ...body, [name]: node.format === 'date' ? '1890-01-02' : '2001-01-01T00:00:00Z' };
    if (name === 'to') yield { ...body, to: 'declined' };
    if (name === 'kind') yield { ...body, kind: 'institution' };
  }
  for (const name of ['resident_id', 'staff_id']) if (body.items?.[0][name]) yield { items: [{ ...body.items[0], [name]: nowhere }] };
  yield body;
}
