// bench/scale: the same calls in cities of growing size. Each city is the reference city (ten program years) with a building
// register in proportion; what a call costs PostgreSQL and the service is set against the number of residents.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Cluster } from './lib/cluster.mjs';
import { picture } from './lib/curve.mjs';
import { rounds } from './lib/measure.mjs';
import { machine, record } from './lib/record.mjs';
import { startService } from './lib/servers.mjs';
import { run, stopAll } from './lib/shell.mjs';
import { fixed, table, whole } from './lib/stats.mjs';
import { makeIssuer } from './lib/tokens.mjs';
import { wrk } from './lib/wrk.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const SEOUL = 9602826; // the table's residents
const BUILDINGS = 600000; // all of Seoul's
const CLIENT = '01900000-0000-7000-8009-100000000000';
const PAGE = 5000;
const { values: options } = parseArgs({
  options: {
    record: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    sizes: { type: 'string' },
    port: { type: 'string', default: '21900' },
    folder: { type: 'string', default: '/tmp/bench-scale' },
  },
});
const sizes = (options.sizes ?? (options.quick ? '100000' : '100000,1000000,9600000')).split(',').map(Number);
const timing = options.quick ? { count: 2, seconds: 2, warmup: 1 } : { count: 3, seconds: 5, warmup: 2 };
const port = Number(options.port);
const folder = join(options.folder, 'out');
const data = join(process.env.CHATDONG_SHARED ?? join(ROOT, '../shared'), 'data');
const binary = (name) => join(ROOT, 'build/release', name);
const say = (line) => console.error(line);

/** The city of that many residents in database `bench`. */
async function fill(cluster, size) {
  const env = { CHATDONG_OWNER_DATABASE: cluster.conninfo('postgres', 'bench') };
  const chatdong = (...args) => run(binary('chatdong'), args, { env });
  await cluster.sql('drop database if exists bench with (force)');
  await cluster.sql(`create database bench template template0 encoding 'UTF8' locale 'C.UTF-8'`);
  await chatdong('migrate');
  const percent = ((size / SEOUL) * 100).toFixed(4);
  const { out } = await chatdong('reference-city', '--yes', '--data', data, '--year', '2025', '--residents', size, '--percent', percent);
  say(`  ${out.trim()}`);
  const register = join(folder, 'register.txt');
  await run('bash', ['-c', `'${binary('register_driver')}' '${data}' ${Math.round((BUILDINGS * size) / SEOUL)} >'${register}'`]);
  await chatdong('import', 'buildings', register);
  rmSync(register);
  await cluster.sql(`insert into chatdong.system_client (id, name, scopes, area) values ('${CLIENT}', 'bench', '{visits:read}', 'city')`, 'bench');
  await cluster.sql('vacuum analyze', 'bench');
  return out;
}

const lines = async (cluster, sql) => (await cluster.sql(`set search_path = chatdong; ${sql}`, 'bench')).split('\n');

function paths(name, items) {
  const file = join(folder, `${name.replaceAll(' ', '-')}.paths`);
  writeFileSync(file, `${items.join('\n')}\n`);
  return file;
}

/** Cursors behind the pages before PAGE, as a client gets there: one after the other. */
async function deepPages(url, token) {
  const found = [];
  let path = '/v1/visits?limit=10';
  for (let page = 1; page < PAGE; page++) {
    const response = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
    const body = await response.json();
    if (response.status !== 200 || !body.next_cursor) throw new Error(`page ${page}: ${response.status} ${JSON.stringify(body).slice(0, 300)}`);
    path = `/v1/visits?limit=10&cursor=${encodeURIComponent(body.next_cursor)}`;
    if (page >= PAGE - 50) found.push(path);
  }
  return found;
}

/** What is asked, a file of requests for each kind. */
async function scenarios(cluster, issuer, url) {
  const nurses = (await lines(cluster, `select id || ' ' || dong_codes[1] from staff where role = 'nurse' order by md5(id::text) limit 60`))
    .map((row) => row.split(' ')).map(([sub, dong]) => ({ dong, token: issuer.sign({ sub, role: 'nurse', dongs: [dong], gu: dong.slice(0, 5) }) }));
  const tokens = new Map(nurses.map(({ dong, token }) => [dong, token]));
  const system = issuer.sign({ sub: CLIENT, role: 'system', area: 'city', scope: 'visits:read' });
  const visits = await lines(cluster, `select v.id || ' ' || v.dong_code from unnest(array['${[...tokens.keys()].join("','")}']) d (code)
    cross join lateral (select * from visit v where v.dong_code = d.code order by md5(v.id::text) limit 200) v`);
  const days = await lines(cluster, `select distinct (planned_start at time zone 'Asia/Seoul')::date from (select planned_start from visit order by md5(id::text) limit 300) v`);
  const addresses = await lines(cluster, `select g.name || ' ' || b.road_name || ' ' || b.main_no from building b join district g on g.code = b.gu_code
    where b.road_key <> '' and not b.basement and b.sub_no = 0 order by md5(b.management_no) limit 5000`);
  const each = (list, path) => list.flatMap((item) => nurses.map(({ token }) => `${path(item)}\t${token}`));
  return new Map([
    ['a visit by its key', paths('key', visits.map((row) => row.split(' ')).map(([id, dong]) => `/v1/visits/${id}\t${tokens.get(dong)}`))],
    ['first page of a day\'s visits', paths('day', each(days.slice(0, 40), (day) => `/v1/visits?limit=20&from=${day}T00:00:00Z`))],
    ['first page of residents', paths('residents', each(['/v1/residents?limit=20'], (path) => path))],
    ['officers of an address', paths('address', addresses.map((text) => `/v1/officer-lookup?address=${encodeURIComponent(text)}`))],
    ['page 1 of the city\'s visits', paths('page-1', [`/v1/visits?limit=10\t${system}`])],
    ['page 5,000 of the city\'s visits', paths('page-5000', (await deepPages(url, system)).map((path) => `${path}\t${system}`))],
  ]);
}

async function measure(cluster, issuer, size) {
  say(`${whole(size)} residents: the city …`);
  const loaded = await fill(cluster, size);
  const server = await startService({ root: ROOT, folder, cluster, tokens: issuer }, 'fibers', port);
  const url = `http://127.0.0.1:${port}`;
  const costs = new Map();
  for (const [name, file] of await scenarios(cluster, issuer, url)) {
    const contender = { name, pid: server.pid, load: ({ seconds }) => wrk(url, { scenario: 'paths', seconds, connections: 16, arguments: { paths: file, seed: 1 } }) };
    costs.set(name, (await rounds([contender], { ...timing, postmaster: cluster.postmaster(), say })).get(name));
  }
  await stopAll();
  const [visits, bytes] = (await cluster.sql(`select (select count(*) from chatdong.visit), pg_database_size('bench')`, 'bench')).split('|').map(Number);
  const [, rows, seconds] = /(\d+) rows in ([\d.]+) s/.exec(loaded).map(Number);
  return { size, visits, bytes, rows, seconds, costs };
}

/** Rows: what is asked; columns: sizes; microseconds of processor time a request, and the times of half and of 99 %. */
function report(results, where) {
  const names = [...results[0].costs.keys()];
  const of = (result, name) => result.costs.get(name);
  const cost = (c) => c.cpu_us + c.pg_us;
  const last = results.at(-1);
  const cities = results.map((r) => [whole(r.size), whole(r.visits), `${fixed(r.bytes / 2 ** 30)} GB`, whole(r.rows), fixed(r.seconds, 0), whole(r.rows / r.seconds)]);
  const rows = names.map((name) => [name, ...results.map((r) => whole(cost(of(r, name)))), fixed(cost(of(last, name)) / cost(of(results[0], name))),
    ...results.map((r) => fixed(of(r, name).p50_us / 1000, 1))]);
  const deep = results.map((r) => fixed(cost(of(r, names[5])) / cost(of(r, names[4]))));
  return [
    `${where.date}, commit ${where.commit}. ${where.machine}. ${where.software}. Medians of ${timing.count} rounds of ${timing.seconds} s, 16 connections.`, '',
    table(['residents', 'visits', 'database', 'rows loaded', 's', 'rows/s'], cities), '',
    table(['processor time a request, µs', ...results.map((r) => whole(r.size)), 'last ÷ first', ...results.map((r) => `p50 ms, ${whole(r.size)}`)], rows), '',
    `- Page 5,000 ÷ page 1: ${deep.map((x, i) => `${x} with ${whole(results[i].size)}`).join(', ')} residents.`,
  ].join('\n');
}

let cluster;
async function main() {
  if (!existsSync(join(data, 'population_by_dong.csv'))) {
    say(`SKIP: the cities are made from the city's tables: no ${data} (CHATDONG_SHARED)`);
    return;
  }
  mkdirSync(folder, { recursive: true });
  // What is loaded in one transaction writes no log that anybody reads: the disk holds the city once.
  cluster = new Cluster(options.folder, 'max_wal_size = 4GB\nwal_level = minimal\nmax_wal_senders = 0\n');
  await cluster.start();
  const issuer = makeIssuer(folder);
  const results = [];
  for (const size of sizes) results.push(await measure(cluster, issuer, size));
  const text = report(results, await machine(ROOT, cluster));
  await cluster.sql('drop database if exists bench with (force)');
  console.log(text);
  if (!options.record) return;
  record(join(ROOT, 'bench/README.md'), text, 'scale');
  writeFileSync(join(ROOT, 'docs/images/scale.svg'), picture(results));
}

main()
  .catch((error) => {
    say(error.stack ?? error);
    process.exitCode = 1;
  })
  .finally(async () => {
    await stopAll();
    await cluster?.stop().catch(() => {});
  });
