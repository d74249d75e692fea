// Values from schemas: valid ones by construction (held against Ajv), invalid ones by breaking a
// valid one in one place.
import fc from 'fast-check';
import { DONGS, GUS } from './actors.mjs';

const PLAIN = fc.integer({ min: 0x20, max: 0x7e });
const HANGUL = fc.integer({ min: 0xac00, max: 0xd7a3 });
const ODD = fc.constantFrom(0x0a, 0x09, 0x22, 0x5c, 0x27, 0x25, 0x7f, 0xe9, 0x1f600, 0x10ffff, 0x2028, 0xfeff, 0x1100, 0x0301);
const CODE_POINT = fc.oneof({ weight: 6, arbitrary: PLAIN }, { weight: 3, arbitrary: HANGUL }, { weight: 1, arbitrary: ODD });

export class Generator {
  // `ids`: UUIDs that exist in the database, so that generated references sometimes hit.
  constructor(contract, { ids = [] } = {}) {
    this.contract = contract;
    this.ids = ids;
  }

  // Values that Ajv calls valid.
  valid(pointer) {
    return this.#any(pointer, 0).filter((v) => this.contract.valid(pointer, v));
  }

  #any(pointer, depth) {
    const { node, pointer: at } = this.contract.resolve({ $ref: pointer }, pointer);
    if (depth > 8) return fc.constant(null);
    if (node === true || node === undefined) return fc.jsonValue({ maxDepth: 1 });
    if (node.allOf || node.anyOf || node.oneOf) return this.#combined(node, at, depth);
    return this.#plain(node, at, depth);
  }

  #combined(node, at, depth) {
    const { allOf = [], anyOf = [], oneOf = [], ...base } = node;
    const parts = allOf.map((_, i) => this.#any(`${at}/allOf/${i}`, depth + 1));
    const choice = anyOf.length ? 'anyOf' : 'oneOf';
    const choices = node[choice] ?? [];
    if (choices.length) parts.push(fc.oneof(...choices.map((_, i) => this.#any(`${at}/${choice}/${i}`, depth + 1))));
    const hasBase = base.type !== undefined || base.properties || base.enum || base.const !== undefined;
    if (hasBase) parts.unshift(this.#plain(base, at, depth));
    return fc.tuple(...parts).map((values) => {
      const objects = values.filter((v) => v && typeof v === 'object' && !Array.isArray(v));
      return objects.length === values.length ? Object.assign({}, ...objects) : values.at(-1);
    });
  }

  #plain(node, at, depth) {
    if (node.const !== undefined) return fc.constant(node.const);
    if (node.enum) return fc.constantFrom(...node.enum);
    const types = Array.isArray(node.type) ? node.type : [node.type ?? (node.properties || node.required ? 'object' : 'string')];
    return types.length === 1 ? this.#typed(types[0], node, at, depth)
      : fc.oneof(...types.map((t) => ({ weight: t === 'null' ? 1 : 3, arbitrary: this.#typed(t, node, at, depth) })));
  }

  #typed(type, node, at, depth) {
    switch (type) {
      case 'null': return fc.constant(null);
      case 'boolean': return fc.boolean();
      case 'integer': return integer(node);
      case 'number': return fc.double({ min: node.minimum ?? -1e6, max: node.maximum ?? 1e6, noNaN: true, noDefaultInfinity: true });
      case 'array': return this.#array(node, at, depth);
      case 'object': return this.#object(node, at, depth);
      default: return this.string(node);
    }
  }

  #array(node, at, depth) {
    const min = node.minItems ?? 0;
    const max = Math.min(node.maxItems ?? min + 3, min + 3);
    const item = node.items ? this.#any(`${at}/items`, depth + 1) : fc.constant(null);
    const options = { minLength: min, maxLength: max };
    return node.uniqueItems ? fc.uniqueArray(item, { ...options, selector: JSON.stringify }) : fc.array(item, options);
  }

  #object(node, at, depth) {
    const properties = Object.keys(node.properties ?? {});
    const writable = properties.filter((p) => !this.contract.resolve(node.properties[p], '').node.readOnly);
    const shape = Object.fromEntries(writable.map((p) => [p, this.#any(`${at}/properties/${escape(p)}`, depth + 1)]));
    const required = (node.required ?? []).filter((p) => p in shape);
    return fc.record(shape, { requiredKeys: required, noNullPrototype: true });
  }

  string(node) {
    const byFormat = this.#format(node.format);
    if (byFormat) return byFormat;
    const min = node.minLength ?? 0;
    const max = Math.min(node.maxLength ?? 60, Math.max(min, 60));
    if (node.pattern) {
      return fc.stringMatching(new RegExp(node.pattern, 'u'), { size: 'small' })
        .filter((s) => [...s].length >= min && [...s].length <= (node.maxLength ?? Infinity) && !s.includes('\0'));
    }
    const free = fc.array(CODE_POINT, { minLength: min, maxLength: max }).map((c) => String.fromCodePoint(...c).normalize('NFC'));
    const longest = node.maxLength && node.maxLength <= 10_000 ? [fc.constant('가'.repeat(node.maxLength))] : [];
    return fc.oneof({ weight: 12, arbitrary: free }, ...longest.map((arbitrary) => ({ weight: 1, arbitrary })));
  }

  #format(format) {
    const digits = (n) => fc.stringMatching(new RegExp(`^[0-9]{${n}}$`));
    switch (format) {
      case 'uuid': return fc.oneof(...(this.ids.length ? [fc.constantFrom(...this.ids)] : []), fc.uuid());
      case 'date': return day();
      case 'date-time': return instant();
      case 'email': return fc.tuple(fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/), fc.constantFrom('example.org', 'seoul.example')).map((p) => p.join('@'));
      case 'uri': return fc.stringMatching(/^[a-z]{1,10}$/).map((s) => `https://${s}.example/a?b=c`);
      case 'dong-code': return fc.oneof(fc.constantFrom(...Object.values(DONGS)), digits(10));
      case 'gu-code': return fc.oneof(fc.constantFrom(...Object.values(GUS)), digits(5));
      case 'phone': return fc.stringMatching(/^\+82(10|2|31)[0-9]{7,8}$/);
      default: return null;
    }
  }

  // A valid JSON body broken in one place; null when the break happened to be valid.
  broken(pointer) {
    return fc.tuple(this.valid(pointer), fc.nat(), JUNK, fc.constantFrom('replace', 'remove', 'add', 'stretch'))
      .map(([value, where, junk, how]) => breakAt(value, where, junk, how))
      .filter((v) => v !== undefined && !this.contract.valid(pointer, v));
  }

  // Text of a path or query parameter that its schema refuses.
  brokenText(pointer) {
    const schema = this.contract.schemaNode(pointer);
    return fc.oneof(fc.constantFrom('', '-1', '0', '1e400', '99999999999999999999', '1.5', 'nil', 'NaN', '2026-02-30', '2026-13-01',
      "' or 1=1--", '가나다', '\u0007', 'x'.repeat(300), '../..', '01900000-0000-7000-8000', 'true ', '[]', '{}'),
    fc.string({ minLength: 1, maxLength: 30 })).filter((t) => refuses(this.contract, pointer, schema, t));
  }
}

const escape = (s) => s.replaceAll('~', '~0').replaceAll('/', '~1');

const JUNK = fc.oneof(fc.constantFrom(null, true, 0, -1, 1.5, 9007199254740993, 1e300, '', 'x', [], {}, [[]], { a: 1 }, '\u0007', 'y'.repeat(70_000)),
  fc.jsonValue({ maxDepth: 1 }));

function integer(node) {
  const min = node.minimum ?? (node.exclusiveMinimum !== undefined ? node.exclusiveMinimum + 1 : -1_000_000);
  const max = node.maximum ?? (node.exclusiveMaximum !== undefined ? node.exclusiveMaximum - 1 : 1_000_000);
  const step = node.multipleOf ?? 1;
  return fc.integer({ min: Math.ceil(min / step), max: Math.min(Math.floor(max / step), Number.MAX_SAFE_INTEGER) }).map((n) => n * step);
}

const from = (iso) => new Date(iso);
function day() {
  const near = fc.date({ min: from('2020-01-01'), max: from('2030-01-01'), noInvalidDate: true });
  const far = fc.date({ min: from('1000-01-01'), max: from('9998-12-31'), noInvalidDate: true });
  return fc.oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: far }).map((d) => d.toISOString().slice(0, 10));
}

function instant() {
  return fc.tuple(day(), fc.integer({ min: 0, max: 86_399 }), fc.constantFrom('Z', 'z', '+09:00', '-03:30', '.5Z', '.123456Z', '.123456789+09:00'))
    .map(([date, s, tail]) => {
      const two = (n) => String(n).padStart(2, '0');
      return `${date}T${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}${tail}`;
    });
}

function places(value, path = []) {
  const here = [path];
  if (value && typeof value === 'object') {
    for (const key of Object.keys(value)) here.push(...places(value[key], [...path, key]));
  }
  return here;
}

function breakAt(value, where, junk, how) {
  const copy = structuredClone({ root: value });
  const all = places(value).map((p) => ['root', ...p]);
  const path = all[where % all.length];
  const parent = path.slice(0, -1).reduce((at, k) => at[k], copy);
  const key = path.at(-1);
  const current = parent[key];
  if (how === 'remove' && path.length > 1) {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  } else if (how === 'add' && current && typeof current === 'object' && !Array.isArray(current)) {
    current.zz_unknown = junk;
  } else if (how === 'stretch' && typeof current === 'string') {
    parent[key] = current + 'z'.repeat(20_000);
  } else if (how === 'stretch' && typeof current === 'number') {
    parent[key] = current * 1e12 + 1e15;
  } else {
    parent[key] = junk;
  }
  return copy.root;
}

// A parameter's text as the schema sees it.
export function coerce(schema, text) {
  const types = [schema.type].flat();
  if (types.includes('integer') && /^-?(0|[1-9][0-9]{0,15})$/.test(text)) return Number(text);
  if (types.includes('number') && /^-?[0-9]{1,15}(\.[0-9]+)?$/.test(text)) return Number(text);
  if (types.includes('boolean') && /^(true|false)$/.test(text)) return text === 'true';
  if (types.includes('array')) return text.split(',');
  return text;
}

function refuses(contract, pointer, schema, text) {
  const types = [schema.type].flat();
  // Lists are taken apart by the service, and an empty one may be the empty list: no clear verdict.
  if (types.includes('array')) return false;
  return !contract.valid(pointer, coerce(schema, text));
}
