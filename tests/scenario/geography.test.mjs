// Proves the reference geography with the real city (skipped where the shared data is missing): what
// existed when, what became of it, spellings, boundaries, and points held against PostgreSQL's polygons.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BIN } from '../lib/cluster.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { until } from '../lib/wait.mjs';

const DATA = join(process.env.CHATDONG_SHARED ?? '../shared', 'data');
const MAPS = { '2015-07-06': 'seoul_dong_424_2018.geojson', '2025-07-01': 'seoul_dong_427.geojson' };
const missing = existsSync(DATA) ? false : `${DATA} is missing`;
let fx;

function run(...args) {
  const { cluster, database } = fx.service;
  const got = spawnSync(BIN, ['import', ...args], { encoding: 'utf8', timeout: 60_000, env: {
    PATH: process.env.PATH, LC_ALL: 'C.UTF-8', CHATDONG_OWNER_DATABASE: cluster.conninfo(database, 'chatdong_owner'), CHATDONG_DATABASE: cluster.conninfo(database) } });
  return { code: got.status, out: got.stdout, err: got.stderr };
}
const importMap = (day, ...more) => run('boundaries', join(DATA, 'geo', MAPS[day]), '--valid-from', day, ...more);
const get = async (path, options) => (await fx.service.call('GET', path, options));

async function all(path) {
  const items = [];
  let cursor = '';
  do {
    const page = (await get(`${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`)).json;
    items.push(...page.items);
    cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : '';
  } while (cursor);
  return items.filter((i) => !(i.gu_code ?? i.code).startsWith('99')); // without the demo city
}

before(async () => {
  fx = await Fixture.open();
  if (missing) return;
  assert.equal(run('dongs', DATA, '--dry-run').code, 0);
  const first = run('dongs', DATA);
  assert.equal(first.code, 0, first.err);
  for (const day of Object.keys(MAPS)) {
    const got = importMap(day, '--source', 'SGIS, KOGL 1');
    assert.equal(got.code, 0, got.err);
  }
  fx.service.signal('SIGHUP');
  await until('the new map is read', async () => (await get('/v1/dongs:locate?lon=127.0629&lat=37.5145', { lenient: true })).status === 200);
});
after(async () => { await fx?.close(); await closeRun(); });

test('every day has its dongs and districts', { skip: missing }, async () => {
  for (const [day, dongs, districts] of [['2016-03-01', 424, 25], ['2015-07-06', 424, 25], ['2015-07-05', 423, 25], ['2020-06-01', 425, 25],
    ['2021-07-01', 426, 25], ['2025-06-30', 426, 25], ['2025-07-01', 427, 25], ['1994-01-01', null, 22]]) {
    if (dongs) assert.equal((await all(`/v1/dongs?on=${day}`)).length, dongs, day);
    assert.equal((await all(`/v1/districts?on=${day}`)).length, districts, day);
  }
  assert.equal((await all('/v1/dongs')).length, 427);
  assert.equal((await all('/v1/legal-dongs')).length, 467);
});

test('the same tables and maps again change nothing', { skip: missing }, () => {
  const again = run('dongs', DATA).out + importMap('2015-07-06', '--source', 'SGIS, KOGL 1').out + importMap('2025-07-01', '--source', 'SGIS, KOGL 1').out;
  const lines = again.split('\n').filter((l) => / inserted/.test(l));
  assert.ok(lines.length >= 9, again);
  for (const line of lines) assert.match(line, / 0 inserted, 0 updated, 0 removed/);
});

test('what is refused is named by line, and nothing of it is kept', { skip: missing }, async () => {
  const folder = mkdtempSync('/tmp/chatdong-geo-');
  try {
    for (const name of ['gu.csv', 'dong.csv', 'dong_history.csv', 'legal_dong.csv']) writeFileSync(join(folder, name), readFileSync(join(DATA, name)));
    writeFileSync(join(folder, 'legal_to_admin.csv'), `${readFileSync(join(DATA, 'legal_to_admin.csv'), 'utf8')}1111010100,1168051000,2,x\n`);
    const got = run('dongs', folder);
    assert.equal(got.code, 1);
    assert.match(got.err, /legal_to_admin\.csv:746: '1111010100' and '1168051000' are not in one district/);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const wrong = run('boundaries', join(DATA, 'geo', MAPS['2025-07-01']), '--valid-from', '2016-07-01');
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /feature 277: was no dong on that day: 1153080000/);
  assert.equal(run('boundaries', join(DATA, 'geo', MAPS['2025-07-01'])).code, 2, 'a map has a day');
});

test('what became of a dong, and what it was', { skip: missing }, async () => {
  const of = async (code, day) => (await all(`/v1/dongs/${code}/of-day?on=${day}`)).map((d) => d.name).sort();
  assert.deepEqual(await of('1123053600', '2026-01-01'), ['신설동', '용두동'], 'split');
  assert.deepEqual(await of('1123051500', '2016-07-01'), ['용신동'], 'and back');
  assert.deepEqual(await of('1174052600', '2016-07-01'), ['강일동'], '상일제2동 was cut out of 강일동, whatever its name says');
  assert.deepEqual(await of('1174051500', '2026-01-01'), ['강일동', '상일제2동'], 'who gave a part is still there');
  assert.deepEqual(await of('1130559000', '2026-01-01'), ['번1동'], 'a new code');
  assert.deepEqual(await of('1168074000', '2026-01-01'), ['개포3동'], 'a new name');
  assert.deepEqual(await of('1162061000', '2026-01-01'), ['중앙동'], '봉천10동');
  assert.deepEqual(await of('1162057500', '2000-01-01'), ['봉천제6동'], '행운동');
  assert.deepEqual(await of('1123053600', '2008-12-01'), ['신설동', '용두동'], 'merged in 2009');
  assert.deepEqual(await of('1123051500', '1990-01-01'), ['신설동', '용두동', '용두제1동', '용두제2동'], 'through two changes (the record has 용두동 from 1988 on)');
  const split = (await get('/v1/dongs/1123053600')).json;
  assert.equal(split.successor_code, '1123051500', 'the one that got the most');
  assert.deepEqual(split.successors.map((s) => [s.name, s.on, s.area_share > 0.4]), [['신설동', '2025-07-01', true], ['용두동', '2025-07-01', true]]);
  // Everything since the program began is explained.
  assert.deepEqual(await fx.sql(`select code from dong_without_successor() where valid_to >= '2010-01-01'`), []);
  const unexplained = await fx.sql(`select code from dong d where valid_from >= '2015-01-01' and code < '99'
    and not exists (select from dong_succession s where s.successor_code = d.code)`);
  assert.deepEqual(unexplained, []);
});

test('a dong is found under every spelling', { skip: missing }, async () => {
  const find = async (name) => (await all(`/v1/dongs?name=${encodeURIComponent(name)}`)).map((d) => d.code);
  for (const name of ['종로1.2.3.4가동', '종로1·2·3·4가동', '종로1ㆍ2ㆍ3ㆍ4가동', '종로 1,2,3,4가동', '종로1234가동', 'Jongno1.2.3.4ga-dong', 'jongno 1·2·3·4ga dong',
    '종로1.2.3.4가동'.normalize('NFD'), '종로１．２．３．４가동']) assert.deepEqual(await find(name), ['1111061500'], name);
  for (const name of ['창신제1동', '창신1동', '창신 제1동', 'changsin1-dong']) assert.deepEqual(await find(name), ['1111067000'], name);
  for (const name of ['홍제1동', '홍제제1동']) assert.deepEqual(await find(name), ['1141062000'], name);
  assert.deepEqual(await find('제기동'), ['1123054500']);
  assert.deepEqual(await find('논현제1동'), ['1168052100']);
  assert.deepEqual(await find('신사동'), ['1162068500', '1168051000'], 'a name is unique only within a district');
  assert.deepEqual((await all(`/v1/dongs?gu=11680&name=${encodeURIComponent('신사동')}`)).map((d) => d.code), ['1168051000']);
  assert.deepEqual((await all(`/v1/dongs?on=2000-01-01&name=${encodeURIComponent('봉천1동')}`)).map((d) => d.code), ['1162052000'], 'also of the past');
  assert.deepEqual((await all('/v1/dongs?sgis_code=11010720')).map((d) => d.name), ['청운효자동']);
  const rows = await fx.sql(`select count(*) as n from dong d where valid_to is null and code < '99' and
    (select count(*) from dong_alias a where a.key in (spelling_key(d.name), spelling_key(d.name_official), spelling_key(d.name_en)) and a.dong_code = d.code) < 2`);
  assert.equal(Number(rows[0].n), 0, 'every dong has its names');
});

test('legal dongs and the dongs that share them', { skip: missing }, async () => {
  const one = (await get('/v1/legal-dongs/1123010200')).json;
  assert.deepEqual(one.dongs.map((d) => d.name), ['신설동', '용두동']);
  const mine = (await get('/v1/dongs/1111051500')).json.legal_dongs.map((l) => l.name);
  assert.ok(mine.includes('청운동') && mine.includes('효자동'), mine.join());
  const pairs = await fx.sql(`select count(*) as n from legal_dong_dong where dong_code < '99'`);
  assert.equal(Number(pairs[0].n), 744);
});

test('all 427 inner points lie in their dong', { skip: missing }, async () => {
  for (const d of await all('/v1/dongs')) {
    const got = await get(`/v1/dongs:locate?lon=${d.lon}&lat=${d.lat}`);
    assert.deepEqual(got.json, { dong_code: d.code, inside: true, distance_m: 0 }, d.name);
  }
});

test('random points: the map in memory and the polygons of PostgreSQL agree', { skip: missing }, async () => {
  // In units of 1e-5 degrees: PostgreSQL calls everything within 1e-6 of an edge "on" it.
  await fx.sql(`create table shape as
    select b.dong_code, polygon(path(polygon(translate(regexp_replace(b.geometry -> 'coordinates' ->> 0, '\\s', '', 'g'), '[]', '()'))) * point(100000, 0)) as area
      from dong d cross join lateral dong_boundary_of_day(d.code, current_date) b where d.valid_to is null and d.code < '99'`);
  const points = await fx.sql(`select p.lon, p.lat, array(select dong_code from shape s where s.area @> (point(p.lon, p.lat) * point(100000, 0)) order by 1) as codes
    from (select round((126.76 + random() * 0.43)::numeric, 6)::float8 as lon, round((37.43 + random() * 0.27)::numeric, 6)::float8 as lat
            from generate_series(1, 3000)) p`);
  let inside = 0;
  for (const { lon, lat, codes } of points) {
    const got = await get(`/v1/dongs:locate?lon=${lon}&lat=${lat}`, { lenient: true });
    if (got.status === 404) assert.ok(codes.length === 0, `${lon} ${lat}: PostgreSQL says ${codes}`);
    else assert.ok(codes.includes(got.json.dong_code) || got.json.dong_code.startsWith('99'), `${lon} ${lat}: ${got.json.dong_code}, PostgreSQL says ${codes}`);
    inside += got.status === 200;
  }
  assert.ok(inside > 1000, `${inside} inside`);
});

test('just outside the city the nearest dong answers, within a limit', { skip: missing }, async () => {
  const [far] = await fx.sql(`select (bbox ->> 2)::float8 as lon, d.lat from dong_boundary b join dong d on d.code = b.dong_code
    where dong_code < '99' order by 1 desc limit 1`);
  const at = (within) => get(`/v1/dongs:locate?lon=${far.lon + 0.005}&lat=${far.lat}${within === undefined ? '' : `&within=${within}`}`, { lenient: true });
  assert.equal((await at()).status, 404);
  assert.equal((await at(100)).status, 404);
  const near = (await at(2000)).json;
  assert.ok(near.inside === false && near.distance_m > 300 && near.distance_m < 2000, JSON.stringify(near));
  assert.equal((await get('/v1/dongs:locate?lon=129.0756&lat=35.1796&within=5000', { lenient: true })).status, 404, 'Busan');
});

test('boundaries are GeoJSON of a day, public and cacheable', { skip: missing }, async () => {
  const today = await get('/v1/dongs/1135067000/boundary');
  assert.equal(today.headers['content-type'], 'application/geo+json');
  assert.match(today.headers['cache-control'], /public/);
  assert.equal(today.json.properties.valid_from, '2025-07-01');
  assert.equal(today.json.properties.source, 'SGIS, KOGL 1');
  assert.equal(today.json.geometry.type, 'Polygon');
  const then = await get('/v1/dongs/1135067000/boundary?on=2016-03-01');
  assert.equal(then.json.properties.valid_from, '2015-07-06');
  assert.notDeepEqual(then.json.geometry, today.json.geometry);
  const kept = await get('/v1/dongs/1135067000/boundary', { headers: { 'If-None-Match': today.headers.etag } });
  assert.equal(kept.status, 304);
  assert.equal((await get('/v1/dongs/1147067000/boundary?on=2016-03-01')).json.geometry.type, 'MultiPolygon');
  assert.equal((await get('/v1/dongs/1111051000/boundary', { lenient: true })).status, 404, '청운동 has never had one here');
});

test('the demo map: holes, parts, edges, and a map that changes on SIGHUP only', async () => {
  const at = async (lon, lat) => (await get(`/v1/dongs:locate?lon=${lon}&lat=${lat}`, { lenient: true })).json.dong_code;
  if (missing) assert.equal(await at(126.9935, 37.5742), '9911054000', 'the hole of 별빛동 is 꽃빛동');
  const [{ lon, lat }] = [{ lon: 130.5, lat: 33.5 }];
  await fx.sql(`insert into dong_boundary values ('9914053000', '2020-01-01',
    '{"type":"Polygon","coordinates":[[[130,33],[131,33],[131,34],[130,34],[130,33]]]}', '[130,33,131,34]', 'x')`);
  assert.equal(await at(lon, lat), undefined);
  fx.service.signal('SIGHUP');
  await until('the new boundary is known', async () => (await at(lon, lat)) === '9914053000');
});
