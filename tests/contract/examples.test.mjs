// Proves that the named examples are true: each is sent as the first role on a fresh copy of the
// demo city, and answered as documented.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { contract } from '../lib/contract.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun, openRun } from '../lib/run.mjs';

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

function parts(op, name) {
  const given = op.params.filter((p) => p.node.examples?.[name] || (p.required && (p.node.examples || p.node.example !== undefined)));
  const value = (p) => (p.node.examples?.[name] ?? Object.values(p.node.examples ?? {})[0])?.value ?? p.node.example;
  const pick = (place) => Object.fromEntries(given.filter((p) => p.in === place).map((p) => [p.name, value(p)]));
  const path = pick('path');
  const complete = op.pathParams.every((p) => p in path);
  return { query: pick('query'), headers: Object.fromEntries(Object.entries(pick('header')).map(([k, v]) => [k, String(v)])),
    json: op.body?.examples[name]?.value,
    target: complete && op.pathParams.length ? op.path.replaceAll(/\{([^}]+)\}/g, (_, n) => encodeURIComponent(path[n])) : undefined };
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

// Reading changes nothing: those examples share one copy.
let shared = null;
async function copyFor(op) {
  if (op.write) return Fixture.open();
  shared ??= Fixture.open();
  return shared;
}
after(async () => { await (await shared)?.close(); });

async function replay(op, name) {
  await openRun();
  const fx = await copyFor(op);
  try {
    const { status, media } = expected(op, name);
    const got = await fx.send(op, parts(op, name));
    assert.equal(got.status, status, `${op.id} ${name}: ${got.text.slice(0, 800)}`);
    const example = media?.examples[name]?.value;
    if (example !== undefined && media.schema) {
      assert.ok(contract().valid(media.schema, example), `${op.id}: the answer's example ${name} does not fit its schema`);
      sameMembers(example, got.json);
    }
  } finally {
    if (op.write) await fx.close();
  }
}
