// Proves, over the whole run, that the documentation is complete and true: every documented status
// of every operation was seen, every operation was called by every role, and nothing else came.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { contract } from '../lib/contract.mjs';
import { closeRun, openRun } from '../lib/run.mjs';

const seen = new Map();
let total = 0;
before(async () => {
  const folder = join((await openRun()).directory, 'exchanges');
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (!line) continue;
      const e = JSON.parse(line);
      total++;
      if (!e.operation) continue;
      if (!seen.has(e.operation)) seen.set(e.operation, { statuses: new Map(), roles: new Set() });
      const at = seen.get(e.operation);
      at.statuses.set(e.status, (at.statuses.get(e.status) ?? 0) + 1);
      at.roles.add(e.role);
    }
  }
  console.log(`# ${total} exchanges recorded`);
});
after(closeRun);

for (const op of contract().operations) {
  test(`every documented status of ${op.id} was seen`, () => {
    const at = seen.get(op.id);
    assert.ok(at, `${op.id} was never called`);
    const missing = Object.keys(op.responses).filter((s) => s !== 'default' && !at.statuses.has(Number(s)));
    assert.deepEqual(missing, [], `documented but never seen; seen: ${JSON.stringify([...at.statuses])}`);
  });
  test(`every role called ${op.id}`, () => {
    const missing = ['anonymous', 'officer', 'nurse', 'supervisor', 'district_admin', 'system'].filter((r) => !seen.get(op.id)?.roles.has(r));
    assert.deepEqual(missing, []);
  });
  test(`no 500 from ${op.id}`, () => assert.ok(!seen.get(op.id)?.statuses.has(500)));
}
