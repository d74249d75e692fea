// Proves that no input makes the service break its contract: generated requests against every
// operation; and that the tester would notice, by planting bugs in front of the service.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contract } from '../lib/contract.mjs';
import { actorFor, Fixture } from '../lib/fixture.mjs';
import { Client } from '../lib/client.mjs';
import { PropertyTester } from '../lib/property.mjs';
import { PLANTS, startMutant } from '../lib/mutant.mjs';
import { closeRun } from '../lib/run.mjs';

const RUNS = process.env.CHATDONG_TEST_FAST ? 8 : Number(process.env.CHATDONG_TEST_RUNS ?? 40);
let fx;
let tester;
before(async () => {
  fx = await Fixture.open();
  tester = new PropertyTester(fx.service.client, contract(), { recipes: fx.recipes, actorOf: (op) => actorFor(op), runs: RUNS });
});
after(async () => {
  console.log(`# property tester: ${tester?.sent} requests, seed in tests/lib/property.mjs`);
  await fx?.close();
  await closeRun();
});

for (const op of contract().operations) {
  test(`property ${op.id}: valid input is never refused as malformed`, () => tester.valid(op));
  test(`property ${op.id}: invalid input is always refused`, () => tester.invalid(op));
}

test('property: the service lives on, and answers as before', async () => {
  assert.ok(fx.service.running);
  assert.equal((await fx.service.admin('/readyz')).status, 200);
});

// Where each planted bug shows, and which half of the tester finds it.
const HUNTS = {
  crash_on_long_text: ['visits_create', 'valid'], accepts_unknown_property: ['visits_create', 'invalid'],
  refuses_full_page: ['visits_list', 'valid'], loses_required_property: ['visits_get', 'valid'],
  wrong_media_type: ['visits_get', 'valid'], undocumented_status: ['visits_list', 'valid'],
};

for (const [name, plant] of Object.entries(PLANTS)) {
  test(`property: the tester finds the planted bug ${name}`, async () => {
    const port = await fx.service.run.port();
    const mutant = await startMutant(fx.service.port, plant, port);
    const client = new Client({ ...quietRun(fx.service.run), minter: fx.service.run.minter }, { port });
    try {
      const [id, half] = HUNTS[name];
      const hunter = new PropertyTester(client, contract(), { recipes: fx.recipes, actorOf: (op) => actorFor(op), runs: 200 });
      await assert.rejects(() => hunter[half](fx.op(id)), `${name} was not found in ${hunter.sent} requests`);
    } finally {
      client.close();
      await mutant.close();
      fx.service.run.releasePort(port);
    }
  });
}

// Lies of the mutant do not belong into the record of what the service answered.
const quietRun = (run) => ({ record() {}, canary: (...words) => run.canary(...words) });
