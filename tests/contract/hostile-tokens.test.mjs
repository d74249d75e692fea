// Proves the hostile-token table of CONVENTIONS.md row by row, each with its own refusal code, and
// that what real issuers send comes in. Tokens are made with `jose`, the broken ones by hand.
import '../lib/webcrypto.mjs';
import assert from 'node:assert/strict';
import { createHmac, createSign, generateKeyPairSync, sign as rawSign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CompactSign, exportJWK, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import { TokenDriver } from '../lib/token-driver.mjs';
import { until, within } from '../lib/wait.mjs';

const ISSUER = 'https://issuer.test';
const SUB = '01900000-0000-7000-8000-00000000002a';
const now = () => Math.floor(Date.now() / 1000);
const b64 = (value) => Buffer.from(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value)).toString('base64url');
const claims = (change = {}) => ({ iss: ISSUER, aud: 'chatdong', sub: SUB, role: 'nurse', dongs: ['9911051000'], iat: now(), exp: now() + 600, ...change });

class Key {
  static async make(alg, kid, options = {}) {
    const pair = await generateKeyPair(alg, { extractable: true, ...options });
    const jwk = { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' };
    return Object.assign(new Key(), { alg, kid, jwk, ...pair });
  }

  // A token of this key; `header` and `change` bend it, undefined takes a member out.
  token(change = {}, header = {}) {
    return new CompactSign(Buffer.from(JSON.stringify(claims(change)))).setProtectedHeader(this.header(header)).sign(this.privateKey);
  }

  header(change = {}) {
    return JSON.parse(JSON.stringify({ alg: this.alg, typ: 'at+jwt', kid: this.kid, ...change }));
  }

  async pem() {
    return (await import('node:crypto')).KeyObject.from(this.publicKey).export({ type: 'spki', format: 'pem' });
  }

  // Signs any text, also headers and payloads that jose would not write.
  signText(header, payload) {
    const text = `${b64(header)}.${b64(payload)}`;
    const key = this.nodeKey ??= globalThis.nodeCrypto.KeyObject.from(this.privateKey);
    const options = this.alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key;
    return `${text}.${rawSign(this.alg === 'EdDSA' ? null : 'sha256', Buffer.from(text), options).toString('base64url')}`;
  }
}

let directory, keysFile, driver, rs, es, ed;
const settings = (more = {}) => ({ issuer: ISSUER, audience: 'chatdong', keys_file: keysFile, ...more });
const write = (...keys) => writeFileSync(keysFile, JSON.stringify({ keys: keys.map((k) => k.jwk ?? k) }));

before(async () => {
  globalThis.nodeCrypto = await import('node:crypto');
  directory = mkdtempSync(join(tmpdir(), 'hostile-tokens-'));
  keysFile = join(directory, 'keys.json');
  [rs, es, ed] = await Promise.all([Key.make('RS256', 'rs-1'), Key.make('ES256', 'es-1'), Key.make('EdDSA', 'ed-1', { crv: 'Ed25519' })]);
  write(rs, es, ed);
  driver = new TokenDriver(settings());
});

after(async () => {
  assert.equal(await driver.stop(), 0, 'the driver (and its sanitizers) end well');
  rmSync(directory, { recursive: true });
});

const accepts = async (token, by = driver) => assert.equal(await by.ask(await token), `ok ${SUB}`);
const refuses = async (code, token, by = driver) => assert.equal(await by.ask(await token), `refused ${code}`);

describe('what real issuers send comes in', () => {
  for (const name of ['RS256', 'ES256', 'EdDSA']) {
    for (const typ of ['at+jwt', 'JWT', 'application/at+jwt', 'jwt']) {
      test(`${name} with typ ${typ}`, () => accepts([rs, es, ed].find((k) => k.alg === name).token({}, { typ })));
    }
  }
  test('aud as an array that contains us', () => accepts(es.token({ aud: ['account', 'chatdong'] })));
  test('SignJWT, as issuers on jose write it', async () => accepts(await new SignJWT({ role: 'nurse', dongs: ['9911051000'] })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'es-1' }).setIssuer(ISSUER).setAudience('chatdong')
    .setSubject(SUB).setIssuedAt().setExpirationTime('5m').setJti('1').sign(es.privateKey)));
  test('exp and iat with fractions', () => accepts(es.token({ exp: now() + 30.5, iat: now() - 0.5 })));
  test('expired within the skew of 60 s', () => accepts(es.token({ exp: now() - 30 })));
  test('no kid when the issuer has one key', async () => {
    const file = join(directory, 'one.json');
    writeFileSync(file, JSON.stringify({ keys: [es.jwk] }));
    const one = new TokenDriver(settings({ keys_file: file }));
    await accepts(es.token({}, { kid: undefined }), one);
    await refuses('alg_of_key', rs.token({}, { kid: undefined }), one);
    await one.stop();
  });
  test('the whole of a system client', async () => {
    const token = await ed.token({ role: 'system', area: 'gu', gu: '99110', scope: 'visits:read me:read', dongs: undefined });
    assert.equal(await driver.ask(`!claims ${token}`), `ok ${SUB} role=system job= gu=99110 city=0 kid=ed-1 dongs= scopes=visits:read,me:read`);
  });
});

describe('alg', () => {
  for (const alg of ['none', 'None', 'NONE', 'nOnE', 'none ', '']) {
    test(`"${alg}" without signature`, () => refuses('alg', `${b64({ alg, typ: 'at+jwt', kid: 'rs-1' })}.${b64(claims())}.`));
  }
  test('none with a signature', () => refuses('alg', es.signText(es.header({ alg: 'none' }), claims())));
  const hmac = (secret, alg = 'HS256') => {
    const text = `${b64({ alg, typ: 'JWT', kid: 'rs-1' })}.${b64(claims())}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  test('HS256 with the public PEM as the secret', async () => refuses('alg', hmac(await rs.pem())));
  test('HS256 with the JWK text as the secret', () => refuses('alg', hmac(JSON.stringify(rs.jwk))));
  test('HS256 with the bare JWK set as the secret', () => refuses('alg', hmac(JSON.stringify({ keys: [rs.jwk, es.jwk, ed.jwk] }))));
  test('RS256 signature that is an HMAC of the PEM', async () => refuses('signature', hmac(await rs.pem(), 'RS256')));
  test('PS256 by the RS256 key', async () => {
    const key = await importPKCS8(globalThis.nodeCrypto.KeyObject.from(rs.privateKey).export({ type: 'pkcs8', format: 'pem' }), 'PS256');
    await refuses('alg', new CompactSign(Buffer.from(JSON.stringify(claims()))).setProtectedHeader({ alg: 'PS256', typ: 'JWT', kid: 'rs-1' }).sign(key));
  });
  test('RS256 under an ES kid', () => refuses('alg_of_key', rs.token({}, { kid: 'es-1' })));
  test('ES256 under an RS kid', () => refuses('alg_of_key', es.token({}, { kid: 'rs-1' })));
  test('EdDSA under an ES kid', () => refuses('alg_of_key', ed.token({}, { kid: 'es-1' })));
  test('duplicate alg', () => refuses('header', es.signText('{"alg":"ES256","alg":"none","typ":"at+jwt","kid":"es-1"}', claims())));
  test('duplicate alg, spelled with an escape', () => refuses('header', es.signText('{"alg":"none","\\u0061lg":"ES256","typ":"at+jwt","kid":"es-1"}', claims())));
});

describe('key', () => {
  test('unknown kid', () => refuses('kid_unknown', es.token({}, { kid: 'es-2' })));
  test('kid of another case', () => refuses('kid_unknown', es.token({}, { kid: 'ES-1' })));
  for (const kid of ['../../../../dev/null', '/etc/passwd', "' or '1'='1", 'a"b', 'a\\b', 'a\u0000', 'é', '', ' es-1', 'x'.repeat(65)]) {
    test(`kid ${JSON.stringify(kid)}`, () => refuses(kid.includes('\u0000') ? 'header' : 'kid', es.token({}, { kid })));
  }
  for (const kid of [1, null, ['es-1'], { kid: 'es-1' }]) {
    test(`kid ${JSON.stringify(kid)}`, () => refuses('kid', es.signText(es.header({ kid }), claims())));
  }
  test('no kid with several keys', () => refuses('kid_missing', es.token({}, { kid: undefined })));
  test('signed by a stranger under our kid', async () => refuses('signature', (await Key.make('ES256', 'es-1')).token()));
  test('stranger with its own embedded jwk', async () => {
    const stranger = await Key.make('ES256', 'es-1');
    await refuses('header_member', stranger.signText(stranger.header({ jwk: stranger.jwk }), claims()));
  });
  test('jku of a stranger', () => refuses('header_member', es.signText(es.header({ jku: 'https://stranger.test/jwks' }), claims())));
  test('x5u of a stranger', () => refuses('header_member', es.signText(es.header({ x5u: 'https://stranger.test/x5u' }), claims())));
  test('x5c', () => refuses('header_member', es.signText(es.header({ x5c: ['AAAA'] }), claims())));
  test('crit', () => refuses('header_member', es.signText(es.header({ crit: ['exp'], exp: 1 }), claims())));
  test('b64: false', () => refuses('header_member', es.signText(es.header({ b64: false, crit: ['b64'] }), claims())));
  test('an oct key in the set is dropped', async () => {
    const file = join(directory, 'oct.json');
    const k = b64('a secret of thirty-two bytes or more');
    writeFileSync(file, JSON.stringify({ keys: [{ kty: 'oct', k, kid: 'oct-1', alg: 'HS256' }, es.jwk] }));
    const other = new TokenDriver(settings({ keys_file: file }));
    await accepts(es.token(), other);
    await refuses('kid_unknown', es.token({}, { kid: 'oct-1' }), other);
    await other.stop();
  });
  test('a set of weak and symmetric keys only stops the start', async () => {
    const file = join(directory, 'weak.json');
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    writeFileSync(file, JSON.stringify({ keys: [{ ...weak, kid: 'weak' }, { kty: 'oct', k: 'AAAA', kid: 'oct' }] }));
    const other = new TokenDriver(settings({ keys_file: file }));
    assert.equal(await within('it leaves', other.exited, 5000), 1);
    assert.match(other.unasked.join(), /no usable public key/);
  });
});

describe('typ', () => {
  for (const typ of [undefined, '', 'id+jwt', 'dpop+jwt', 'logout+jwt', 'secevent+jwt', 'JOSE']) {
    test(`typ ${typ}`, () => refuses('typ', es.token({}, { typ })));
  }
  test('an id token instead of an access token (nonce, at_hash)', () => refuses('id_token', es.token({ nonce: 'n', at_hash: 'x' }, { typ: 'JWT' })));
  test('an id token, whose aud is the client', () => refuses('aud', es.token({ aud: 'some-client', nonce: 'n' }, { typ: 'JWT' })));
  test('an id token of Cognito', () => refuses('id_token', es.token({ token_use: 'id' }, { typ: 'JWT' })));
  test('a refresh token of Keycloak', () => refuses('id_token', es.token({ typ: 'Refresh' }, { typ: 'JWT' })));
  test('plain JWT where only at+jwt is accepted', async () => {
    const strict = new TokenDriver(settings({ token_types: 'at+jwt' }));
    await refuses('typ', es.token({}, { typ: 'JWT' }), strict);
    await accepts(es.token(), strict);
    await strict.stop();
  });
});

describe('claims', () => {
  for (const iss of [undefined, 'https://issuer.test/', 'https://ISSUER.test', 'http://issuer.test', '', [ISSUER], 7]) {
    test(`iss ${JSON.stringify(iss)}`, () => refuses('iss', es.token({ iss })));
  }
  for (const aud of [undefined, 'other', '', [], ['other'], ['chatdong', 7], { chatdong: true }, 'chatdong ', null]) {
    test(`aud ${JSON.stringify(aud)}`, () => refuses('aud', es.token({ aud })));
  }
  for (const exp of [undefined, '9999999999', 1e21, -1, 0, true, null, [9999999999]]) {
    test(`exp ${JSON.stringify(exp)}`, () => refuses('exp', es.token({ exp })));
  }
  const written = (exp) => es.signText(es.header(), JSON.stringify(claims()).replace(/"exp":\d+/, `"exp":${exp}`));
  test('exp 1e20', () => refuses('exp', written('1e20')));
  test('exp 1e20 in digits, which is no integer of 64 bits', () => refuses('payload', written('100000000000000000000')));
  test('exp beyond what a double holds', () => refuses('payload', written('1e999')));
  test('exp twice', () => refuses('payload', es.signText(es.header(), JSON.stringify(claims({ exp: 1 })).replace(/}$/, `,"exp":${now() + 600}}`))));
  test('expired', () => refuses('expired', es.token({ exp: now() - 61 })));
  test('nbf in the future', () => refuses('nbf', es.token({ nbf: now() + 120 })));
  test('nbf as text', () => refuses('nbf', es.token({ nbf: '0' })));
  test('iat in the future', () => refuses('iat', es.token({ iat: now() + 120 })));
  for (const sub of [undefined, '', 'admin', '*', `${SUB}\n`, 7, '01900000-0000-7000-8000-00000000002a\u0000']) {
    test(`sub ${JSON.stringify(sub)}`, () => refuses(String(sub).includes('\u0000') ? 'payload' : 'sub', es.token({ sub })));
  }
  for (const role of [undefined, 'admin', 'NURSE', ['nurse'], { nurse: 1 }, '']) {
    test(`role ${JSON.stringify(role)}`, () => refuses('role', es.token({ role })));
  }
  for (const dongs of [undefined, '9911051000', [], ['991105100'], [9911051000], ['99110%1000'], Array(65).fill('9911051000')]) {
    test(`dongs ${JSON.stringify(dongs)?.slice(0, 40)}`, () => refuses('dongs', es.token({ dongs })));
  }
  test('an officer without job', () => refuses('job', es.token({ role: 'officer' })));
  test('a district admin without gu', () => refuses('gu', es.token({ role: 'district_admin' })));
  test('a system client without area', () => refuses('area', es.token({ role: 'system', scope: 'visits:read' })));
  test('scopes as an array', () => refuses('scope', es.token({ role: 'system', area: 'city', scope: ['visits:read'] })));
  for (const [name, payload] of Object.entries({ array: '[]', text: '"x"', empty: '', cut: '{"iss":', 'lone surrogate': '{"a":"\\ud800"}', deep: `{"a":${'['.repeat(2500)}${']'.repeat(2500)}}` })) {
    test(`payload: ${name}`, () => refuses('payload', es.signText(es.header(), payload)));
  }
});

describe('signature', () => {
  const parts = async (token) => (await token).split('.');
  const es256 = (raw) => `${b64(es.header())}.${b64(claims())}.${Buffer.from(raw).toString('base64url')}`;
  test('ES256 in DER', async () => {
    const text = `${b64(es.header())}.${b64(claims())}`;
    const der = createSign('sha256').update(text).sign(globalThis.nodeCrypto.KeyObject.from(es.privateKey));
    await refuses('signature', `${text}.${der.toString('base64url')}`);
  });
  test('r = s = 0', () => refuses('signature', es256(new Uint8Array(64))));
  test('r = 0', () => refuses('signature', es256(new Uint8Array(64).fill(1, 32))));
  test('s = 0', () => refuses('signature', es256(new Uint8Array(64).fill(1, 0, 32))));
  test('r and s are the order of the curve', () => {
    const n = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
    return refuses('signature', es256(Buffer.from(n + n, 'hex')));
  });
  test('63 and 65 bytes', async () => {
    await refuses('signature', es256(new Uint8Array(63).fill(1)));
    await refuses('signature', es256(new Uint8Array(65).fill(1)));
  });
  test('none left', async () => { const [h, p] = await parts(es.token()); await refuses('signature', `${h}.${p}.`); });
  test('of another token', async () => {
    const [h, p] = await parts(es.token());
    const [, , s] = await parts(es.token({ role: 'supervisor' }));
    await refuses('signature', `${h}.${p}.${s}`);
  });
  test('over another role', async () => {
    const [h, , s] = await parts(es.token());
    await refuses('signature', `${h}.${b64(claims({ role: 'supervisor' }))}.${s}`);
  });
  test('cut by three bytes', async () => {
    const [h, p, s] = await parts(rs.token());
    await refuses('signature', `${h}.${p}.${b64(Buffer.from(s, 'base64url').subarray(0, -3))}`);
  });
});

describe('form', () => {
  test('padded base64', async () => refuses('base64', `${await rs.token()}==`));
  test('padded header', async () => { const [h, ...rest] = (await es.token()).split('.'); await refuses('base64', [`${h}=`, ...rest].join('.')); });
  test('cut in the middle of a sextet', async () => {
    const t = await ed.token();
    assert.equal(t.split('.')[2].length % 4, 2);
    await refuses('base64', t.slice(0, -1));
  });
  test('the other alphabet', async () => {
    let token;
    do token = await es.token({ jti: crypto.randomUUID() }); while (!/[-_]/.test(token.split('.')[2]));
    const [h, p, s] = token.split('.');
    await refuses('base64', `${h}.${p}.${s.replaceAll('-', '+').replaceAll('_', '/')}`);
  });
  test('bits that no encoder writes', async () => {
    const t = await ed.token(); // 64 bytes: the last character carries two bits of nothing
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    await refuses('base64', t.slice(0, -1) + alphabet[alphabet.indexOf(t.at(-1)) + 1]);
  });
  for (const change of [' ', '\t', '%20', ',', ';']) {
    test(`followed by ${JSON.stringify(change)}`, async () => refuses('base64', `${await es.token()}${change}`));
  }
  test('two parts, four parts, five parts (JWE)', async () => {
    const t = await es.token();
    await refuses('parts', t.split('.').slice(0, 2).join('.'));
    await refuses('parts', `${t}.`);
    await refuses('parts', `${t}.AAAA.AAAA`);
    await refuses('parts', 'a');
  });
  test('3 MB', () => refuses('size', es.signText(es.header(), { ...claims(), filler: 'x'.repeat(2_200_000) })));
  test('one byte over the limit of 8192', async () => {
    const grown = async (n) => es.token({ filler: 'x'.repeat(n) });
    let n = 5000;
    while ((await grown(n)).length < 8192) n++;
    const token = await grown(n);
    if (token.length > 8192) await refuses('size', token);
    while ((await grown(n)).length > 8192) n--;
    await accepts(grown(n));
  });
  test('a header that is no object', () => refuses('header', es.signText('[]', claims())));
  test('a header with a byte order mark', () => refuses('header', es.signText(`\ufeff${JSON.stringify(es.header())}`, claims())));
  test('a header nested 2000 deep', () => refuses('header', es.signText(`{"alg":"ES256","typ":"JWT","a":${'['.repeat(2000)}${']'.repeat(2000)}}`, claims())));
});

describe('keys that change', () => {
  test('rotated key before and after the refresh, retired key after it (file, SIGHUP)', async () => {
    const [old, fresh] = await Promise.all([Key.make('ES256', 'old'), Key.make('ES256', 'new')]);
    const file = join(directory, 'rotating.json');
    const put = (...keys) => writeFileSync(file, JSON.stringify({ keys: keys.map((k) => k.jwk) }));
    put(old);
    const service = new TokenDriver(settings({ keys_file: file }));
    const [before, after] = [await old.token(), await fresh.token()];
    await accepts(before, service);
    await refuses('kid_unknown', after, service);
    put(old, fresh);
    await refuses('kid_unknown', after, service);
    await service.ask('!reload');
    await accepts(after, service);
    await accepts(before, service);
    put(fresh);
    await service.ask('!reload');
    await accepts(after, service);
    await refuses('kid_unknown', before, service); // though it was in the cache
    await service.stop();
  });

  test('a new key under the old kid makes tokens of the old one void', async () => {
    const [old, fresh] = await Promise.all([Key.make('ES256', 'same'), Key.make('ES256', 'same')]);
    const file = join(directory, 'same.json');
    writeFileSync(file, JSON.stringify({ keys: [old.jwk] }));
    const service = new TokenDriver(settings({ keys_file: file }));
    const token = await old.token();
    await accepts(token, service);
    await accepts(token, service);
    assert.equal((await service.stats()).hits, 1);
    writeFileSync(file, JSON.stringify({ keys: [fresh.jwk] }));
    await service.ask('!reload');
    await refuses('signature', token, service);
    await service.stop();
  });
});

// An issuer's key endpoint that answers as the test says.
async function issuer() {
  const self = { served: 0, answer: null };
  const server = createServer((req, res) => {
    self.served++;
    self.answer(req, res);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  self.url = `http://127.0.0.1:${server.address().port}/jwks`;
  self.keys = (...keys) => { self.answer = (_, res) => res.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: keys.map((k) => k.jwk) })); };
  self.close = () => { server.closeAllConnections?.(); return new Promise((resolve) => server.close(resolve)); };
  return self;
}

describe('an issuer over HTTP', () => {
  const online = (url) => new TokenDriver({ issuer: ISSUER, audience: 'chatdong', jwks_url: url });
  const ready = (service) => until('keys are there', async () => await service.ask('!ready') === 'ready');

  test('an unknown kid fetches the set once, not once per token', async () => {
    const from = await issuer();
    from.keys(es);
    const service = online(from.url);
    await ready(service);
    assert.equal(from.served, 1);
    from.keys(es, rs);
    const token = await rs.token();
    await refuses('kid_unknown', token, service);
    await until('the new key is known', async () => await service.ask(token) === `ok ${SUB}`);
    assert.equal(from.served, 2);
    for (let i = 0; i < 200; i++) await refuses('kid_unknown', ed.token({ jti: `${i}` }), service);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(from.served, 2, 'at most one refresh per 30 s');
    await service.stop();
    await from.close();
  });

  const wrong = {
    'gives 500': (_, res) => res.writeHead(500).end(JSON.stringify({ keys: [rs.jwk] })),
    'redirects': (req, res) => (req.url === '/jwks' ? res.writeHead(302, { Location: '/elsewhere' }) : res).end(JSON.stringify({ keys: [rs.jwk] })),
    'gives an empty set': (_, res) => res.end('{"keys":[]}'),
    'gives HTML': (_, res) => res.end('<html>login</html>'),
    'gives 300 kB': (_, res) => res.end(JSON.stringify({ keys: [es.jwk], filler: 'x'.repeat(300_000) })),
    'gives endless bytes': (_, res) => { const more = () => { while (res.write('x'.repeat(65536))); res.once('drain', more); }; more(); },
    'gives oct keys only': (_, res) => res.end('{"keys":[{"kty":"oct","k":"AAAA","kid":"es-1"}]}'),
    'closes the connection': (req) => req.socket.destroy(),
    'hangs': () => {},
    'hangs in the middle': (_, res) => { res.write('{"keys":['); },
  };
  for (const [name, answer] of Object.entries(wrong)) {
    test(`that ${name}: the last good set stays`, async () => {
      const from = await issuer();
      from.keys(es);
      const service = online(from.url);
      await ready(service);
      from.answer = answer;
      await refuses('kid_unknown', rs.token(), service); // asks for a refresh
      await until('it was asked', () => from.served >= 2);
      const started = Date.now();
      for (let i = 0; i < 50; i++) await accepts(es.token({ jti: `${i}` }), service);
      assert.ok(Date.now() - started < 4000, 'no check waited for the issuer');
      assert.equal((await service.stats()).refreshes, 1);
      from.keys(es, rs); // connections that hang are left to hang: our own time limit ends them
      await until('it recovers', async () => await service.ask(await rs.token()) === `ok ${SUB}`, 12_000, 100);
      await service.stop();
      await from.close();
    });
  }

  test('that is down at the start: nobody comes in until it is up', async () => {
    const from = await issuer();
    const { url } = from;
    from.answer = (_, res) => res.writeHead(503).end();
    const service = online(url);
    await refuses('kid_unknown', es.token(), service);
    assert.equal(await service.ask('!ready'), 'not ready');
    from.keys(es);
    await until('keys are there', async () => await service.ask('!ready') === 'ready', 10_000);
    await accepts(es.token(), service);
    await service.stop();
    await from.close();
  });

  test('a URL that is neither https nor local stops the start', async () => {
    for (const url of ['http://issuer.test/jwks', 'ftp://127.0.0.1/jwks', 'file:///etc/passwd', 'http://127.0.0.1@issuer.test/']) {
      const service = online(url);
      assert.equal(await within('it leaves', service.exited, 5000), 1);
      assert.match(service.unasked.join(), /jwks_url must be an https URL/);
    }
  });
});
