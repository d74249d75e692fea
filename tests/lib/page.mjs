// Our pages in a real browser, against a service of their own: what a page asks elsewhere or complains about fails the test.
// CHATDONG_SCREENSHOT=1 renews docs/images/*.png (with fonts-noto-cjk installed).
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { ROOT } from './contract.mjs';
import { Fixture } from './fixture.mjs';
import { closeRun } from './run.mjs';

const CHROMIUM = process.env.CHATDONG_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };
export const OWN_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// `open()` gives what is asked ({ service, close }), once; `missing` says what the machine lacks for it.
export class Site {
  constructor(path, { open = Fixture.open, missing = false } = {}) {
    this.path = path;
    this.skip = existsSync(CHROMIUM) ? missing : `no ${CHROMIUM} on this machine`;
    before(async () => { if (!this.skip) await this.#open(open); });
    after(async () => {
      await this.browser?.close();
      await this.fx?.close();
      await closeRun();
    });
  }

  async #open(open) {
    this.axe = readFileSync(`${ROOT}/node_modules/axe-core/axe.min.js`, 'utf8');
    this.fx = await open();
    this.base = `http://127.0.0.1:${this.fx.service.port}`;
    this.browser = await chromium.launch({ executablePath: CHROMIUM, timeout: 60_000, args: FLAGS });
  }

  // A page of its own for each test.
  onPage(name, options, work) {
    test(name, { skip: this.skip, timeout: 300_000 }, async () => {
      const { path = this.path, expectFailures = false, ...rest } = options;
      const context = await this.browser.newContext({ viewport: PHONE, locale: 'ko-KR', ...rest });
      context.setDefaultTimeout(45_000);
      const page = await context.newPage();
      const wrong = [];
      page.on('console', (m) => { if (['error', 'warning'].includes(m.type()) && !(expectFailures && /Failed to load resource/.test(m.text()))) wrong.push(m.text()); });
      page.on('pageerror', (e) => wrong.push(String(e)));
      page.on('request', (r) => { if (!r.url().startsWith(`${this.base}/`) && !r.url().startsWith(`blob:${this.base}/`)) wrong.push(`asked ${r.url()}`); });
      try {
        const got = await page.goto(`${this.base}${path}`);
        await work(page, { context, got });
        assert.deepEqual(wrong, []);
      } finally {
        await context.close();
      }
    });
  }

  async accessible(page, what) {
    await settled(page);
    await page.evaluate(this.axe);
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target).join(' ')}`), [], what);
  }

  async screenshot(page, name) {
    if (!process.env.CHATDONG_SCREENSHOT) return;
    mkdirSync(`${ROOT}/docs/images`, { recursive: true });
    await page.mouse.move(0, 0);
    await settled(page);
    await page.screenshot({ path: `${ROOT}/docs/images/${name}.png`, fullPage: true });
  }
}

const settled = (page) => page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished)));
