// Proves the reference city: the same seed gives the same bytes, an empty database is filled whole or not at all and a used
// one never, the schema is afterwards what it was, and the whole city gives back the published figures to the digit.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BIN, Cluster, TEMPLATE } from '../lib/cluster.mjs';
import { closeRun, openRun } from '../lib/run.mjs';
import { Service } from '../lib/service.mjs';
import { until } from '../lib/wait.mjs';

const DATA = join(process.env.CHATDONG_SHARED ?? '../shared', 'data');
const WAIT = 600_000; // on a busy machine
let run, cluster;
// A cluster of its own: the change feed of other tests waits for long transactions, whichever database they are in.
before(async () => { run = await openRun(); cluster = await Cluster.start(); });
after(async () => {
  await cluster?.stop();
  await closeRun();
});

const conninfo = (database, user) => (database === TEMPLATE ? run.cluster : cluster).conninfo(database, user);
const env = (database = TEMPLATE) => ({ PATH: process.env.PATH, LC_ALL: 'C.UTF-8',
  CHATDONG_OWNER_DATABASE: conninfo(database, 'chatdong_owner'), CHATDONG_WORKER_DATABASE: conninfo(database, 'chatdong_worker') });
const chatdong = (args, database) => spawnSync(BIN, args, { encoding: 'utf8', env: env(database), timeout: WAIT, maxBuffer: 1 << 30 });
const city = (args, database) => chatdong(['reference-city', ...args], database);

/** A migrated database without anybody in it. */
async function empty(name) {
  await cluster.sql(`create database ${name} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`);
  const got = spawnSync(BIN, ['migrate'], { encoding: 'utf8', env: { ...env(name), CHATDONG_OWNER_DATABASE: cluster.conninfo(name, 'postgres') } });
  assert.equal(got.status, 0, got.stderr);
  return (text, params) => cluster.sql(text, params, { database: name });
}

const digest = (text) => createHash('sha256').update(text).digest('hex');

/** Everything that loading takes away and has to put back. */
const SCHEMA = `select string_agg(line, E'\\n' order by line) as all from (
  select pg_get_indexdef(indexrelid) as line from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'chatdong'::regnamespace
  union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated from pg_constraint where connamespace = 'chatdong'::regnamespace
  union all select tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal) x`;

test('the same seed gives the same bytes, another one another city', () => {
  const first = city(['--output', '-', '--percent', '60']);
  assert.equal(first.status, 0, first.stderr);
  assert.equal(digest(city(['--output', '-', '--percent', '60']).stdout), digest(first.stdout));
  assert.notEqual(digest(city(['--output', '-', '--percent', '60', '--seed', '2']).stdout), digest(first.stdout));
});

test('a dong has the same visits whether the city is made whole or not', () => {
  const visits = (out) => out.split('\n').filter((line) => /^\S+\t9911051000\t\S+\t\S+\t(senior|birth|crisis)/.test(line));
  const whole = visits(city(['--output', '-']).stdout);
  const alone = visits(city(['--output', '-', '--dongs', '9911051000']).stdout);
  assert.ok(whole.length > 100);
  const when = (line) => [line.split('\t')[4], ...line.split('\t').slice(7, 12)].join(' ');
  assert.deepEqual(alone.map(when), whole.map(when));
});

test('what cannot be is refused in a sentence, and nothing is done', async () => {
  assert.equal(city([]).status, 2, 'without --yes');
  for (const [args, why] of [
    [['--yes'], /the database has records already, in table \w+/],
    [['--output', '-', '--residents', '100'], /100 residents are too few for 100 % of the figures/],
    [['--output', '-', '--dongs', '1111051500'], /there is no dong 1111051500/],
    [['--output', '-', '--data', '/nowhere'], /gu\.csv/],
    [['--output', '/nowhere/city.sql'], /No such file/],
  ]) {
    const got = city(args);
    assert.equal(got.status, 1, `${args}: ${got.stderr}`);
    assert.match(got.stderr, why);
  }
  for (const args of [['--year', '2015'], ['--year', '2099'], ['--percent', '0'], ['--percent', 'x'], ['--residents', '-1'], ['--years', '3']])
    assert.equal(city(['--output', '-', ...args]).status, 2, `${args}`);
});

test('killed in the middle, nothing has happened; run again, the schema is what it was', async () => {
  const sql = await empty('city_small');
  const before = await sql(SCHEMA);
  const child = spawn(BIN, ['reference-city', '--yes', '--percent', '200', '--residents', '120000'], { env: env('city_small'), stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  await until('rows are being copied', async () => (await sql("select 1 from pg_stat_progress_copy where relid in ('chatdong.resident'::regclass, 'chatdong.visit'::regclass)")).length > 0, WAIT);
  child.kill('SIGKILL');
  await gone;
  await until('its transaction is over', async () => (await sql("select 1 from pg_stat_activity where datname = 'city_small' and query ilike 'copy%' and state <> 'idle'")).length === 0, WAIT);
  assert.deepEqual(await sql('select (select count(*)::int from household) as homes, (select count(*)::int from staff) as staff'), [{ homes: 0, staff: 0 }]);
  assert.deepEqual(await sql(SCHEMA), before);

  const got = city(['--yes'], 'city_small');
  assert.equal(got.status, 0, got.stderr);
  assert.match(got.stdout, /^\d+ rows in /);
  assert.deepEqual(await sql(SCHEMA), before);
  const ledger = chatdong(['ledger', 'verify'], 'city_small');
  assert.equal(ledger.status, 0, ledger.stdout);
  assert.equal(city(['--yes'], 'city_small').status, 1, 'a second time');
  const [job] = await sql("select state from operation where kind = 'reference_city' order by created_at desc limit 1");
  assert.equal(job.state, 'succeeded');
});

test('it is a city that could be: nobody is in two places, nobody is visited before they are known, children have mothers', async () => {
  const sql = (text) => cluster.sql(text, [], { database: 'city_small' });
  const none = async (what, text) => assert.deepEqual(await sql(text), [], what);
  await none('two visits at once', `select a.id from visit a join visit b on b.staff_id = a.staff_id and b.id > a.id and b.status = 'completed'
    and tstzrange(b.planned_start, b.planned_end) && tstzrange(a.planned_start, a.planned_end) where a.status = 'completed' limit 1`);
  await none('staff of the dong', `select v.id from visit v join staff s on s.id = v.staff_id
    where not (v.dong_code = any (s.dong_codes) and s.employed @> (v.planned_start at time zone 'Asia/Seoul')::date) limit 1`);
  await none('weekends', "select id from visit where extract(isodow from planned_start at time zone 'Asia/Seoul') > 5 limit 1");
  await none('turning 65 or 70', `select v.id from visit v join resident r on r.id = v.resident_id where v.program in ('senior-65', 'senior-70')
    and abs(extract(year from v.planned_start) - extract(year from r.birth_date) - right(v.program, 2)::int) > 1 limit 1`);
  await none('within four weeks of the birth', `select b.id from birth b join visit v on v.resident_id = b.mother_id and v.program = 'birth-family'
    group by b.id having min((v.planned_start at time zone 'Asia/Seoul')::date) not between b.born_on and b.born_on + 28 limit 1`);
  await none('mothers', `select b.id from birth b join resident m on m.id = b.mother_id where m.sex <> 'female' or m.birth_date > b.born_on - interval '16 years' limit 1`);
  await none('a referral without consent', `select r.id from referral r where not exists (select from consent c where c.resident_id = r.resident_id and c.given_at <= r.created_at) limit 1`);
  await none('posts', 'select s.id from staff s where not exists (select from staff_post p where p.staff_id = s.id) limit 1');
  await none('what residents are searched by', `select id from (select id from resident except select id from resident_name_part) x
     union all (select id from resident_name_part_row except select id from resident_name_part) union all (select resident_id from resident_search_row except select resident_id from resident_search)`);
});

test('the screenings are what the instrument says', async () => {
  const rows = await cluster.sql(`select answers, score::int, band, level, rule from screening order by id limit 300`, [], { database: 'city_small' });
  for (const { answers, score, band, level, rule } of rows) {
    const values = Object.values(answers);
    assert.equal(values.length, 15);
    assert.ok(values.every((value) => value >= 0 && value <= 2));
    assert.equal(values.reduce((a, b) => a + b), score);
    assert.deepEqual([band, level, rule], score >= 6 ? ['suspected', 'positive', `score ${score} in 6..30`] : ['normal', 'normal', `score ${score} in 0..5`]);
  }
});

// DOMAIN.md 11, through the API. A program year is named by the year in which it begins; what nobody has published of a year is left out.
const FIGURES = {
  visits: { 2014: 52884, 2015: 132210, 2016: 467692 },
  seniors_visited: { 2015: 30694, 2016: 81030 },
  senior_households_visited: { 2015: 30694, 2016: 81030 },
  seniors_with_health_issue: { 2015: 7209 },
  birth_families_served: { 2015: 5683, 2016: 15145 },
  crisis_families_discovered: { 2015: 12281, 2016: 64942 },
  linkages_medical: { 2015: 12966 },
  customised_support: { 2015: 14437 },
  emergency_aid_won: { 2015: 4100000000, 2016: 22900000000 },
  emergency_aid_persons: { 2015: 8791 },
  centers: { 2015: 80, 2016: 283 },
  gu_taking_part: { 2016: 18 },
  nurses: { 2015: 79, 2016: 340 },
  project_experts: { 2015: 35, 2016: 67 },
  social_workers: { 2016: 1534 },
};
// Recipients per worker, of the dongs of a round: before the program came, and after.
const CASELOADS = [[1, '2015-06-30', 170], [1, '2016-06-30', 115], [2, '2016-06-30', 289], [2, '2017-06-30', 126]];
const CLIENT = { key: 'system.figures', role: 'system', area: 'city', sub: '01900000-0000-7000-8000-0000000000e9', scopes: ['statistics:read'] };
const total = (figures) => figures.reduce((n, f) => n + f.value, 0);

async function pages(service, path) {
  const items = [];
  for (let next = path; next;) {
    const got = await service.call('GET', next, { actor: CLIENT });
    assert.equal(got.status, 200, got.text);
    items.push(...got.json.items);
    next = got.json.next_cursor && `${path}&cursor=${encodeURIComponent(got.json.next_cursor)}`;
  }
  return items;
}

test('the whole city gives back the published figures to the digit', { skip: existsSync(DATA) ? false : `the city's tables are not there (${DATA})` }, async (t) => {
  const sql = await empty('city_whole');
  const began = Date.now();
  const got = city(['--yes', '--data', DATA], 'city_whole');
  assert.equal(got.status, 0, got.stderr);
  t.diagnostic(`${got.stdout.trim()} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  await sql("insert into chatdong.system_client (id, name, scopes, area) values ($1, '통계 집계 (가상)', $2, 'city')", [CLIENT.sub, CLIENT.scopes]);
  const service = await Service.start({ cluster, database: 'city_whole', settings: { short_timeout: 60_000, long_timeout: WAIT } });
  try {
    const figures = async (id, query) => {
      const answer = await service.call('GET', `/v1/statistics/${id}?${query}`, { actor: CLIENT });
      assert.equal(answer.status, 200, `${id}: ${answer.text}`);
      return answer.json.figures;
    };
    const slowest = { ms: 0 };
    for (const [id, wanted] of Object.entries(FIGURES)) {
      const found = await figures(id, 'from=2014-07-01&to=2017-06-30');
      const ofYear = Object.fromEntries(found.map((f) => [f.period.slice(0, 4), f.value]));
      assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((year) => [year, ofYear[year]])), wanted, id);
      const at = performance.now();
      const dongs = await figures(id, 'by=dong&from=2016-07-01&to=2017-06-30');
      const ms = performance.now() - at;
      if (ms > slowest.ms) Object.assign(slowest, { id, ms });
      // Headcounts that no dong has stand under their gu.
      assert.deepEqual([total(dongs), total(await figures(id, 'by=gu&from=2016-07-01&to=2017-06-30'))], [ofYear[2016], ofYear[2016]], id);
      if (id === 'visits') assert.equal(found.find((f) => f.period === '2015-07-01').ratio_to_previous, 2.5);
    }
    t.diagnostic(`slowest by dong over a year: ${slowest.id}, ${slowest.ms.toFixed(0)} ms`);

    // Figures stand under the dongs of today, caseloads under those of their day.
    const today = new Set((await sql('select code from chatdong.dong where coalesce(valid_to > chatdong.seoul_today(), true)')).map((d) => d.code));
    for (const [round, day, wanted] of CASELOADS) {
      const dongs = new Set((await pages(service, `/v1/centers?limit=100&round=${round}`)).map((c) => c.dong_code));
      const loads = (await pages(service, `/v1/caseloads?limit=100&on=${day}`)).filter((l) => dongs.has(l.area_code));
      assert.equal(loads.length, dongs.size);
      const sum = (name) => loads.reduce((n, l) => n + l[name], 0);
      assert.equal(sum('recipients'), wanted * sum('workers'), `round ${round} on ${day}`);
      const ratios = new Map((await figures('recipients_per_worker', `by=dong&from=${day}&to=${day}`)).map((f) => [f.area, f.value]));
      const standing = loads.filter((l) => today.has(l.area_code));
      assert.ok(standing.length > loads.length / 2);
      for (const load of standing) assert.equal(ratios.get(load.area_code), load.per_worker, load.area_code);
    }
  } finally {
    await service.stop();
  }
  const [{ risk }] = await sql(`select count(distinct resident_id)::int as risk from screening where level = 'positive'
    and (performed_at at time zone 'Asia/Seoul')::date between '2015-07-01' and '2016-06-30'`);
  assert.equal(risk, 7209, 'a risk of dementia in the screenings');
  assert.equal(chatdong(['ledger', 'verify'], 'city_whole').status, 0);
});
