// Proves that nothing is lost or doubled between phones and the service, whatever the network, the clocks and the service's
// end do (DESIGN.md 7, docs/mobile.md). tests/load/sync.mjs is the same with fifty phones and months of work.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { actors } from '../lib/actors.mjs';
import { contract } from '../lib/contract.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { World } from '../lib/phones.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

test('phones over a bad network, an office, and a service that is killed: all are equal, each accepted change is there once', async () => {
  const world = new World(fx, { phones: 12, seed: 20261128 });
  try {
    await world.open();
    await world.days(process.env.CHATDONG_TEST_FAST ? 8 : 16, { killEvery: 5 });
    await world.settle();
    await world.check();
    const { network, kills } = world;
    console.log(`# ${JSON.stringify({ outcomes: world.outcomes, kills, ...network, port: undefined })}`);
    for (const seen of ['applied', 'merged', 'refused']) assert.ok(world.outcomes[seen] > 0, `no change was ${seen}`);
    assert.ok(network.cutAnswers > 0 && network.doubled > 0);
  } finally {
    await world.close();
  }
});

test('each access record of a page and of a batch says whose data they hold', async () => {
  const record = async (id) => (await fx.sql('select operation, resident_ids, dong_codes from access_record where request_id = $1', [id]))[0];
  const page = await fx.service.call('GET', '/v1/sync?limit=1000', { actor: 'nurse.A', headers: { 'X-Request-Id': 'sync-page' } });
  const whose = new Set(page.json.items.flatMap((i) => (i.type === 'resident' ? [i.id] : i.type === 'visit' ? [i.resident_id] : [])));
  const got = await record('sync-page');
  whose.delete(null); // an institution's visit is nobody's
  assert.deepEqual([...got.resident_ids].sort(), [...whose].sort());
  assert.deepEqual(got.dong_codes, ['9911051000']);
  const resident = page.json.items.find((i) => i.type === 'resident');
  const change = { change_id: crypto.randomUUID(), operation: 'residents_update', id: resident.id, base_version: resident.version, made_at: new Date().toISOString(), body: { notes: '메모' } };
  const sent = await fx.service.call('POST', '/v1/sync', { actor: 'nurse.A', json: { device_id: crypto.randomUUID(), sent_at: new Date().toISOString(), changes: [change] }, headers: { 'X-Request-Id': 'sync-batch' } });
  assert.equal(sent.json.results[0].outcome, 'applied', sent.text);
  assert.deepEqual((await record('sync-batch')).resident_ids, [resident.id]);
});

test('a refusal has the name that the single operation gives it', async () => {
  const send = (changes) => fx.service.call('POST', '/v1/sync', { actor: 'nurse.A', json: { device_id: crypto.randomUUID(), sent_at: new Date().toISOString(), changes } });
  const [visit] = await fx.sql(`select id, version from visit where dong_code = '9911051000' and status = 'completed' limit 1`);
  const made_at = new Date().toISOString();
  const got = await send([
    { change_id: crypto.randomUUID(), operation: 'visits_check_in', id: visit.id, base_version: visit.version, made_at },
    { change_id: crypto.randomUUID(), operation: 'visits_check_in', id: '01900000-0000-7000-8000-000000300021', base_version: 1, made_at },
    { change_id: crypto.randomUUID(), operation: 'visits_cancel', id: visit.id, base_version: 999, made_at, body: { reason: 'x' } },
  ]);
  assert.deepEqual(got.json.results.map((r) => r.problem.type.replace(/.*:/, '')), ['visit_transition', 'not_found', 'sync_version_unknown']);
  assert.equal(got.json.results[0].current.id, visit.id);
  assert.equal(got.json.results[1].current, null);
});

test('where and how long: a check-in and a completion carry what the single operations take', async () => {
  const [visit] = await fx.sql(`select v.id, v.version from visit v left join household h on h.id = v.household_id
    where v.dong_code = '9911051000' and v.status = 'planned' and v.staff_id = $1 and coalesce(h.danger_flags, '{}') = '{}' limit 1`, [actors['nurse.A'].sub]);
  const now = new Date().toISOString();
  const common = { id: visit.id, made_at: now, base_version: visit.version };
  const back = new Date(Date.now() + 3_600_000).toISOString();
  const position = (lon) => ({ lon, lat: 37.57, accuracy_m: 9 });
  const got = await fx.service.call('POST', '/v1/sync', { actor: 'nurse.A', json: { device_id: crypto.randomUUID(), sent_at: now, changes: [
    { ...common, change_id: crypto.randomUUID(), operation: 'visits_check_in', body: { position: position(126.97), expected_end: back } },
    { ...common, change_id: crypto.randomUUID(), operation: 'visits_complete', body: { outcome: 'done', position: position(126.98) } },
  ] } });
  assert.deepEqual(got.json.results.map((r) => r.outcome), ['applied', 'merged'], got.text);
  const seen = (await fx.service.call('GET', `/v1/visits/${visit.id}`, { actor: 'nurse.A' })).json;
  assert.deepEqual([seen.status, seen.check_in_position, seen.check_out_position, Date.parse(seen.expected_end)], ['completed', position(126.97), position(126.98), Date.parse(back)]);
});

test("a cursor is its owner's, and changed ones are refused", async () => {
  const { json } = await fx.service.call('GET', '/v1/sync?limit=100', { actor: 'nurse.A' });
  const other = await fx.service.call('GET', `/v1/sync?cursor=${json.next_cursor}`, { actor: 'nurse2.A' });
  assert.equal(other.status, 400, other.text);
  const changed = json.next_cursor.replace(/.$/, (c) => (c === 'A' ? 'Q' : 'A'));
  assert.equal((await fx.service.call('GET', `/v1/sync?cursor=${changed}`, { actor: 'nurse.A' })).status, 400);
  const again = await fx.service.call('GET', `/v1/sync?limit=100&cursor=${json.next_cursor}`, { actor: 'nurse.A' });
  assert.equal(again.json.restart, false);
});

// The function that stores a phone's change writes the columns that its body names.
test('what phones may send are columns of the table', async () => {
  const ops = await fx.sql('select operation, kind, creates, placed from sync_operation');
  const c = contract();
  const of = (node) => c.resolve(node, '').node;
  const documented = of(of(of({ $ref: c.byId.get('sync_send').body.schema }).properties.changes).items).oneOf.map(of);
  assert.deepEqual(documented.map((d) => d.properties.operation.const).sort(), ops.map((o) => o.operation).sort());
  for (const node of documented) {
    const { kind, placed } = ops.find((o) => o.operation === node.properties.operation.const);
    const columns = (await fx.sql('select attname from pg_attribute where attrelid = $1::regclass and attnum > 0', [`chatdong.${kind}`])).map((r) => r.attname);
    if (!node.properties.body) continue;
    const sent = Object.keys(of(node.properties.body).properties).filter((name) => name !== 'unassigned'); // sync_create_visit: no staff_id
    for (const name of sent) assert.ok(columns.includes(name === 'position' ? placed : name), `${node.properties.operation.const}: ${name} is no column of ${kind}`);
  }
});
