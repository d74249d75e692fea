// The full size of what tests/scenario/aid.test.mjs proves small: `node tests/load/aid.mjs [RUNS]` lets 200 clients
// apply and approve at once against one budget with room for 120, and approve 200 that were applied for, RUNS
// times each (100). Stops at the first run that overspends, refuses while money is left, or is not balanced.
import { approvals, stampede } from '../lib/aid.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const runs = Number(process.argv[2] ?? 100);
const fx = await Fixture.open({ settings: { short_timeout: 15000 } });
let lost = 0;
try {
  const started = Date.now();
  for (let run = 1; run <= runs; run++) {
    lost += (await stampede(fx, { clients: 200, room: 120 })).lost;
    await approvals(fx, { clients: 200 });
    if (run % 10 === 0) console.log(`${run} of ${runs} runs, ${Math.round((Date.now() - started) / 1000)} s`);
  }
  console.log(`${runs} runs of 200 clients: never over, never refused while money was left, ledger balanced; ${lost} requests asked again`);
} finally {
  await fx.close();
  await closeRun();
}
