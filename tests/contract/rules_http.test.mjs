// Proves the rules of HTTP that hold for every operation: HEAD, OPTIONS, 405, 404, 406, 415, sizes,
// and what is done with requests that no proper client sends.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contract, METHODS, problemName } from '../lib/contract.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { exchange, RawSocket } from '../lib/rawsocket.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const operations = contract().operations;
const gets = operations.filter((op) => op.method === 'GET');
const withBody = operations.filter((op) => op.body);
const allowOf = (got) => (got.headers.allow ?? '').split(',').map((m) => m.trim()).sort();

// Comparable parts of an answer's head; dates, ids and quotas differ from call to call.
function comparable(headers) {
  const { date, 'x-request-id': id, ratelimit, traceparent, 'keep-alive': keep, connection, ...rest } = headers;
  return rest;
}

for (const op of gets) {
  test(`HEAD is GET without the body: ${op.id}`, async () => {
    const get = await fx.send(op);
    const head = await fx.send({ ...op, method: 'HEAD' });
    assert.equal(head.status, get.status);
    assert.equal(head.raw.length, 0);
    assert.deepEqual(comparable(head.headers), comparable(get.headers));
  });
}

for (const [path, ops] of contract().paths()) {
  const methods = ops.map((o) => o.method);
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();
  const target = () => fx.request(ops[0]).target.split('?')[0];
  test(`OPTIONS says what ${path} allows`, async () => {
    const got = await fx.service.call('OPTIONS', target());
    assert.equal(got.status, 204, got.text);
    assert.equal(got.text, '');
    assert.deepEqual(allowOf(got), allowed);
  });
  test(`405 with Allow for other methods: ${path}`, async () => {
    for (const method of [...METHODS.map((m) => m.toUpperCase()), 'TRACE', 'FOO'].filter((m) => !methods.includes(m))) {
      const got = await fx.service.call(method, target(), { actor: ops[0].x.public ? null : 'officer.A', lenient: true });
      assert.equal(got.status, 405, `${method} ${path}: ${got.status} ${got.text}`);
      assert.equal(problemName(got), 'method_not_allowed');
      assert.deepEqual(allowOf(got), allowed, `${method} ${path}`);
    }
  });
}

for (const op of operations) {
  test(`406 when nothing that ${op.id} offers is accepted`, async () => {
    for (const accept of ['image/png', 'application/json;q=0', 'text/plain, image/*']) {
      const offered = Object.keys(op.responses[op.success]?.content ?? {});
      if (offered.length === 0) return;
      if (offered.some((type) => accept.includes(type) && !accept.includes('q=0'))) continue;
      const got = await fx.send(op, { headers: { Accept: accept } });
      assert.equal(got.status, 406, `${op.id} Accept: ${accept}: ${got.status}`);
    }
    for (const accept of ['*/*', 'application/*', 'text/html, application/json;q=0.1', undefined]) {
      if (op.write || !('application/json' in (op.responses[op.success]?.content ?? {}))) continue;
      const got = await fx.send(op, { headers: accept ? { Accept: accept } : {} });
      assert.equal(got.status, op.success, `${op.id} Accept: ${accept}: ${got.status} ${got.text.slice(0, 200)}`);
    }
  });
}

for (const op of withBody) {
  test(`415 for another media type than ${op.id} takes`, async () => {
    const body = JSON.stringify(fx.recipes.body(op, 'A'));
    const wrong = ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json; charset=euc-kr',
      op.body.type === 'application/json' ? 'application/merge-patch+json' : 'application/json'];
    for (const type of wrong) {
      const got = await fx.send(op, { body, type });
      assert.equal(got.status, 415, `${type}: ${got.status} ${got.text.slice(0, 200)}`);
      if (op.method === 'PATCH') assert.equal(got.headers['accept-patch'], 'application/merge-patch+json');
    }
    const none = await fx.send(op, { body });
    assert.equal(none.status, 415, `no Content-Type: ${none.status}`);
  });
  test(`413 one byte above the limit, not at it: ${op.id}`, async () => {
    const limit = 262_144;
    const padded = (size) => { const b = JSON.stringify(fx.recipes.body(op, 'A')); return ' '.repeat(size - Buffer.byteLength(b)) + b; };
    const query = op.has('validate_only') ? { validate_only: true } : {};
    const at = await fx.send(op, { body: padded(limit), type: op.body.type, query });
    assert.notEqual(at.status, 413, at.text);
    const above = await fx.send(op, { body: padded(limit + 1), type: op.body.type, query });
    assert.equal(above.status, 413, `${above.status} ${above.text.slice(0, 200)}`);
  });
}

test('404 is a problem for every path that is not in the contract', async () => {
  const id = fx.recipes.ids('visits')[0];
  for (const target of ['/', '/v1', '/v1/', '/v2/visits', '/v1/visits/', '/v1//visits', '/v1/visits/../visits', '/v1/visits/./x', `/v1/visits/${id}/`,
    `/v1/visits/${id}/check-in/x`, '/v1/Visits', '/v1/visits%2f', '/v1/%76isits/%zz', '/.env', '/v1/visits;a=b', '/v1/visits/%2e%2e/visits', '/openapi.yaml']) {
    const got = await fx.service.call('GET', target, { actor: 'nurse.A', lenient: true });
    assert.ok([404, 400].includes(got.status), `${target}: ${got.status}`);
    assert.equal(got.type, 'application/problem+json', target);
  }
});

test('a path parameter is never mixed with a query parameter of its name', async () => {
  const [first, second] = fx.recipes.rows.visits.A;
  const got = await fx.service.call('GET', `/v1/visits/${first.id}?id=${second.id}`, { actor: 'nurse.A' });
  assert.ok(got.status === 400 || got.json.id === first.id, got.text);
});

test('the query string: unknown, repeated and malformed parameters are 400', async () => {
  for (const query of ['colour=red', 'limit=5&limit=6', 'limit=%zz', 'limit=%00', 'status=%ff', 'limit=5&&&status=planned&x', '%6Cimit=5&limit=5', `status=${'x'.repeat(300)}`]) {
    const got = await fx.service.call('GET', `/v1/visits?${query}`, { actor: 'nurse.A' });
    assert.equal(got.status, 400, `${query}: ${got.status}`);
  }
  const many = Array.from({ length: 80 }, (_, i) => `p${i}=1`).join('&');
  assert.equal((await fx.service.call('GET', `/v1/visits?${many}`, { actor: 'nurse.A' })).status, 400);
});

test('all errors of a body come in one answer, with pointers', async () => {
  const op = fx.op('visits_create');
  const got = await fx.send(op, { json: { ...fx.recipes.body(op, 'A'), kind: 'teleport', resident_id: 7, zz: 1 } });
  assert.equal(got.status, 400);
  const pointers = got.json.errors.map((e) => e.pointer).sort();
  for (const wanted of ['/kind', '/resident_id', '/zz']) assert.ok(pointers.includes(wanted), `${wanted} is not in ${pointers}`);
});

test('bodies that are not JSON, or more than JSON, are 400', async () => {
  const op = fx.op('visits_create');
  const nul = Buffer.from('{"kind":"a\0b"}');
  const latin = Buffer.concat([Buffer.from('{"kind":"'), Buffer.from([0xe9, 0xff]), Buffer.from('"}')]);
  for (const body of ['', ' ', '{', '[]', 'null', '"x"', '{}{}', '{"a":1,"a":2}', '{"kind":"home","kind":"home"}', '\ufeff{}', '{"a":"\\u0000"}', '{"a":"\\ud800"}', nul, latin,
    `${'['.repeat(20)}${']'.repeat(20)}`, '{"a":1e400}', '{"a":99999999999999999999999}']) {
    const got = await fx.send(op, { body, type: 'application/json' });
    assert.equal(got.status, 400, `${String(body).slice(0, 40)}: ${got.status} ${got.text.slice(0, 200)}`);
  }
});

// Raw bytes. A refused request must close the connection when its end is in doubt.
const AUTH = async () => `Authorization: Bearer ${await fx.service.run.minter.token('nurse.A')}\r\n`;
const raw = (bytes, options) => exchange(fx.service.port, bytes, { limit: 3000, ...options });

test('malformed requests get 4xx or a closed connection, and nothing behind them is run', async () => {
  const auth = await AUTH();
  const head = `POST /v1/visits HTTP/1.1\r\nHost: x\r\n${auth}Content-Type: application/json\r\n`;
  const smuggled = 'GET /v1/visits HTTP/1.1\r\nHost: x\r\n\r\n';
  const cases = {
    'no host': `GET /v1/visits HTTP/1.1\r\n${auth}\r\n`,
    'two hosts': `GET /v1/visits HTTP/1.1\r\nHost: a\r\nHost: b\r\n${auth}\r\n`,
    'two lengths': `${head}Content-Length: 2\r\nContent-Length: ${smuggled.length + 2}\r\n\r\n{}${smuggled}`,
    'length and chunked': `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'chunked twice': `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'unknown coding': `${head}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'obfuscated chunked': `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'negative length': `${head}Content-Length: -5\r\n\r\n{}`,
    'length with sign': `${head}Content-Length: +2\r\n\r\n{}`,
    'length of words': `${head}Content-Length: two\r\n\r\n{}`,
    'length beyond 64 bits': `${head}Content-Length: 99999999999999999999999\r\n\r\n{}`,
    'bad chunk size': `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    'two authorizations': `GET /v1/visits HTTP/1.1\r\nHost: x\r\n${auth}${auth}\r\n`,
    'not http': 'hello there\r\n\r\n',
    'http 2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'header without colon': `GET /v1/visits HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n`,
  };
  for (const [name, bytes] of Object.entries(cases)) {
    const got = await raw(bytes);
    const fine = got.statuses.length === 0 ? got.closed : got.statuses.every((s) => s >= 400 && s < 600);
    assert.ok(fine, `${name}: ${got.statuses} ${got.text.slice(0, 200)}`);
    assert.ok(!got.statuses.some((s) => s >= 500 && s !== 501 && s !== 505), `${name}: ${got.statuses}`);
    if (/length|chunk|coding/.test(name)) assert.ok(new Set(got.statuses).size <= 1 && got.closed, `${name}: the connection stayed open or answered twice: ${got.statuses}`);
  }
});

test('pipelined requests are answered in order on one connection', async () => {
  const auth = await AUTH();
  const one = (path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n${auth}\r\n`;
  const got = await raw(one('/v1/me') + one('/v1/nothing') + one('/v1/me'), { until: (t) => [...t.matchAll(/HTTP\/1\.1 \d/g)].length === 3 });
  assert.deepEqual(got.statuses, [200, 404, 200]);
});

test('a chunked body is read as one of known length', async () => {
  const op = fx.op('visits_create');
  const { target } = fx.request(op);
  const body = JSON.stringify(fx.recipes.body(op, 'A'));
  const bytes = Buffer.from(body);
  const chunks = [bytes.subarray(0, 7), bytes.subarray(7)].map((c) => Buffer.concat([Buffer.from(`${c.length.toString(16)}\r\n`), c, Buffer.from('\r\n')]));
  const head = `POST ${target}?validate_only=true HTTP/1.1\r\nHost: x\r\n${await AUTH()}Content-Type: application/json\r\nIdempotency-Key: "chunked-1"\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const got = await raw(Buffer.concat([Buffer.from(head), ...chunks, Buffer.from('0\r\n\r\n')]), { until: (t) => t.includes('\r\n\r\n') });
  assert.equal(got.status, 201, got.text);
});

test('Expect: 100-continue is answered before the body', async () => {
  const op = fx.op('visits_create');
  const body = JSON.stringify(fx.recipes.body(op, 'A'));
  const socket = await RawSocket.open(fx.service.port);
  try {
    await socket.write(`POST /v1/visits?validate_only=true HTTP/1.1\r\nHost: x\r\n${await AUTH()}Content-Type: application/json\r\nIdempotency-Key: "expect-1"\r\nExpect: 100-continue\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`);
    await socket.read({ until: (t) => t.includes('100 ') });
    assert.equal(socket.status, 100, socket.text);
    await socket.write(body);
    await socket.read({ until: (t) => /HTTP\/1\.1 2\d\d/.test(t) });
    assert.deepEqual(socket.statuses(), [100, 201]);
  } finally {
    socket.close();
  }
});

test('keep-alive is kept, and given up when asked', async () => {
  const got = await raw(`GET /v1/me HTTP/1.1\r\nHost: x\r\n${await AUTH()}Connection: close\r\n\r\n`);
  assert.equal(got.status, 200);
  assert.ok(got.closed);
  const old = await raw(`GET /v1/me HTTP/1.0\r\n${await AUTH()}\r\n`);
  assert.ok(old.closed, 'HTTP/1.0 stays open');
});

test('a long URL is 414 and long headers are 431', async () => {
  const url = await raw(`GET /v1/visits?status=${'x'.repeat(5000)} HTTP/1.1\r\nHost: x\r\n${await AUTH()}\r\n`);
  assert.equal(url.status, 414, url.text.slice(0, 200));
  const headers = await raw(`GET /v1/visits HTTP/1.1\r\nHost: x\r\n${await AUTH()}${'X-Filler: '.concat('y'.repeat(1000), '\r\n').repeat(18)}\r\n`);
  assert.equal(headers.status, 431, headers.text.slice(0, 200));
});

test('a header block of exactly 16 kB in 50 fields is taken, and one byte more is a problem of ours', async () => {
  const block = async (bytes) => {
    const fields = [['Host', 'x'], ['Authorization', (await AUTH()).trim().slice('Authorization: '.length)], ['Connection', 'close']];
    const rest = bytes - fields.flat().join('').length;
    const each = Math.floor(rest / 47);
    for (let i = 10; i < 57; i++) fields.push([`X-${i}`, 'v'.repeat((i < 56 ? each : rest - 46 * each) - 4)]);
    assert.equal(fields.length, 50);
    return raw(`GET /v1/me HTTP/1.1\r\n${fields.map((field) => field.join(': ')).join('\r\n')}\r\n\r\n`);
  };
  assert.equal((await block(16384)).status, 200);
  const over = await block(16385);
  assert.equal(over.status, 431);
  assert.match(over.text, /"headers_too_large"/);
});

test('an answer that depends on Accept says so to caches', async () => {
  const target = '/v1/public-statistics/visits';
  const { status, headers } = await fx.service.call('GET', target);
  assert.equal(status, 200);
  assert.match(headers.vary, /^Accept(,|$)/);
  const again = await fx.service.call('GET', target, { headers: { 'If-None-Match': headers.etag } });
  assert.match(again.headers.vary, /^Accept(,|$)/, `${again.status}`);
  assert.doesNotMatch((await fx.send('dongs_list')).headers.vary ?? '', /Accept(,|$)/);
});

test('gzip for answers over 1 kB when the client takes it', async () => {
  const plain = await fx.send('dongs_list', { query: { limit: 100 } });
  const packed = await fx.send('dongs_list', { query: { limit: 100 }, headers: { 'Accept-Encoding': 'gzip' } });
  assert.deepEqual(packed.json, plain.json);
  const big = await fx.service.call('GET', '/v1/openapi.json', { headers: { 'Accept-Encoding': 'gzip' } });
  assert.equal(big.headers['content-encoding'], 'gzip');
  assert.match(big.headers.vary ?? '', /accept-encoding/i);
  assert.ok(big.raw.length < big.text.length / 3);
  const refused = await fx.service.call('GET', '/v1/openapi.json', { headers: { 'Accept-Encoding': 'gzip;q=0' } });
  assert.equal(refused.headers['content-encoding'], undefined);
});

test('IPv6 clients are served when bound there', async () => {
  const six = await Fixture.open({ settings: { bind: '::1' } });
  try {
    six.service.client.host = '::1';
    assert.equal((await six.service.call('GET', '/v1/visits', { actor: 'nurse.A' })).status, 200);
    const [{ client }] = await six.sql('select host(client) as client from access_record');
    assert.equal(client, '::1', 'the access record names the whole IPv6 address');
  } finally {
    await six.close();
  }
});
