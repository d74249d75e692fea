// Cities of several sizes by `chatdong reference-city`, one database each, kept between runs; and what is asked of them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './shell.mjs';

const SEOUL = 9600000; // as many residents have all of the published figures
const YEAR = 2026; // the last program year: July 2014 to June 2026
const QUESTIONS = 20000;
const SYSTEM = '01900000-0000-7000-8008-000000000001';
const SCOPES = ['visits:read', 'statistics:read'];
const WRITTEN = ['01900000-0000-7000-8009-100000000000', '01900000-0000-7000-800a-ffffffffffff']; // ids of what the benchmark writes

const binary = (root) => join(root, 'build/release/chatdong');

/** The public tables, or null: then a small made-up geography is used. */
export function publicData(root) {
  const folder = join(process.env.CHATDONG_SHARED ?? join(root, '../shared'), 'data');
  return existsSync(join(folder, 'dong.csv')) ? folder : null;
}

function loads(folder) {
  const file = join(folder, 'loads.json');
  return { all: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}, file };
}

/** The database of one size; gives what loading it took, whenever that was. */
export async function ensureCity({ root, folder, cluster, migrate, say }, residents) {
  const database = `city_${residents}`;
  const data = publicData(root);
  const options = ['--year', YEAR, '--residents', residents, '--percent', Math.max(0.01, (residents / SEOUL) * 100).toFixed(4), ...(data ? ['--data', data] : [])];
  const made = await cluster.template(database, `reference-city ${options.slice(0, 6).join(' ')}`, migrate, async () => {
    say(`  ${database} …`);
    const env = { CHATDONG_OWNER_DATABASE: cluster.conninfo('postgres', database) };
    const { out } = await run(binary(root), ['reference-city', '--yes', ...options].map(String), { env });
    const [rows, seconds, streamed] = /^(\d+) rows in ([\d.]+) s, \d+ rows\/s; streamed in ([\d.]+) s/.exec(out).slice(1).map(Number);
    if (data) await run(binary(root), ['import', 'boundaries', join(data, 'geo/seoul_dong_427.geojson'), '--valid-from', '2025-07-01'], { env });
    await cluster.sql('vacuum analyze; checkpoint', database);
    const bytes = Number(await cluster.sql(`select pg_database_size('${database}')`));
    const { all, file } = loads(folder);
    writeFileSync(file, JSON.stringify({ ...all, [residents]: { rows, seconds, streamed, bytes } }, null, 1));
    say(`  ${database}: ${out.trim()}`);
  });
  if (!made) say(`  ${database} is there`);
  return { residents, database, ...loads(folder).all[residents] };
}

/** What an earlier run left goes; a system of the city, and every nurse's visits of today: the same for all sizes. */
async function freshDay(cluster, database) {
  await cluster.sql(`set search_path = chatdong; set session_replication_role = replica;
    delete from visit_engagement where visit_id between '${WRITTEN[0]}' and '${WRITTEN[1]}';
    delete from visit where id between '${WRITTEN[0]}' and '${WRITTEN[1]}';
    delete from statistic_delta;
    insert into system_client (id, name, scopes, area) values ('${SYSTEM}', 'bench', '{${SCOPES.join(',')}}', 'city') on conflict do nothing;
    insert into visit (id, dong_code, resident_id, household_id, program, kind, staff_id, planned_start, planned_end, created_by, updated_by)
    select ('01900000-0000-7000-800a-' || 100000000000 + row_number() over ())::uuid, r.dong_code, r.id, r.household_id, 'senior-level', 'home', s.id,
           (seoul_today() + time '09:00' + h * interval '1 hour') at time zone 'Asia/Seoul',
           (seoul_today() + time '09:40' + h * interval '1 hour') at time zone 'Asia/Seoul', s.id, s.id
      from staff s cross join generate_series(0, 7) h
     cross join lateral (select * from resident r where r.dong_code = s.dong_codes[1] order by r.id offset h limit 1) r
     where s.role = 'nurse';
    vacuum analyze visit; vacuum analyze statistic_delta; vacuum analyze visit_engagement;`, database);
}

const lines = async (cluster, database, sql) => (await cluster.sql(`set search_path = chatdong; ${sql}`, database)).split('\n').filter(Boolean);

/** One nurse for each dong that has one, the district with most residents, and a system of the city. */
async function makeActors({ cluster, issuer }, database, file) {
  const nurses = (await lines(cluster, database, `select distinct on (dong_codes[1]) id, dong_codes[1] from staff
    where role = 'nurse' and active and cardinality(dong_codes) = 1 order by dong_codes[1], id`)).map((line) => line.split('|'));
  const [admin] = (await lines(cluster, database, `select s.id, s.gu_code from staff s where s.role = 'district_admin' and s.active
     order by (select count(*) from resident r where r.dong_code like s.gu_code || '%') desc, s.id limit 1`)).map((line) => line.split('|'));
  const tokens = nurses.map(([sub, dong]) => issuer.sign({ sub, role: 'nurse', dongs: [dong], gu: dong.slice(0, 5) }));
  tokens.push(issuer.sign({ sub: admin[0], role: 'district_admin', gu: admin[1], dongs: [] }));
  tokens.push(issuer.sign({ sub: SYSTEM, role: 'system', area: 'city', scope: SCOPES.join(' ') }));
  writeFileSync(file, tokens.join('\n'));
  return { nurses, district: tokens.at(-2), city: tokens.at(-1) };
}

/** Files of requests for wrk/load.lua, by scenario. */
async function makeRequests({ folder, cluster }, database, { nurses }) {
  const place = new Map(nurses.map(([, dong], i) => [dong, i]));
  const dongs = `'${[...place.keys()].join(`','`)}'`;
  // Rows from all over the table, in any order.
  const some = (table, columns, more = '') => lines(cluster, database, `select dong_code, ${columns} from ${table}
    where dong_code in (${dongs}) ${more} and random() < ${4 * QUESTIONS} / (select greatest(reltuples, 1) from pg_class where oid = '${table}'::regclass)
    order by random() limit ${QUESTIONS}`);
  const residents = await some('resident', `id, right(name, 2), case when length(name) = 3 then 1 else 0 end`, 'and merged_into is null');
  const split = residents.map((line) => line.split('|')).map(([dong, id, given, usual]) => ({ whose: place.get(dong), id, given, usual: usual === '1' }));
  const visits = (await some('visit', 'id, planned_start::date')).map((line) => line.split('|')).map(([dong, id, day]) => ({ whose: place.get(dong), id, day }));
  const points = await lines(cluster, database, `select lon, lat from dong where valid_to is null and lon is not null`);
  const of = {
    'visit by key': visits.map(({ whose, id }) => [whose, 'GET', `/v1/visits/${id}`]),
    'resident by key': split.map(({ whose, id }) => [whose, 'GET', `/v1/residents/${id}`]),
    'visits of a dong, first page': visits.map(({ whose, day }) => [whose, 'GET', `/v1/visits?limit=20&from=${day}T00:00:00Z`]),
    'a nurse\'s visits, first page': nurses.map(([id], whose) => [whose, 'GET', `/v1/visits?limit=20&staff_id=${id}`]),
    'worklist, first page': nurses.map((_, whose) => [whose, 'GET', '/v1/worklist?limit=20']),
    'search by two syllables': split.filter(({ usual }) => usual).map(({ whose, given }) => [whose, 'POST', '/v1/residents:search', JSON.stringify({ name: given })]),
    ...(points.length && { 'officers of a point': points.map((line) => line.split('|')).map(([lon, lat]) => [0, 'GET', `/v1/officer-lookup?lon=${lon}&lat=${lat}`]) }),
  };
  return Object.fromEntries(Object.entries(of).map(([name, requests]) => {
    const file = join(folder, `${database}-${name.replaceAll(/[^a-z]+/g, '-')}.requests`);
    writeFileSync(file, `${requests.map(([whose, method, path, body = '']) => [whose, method, path, body].join('\t')).join('\n')}\n`);
    return [name, file];
  }));
}

/** Who writes: the nurses, each with somebody of her dong. */
async function makeNurses({ folder, cluster }, database, { nurses }) {
  const file = join(folder, `${database}.nurses`);
  const dongs = nurses.map(([, dong]) => `'${dong}'`).join(',');
  const people = await lines(cluster, database, `select r.id from unnest(array[${dongs}]) with ordinality d (code, no)
    cross join lateral (select id from resident r where r.dong_code = d.code and deceased_on is null and moved_out_on is null order by id limit 1) r order by d.no`);
  writeFileSync(file, `${people.map((id, whose) => `${whose}\t${id}`).join('\n')}\n`);
  return file;
}

/** Everything that a city is asked with; the tables that are asked are read once, so that no size begins cold. */
export async function openCity(context, city) {
  const { folder, cluster } = context;
  await freshDay(cluster, city.database);
  const tokens = join(folder, `${city.database}.tokens`);
  const actors = await makeActors(context, city.database, tokens);
  const requests = await makeRequests(context, city.database, actors);
  const nurses = await makeNurses(context, city.database, actors);
  await cluster.sql(`create extension if not exists pg_prewarm;
    select sum(pg_prewarm(c.oid::regclass, 'read')) from pg_class c
     where c.relnamespace = 'chatdong'::regnamespace and c.relkind in ('r', 'i') and c.relname ~ '^(visit|resident|household|statistic)' and c.relname !~ 'history';`, city.database);
  return { ...city, actors, requests, files: { tokens, nurses } };
}
