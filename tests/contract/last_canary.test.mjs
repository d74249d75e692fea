// Proves that no name, phone, address or token that the run used stands in any log line.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { closeRun, openRun } from '../lib/run.mjs';

after(closeRun);

test('logs hold no personal data and no tokens', async () => {
  const { directory } = await openRun();
  const file = join(directory, 'canaries.ndjson');
  assert.ok(existsSync(file), 'the run collected no canaries');
  const words = [...new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l)))];
  assert.ok(words.length > 50, `only ${words.length} canaries`);
  const found = [];
  let bytes = 0;
  for (const name of readdirSync(join(directory, 'logs'))) {
    const text = readFileSync(join(directory, 'logs', name), 'utf8');
    bytes += text.length;
    for (const word of words) {
      const at = text.indexOf(word);
      if (at >= 0) found.push(`${name}: ${text.slice(Math.max(0, at - 80), at + 20)}`);
    }
    assert.ok(!/eyJ[A-Za-z0-9_-]{20,}\.eyJ/.test(text), `${name} holds something like a token`);
  }
  assert.ok(bytes > 1000, 'there were no logs to look at');
  assert.deepEqual(found, []);
  console.log(`# ${words.length} canaries, ${bytes} bytes of logs`);
});

test('every log line is JSON with time, level and event', async () => {
  const { directory } = await openRun();
  for (const name of readdirSync(join(directory, 'logs'))) {
    for (const line of readFileSync(join(directory, 'logs', name), 'utf8').split('\n').filter(Boolean)) {
      let parsed;
      assert.doesNotThrow(() => { parsed = JSON.parse(line); }, `${name}: ${line.slice(0, 200)}`);
      for (const member of ['time', 'level', 'event']) assert.ok(member in parsed, `${member} is missing: ${line.slice(0, 200)}`);
    }
  }
});
