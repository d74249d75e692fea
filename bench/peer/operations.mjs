// The three operations. Each is one transaction: the actor's context, [the idempotency claim,] the
// statement, the access record, [the stored answer].
import { createHash, randomUUID } from 'node:crypto';
import { positional, statements, variant } from '../lib/sql.mjs';

const fail = (statusCode, message) => Object.assign(new Error(message), { statusCode });

/** A statement's text and how its parameters are taken from named values. */
function prepare(text, name, given = [], options = {}) {
  const { text: sql, names } = positional(variant(text.get(name), given, options));
  return { name: `${name} ${given.join(' ')}`.trim(), sql, values: (from) => names.map((each) => from[each] ?? null) };
}

const context = (actor) => ({
  actor_id: actor.sub, actor_role: actor.role, actor_dongs: actor.dongs, token_dongs: actor.dongs,
  trace_id: randomUUID().replaceAll('-', ''),
});

function accessRecord(request, operation, rows, status) {
  return {
    ids: [randomUUID()],
    actor_ids: [request.actor.sub],
    actor_roles: [request.actor.role],
    operations: [operation],
    methods: [request.method],
    clients: [request.ip],
    residents: [`{${[...new Set(rows.map((row) => row.resident_id))].join(',')}}`],
    dongs: [`{${[...new Set(rows.map((row) => row.dong_code))].join(',')}}`],
    purposes: [operation],
    request_ids: [request.id],
    statuses: [status],
  };
}

export function operations(contract, tree, store) {
  const text = statements(tree);
  const open = prepare(text, 'core_open');
  const keep = prepare(text, 'core_access_store');
  const claim = prepare(text, 'core_idempotency_claim');
  const answer = prepare(text, 'core_idempotency_store');
  const get = prepare(text, 'visits_get');
  const create = prepare(text, 'visits_create');
  const lists = new Map();
  const filters = ['status', 'from', 'to', 'staff_id', 'resident_id'];

  const read = (request, operation, statement, values) =>
    store.transaction(async (tx) => {
      const [account, rows] = await tx.together([[open, context(request.actor)], [statement, values]]);
      if (account.length === 0) throw fail(401, 'invalid_token');
      if (operation === 'visits_get' && rows.length === 0) throw fail(404, 'not_found');
      await tx.together([[keep, accessRecord(request, operation, rows, 200)]]);
      return rows;
    });

  async function getVisit(request, reply) {
    const values = { ...context(request.actor), id: request.params.id };
    const [visit] = await read(request, 'visits_get', get, values);
    reply.header('ETag', `"${visit.version}"`).header('Cache-Control', 'private, no-store');
    return visit;
  }

  async function listVisits(request, reply) {
    const given = filters.filter((name) => request.query[name] !== undefined);
    if (!lists.has(given.join())) lists.set(given.join(), prepare(text, 'visits_list', given, { page: true }));
    const limit = request.query.limit;
    const values = { ...context(request.actor), ...request.query, page_limit: limit + 1 };
    const rows = await read(request, 'visits_list', lists.get(given.join()), values);
    reply.header('Cache-Control', 'private, no-store');
    const more = rows.length > limit;
    const last = more ? rows[limit - 1] : null;
    const cursor = more ? Buffer.from(JSON.stringify([last.planned_start, last.id])).toString('base64url') : null;
    return { items: more ? rows.slice(0, limit) : rows, next_cursor: cursor };
  }

  async function createVisit(request, reply) {
    const key = {
      subject: request.actor.sub, method: 'POST', path: '/v1/visits', key: request.headers['idempotency-key'],
      fingerprint: createHash('sha256').update(JSON.stringify(request.body)).digest(),
    };
    const visit = await store.transaction(async (tx) => {
      const [account, , rows] = await tx.together([
        [open, context(request.actor)], [claim, key], [create, { ...context(request.actor), ...request.body }],
      ]);
      if (account.length === 0) throw fail(401, 'invalid_token');
      if (rows.length === 0) throw fail(404, 'not_found');
      const stored = { ...key, status: 201, headers: '{}', body: JSON.stringify(rows[0]) };
      await tx.together([[keep, accessRecord(request, 'visits_create', rows, 201)], [answer, stored]]);
      return rows[0];
    });
    reply.code(201).header('Location', `/v1/visits/${visit.id}`).header('ETag', `"${visit.version}"`);
    return visit;
  }

  const route = (operation, method, url, handler) =>
    ({ method, url, handler, schema: contract[operation], config: { operation } });
  return [
    route('visits_get', 'GET', '/v1/visits/:id', getVisit),
    route('visits_list', 'GET', '/v1/visits', listVisits),
    route('visits_create', 'POST', '/v1/visits', createVisit),
  ];
}
