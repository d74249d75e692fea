// The property tester: one operation, many generated requests, fixed seed, shrunk counterexample.
// Asserts: no 5xx, documented status and media type, the body fits its schema (the client judges
// these on every exchange), invalid input is 4xx, valid input is not 400.
import fc from 'fast-check';
import { Generator } from './generate.mjs';
import './webcrypto.mjs';

export const SEED = Number(process.env.CHATDONG_TEST_SEED ?? 20261122);
const OWN_HEADERS = ['if-match', 'idempotency-key', 'if-none-match', 'prefer', 'traceparent', 'x-request-id', 'accept', 'content-type'];

export class PropertyTester {
  constructor(client, contract, { recipes, actorOf, runs = 30 }) {
    Object.assign(this, { client, contract, recipes, actorOf, runs });
    this.generator = new Generator(contract, { ids: recipes.ids('residents', 'households', 'visits', 'staff', 'partners', 'locations', 'services', 'hsds_taxonomy_terms') });
    this.sent = 0;
  }

  async valid(op) {
    await this.#run(op, this.#input(op), async (input) => {
      const got = await this.#send(op, input);
      refuse(got.status === 400, 'valid input was refused with 400', op, input, got);
      refuse(got.status >= 500, 'a 5xx', op, input, got);
    });
  }

  async invalid(op) {
    const broken = this.#brokenInput(op);
    if (!broken) return;
    await this.#run(op, broken, async (input) => {
      const got = await this.#send(op, input);
      refuse(got.status < 400 || got.status >= 500, `invalid input was answered with ${got.status}`, op, input, got);
    });
  }

  async #run(op, arbitrary, check) {
    await fc.assert(fc.asyncProperty(arbitrary, check), { seed: SEED, numRuns: this.runs, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: false });
  }

  #path(op) {
    const shape = {};
    for (const p of op.params.filter((q) => q.in === 'path')) {
      const known = this.#known(op);
      const any = this.generator.valid(p.schema);
      shape[p.name] = known ? fc.oneof({ weight: 3, arbitrary: fc.constant(known) }, { weight: 1, arbitrary: any }) : any;
    }
    return fc.record(shape, { noNullPrototype: true });
  }

  #known(op) {
    try {
      return this.recipes.record(op, 'A').id;
    } catch {
      return null;
    }
  }

  #query(op) {
    const shape = {};
    const required = [];
    for (const p of op.params.filter((q) => q.in === 'query')) {
      if (p.name === 'cursor') continue; // opaque: the paging tests make them
      shape[p.name] = this.generator.valid(p.schema);
      if (p.required) required.push(p.name);
    }
    const any = fc.record(shape, { requiredKeys: required, noNullPrototype: true });
    return op.x.one_of ? this.#oneGroup(op, any) : any;
  }

  // Of x-chatdong.one_of exactly one group.
  #oneGroup(op, any) {
    const groups = op.x.one_of.map((names) => fc.record(Object.fromEntries(names.map((name) =>
      [name, this.generator.valid(op.params.find((p) => p.name === name).schema)])), { noNullPrototype: true }));
    const others = (query) => Object.fromEntries(Object.entries(query).filter(([name]) => !op.x.one_of.flat().includes(name)));
    return fc.tuple(any, fc.oneof(...groups)).map(([query, group]) => ({ ...others(query), ...group }));
  }

  #headers(op) {
    const shape = {};
    for (const p of op.params.filter((q) => q.in === 'header' && !OWN_HEADERS.includes(q.name.toLowerCase()))) {
      shape[p.name] = this.generator.valid(p.schema).filter((v) => /^[\x21-\x7e]*$/.test(v));
    }
    const needed = op.params.filter((q) => q.in === 'header' && q.required && q.name in shape).map((q) => q.name);
    return fc.record(shape, { requiredKeys: needed, noNullPrototype: true });
  }

  #input(op) {
    return fc.record({ path: this.#path(op), query: this.#query(op), headers: this.#headers(op),
      body: op.body ? this.generator.valid(op.body.schema) : fc.constant(undefined),
      version: fc.integer({ min: 1, max: 3 }) }, { noNullPrototype: true });
  }

  #brokenInput(op) {
    const ways = [this.#input(op).map((i) => ({ ...i, query: { ...i.query, zz_unknown: '1' } }))];
    if (op.body) ways.push(...this.#brokenBodies(op));
    for (const p of op.params.filter((q) => q.in === 'query' || q.in === 'path')) {
      const schema = this.contract.schemaNode(p.schema);
      if ([schema.type].flat().includes('array')) continue;
      if (p.in === 'path' && p.name !== 'id') continue;
      ways.push(fc.tuple(this.#input(op), this.generator.brokenText(p.schema))
        .map(([i, text]) => ({ ...i, [p.in]: { ...i[p.in], [p.name]: text } })));
    }
    return fc.oneof(...ways);
  }

  #brokenBodies(op) {
    const text = fc.constantFrom('', '{', 'null', '[]', '"a"', '{"a":1,"a":2}', '{} {}', '\ufeff{}', '[', '{"a":"\\ud800"}', '{"zz":"\\u0000"}', '{"a":NaN}',
      `${'['.repeat(64)}${']'.repeat(64)}`, '{"a":1e999}', "{'a':1}", '{"a":1,}');
    return [
      fc.tuple(this.#input(op), this.generator.broken(op.body.schema)).map(([i, body]) => ({ ...i, body })),
      fc.tuple(this.#input(op), text).map(([i, raw]) => ({ ...i, raw })),
    ];
  }

  async #send(op, input) {
    this.sent++;
    const path = op.path.replaceAll(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(input.path[name]) || '%20');
    const pairs = Object.entries(input.query).map(([k, v]) => `${k}=${encodeURIComponent(Array.isArray(v) ? v.join(',') : String(v))}`);
    const headers = { ...input.headers };
    if (op.x.if_match) headers['If-Match'] = `"${input.version}"`;
    if (op.x.idempotency) headers['Idempotency-Key'] = `"${globalThis.crypto.randomUUID()}"`;
    const body = input.raw ?? (input.body === undefined ? null : JSON.stringify(input.body));
    return this.client.call({ method: op.method, target: pairs.length ? `${path}?${pairs.join('&')}` : path,
      actor: this.actorOf(op), headers, body, type: op.body?.type });
  }
}

function refuse(bad, why, op, input, got) {
  if (bad) throw new Error(`${op.id}: ${why}\n  sent ${JSON.stringify(input).slice(0, 800)}\n  got ${got.status} ${got.text.slice(0, 500)}`);
}
