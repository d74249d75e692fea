// Proves that a resident can use /find: typing, initial consonants, keyboard alone, both languages, small and
// large screens, and when something fails; axe finds nothing to object to. In a real browser, against the service.
import assert from 'node:assert/strict';
import { DESKTOP, OWN_POLICY, PHONE, Site } from '../lib/page.mjs';

const site = new Site('/find');
const onPage = (...test) => site.onPage(...test);
const accessible = (...what) => site.accessible(...what);
const screenshot = (...what) => site.screenshot(...what);

const field = (page) => page.locator('#address');
const options = (page) => page.locator('#suggestions [role=option]');
const cards = (page) => page.locator('.card');
const said = (page) => page.locator('#said');

async function type(page, text) {
  await field(page).pressSequentially(text, { delay: 15 });
  await options(page).first().waitFor();
}

async function ask(page, address) {
  await field(page).fill(address);
  await page.getByRole('button', { name: /^(찾기|Find)$/ }).click();
  await page.locator('#answer h2').waitFor();
}

onPage('the page comes under a policy that allows nothing but its own files', {}, async (page, { got }) => {
  assert.equal(got.status(), 200);
  const headers = got.headers();
  assert.equal(headers['content-security-policy'], OWN_POLICY);
  assert.match(headers['cache-control'], /max-age/);
  assert.equal(await page.title(), '우리 동네 담당자 찾기');
  assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
  assert.equal(await page.locator('#answer').textContent(), '');
});

onPage('typing suggests roads and buildings, and a number completes a road', {}, async (page) => {
  await type(page, '햇살');
  const texts = await options(page).allTextContents();
  assert.ok(texts.some((t) => t.includes('햇살로') && t.includes('도로')), texts.join(' | '));
  assert.ok(texts.some((t) => t.includes('햇살아파트') && t.includes('건물')), texts.join(' | '));
  await options(page).filter({ hasText: '도로' }).first().click();
  assert.equal(await field(page).inputValue(), '가람구 햇살로 ');
  assert.ok(await field(page).evaluate((e) => e === document.activeElement), 'the field keeps the focus');
  await type(page, '1');
  await options(page).filter({ hasText: /햇살로 12(?!\d)/ }).click();
  await cards(page).first().waitFor();
  assert.equal(await field(page).inputValue(), '가람구 햇살로 12');
  assert.deepEqual(await page.locator('.card .name').allTextContents(), ['김서연', '한소희', '배수지']);
  assert.equal(await page.locator('.card .call').nth(2).getAttribute('href'), 'tel:+82255501017');
  assert.equal(await page.locator('.center .call').textContent(), '02-5550-1000');
});

onPage('initial consonants are enough', {}, async (page) => {
  await type(page, 'ㅎㅅㄴㅇ');
  await options(page).filter({ hasText: '햇살 노인복지관' }).click();
  await cards(page).first().waitFor();
  assert.match(await page.locator('.read').textContent(), /햇살로 31/);
  await field(page).fill('');
  await type(page, 'ㅅㅇㅍ');
  assert.ok((await options(page).allTextContents()).every((t) => t.includes('햇살아파트')), 'also in the middle of a name');
});

onPage('an unfinished syllable of the input method suggests what it may become, and Enter is the method’s', {}, async (page, { context }) => {
  const ime = await context.newCDPSession(page);
  await field(page).focus();
  const compose = (text) => ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  for (const text of ['ㅎ', '해', '햇']) await compose(text);
  await options(page).filter({ hasText: '햇살로' }).first().waitFor();
  assert.equal(await field(page).inputValue(), '햇');
  await ime.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 });
  assert.equal(await page.locator('#answer').textContent(), '', 'asked in the middle of a syllable');
  await ime.send('Input.insertText', { text: '햇살' });
  await options(page).filter({ hasText: '햇살로' }).first().waitFor();
  assert.equal(await field(page).inputValue(), '햇살');
});

onPage('with the keyboard alone, from the first Tab to the telephone', { viewport: DESKTOP }, async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.className);
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'skip');
  await page.keyboard.press('Enter');
  await field(page).focus(); // where the skip link leads
  await type(page, '은하로 5');
  assert.equal(await field(page).getAttribute('aria-expanded'), 'true');
  const active = () => field(page).getAttribute('aria-activedescendant');
  assert.equal(await active(), null, 'nothing is chosen before a key is pressed');
  await page.keyboard.press('ArrowDown');
  assert.equal(await active(), 'suggestions-0');
  assert.equal(await page.locator('#suggestions-0').getAttribute('aria-selected'), 'true');
  await page.keyboard.press('ArrowUp');
  assert.equal(await active(), null, 'back in the field');
  await page.keyboard.press('ArrowUp');
  assert.equal(await active(), `suggestions-${(await options(page).count()) - 1}`, 'from the field to the last');
  await page.keyboard.press('Escape');
  assert.equal(await field(page).getAttribute('aria-expanded'), 'false');
  assert.equal(await field(page).inputValue(), '은하로 5', 'Escape keeps what was typed');
  await page.keyboard.press('ArrowDown');
  await options(page).first().waitFor();
  await page.keyboard.press('ArrowDown');
  assert.match(await said(page).textContent(), /추천 주소 \d+개/);
  await page.keyboard.press('Enter');
  await cards(page).first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), '나래구 은하동 담당자');
  assert.match(await said(page).textContent(), /나래구 은하동 담당자를 찾았습니다/);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), '복지플래너 조현우에게 전화 걸기, 02-5550-4011');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
  assert.equal(outline, '3px', 'the focus is visible');
});

onPage('Enter asks for what was typed, without a suggestion', {}, async (page) => {
  await field(page).fill('서울시 가람구 달빛로30, 3층');
  await page.keyboard.press('Enter');
  await cards(page).first().waitFor();
  assert.match(await page.locator('h2').textContent(), /달빛동/);
});

onPage('a substitute is named with the last day', {}, async (page) => {
  await ask(page, '가람구 햇살로 13');
  const officer = page.locator('.card[data-role=neighborhood_officer]');
  assert.equal(await officer.locator('.name').textContent(), '임태호');
  assert.match(await officer.locator('.substitute').textContent(), /^(20\d\d년 )?\d+월 \d+일까지 대신 맡습니다$/);
});

onPage('an address that is in two districts is asked back', {}, async (page) => {
  await ask(page, '한빛로 3');
  assert.equal(await page.locator('h2').textContent(), '어느 곳인가요?');
  await accessible(page, 'the choice');
  await page.getByRole('button', { name: /나래구/ }).click();
  await cards(page).first().waitFor();
  assert.match(await page.locator('h2').textContent(), /은하동/);
});

onPage('an unknown building of a known place is marked as not certain', {}, async (page) => {
  await ask(page, '가람구 햇살동 999-9');
  assert.ok(await page.locator('.note').isVisible());
  assert.equal(await cards(page).count(), 3);
});

onPage('English for those whose browser asks for it, and back', { locale: 'en-GB', viewport: DESKTOP }, async (page) => {
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.title(), 'Find your neighborhood officers');
  await ask(page, '가람구 햇살로 13');
  assert.equal(await page.locator('h2').textContent(), 'Your officers in Haetsal-dong, Garam-gu');
  assert.match(await page.locator('.substitute').textContent(), /^Standing in until [A-Z][a-z]+ \d+(, 20\d\d)?$/);
  assert.equal(await page.locator('.card .name').first().getAttribute('lang'), 'ko', 'names are read as Korean');
  await page.getByRole('button', { name: '한국어' }).click();
  assert.equal(await page.locator('h2').textContent(), '가람구 햇살동 담당자');
  assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
  await page.reload();
  assert.equal(await page.locator('h1').textContent(), '우리 동네 담당자 찾기', 'the choice is kept');
});

onPage('a link can name the language', { path: '/find?lang=en' }, async (page) => {
  assert.equal(await page.locator('h1').textContent(), 'Find your neighborhood officers');
});

onPage('nothing typed, nothing known', { expectFailures: true }, async (page) => {
  await page.getByRole('button', { name: '찾기', exact: true }).click();
  await page.locator('[data-problem=empty]').waitFor();
  assert.equal(await field(page).getAttribute('aria-invalid'), 'true');
  assert.ok(await field(page).evaluate((e) => e === document.activeElement));
  await ask(page, '어디에도 없는 곳');
  await page.locator('[data-problem=unknown]').waitFor();
  assert.match(await said(page).textContent(), /주소를 찾지 못했습니다/);
  await accessible(page, 'the problem');
});

onPage('without the internet, and back', { expectFailures: true }, async (page, { context }) => {
  await context.setOffline(true);
  await ask(page, '가람구 햇살로 12');
  await page.locator('[data-problem=offline]').waitFor();
  await context.setOffline(false);
  await page.getByRole('button', { name: '다시 시도' }).click();
  await cards(page).first().waitFor();
});

onPage('while the service is busy, and when one asks too much', { expectFailures: true }, async (page) => {
  const answer = (status, wait) => page.route('**/v1/officer-lookup', (route) => route.fulfill({ status, headers: { 'Retry-After': String(wait) }, body: '{}' }), { times: 1 });
  await answer(503, 1);
  await ask(page, '가람구 햇살로 12');
  await page.locator('[data-problem=busy]').waitFor();
  assert.equal(await field(page).inputValue(), '가람구 햇살로 12', 'what was typed is still there');
  await answer(429, 37);
  await page.getByRole('button', { name: '다시 시도' }).click();
  await page.locator('[data-problem=quota]').waitFor();
  assert.match(await page.locator('.problem').textContent(), /37초 뒤에/);
  await page.getByRole('button', { name: '다시 시도' }).click();
  await cards(page).first().waitFor();
  await page.route('**/v1/addresses*', (route) => route.fulfill({ status: 503, body: '{}' }));
  await field(page).fill('');
  await field(page).pressSequentially('은하로 7');
  await page.keyboard.press('Enter');
  await page.locator('h2', { hasText: '은하동' }).waitFor();
});

onPage('at the place where one stands, without a database call for it', { permissions: ['geolocation'], geolocation: { longitude: 126.98, latitude: 37.57 }, expectFailures: true }, async (page, { context }) => {
  await page.getByRole('button', { name: '현재 위치로 찾기' }).click();
  await cards(page).first().waitFor();
  assert.match(await page.locator('h2').textContent(), /달빛동/);
  await context.setGeolocation({ longitude: 129.07, latitude: 35.18 });
  await page.reload();
  await page.getByRole('button', { name: '현재 위치로 찾기' }).click();
  await page.locator('[data-problem=outside]').waitFor();
});

onPage('a refused location is said, not swallowed', {}, async (page) => {
  await page.getByRole('button', { name: '현재 위치로 찾기' }).click();
  await page.locator('[data-problem=denied]').waitFor();
});

// The address is in no URL but the suggestions' own: what is looked up goes in a body.
onPage('the address that is looked up stands in no URL', {}, async (page) => {
  const asked = [];
  page.on('request', (r) => asked.push(r));
  await ask(page, '가람구 햇살로 12');
  const looked = asked.filter((r) => r.url().includes('officer-lookup'));
  assert.deepEqual(looked.map((r) => [r.method(), new URL(r.url()).search]), [['POST', '']]);
  assert.deepEqual(await page.context().cookies(), []);
});

for (const colorScheme of ['light', 'dark']) {
  for (const [locale, viewport] of [['ko-KR', PHONE], ['en-US', DESKTOP]]) {
    onPage(`axe has nothing to object to: ${colorScheme}, ${locale}`, { colorScheme, locale, viewport }, async (page) => {
      await accessible(page, 'the empty page');
      await type(page, '햇살');
      await page.keyboard.press('ArrowDown');
      await accessible(page, 'with suggestions');
      await ask(page, '가람구 햇살로 13');
      await accessible(page, 'with officers');
    });
  }
}

onPage('on the smallest phone nothing is cut off and everything can be hit with a thumb', { viewport: { width: 320, height: 568 }, locale: 'en-US', hasTouch: true }, async (page) => {
  const fits = async (what) => {
    const { over, small } = await page.evaluate(() => ({
      over: document.documentElement.scrollWidth - innerWidth,
      small: [...document.querySelectorAll('a[href], button, input, [role=option]')].filter((e) => e.offsetParent && !e.classList.contains('skip'))
        .map((e) => ({ text: e.textContent.trim() || e.id, height: e.getBoundingClientRect().height })).filter((e) => e.height < 40).map((e) => e.text),
    }));
    assert.ok(over <= 0, `${what}: ${over} px too wide`);
    assert.deepEqual(small, [], `${what}: too small to hit`);
  };
  await fits('the empty page');
  await type(page, '은하');
  await fits('with suggestions');
  await ask(page, '가람구 햇살로 13');
  await fits('with officers');
});

onPage('screenshots of a phone', { deviceScaleFactor: 2 }, async (page) => {
  await type(page, 'ㅎㅅ');
  await page.keyboard.press('ArrowDown');
  await screenshot(page, 'find-phone-suggestions');
  await ask(page, '가람구 햇살로 13');
  await screenshot(page, 'find-phone');
});

onPage('screenshots of a desktop', { viewport: DESKTOP }, async (page) => {
  await ask(page, '가람구 햇살로 13');
  await screenshot(page, 'find-desktop');
});

onPage('screenshots in English, by night', { locale: 'en-US', colorScheme: 'dark', viewport: DESKTOP }, async (page) => {
  await ask(page, '가람구 햇살로 13');
  await screenshot(page, 'find-desktop-dark');
});
