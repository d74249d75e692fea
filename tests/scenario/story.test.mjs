// Proves the story of the README: a nurse's day, the wall between dongs, and who read what.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { actors, Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

test("a nurse's visit, from the day's list to the notes, and the supervisor's view of it", async () => {
  const nurse = 'nurse.A';
  const me = await fx.service.call('GET', '/v1/me', { actor: nurse });
  assert.equal(me.json.id, actors[nurse].sub);

  // The demo city was loaded when the run began: its today may be yesterday when a run passes midnight.
  const [{ day }] = await fx.sql("select (min(planned_start) at time zone 'Asia/Seoul')::date::text as day from visit where status = 'planned'");
  const query = `status=planned&staff_id=${actors[nurse].sub}&from=${day}T00:00:00%2B09:00&to=${day}T23:59:59%2B09:00`;
  const today = await fx.service.call('GET', `/v1/visits?${query}&limit=100`, { actor: nurse });
  assert.equal(today.status, 200, today.text);
  const mine = today.json.items;
  assert.ok(mine.length >= 5, `the demo nurse has ${mine.length} visits today`);

  const path = `/v1/visits/${mine[0].id}`;
  const read = await fx.service.call('GET', path, { actor: nurse });
  assert.equal(read.status, 200);
  const checkedIn = await fx.send('visits_check_in', { target: `${path}/check-in`, actor: nurse, headers: { 'If-Match': read.headers.etag } });
  assert.equal(checkedIn.status, 200, checkedIn.text);
  assert.equal(checkedIn.json.status, 'checked_in');

  const notes = '혈압 140/90, 다음 주에 다시 방문';
  fx.service.run.canary(notes);
  const complete = fx.op('visits_complete');
  const done = await fx.send(complete, { target: `${path}/complete`, actor: nurse, headers: { 'If-Match': checkedIn.headers.etag },
    json: { ...fx.recipes.body(complete, 'A'), notes } });
  assert.equal(done.status, 200, done.text);
  assert.equal(done.json.status, 'completed');
  assert.equal(done.json.notes, notes);

  const stranger = await fx.service.call('GET', path, { actor: 'officer.B' });
  assert.equal(stranger.status, 404);
  const again = await fx.send('visits_check_in', { target: `${path}/check-in`, actor: nurse, headers: { 'If-Match': done.headers.etag } });
  assert.equal(again.status, 409, again.text);

  const records = await fx.service.call('GET', `/v1/access-records?resident_id=${read.json.resident_id}&limit=100`, { actor: 'supervisor.A' });
  assert.equal(records.status, 200, records.text);
  const ops = records.json.items.filter((r) => r.actor_id === actors[nurse].sub).map((r) => r.operation);
  for (const wanted of ['visits_list', 'visits_get', 'visits_check_in', 'visits_complete']) assert.ok(ops.includes(wanted), `${wanted} is not in ${ops}`);
  const own = await fx.service.call('GET', `/v1/access-records?resident_id=${read.json.resident_id}&limit=100`, { actor: 'supervisor.C' });
  assert.deepEqual(own.json.items, [], 'a supervisor of another gu sees records of this dong');
});

test('history keeps every version of the visit', async () => {
  const rows = await fx.sql('select count(*) as n from visit_history');
  assert.ok(rows[0].n >= 2);
});
