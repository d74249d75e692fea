// Proves who may do what: every operation × every kind of caller × a record of the own dong, of
// another dong of the same gu, of another gu. What to expect is computed from x-chatdong and from
// who the caller is; an operation without a recipe fails.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { contract, problemName, PROBLEM_PREFIX } from '../lib/contract.mjs';
import { actors, Fixture, sees } from '../lib/fixture.mjs';
import { DONGS, scopesOf } from '../lib/actors.mjs';
import { sliceOf } from '../lib/recipes.mjs';
import { closeRun } from '../lib/run.mjs';

const CALLERS = [null, 'officer.A', 'nurse.A', 'supervisor.A', 'district_admin.A', 'system.city', 'system.gu', 'system.none', 'system.partner', 'partner.A', 'partner.all',
  'inactive.A'];
const PLACES = ['A', 'B', 'C'];
let fx;
let cells = 0;
before(async () => { fx = await Fixture.open(); });
after(async () => {
  console.log(`# matrix: ${cells} cells asserted`);
  await fx?.close();
  await closeRun();
});

// Whether the caller gets past the token and the role; else the refusal.
export function door(op, caller) {
  // A token that is sent must be good, also where none is needed; what asks no database says no 503.
  if (op.x.public) return caller && actors[caller].inactive && op.responses['503'] ? { status: 401, problem: 'invalid_token' } : null;
  if (caller === null) return { status: 401, problem: 'missing_token' };
  const actor = actors[caller];
  if (actor.inactive) return (op.x.roles ?? []).includes(actor.role) ? { status: 401, problem: 'invalid_token' } : { status: [401, 403] };
  if (actor.role !== 'system') return (op.x.roles ?? []).includes(actor.role) ? null : { status: 403, problem: 'forbidden' };
  const scopes = op.x.scopes ?? [];
  if (scopes.length === 0) return (op.x.roles ?? []).includes('system') ? null : { status: 403, problem: 'forbidden' };
  return scopes.every((s) => scopesOf(actor).includes(s)) ? null : { status: 403, problem: 'insufficient_scope' };
}

const hasRecord = (op) => op.pathParams.length > 0;
// What is one's own names no place; it is there for everybody whom the door lets in.
const isOwn = (op) => op.x.area === 'own' && !hasRecord(op);
const isOpenData = (op) => op.x.public || sliceOf(op)?.public || op.x.area === 'city' || isOwn(op);
// A partner's own client has no area, and still what is its own.
const isPartners = (op, caller, place) => actors[caller]?.area === 'partner' && sliceOf(op)?.ofPartner?.(op, place) === true;
// What only the city's own systems may change is not there for a district's or a partner's.
const citysOwn = (op, caller) => op.write && op.x.area === 'city' && actors[caller]?.role === 'system' && actors[caller].area !== 'city';
const visible = (op, caller, place) => !citysOwn(op, caller) && (sliceOf(op)?.visible?.(actors[caller], place)
  ?? (isOpenData(op) || (caller !== null && sees(actors[caller], place)) || isPartners(op, caller, place)));

async function cell(op, caller, place) {
  cells++;
  const query = op.has('validate_only') ? { validate_only: true } : {};
  const got = await fx.send(op, { place, actor: caller, query });
  const label = `${op.id} as ${caller ?? 'anonymous'}, record of ${place}: ${got.status} ${got.text.slice(0, 300)}`;
  const refused = door(op, caller);
  if (refused) {
    assert.ok([refused.status].flat().includes(got.status), `${label}\nexpected ${refused.status}`);
    if (refused.problem) assert.equal(problemName(got), refused.problem, label);
    if (got.status === 401) assert.match(got.headers['www-authenticate'] ?? '', /^Bearer/, label);
    return;
  }
  if (op.body && !op.write && !hasRecord(op) && op.x.result === 'many') return found(op, got, caller, label);
  if (visible(op, caller, place)) return seen(op, got, label, caller, place);
  if (hasRecord(op) && !op.responses['404']) { // a list of what belongs to the record
    assert.deepEqual([got.status, got.json?.items], [op.success, []], label);
  } else if (hasRecord(op)) {
    assert.equal(got.status, 404, label);
    assert.equal(problemName(got), 'not_found', label);
  } else if (op.body && got.json?.results) { // each is answered on its own
    assert.deepEqual(got.json.results.map((r) => [r.outcome, r.problem?.type, r.current]), got.json.results.map(() => ['refused', `${PROBLEM_PREFIX}not_found`, null]), label);
  } else if (op.body) {
    assert.ok([403, 404, 422].includes(got.status), `${label}\nexpected a refusal of another area's reference`);
  } else {
    await listed(op, got, caller, place, label);
  }
}

async function seen(op, got, label, caller, place) {
  assert.equal(got.status, op.success, label);
  if (op.method === 'GET' && op.x.result === 'many' && !hasRecord(op)) await listed(op, got, caller, place, label);
}

// A search finds records of the caller's area only, unless everybody may read all.
function found(op, got, caller, label) {
  assert.equal(got.status, 200, label);
  if (isOpenData(op)) return;
  for (const item of got.json.items) assert.ok(PLACES.some((p) => DONGS[p] === item.dong_code && sees(actors[caller], p)), `${label}\n${item.id} leaked`);
}

// A list shows the records of the caller's area and no others.
async function listed(op, got, caller, place, label) {
  assert.equal(got.status, op.success, label);
  const ids = new Set(await everything(op, caller));
  const rows = fx.recipes.rows[op.slice]?.[place];
  if (!rows || !isPlainList(op)) return;
  const expected = visible(op, caller, place);
  for (const row of rows) assert.equal(ids.has(row.id), expected, `${label}\n${row.id} of ${place} ${expected ? 'is missing' : 'leaked'}`);
}

const isPlainList = (op) => op.x.result === 'many' && op.body === null;
const lists = new Map();
async function everything(op, caller) {
  const at = `${op.id} ${caller}`;
  if (!lists.has(at)) lists.set(at, await pages(op, caller));
  return lists.get(at);
}

async function pages(op, caller) {
  const ids = [];
  let cursor;
  do {
    const page = await fx.send(op, { actor: caller, query: { limit: op.has('limit') ? 100 : undefined, cursor } });
    assert.equal(page.status, 200, page.text);
    ids.push(...(page.json.items ?? []).map((i) => i.id ?? i.code));
    cursor = page.json.next_cursor ?? undefined;
  } while (cursor);
  return ids;
}

for (const op of contract().operations) {
  test(`matrix ${op.id}`, async () => {
    assert.ok(sliceOf(op), `${op.id}: slice "${op.slice}" has no recipe (tests/lib/recipes.mjs)`);
    assert.ok(op.x.public === true || op.x.roles?.length || op.x.scopes?.length, `${op.id} says neither public nor roles nor scopes`);
    const wrong = [];
    for (const caller of CALLERS) {
      for (const place of hasRecord(op) || op.body || isPlainList(op) ? PLACES : ['A']) {
        await cell(op, caller, place).catch((e) => wrong.push(e.message));
      }
    }
    assert.ok(wrong.length === 0, `${wrong.length} cells are wrong:\n${wrong.join('\n\n')}`);
  });
}
