// Proves the rules of changes on every changing operation: If-Match, idempotency, dry run, batch,
// merge-patch, Prefer. What is promised must hold in the database, so the rows are counted there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contract, problemName } from '../lib/contract.mjs';
import { Fixture, actorFor, differing, key } from '../lib/fixture.mjs';
import { madeIn } from '../lib/recipes.mjs';
import { closeRun } from '../lib/run.mjs';

const operations = contract().operations;
const guarded = operations.filter((op) => op.x.if_match);
const idempotent = operations.filter((op) => op.x.idempotency);
const dry = operations.filter((op) => op.has('validate_only'));
const gettable = (op) => operations.find((g) => g.method === 'GET' && g.slice === op.slice && g.pathParams.length === 1 && /\}$/.test(g.path));
const patches = operations.filter((op) => op.method === 'PATCH' && gettable(op));

let fx;
before(async () => {
  fx = await Fixture.open();
  await more();
});
after(async () => { await fx?.close(); await closeRun(); });

// More records to which the transitions can be done: the demo city has one visit under way.
async function more() {
  for (let i = 0; i < 24; i++) {
    const made = await fx.send('visits_create');
    if (i >= 12) await fx.send('visits_check_in', { target: `/v1/visits/${made.json.id}/check-in`, headers: { 'If-Match': made.headers.etag } });
  }
  await moreRounds();
  await moreDoubles();
}

// Pairs that look alike, and merges that stand: each can be decided once.
async function moreDoubles() {
  const { recipes } = fx;
  const body = { ...recipes.body(fx.op('residents_create'), 'A'), insist: true };
  for (let i = 0; i < 6; i++) {
    const twins = [];
    for (const _ of [1, 2]) twins.push((await fx.send('residents_create', { json: { ...body, name: `쌍둥이${'가나다라마바'[i]}` } })).json);
    if (i % 2) await fx.send('resident_merges_create', { json: { survivor_id: twins[0].id, survivor_version: 1, merged_id: twins[1].id, merged_version: 1, reason: '같은 분' } });
  }
}

// Rounds go one way only, so each step needs its own; the last ones are ready to start.
async function moreRounds() {
  for (let i = 0; i < 14; i++) {
    const made = await fx.send('rounds_create');
    for (const step of ['open', 'close', 'decide'].slice(0, Math.floor(i / 3) - 1 > 0 ? Math.floor(i / 3) - 1 : 0)) {
      const { version } = (await fx.sql('select version from program_round where id = $1', [made.json.id]))[0];
      await fx.send(`rounds_${step}`, { target: `/v1/rounds/${made.json.id}/${step}`, version });
    }
  }
}

// Every table's row count and newest version: what a request that must leave nothing may not move.
// Reads leave access records; the attempt may be recorded too.
let everyTable = null;
async function state() {
  if (!everyTable) {
    const tables = await fx.sql(`select relname from pg_class where relnamespace = 'chatdong'::regnamespace and relkind = 'r'
      and relname not like 'access_%' order by 1`);
    everyTable = tables.map(({ relname }) => `select '${relname}' as name, count(*) as n, sum(hashtext(t::text)::bigint)::text as h from chatdong.${relname} t`).join(' union all ');
    await fx.sql('set max_parallel_workers_per_gather = 0'); // a hundred small tables: starting workers takes longest
  }
  return fx.sql(`${everyTable} order by name`);
}

async function changesNothing(work) {
  const before = await state();
  const result = await work();
  assert.deepEqual(await state(), before, 'something was stored');
  return result;
}

// What belongs to the city alone is in nobody's other dong.
const local = guarded.filter((op) => op.x.area !== 'city');

for (const op of guarded) {
  test(`If-Match ${op.id}: missing 428, stale 412, malformed refused, right succeeds once`, async () => {
    await fx.refresh();
    await changesNothing(async () => {
      const missing = await fx.send(op, { version: null });
      assert.equal(missing.status, 428, missing.text);
      const stale = await fx.send(op, { version: 999 });
      assert.equal(stale.status, 412, stale.text);
      for (const bad of ['1', 'W/"1"', '"x"', '"-1"', '""', '"99999999999999999999"', '"1", "2"']) {
        const got = await fx.send(op, { headers: { 'If-Match': bad } });
        assert.ok([400, 412].includes(got.status), `If-Match: ${bad}: ${got.status}`);
      }
    });
    const get = gettable(op);
    const request = fx.request(op);
    const tag = get ? (await fx.send(get, { target: request.target.replace(/\/[a-z-]+$/, '') })).headers.etag : undefined;
    const got = await fx.send(op, tag ? { headers: { 'If-Match': tag } } : {});
    assert.equal(got.status, op.success, `with the ETag that GET gave (${tag}): ${got.text}`);
    assert.match(got.headers.etag ?? '', /^"/);
    assert.notEqual(got.headers.etag, tag);
    const again = await fx.send(op, { target: request.target, headers: tag ? { 'If-Match': tag } : {} });
    assert.equal(again.status, 412, `a second time with the old ETag: ${again.text}`);
  });

  if (local.includes(op)) test(`If-Match ${op.id}: in another dong it is 404 whatever the version`, async () => {
    await fx.refresh();
    const actor = actorFor(op);
    for (const version of [1, 999]) {
      const got = await fx.send(op, { place: 'C', version, actor });
      assert.equal(got.status, 404, got.text);
    }
  });
}

for (const op of idempotent) {
  test(`idempotency ${op.id}: missing key 400, replay, other body 422, failures not stored`, async () => {
    await fx.refresh();
    const json = fx.recipes.body(op, 'A');
    const mine = key();
    await changesNothing(async () => {
      const missing = await fx.send(op, { idempotency: null, json });
      assert.equal(missing.status, 400, missing.text);
      for (const bad of ['""', `"${'k'.repeat(300)}"`, 'a b', '"open']) {
        const got = await fx.send(op, { headers: { 'Idempotency-Key': bad } });
        assert.equal(got.status, 400, `${bad}: ${got.status}`);
      }
      const bad = await fx.send(op, { idempotency: mine, json: { zz: 1 } });
      assert.equal(bad.status, 400, bad.text);
    });
    const first = await fx.send(op, { idempotency: mine, json });
    assert.equal(first.status, op.success, `after a failed validation with the same key: ${first.text}`);
    assert.equal(first.headers['idempotency-replayed'], undefined);
    await changesNothing(async () => {
      const replay = await fx.send(op, { idempotency: mine, json });
      assert.equal(replay.status, first.status);
      assert.equal(replay.headers['idempotency-replayed'], 'true');
      assert.deepEqual(replay.json, first.json);
      assert.equal(replay.headers.location, first.headers.location);
      assert.equal(replay.headers.etag, first.headers.etag);
      const bare = await fx.send(op, { json, headers: { 'Idempotency-Key': mine.slice(1, -1) } });
      assert.equal(bare.headers['idempotency-replayed'], 'true', 'a bare token is the same key');
      const other = await fx.send(op, { idempotency: mine, json: differing(op, json) });
      assert.equal(other.status, 422, other.text);
      assert.equal(problemName(other), 'idempotency_key_reused');
    });
    const somebody = await fx.send(op, { idempotency: mine, json, actor: actorFor(op) === 'supervisor.A' ? 'district_admin.A' : 'supervisor.A' });
    assert.notEqual(somebody.headers['idempotency-replayed'], 'true', 'a key belongs to its subject');
  });

  test(`idempotency ${op.id}: 50 parallel identical requests make one row`, async () => {
    await fx.refresh();
    const table = madeIn(op);
    const count = async () => (table === null ? 0 : (await fx.sql(`select count(*) as n from chatdong.${table}`))[0].n);
    const before = await count();
    const mine = key();
    const json = fx.recipes.body(op, 'A');
    const answers = await Promise.all(Array.from({ length: 50 }, () => fx.send(op, { idempotency: mine, json })));
    const made = answers.filter((a) => a.status === op.success);
    assert.ok(answers.every((a) => [op.success, 409].includes(a.status)), `${answers.map((a) => a.status)}`);
    assert.equal(made.filter((a) => a.headers['idempotency-replayed'] !== 'true').length, 1);
    for (const a of answers.filter((b) => b.status === 409)) assert.equal(problemName(a), 'idempotency_in_progress');
    assert.ok(made.every((a) => a.text === made[0].text));
    if (table !== null) assert.equal(await count() - before, json.items?.length ?? 1);
  });
}

for (const op of dry) {
  test(`validate_only ${op.id}: answers as if done and keeps nothing`, async () => {
    await fx.refresh();
    await changesNothing(async () => {
      const got = await fx.send(op, { query: { validate_only: true } });
      assert.equal(got.status, op.success, got.text);
      const bad = await fx.send(op, { query: { validate_only: true }, ...wrong(op) });
      assert.ok(bad.status >= 400 && bad.status < 500, bad.text);
      const word = await fx.send(op, { query: { validate_only: 'yes' } });
      assert.equal(word.status, 400, word.text);
    });
    const real = await fx.send(op, {});
    assert.equal(real.status, op.success, `after the dry run the real one: ${real.text}`);
  });
}

// What no operation takes: a body that does not fit, a version that never was, a record that is not there.
function wrong(op) {
  if (op.body) return { json: { zz: 1 } };
  return op.x.if_match ? { version: 999 } : { target: op.path.replace(/\{[^}]+\}/, crypto.randomUUID()) };
}

test('every changing operation can be run dry', () => {
  assert.deepEqual(operations.filter((op) => op.write && !op.has('validate_only')).map((op) => op.id), []);
});

// Of changes: items that name a version.
const changing = (op) => Object.values(op.body.examples)[0].value.items.every((i) => 'version' in i);
const batches = operations.filter((o) => o.x.batch);

for (const op of batches.filter(changing)) {
  test(`batch ${op.id}: one stale item keeps all back, pointers say which, 101 items are 400`, async () => {
    await fx.refresh();
    const { items } = fx.recipes.body(op, 'A');
    const last = items.length - 1;
    const stale = await changesNothing(() => fx.send(op, { json: { items: items.map((item, i) => (i === last ? { ...item, version: 999 } : item)) } }));
    assert.equal(stale.status, 409, stale.text);
    assert.ok(stale.json.errors?.some((e) => e.pointer.startsWith(`/items/${last}`)), `the problem does not name the item: ${stale.text}`);
    const syntax = await changesNothing(() => fx.send(op, { json: { items: items.map((item, i) => (i === last ? { ...item, version: 'x' } : item)) } }));
    assert.equal(syntax.status, 400, syntax.text);
    assert.ok(syntax.json.errors.some((e) => e.pointer === `/items/${last}/version`), JSON.stringify(syntax.json.errors));
    for (const count of [0, 101]) {
      const got = await changesNothing(() => fx.send(op, { json: { items: Array.from({ length: count }, () => items[0]) } }));
      assert.equal(got.status, 400, got.text);
    }
    const full = await fx.send(op, { json: { items } });
    assert.equal(full.status, op.success, full.text);
    assert.deepEqual(full.json.items.map((i) => i.id), items.map((i) => i.id));
  });
}

for (const op of batches.filter((o) => !changing(o))) {
  test(`batch ${op.id}: all or nothing, pointers say which item, 101 items are 400`, async () => {
    const body = fx.recipes.body(op, 'A');
    const item = (i) => spaced(body.items[0], i);
    const table = madeIn(op);
    const count = async () => (await fx.sql(`select count(*) as n from chatdong.${table}`))[0].n;
    const start = await count();
    const malformed = Array.from({ length: 10 }, (_, i) => (i === 7 ? { ...item(i), kind: 'teleport' } : item(i)));
    const syntax = await fx.send(op, { json: { items: malformed } });
    assert.equal(syntax.status, 400, syntax.text);
    assert.ok(syntax.json.errors.some((e) => e.pointer === '/items/7/kind'), JSON.stringify(syntax.json.errors));
    const overlapping = Array.from({ length: 10 }, (_, i) => item(i === 7 ? 6 : i));
    const rule = await fx.send(op, { json: { items: overlapping } });
    assert.ok([409, 422].includes(rule.status), rule.text);
    assert.ok(rule.json.errors?.some((e) => e.pointer.startsWith('/items/7')), `the problem does not name the item: ${rule.text}`);
    assert.equal(await count(), start, 'half of a batch was stored');
    const many = await fx.send(op, { json: { items: Array.from({ length: 101 }, (_, i) => item(i)) } });
    assert.equal(many.status, 400, many.text);
    const none = await fx.send(op, { json: { items: [] } });
    assert.equal(none.status, 400, none.text);
    const full = await fx.send(op, { json: { items: Array.from({ length: 100 }, (_, i) => item(i)) } });
    assert.equal(full.status, op.success, full.text.slice(0, 500));
    assert.equal(full.json.items.length, 100);
    assert.equal(await count(), start + 100);
  });
}

// The example's item, moved to a free half hour of its own far from the demo city's plans.
function spaced(item, i) {
  const start = new Date(Date.UTC(2031, 0, 1) + i * 3_600_000);
  return { ...item, planned_start: start.toISOString(), planned_end: new Date(start.getTime() + 1_800_000).toISOString() };
}

for (const op of patches) {
  test(`merge-patch ${op.id}: RFC 7396 as far as the contract allows`, async () => {
    await fx.refresh();
    const get = gettable(op);
    const path = fx.request(op).target;
    const properties = contract().schemaNode(op.body.schema).properties;
    const read = async () => (await fx.send(get, { target: path, actor: fx.request(op).actor })).json;
    const patch = async (json) => {
      const now = await fx.send(get, { target: path, actor: fx.request(op).actor });
      return fx.send(op, { target: path, json, headers: { 'If-Match': now.headers.etag } });
    };
    for (const name of fx.recipes.texts(op) ?? Object.keys(properties)) {
      const { node } = contract().resolve(properties[name], '');
      const types = [node.type].flat();
      if (!types.includes('string') || node.enum || node.format || node.pattern) continue;
      const before = await read();
      for (const value of ['바뀐 값', 'b "c" \\ 😀']) {
        const got = await patch({ [name]: value });
        assert.equal(got.status, op.success, `${name}: ${got.text}`);
        const { [name]: now, version, updated_at, updated_by, ...rest } = await read();
        assert.equal(now, value);
        for (const other of Object.keys(rest)) assert.deepEqual(rest[other], before[other], `${other} changed with ${name}`);
      }
      const cleared = await patch({ [name]: null });
      if (types.includes('null')) {
        assert.equal(cleared.status, op.success, cleared.text);
        assert.equal((await read())[name], null);
      } else {
        assert.equal(cleared.status, 400, `${name} is not nullable: ${cleared.text}`);
      }
    }
    for (const whole of [[], ['c'], null, 'bar', 1]) {
      assert.equal((await patch(whole)).status, 400, `a patch that is ${JSON.stringify(whole)} would replace the whole record`);
    }
    for (const readOnly of ['id', 'version', 'created_at', 'dong_code']) {
      if (!(readOnly in properties)) assert.equal((await patch({ [readOnly]: 'x' })).status, 400, readOnly);
    }
  });
}

for (const op of operations.filter((o) => o.write && o.responses[o.success]?.content['application/json'])) {
  test(`Prefer ${op.id}: minimal and representation`, async () => {
    await fx.refresh();
    if (!op.has('Prefer', 'header')) return;
    const query = { validate_only: true };
    const minimal = await fx.send(op, { query, headers: { Prefer: 'return=minimal' } });
    assert.equal(minimal.headers['preference-applied'], 'return=minimal', `${minimal.status} ${minimal.text}`);
    assert.equal(minimal.text, '');
    assert.ok([200, 201, 204].includes(minimal.status));
    const full = await fx.send(op, { query, headers: { Prefer: 'return=representation' } });
    assert.equal(full.headers['preference-applied'], 'return=representation');
    assert.equal(full.status, op.success);
    const unknown = await fx.send(op, { query, headers: { Prefer: 'handling=lenient, wait=5, return=sideways' } });
    assert.equal(unknown.status, op.success, unknown.text);
    assert.equal(unknown.headers['preference-applied'], undefined);
  });
}
