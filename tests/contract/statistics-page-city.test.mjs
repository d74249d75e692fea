// Proves that /statistics carries the whole of Seoul (skipped where the shared data is missing): every dong of the imported
// map is drawn and told within a reader's patience. CHATDONG_SCREENSHOT=1 renews docs/images/statistics-*.png from it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BIN } from '../lib/cluster.mjs';
import { DESKTOP, Site } from '../lib/page.mjs';
import { openRun } from '../lib/run.mjs';
import { Service } from '../lib/service.mjs';

const DATA = join(process.env.CHATDONG_SHARED ?? '../shared', 'data');
const missing = existsSync(DATA) ? false : `${DATA} is missing`;
const YEARS = ['2022-07-01', '2023-07-01', '2024-07-01', '2025-07-01'];
const QUARTERS = YEARS.flatMap((year, i) => ['07', '10', '01', '04'].map((month, q) => ({ year: i, q,
  first: `${Number(year.slice(0, 4)) + (q > 1 ? 1 : 0)}-${month}-01` })));

// A database with the dongs of Seoul and their boundaries, and nobody in it.
async function seoul() {
  const { cluster } = await openRun();
  const database = `seoul_${process.pid}`;
  await cluster.sql(`create database ${database} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`);
  const chatdong = (...args) => {
    const user = args[0] === 'migrate' ? 'postgres' : 'chatdong_owner';
    const got = spawnSync(BIN, args, { encoding: 'utf8', timeout: 120_000, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8',
      CHATDONG_OWNER_DATABASE: cluster.conninfo(database, user), CHATDONG_DATABASE: cluster.conninfo(database) } });
    assert.equal(got.status, 0, got.stderr);
  };
  chatdong('migrate');
  chatdong('import', 'dongs', DATA);
  chatdong('import', 'boundaries', join(DATA, 'geo', 'seoul_dong_427.geojson'), '--valid-from', '2025-07-01',
    '--source', 'SGIS, KOGL 1 / vuski/admdongkor, CC BY 4.0');
  const service = await Service.start({ database });
  await figures(service);
  return { service, close: async () => { await service.stop(); await cluster.drop(database); } };
}

// Made up: visits after the number of the old in a dong, more from year to year, fewer in winter and unlike from gu to gu.
// In 서대문구 one dong has fewer than five persons.
async function figures(service) {
  const unlike = (code) => 0.7 + 0.6 * ((Number(code.slice(2, 5)) * 37) % 11) / 10 + 0.3 * ((Number(code.slice(5, 8)) * 53) % 7) / 6;
  const rows = readFileSync(join(DATA, 'population_by_dong.csv'), 'utf8').trim().split('\n').slice(1).flatMap((row) => {
    const [code, , , old] = row.split(',');
    const visits = (year) => Number(old) * 0.42 * unlike(code) * (1 + 0.05 + 0.12 * ((Number(code.slice(4, 8)) * 29) % 13) / 12) ** year;
    const few = code === '1141052000';
    return [...YEARS.map((first, year) => ['program_year', first, code, few ? 6 : visits(year), few ? 3 : visits(year) * 0.6]),
      ...QUARTERS.map(({ first, year, q }) => ['quarter', first, code, visits(year) * [0.26, 0.27, 0.2, 0.27][q], visits(year) * 0.2])];
  });
  await service.sql(`insert into statistic (indicator, grain, period, dong_code, detail, amount, persons)
    select i.no, r.grain, r.period, r.dong, 'senior-65', round(r.amount), round(r.persons)
      from indicator i, unnest($1::text[], $2::date[], $3::text[], $4::numeric[], $5::numeric[]) r (grain, period, dong, amount, persons)
     where i.id = 'visits'`, [0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column])));
}

const site = new Site('/statistics', { open: seoul, missing });
const onPage = (name, options, work) => site.onPage(name, options, async (page) => {
  await page.locator('#answer:not([hidden])').waitFor();
  await work(page);
});

onPage('every dong of the map is drawn, coloured and in the table, and the arrow keys go through the city', { viewport: DESKTOP }, async (page) => {
  const dongs = readFileSync(join(DATA, 'dong.csv'), 'utf8').trim().split('\n').length - 1;
  assert.equal(await page.locator('.dong').count(), dongs);
  for (const step of [0, 1, 2, 3, 4]) assert.ok(await page.locator(`.dong.step-${step}`).count() > dongs / 10, `step ${step}`);
  assert.equal(await page.locator('#bars tr').count(), 25);
  assert.equal(await page.locator('#legend').textContent(), '1,700 미만1,700 – 2,3002,300 – 3,0003,000 – 3,9003,900 이상비공개없음');
  await page.locator('#map').focus();
  const seen = new Set();
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press(key);
      seen.add(await page.locator('#place').textContent());
    }
  }
  assert.ok(seen.size > 20, [...seen].join('\n'));
  assert.match(await page.locator('#source').textContent(), /CC BY 4\.0/);
});

onPage('a map of one district fills the place, and what is not published is explained', {}, async (page) => {
  await page.locator('#gu').selectOption('11410');
  await page.locator('#total', { hasText: '서대문구' }).waitFor();
  assert.equal(await page.locator('.dong').count(), await page.locator('.dong.hidden-value').count());
  assert.match(await page.locator('#hidden:not([hidden])').textContent(), /다섯 사람이 안 되는 동/);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'wider than the screen');
});

const VIEWS = { phone: { viewport: { width: 360, height: 780 }, deviceScaleFactor: 1.5 }, desktop: { viewport: DESKTOP },
  'desktop-english': { viewport: DESKTOP, locale: 'en-GB' } };
for (const [name, options] of Object.entries(process.env.CHATDONG_SCREENSHOT ? VIEWS : {})) {
  onPage(`screenshot: ${name}`, options, (page) => site.screenshot(page, `statistics-${name}`));
}
