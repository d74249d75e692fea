// Proves that hostile clients cost little: slow ones are closed, huge ones refused, and the memory stays
// flat while others are served.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Fixture } from '../lib/fixture.mjs';
import { RawSocket } from '../lib/rawsocket.mjs';
import { closeRun } from '../lib/run.mjs';
import { sleep } from '../lib/wait.mjs';

let fx;
let auth;
let started;
before(async () => {
  fx = await Fixture.open({ settings: { idle_timeout: 2, request_timeout: 4 } });
  started = fx.service.rss();
  auth = `Authorization: Bearer ${await fx.service.run.minter.token('nurse.A')}\r\n`;
  for (let i = 0; i < 300; i++) await fx.service.call('GET', '/v1/visits', { actor: 'nurse.A' });
});
after(async () => { await fx?.close(); await closeRun(); });

const alive = async () => assert.equal((await fx.service.call('GET', '/v1/me', { actor: 'nurse.A' })).status, 200);
const FLAT_KB = 24 * 1024;
async function flat(work) {
  const before = fx.service.rss();
  await work();
  await alive();
  const grown = fx.service.rss() - before;
  assert.ok(grown < FLAT_KB, `resident memory grew by ${grown} kB`);
}

test('a service that has just started holds what it answers with, and nothing that only compiling needed', () => {
  assert.ok(started < 28 * 1024, `${started} kB`); // 2,000 idle connections on top of it are to fit in 64 MB
});

test('slowloris: 200 clients that send a byte at a time are closed, others are served', async () => {
  await flat(async () => {
    const sockets = await Promise.all(Array.from({ length: 200 }, () => RawSocket.open(fx.service.port)));
    const started = Date.now();
    for (const s of sockets) await s.write('GET /v1/me HTTP/1.1\r\nHost: x\r\n');
    while (sockets.some((s) => !s.closed) && Date.now() - started < 9000) {
      await Promise.all(sockets.filter((s) => !s.closed).map((s) => s.write('X')));
      await alive();
      await sleep(300);
    }
    const open = sockets.filter((s) => !s.closed).length;
    sockets.forEach((s) => s.close());
    assert.equal(open, 0, `${open} slow clients were still connected after ${Date.now() - started} ms`);
  });
});

test('a slow body is closed, too', async () => {
  const socket = await RawSocket.open(fx.service.port);
  const started = Date.now();
  await socket.write(`POST /v1/visits HTTP/1.1\r\nHost: x\r\n${auth}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n`);
  while (!socket.closed && Date.now() - started < 9000) {
    await socket.write(' ');
    await sleep(200);
  }
  assert.ok(socket.closed, 'still open');
  socket.close();
});

test('10 GB of declared length is refused at once', async () => {
  await flat(async () => {
    for (let i = 0; i < 20; i++) {
      const socket = await RawSocket.open(fx.service.port);
      await socket.write(`POST /v1/visits HTTP/1.1\r\nHost: x\r\n${auth}Content-Type: application/json\r\nIdempotency-Key: "x"\r\nContent-Length: 10737418240\r\n\r\n`);
      for (let n = 0; n < 8 && !socket.closed; n++) await socket.write(Buffer.alloc(65_536, 32));
      await socket.read({ limit: 3000, until: (t) => t.includes('\r\n\r\n') });
      assert.ok(socket.status === 413 || (socket.status === 0 && socket.closed), socket.text.slice(0, 200));
      socket.close();
    }
  });
});

test('endless chunks are cut off', async () => {
  await flat(async () => {
    const socket = await RawSocket.open(fx.service.port);
    await socket.write(`POST /v1/visits HTTP/1.1\r\nHost: x\r\n${auth}Content-Type: application/json\r\nIdempotency-Key: "x"\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 32), Buffer.from('\r\n')]);
    for (let n = 0; n < 400 && !socket.closed; n++) await socket.write(chunk);
    await socket.read({ limit: 3000 });
    assert.ok(socket.closed && (socket.status === 413 || socket.status === 0), socket.text.slice(0, 200));
    socket.close();
  });
});

test('JSON a million deep, or wide, or of one giant number, is 4xx', async () => {
  await flat(async () => {
    for (const body of ['['.repeat(130_000), '{"a":'.repeat(40_000), '9'.repeat(200_000), `{"a":"${'\\u0041'.repeat(40_000)}"}`, `[${'1,'.repeat(120_000)}1]`,
      `{"${'k'.repeat(200_000)}":1}`, `{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join(',')}}`]) {
      const got = await fx.send('visits_create', { body, type: 'application/json' });
      assert.ok([400, 413].includes(got.status), `${body.slice(0, 20)}: ${got.status}`);
      assert.ok(got.text.length < 65_536, 'the answer is as large as the attack');
    }
    const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
    const got = await fx.send('visits_create', { body: deep, type: 'application/json' }).catch((e) => ({ status: e.code }));
    assert.ok([413, 'ECONNRESET', 'EPIPE'].includes(got.status), `${got.status}`);
  });
});

test('clients that go away in the middle cost nothing', async () => {
  await flat(async () => {
    for (let round = 0; round < 10; round++) {
      const sockets = await Promise.all(Array.from({ length: 50 }, () => RawSocket.open(fx.service.port)));
      for (const [i, s] of sockets.entries()) {
        await s.write(i % 2 ? `GET /v1/visits?limit=100 HTTP/1.1\r\nHost: x\r\n${auth}\r\n`
          : `POST /v1/visits HTTP/1.1\r\nHost: x\r\n${auth}Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{`);
        s.close();
      }
    }
    await sleep(500);
  });
});

test('after all that the metrics count no connection that is gone', async () => {
  await sleep(3000);
  const metrics = (await fx.service.admin('/metrics')).text;
  const open = /^chatdong_(?:http_)?connections(?:_open)?(?:\{[^}]*\})? (\d+)/m.exec(metrics);
  assert.ok(open, metrics.slice(0, 500));
  assert.ok(Number(open[1]) <= 70, open[0]);
});
