// A service with the demo city behind it, and requests that are right unless a test bends them.
import './webcrypto.mjs';
import { actors, sees } from './actors.mjs';
import { contract } from './contract.mjs';
import { Recipes, TEXTS } from './recipes.mjs';
import { Service } from './service.mjs';

export const key = () => `"${crypto.randomUUID()}"`;

// Of x-chatdong.one_of the first group, by its first examples, unless the test gives one.
function oneGroup(op, query) {
  const groups = op.x.one_of ?? [];
  if (groups.flat().some((name) => name in query)) return {};
  return Object.fromEntries((groups[0] ?? []).map((name) => [name, Object.values(op.params.find((p) => p.name === name).node.examples)[0].value]));
}

// A valid body that differs from the example in one text, or in what may be left out.
export function differing(op, json) {
  const body = structuredClone(json);
  const at = body.items ? body.items[0] : body;
  const text = TEXTS.find((name) => typeof at[name] === 'string');
  if (text) return Object.assign(at, { [text]: `${at[text]} 2` }) && body;
  const { properties, required = [] } = contract().schemaNode(op.body.schema);
  const day = Object.keys(at).find((k) => /_on$/.test(k));
  const time = Object.keys(at).find((k) => /_(start|end|at)$/.test(k));
  const optional = Object.keys(at).find((k) => !body.items && !required.includes(k));
  if (day) at[day] = '2041-12-31';
  else if (time) at[time] = at[time].replace(/:(\d)(\d)(?=\D)/, (_, a, b) => `:${a}${(Number(b) + 1) % 10}`);
  else if (body.items) body.items.pop();
  else if (properties.id) at.id = crypto.randomUUID();
  else if (properties.on) at.on = '2041-12-31';
  else delete at[optional];
  return body;
}

// What the contract's example of that name sends.
export function exampleParts(op, name) {
  const given = op.params.filter((p) => p.node.examples?.[name] || (p.required && (p.node.examples || p.node.example !== undefined)));
  const value = (p) => (p.node.examples?.[name] ?? Object.values(p.node.examples ?? {})[0])?.value ?? p.node.example;
  const pick = (place) => Object.fromEntries(given.filter((p) => p.in === place).map((p) => [p.name, value(p)]));
  const path = pick('path');
  const complete = op.pathParams.every((p) => p in path);
  return { query: pick('query'), headers: Object.fromEntries(Object.entries(pick('header')).map(([k, v]) => [k, String(v)])),
    json: op.body?.examples[name]?.value,
    target: complete && op.pathParams.length ? op.path.replaceAll(/\{([^}]+)\}/g, (_, n) => encodeURIComponent(path[n])) : undefined };
}

// The actor as whom named examples are replayed: the first role, of dong A.
export function actorFor(op, place = 'A') {
  if (op.x.public) return null;
  const role = op.x.roles?.[0];
  if (role === 'system' && op.x.area === 'own') return `partner.${place}`;
  if (!role || role === 'system') return 'system.city';
  return `${role}.${role === 'district_admin' && place === 'B' ? 'A' : place}`;
}

export class Fixture {
  static async open(options = {}) {
    const self = new Fixture();
    self.contract = contract();
    self.service = await Service.start(options);
    try {
      await self.refresh();
      await self.canaries();
    } catch (e) {
      await self.service.stop();
      throw e;
    }
    return self;
  }

  async refresh() {
    this.recipes = await Recipes.load((text, params) => this.service.sql(text, params));
  }

  // Names, phones and addresses of the demo city may never stand in a log.
  async canaries() {
    const rows = await this.service.sql(`select name from chatdong.resident union select phone from chatdong.resident
      union select address from chatdong.resident union select office_phone from chatdong.staff`);
    this.service.run.canary(...rows.map((r) => r.name));
  }

  op(id) {
    const op = this.contract.byId.get(id);
    if (!op) throw new Error(`the contract has no operation ${id}`);
    return op;
  }

  // Parts: place, nth, actor, query {}, headers {}, json, target, version, key; null leaves a part out.
  request(op, { place = 'A', nth = 0, actor, query = {}, headers = {}, json, target, version, idempotency, ...rest } = {}) {
    if (typeof op === 'string') op = this.op(op);
    const path = target ?? this.recipes.path(op, place, nth);
    const pairs = Object.entries(this.#required(op, place, query)).filter(([, v]) => v !== undefined)
      .map(([k, v]) => `${k}=${encodeURIComponent(v)}`);
    const sent = { ...headers };
    if (op.x.if_match && version !== null) sent['If-Match'] ??= `"${version ?? this.#version(op, place, nth, target)}"`;
    if (op.x.idempotency && idempotency !== null) sent['Idempotency-Key'] ??= idempotency ?? key();
    const body = op.body && rest.body === undefined ? { json: json === undefined ? this.recipes.body(op, place) : json, type: rest.type ?? op.body.type } : {};
    return { op, method: op.method, target: pairs.length ? `${path}?${pairs.join('&')}` : path,
      actor: actor === undefined ? actorFor(op, place) : actor, headers: sent, ...rest, ...body };
  }

  async send(op, parts = {}) {
    const { op: _, method, target, ...options } = this.request(op, parts);
    return this.service.call(method, target, options);
  }

  #version(op, place, nth, target) {
    return target ? 1 : this.recipes.record(op, place, nth).version;
  }

  // Required query parameters take their named example.
  #required(op, place, query) {
    const all = { ...query, ...oneGroup(op, query) };
    for (const p of op.params.filter((q) => q.in === 'query' && q.required && !(q.name in all))) {
      const example = p.node.example ?? Object.values(p.node.examples ?? {})[0]?.value;
      all[p.name] = example;
    }
    return all;
  }

  sql(text, params) { return this.service.sql(text, params); }
  close() { return this.service.stop(); }
}

export { actors, sees };
