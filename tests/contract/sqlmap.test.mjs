// Proves that sqlmap finds no injection in the list operations, and that it would: a small server with
// an injectable query on the same database is the control.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import http from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { contract } from '../lib/contract.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { within } from '../lib/wait.mjs';

const skip = process.env.CHATDONG_TEST_FAST ? 'not in the fast subset'
  : spawnSync('sqlmap', ['--version']).status === 0 ? false : 'sqlmap is not installed';
let fx;
let folder;
before(async () => {
  if (skip) return;
  fx = await Fixture.open();
  folder = mkdtempSync('/tmp/harness-sqlmap-');
});
after(async () => {
  await fx?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
  await closeRun();
});

// All GET parameters of the URLs, PostgreSQL only, no questions asked; what it says of each.
async function sqlmap(urls, token, limit) {
  const targets = join(folder, 'targets');
  writeFileSync(targets, urls.map((url) => `${url}\n`).join(''));
  const args = ['-m', targets, '--batch', '--dbms=PostgreSQL', '--level=1', '--risk=1', '--technique=BEU', '--flush-session', '--disable-coloring',
    '--threads=4', '--timeout=5', '--retries=0', '--ignore-code=*', '--answers=want to follow=N,skip further tests=N', `--output-dir=${folder}`,
    ...(token ? ['--headers', `Authorization: Bearer ${token}`] : [])];
  const child = spawn('sqlmap', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (d) => { text += d; });
  child.stderr.on('data', (d) => { text += d; });
  await within(`sqlmap on ${urls[0]} …`, new Promise((r) => child.once('exit', r)), limit).finally(() => child.kill('SIGKILL'));
  const said = text.split(/^\[\d+\/[\d?]+\] URL:\s*\nGET /m).slice(1);
  return new Map(urls.map((url) => [url, verdict(said.find((part) => part.startsWith(`${url}\n`)) ?? '')]));
}

function verdict(text) {
  return { found: /is vulnerable|injectable\b(?! *\.)[^]*Type: /.test(text) && /sqlmap identified the following injection point/.test(text), tested: /(does not seem|do not appear) to be injectable|all tested parameters/.test(text), text };
}

test('the control: sqlmap finds a planted injection', { skip, timeout: 120_000 }, async () => {
  const db = await fx.service.cluster.connect(fx.service.database);
  const server = http.createServer(async (request, response) => {
    const status = new URL(request.url, 'http://x').searchParams.get('status') ?? '';
    try {
      const { rows } = await db.query(`select id, status from visit where status = '${status}' limit 5`);
      response.end(JSON.stringify(rows));
    } catch (e) {
      response.statusCode = 500;
      response.end(e.message);
    }
  });
  const port = await fx.service.run.port();
  await new Promise((r) => server.listen(port, '127.0.0.1', r));
  try {
    const [harmless, planted] = ['no', 'status'].map((name) => `http://127.0.0.1:${port}/visits?${name}=planned`);
    const verdicts = await sqlmap([harmless, planted], null, 100_000);
    assert.ok(verdicts.get(planted).found, verdicts.get(planted).text.slice(-2000));
    assert.ok(!verdicts.get(harmless).found && verdicts.get(harmless).tested, verdicts.get(harmless).text.slice(-2000));
  } finally {
    server.closeAllConnections();
    await new Promise((r) => server.close(r));
    await db.end();
    fx.service.run.releasePort(port);
  }
});

const lists = contract().operations.filter((op) => op.method === 'GET' && op.x.result === 'many');

function target(op) {
  const given = op.params.filter((p) => p.in === 'query' && p.name !== 'cursor').map((p) => `${p.name}=${encodeURIComponent(value(p))}`);
  const request = fx.request(op);
  const path = `${request.target.split('?')[0]}?${given.join('&')}`;
  return { actor: request.actor, path, url: `http://127.0.0.1:${fx.service.port}${path}` };
}

// One run for all lists that one person reads: starting sqlmap takes longer than what it asks a list.
const runs = new Map();
function scan(actor) {
  if (!runs.has(actor)) {
    const urls = lists.map(target).filter((t) => t.actor === actor).map((t) => t.url);
    const token = async () => actor && fx.service.run.minter.token(actor);
    runs.set(actor, token().then((t) => sqlmap(urls, t, 20_000 + 20_000 * urls.length)));
  }
  return runs.get(actor);
}

for (const op of lists) {
  test(`sqlmap finds nothing in ${op.id}`, { skip, timeout: 1_200_000 }, async () => {
    const { actor, path, url } = target(op);
    const plain = await fx.service.call('GET', path, { actor });
    assert.equal(plain.status, 200, plain.text);
    const { found, tested, text } = (await scan(actor)).get(url);
    assert.ok(!found, text.slice(-2000));
    assert.ok(tested, `sqlmap did not get to test anything: ${text.slice(-1500)}`);
  });
}

function value(p) {
  const { node } = contract().resolve(p.node.schema, '');
  if (node.type === 'array') return value({ node: { schema: node.items } });
  if (node.type === 'boolean') return true;
  const example = p.node.example ?? Object.values(p.node.examples ?? {})[0]?.value ?? node.enum?.[0] ?? node.default;
  if (example !== undefined) return example;
  const byFormat = { uuid: fx.recipes.ids('residents')[0], date: '2026-01-01', 'date-time': '2026-01-01T00:00:00Z', 'dong-code': '9911051000', 'gu-code': '99110' };
  return byFormat[node.format] ?? ([node.type].flat().includes('integer') ? node.minimum ?? 1 : 'x');
}
