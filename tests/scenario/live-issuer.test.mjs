// Proves that a live issuer (oauth2-mock-server) may rotate its keys under load, go away or hang
// without one wrong answer, and that a retired key is out after the refresh. The token check alone
// and the whole service stand in front of the same issuer.
import '../lib/webcrypto.mjs';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { OAuth2Server } from 'oauth2-mock-server';
import { actors, AUDIENCE, claimsOf } from '../lib/actors.mjs';
import { BIN } from '../lib/cluster.mjs';
import { closeRun } from '../lib/run.mjs';
import { Service } from '../lib/service.mjs';
import { TokenDriver } from '../lib/token-driver.mjs';
import { sleep, until } from '../lib/wait.mjs';

after(closeRun);

const ROUNDS = process.env.CHATDONG_TEST_FAST ? 2 : 3;
const REFRESH_LIMIT = 40_000; // an unknown kid is looked up at most once per 30 s
const nurse = actors['nurse.A'];

// The mock knows no retirement: its published set is filtered.
class Issuer {
  static async start() {
    const self = Object.assign(new Issuer(), { server: new OAuth2Server(), retired: new Set() });
    await self.server.start(0, '127.0.0.1');
    self.port = self.server.address().port;
    const { keys } = self.server.issuer;
    const all = keys.toJSON.bind(keys);
    keys.toJSON = (secret) => all(secret).filter((k) => secret || !self.retired.has(k.kid));
    return self;
  }

  get settings() {
    return { issuer: this.server.issuer.url, audience: AUDIENCE, jwks_url: `http://127.0.0.1:${this.port}/jwks`, keys_file: '' };
  }

  publish(kid, alg) { return this.server.issuer.keys.generate(alg, { kid }); }
  retire(kid) { this.retired.add(kid); }

  // A token of the key, new each time (jti), so that no cache helps; `change` bends the claims.
  token(kid, change = {}) {
    return this.server.issuer.buildToken({ kid, expiresIn: 600, scopesOrTransform: (header, payload) => {
      Object.assign(payload, claimsOf(nurse), { aud: AUDIENCE, sub: nurse.sub, jti: crypto.randomUUID() }, change);
    } });
  }

  // A stopped mock forgets its name; its tokens still need it.
  async stop() {
    const { url } = this.server.issuer;
    if (this.server.listening) await this.server.stop();
    this.server.issuer.url = url;
  }
}

// Who is asked: each gives 'ok' or 'refused'.
class CheckAlone {
  static async start(settings) {
    const self = Object.assign(new CheckAlone(), { name: 'the check alone', driver: new TokenDriver(settings) });
    await until('the keys are there', async () => await self.driver.ask('!ready') === 'ready');
    return self;
  }

  async verdict(token) {
    const answer = await this.driver.ask(token);
    return answer === `ok ${nurse.sub}` ? 'ok' : answer.split(' ')[0];
  }

  stop() { return this.driver.stop(); }
}

class WholeService {
  static async start(settings) {
    return Object.assign(new WholeService(), { name: 'the service', service: await Service.start({ settings }) });
  }

  async verdict(token) {
    const { status, json } = await this.service.call('GET', '/v1/me', { token });
    assert.ok(status === 200 || status === 401, `status ${status}`);
    if (status === 200) assert.equal(json.id, nurse.sub);
    return status === 200 ? 'ok' : 'refused';
  }

  stop() { return this.service.stop(); }
}

async function subjects(settings) {
  const all = [await CheckAlone.start(settings)];
  if (existsSync(BIN)) all.push(await WholeService.start(settings));
  else console.log(`${BIN} is missing: only the token check is asked`);
  return all;
}

// Workers that ask all the time; `state.good` are the kids whose tokens must come in.
function load(issuer, who, state) {
  const wrong = [];
  let asked = 0;
  const expect = async (wanted, what, token) => {
    const got = await who.verdict(token);
    asked++;
    if (got !== wanted) wrong.push(`${who.name}: ${what} is ${got}`);
  };
  const work = async (n) => {
    while (!state.stop) {
      const kid = state.good[(n + asked) % state.good.length];
      const token = await issuer.token(kid);
      await expect('ok', `a token of ${kid}`, token);
      if (asked % 5 === 0) await expect('ok', `a token of ${kid}, again`, token);
      if (asked % 7 === 0) await expect('refused', `a bent token of ${kid}`, bent(token));
      if (asked % 11 === 0) await expect('refused', `an expired token of ${kid}`, await issuer.token(kid, { exp: 1_700_000_000 }));
      if (asked % 13 === 0) await expect('refused', `a token of ${kid} for others`, await issuer.token(kid, { aud: 'others' }));
      await sleep(50);
    }
  };
  const done = Promise.all(Array.from({ length: 4 }, (_, n) => work(n)));
  return { wrong, done, count: () => asked };
}

function bent(token) {
  const at = token.length - 20;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

const untilVerdict = (all, wanted, what, token) => Promise.all(all.map((who) =>
  until(`${what} is ${wanted} for ${who.name}`, async () => await who.verdict(await token()) === wanted, REFRESH_LIMIT, 100)));

test(`keys are rotated ${ROUNDS} times under load without one wrong answer`, async (t) => {
  const issuer = await Issuer.start();
  await issuer.publish('k0', 'RS256');
  const all = await subjects(issuer.settings);
  const state = { good: ['k0'], stop: false };
  const loads = all.map((who) => load(issuer, who, state));
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      const [old, fresh] = [`k${round - 1}`, `k${round}`];
      await issuer.publish(fresh, ['ES256', 'RS256', 'EdDSA'][round % 3]);
      if (round > 1) issuer.retire(`k${round - 2}`);
      // The issuer publishes a key before it signs with it; whoever asks first makes us look.
      await untilVerdict(all, 'ok', `a token of the new key ${fresh}`, () => issuer.token(fresh));
      if (round > 1) {
        for (const who of all) assert.equal(await who.verdict(await issuer.token(`k${round - 2}`)), 'refused', `${who.name}: the retired key`);
      }
      state.good = [old, fresh]; // tokens of the old key live on for a while …
      await sleep(500);
      state.good = [fresh]; // … and end before it is retired
      await sleep(200);
    }
  } finally {
    state.stop = true;
    await Promise.all(loads.map((l) => l.done));
    for (const who of all) await who.stop();
    await issuer.stop();
  }
  loads.forEach((l, i) => {
    t.diagnostic(`${l.count()} questions to ${all[i].name}`);
    assert.deepEqual(l.wrong, []);
    assert.ok(l.count() > 200, `only ${l.count()} questions to ${all[i].name}`);
  });
});

test('a retired key is refused after the refresh, also when its token was in the cache', async () => {
  const issuer = await Issuer.start();
  await issuer.publish('old', 'ES256');
  await issuer.publish('stays', 'ES256');
  const all = await subjects(issuer.settings);
  try {
    const token = await issuer.token('old');
    for (const who of all) for (let i = 0; i < 3; i++) assert.equal(await who.verdict(token), 'ok');
    issuer.retire('old');
    for (const who of all) assert.equal(await who.verdict(token), 'ok', 'until the refresh the last set counts');
    await issuer.publish('new', 'ES256');
    await untilVerdict(all, 'ok', 'a token of the new key', () => issuer.token('new'));
    for (const who of all) {
      assert.equal(await who.verdict(token), 'refused');
      assert.equal(await who.verdict(await issuer.token('stays')), 'ok');
    }
  } finally {
    for (const who of all) await who.stop();
    await issuer.stop();
  }
});

// Takes the issuer's place: accepts connections and never says anything.
async function hangingAt(port) {
  const sockets = new Set();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return { sockets, stop: () => { sockets.forEach((s) => s.destroy()); return new Promise((resolve) => server.close(resolve)); } };
}

test('while the issuer is down or hangs the last good set counts, and nobody waits for it', async () => {
  const issuer = await Issuer.start();
  await issuer.publish('k', 'ES256');
  await issuer.publish('later', 'ES256');
  issuer.retire('later'); // not published yet
  const all = await subjects(issuer.settings);
  try {
    await issuer.stop();
    for (const who of all) {
      assert.equal(await who.verdict(await issuer.token('later')), 'refused'); // asks; nobody is there
      for (let i = 0; i < 20; i++) assert.equal(await who.verdict(await issuer.token('k')), 'ok', 'issuer down');
    }
    const hanging = await hangingAt(issuer.port);
    await until('the hanging issuer is asked', () => hanging.sockets.size > 0, REFRESH_LIMIT);
    const slowest = { ms: 0 };
    for (const who of all) {
      for (let i = 0; i < 50; i++) {
        const token = await issuer.token('k');
        const started = performance.now();
        assert.equal(await who.verdict(token), 'ok', 'issuer hanging');
        slowest.ms = Math.max(slowest.ms, performance.now() - started);
      }
    }
    assert.ok(slowest.ms < 2000, `an answer took ${slowest.ms} ms`);
    await hanging.stop();
    issuer.retired.delete('later');
    await issuer.server.start(issuer.port, '127.0.0.1');
    await untilVerdict(all, 'ok', 'a token of the key that came meanwhile', () => issuer.token('later'));
  } finally {
    for (const who of all) await who.stop();
    await issuer.stop();
  }
});
