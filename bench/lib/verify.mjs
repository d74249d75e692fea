// Before anything is timed: do the service and the peer give the same, right answers?
import { deepStrictEqual, ok, strictEqual } from 'node:assert';

const VISIT = '01900000-0000-7000-8003-100000654321'; // number 654321: dong index 1
const CHANGING = new Set(['id', 'created_at', 'updated_at', 'next_cursor', 'planned_start', 'planned_end']);

async function ask(url, token, path, { body, key } = {}) {
  const response = await fetch(url + path, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': key }),
    },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** One notation of instants: 10:00:00Z and 10:00:00.000Z are the same. */
const plain = (value) => JSON.parse(JSON.stringify(value).replace(/(T\d\d:\d\d:\d\d)\.0+Z/g, '$1Z'));

const still = (object) => Object.fromEntries(Object.entries(plain(object)).filter(([name]) => !CHANGING.has(name)));

/** tokens: of nurses; `minute` is a free one, so that what is created overlaps nothing. */
async function answersOf(url, tokens, minute) {
  const token = tokens.nurses[6];
  const start = new Date(Date.UTC(2029, 0, 1, 0, minute)).toISOString();
  const end = new Date(Date.UTC(2029, 0, 1, 0, minute + 10)).toISOString();
  const plan = {
    resident_id: '01900000-0000-7000-8002-100000000001', program: 'senior-level', kind: 'home',
    planned_start: start, planned_end: end, notes: '혈압약 복용 확인',
  };
  const created = await ask(url, token, '/v1/visits', { body: plan, key: `verify-${url}-${minute}` });
  return {
    read: await ask(url, token, `/v1/visits/${VISIT}`),
    list: await ask(url, token, '/v1/visits?limit=20&from=2024-03-04T00:00:00Z'),
    created,
    again: await ask(url, token, `/v1/visits/${created.body.id}`),
    foreign: (await ask(url, tokens.nurses[0], `/v1/visits/${VISIT}`)).status,
  };
}

export async function verify(urls, tokens) {
  const all = [];
  for (const [i, url] of urls.entries()) {
    const got = await answersOf(url, tokens, i * 20);
    strictEqual(got.read.status, 200, `${url}: ${JSON.stringify(got.read.body)}`);
    strictEqual(got.list.status, 200, `${url}: ${JSON.stringify(got.list.body)}`);
    strictEqual(got.created.status, 201, `${url}: ${JSON.stringify(got.created.body)}`);
    strictEqual(got.foreign, 404, `${url}: a visit of another dong`);
    strictEqual(got.read.body.id, VISIT);
    strictEqual(got.list.body.items.length, 20);
    ok(got.list.body.items.every((item) => item.resident_name), 'the rows are joined');
    const { proposed_visit: next, ...again } = got.again.body; // which only an answer to a reading has
    strictEqual(next, null);
    deepStrictEqual(plain(again), plain(got.created.body));
    all.push({ read: plain(got.read.body), list: plain(got.list.body.items), created: still(got.created.body) });
  }
  for (const each of all.slice(1)) deepStrictEqual(each, all[0], 'contenders answer alike');
  return Buffer.byteLength(JSON.stringify(all[0].read));
}
