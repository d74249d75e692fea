// Proves the life of the process: SIGTERM under load loses nothing, SIGHUP renews keys and log level.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { actors, claimsOf, makeKeys, Minter } from '../lib/actors.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun, openRun } from '../lib/run.mjs';
import { sleep, until } from '../lib/wait.mjs';

after(closeRun);

const refused = (e) => ['ECONNREFUSED'].includes(e.code);

test('SIGTERM under load: readyz 503 first, every accepted request is answered, exit 0', async () => {
  const fx = await Fixture.open({ settings: { drain_delay: 1 } });
  try {
    const outcome = { done: 0, refused: 0, lost: [] };
    const made = [];
    let stopping = false;
    const worker = async (n) => {
      while (!stopping || outcome.refused < 1) {
        try {
          const write = n % 4 === 0;
          const got = write ? await fx.send('visits_create', { json: fx.recipes.body(fx.op('visits_create'), 'A'), idempotency: key() })
            : await fx.service.call('GET', '/v1/visits?limit=5', { actor: 'nurse.A' });
          assert.ok(got.status < 300, `${got.status} ${got.text}`);
          if (write) made.push(got.json.id);
          outcome.done++;
        } catch (e) {
          if (refused(e)) { outcome.refused++; return; }
          if (stopping && e.code === 'ECONNRESET' && e.message === 'socket hang up') outcome.lost.push(e.message);
          else throw e;
        }
      }
    };
    const workers = Array.from({ length: 16 }, (_, n) => worker(n));
    await sleep(700);
    const doneBefore = outcome.done;
    fx.service.signal('SIGTERM');
    stopping = true;
    await until('readyz says 503', async () => (await fx.service.admin('/readyz')).status === 503, 900, 10);
    assert.equal((await fx.service.admin('/livez')).status, 200);
    const still = await fx.service.call('GET', '/v1/me', { actor: 'nurse.A' });
    assert.equal(still.status, 200, 'requests are served during the drain delay');
    await Promise.all(workers);
    const { code, signal } = await fx.service.terminate();
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
    assert.ok(outcome.done > doneBefore);
    assert.deepEqual(outcome.lost, [], 'requests were cut off');
    const [{ n }] = await fx.sql('select count(*) as n from visit where id = any ($1)', [made]);
    assert.equal(n, made.length, 'an acknowledged plan is not in the database');
  } finally {
    await fx.close();
  }
});

test('SIGTERM when idle is quick, SIGINT ends, too', async () => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const fx = await Fixture.open();
    const started = Date.now();
    fx.service.signal(signal);
    const left = await fx.service.exited;
    assert.equal(left.code, 0, signal);
    assert.ok(Date.now() - started < 5000);
    await fx.close();
  }
});

test('SIGHUP: new keys are taken, retired ones refused, no request is lost', async () => {
  const run = await openRun();
  const jwks = join(run.directory, 'jwks-rotating.json');
  copyFileSync(run.jwksFile, jwks);
  const fx = await Fixture.open({ settings: { keys_file: jwks } });
  try {
    const privateFile = join(run.directory, 'rotated.jwk');
    const newJwks = join(run.directory, 'rotated.json');
    await makeKeys(privateFile, newJwks, 'test-2');
    const minter = await Minter.from(privateFile);
    const nurse = actors['nurse.A'];
    const token = await minter.sign(nurse.sub, claimsOf(nurse));
    assert.equal((await fx.service.call('GET', '/v1/me', { token })).status, 401, 'before the reload');
    const both = { keys: [...JSON.parse(readFileSync(run.jwksFile)).keys, ...JSON.parse(readFileSync(newJwks)).keys] };
    let running = true;
    const load = (async () => {
      let n = 0;
      for (; running || n < 20; n++) assert.equal((await fx.service.call('GET', '/v1/me', { actor: 'nurse.A' })).status, 200);
      return n;
    })();
    writeFileSync(jwks, JSON.stringify(both));
    fx.service.signal('SIGHUP');
    await until('the new key is known', async () => (await fx.service.call('GET', '/v1/me', { token })).status === 200, 5000);
    running = false;
    assert.ok(await load >= 20);
    copyFileSync(newJwks, jwks);
    fx.service.signal('SIGHUP');
    await until('the retired key is refused', async () => (await fx.service.call('GET', '/v1/me', { actor: 'nurse.A' })).status === 401, 5000);
    assert.equal((await fx.service.call('GET', '/v1/me', { token })).status, 200);
    writeFileSync(jwks, 'this is no key set');
    fx.service.signal('SIGHUP');
    await sleep(500);
    assert.equal((await fx.service.call('GET', '/v1/me', { token })).status, 200, 'the last good set is kept');
  } finally {
    await fx.close();
  }
});

test('SIGHUP: the log level is read again', async () => {
  const run = await openRun();
  const conf = join(run.directory, 'level.conf');
  writeFileSync(conf, 'log_level = error\n');
  const fx = await Fixture.open({ settings: { log_level: null }, command: ['serve', '--config', conf] });
  const requests = () => fx.service.logLines().filter((l) => l.event === 'request').length;
  try {
    await fx.send('me_get');
    await sleep(200);
    assert.equal(requests(), 0, 'quiet at first');
    writeFileSync(conf, 'log_level = info\n');
    fx.service.signal('SIGHUP');
    await until('request lines appear', async () => { await fx.send('me_get'); return requests() > 0; }, 5000, 100);
    writeFileSync(conf, 'log_level = nonsense\nno such = setting\n');
    fx.service.signal('SIGHUP');
    await sleep(300);
    assert.equal((await fx.send('me_get')).status, 200, 'a bad file changes nothing');
  } finally {
    await fx.close();
  }
});
