// Proves the transport and the lanes alone (tests/drivers/server_driver.c), as fibers and as threads:
// limits at their exact edge, forms of requests that two readers could read differently, keep-alive
// and pipelining, clients and backends that go away, compression, and a drain that loses nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Cluster } from '../lib/cluster.mjs';
import { ROOT } from '../lib/contract.mjs';
import { RawSocket } from '../lib/rawsocket.mjs';
import { pool, sleep, until, within } from '../lib/wait.mjs';

const DRIVER = process.env.CHATDONG_DRIVER ?? `${ROOT}/build/release/server_driver`;
const SLOW = /build\/(dev|tsan)\//.test(DRIVER) ? 3 : 1; // sanitizers
const LIMITS = { url_bytes: 2048, header_bytes: 8192, connection_memory: 32768, body_bytes: 262144, gzip_bytes: 1024 };

class Driver {
  static async start(cluster, mode, settings = {}) {
    const all = { mode, port: 0, admin_port: 0, loops: 2, log_level: 'warn', database: cluster.conninfo('postgres', 'postgres'), ...LIMITS, ...settings };
    const env = { PATH: process.env.PATH, ASAN_OPTIONS: 'detect_leaks=1', TSAN_OPTIONS: 'halt_on_error=0 exitcode=66' };
    for (const [k, v] of Object.entries(all)) env[`CHATDONG_${k.toUpperCase()}`] = String(v);
    const self = new Driver();
    self.child = spawn(DRIVER, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    Driver.running.add(self);
    self.out = '';
    for (const s of [self.child.stdout, self.child.stderr]) s.on('data', (d) => { self.out += d; });
    self.exited = new Promise((resolve) => self.child.once('exit', (code, signal) => { self.code = code ?? signal; resolve(self.code); }));
    const line = await until('the driver says its ports', () => {
      if (self.code !== undefined) throw new Error(`it left: ${self.out}`);
      return /^\{"port".*$/m.exec(self.out)?.[0];
    });
    Object.assign(self, { port: JSON.parse(line).port, admin: JSON.parse(line).admin_port, host: settings.bind ?? '127.0.0.1' });
    await until('the lanes are up', async () => (await self.stats()).ready);
    return self;
  }

  stats() { return fetch(`http://127.0.0.1:${this.admin}/stats`).then((r) => r.json()); }
  get(path, options = {}) { return fetch(`http://${this.host}:${this.port}${path}`, options); }
  rss() { return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))[1]); }

  async raw(bytes, options = {}) {
    const socket = await RawSocket.open(this.port, this.host);
    try {
      await socket.write(bytes);
      await socket.read({ limit: 3000 * SLOW, ...options });
      return { status: socket.status, statuses: socket.statuses(), text: socket.text, closed: socket.closed };
    } finally {
      socket.close();
    }
  }

  static running = new Set();

  async stop() {
    Driver.running.delete(this);
    this.child.kill('SIGTERM');
    await within('the driver ends', this.exited, 30_000 * SLOW);
    assert.equal(this.code, 0, this.out);
    assert.ok(!/Sanitizer|runtime error/.test(this.out), this.out);
  }
}

const H = 'Host: x\r\n';
const END = 'Connection: close\r\n';
const request = (line, headers = '', body = '') => `${line} HTTP/1.1\r\n${H}${headers}\r\n${body}`;
const chunked = (...sizes) => sizes.map((n) => `${n.toString(16)}\r\n${'x'.repeat(n)}\r\n`).join('') + '0\r\n\r\n';
const answered = (n) => (text) => (text.match(/HTTP\/1\.1 \d{3} /g) ?? []).length >= n;

let cluster;
before(async () => {
  cluster = await Cluster.start();
  await cluster.sql('create schema chatdong');
  await cluster.sql('create table chatdong.person (id int primary key, name text, note text)');
  await cluster.sql("insert into chatdong.person select g, 'name ' || g, repeat('note ', 20) from generate_series(1, 1000) g");
  await cluster.sql('create table chatdong.written (id bigint generated always as identity primary key, text text)');
});
after(async () => { for (const d of Driver.running) d.child.kill('SIGKILL'); await cluster?.stop(); });

for (const mode of ['fibers', 'threads']) {
  describe(mode, () => {
    let driver;
    before(async () => { driver = await Driver.start(cluster, mode); });
    after(async () => { await driver?.stop(); });
    const alive = async () => assert.equal(await (await driver.get('/key?id=7')).text(), JSON.stringify([{ id: '7', name: 'name 7', note: 'note '.repeat(20) }]));

    test('a request by name: method, path, query, headers, client', async () => {
      const r = await driver.raw(request('PURGE /mirror?a=%20b&a=c', `X-Test: one\r\nx-test: two\r\n${END}`));
      const body = JSON.parse(r.text.split('\r\n\r\n')[1]);
      assert.deepEqual(body, { client: '127.0.0.1', method: 'PURGE', xs: 2, path: '/mirror', query: 'a=%20b&a=c', x: 'one' });
      assert.match(r.text, /\r\nDate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/);
      const lower = await driver.raw(request('get /mirror', END));
      assert.equal(JSON.parse(lower.text.split('\r\n\r\n')[1]).method, 'get');
      for (const path of ['/', '//', '/a//b/../c', '/a%2fb', '/%zz', '/*', '/a;b=c', `/${'a/'.repeat(500)}`]) {
        const odd = await driver.raw(request(`GET ${path}?q=1?2`, END));
        assert.equal(odd.status, 404, path);
        assert.equal(JSON.parse(odd.text.split('\r\n\r\n')[1]).path, path);
      }
      const absolute = await driver.raw(request('GET http://x/mirror?b=1', END));
      assert.equal(JSON.parse(absolute.text.split('\r\n\r\n')[1]).path, '/mirror');
      assert.equal((await driver.raw(request('OPTIONS *', END))).status, 404);
    });

    test('413 at the exact edge, by length and in chunks', async () => {
      const at = 100_000; // the limit of this path
      const sized = (n) => request('POST /count', `Content-Length: ${n}\r\n${END}`, 'x'.repeat(n));
      assert.match((await driver.raw(sized(at))).text, /\{"bytes":100000\}$/);
      const over = await driver.raw(sized(at + 1));
      assert.equal(over.status, 413);
      assert.match(over.text, /"body_too_large"/);
      assert.ok(over.closed);
      const head = `Transfer-Encoding: chunked\r\n${END}`;
      assert.match((await driver.raw(request('POST /count', head, chunked(60_000, 40_000)))).text, /\{"bytes":100000\}$/);
      const chunks = await driver.raw(request('POST /count', head, chunked(60_000, 40_000, 1)));
      assert.equal(chunks.status, 413);
      assert.ok(chunks.closed);
      assert.equal((await driver.raw(request('POST /echo', `Content-Length: 262144\r\n${END}`, 'y'.repeat(262144)))).text.split('\r\n\r\n')[1], 'y'.repeat(262144));
      await alive();
    });

    test('413 reaches a client that sends megabytes before it reads', async () => {
      for (let i = 0; i < 5; i++) {
        const r = await driver.raw(request('POST /count', 'Content-Length: 5000000\r\n', 'x'.repeat(5_000_000)));
        assert.equal(r.status, 413);
      }
    });

    test('an endless chunked body is cut off and costs no memory', async () => {
      const before = driver.rss();
      const socket = await RawSocket.open(driver.port);
      await socket.write(request('POST /count', 'Transfer-Encoding: chunked\r\n'));
      const piece = `10000\r\n${'x'.repeat(65536)}\r\n`;
      let sent = 0;
      while (!socket.closed && sent < 400) {
        await Promise.race([socket.write(piece), sleep(200)]);
        sent++;
        await sleep(0);
      }
      socket.close();
      assert.ok(sent < 400, 'was read to the end');
      assert.ok(driver.rss() - before < 8192 * SLOW, `${before} → ${driver.rss()} kB`);
      await alive();
    });

    test('no 100 Continue before a refusal, one before a body that is wanted', async () => {
      const refused = await driver.raw(request('POST /count', 'Content-Length: 100001\r\nExpect: 100-continue\r\n'));
      assert.deepEqual(refused.statuses, [413]);
      assert.ok(refused.closed);
      const socket = await RawSocket.open(driver.port);
      await socket.write(request('POST /count', `Content-Length: 3\r\nExpect: 100-Continue\r\n${END}`));
      await socket.read({ until: answered(1), limit: 3000 });
      assert.deepEqual(socket.statuses(), [100]);
      await socket.write('abc');
      await socket.read({ limit: 3000 });
      assert.deepEqual(socket.statuses(), [100, 200]);
      socket.close();
      const unknown = await driver.raw(request('POST /count', 'Content-Length: 3\r\nExpect: miracles\r\n', 'abc'));
      assert.equal(unknown.status, 417);
    });

    test('414 and 431, with our own body', async () => {
      const path = (n) => `/mirror?${'q'.repeat(n - '/mirror?'.length)}`;
      assert.equal((await driver.raw(request(`GET ${path(2048)}`, END))).status, 200);
      const long = await driver.raw(request(`GET ${path(2049)}`));
      assert.equal(long.status, 414);
      assert.match(long.text, /"uri_too_long"/);
      const used = 'Host'.length + 1 + 'X'.length;
      const value = 'v'.repeat(8192 - used);
      assert.equal((await driver.raw(`GET /mirror HTTP/1.1\r\nHost: x\r\nX: ${value}\r\n\r\n`, { until: answered(1) })).status, 200);
      const big = await driver.raw(`GET /mirror HTTP/1.1\r\nHost: x\r\nX: ${value}v\r\n\r\n`);
      assert.equal(big.status, 431);
      assert.match(big.text, /"headers_too_large"/);
      const monstrous = await driver.raw(request('GET /mirror', `X: ${'v'.repeat(100_000)}\r\n`)); // MHD's own answer
      assert.equal(monstrous.status, 431);
    });

    const smuggling = {
      'two Content-Lengths': ['POST /echo', 'Content-Length: 3\r\nContent-Length: 4\r\n', 'abcd'],
      'the same Content-Length twice': ['POST /echo', 'Content-Length: 3\r\ncontent-length: 3\r\n', 'abc'],
      'a length that is a list': ['POST /echo', 'Content-Length: 3, 3\r\n', 'abc'],
      'Content-Length with Transfer-Encoding': ['POST /echo', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
      'Transfer-Encoding with Content-Length': ['POST /echo', 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'],
      'an unknown coding': ['POST /echo', 'Transfer-Encoding: gzip\r\n', 'abc'],
      'chunked, but not last': ['POST /echo', 'Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'],
      'chunked twice': ['POST /echo', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
      'a space before the colon': ['POST /echo', 'Content-Length : 3\r\n', 'abc'],
      'a signed length': ['POST /echo', 'Content-Length: +3\r\n', 'abc'],
      'a hexadecimal length': ['POST /echo', 'Content-Length: 0x3\r\n', 'abc'],
      'an enormous length': ['POST /echo', 'Content-Length: 99999999999999999999\r\n', 'abc'],
      'two hosts': ['GET /hello', 'Host: y\r\n', ''],
      'a control character in a value': ['GET /hello', 'X: a\x01b\r\n', ''],
      'a name that is no token': ['GET /hello', 'X(y): a\r\n', ''],
      'a bad chunk size': ['POST /echo', 'Transfer-Encoding: chunked\r\n', 'zz\r\nabc\r\n0\r\n\r\n'],
    };
    for (const [name, [line, headers, body]] of Object.entries(smuggling)) {
      test(`refused and closed: ${name}`, async () => {
        const r = await driver.raw(`${request(line, headers, body)}${request('GET /hello')}`);
        assert.deepEqual(r.statuses.filter((s) => s !== 400 && s !== 413), [], r.text);
        // libmicrohttpd 0.9.75 answers a length that it can't read itself, and puts its header twice
        assert.equal(r.statuses.length, /<html>/.test(r.text) && /length/.test(name) ? 2 : 1, r.text);
        assert.ok(r.closed);
      });
    }

    test('refused and closed: no host on HTTP/1.1, unknown versions, a bad request line', async () => {
      for (const bytes of ['GET /hello HTTP/1.1\r\n\r\n', 'GET /hello HTTP/2.0\r\nHost: x\r\n\r\n', 'GET /hel lo HTTP/1.1\r\nHost: x\r\n\r\n',
        'GET /h\x01 HTTP/1.1\r\nHost: x\r\n\r\n', 'GET /h\xc3\xa4 HTTP/1.1\r\nHost: x\r\n\r\n', 'G(T /hello HTTP/1.1\r\nHost: x\r\n\r\n',
        'POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n']) {
        const r = await driver.raw(Buffer.from(bytes, 'latin1'));
        assert.ok([0, 400, 505].includes(r.status) && r.statuses.length <= 1, `${bytes} → ${r.text}`);
        assert.ok(r.closed, bytes);
      }
      await alive();
    });

    test('keep-alive, pipelining in order with bodies and waits, HTTP/1.0', async () => {
      const many = 30;
      const bytes = Array.from({ length: many }, (_, i) => (i % 3 === 0 ? request('POST /echo', `Content-Length: ${String(i).length + 1}\r\n`, `<${i}`)
        : i % 3 === 1 ? request(`GET /key?id=${i}`) : request(`GET /sleep?ms=${(many - i) % 4}`))).join('');
      const r = await driver.raw(bytes, { until: answered(many), limit: 8000 });
      assert.deepEqual(r.statuses, Array(many).fill(200));
      const marks = [...r.text.matchAll(/<(\d+)|"name":"name (\d+)"/g)].map((m) => Number(m[1] ?? m[2]));
      assert.deepEqual(marks, Array.from({ length: many }, (_, i) => i).filter((i) => i % 3 !== 2));
      assert.equal(r.closed, false);
      const old = await driver.raw('GET /key?id=1 HTTP/1.0\r\n\r\n');
      assert.equal(old.status, 200);
      assert.ok(old.closed);
      const kept = await driver.raw('GET /hello HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /hello HTTP/1.0\r\n\r\n');
      assert.deepEqual(kept.statuses, [200, 200]);
      const bye = await driver.raw(request('GET /hello', END) + request('GET /hello'));
      assert.deepEqual(bye.statuses, [200]);
      assert.ok(bye.closed);
    });

    test('HEAD has the length of GET and no body; 204 and 304 have neither', async () => {
      const get = await driver.raw(request('GET /key?id=5', END));
      const head = await driver.raw(request('HEAD /key?id=5', END));
      const length = (r) => /Content-Length: (\d+)/i.exec(r.text)[1];
      assert.equal(length(head), length(get));
      assert.equal(head.text.split('\r\n\r\n')[1], '');
      const pair = await driver.raw(request('HEAD /hello') + request('GET /waits?n=1') + request('GET /big?bytes=10', 'If-None-Match: "7"\r\n') + request('GET /hello', END));
      assert.deepEqual(pair.statuses, [200, 204, 304, 200]);
      assert.equal(pair.text.match(/hello/g).length, 1);
    });

    test('many waits in one request', async () => {
      assert.equal((await driver.get('/waits?n=100')).status, 204);
    });

    test('compression: q-values, Vary, the strong ETag of what is sent', async () => {
      const ask = (accept, extra = {}, path = '/big?bytes=50000', method = 'GET') => new Promise((resolve, reject) => {
        const headers = { ...(accept === null ? {} : { 'Accept-Encoding': accept }), ...extra };
        http.request({ port: driver.port, path, method, headers }, (res) => {
          const parts = [];
          res.on('data', (d) => parts.push(d)).on('end', () => resolve({ status: res.statusCode, headers: res.headers, body: Buffer.concat(parts) }));
        }).on('error', reject).end();
      });
      const plain = await ask(null);
      assert.equal(plain.headers['content-encoding'], undefined);
      assert.equal(plain.headers.etag, '"7"');
      assert.equal(plain.headers.vary, 'Accept, Accept-Encoding');
      for (const accept of ['gzip', 'GZIP;q=0.5', 'br, gzip;q=0.1', '*', 'identity;q=0, *;q=0.2', 'deflate, x-gzip']) {
        const r = await ask(accept);
        assert.equal(r.headers['content-encoding'], 'gzip', accept);
        assert.equal(r.headers.etag, '"7-gz"');
        assert.deepEqual(gunzipSync(r.body), plain.body);
        assert.ok(r.body.length < plain.body.length / 4);
      }
      for (const accept of ['gzip;q=0', 'gzip;q=0.000, br', 'br', '*;q=0', 'gzip;q=0, *', '', 'gzipped']) {
        assert.equal((await ask(accept)).headers['content-encoding'], undefined, accept);
      }
      const head = await ask('gzip', {}, '/big?bytes=50000', 'HEAD');
      assert.equal(head.headers['content-length'], (await ask('gzip')).headers['content-length']);
      assert.equal((await ask('gzip', {}, '/big?bytes=1024')).headers['content-encoding'], undefined);
      assert.equal((await ask('gzip', {}, '/big?bytes=1025')).headers['content-encoding'], 'gzip');
      for (const mark of ['"7"', '"7-gz"']) {
        const r = await ask('gzip', { 'If-None-Match': mark });
        assert.equal(r.status, 304);
        assert.equal(r.headers.etag, mark);
      }
      await pool(Array.from({ length: 40 }), 10, async () => assert.equal(gunzipSync((await ask('gzip')).body).length, 50000));
    });

    test('X-Forwarded-For is nobody\'s word here', async () => {
      assert.equal((await (await driver.get('/mirror', { headers: { 'X-Forwarded-For': '9.9.9.9' } })).json()).client, '127.0.0.1');
    });

    test('1,000 clients leave while they wait for the database, and all is well', async () => {
      const before = await driver.stats();
      for (let round = 0; round < 5; round++) {
        const sockets = await Promise.all(Array.from({ length: 200 }, () => RawSocket.open(driver.port)));
        await Promise.all(sockets.map((s, i) => s.write(request(i % 2 ? `GET /sleep?ms=${20 + (i % 30)}&short=1` : `POST /write`, i % 2 ? '' : 'Content-Length: 1\r\n', i % 2 ? '' : 'x'))));
        await sleep(round * 4);
        sockets.forEach((s) => (Math.random() < 0.5 ? s.socket.resetAndDestroy() : s.close()));
      }
      await until('all of them are gone', async () => {
        const s = await driver.stats();
        return s.in_flight === 0 && s.connections <= before.connections && s.write.busy === 0 && s.long.busy === 0;
      }, 20_000 * SLOW);
      for (let i = 0; i < 20; i++) await alive();
    });

    test('errors and conflicts leave the shared connection in order', async () => {
      await pool(Array.from({ length: 300 }, (_, i) => i), 30, async (i) => {
        if (i % 4 === 0) assert.equal((await driver.get('/sleep?ms=5000&short=1')).status, 500); // statement_timeout
        else assert.equal((await (await driver.get(`/key?id=${(i % 900) + 1}&context=1`)).json())[0].name, `name ${(i % 900) + 1}`);
      });
    });

    test('backends killed under load: 503 for some, then all is well', async () => {
      let stop = false;
      const seen = {};
      const load = Array.from({ length: 20 }, async (_, i) => {
        while (!stop) {
          const s = (await driver.get(i % 4 === 3 ? '/sleep?ms=10' : `/key?id=${i + 1}`)).status;
          seen[s] = (seen[s] ?? 0) + 1;
        }
      });
      for (let i = 0; i < 5; i++) {
        await sleep(200);
        await cluster.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'chatdong %'");
      }
      await sleep(800 * SLOW);
      for (let i = 0; i < 20; i++) await alive();
      stop = true;
      await Promise.all(load);
      assert.deepEqual(Object.keys(seen).filter((s) => s !== '200' && s !== '503'), []);
      assert.ok(seen[200] > 20, JSON.stringify(seen));
      assert.ok((await driver.stats()).short.reconnects > 0);
    });

    test('PostgreSQL stopped and started again: 503 at once, then served', async () => {
      await cluster.down('SIGQUIT');
      await until('503', async () => (await driver.get('/key?id=1')).status === 503);
      await until('not ready', async () => !(await driver.stats()).ready);
      const from = Date.now();
      await pool(Array.from({ length: 50 }), 10, async () => assert.equal((await driver.get('/key?id=1')).status, 503));
      assert.ok(Date.now() - from < 3000 * SLOW);
      await cluster.up();
      await until('ready', async () => (await driver.stats()).ready, 15_000);
      await alive();
    });
  });

  test(`${mode}: slow senders are closed, others are served meanwhile`, async () => {
    const driver = await Driver.start(cluster, mode, { idle_timeout: 1, request_timeout: 2 });
    const beginnings = ['G', 'GET /hello HT', request('GET /hello').slice(0, -2), request('POST /echo', 'Content-Length: 100\r\n', 'abc')];
    const sockets = await Promise.all(beginnings.map(() => RawSocket.open(driver.port)));
    const started = Date.now();
    for (const [i, s] of sockets.entries()) await s.write(beginnings[i]);
    while (sockets.some((s) => !s.closed) && Date.now() - started < 8000) {
      for (const s of sockets.filter((open) => !open.closed)) await s.write('x');
      assert.equal((await driver.get('/hello')).status, 200);
      await sleep(150);
    }
    assert.ok(sockets.every((s) => s.closed), sockets.map((s) => s.closed).join());
    assert.ok(Date.now() - started >= 1900, 'too early');
    const idle = await RawSocket.open(driver.port);
    await idle.read({ limit: 6000 });
    assert.ok(idle.closed, 'an idle connection is closed, too');
    sockets.forEach((s) => s.close());
    await driver.stop();
  });

  test(`${mode}: a client over IPv6, and one behind a trusted proxy`, async (t) => {
    const driver = await Driver.start(cluster, mode, { bind: '::', trusted_proxies: '127.0.0.1, 10.0.0.1,::1' });
    const client = async (host, forwarded) => {
      const socket = await RawSocket.open(driver.port, host);
      await socket.write(request('GET /mirror', `${forwarded.map((f) => `X-Forwarded-For: ${f}\r\n`).join('')}${END}`));
      await socket.read();
      socket.close();
      return JSON.parse(socket.text.split('\r\n\r\n')[1]).client;
    };
    driver.host = '127.0.0.1';
    assert.equal(await client('127.0.0.1', []), '127.0.0.1');
    assert.equal(await client('127.0.0.1', ['1.2.3.4']), '1.2.3.4');
    assert.equal(await client('127.0.0.1', ['6.6.6.6, 2001:db8:0::5 , 10.0.0.1']), '2001:db8::5');
    assert.equal(await client('127.0.0.1', ['6.6.6.6', '7.7.7.7']), '7.7.7.7');
    assert.equal(await client('127.0.0.1', ['evil"', '<x>']), '127.0.0.1');
    try {
      assert.equal(await client('::1', []), '::1');
      assert.equal(await client('::1', ['2001:DB8::1']), '2001:db8::1');
    } catch (e) {
      if (e.code !== 'EADDRNOTAVAIL') throw e;
      t.diagnostic('this machine has no IPv6 loopback');
    }
    await driver.stop();
  });

  const idle = mode === 'threads' && SLOW > 1 ? 200 : 2000; // sanitizers and as many threads: minutes
  test(`${mode}: ${idle} idle connections`, async (t) => {
    const driver = await Driver.start(cluster, mode, { idle_timeout: 60 });
    const before = driver.rss();
    const sockets = [];
    for (let i = 0; i < idle / 100; i++) { // in groups: a queue for the database is another test's matter
      const group = await Promise.all(Array.from({ length: 100 }, () => RawSocket.open(driver.port)));
      await Promise.all(group.map((g) => g.write(request('GET /key?id=3'))));
      await until('all are answered', () => group.every((g) => g.status === 200), 20_000 * SLOW);
      sockets.push(...group);
    }
    assert.equal((await driver.stats()).connections, idle);
    t.diagnostic(`resident memory ${before} kB → ${driver.rss()} kB with ${idle} idle connections: ${((driver.rss() - before) / idle).toFixed(1)} kB each`);
    assert.equal((await driver.get('/key?id=3')).status, 200);
    sockets.forEach((s) => s.close());
    await until('all are closed', async () => (await driver.stats()).connections <= 1, 10_000 * SLOW);
    await driver.stop();
  });

  test(`${mode}: connections over the limit`, async () => {
    const driver = await Driver.start(cluster, mode, { connection_limit: 20, loops: 1 });
    const results = await Promise.all(Array.from({ length: 60 }, () => driver.raw(request('GET /sleep?ms=20', END), { limit: 15_000 })));
    const served = results.filter((r) => r.status === 200).length;
    // with a thread per connection libmicrohttpd accepts and closes those over the limit
    assert.ok(mode === 'fibers' ? served === 60 : served >= 20, `${served}`);
    assert.equal((await driver.get('/hello')).status, 200);
    await driver.stop();
  });

  test(`${mode}: a drain under load loses no request that was sent`, async () => {
    const driver = await Driver.start(cluster, mode, { drain_delay: 1 });
    let lost = 0;
    let closed = 0;
    let served = 0;
    const clients = Array.from({ length: 40 }, async (_, i) => {
      const socket = await RawSocket.open(driver.port);
      for (let n = 1; !socket.closed; n++) {
        await socket.write(request(i % 4 === 0 ? 'GET /sleep?ms=50' : i % 4 === 1 ? 'POST /write' : `GET /key?id=${n % 900 + 1}`, 'Content-Length: 0\r\n'));
        await socket.read({ until: answered(n), limit: 10_000 });
        const got = socket.statuses();
        if (got.length < n) { lost++; break; }
        if (got.some((s) => s !== 200 && s !== 201)) throw new Error(got.join());
        served++;
        if (/Connection: close/i.test(socket.text)) { closed++; break; }
      }
      await socket.read({ limit: 3000 });
      assert.ok(socket.closed);
      socket.close();
    });
    const lazy = await RawSocket.open(driver.port); // idle: no request is under way
    await sleep(300);
    driver.child.kill('SIGTERM');
    await within('all clients are through', Promise.all(clients), 30_000);
    await within('exit', driver.exited, 20_000 * SLOW);
    assert.equal(driver.code, 0, driver.out);
    assert.equal(lost, 0);
    assert.equal(closed, 40);
    assert.ok(served > 120 / SLOW, `${served}`);
    await lazy.read({ limit: 1000 });
    assert.ok(lazy.closed);
    await assert.rejects(() => RawSocket.open(driver.port));
  });

  test(`${mode}: a drain waits for the slow request, and only so long`, async () => {
    const driver = await Driver.start(cluster, mode, { drain_limit: 1 });
    const slow = driver.raw(request('GET /sleep?ms=700', END), { limit: 10_000 });
    const slower = driver.raw(request('GET /sleep?ms=2500', END), { limit: 10_000 });
    const stuck = await RawSocket.open(driver.port);
    await stuck.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n');
    await sleep(200);
    driver.child.kill('SIGTERM');
    assert.equal((await slow).status, 200);
    assert.equal((await slower).status, 200); // a transaction is never cut in two
    await within('exit', driver.exited, 20_000 * SLOW);
    assert.equal(driver.code, 0, driver.out);
    stuck.close();
  });
}
