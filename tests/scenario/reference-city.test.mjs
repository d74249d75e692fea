// Proves the reference city: the same seed gives the same bytes, an empty database is filled whole or not at all and a used
// one never, the schema is afterwards what it was, and the whole city gives back the published figures to the digit.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BIN, TEMPLATE } from '../lib/cluster.mjs';
import { closeRun, openRun } from '../lib/run.mjs';
import { until } from '../lib/wait.mjs';

const DATA = join(process.env.CHATDONG_SHARED ?? '../shared', 'data');
const made = [];
let run;
before(async () => { run = await openRun(); });
after(async () => {
  for (const name of made) await run.cluster.drop(name);
  await closeRun();
});

const env = (database = TEMPLATE) => ({ PATH: process.env.PATH, LC_ALL: 'C.UTF-8',
  CHATDONG_OWNER_DATABASE: run.cluster.conninfo(database, 'chatdong_owner'), CHATDONG_WORKER_DATABASE: run.cluster.conninfo(database, 'chatdong_worker') });
const chatdong = (args, database) => spawnSync(BIN, args, { encoding: 'utf8', env: env(database), timeout: 240_000, maxBuffer: 1 << 30 });
const city = (args, database) => chatdong(['reference-city', ...args], database);

/** A migrated database without anybody in it. */
async function empty(name) {
  await run.cluster.sql(`create database ${name} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`);
  made.push(name);
  const got = spawnSync(BIN, ['migrate'], { encoding: 'utf8', env: { ...env(name), CHATDONG_OWNER_DATABASE: run.cluster.conninfo(name, 'postgres') } });
  assert.equal(got.status, 0, got.stderr);
  return (text, params) => run.cluster.sql(text, params, { database: name });
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
  await until('rows are being copied', async () => (await sql("select 1 from pg_stat_progress_copy where relid = 'chatdong.resident'::regclass")).length > 0, 60_000);
  child.kill('SIGKILL');
  await gone;
  await until('its transaction is over', async () => (await sql("select 1 from pg_stat_activity where datname = 'city_small' and query ilike 'copy%' and state <> 'idle'")).length === 0, 60_000);
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
  const sql = (text) => run.cluster.sql(text, [], { database: 'city_small' });
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
});

test('the screenings are what the instrument says', async () => {
  const rows = await run.cluster.sql(`select answers, score::int, band, level, rule from screening order by id limit 300`, [], { database: 'city_small' });
  for (const { answers, score, band, level, rule } of rows) {
    const values = Object.values(answers);
    assert.equal(values.length, 15);
    assert.ok(values.every((value) => value >= 0 && value <= 2));
    assert.equal(values.reduce((a, b) => a + b), score);
    assert.deepEqual([band, level, rule], score >= 6 ? ['suspected', 'positive', `score ${score} in 6..30`] : ['normal', 'normal', `score ${score} in 0..5`]);
  }
});

// DOMAIN.md 11. A program year is named by the year in which it ends.
const YEAR = (column) => `extract(year from ${column} + interval '6 months')::int`;
const SEOUL = (column) => YEAR(`(${column} at time zone 'Asia/Seoul')`);
const DONE = "status = 'completed' and outcome = 'done'";
const FIGURES = [
  ['visits', `select ${SEOUL('completed_at')} as year, count(*) from visit where ${DONE} group by 1`, { 2015: 52884, 2016: 132210, 2017: 467692 }],
  ['seniors visited', `select ${SEOUL('completed_at')} as year, count(distinct resident_id) from visit where ${DONE} and program in ('senior-65', 'senior-70') group by 1`, { 2016: 30694, 2017: 81030 }],
  ['senior households', `select ${SEOUL('completed_at')} as year, count(distinct household_id) from visit where ${DONE} and program in ('senior-65', 'senior-70') group by 1`, { 2016: 30694, 2017: 81030 }],
  ['birth families', `select ${SEOUL('completed_at')} as year, count(distinct household_id) from visit where ${DONE} and program = 'birth-family' group by 1`, { 2016: 5683, 2017: 15145 }],
  ['crisis families', `select ${YEAR('found_on')} as year, count(distinct household_id) from discovery where kind = 'poor_family' group by 1`, { 2016: 12281, 2017: 64942 }],
  ['seniors with a health issue', `select ${YEAR('found_on')} as year, count(distinct resident_id) from discovery where kind = 'senior_health' and found_on < '2016-07-01' group by 1`, { 2016: 7209 }],
  ['dementia risk in screenings', `select ${SEOUL('performed_at')} as year, count(distinct resident_id) from screening where level = 'positive' and performed_at < '2016-07-01' group by 1`, { 2016: 7209 }],
  ['medical linkages', `select ${SEOUL('outcome_at')} as year, count(*) from referral r join partner p on p.id = r.partner_id and p.kind in ('hospital', 'public_health_center', 'dementia_center', 'mental_health_center')
    where outcome = 'served' and outcome_at < '2016-07-01' group by 1`, { 2016: 12966 }],
  ['customised support', `select year, sum(n)::int as count from (select ${SEOUL('outcome_at')} as year, count(*) as n from referral where outcome = 'served' group by 1
    union all select ${YEAR('applied_on')}, count(*) from benefit_application group by 1) x where year = 2016 group by 1`, { 2016: 14437 }],
  ['aid, won', `select ${YEAR('paid_on')} as year, sum(approved_amount)::bigint as count from aid where status = 'paid' group by 1`, { 2016: 4100000000, 2017: 22900000000 }],
  ['aid, persons', `select ${YEAR('paid_on')} as year, count(distinct resident_id) from aid where status = 'paid' and paid_on < '2016-07-01' group by 1`, { 2016: 8791 }],
  ['centers', `select year, count(*) filter (where joined_on <= make_date(year, 6, 30)) from center, (values (2016), (2017)) y (year) group by 1`, { 2016: 80, 2017: 283 }],
  ['gu', `select 2017 as year, count(distinct left(dong_code, 5)) from center where joined_on <= '2017-06-30'`, { 2017: 18 }],
];
const ON = (day, job) => `(select coalesce(sum(heads), 0)::int from staffing where during @> date '${day}' and employed @> date '${day}' and job in (${job}))`;
const PER_WORKER = (day, round) => `(select (sum(k.recipients)::numeric / sum(k.workers))::float from caseload_on('${day}') k join center c using (dong_code) where c.round = ${round})`;

test('the whole city gives back the published figures to the digit', { skip: existsSync(DATA) ? false : `the city's tables are not there (${DATA})` }, async (t) => {
  const sql = await empty('city_whole');
  const began = Date.now();
  const got = city(['--yes', '--data', DATA], 'city_whole');
  assert.equal(got.status, 0, got.stderr);
  for (const [name, query, wanted] of FIGURES) {
    const found = Object.fromEntries((await sql(query)).map((row) => [row.year, Number(row.count)]));
    assert.deepEqual(found, wanted, name);
  }
  const [one] = await sql(`select ${ON('2016-06-30', "'visiting_nurse'")} as nurses_1, ${ON('2017-06-30', "'visiting_nurse'")} as nurses_2,
    ${ON('2016-06-30', "'project_expert', 'enterprise_expert'")} as experts_1, ${ON('2017-06-30', "'project_expert', 'enterprise_expert'")} as experts_2,
    ${ON('2017-06-30', "'social_worker'")} as social_workers, ${PER_WORKER('2015-06-30', 1)} as first_before, ${PER_WORKER('2016-06-30', 1)} as first_after,
    ${PER_WORKER('2016-06-30', 2)} as second_before, ${PER_WORKER('2017-06-30', 2)} as second_after`);
  assert.deepEqual(one, { nurses_1: 79, nurses_2: 340, experts_1: 35, experts_2: 67, social_workers: 1534,
    first_before: 170, first_after: 115, second_before: 289, second_after: 126 });
  assert.equal(chatdong(['ledger', 'verify'], 'city_whole').status, 0);
  t.diagnostic(`${got.stdout.trim()}; with the figures ${((Date.now() - began) / 1000).toFixed(1)} s`);
});
