// What is about memory and patience: resident sizes, 2,000 idle connections, one slow query, and
// the soak. All with the service in fiber mode, started anew for each part.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rssKb } from './proc.mjs';
import { startService } from './servers.mjs';
import { answers, sleep } from './shell.mjs';
import { median } from './stats.mjs';
import { wrk } from './wrk.mjs';

const IDLE_CLIENT = fileURLToPath(new URL('idle.mjs', import.meta.url));
const IDLE = 2000;
const mb = (kb) => kb / 1024;

const start = async (context) => {
  const server = await startService(context, 'fibers', context.port + 60);
  return { ...server, url: `http://127.0.0.1:${context.port + 60}` };
};

const load = (context, server, scenario, seconds) =>
  wrk(server.url, { scenario, seconds, arguments: { tokens: context.tokens.tokens, base: context.slots() } });

function openIdle(port) {
  const child = spawn(process.execPath, [IDLE_CLIENT, port, IDLE, '/v1/meta'].map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`the idle client ended with ${code}`)));
  });
}

/** Resident memory of a fresh process: idle, under 64 busy clients, and with 2,000 idle ones. */
export async function memory(context, report) {
  context.say('memory:');
  const server = await start(context);
  const fresh = rssKb(server.pid);
  const busy = load(context, server, 'mixed', 6);
  await sleep(5000);
  const at64 = rssKb(server.pid);
  await busy;
  await server.stop();
  const other = await start(context);
  const child = await openIdle(context.port + 60);
  const idling = rssKb(other.pid);
  child.kill();
  await other.stop();
  report.goal(`resident with ${IDLE} idle keep-alive connections`, mb(idling), 64, false, 1, ' MB');
  report.note(`Resident memory of the service: ${mb(fresh).toFixed(1)} MB when started, ${mb(at64).toFixed(1)} MB under 64 busy connections, ${mb(idling).toFixed(1)} MB with ${IDLE} idle ones.`);
}

/** What 64 busy connections keep of their throughput beside 2,000 idle ones. */
export async function idle(context, report) {
  context.say('idle connections:');
  const { count, seconds } = context.timing;
  const server = await start(context);
  await load(context, server, 'read', 2);
  const [alone, beside] = [[], []];
  for (let round = 0; round < count; round++) {
    alone.push((await load(context, server, 'read', seconds)).rate);
    const child = await openIdle(context.port + 60);
    beside.push((await load(context, server, 'read', seconds)).rate);
    child.kill();
    await sleep(300);
    context.say(`  round ${round + 1}: ${Math.round(alone.at(-1))}/s alone, ${Math.round(beside.at(-1))}/s beside`);
  }
  await server.stop();
  report.goal(`throughput of 64 busy beside ${IDLE} idle ÷ alone`, median(beside) / median(alone), 0.9);
}

/** Makes reading access records take two seconds; writing them is not touched. */
const SLOW = `create policy bench_slow on chatdong.access_record as restrictive for select to chatdong_api
  using ((select pg_sleep(2)::text) is not null)`;

/** p99 of reads while a query of 2 s is always under way on the long lane. */
export async function slow(context, report) {
  context.say('one slow query:');
  const { count, seconds } = context.timing;
  const server = await start(context);
  const url = `${server.url}/v1/access-records?limit=1`;
  const headers = { authorization: `Bearer ${context.tokens.supervisor}` };
  const [alone, beside] = [[], []];
  await context.cluster.sql(SLOW, 'bench'); // before the rounds: it makes every connection plan anew
  await load(context, server, 'read', 2);
  const besideSlow = async () => {
    let asking = true;
    const asked = (async () => {
      while (asking) await query(url, headers);
    })();
    beside.push((await load(context, server, 'read', seconds)).p99_us);
    asking = false;
    await asked;
  };
  const byItself = async () => alone.push((await load(context, server, 'read', seconds)).p99_us);
  for (let round = 0; round < count; round++) {
    for (const turn of round % 2 ? [besideSlow, byItself] : [byItself, besideSlow]) await turn();
    context.say(`  round ${round + 1}: p99 ${alone.at(-1)} µs alone, ${beside.at(-1)} µs beside`);
  }
  await context.cluster.sql('drop policy bench_slow on chatdong.access_record', 'bench');
  await server.stop();
  report.goal('p99 of reads beside a query of 2 s ÷ alone', median(beside) / median(alone), 1.2, false);
}

async function query(url, headers) {
  const began = Date.now();
  const response = await fetch(url, { headers });
  await response.arrayBuffer();
  if (response.status !== 200 || Date.now() - began < 2000) {
    throw new Error(`the slow query answered ${response.status} after ${Date.now() - began} ms`);
  }
}

/** Full mixed load; resident memory every five seconds. Flat: the last minute is not above the second. */
export async function soak(context, report, seconds) {
  const server = await start(context);
  const samples = [];
  let running = true;
  const loading = load(context, server, 'mixed', seconds).finally(() => (running = false));
  loading.catch(() => {}); // awaited below
  const began = Date.now();
  while (running) {
    await sleep(5000);
    const at = Math.round((Date.now() - began) / 1000);
    if (running) samples.push({ at, mb: mb(rssKb(server.pid)) });
    if (at % 30 < 5 && samples.length) context.say(`  ${at} s: ${samples.at(-1).mb.toFixed(1)} MB`);
  }
  const result = await loading;
  if (!(await answers(`http://127.0.0.1:${context.port + 61}/readyz`))) throw new Error('not ready after the soak');
  await server.stop();
  const between = (from, to) => median(samples.filter(({ at }) => at > from && at <= to).map((sample) => sample.mb));
  const [early, late] = [between(60, 120), between(seconds - 60, seconds)];
  report.goal('resident in the last minute ÷ in the second', late / early, 1.05, false);
  report.note(`Soak of ${seconds} s, mixed load of 64 connections (80 % reads, 10 % lists, 10 % creations): ${Math.round(result.rate)} req/s, no wrong answer; resident ${early.toFixed(1)} MB in the second minute, ${late.toFixed(1)} MB in the last, at most ${Math.max(...samples.map((s) => s.mb)).toFixed(1)} MB.`);
}
