// The look-up of the three officers with the whole register behind it: the service at 64 connections, beside
// pgbench running the statement that the service runs. Public operations: one statement, no context.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pgbench } from './ceiling.mjs';
import { rounds } from './measure.mjs';
import { startService } from './servers.mjs';
import { run, stopAll } from './shell.mjs';
import { statements, substitute } from './sql.mjs';
import { wrk } from './wrk.mjs';

const BUILDINGS = 600000; // all of Seoul's
const QUESTIONS = 20000;
const TEMPLATE = 'bench_lookup_template';

function sharedData(root) {
  const folder = process.env.CHATDONG_SHARED ?? join(root, '../shared');
  if (!existsSync(join(folder, 'data/dong.csv'))) throw new Error(`the look-up's register is made from the city's tables: no ${folder}/data (CHATDONG_SHARED)`);
  return join(folder, 'data');
}

const binary = (root, name) => join(root, 'build/release', name);

/** Dongs, boundaries, buildings, people and questions; `data` is bench/lookup.sql. */
async function fill({ root, folder, cluster }, data) {
  const shared = sharedData(root);
  const register = join(folder, 'register.txt');
  const env = { CHATDONG_OWNER_DATABASE: cluster.conninfo('chatdong_owner', TEMPLATE) };
  await run('bash', ['-c', `'${binary(root, 'register_driver')}' '${shared}' ${BUILDINGS} >'${register}'`]);
  await run(binary(root, 'chatdong'), ['import', 'dongs', shared], { env });
  await run(binary(root, 'chatdong'), ['import', 'boundaries', join(shared, 'geo/seoul_dong_427.geojson'), '--valid-from', '2025-07-01'], { env });
  await run(binary(root, 'chatdong'), ['import', 'buildings', register], { env });
  rmSync(register);
  await cluster.sql(readFileSync(data, 'utf8'), TEMPLATE);
  await readQuestions({ root, cluster });
}

/** The readings of the questions, for pgbench, by the service's own reader. */
async function readQuestions({ root, cluster }) {
  const addresses = await cluster.sql('select address from chatdong.bench_question order by n', TEMPLATE);
  const { out } = await run(binary(root, 'address_driver'), [], { input: `${addresses}\n` });
  const rows = out.trim().split('\n').map((json, n) => `${n},"${json.replaceAll('"', '""')}"`);
  if (rows.length !== QUESTIONS) throw new Error(`${rows.length} readings of ${QUESTIONS} addresses`);
  await cluster.sql(`create temporary table read (n int, reading jsonb);\ncopy read from stdin csv;\n${rows.join('\n')}\n\\.\n
    update chatdong.bench_question q set reading = r.reading from read r where r.n = q.n;
    vacuum full analyze chatdong.bench_question;`, TEMPLATE);
}

async function prepare(context) {
  const data = join(context.root, 'bench/lookup.sql');
  const digest = createHash('sha256').update(readFileSync(data)).update(readFileSync(new URL(import.meta.url))).digest('hex');
  await context.cluster.start();
  context.say(`the register of ${BUILDINGS.toLocaleString('en-US')} buildings (a minute the first time) …`);
  await context.cluster.template(TEMPLATE, digest, context.migrate, () => fill(context, data));
  await context.cluster.freshDatabase(TEMPLATE);
}

/** What the clients ask, a path a line. */
async function writePaths({ folder, cluster }, name, sql, path) {
  const file = join(folder, `${name}.paths`);
  const values = (await cluster.sql(`select ${sql} from chatdong.bench_question order by n`, 'bench')).split('\n');
  writeFileSync(file, `${values.map(path).join('\n')}\n`);
  return file;
}

async function scenarios(context) {
  return {
    'look-up by address': await writePaths(context, 'address', 'address', (text) => `/v1/officer-lookup?address=${encodeURIComponent(text)}`),
    'look-up by point': await writePaths(context, 'point', `lon || '&lat=' || lat`, (text) => `/v1/officer-lookup?lon=${text}`),
    'suggestions': await writePaths(context, 'typed', 'typed', (text) => `/v1/addresses?q=${encodeURIComponent(text)}`),
  };
}

/** The statement of officer_lookup_get as pgbench runs it: what the hook gives comes from the table of questions,
 * beside the function and not as a sub-select in it, so that the function is inlined as it is in the service. */
function scripts(root) {
  const text = statements(root).get('officer_lookup_get').replace(/--.*$/gm, '').trim().replace(/;$/, '')
    .replace('from officer_lookup', 'from bench_question q, officer_lookup');
  const script = (values) => `\\set n random(0, ${QUESTIONS - 1})\n${substitute(text, values)} where q.n = :n;`;
  return {
    'look-up by address': script({ way: `'address'`, reading: 'q.reading', place_dong: 'null', place_certainty: 'null' }),
    'look-up by point': script({ way: `'point'`, reading: 'null', place_dong: 'q.dong_code', place_certainty: `'exact'` }),
  };
}

/** pgbench with a log of each transaction, so that it has percentiles too. */
async function withLatencies(cluster, folder, name, script, options) {
  const prefix = `latency-${name.replaceAll(' ', '-')}`;
  const result = await pgbench(cluster, folder, name, script, { ...options, log: join(folder, prefix) });
  const files = readdirSync(folder).filter((file) => file.startsWith(`${prefix}.`));
  const times = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n').map((line) => Number(line.split(' ')[2]))).sort((a, b) => a - b);
  for (const file of files) rmSync(join(folder, file));
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { ...result, p50_us: at(0.5), p99_us: at(0.99) };
}

/** Of every tenth question, how the service answers; a wrong dong that is called exact ends the run. */
async function judge(context, url, report) {
  const rows = (await context.cluster.sql(`select address || '|' || dong_code from chatdong.bench_question where n % 10 = 0 order by n`, 'bench')).split('\n');
  const counts = {};
  let right = 0;
  for (const row of rows) {
    const [address, dong] = row.split('|');
    const response = await fetch(`${url}/v1/officer-lookup?address=${encodeURIComponent(address)}`);
    const found = await response.json();
    const same = found.dong?.code === dong || found.candidates?.some((c) => c.dong_code === dong);
    if (response.status !== 200 || (found.certainty === 'exact' && !same)) throw new Error(`${address}: ${response.status} ${JSON.stringify(found)}, wanted ${dong}`);
    counts[found.certainty] = (counts[found.certainty] ?? 0) + 1;
    right += same;
  }
  const kinds = Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(', ');
  report.note(`Of ${rows.length} addresses in six forms the service named the right dong (or had it among the candidates) for ${right}: ${kinds}; none was called exact and wrong.`);
}

export async function lookup(context, report) {
  await prepare(context);
  const { cluster, folder, timing, say } = context;
  const servers = [];
  for (const [mode, offset] of [['fibers', 10], ['threads', 20]]) {
    const server = await startService(context, mode, context.port + offset);
    servers.push({ ...server, name: `chatdong, ${mode}`, url: `http://127.0.0.1:${context.port + offset}` });
  }
  await judge(context, servers[0].url, report);
  const texts = scripts(context.root);
  for (const [scenario, paths] of Object.entries(await scenarios(context))) {
    say(`${scenario}:`);
    const ceiling = (clients) => ({ name: `pgbench, ${clients} connections`, pid: null,
      load: ({ seconds }) => withLatencies(cluster, folder, scenario, texts[scenario], { clients, seconds, seed: context.slots() }) });
    const contenders = [
      ...(texts[scenario] ? [ceiling(8), ceiling(64)] : []),
      ...servers.map((server) => ({ name: server.name, pid: server.pid,
        load: ({ seconds }) => wrk(server.url, { scenario: 'paths', seconds, arguments: { paths, seed: context.slots() / 1000000 } }) })),
    ];
    report.scenario(scenario, await rounds(contenders, { ...timing, postmaster: cluster.postmaster(), say }));
  }
  await stopAll();
}
