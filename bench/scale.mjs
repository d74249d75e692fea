// bench/scale: cost against size, all sizes in turn in one run.
import { Agent, request } from 'node:http';
import { mkdirSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureCity, openCity } from './lib/city.mjs';
import { Cluster } from './lib/cluster.mjs';
import { drawCurve } from './lib/curve.mjs';
import { rounds } from './lib/measure.mjs';
import { machine, record } from './lib/record.mjs';
import { startService } from './lib/servers.mjs';
import { run, stopAll } from './lib/shell.mjs';
import { fixed, median, table, whole } from './lib/stats.mjs';
import { makeIssuer } from './lib/tokens.mjs';
import { wrk } from './lib/wrk.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
// A load writes its own new files, which this level leaves out of the log; what is written later is logged whole. Two
// fifths of the memory for the buffers, which is the most that PostgreSQL's manual advises: the system's own cache is no help
// where a machine's host takes idle pages away.
const SETTINGS = `max_wal_size = 4GB\nwal_level = minimal\nmax_wal_senders = 0\nshared_buffers = ${Math.floor(totalmem() * 0.4 / 2 ** 20)}MB\n`;
// What is asked of lies in the buffers, as it does on a server that has been up for a day: else sizes would differ by what
// happens to have been read before.
const ASKED = ['visit', 'visit_pkey', 'visit_by_dong_plan', 'visit_by_dong_and_staff', 'resident', 'resident_pkey', 'household', 'household_with_dong', 'resident_name_part_pkey'];
const WARM = `create extension if not exists pg_prewarm; select sum(pg_prewarm(('chatdong.' || t)::regclass)) from unnest('{${ASKED}}'::text[]) t`;
const BUSY = ['visit by key', 'visits of a dong, first page', 'worklist, first page']; // with 64 connections too
const FLAT = 1.5; // the largest may cost so much more than the smallest and be called flat
const PAGE = 5000;
// Ids of what is written: another ten million for each run, since histories and keys of an earlier run stay.
const RUN = (Math.floor(Date.now() / 60000) % 80000) * 10000000;
const SEARCH = 'search by two syllables';

const { values: options } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    sizes: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    'load-only': { type: 'boolean', default: false },
    port: { type: 'string', default: '21900' },
    folder: { type: 'string', default: '/tmp/bench-scale' },
  },
});
const sizes = (options.sizes ?? (options.quick ? '2000,20000' : '100000,1000000,9600000')).split(',').map(Number);
const timing = { count: Number(options.rounds ?? (options.quick ? 1 : 3)), seconds: Number(options.seconds ?? (options.quick ? 1 : 2)), warmup: 1 };
const folder = join(options.folder, 'out');
const say = (line) => console.error(line);
const migrate = (database) => run(join(ROOT, 'build/release/chatdong'), ['migrate'], { env: { CHATDONG_OWNER_DATABASE: cluster.conninfo('postgres', database) } });

/** figure → { values: by size, unit, wanted: of the ratio of the largest to the smallest }, in the order of the table. */
const figures = new Map();
const keep = (name, values, unit, more = {}) => figures.set(name, { values, unit, ...more });

/** One contender for each city; `load` is of a city. */
const inTurn = (cities, load, times = timing) =>
  rounds(cities.map((city) => ({ name: city.database, pid: city.pid, load: (time) => load(city, time) })), { ...times, say });
const pick = (cities, results, field) => cities.map(({ database }) => results.get(database)[field]);

let base = 0;
const asks = (city, name, more) => ({ seconds }) =>
  wrk(city.url, { scenario: 'requests', seconds, ...more, arguments: { tokens: city.files.tokens, requests: city.requests[name], seed: (base += 1) } });
const writes = (city, steps, connections) => ({ seconds }) => wrk(city.url, { scenario: 'course', seconds, connections, threads: connections, expectError: false,
  arguments: { tokens: city.files.tokens, nurses: city.files.nurses, steps, base: (city.base = (city.base ?? RUN) + 250000) } });

/** Median time of an answer when nobody else asks; and the rate at 64 connections. */
async function reads(cities) {
  for (const name of Object.keys(cities[0].requests)) {
    say(`${name}:`);
    const results = await inTurn(cities, (city, time) => asks(city, name, { connections: 1, threads: 1 })(time));
    keep(name, pick(cities, results, 'p50_us').map((us) => us / 1000), 'ms', name === SEARCH ? {} : { wanted: FLAT });
  }
  for (const name of BUSY) {
    say(`${name}, 64 connections:`);
    const results = await inTurn(cities, (city, time) => asks(city, name, {})(time));
    keep(`${name}, 64 connections`, pick(cities, results, 'rate'), 'req/s', { wanted: 1 / FLAT });
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
/** One request on a kept connection; gives the answer and the milliseconds until its last byte. */
function ask(url, token, path) {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    request(url + path, { agent, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (d) => (text += d)).on('end', () => {
        const ms = Number(process.hrtime.bigint() - began) / 1e6;
        if (response.statusCode === 200) resolve({ ms, body: JSON.parse(text) });
        else reject(new Error(`${path}: ${response.statusCode} ${text.slice(0, 300)}`));
      });
    }).on('error', reject).end();
  });
}

/** The visits of the largest district by time, as its administrator reads on: the cursor of page 5,000 by walking there. */
async function pages(cities) {
  say(`page ${PAGE}:`);
  const list = '/v1/visits?from=2014-07-01T00:00:00Z';
  for (const city of cities) {
    const token = city.actors.district;
    let [cursor, passed] = ['', 0];
    while (passed < PAGE - 1) {
      const step = Math.min(5, PAGE - 1 - passed); // pages of 20, five at a time
      const { body } = await ask(city.url, token, `${list}&limit=${step * 20}${cursor && `&cursor=${cursor}`}`);
      if (!body.next_cursor) break;
      [cursor, passed] = [body.next_cursor, passed + step];
    }
    Object.assign(city, { last: passed + 1, far: `${list}&limit=20&cursor=${cursor}`, near: `${list}&limit=20` });
  }
  const times = cities.map(() => ({ near: [], far: [] }));
  for (let i = 0; i < 20 * timing.count; i++) {
    for (const [c, city] of cities.entries()) {
      for (const which of i % 2 ? ['near', 'far'] : ['far', 'near']) {
        times[c][which].push((await ask(city.url, city.actors.district, city[which])).ms);
      }
    }
  }
  const of = (which) => times.map((time) => median(time[which]));
  keep('visits of a district, page 1', of('near'), 'ms', { wanted: FLAT });
  keep(`visits of a district, page ${whole(PAGE)}`, of('far'), 'ms', { note: cities.map(({ last }) => (last < PAGE ? ` (page ${whole(last)} is the last)` : '')) });
  keep(`page ${whole(PAGE)} ÷ page 1`, of('far').map((ms, i) => ms / of('near')[i]), '', { limit: 1.2 });
}

/** Every indicator of the catalog for the whole city by dong over one year. */
async function statistics(cities) {
  say('statistics:');
  const slowest = { 'program_year': [], 'month': [] };
  for (const period of Object.keys(slowest)) {
    for (const city of cities) {
      const token = city.actors.city;
      const { body: catalog } = await ask(city.url, token, '/v1/statistics?limit=100');
      const all = [];
      for (const { id } of catalog.items) {
        const times = [];
        for (let i = 0; i < 2 + 2 * timing.count; i++) times.push((await ask(city.url, token, `/v1/statistics/${id}?by=dong&period=${period}&from=2025-07-01&to=2026-06-30`)).ms);
        all.push({ id, ms: median(times.slice(1)) });
      }
      all.sort((a, b) => b.ms - a.ms);
      say(`  ${city.database} by ${period}: ${all.slice(0, 4).map(({ id, ms }) => `${id} ${fixed(ms, 1)} ms`).join(', ')} (of ${all.length})`);
      slowest[period].push(all[0].ms);
    }
  }
  keep('slowest indicator by dong, one year', slowest.program_year, 'ms', { limit: 100 });
  keep('slowest indicator by dong, twelve months', slowest.month, 'ms');
}

/** Planning, beginning and ending a visit, with the triggers of statistics and without, in turn. */
async function writing(cities) {
  say('planning a visit:');
  const results = await inTurn(cities, (city, time) => writes(city, 1, 1)(time));
  keep('visit planned', pick(cities, results, 'p50_us').map((us) => us / 1000), 'ms', { wanted: FLAT });
  say('writing with and without statistics:');
  const ratios = [];
  for (const city of cities) {
    const rates = { enable: [], disable: [] };
    await writes(city, 3, 8)({ seconds: timing.warmup });
    for (let i = 0; i < 2 * timing.count; i++) {
      for (const way of i % 2 ? ['enable', 'disable'] : ['disable', 'enable']) {
        await cluster.sql(`alter table chatdong.visit ${way} trigger statistic`, city.database);
        rates[way].push((await writes(city, 3, 8)({ seconds: timing.seconds })).rate);
      }
    }
    await cluster.sql('alter table chatdong.visit enable trigger statistic', city.database);
    ratios.push(median(rates.disable) / median(rates.enable));
    say(`  ${city.database}: ${whole(median(rates.enable))} writes/s with, ${whole(median(rates.disable))} without`);
  }
  keep('writes of a visit: time with the triggers of statistics ÷ without', ratios, '', { limit: 1.1 });
}

/** The changes that these writes have noted, taken into the figures as the scheduler does; and taken back. */
async function folding(cities) {
  const costs = [];
  for (const city of cities) {
    const [ms, rows] = (await cluster.sql(`begin; create temporary table t as select clock_timestamp() as began; select chatdong.statistics_fold() as folded \\gset
      select extract(epoch from clock_timestamp() - began) * 1000, :folded from t; rollback;`, city.database)).split('|').map(Number);
    costs.push((ms * 1000) / rows);
    say(`  ${city.database}: ${rows} noted changes folded in ${fixed(ms, 0)} ms`);
  }
  keep('a noted change taken into the figures', costs, 'µs');
}

function loading(cities) {
  const rate = (field) => cities.map((city) => (city.rows ?? NaN) / city[field]);
  keep('rows loaded', cities.map(({ rows }) => rows ?? NaN), 'rows');
  keep('rows streamed', rate('streamed'), 'rows/s', { least: 100000 });
  keep('rows loaded, indexed, checked and counted', rate('seconds'), 'rows/s');
  keep('database', cities.map(({ bytes }) => bytes / 2 ** 30), 'GB');
}

const print = (value, unit) => (unit === 'ms' || unit === 'GB' || unit === '' ? fixed(value, value < 10 ? 2 : 1) : whole(value));

function judged({ values, wanted, limit, least }) {
  const ratio = values.at(-1) / values[0];
  if (wanted) return [`${wanted < 1 ? '≥' : '≤'} ${fixed(wanted)} ×`, wanted < 1 ? ratio >= wanted : ratio <= wanted];
  if (limit) return [`≤ ${limit}`, values.at(-1) <= limit];
  return least ? [`≥ ${whole(least)}`, values.at(-1) >= least] : ['–', null];
}

function report(head) {
  const rows = [...figures].map(([name, figure]) => {
    const [wanted, met] = judged(figure);
    return [figure.unit ? `${name}, ${figure.unit}` : name, ...figure.values.map((value, i) => print(value, figure.unit) + (figure.note?.[i] ?? '')),
      fixed(figure.values.at(-1) / figure.values[0]), wanted, met === null ? '–' : met ? 'yes' : '**no**'];
  });
  const { date, commit, machine: where, software } = head;
  return `${date}, commit ${commit}. ${where}. ${software}. Medians of ${timing.count} rounds of ${timing.seconds} s, sizes in turn.\n\n` +
    table(['', ...sizes.map((size) => `${whole(size)} residents`), 'largest ÷ smallest', 'wanted', 'met'], rows);
}

async function main() {
  mkdirSync(folder, { recursive: true });
  await cluster.start();
  const context = { root: ROOT, folder, cluster, migrate, say, issuer: makeIssuer(folder) };
  say('the cities (minutes to an hour the first time) …');
  let cities = [];
  for (const size of sizes) cities.push(await ensureCity(context, size));
  loading(cities);
  if (!options['load-only']) {
    say('what is asked …');
    cities = await Promise.all(cities.map((city) => openCity(context, city)));
    for (const [i, city] of cities.entries()) {
      const port = Number(options.port) + 2 * i;
      const own = { ...context, tokens: context.issuer, cluster: { conninfo: (role) => cluster.conninfo(role, city.database) } };
      Object.assign(city, { pid: (await startService(own, 'fibers', port)).pid, url: `http://127.0.0.1:${port}` });
    }
    for (const city of cities) await cluster.sql(WARM, city.database);
    await cluster.sql('checkpoint');
    await reads(cities);
    await pages(cities);
    await statistics(cities);
    await writing(cities);
    await folding(cities);
  }
  const text = report(await machine(ROOT, cluster));
  console.log(text);
  if (options.record) {
    record(join(ROOT, 'bench/README.md'), text, 'scale');
    drawCurve(join(ROOT, 'docs/images/cost-against-size.svg'), sizes, figures);
  }
}

const cluster = new Cluster(options.folder, SETTINGS);
const end = () => stopAll().then(() => cluster.stop());
process.on('SIGINT', () => end().finally(() => process.exit(130)));
try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await end();
}
