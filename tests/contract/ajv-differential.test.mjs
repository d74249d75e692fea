// Proves that the schema engine and Ajv give the same verdict on generated schemas of the contract's
// keywords and generated values; where the two differ on purpose, both verdicts stand here.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { SchemaDriver } from '../lib/schema-driver.mjs';

const SEED = Number(process.env.CHATDONG_SEED ?? 20261122);
const RUNS = Number(process.env.CHATDONG_AJV_RUNS ?? (process.env.CHATDONG_TEST_FAST ? 1000 : 4000));
const VALUES = 8;

function newAjv() {
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false });
  addFormats(ajv);
  ajv.addFormat('dong-code', /^[0-9]{10}$/);
  ajv.addFormat('gu-code', /^[0-9]{5}$/);
  ajv.addFormat('phone', /^\+82[1-9][0-9]{7,10}$/);
  return ajv;
}

// ---- values: small alphabets, so that they meet the schemas ----

const names = fc.constantFrom('a', 'b', 'c', 'ab', '한', 'x/y~z', ' ');
const number = fc.oneof(fc.integer({ min: -3, max: 8 }), fc.constantFrom(0.5, -0.25, 2.5, 1e15, -1e-3, 9007199254740991),
  // Beyond 2^53 JavaScript prints other integers than it holds; beyond 1e21 and near 0 see KEPT.
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => x === 0 || (Math.abs(x) > 1e-300 && Math.abs(x) < 2 ** 53)));
const FORMATS = ['date', 'date-time', 'uuid', 'email', 'uri', 'dong-code', 'gu-code', 'phone'];
const text = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ab', 'abc', '한국', '😀', '1', '12', 'a b', 'é', '\n', 'A', 'aaaa'),
  fc.constantFrom('2026-02-28', '2026-02-29', '2024-02-29', '2026-1-1', '2026-01-01T00:00:00Z', '2026-01-01T24:00:00Z',
    '2026-06-30T23:59:60Z', '2026-01-01T00:00:00', '2026-01-01T09:00:00.5+09:00', '01900000-0000-7000-8000-00000000002a',
    '01900000-0000-7000-8000-00000000002g', 'a@example.org', 'a@', '@b', 'https://example.org/a?b=c#d', '/a', '9911051000',
    '99110', '+821055500101', '+8201055500101'),
  fc.string({ maxLength: 5 }));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3, depthSize: 'small' }, fc.constant(null), fc.boolean(), number, text,
    fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(names, tie('value'), { maxKeys: 4 })),
}));

// ---- schemas: any mixture of keywords, also those that do not go with the type ----

const count = fc.integer({ min: 0, max: 3 });
const limit = fc.oneof(fc.integer({ min: -3, max: 6 }), fc.constantFrom(0.5, 2.5, -0.25, 1e15));
const types = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
const patterns = fc.constantFrom('^a', 'b$', '^[a-c]+$', '^\\d+$', '\\s', '^.$', '^\\p{Letter}*$', '[^a]', '^(a|b){1,2}$',
  '^\\S+$', '\\bab\\b', '^(?!a)', '[가-힣]', '^\\w{1,3}$', '^$', 'a.?b', '^[\\d\\-x]+$', '^\\u{1F600}$', '^[^\\s]*$');
const nameList = fc.uniqueArray(names, { maxLength: 3 });
const ref = fc.constantFrom('#/$defs/one', '#/$defs/two', '#/$defs/three');

const { schema } = fc.letrec((tie) => {
  const sub = tie('schema');
  const list = fc.array(sub, { minLength: 1, maxLength: 3 });
  const keywords = {
    type: fc.oneof(fc.constantFrom(...types), fc.uniqueArray(fc.constantFrom(...types), { minLength: 1, maxLength: 3 })),
    enum: fc.array(value, { minLength: 1, maxLength: 4 }), const: value,
    minimum: limit, maximum: limit, exclusiveMinimum: limit, exclusiveMaximum: limit,
    multipleOf: fc.constantFrom(1, 2, 3, 0.5, 0.25),
    minLength: count, maxLength: count, pattern: patterns, format: fc.constantFrom(...FORMATS),
    items: sub, prefixItems: list, minItems: count, maxItems: count, uniqueItems: fc.boolean(),
    contains: sub, minContains: count, maxContains: count,
    properties: fc.dictionary(names, sub, { maxKeys: 3 }), required: nameList, additionalProperties: sub,
    patternProperties: fc.dictionary(patterns, sub, { maxKeys: 2 }), propertyNames: sub,
    minProperties: count, maxProperties: count,
    dependentRequired: fc.dictionary(names, nameList, { maxKeys: 2 }),
    dependentSchemas: fc.dictionary(names, sub, { maxKeys: 2 }),
    allOf: list, anyOf: list, oneOf: list, not: sub, if: sub, then: sub, else: sub,
    title: fc.constant('t'), description: fc.constant('d'), default: value, deprecated: fc.boolean(), $comment: fc.constant('c'),
  };
  const object = fc.uniqueArray(fc.constantFrom(...Object.keys(keywords)), { minLength: 1, maxLength: 4 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((k) => [k, keywords[k]]))))
    .map((s) => (s.contains === undefined ? s : { ...s, minItems: Math.max(1, s.minItems ?? 0) })); // see KEPT
  return {
    schema: fc.oneof({ maxDepth: 3, depthSize: 'small' }, { weight: 1, arbitrary: fc.boolean() },
      { weight: 1, arbitrary: ref.map(($ref) => ({ $ref })) }, { weight: 12, arbitrary: object }),
  };
});

// A definition refers to itself and the others only through a member or an item, never in place.
const guarded = fc.tuple(ref, names, schema).map(([$ref, name, other]) =>
  ({ type: ['object', 'array', 'integer', 'string'], properties: { [name]: { $ref } }, items: strip(other) }));
const root = fc.record({ schema, one: guarded, two: guarded, three: guarded })
  .map(({ schema: s, ...$defs }) => (typeof s === 'boolean' ? { allOf: [s], $defs } : { ...s, $defs }));

function strip(s) {
  if (Array.isArray(s)) return s.map(strip);
  if (s === null || typeof s !== 'object') return s;
  return Object.fromEntries(Object.entries(s).map(([k, v]) => [k === '$ref' ? '$comment' : k, strip(v)]));
}

let driver;
before(() => { driver = new SchemaDriver(); });
after(() => driver.close());

// One line of JSON carries both sides the same text; -0 becomes 0 on the way.
const carried = (x) => JSON.parse(JSON.stringify(x));

test('the same verdict as Ajv on generated schemas and values', { timeout: 300_000 }, async () => {
  const ajv = newAjv();
  let valid = 0, invalid = 0, crashed = 0;
  await fc.assert(fc.asyncProperty(root, fc.array(value, { minLength: VALUES, maxLength: VALUES }), async (made, data) => {
    const s = carried(made), tests = carried(data);
    const check = ajv.compile(s);
    const answer = await driver.ask({ schema: s, tests });
    assert.ok(answer.valid, JSON.stringify(answer));
    let theirs;
    try {
      theirs = tests.map((d) => check(d));
    } catch (e) { // Ajv's generated code trips over its own bookkeeping of evaluated names now and then
      assert.ok(e instanceof ReferenceError || e instanceof TypeError, e.message);
      crashed++;
      return;
    }
    assert.deepEqual(answer.valid, theirs);
    ajv.removeSchema(s);
    for (const v of theirs) v ? valid++ : invalid++;
  }), { seed: SEED, numRuns: RUNS });
  console.log(`# seed ${SEED}: ${valid} valid, ${invalid} invalid; Ajv crashed on ${crashed} of ${RUNS} schemas`);
  assert.ok(crashed < RUNS / 200);
  assert.ok(valid > RUNS && invalid > RUNS, 'the generator has lost its balance');
});

// Kept differences: ours is what the specification says.
const KEPT = [
  { why: 'multipleOf is decimal, not a quotient of doubles', schema: { multipleOf: 0.01 }, data: 0.07, ours: true },
  { why: 'the same with numbers that JavaScript prints with an exponent', schema: { multipleOf: 1 }, data: 1e21, ours: true },
  { why: 'the same where the quotient underflows', schema: { multipleOf: 3 }, data: 5e-324, ours: false },
  { why: 'contains asks for an item, also of the empty array', schema: { contains: { type: 'null' }, prefixItems: [{ type: 'null' }] }, data: [], ours: false },
  { why: 'the empty name can be required', schema: { required: [''], additionalProperties: true, if: {} }, data: {}, ours: false },
  { why: 'uuid: RFC 4122 without urn:uuid:', schema: { format: 'uuid' }, data: 'urn:uuid:01900000-0000-7000-8000-00000000002a', ours: false },
  { why: 'date-time: RFC 3339 with T', schema: { format: 'date-time' }, data: '2026-01-01 00:00:00Z', ours: false },
  { why: 'email: RFC 5321 quoted local part', schema: { format: 'email' }, data: '"a b"@example.org', ours: true },
  { why: 'uri: RFC 3986 has no space after the scheme', schema: { format: 'uri' }, data: 'http:', ours: true },
];

for (const { why, schema: s, data, ours } of KEPT) {
  test(`kept difference: ${why}`, async () => {
    const answer = await driver.ask({ schema: s, tests: [data] });
    assert.deepEqual(answer, { valid: [ours] });
    assert.equal(newAjv().compile(s)(data), !ours, 'Ajv agrees by now: drop this line');
  });
}
