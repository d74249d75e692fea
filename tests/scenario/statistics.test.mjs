// Proves statistics over HTTP: exact figures that add up, in three formats that agree; what a district sees; and that
// nobody computes a suppressed figure back from all that is published of many random cities.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Fixture } from '../lib/fixture.mjs';
import { problemName } from '../lib/contract.mjs';
import { closeRun } from '../lib/run.mjs';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
let fx;
before(async () => { fx = await Fixture.open({ settings: { short_timeout: 15000 } }); });
after(async () => { await fx?.close(); await closeRun(); });

const get = (path, actor, headers = {}) => fx.service.call('GET', path, { actor, headers });
const figures = async (path, actor) => {
  const got = await get(path, actor);
  assert.equal(got.status, 200, got.text);
  return got.json.figures;
};
const total = (list) => list.reduce((n, f) => n + f.value, 0);

test('dongs add up to gu, gu to the city, and a district sees its own', async () => {
  for (const { id } of (await get('/v1/statistics?limit=100', 'system.city')).json.items) {
    if (id === 'recipients_per_worker') continue; // a ratio adds up in its parts
    const q = `/v1/statistics/${id}?period=program_year&from=2026-07-01&by=`;
    const [city, gu, dong] = await Promise.all(['city', 'gu', 'dong'].map((by) => figures(q + by, 'system.city')));
    assert.deepEqual([total(gu), total(dong)], [total(city), total(city)], id);
  }
  const mine = await figures('/v1/statistics/visits?by=gu&from=2020-01-01', 'district_admin.A');
  assert.deepEqual([...new Set(mine.map((f) => f.area))], ['99110']);
  const thisYear = async () => (await figures('/v1/statistics/visits', 'district_admin.A')).find((f) => f.period === '2026-07-01').value;
  const before = await thisYear();
  await fx.sql(`insert into chatdong.visit (dong_code, resident_id, household_id, program, kind, staff_id, status, planned_start, planned_end,
      checked_in_at, completed_at, completed_by, outcome, created_by, updated_by)
    select dong_code, resident_id, household_id, program, 'phone', staff_id, 'completed', now() - interval '2 hours', now() - interval '1 hour', now() - interval '2 hours',
      now() - interval '1 hour', staff_id, 'done', staff_id, staff_id from chatdong.visit where dong_code = '9911051000' limit 1`);
  assert.equal(await thisYear(), before + 1, 'a change is there at once');
  assert.equal((await get('/v1/statistics/visits?from=2026-01-02&to=2026-01-01', 'district_admin.A')).status, 422);
  assert.equal((await get('/v1/statistics/no_such', 'district_admin.A', { Accept: 'text/csv' })).status, 404);
});

test('a target and what was achieved of it', async () => {
  const set = await fx.service.call('POST', '/v1/statistic-targets:set', { actor: 'district_admin.A', json: { indicator: 'visits', gu_code: '99110', year: 2026, target: 50 } });
  assert.deepEqual([set.status, set.json.area], [200, '99110'], set.text);
  const figure = (await figures('/v1/statistics/visits?by=gu', 'district_admin.A')).find((f) => f.period === '2026-07-01');
  assert.deepEqual([figure.target, figure.achieved], [50, Math.round(figure.value * 20) / 1000]);
});

// A CSV line as its cells.
const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => (m[1] ?? m[2]).replaceAll('""', '"'));

test('CSV: the same figures, Korean headings, nothing that a spreadsheet runs', async () => {
  const hostile = ['=HYPERLINK("http://x")', '+1', '-1+1', '@SUM(1)', '\t=1', '＝1+1'];
  await fx.sql('update chatdong.dong set name = $1 where code = $2', [hostile[0], '9911051000']);
  for (const text of hostile) {
    await fx.sql('update chatdong.dong set name = $1 where code = $2', [text, '9911051000']);
    const got = await get('/v1/statistics/visits?by=dong', 'supervisor.A', { Accept: 'text/csv' });
    assert.equal(got.status, 200, got.text);
    assert.match(got.headers['content-type'], /^text\/csv; charset=utf-8/);
    const lines = got.text.replace(/^\uFEFF/, '').split('\r\n');
    assert.deepEqual(cells(lines[0]).slice(0, 6), ['기간', '마지막 날', '지역 코드', '지역', '구분', '값']);
    assert.equal(cells(lines[1])[3], `'${text}`);
  }
  await fx.sql("update chatdong.dong set name = '햇살동' where code = '9911051000'");
  const [json] = await figures('/v1/statistics/visits?by=dong', 'supervisor.A');
  const csv = await get('/v1/statistics/visits?by=dong', 'supervisor.A', { Accept: 'application/json;q=0.5, text/csv' });
  assert.equal(Number(cells(csv.text.split('\r\n')[1])[5]), json.value);
});

test('XLSX: a sheet and a chart per way of counting', async () => {
  const got = await get('/v1/statistics/visits', 'district_admin.A', { Accept: XLSX });
  assert.equal(got.status, 200, got.text);
  const dir = mkdtempSync(join(tmpdir(), 'xlsx-'));
  writeFileSync(join(dir, 'book.xlsx'), got.raw);
  const out = spawnSync('python3', ['-m', 'zipfile', '-e', 'book.xlsx', 'x'], { cwd: dir, encoding: 'utf8' });
  assert.equal(out.status, 0, out.stderr);
  const part = (name) => readFileSync(join(dir, 'x/xl', name), 'utf8');
  assert.deepEqual([...part('workbook.xml').matchAll(/<sheet name="([^"]+)"/g)].map((m) => m[1]), ['정의', '서울시', '자치구', '동', '구분']);
  assert.equal(readdirSync(join(dir, 'x/xl/charts')).filter((f) => f.endsWith('.xml')).length, 4);
  for (const n of [2, 3, 4, 5]) assert.match(part(`worksheets/sheet${n}.xml`), /기간.*값/s);
  assert.doesNotMatch(part('worksheets/sheet2.xml'), /<f>/);
  rmSync(dir, { recursive: true });
});

// Everything that is published of a year is sums along one tree: the city over its gu and their dongs, over values of
// the dimension, over quarters. On a tree, narrowing by parts and wholes gives the tightest bounds there are.
function bounds(nodes) {
  for (const n of nodes) Object.assign(n, n.published === undefined ? { low: 0, high: Infinity } : { low: n.published, high: n.published });
  for (let moved = true; moved;) {
    moved = false;
    for (const { whole, parts } of nodes.families) {
      const narrow = (n, low, high) => { if (low > n.low) { n.low = low; moved = true; } if (high < n.high) { n.high = high; moved = true; } };
      const low = parts.reduce((s, p) => s + p.low, 0);
      const high = parts.reduce((s, p) => s + p.high, 0);
      narrow(whole, low, high);
      for (const p of parts) {
        const others = parts.filter((o) => o !== p);
        narrow(p, whole.low - others.reduce((s, o) => s + o.high, 0), whole.high - others.reduce((s, o) => s + o.low, 0));
      }
    }
  }
}
function tree(families, published) {
  const byName = new Map();
  const node = (name) => byName.get(name) ?? byName.set(name, { name, published: published(name) }).get(name);
  const nodes = [];
  nodes.families = families.map(([whole, parts]) => ({ whole: node(whole), parts: parts.map(node) }));
  nodes.push(...byName.values());
  bounds(nodes);
  return nodes;
}
const computed = (nodes) => nodes.filter((n) => n.published === undefined && n.high < 5);

test('no suppressed figure can be computed back, whatever is subtracted from what', async () => {
  const dongs = (await fx.sql("select code from chatdong.dong where valid_to is null order by code")).map((d) => d.code);
  const gus = [...new Set(dongs.map((d) => d.slice(0, 5)))];
  const details = ['a', 'b', 'c'];
  const quarters = ['2024-07-01', '2024-10-01', '2025-01-01', '2025-04-01'];
  const [{ no }] = await fx.sql("select no from chatdong.indicator where id = 'visits'");
  let hidden = 0, shown = 0, naive = 0;
  for (let city = 0; city < 60; city++) {
    await fx.sql("delete from chatdong.statistic where indicator = $1 and period between '2024-07-01' and '2025-06-30' and grain in ('program_year', 'quarter')", [no]);
    const scale = [4, 8, 12, 60][city % 4];
    const persons = new Map();
    const add = (name, n) => persons.set(name, (persons.get(name) ?? 0) + n);
    const rows = [];
    for (const dong of dongs) for (const detail of details) for (const quarter of quarters) {
      const n = Math.random() < 0.15 ? 0 : Math.floor(Math.random() * scale / 2);
      if (n === 0) continue;
      for (const name of ['city', dong.slice(0, 5), dong, detail, quarter]) add(name, n);
      rows.push(['quarter', quarter, dong, detail, n], ['program_year', '2024-07-01', dong, detail, n]);
    }
    await fx.sql(`insert into chatdong.statistic (indicator, grain, period, dong_code, detail, amount, persons)
      select $1, r->>0, (r->>1)::date, r->>2, r->>3, sum((r->>4)::int), sum((r->>4)::int) from jsonb_array_elements($2::jsonb) r group by 2, 3, 4, 5`, [no, JSON.stringify(rows)]);
    const q = '/v1/public-statistics/visits?from=2024-07-01&to=2025-06-30&period=';
    const known = new Map();
    for (const by of ['city', 'gu', 'dong', 'detail']) {
      const list = await figures(`${q}program_year&by=${by}`);
      for (const f of list.filter((x) => !x.suppressed)) known.set(f.detail ?? f.area, f.value);
      // A table that is published shows what has no line as nobody.
      const whole = { city: ['city'], gu: gus, dong: [], detail: details }[by];
      if (!list.some((f) => f.suppressed)) for (const name of whole) if (!known.has(name)) known.set(name, 0);
      if (by === 'dong') for (const gu of gus) {
        const lines = list.filter((f) => f.area.startsWith(gu));
        if (known.has(gu) && !lines.some((f) => f.suppressed)) for (const d of dongs.filter((x) => x.startsWith(gu))) if (!known.has(d)) known.set(d, 0);
      }
    }
    const byQuarter = await figures(`${q}quarter`);
    for (const quarter of quarters) {
      const f = byQuarter.find((x) => x.period === quarter);
      if (!f?.suppressed) known.set(quarter, f?.value ?? 0);
    }
    for (const [name, value] of known) assert.ok(value === (persons.get(name) ?? 0) && (value === 0 || value >= 5), `${name} is published as ${value}`);
    const families = [['city', gus], ['city', details], ['city', quarters], ...gus.map((g) => [g, dongs.filter((d) => d.startsWith(g))])];
    const nodes = tree(families, (name) => known.get(name));
    assert.deepEqual(computed(nodes).map((n) => [n.name, n.low, n.high]), [], `city ${city} gives away`);
    hidden += nodes.filter((n) => n.published === undefined).length;
    shown += known.size;
    // The same attack on cells that are merely left out when they are small succeeds: it can.
    naive += computed(tree(families, (name) => { const n = persons.get(name) ?? 0; return n >= 5 || n === 0 ? n : undefined; })).length;
  }
  assert.ok(hidden > 50 && shown > 50 && naive > 0, `hidden ${hidden}, shown ${shown}, computed from naive suppression ${naive}`);
  const refused = await get('/v1/public-statistics/visits?period=quarter&by=gu');
  assert.deepEqual([refused.status, problemName(refused)], [422, 'statistic_public_table'], refused.text);
  assert.equal((await get('/v1/public-statistics/referrals')).status, 404);
  const csv = await get('/v1/public-statistics/visits?by=gu&from=2024-07-01&to=2025-06-30', undefined, { Accept: 'text/csv' });
  const json = await figures('/v1/public-statistics/visits?by=gu&from=2024-07-01&to=2025-06-30');
  assert.deepEqual(csv.text.split('\r\n').slice(1, -1).map((l) => cells(l)[5]), json.map((f) => (f.suppressed ? '' : String(f.value))), 'the formats differ');
});
