// The contract as the tests see it: read from openapi.yaml alone, nothing is known about an
// operation that does not stand there. Judges answers with Ajv.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CORE_SCHEMA, load } from 'js-yaml';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
export const PROBLEM = 'application/problem+json';
// What may happen to any request and is documented once, as `default`.
const ANYWHERE = [405, 414, 431];
// While one slice is worked on, what runs over all operations can run over its own: CHATDONG_TEST_SLICES=visits,households.
const ONLY = (process.env.CHATDONG_TEST_SLICES ?? '').split(',').filter(Boolean);
export const PROBLEM_PREFIX = 'urn:chatdong:problem:';

const escapePointer = (s) => s.replaceAll('~', '~0').replaceAll('/', '~1');

export class Contract {
  constructor(document) {
    this.document = document;
    this.ajv = new Ajv2020.default({ strict: false, allErrors: false, validateSchema: false });
    addFormats.default(this.ajv);
    this.ajv.addFormat('dong-code', /^[0-9]{10}$/);
    this.ajv.addFormat('gu-code', /^[0-9]{5}$/);
    this.ajv.addFormat('phone', /^\+[1-9][0-9]{6,14}$/);
    this.ajv.addSchema(document, 'contract');
    this.compiled = new Map();
    const all = this.#operations();
    this.byId = new Map(all.map((op) => [op.id, op]));
    this.operations = ONLY.length ? all.filter((op) => ONLY.includes(op.slice)) : all;
    this.problems = document['x-chatdong']?.problems ?? {};
  }

  static load(file = `${ROOT}/openapi.yaml`) {
    return new Contract(load(readFileSync(file, 'utf8'), { schema: CORE_SCHEMA }));
  }

  // Follows $ref; the pointer tells Ajv where the thing stands.
  resolve(node, pointer) {
    let seen = 0;
    while (node && typeof node.$ref === 'string') {
      if (++seen > 20) throw new Error(`$ref circle at ${pointer}`);
      pointer = node.$ref;
      node = pointer.slice(2).split('/').reduce(
        (at, part) => at?.[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')],
        this.document);
    }
    return { node, pointer };
  }

  validator(pointer) {
    if (!this.compiled.has(pointer)) {
      this.compiled.set(pointer, this.ajv.compile({ $ref: `contract${pointer}` }));
    }
    return this.compiled.get(pointer);
  }

  #operations() {
    const found = [];
    for (const [path, raw] of Object.entries(this.document.paths ?? {})) {
      const at = this.resolve(raw, `#/paths/${escapePointer(path)}`);
      for (const method of METHODS) {
        if (at.node[method]) found.push(this.#operation(path, method, at));
      }
    }
    return found;
  }

  #operation(path, method, item) {
    const { node, pointer } = this.resolve(item.node[method], `${item.pointer}/${method}`);
    const op = {
      id: node.operationId, method: method.toUpperCase(), path, node, pointer,
      slice: node.tags?.[0] ?? '', x: node['x-chatdong'] ?? {}, deprecated: node.deprecated === true,
      regexp: new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
      pathParams: [...path.matchAll(/\{([^}]+)\}/g)].map((m) => m[1]),
      params: this.#params(item, node, pointer), responses: this.#responses(node, pointer),
      body: this.#body(node, pointer),
    };
    op.success = Object.keys(op.responses).map(Number).filter((s) => s >= 200 && s < 300).sort()[0];
    op.has = (name, place = 'query') => op.params.some((p) => p.name === name && p.in === place);
    op.write = op.x.lane === 'write';
    return op;
  }

  #params(item, node, pointer) {
    const lists = [[item.node.parameters ?? [], `${item.pointer}/parameters`],
      [node.parameters ?? [], `${pointer}/parameters`]];
    const byName = new Map();
    for (const [list, base] of lists) {
      list.forEach((raw, i) => {
        const p = this.resolve(raw, `${base}/${i}`);
        byName.set(`${p.node.in}:${p.node.name}`, {
          name: p.node.name, in: p.node.in, required: p.node.required === true, node: p.node,
          schema: `${p.pointer}/schema`,
        });
      });
    }
    return [...byName.values()];
  }

  #content(node, pointer) {
    const types = {};
    for (const [type, media] of Object.entries(node.content ?? {})) {
      types[type] = {
        node: media, schema: media.schema ? `${pointer}/content/${escapePointer(type)}/schema` : null,
        examples: media.examples ?? (media.example !== undefined ? { default: { value: media.example } } : {}),
      };
    }
    return types;
  }

  #responses(node, pointer) {
    const found = {};
    for (const [status, raw] of Object.entries(node.responses ?? {})) {
      const r = this.resolve(raw, `${pointer}/responses/${status}`);
      found[status] = { node: r.node, content: this.#content(r.node, r.pointer), headers: r.node.headers ?? {} };
    }
    return found;
  }

  #body(node, pointer) {
    if (!node.requestBody) return null;
    const r = this.resolve(node.requestBody, `${pointer}/requestBody`);
    const content = this.#content(r.node, r.pointer);
    const type = Object.keys(content)[0];
    return { required: r.node.required === true, type, content, schema: content[type].schema,
      examples: content[type].examples };
  }

  // The operation of a request; literal paths win over templates.
  find(method, target) {
    const path = target.split('?')[0];
    const wanted = method === 'HEAD' ? 'GET' : method;
    return this.operations
      .filter((op) => op.method === wanted && op.regexp.test(path))
      .sort((a, b) => a.pathParams.length - b.pathParams.length)[0] ?? null;
  }

  paths() {
    const byPath = new Map();
    for (const op of this.operations) {
      if (!byPath.has(op.path)) byPath.set(op.path, []);
      byPath.get(op.path).push(op);
    }
    return byPath;
  }

  schemaNode(pointer) {
    return this.resolve({ $ref: pointer }, pointer).node;
  }

  valid(pointer, value) {
    return this.validator(pointer)(value);
  }

  // What is wrong with an answer; an empty list means that it keeps the contract.
  judge(op, answer) {
    const wrong = [];
    if (answer.status >= 400) wrong.push(...this.#judgeProblem(answer));
    if (!op) return wrong;
    const documented = op.responses[String(answer.status)] ?? (ANYWHERE.includes(answer.status) ? op.responses.default : null);
    if (!documented) return [`${op.id}: status ${answer.status} is not documented`, ...wrong];
    const types = Object.keys(documented.content);
    const bodiless = answer.method === 'HEAD' || answer.status === 304 || answer.status === 204
      || (answer.headers['preference-applied'] === 'return=minimal' && answer.text === '');
    if (bodiless) {
      if (answer.text !== '') wrong.push(`${op.id}: a body of ${answer.text.length} bytes with ${answer.method} ${answer.status}`);
      return wrong;
    }
    if (types.length === 0) {
      if (answer.text !== '') wrong.push(`${op.id}: ${answer.status} has a body that is not documented`);
      return wrong;
    }
    if (!types.includes(answer.type)) {
      return [...wrong, `${op.id}: ${answer.status} as ${answer.type}, documented: ${types}`];
    }
    const { schema } = documented.content[answer.type];
    if (schema && /json$/.test(answer.type)) {
      if (answer.json === undefined) wrong.push(`${op.id}: ${answer.status} is not JSON: ${answer.text.slice(0, 200)}`);
      else {
        const validate = this.validator(schema);
        if (!validate(answer.json)) {
          const e = validate.errors[0];
          wrong.push(`${op.id}: ${answer.status} does not fit its schema: ${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
        }
      }
    }
    return wrong;
  }

  #judgeProblem(answer) {
    if (answer.method === 'HEAD') return [];
    const wrong = [];
    const say = (text) => wrong.push(`problem of ${answer.method} ${answer.target} ${answer.status}: ${text}`);
    if (answer.type !== PROBLEM) return [`${answer.method} ${answer.target}: ${answer.status} as ${answer.type}, not ${PROBLEM}: ${answer.text.slice(0, 120)}`];
    const p = answer.json;
    if (!p || typeof p !== 'object') return [`${answer.method} ${answer.target}: ${answer.status} is not JSON`];
    if (!String(p.type).startsWith(PROBLEM_PREFIX)) say(`type ${p.type}`);
    if (p.status !== answer.status) say(`status ${p.status} inside`);
    if (typeof p.title !== 'string' || p.title === '') say('no title');
    const { source } = this.problems[String(p.type).slice(PROBLEM_PREFIX.length)] ?? {};
    if (p.source !== source) say(`source ${p.source}, the contract says ${source}`);
    if (typeof p.request_id !== 'string' || p.request_id !== answer.headers['x-request-id']) say(`request_id ${p.request_id}, header ${answer.headers['x-request-id']}`);
    if (/\b(select|insert|update|relation|pq:|PGRES|\.c:\d+|src\/)\b/.test(answer.text)) say(`inner workings leak: ${answer.text.slice(0, 200)}`);
    return wrong;
  }
}

export const problemName = (answer) => String(answer.json?.type ?? '').slice(PROBLEM_PREFIX.length);

let shared = null;
export const contract = () => (shared ??= Contract.load());
