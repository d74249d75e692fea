// Proves that anybody can use /statistics: map, bars, line and table of the same public figures, what is not published, choices,
// keyboard alone, both languages, downloads, and when something fails; axe finds nothing to object to.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Fixture } from '../lib/fixture.mjs';
import { DESKTOP, OWN_POLICY, PHONE, Site } from '../lib/page.mjs';

// Visits of two years that have ended are all that is in the rollup: three dongs of 가람구 are published, those of 나래구 (99140) are
// not, as one of them has fewer than five persons. [dong, year, visits, persons]
const FIGURES = [
  ['9911051000', '2024-07-01', 120, 80], ['9911052000', '2024-07-01', 90, 60], ['9911053000', '2024-07-01', 60, 40],
  ['9911051000', '2025-07-01', 260, 150], ['9911052000', '2025-07-01', 150, 90], ['9911053000', '2025-07-01', 75, 50],
  ['9914051000', '2025-07-01', 100, 60], ['9914052000', '2025-07-01', 3, 3],
];
const QUARTERS = [['2025-07-01', 120, 90], ['2025-10-01', 150, 100], ['2026-01-01', 140, 95], ['2026-04-01', 178, 110]];

async function open() {
  const fx = await Fixture.open();
  await fx.sql('delete from statistic_delta');
  await fx.sql('delete from statistic');
  const put = (grain, period, dong, amount, persons) => fx.sql(`insert into statistic (indicator, grain, period, dong_code, detail, amount, persons)
    select no, $1, $2, $3, 'senior-65', $4, $5 from indicator where id = 'visits'`, [grain, period, dong, amount, persons]);
  for (const [dong, year, amount, persons] of FIGURES) await put('program_year', year, dong, amount, persons);
  for (const [quarter, amount, persons] of QUARTERS) await put('quarter', quarter, '9911051000', amount, persons);
  return fx;
}

const site = new Site('/statistics', { open });
const onPage = (name, options, work) => site.onPage(name, options, async (page, more) => {
  await page.locator('#answer:not([hidden])').waitFor();
  await work(page, more);
});
const rows = (page) => page.locator('#table tbody tr').allTextContents();
const dong = (page, code) => page.locator(`.dong[data-code="${code}"]`);

onPage('the page comes under a policy that allows nothing but its own files', {}, async (page, { got }) => {
  assert.equal(got.headers()['content-security-policy'], OWN_POLICY);
  assert.equal(await page.title(), '숫자로 보는 찾아가는 동주민센터');
});

onPage('the newest year first: total, map, bars, line and table say the same', {}, async (page) => {
  assert.equal(await page.locator('#name').textContent(), '방문');
  assert.match(await page.locator('#total').textContent(), /서울시 전체 588회.*2\.18배/);
  assert.equal(await page.locator('#period').inputValue(), '2025-07-01');
  assert.match(await dong(page, '9911051000').getAttribute('aria-label'), /가람구 햇살동: 260회/);
  assert.match(await dong(page, '9911051000').getAttribute('class'), /step-/);
  assert.match(await page.locator('#bars').textContent(), /가람구485회/);
  assert.equal(await page.locator('#line .dot').count(), 4);
  const all = (await rows(page)).join('\n');
  assert.match(all, /가람구햇살동260회2\.17/);
});

onPage('what is of fewer than five persons is not published, and neither is what would tell it', {}, async (page) => {
  const hidden = dong(page, '9914051000');
  assert.match(await hidden.getAttribute('class'), /hidden-value/);
  assert.match(await hidden.getAttribute('aria-label'), /비공개/);
  assert.match(await page.locator('#hidden:not([hidden])').textContent(), /누구인지 알 수 없도록/);
  const text = await page.locator('#answer').textContent();
  assert.doesNotMatch(text, /\b100회|\b3회/);
});

onPage('another year, one district', {}, async (page) => {
  await page.locator('#period').selectOption('2024-07-01');
  await page.locator('#total', { hasText: '서울시 전체 270회' }).waitFor();
  assert.ok(await page.locator('#hidden').isHidden(), 'nothing is held back in that year');
  await page.locator('#gu').selectOption('99110');
  await page.locator('#total', { hasText: '가람구 270회' }).waitFor();
  assert.ok((await rows(page)).every((row) => row.startsWith('가람구')));
  assert.equal(await dong(page, '9914051000').count(), 0);
  assert.match(await page.locator('#bars .chosen').textContent(), /가람구/);
  await page.reload();
  await page.locator('#total', { hasText: '가람구 270회' }).waitFor(); // the address holds the choice
});

onPage('what is published of the whole city only, or not at all yet, is said', {}, async (page) => {
  await page.locator('#indicator').selectOption('nurses');
  await page.locator('#no-dongs', { hasText: '동별로는 공개되지 않습니다' }).waitFor();
  assert.ok(await page.locator('#map-part').isHidden());
  await page.locator('#indicator').selectOption('emergency_aid_won');
  await page.locator('#problem h2', { hasText: '아직 공개된 기간이 없습니다' }).waitFor();
  assert.ok(await page.locator('#answer').isHidden());
  assert.ok(await page.locator('#period').isDisabled());
  await page.locator('#indicator').selectOption('visits');
  await page.locator('#total', { hasText: '588회' }).waitFor();
  assert.equal(await page.locator('#problem').textContent(), '');
});

onPage('with the keyboard alone, from the first Tab to the last', { viewport: DESKTOP }, async (page) => {
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
  const seen = [];
  for (;;) {
    await press('Tab');
    const now = await page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName);
    if (now === 'BODY') break;
    seen.push(now);
  }
  assert.deepEqual(seen, ['skip', 'BUTTON', 'BUTTON', 'indicator', 'period', 'gu', 'map', 'SUMMARY', 'csv', 'xlsx', 'scroll']);
  await page.locator('#map').focus();
  await press('ArrowRight', 'ArrowRight', 'ArrowLeft');
  assert.match(await page.locator('#place').textContent(), /구 .*: /);
  assert.equal(await page.locator('.dong.here').count(), 1);
  await press('Tab', 'Enter');
  assert.match(await page.locator('#quarters').textContent(), /25년 3분기120회.*26년 2분기178회/);
  await page.locator('#period').focus();
  await press('End');
  await page.locator('#total', { hasText: '270' }).waitFor();
});

onPage('English for those whose browser asks for it, and back', { locale: 'en-GB' }, async (page) => {
  assert.equal(await page.locator('#name').textContent(), 'Visits');
  assert.match(await page.locator('#total').textContent(), /588 visits in all of Seoul/);
  await page.getByRole('button', { name: '한국어' }).click();
  await page.locator('#name', { hasText: '방문' }).waitFor();
});

onPage('the table is taken home as CSV and as a workbook', {}, async (page) => {
  for (const [button, ending, head] of [['#csv', 'csv', '\ufeff'], ['#xlsx', 'xlsx', 'PK']]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button).click()]);
    assert.equal(download.suggestedFilename(), `visits.${ending}`);
    assert.ok(readFileSync(await download.path(), 'utf8').startsWith(head), `${ending} begins with ${JSON.stringify(head)}`);
  }
});

site.onPage('while the service is busy, and again', { expectFailures: true, path: '/find' }, async (page) => {
  await page.route('**/v1/public-statistics*', (route) => route.fulfill({ status: 503, body: '' }));
  await page.goto(`${site.base}/statistics`);
  await page.locator('#problem h2').waitFor();
  await page.unroute('**/v1/public-statistics*');
  await page.locator('.again').click();
  await page.locator('#answer:not([hidden])').waitFor();
});

for (const colorScheme of ['light', 'dark']) {
  for (const [locale, viewport] of [['ko-KR', PHONE], ['en-US', DESKTOP]]) {
    onPage(`axe has nothing to object to: ${colorScheme}, ${locale}`, { colorScheme, locale, viewport }, async (page) => {
      await site.accessible(page, 'the figures');
    });
  }
}

onPage('on the smallest phone nothing is cut off, and turned it is drawn anew', { viewport: { width: 320, height: 568 }, locale: 'en-US' }, async (page) => {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'wider than the screen');
  const narrow = await page.locator('#line').getAttribute('viewBox');
  await page.setViewportSize({ width: 568, height: 320 });
  await page.waitForFunction((was) => document.getElementById('line').getAttribute('viewBox') !== was, narrow);
});
