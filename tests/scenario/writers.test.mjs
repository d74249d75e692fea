// Proves that of two writers with the same ETag exactly one wins, round after round.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

test('two and more writers with one ETag: one 200, the others 412', async () => {
  const op = fx.op('visits_update');
  const visit = fx.recipes.record(op, 'A');
  const path = `/v1/visits/${visit.id}`;
  let tag = (await fx.service.call('GET', path, { actor: 'nurse.A' })).headers.etag;
  for (let round = 0; round < 60; round++) {
    const writers = 2 + (round % 4);
    const answers = await Promise.all(Array.from({ length: writers }, (_, i) => fx.send(op, { target: path,
      actor: i % 2 ? 'officer.A' : 'nurse.A', headers: { 'If-Match': tag }, json: { notes: `round ${round} writer ${i}` } })));
    const won = answers.filter((a) => a.status === 200);
    assert.equal(won.length, 1, `round ${round}: ${answers.map((a) => a.status)}`);
    assert.ok(answers.every((a) => [200, 412].includes(a.status)), `${answers.map((a) => a.status)}`);
    const now = await fx.service.call('GET', path, { actor: 'nurse.A' });
    assert.equal(now.json.notes, won[0].json.notes);
    assert.equal(now.headers.etag, won[0].headers.etag);
    tag = now.headers.etag;
  }
  const [{ n }] = await fx.sql('select version as n from visit where id = $1', [visit.id]);
  assert.equal(n, visit.version + 60);
});

test('overlapping plans made at the same moment: one is kept', async () => {
  const op = fx.op('visits_create');
  const body = { ...fx.recipes.body(op, 'A'), planned_start: '2033-03-03T01:00:00Z', planned_end: '2033-03-03T02:00:00Z' };
  const answers = await Promise.all(Array.from({ length: 12 }, () => fx.send(op, { json: body })));
  assert.equal(answers.filter((a) => a.status === 201).length, 1, `${answers.map((a) => a.status)}`);
  assert.ok(answers.every((a) => [201, 409, 503].includes(a.status)), `${answers.map((a) => a.status)}`);
});

test('whoever reads that a change was refused, or done before, may send the key again at once', async () => {
  const op = fx.op('visits_create');
  const json = { ...fx.recipes.body(op, 'A'), planned_start: '2033-03-04T01:00:00Z', planned_end: '2033-03-04T02:00:00Z' };
  assert.equal((await fx.send(op, { json, idempotency: '"first-of-all"' })).status, 201);
  await Promise.all(Array.from({ length: 4 }, async (_, writer) => {
    for (let round = 0; round < 25; round++) {
      const refused = await fx.send(op, { json, idempotency: `"again-${writer}"` });
      assert.match(refused.json.type, /:visit_overlap$/, `writer ${writer}, round ${round}: ${refused.text}`);
      if (writer > 0) continue; // one at a time: two who repeat the same at once may meet
      const replayed = await fx.send(op, { json, idempotency: '"first-of-all"' });
      assert.equal(replayed.headers['idempotency-replayed'], 'true', `round ${round}: ${replayed.text}`);
    }
  }));
});
