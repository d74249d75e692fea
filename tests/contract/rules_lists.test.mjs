// Proves the rules of lists on every list operation: paging, cursors, limits, links, totals.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contract } from '../lib/contract.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => {
  fx = await Fixture.open();
  // Access records to page through.
  for (let i = 0; i < 30; i++) await fx.send('visits_list', { actor: 'supervisor.A' });
  const { id } = fx.recipes.rows.visits.A[0];
  for (let version = 1; version < 5; version++) await fx.send('visits_update', { target: `/v1/visits/${id}`, version, json: { notes: `${version}` } });
});
after(async () => { await fx?.close(); await closeRun(); });

const lists = contract().operations.filter((op) => op.method === 'GET' && op.x.result === 'many' && op.has('cursor'));
const nextOf = (got) => /<([^>]+)>;\s*rel="?next"?/.exec(got.headers.link ?? '')?.[1];
const idOf = (item) => `${item.id ?? item.code} ${item.version ?? ''}`;

async function byCursor(op, limit) {
  const ids = [];
  let cursor;
  do {
    const page = await fx.send(op, { query: { limit, cursor } });
    assert.equal(page.status, 200, page.text);
    assert.ok(page.json.items.length <= limit);
    if (page.json.next_cursor) assert.equal(page.json.items.length, limit, 'a page before the last is full');
    ids.push(...page.json.items.map(idOf));
    cursor = page.json.next_cursor ?? undefined;
    assert.ok(ids.length < 5000, 'paging does not end');
  } while (cursor);
  return ids;
}

async function byLink(op, limit) {
  const ids = [];
  let got = await fx.send(op, { query: { limit } });
  for (;;) {
    assert.equal(got.status, 200, got.text);
    ids.push(...got.json.items.map(idOf));
    const next = nextOf(got);
    assert.equal(Boolean(next), got.json.next_cursor !== null, 'Link and next_cursor disagree');
    if (!next) return ids;
    const url = new URL(next, 'http://x');
    got = await fx.send(op, { target: url.pathname + url.search });
  }
}

test('there are lists to test', () => assert.ok(lists.length >= 5, `${lists.map((l) => l.id)}`));

for (const op of lists) {
  test(`paging ${op.id}: every page size gives the same whole, by cursor and by Link`, async () => {
    const before = await countOf(op);
    const whole = await byCursor(op, 100);
    assert.equal(new Set(whole).size, whole.length, 'an item came twice');
    assert.ok(whole.length >= 1, `${op.id}: the demo city has nothing to list`);
    for (const limit of [1, 2, 3]) {
      if (growing(op)) continue;
      assert.deepEqual(await byCursor(op, limit), whole, `limit ${limit}`);
    }
    if (!growing(op)) {
      assert.deepEqual(await byLink(op, 2), whole);
      assert.equal(before, whole.length, 'total_count is another');
    }
  });

  test(`cursor ${op.id}: tampered, foreign or with another filter is 400`, async () => {
    const first = await fx.send(op, { query: { limit: 1 } });
    const cursor = first.json.next_cursor;
    if (cursor === null) return;
    for (const bad of [`${cursor}A`, cursor.slice(1), cursor.slice(0, -2), flip(cursor, 0), flip(cursor, Math.floor(cursor.length / 2)), flip(cursor, cursor.length - 3), 'AAAA', 'x'.repeat(1024)]) {
      const got = await fx.send(op, { query: { limit: 1, cursor: bad } });
      assert.equal(got.status, 400, `${bad}: ${got.status}`);
    }
    const filter = op.params.find((p) => p.in === 'query' && !['limit', 'cursor', 'fields', 'validate_only'].includes(p.name) && !p.required);
    if (filter) {
      const value = exampleOf(filter);
      if (value !== undefined) {
        const got = await fx.send(op, { query: { limit: 1, cursor, [filter.name]: value } });
        assert.equal(got.status, 400, `cursor of no filter with ${filter.name}=${value}: ${got.status}`);
      }
    }
    const other = lists.find((l) => l !== op && !growing(l) && (l.x.public === op.x.public || !op.x.public));
    const foreign = other && await fx.send(other, { query: { limit: 1, cursor } });
    if (foreign) assert.equal(foreign.status, 400, `cursor of ${op.id} at ${other.id}: ${foreign.status}`);
  });

  test(`limit ${op.id}: 1 to 100, 20 when absent, else 400`, async () => {
    for (const [limit, status] of [[1, 200], [100, 200], [101, 400], [0, 400], [-1, 400], ['x', 400], ['1.0', 400], ['', 400], ['01', 400], ['1e2', 400]]) {
      const got = await fx.send(op, { query: { limit } });
      assert.equal(got.status, status, `limit=${limit}: ${got.status} ${got.text.slice(0, 200)}`);
    }
    const plain = await fx.send(op);
    assert.ok(plain.json.items.length <= 20);
  });

  test(`total ${op.id}: only when preferred, and then said so`, async () => {
    const plain = await fx.send(op);
    assert.equal(plain.json.total_count, undefined);
    const asked = await fx.send(op, { headers: { Prefer: 'return=total-count' } });
    assert.equal(typeof asked.json.total_count, 'number', asked.text.slice(0, 300));
    assert.match(asked.headers['preference-applied'] ?? '', /total-count/);
  });
}

// Reading access records is itself recorded: that list grows as we read it.
const growing = (op) => op.slice === 'access_records';

async function countOf(op) {
  return (await fx.send(op, { query: { limit: 1 }, headers: { Prefer: 'return=total-count' } })).json.total_count;
}

function flip(text, at) {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

function exampleOf(p) {
  const { node } = contract().resolve(p.node.schema, '');
  return p.node.example ?? Object.values(p.node.examples ?? {})[0]?.value ?? node.enum?.[0] ?? node.examples?.[0];
}

test('lists show nothing of a filter that is not in the contract, and filter as they say', async () => {
  const op = fx.op('visits_list');
  for (const status of ['planned', 'completed', 'cancelled']) {
    const got = await fx.send(op, { query: { status, limit: 100 } });
    assert.ok(got.json.items.every((v) => v.status === status));
    const [{ n }] = await fx.sql("select count(*) as n from visit where dong_code = '9911051000' and status = $1", [status]);
    assert.equal(got.json.items.length, Math.min(n, 100), status);
  }
});
