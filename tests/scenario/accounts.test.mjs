// Proves that an account counts, not the token: who is deactivated or moved is out on the next request.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { actors, claimsOf, DONGS } from '../lib/actors.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const nurse = actors['nurse.A'];

test('a deactivated member of staff is out on the next request', async () => {
  assert.equal((await fx.send('visits_list', { actor: 'nurse.A' })).status, 200);
  await fx.sql('update staff set active = false where id = $1', [nurse.sub]);
  for (const op of fx.contract.operations.filter((o) => o.x.roles?.includes('nurse'))) {
    const got = await fx.send(op, { actor: 'nurse.A' });
    assert.equal(got.status, 401, `${op.id}: ${got.status}`);
    assert.match(got.headers['www-authenticate'] ?? '', /invalid_token/);
  }
  await fx.sql('update staff set active = true where id = $1', [nurse.sub]);
  assert.equal((await fx.send('visits_list', { actor: 'nurse.A' })).status, 200);
});

test('somebody moved to another dong does not see the old one any more', async () => {
  const visit = fx.recipes.rows.visits.A[0].id;
  const other = '01900000-0000-7000-8000-00000000006a';
  assert.equal((await fx.service.call('GET', `/v1/visits/${visit}`, { actor: 'nurse2.A' })).status, 200);
  await fx.sql('update staff set dong_codes = $2 where id = $1', [other, [DONGS.D]]);
  assert.equal((await fx.service.call('GET', `/v1/visits/${visit}`, { actor: 'nurse2.A' })).status, 404);
});

test('claims that the account does not have give nothing', async () => {
  const { minter } = fx.service.run;
  const visitB = fx.recipes.rows.visits.B[0].id;
  const visitC = fx.recipes.rows.visits.C[0].id;
  const as = async (claims, path, expected, sub = nurse.sub) => {
    const got = await fx.service.call('GET', path, { token: await minter.sign(sub, claims) });
    assert.ok([expected].flat().includes(got.status), `${JSON.stringify(claims)} ${path}: ${got.status} ${got.text}`);
  };
  const base = claimsOf(nurse);
  await as({ ...base, dongs: [DONGS.A, DONGS.B] }, `/v1/visits/${visitB}`, 404);
  await as({ ...base, role: 'supervisor' }, '/v1/visits', 401);
  await as({ ...base, role: 'district_admin', gu: '99110', dongs: [] }, `/v1/visits/${visitB}`, 401);
  await as({ role: 'system', area: 'city', scope: 'visits:read' }, '/v1/visits', [401, 403]);
  await as(base, '/v1/visits', 401, '01900000-0000-7000-8000-00000000dead');
  const gu = actors['system.gu'];
  await as({ ...claimsOf(gu), area: 'city', gu: undefined }, `/v1/visits/${visitC}`, [401, 404], gu.sub);
});

test('a token with fewer dongs than the account sees fewer', async () => {
  await fx.sql('update staff set dong_codes = $2 where id = $1', [actors['supervisor.B'].sub, [DONGS.A, DONGS.B]]);
  const visitA = fx.recipes.rows.visits.A[0].id;
  const { minter } = fx.service.run;
  const sub = actors['supervisor.B'].sub;
  const narrow = await minter.sign(sub, { role: 'supervisor', dongs: [DONGS.B] });
  const wide = await minter.sign(sub, { role: 'supervisor', dongs: [DONGS.A, DONGS.B] });
  assert.equal((await fx.service.call('GET', `/v1/visits/${visitA}`, { token: narrow })).status, 404);
  assert.equal((await fx.service.call('GET', `/v1/visits/${visitA}`, { token: wide })).status, 200);
});
