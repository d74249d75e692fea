// Proves that paging neither repeats nor skips what was there all the time, while others insert, change
// and remove.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

test('pages while others insert and delete', async () => {
  const batch = Array.from({ length: 100 }, () => fx.recipes.body(fx.op('visits_create'), 'A'));
  for (const body of batch) assert.equal((await fx.send('visits_create', { json: body })).status, 201);
  const steady = (await fx.sql("select id from visit where dong_code = '9911051000'")).map((r) => r.id);
  const db = await fx.service.cluster.connect(fx.service.database);
  let running = true;
  let disturbances = 0;
  const inserting = (async () => {
    while (running) {
      const made = await fx.send('visits_create', { json: { ...fx.recipes.body(fx.op('visits_create'), 'A'), planned_start: new Date(Date.now() + disturbances * 7_200_000).toISOString(),
        planned_end: new Date(Date.now() + disturbances * 7_200_000 + 600_000).toISOString() } });
      if (made.status === 201) {
        disturbances++;
        if (disturbances % 2) await db.query('delete from visit where id = $1', [made.json.id]);
      } else {
        assert.ok([409, 422].includes(made.status), made.text);
        disturbances++;
      }
    }
  })();
  try {
    for (const limit of [1, 7, 25]) {
      const seen = [];
      let cursor;
      do {
        const page = await fx.send('visits_list', { query: { limit, cursor } });
        assert.equal(page.status, 200, page.text);
        seen.push(...page.json.items.map((v) => v.id));
        cursor = page.json.next_cursor ?? undefined;
      } while (cursor);
      assert.equal(new Set(seen).size, seen.length, `limit ${limit}: an item came twice`);
      const missing = steady.filter((id) => !seen.includes(id));
      assert.deepEqual(missing, [], `limit ${limit}: skipped`);
    }
  } finally {
    running = false;
    await inserting;
    await db.end();
  }
  assert.ok(disturbances > 10, `only ${disturbances} disturbances`);
});
