// bench/run: everything of issue 2's section "Speed", side by side, as ratios within one run.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ceilingScripts, pgbench } from './lib/ceiling.mjs';
import { Cluster } from './lib/cluster.mjs';
import { startNginx } from './lib/floor.mjs';
import { machine, record } from './lib/record.mjs';
import { Report } from './lib/report.mjs';
import { lookup } from './lib/lookup.mjs';
import { idle, memory, slow, soak } from './lib/steady.mjs';
import { rounds } from './lib/measure.mjs';
import { saveContract, startPeer, startService } from './lib/servers.mjs';
import { run, stopAll } from './lib/shell.mjs';
import { makeTokens } from './lib/tokens.mjs';
import { verify } from './lib/verify.mjs';
import { wrk } from './lib/wrk.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const { values: options } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string', default: 'read,list,create,core,idle,slow' },
    contenders: { type: 'string', default: 'fibers,threads,postgres.js,pg' },
    soak: { type: 'string' },
    lookup: { type: 'boolean', default: false },
    port: { type: 'string', default: '21800' },
    folder: { type: 'string', default: '/tmp/bench-work' },
  },
});
const port = Number(options.port);
const folder = join(options.folder, 'out');
const timing = {
  count: Number(options.rounds ?? (options.quick ? 2 : 5)),
  seconds: Number(options.seconds ?? (options.quick ? 2 : 6)),
  warmup: options.quick ? 1 : 2,
};
const wanted = (part) => options.only.split(',').includes(part);
const competes = (name) => options.contenders.split(',').includes(name);
const say = (line) => console.error(line);

async function prepareDatabase(cluster) {
  await cluster.start();
  say('the database (two minutes the first time) …');
  await cluster.ensureTemplate(join(ROOT, 'bench/data.sql'), (name) => migrate(cluster, name));
  await cluster.freshDatabase();
}

const migrate = (cluster, database) =>
  run(join(ROOT, 'build/release/chatdong'), ['migrate'], {
    env: { CHATDONG_OWNER_DATABASE: cluster.conninfo('postgres', database) },
  });

let base = 0; // the next free million of visit slots
const slots = () => (base += 1000000);

const client = (server, scenario, more = {}) => ({
  name: server.name,
  pid: server.pid,
  load: ({ seconds }) => wrk(server.url, { scenario, seconds, ...more, arguments: { ...server.arguments, base: slots(), seed: base / 1000000, ...more.arguments } }),
});

const ceiling = (cluster, scripts, script, name) => ({
  name,
  pid: null,
  load: ({ seconds }) => pgbench(cluster, folder, script, scripts[script], { seconds, seed: base + 1, base: slots() }),
});

async function startServers(context) {
  const servers = [];
  const start = async (name, starter, offset) => {
    const server = await starter(port + offset);
    servers.push({ ...server, name, url: `http://127.0.0.1:${port + offset}`, arguments: { tokens: context.tokens.tokens } });
  };
  if (competes('fibers')) await start('chatdong, fibers', (at) => startService(context, 'fibers', at), 10);
  if (competes('threads')) await start('chatdong, threads', (at) => startService(context, 'threads', at), 20);
  context.etag = await saveContract(servers[0].url, folder);
  if (competes('postgres.js')) await start('Fastify + postgres.js', (at) => startPeer(context, 'postgres', at), 30);
  if (competes('pg')) await start('Fastify + pg', (at) => startPeer(context, 'pg', at), 40);
  return servers;
}

async function throughput(context, report, servers, scripts, scenario) {
  say(`${scenario}:`);
  const contenders = [
    ceiling(context.cluster, scripts, scenario, 'pgbench'),
    ceiling(context.cluster, scripts, `${scenario} unpipelined`, 'pgbench, not pipelined'),
    ...(scripts[`${scenario} without access record`]
      ? [ceiling(context.cluster, scripts, `${scenario} without access record`, 'pgbench, no access record')] : []),
    ...servers.map((server) => client(server, scenario)),
  ];
  // Connections keep their plans. Tables that the template has empty get rows and statistics first, as autovacuum would
  // see to, or those who connected before would scan them whole for ever.
  await contenders[0].load({ seconds: timing.warmup });
  await context.cluster.sql('analyze; checkpoint', 'bench');
  report.scenario(scenario, await rounds(contenders, { ...timing, postmaster: context.cluster.postmaster(), say }));
}

async function core(context, report, servers, bytes) {
  const nginx = await startNginx(join(options.folder, 'nginx'), port + 50, { visit: bytes });
  const floor = { ...nginx, url: `http://127.0.0.1:${port + 50}`, arguments: { file: 'visit.json' } };
  const ours = servers.filter((server) => server.name.startsWith('chatdong'));
  for (const scenario of ['openapi 304', '404', '401', '400 of ten errors']) {
    say(`${scenario}:`);
    const contenders = [
      client({ ...floor, name: 'nginx, static file' }, 'static'),
      ...ours.map((server) => client(server, scenario, {
        expectError: scenario !== 'openapi 304', arguments: { etag: context.etag },
      })),
    ];
    report.scenario(scenario, await rounds(contenders, { ...timing, say }));
  }
  await nginx.stop();
}

async function main() {
  mkdirSync(folder, { recursive: true });
  cluster = new Cluster(options.folder);
  const context = { root: ROOT, folder, cluster, tokens: makeTokens(folder), port, timing, say, slots,
    migrate: (database) => migrate(cluster, database) };
  if (options.lookup) await cluster.start();
  else await prepareDatabase(cluster);
  const report = new Report(await machine(ROOT, cluster), timing);
  if (options.lookup) {
    await lookup(context, report);
  } else if (options.soak) {
    await soak(context, report, Number(options.soak));
  } else {
    const servers = await startServers(context);
    const bytes = await verify(servers.map((server) => server.url), context.tokens);
    const scripts = ceilingScripts(ROOT);
    for (const scenario of ['read', 'list', 'create']) {
      if (wanted(scenario)) await throughput(context, report, servers, scripts, scenario);
    }
    if (wanted('core')) await core(context, report, servers, bytes);
    await stopAll();
    if (wanted('idle')) await memory(context, report);
    if (wanted('idle')) await idle(context, report);
    if (wanted('slow')) await slow(context, report);
  }
  console.log(report.text());
  if (options.record) record(join(ROOT, 'bench/README.md'), report.text(), options.lookup ? 'lookup' : options.soak ? 'soak' : 'table');
}

let cluster;
process.on('unhandledRejection', (error) => {
  console.error(error);
  stopAll().then(() => cluster?.stop()).finally(() => process.exit(1));
});
process.on('SIGINT', () => stopAll().then(() => cluster?.stop()).finally(() => process.exit(130)));
try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await stopAll();
  await cluster?.stop();
}
