// The peer: what a user would pick instead. Fastify with its Ajv (the contract's own schemas), its
// compiled serializer, a cached token verifier and the same statements in the same transactions.
// Two processes, as there are two cores. Environment: PEER_PORT, PEER_DRIVER (postgres | pg),
// PEER_DATABASE (JSON), PEER_CONTRACT (openapi.json of the service), PEER_KEY (public PEM),
// PEER_ISSUER, PEER_TREE (where the .sql files are).
import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { createVerifier } from 'fast-jwt';
import Fastify from 'fastify';
import { operations } from './operations.mjs';
import { schemas } from './schemas.mjs';

const PROCESSES = 2;

function verifier() {
  return createVerifier({
    key: readFileSync(process.env.PEER_KEY, 'utf8'),
    algorithms: ['ES256'],
    allowedIss: process.env.PEER_ISSUER,
    allowedAud: 'chatdong',
    requiredClaims: ['sub', 'role', 'exp'],
    clockTolerance: 60_000,
    cache: 4096,
    cacheTTL: 60_000,
    cacheKeyBuilder: (token) => token, // the fast way that its manual names
  });
}

/** Text in the query becomes numbers, a body's values stay what they are; all errors at once. */
function validators() {
  const ajv = (coerceTypes) => formats(new Ajv({ allErrors: true, coerceTypes, useDefaults: true, strict: false }));
  const text = ajv(true);
  const body = ajv(false);
  return ({ schema, httpPart }) => (httpPart === 'body' ? body : text).compile(schema);
}

const problem = (status, title, more = {}) => ({ type: 'about:blank', title, status, ...more });

function onError(error, request, reply) {
  const status = error.statusCode ?? (error.code === '23P01' ? 409 : error.code === '23505' ? 409 : 500);
  if (status >= 500) request.log.error({ code: error.code }, error.message);
  reply.code(status).type('application/problem+json');
  reply.send(problem(status, error.message, { request_id: request.id, errors: error.validation }));
}

async function serve() {
  const app = Fastify({
    logger: { level: 'info' },
    disableRequestLogging: true, // one line per answer instead of two, below
    genReqId: () => randomUUID(),
  });
  app.setValidatorCompiler(validators());
  const verify = verifier();
  app.setErrorHandler(onError);
  app.addHook('onRequest', async (request, reply) => {
    const header = request.headers.authorization;
    if (!header?.startsWith('Bearer ')) return reply.code(401).send(problem(401, 'missing_token'));
    try {
      request.actor = verify(header.slice(7));
    } catch {
      return reply.code(401).send(problem(401, 'invalid_token'));
    }
    if (!['nurse', 'officer', 'supervisor', 'district_admin'].includes(request.actor.role)) {
      return reply.code(403).send(problem(403, 'forbidden'));
    }
  });
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({
      request_id: request.id, method: request.method, operation: request.routeOptions.config.operation,
      status: reply.statusCode, duration_us: Math.round(reply.elapsedTime * 1000), actor: request.actor?.sub,
    }, 'request');
  });
  const { store } = await import(`./store-${process.env.PEER_DRIVER}.mjs`);
  const contract = schemas(JSON.parse(readFileSync(process.env.PEER_CONTRACT, 'utf8')));
  for (const route of operations(contract, process.env.PEER_TREE, store)) app.route(route);
  await app.listen({ port: Number(process.env.PEER_PORT), host: '127.0.0.1', backlog: 1024 });
}

if (cluster.isPrimary) {
  for (let i = 0; i < PROCESSES; i++) cluster.fork();
  cluster.on('exit', (_, code) => process.exit(code || 1));
  process.on('SIGTERM', () => process.exit(0));
} else {
  await serve();
}
