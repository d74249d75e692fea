#!/usr/bin/env node
// Phones at length: tests/load/sync.mjs [phones=50] [days=120] [seed=1]. The same simulation as tests/scenario/sync.test.mjs;
// then a first sync of 800 residents with 3,000 visits: bytes as they travel, milliseconds, and the processor's time.
import { Fixture } from '../lib/fixture.mjs';
import { firstSync } from '../lib/first-sync.mjs';
import { World } from '../lib/phones.mjs';
import { closeRun } from '../lib/run.mjs';

const [phones = 50, days = 120, seed = 1] = process.argv.slice(2).map(Number);
const fx = await Fixture.open();
try {
  const world = new World(fx, { phones, seed, residents: 60 });
  const began = performance.now();
  await world.open();
  await world.days(days, { killEvery: 10 });
  await world.settle();
  await world.check();
  await world.close();
  console.log(JSON.stringify({ phones, days, seed, seconds: Math.round((performance.now() - began) / 1000), outcomes: world.outcomes, kills: world.kills,
    ...world.network, port: undefined }));
  console.log(JSON.stringify(await firstSync(fx)));
} finally {
  await fx.close();
  await closeRun();
}
