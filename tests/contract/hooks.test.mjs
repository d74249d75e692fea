// Proves what include/chatdong/request.h promises to hooks: values that a hook gives, statements that it reads, in
// public operations and with the actor's context, on fibers and on threads; and that start-up refuses what does
// not fit. The hooks are those of tests/drivers/hook_driver.c.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { AUDIENCE, DONGS, ISSUER } from '../lib/actors.mjs';
import { Client } from '../lib/client.mjs';
import { BIN } from '../lib/cluster.mjs';
import { ROOT } from '../lib/contract.mjs';
import { closeRun, openRun } from '../lib/run.mjs';

const TREE = join(ROOT, 'tests/drivers/hooks');
const DRIVER = [join(dirname(BIN), 'hook_driver'), join(ROOT, 'build/dev/hook_driver')].find(existsSync);
const HOUSEHOLD = '01900000-0000-7000-8000-000000200001';
let run;
let database;

before(async () => {
  assert.ok(DRIVER, 'hook_driver is not built');
  run = await openRun();
  database = await run.cluster.clone(`hooks_${process.pid}`);
});
after(async () => {
  await run?.cluster.drop(database);
  await closeRun();
});

const settings = (more = {}) => ({ PATH: process.env.PATH, CHATDONG_DATABASE: run.cluster.conninfo(database), CHATDONG_BIND: '127.0.0.1',
  CHATDONG_ISSUER: ISSUER, CHATDONG_AUDIENCE: AUDIENCE, CHATDONG_KEYS_FILE: run.jwksFile, CHATDONG_RATE_ADDRESS: '0', CHATDONG_RATE_SUBJECT: '0',
  CHATDONG_LOG_LEVEL: 'error', CHATDONG_DRAIN_DELAY: '0', CHATDONG_SHORT_TIMEOUT: '5000', ...more });

async function serving(mode, work) {
  const port = await run.port();
  const admin = await run.port();
  const env = settings({ CHATDONG_MODE: mode, CHATDONG_PORT: String(port), CHATDONG_ADMIN_PORT: String(admin) });
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', DRIVER, 'serve', join(TREE, 'openapi.yaml'), TREE], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const client = new Client(run, { port });
  try {
    const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    assert.match(value ?? '', /"port"/, 'the driver said what is wrong');
    for (let i = 0; i < 100 && (await client.bare({ port: admin, path: '/readyz' })).status !== 200; i++) await new Promise((r) => setTimeout(r, 50));
    await work(async (method, path, { actor, json } = {}) => {
      const token = actor && await run.minter.token(actor);
      const headers = { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(json ? { 'Content-Type': 'application/json' } : {}) };
      return client.bare({ method, path, headers, body: json ? JSON.stringify(json) : null });
    });
  } finally {
    client.close();
    child.kill('SIGTERM');
    assert.equal(await exited, 0, 'the driver left cleanly');
    run.releasePort(port);
    run.releasePort(admin);
  }
}

for (const mode of ['fibers', 'threads']) {
  test(`hooks give and read, mode ${mode}`, async (t) => {
    await serving(mode, async (call) => {
      await t.test('public: given values reach the statement, read rows are typed', async () => {
        const got = await call('GET', `/v1/gauges?code=senior-65&text=${encodeURIComponent('햇살로 12길')}`);
        assert.deepEqual([got.status, got.json], [200, { score: 15, band: 'long', programs: [{ code: 'senior-65', name: '65세 도래 어르신 방문',
          valid_from: '2015-07-01', valid_to: null, number: 7, score_seen: 15 }] }], got.text);
      });
      await t.test('what is not given is NULL, an absent optional line is left out of what is read', async () => {
        const got = await call('GET', '/v1/gauges?text=ab');
        assert.equal(got.json.band, null);
        assert.equal(got.json.score, 2);
        assert.equal(got.json.programs.length, 6);
      });
      await t.test('a hook refuses with pointers', async () => {
        const got = await call('GET', '/v1/gauges?text=a');
        assert.equal(got.status, 422);
        assert.equal(got.json.type, 'urn:chatdong:problem:gauge_short');
        assert.deepEqual(got.json.errors, [{ pointer: '/text', code: 'short', message: 'is too short to be measured' }]);
      });
      await t.test('a change: given values stand in the row, and a line marked with one comes and goes', async () => {
        const long = await call('POST', '/v1/gauges', { actor: 'officer.A', json: { household_id: HOUSEHOLD, text: 'eleven bytes' } });
        assert.deepEqual([long.status, long.json?.notes], [200, 'long 12'], long.text);
        const short = await call('POST', '/v1/gauges', { actor: 'officer.A', json: { household_id: HOUSEHOLD, text: 'ten', code: 'birth-family' } });
        assert.equal(short.json.notes, 'long 12', 'without a band the notes stay');
        assert.deepEqual(short.json.programs.map((p) => p.code), ['birth-family']);
        const other = await call('POST', '/v1/gauges', { actor: 'officer.B', json: { household_id: HOUSEHOLD, text: 'eleven bytes' } });
        assert.equal(other.status, 404, 'another dong');
      });
      await t.test('what a hook reads stands under row-level security', async () => {
        const of = async (actor) => (await call('GET', '/v1/gauges/seen', { actor })).json.rows.map((r) => r.dong_code);
        assert.deepEqual(await of('nurse.A'), [DONGS.A]);
        assert.deepEqual(await of('district_admin.A'), [DONGS.A, DONGS.B]);
        assert.deepEqual(await of('nurse.C'), [DONGS.C]);
        assert.equal((await call('GET', '/v1/gauges/seen', { actor: 'inactive.A' })).status, 401);
        assert.equal((await call('GET', '/v1/gauges/seen')).status, 401);
      });
      await t.test('a thousand rows are read, one more is a fault', async () => {
        assert.deepEqual((await call('GET', '/v1/gauges/many?rows=1000')).json, { rows: 1000 });
        for (const rows of [1001, 100000]) assert.equal((await call('GET', `/v1/gauges/many?rows=${rows}`)).status, 500);
      });
      await t.test('a name that the hook did not declare is a fault', async () => {
        assert.equal((await call('GET', '/v1/gauges/misuse?how=well')).status, 200);
        assert.equal((await call('GET', '/v1/gauges/misuse?how=gives')).status, 500);
        assert.equal((await call('GET', '/v1/gauges/misuse?how=reads')).status, 500);
      });
      await t.test('many at once each keep their own', async () => {
        const got = await Promise.all(Array.from({ length: 200 }, (_, i) => call('GET', `/v1/gauges?text=${'x'.repeat(2 + (i % 40))}`)));
        got.forEach((g, i) => assert.equal(g.json.score, 2 + (i % 40)));
      });
    });
  });
}

const SQL = 'api/v1/gauges/gauges.sql';
const YAML = 'openapi.yaml';
// name: [file that is changed, what is replaced, by what, what the finding says, in which file]
const KINDS = {
  'a given name that no statement uses': [SQL, ', :band::text as band', ", 'x' as band", /hook of gauges_get gives band, which no statement uses/, YAML],
  'a statement parameter that nobody gives': [SQL, ':score::integer as score, :band', ':scoore::integer as score, :band', /:scoore of gauges_get is neither .* nor given by its hook/, SQL],
  'a given name that the request has itself': [YAML, '{ name: code, in: query', '{ name: score, in: query', /hook of gauges_get gives score, which the request has itself/, YAML],
  'a block that is read and does not exist': [SQL, '-- name: gauges_series', '-- name: gauges_serious', /hook of gauges_many reads gauges_series, which is not a statement/, YAML],
  'a block that no hook reads': [SQL, '-- name: gauges_misuse', '-- name: gauges_idle\nselect 2 as two;\n\n-- name: gauges_misuse', /gauges_idle has no operation in the contract and no hook reads it/, SQL],
  'a taken name that is no input': [YAML, '{ name: how, in: query', '{ name: why, in: query', /hook of gauges_misuse takes how, which is no input/, YAML],
  'an input that neither hook nor statement uses': [YAML, '{ name: how, in: query', '{ name: colour, in: query, schema: { type: string, maxLength: 5 } }\n        - { name: how, in: query', /parameter colour of gauges_misuse is not used/, YAML],
  'a block that reads an area table without the actor': [SQL, 'where :actor_id::uuid is not null', 'where true', /gauges_households touches the area table household/, SQL],
  'a block of another type than its input': [SQL, 'where code = :code --? code', 'where valid_from = :code --? code', /:code of gauges_programs is date/, SQL],
  'a block that PostgreSQL does not take': [SQL, 'select n from generate_series', 'select m from generate_series', /gauges_series.*column "m" does not exist/, SQL],
};

function check(folder) {
  const got = spawnSync(DRIVER, ['check', join(folder, YAML), folder], { encoding: 'utf8', env: settings(), timeout: 30_000 });
  return { code: got.status, text: got.stdout + got.stderr };
}

test('the hooks as they are fit', () => {
  const got = check(TREE);
  assert.equal(got.code, 0, got.text);
});

for (const [name, [file, from, to, reason, named]] of Object.entries(KINDS)) {
  test(`refused: ${name}`, () => {
    const folder = mkdtempSync('/tmp/harness-hooks-');
    try {
      cpSync(TREE, folder, { recursive: true });
      const text = readFileSync(join(folder, file), 'utf8');
      assert.ok(text.includes(from), `the test's break of ${file} changes nothing`);
      writeFileSync(join(folder, file), text.replace(from, to));
      const got = check(folder);
      assert.equal(got.code, 1, got.text);
      const line = got.text.split('\n').find((l) => reason.test(l));
      assert.ok(line, `no line with ${reason}: ${got.text}`);
      assert.match(line, new RegExp(`${named}:\\d+: `));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
