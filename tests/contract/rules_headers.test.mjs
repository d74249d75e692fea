// Proves the rules that live in headers: conditional reads, partial answers, rate limits, request
// ids, trace context, caching, deprecation; and that every operation keeps them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseList } from 'structured-headers';
import { contract, problemName } from '../lib/contract.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

const operations = contract().operations;
const reads = operations.filter((op) => op.method === 'GET');
let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

for (const op of reads.filter((o) => o.responses['304'])) {
  test(`conditional read ${op.id}: 304 with the same ETag and no body`, async () => {
    const first = await fx.send(op);
    assert.equal(first.status, 200, first.text);
    const { etag } = first.headers;
    // Weak where the answer says when it was made, strong else.
    const strong = !('snapshot_at' in (first.json ?? {}));
    assert.match(etag ?? '', strong ? /^"[\x21\x23-\x7e]+"$/ : /^W\/"[\x21\x23-\x7e]+"$/, `ETag: ${etag}`);
    for (const held of [etag, `"other", ${etag}`, `W/${etag.replace(/^W\//, '')}`, '*']) {
      const same = await fx.send(op, { headers: { 'If-None-Match': held } });
      assert.equal(same.status, 304, `If-None-Match: ${held}: ${same.status}`);
      assert.equal(same.headers.etag, etag);
      assert.equal(same.raw.length, 0);
    }
    const changed = await fx.send(op, { headers: { 'If-None-Match': '"other"' } });
    assert.equal(changed.status, 200);
  });
}

for (const op of reads.filter((o) => o.has('fields'))) {
  test(`fields ${op.id}: a part, with an ETag of its own; unknown names are 400`, async () => {
    const whole = await fx.send(op);
    const row = op.x.result === 'many' ? whole.json.items[0] : whole.json;
    const name = Object.keys(row).find((k) => k !== 'id' && k !== 'version');
    const part = await fx.send(op, { query: { fields: name } });
    assert.equal(part.status, 200, part.text);
    const partRow = op.x.result === 'many' ? part.json.items[0] : part.json;
    assert.ok(name in partRow);
    assert.ok(Object.keys(partRow).length < Object.keys(row).length);
    if (whole.headers.etag) assert.notEqual(part.headers.etag, whole.headers.etag);
    for (const bad of ['nonsense', `${name},nonsense`, '', `${name},,`, 'created_by.name']) {
      assert.equal((await fx.send(op, { query: { fields: bad } })).status, 400, bad);
    }
  });
}

for (const op of operations) {
  test(`request id, trace and caching ${op.id}`, async () => {
    const query = op.has('validate_only') ? { validate_only: true } : {};
    const id = `test-${op.id.replaceAll('_', '-')}`;
    const got = await fx.send(op, { query, headers: { 'X-Request-Id': id, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });
    assert.equal(got.status, op.success, got.text);
    assert.equal(got.headers['x-request-id'], id);
    for (const bad of ['a b', 'x'.repeat(200), '<script>', '']) {
      const made = await fx.send(op, { query, headers: { 'X-Request-Id': bad } });
      assert.notEqual(made.headers['x-request-id'], bad);
      assert.match(made.headers['x-request-id'], /^[A-Za-z0-9._-]{8,128}$/);
    }
    if (op.x.personal) assert.equal(got.headers['cache-control'], 'private, no-store');
    else assert.ok(got.headers['cache-control'], 'no Cache-Control');
    assert.equal(got.headers['x-content-type-options'], 'nosniff');
    assert.equal(got.headers.server, undefined);
    if (op.deprecated) {
      assert.match(got.headers.deprecation ?? '', /^@\d+$/);
      assert.ok(!Number.isNaN(Date.parse(got.headers.sunset)));
      assert.match(got.headers.link ?? '', /rel="deprecation"/);
    } else {
      assert.equal(got.headers.deprecation, undefined);
    }
  });
}

test('a deprecated operation says since when and until when', () => {
  for (const op of operations) {
    assert.equal(op.deprecated, Boolean(op.x.deprecated_since), op.id);
    if (op.deprecated) assert.ok(op.x.sunset, `${op.id} has no sunset`);
  }
});

test('the log has the request id and the trace id, and a bad traceparent is ignored', async () => {
  await fx.send('me_get', { headers: { 'X-Request-Id': 'find-me-in-the-log', traceparent: '00-11111111111111111111111111111111-2222222222222222-01' } });
  const bad = ['', '00-0-0-0', 'ff-11111111111111111111111111111111-2222222222222222-01', '00-00000000000000000000000000000000-2222222222222222-01',
    '00-33333333333333333333333333333333-0000000000000000-01', '00-3333333333333333333333333333333G-2222222222222222-01', '00-33333333333333333333333333333333-2222222222222222-01-x', 'x'.repeat(500)];
  for (const traceparent of bad) assert.equal((await fx.send('me_get', { headers: { traceparent } })).status, 200, traceparent);
  await new Promise((r) => setTimeout(r, 300));
  const lines = fx.service.logLines();
  const mine = lines.find((l) => l.request_id === 'find-me-in-the-log');
  assert.ok(mine, 'no log line with the request id');
  assert.ok(JSON.stringify(mine).includes('11111111111111111111111111111111'), JSON.stringify(mine));
  assert.ok(!fx.service.log().includes('33333333333333333333333333333333'), 'a bad trace id was taken over');
});

function quota(got) {
  const [policy] = parseList(got.headers['ratelimit-policy']);
  const [left] = parseList(got.headers.ratelimit);
  return { name: policy[0], q: policy[1].get('q'), w: policy[1].get('w'), left: left[0], r: left[1].get('r'), t: left[1].get('t') };
}

async function limited(settings, work) {
  const own = await Fixture.open({ settings });
  try {
    await work(own);
  } finally {
    await own.close();
  }
}

// A new window may begin while we count: then once more.
async function burst(own, q, send) {
  for (let round = 0; round < 3; round++) {
    const answers = [];
    for (let i = 0; i <= q; i++) answers.push(await send());
    const first = answers.findIndex((a) => a.status === 429);
    if (first === q || round === 2) return { answers, first };
    await new Promise((r) => setTimeout(r, 1000 * (quota(answers.at(-1)).t + 1)));
  }
  return null;
}

test('rate limit per subject: headers are structured fields, the first 429 comes at q+1', async () => {
  await limited({ rate_subject: 10 }, async (own) => {
    const { answers, first } = await burst(own, 10, () => own.send('me_get'));
    assert.equal(first, 10, `${answers.map((a) => a.status)}`);
    const seen = quota(answers[0]);
    assert.deepEqual([seen.q, seen.w], [10, 60]);
    assert.equal(seen.name, seen.left);
    for (let i = 1; i < 10; i++) assert.ok(quota(answers[i]).r < quota(answers[i - 1]).r, 'the rest does not fall');
    const last = answers[10];
    assert.equal(problemName(last), 'quota_exceeded');
    assert.ok(Number(last.headers['retry-after']) >= quota(last).t, `${last.headers['retry-after']} < ${quota(last).t}`);
    assert.equal((await own.send('me_get', { actor: 'supervisor.A' })).status, 200, 'another subject has its own quota');
  });
});

test('rate limit per address: counts before the token is looked at', async () => {
  await limited({ rate_address: 10 }, async (own) => {
    const { answers, first } = await burst(own, 10, () => own.send('me_get', { token: 'not.a.token' }));
    assert.equal(first, 10, `${answers.map((a) => a.status)}`);
  });
});

test('a replayed or refused request counts against the quota, too', async () => {
  await limited({ rate_subject: 5 }, async (own) => {
    const answers = [];
    for (let i = 0; i < 8; i++) answers.push(await own.send('visits_create', { json: { zz: 1 } }));
    assert.ok(answers.some((a) => a.status === 429), `${answers.map((a) => a.status)}`);
  });
});

test('problems carry what their type promises', async () => {
  const missing = await fx.service.call('GET', '/v1/me');
  assert.equal(problemName(missing), 'missing_token');
  assert.match(missing.headers['www-authenticate'], /^Bearer/);
  const forged = await fx.service.call('GET', '/v1/me', { token: 'a.b.c' });
  assert.equal(problemName(forged), 'invalid_token');
  assert.match(forged.headers['www-authenticate'], /error="invalid_token"/);
  const scope = await fx.send('visits_list', { actor: 'system.none' });
  assert.equal(problemName(scope), 'insufficient_scope');
  assert.match(scope.headers['www-authenticate'], /error="insufficient_scope".*scope="visits:read"/);
  const basic = await fx.service.call('GET', '/v1/me', { headers: { Authorization: 'Basic YTpi' } });
  assert.equal(basic.status, 401);
  const query = await fx.service.call('GET', `/v1/me?access_token=${await fx.service.run.minter.token('nurse.A')}`);
  assert.equal(query.status, 401, 'a token in the query is not a token');
});

test('the contract is served as it is', async () => {
  const got = await fx.service.call('GET', '/v1/openapi.json');
  assert.deepEqual(got.json, contract().document);
  assert.match(got.headers['cache-control'], /public|max-age/);
});
