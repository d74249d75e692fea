// Proves that /docs works in a real browser, offline, under a strict Content-Security-Policy.
// CHATDONG_SCREENSHOT=1 renews docs/images/docs-page.png.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { contract, ROOT } from '../lib/contract.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const CHROMIUM = process.env.CHATDONG_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
let fx;
let browser;
let profile;
const skip = existsSync(CHROMIUM) ? false : `no ${CHROMIUM} on this machine`;

before(async () => {
  if (skip) return;
  fx = await Fixture.open();
  profile = mkdtempSync('/tmp/harness-chromium-');
  browser = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: FLAGS, viewport: { width: 1280, height: 1500 }, timeout: 60_000 });
});
after(async () => {
  await browser?.close();
  if (profile) rmSync(profile, { recursive: true, force: true });
  await fx?.close();
  await closeRun();
});

test('/docs shows every operation, asks nobody else, and logs no error', { skip }, async () => {
  const page = await browser.newPage();
  const errors = [];
  const outside = [];
  const base = `http://127.0.0.1:${fx.service.port}`;
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') errors.push(m.text()); });
  page.on('pageerror', (e) => errors.push(String(e)));
  page.on('requestfailed', (r) => errors.push(`${r.url()} failed`));
  page.on('request', (r) => { if (!r.url().startsWith(base) && !r.url().startsWith('data:')) outside.push(r.url()); });
  const got = await page.goto(`${base}/docs`, { timeout: 30_000 });
  assert.equal(got.status(), 200);
  const policy = got.headers()['content-security-policy'] ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.ok(!/unsafe-eval|\*|https?:/.test(policy), policy);
  assert.ok(!/script-src[^;]*unsafe-inline/.test(policy), policy);
  // What is out of sight is not rendered: a window that is high enough for all of them.
  const { length } = contract().operations;
  await page.setViewportSize({ width: 1280, height: 3000 + 100 * length });
  await page.locator('.opblock').nth(length - 1).waitFor({ state: 'attached', timeout: 180_000 });
  assert.equal(await page.locator('.opblock').count(), length);
  await page.setViewportSize({ width: 1280, height: 1500 });
  if (process.env.CHATDONG_SCREENSHOT) {
    mkdirSync(`${ROOT}/docs/images`, { recursive: true });
    await page.screenshot({ path: `${ROOT}/docs/images/docs-page.png` });
  }
  const [first] = await page.locator('.opblock-summary').all();
  await first.click();
  await page.waitForSelector('.opblock-body', { timeout: 10_000 });
  assert.deepEqual(outside, []);
  assert.deepEqual(errors, []);
  await page.close();
});
