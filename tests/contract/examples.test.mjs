// Proves that the named examples are true: each is sent as the first role to the fresh demo city, and
// answered as documented.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { contract } from '../lib/contract.mjs';
import { Fixture, exampleParts } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

after(closeRun);

// name → { body, params } of an operation's examples
function namedExamples(op) {
  const names = new Set([...Object.keys(op.body?.examples ?? {}), ...op.params.flatMap((p) => Object.keys(p.node.examples ?? {}))]);
  for (const { content } of Object.values(op.responses)) {
    for (const media of Object.values(content)) Object.keys(media.examples).forEach((n) => names.add(n));
  }
  return [...names];
}

// The success status whose answer carries this name; the operation's own otherwise.
function expected(op, name) {
  for (const [status, { content }] of Object.entries(op.responses)) {
    for (const media of Object.values(content)) if (name in media.examples) return { status: Number(status), media };
  }
  return { status: op.success, media: null };
}

// Two values have the same form: the same members, of the same kinds.
function form(value) {
  if (Array.isArray(value)) return value.length ? [form(value[0])] : [];
  if (value && typeof value === 'object') return Object.fromEntries(Object.keys(value).sort().map((k) => [k, value[k] === null ? '*' : form(value[k])]));
  return '*';
}

function sameMembers(example, got, at = '') {
  if (!example || typeof example !== 'object' || !got || typeof got !== 'object') return;
  if (Array.isArray(example)) return void (example.length && got.length && sameMembers(example[0], got[0], `${at}/0`));
  assert.deepEqual(Object.keys(got).sort(), Object.keys(example).sort(), `members at ${at || '/'}`);
  for (const k of Object.keys(example)) if (form(example[k]) !== '*') sameMembers(example[k], got[k], `${at}/${k}`);
}

// An answer of any form (the contract itself) cannot have an example.
function isDocument(op) {
  const media = Object.values(op.responses[op.success].content)[0];
  return Object.values(contract().schemaNode(media.schema).properties).some((p) => p.type === 'object' && !p.properties);
}

for (const op of contract().operations) {
  const names = namedExamples(op);
  test(`examples of ${op.id}`, async (t) => {
    if (names.length === 0) assert.ok(isDocument(op), `${op.id} has no named example`);
    if (op.body) for (const name of Object.keys(op.body.examples)) assert.ok(contract().valid(op.body.schema, op.body.examples[name].value), `${op.id}: example ${name} does not fit its own schema`);
    for (const name of names) await t.test(name, () => replay(op, name));
  });
}

// A change is sent as a dry run, which answers as if it were done and keeps nothing (rules_changes.test.mjs
// proves both on every operation): so every example meets the same fresh city.
let fx = null;
after(async () => { await fx?.close(); });

async function replay(op, name) {
  fx ??= await Fixture.open();
  const { status, media } = expected(op, name);
  const sent = exampleParts(op, name);
  if (op.write) assert.ok(op.has('validate_only'), `${op.id} takes no dry run`);
  const got = await fx.send(op, op.write ? { ...sent, query: { ...sent.query, validate_only: true } } : sent);
  assert.equal(got.status, status, `${op.id} ${name}: ${got.text.slice(0, 800)}`);
  const example = media?.examples[name]?.value;
  if (example !== undefined && media.schema) {
    assert.ok(contract().valid(media.schema, example), `${op.id}: the answer's example ${name} does not fit its schema`);
    sameMembers(example, got.json);
  }
}
