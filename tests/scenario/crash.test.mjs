// Proves that a change is done exactly once when the reply is lost or the service is killed: the retry
// with the same key gives the same id.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { startCutProxy } from '../lib/cutproxy.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { sleep } from '../lib/wait.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const count = async () => (await fx.sql('select count(*) as n from visit'))[0].n;

test('the reply is cut after the commit: the retry is a replay with the same id', async () => {
  const port = await fx.service.run.port();
  const proxy = await startCutProxy(fx.service.port, port);
  const through = new Client(fx.service.run, { port });
  try {
    for (let round = 0; round < 20; round++) {
      const before = await count();
      const { method, target, op, ...options } = fx.request('visits_create', { json: fx.recipes.body(fx.op('visits_create'), 'A'), idempotency: key() });
      proxy.cut = true;
      await assert.rejects(through.call({ method, target, ...options }));
      proxy.cut = false;
      const [{ id }] = await fx.sql('select id from visit order by created_at desc limit 1');
      assert.equal(await count(), before + 1, 'the cut request did not commit');
      const retry = await through.call({ method, target, ...options });
      assert.equal(retry.status, 201, retry.text);
      assert.equal(retry.headers['idempotency-replayed'], 'true');
      assert.equal(retry.json.id, id);
      assert.equal(await count(), before + 1);
    }
    assert.ok(proxy.cuts >= 20);
  } finally {
    through.close();
    await proxy.close();
    fx.service.run.releasePort(port);
  }
});

// A retry may meet the first attempt still running on the connection that the dead service left.
async function insist(request) {
  for (let i = 0; i < 100; i++) {
    try {
      const got = await fx.service.call(request.method, request.target, request);
      if (![409, 503].includes(got.status)) return got;
    } catch (e) {
      if (!/ECONN|socket hang up|no answer/.test(`${e.code} ${e.message}`)) throw e;
    }
    await sleep(50);
  }
  throw new Error('no lasting answer to the retry');
}

test('kill -9 at any moment: every plan is made once, whatever the client saw', async () => {
  const rounds = process.env.CHATDONG_TEST_FAST ? 3 : 12;
  const outcomes = { answered: 0, lost: 0, replayed: 0 };
  for (let round = 0; round < rounds; round++) {
    const before = await count();
    const requests = Array.from({ length: 16 }, () => fx.request('visits_create', { json: fx.recipes.body(fx.op('visits_create'), 'A'), idempotency: key() }));
    const first = requests.map((r) => fx.service.call(r.method, r.target, r).then((a) => a, () => null));
    await sleep(2 + round * 8);
    await fx.service.kill();
    const answers = await Promise.all(first);
    await fx.service.restart();
    for (const [i, request] of requests.entries()) {
      const got = await insist(request);
      assert.equal(got.status, 201, got.text);
      if (answers[i]?.status === 201) {
        outcomes.answered++;
        assert.equal(got.json.id, answers[i].json.id, 'the retry made another visit');
        assert.equal(got.headers['idempotency-replayed'], 'true');
      } else {
        outcomes.lost++;
        if (got.headers['idempotency-replayed']) outcomes.replayed++;
      }
    }
    assert.equal(await count(), before + requests.length, `round ${round}: not every plan was made exactly once`);
  }
  console.log(`# kill -9: ${JSON.stringify(outcomes)} (replayed: committed, but the client never heard)`);
  assert.ok(outcomes.lost > 0, 'the service was never killed in time');
});
