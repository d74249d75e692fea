// Proves that one request can be followed: its trace and request id stand in the service's log line,
// in the problem, in the access record and in PostgreSQL's own log.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Cluster } from '../lib/cluster.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';
import { until } from '../lib/wait.mjs';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
let cluster, fx;
before(async () => {
  cluster = await Cluster.start();
  await cluster.makeTemplate();
  await cluster.sql(`alter system set log_line_prefix = '[%a] '`);
  await cluster.sql(`alter system set log_min_duration_statement = 0`);
  await cluster.sql('select pg_reload_conf()');
  const database = await cluster.clone('traced');
  fx = await Fixture.open({ cluster, database });
});
after(async () => { await fx?.close(); await cluster?.stop(); await closeRun(); });

const headers = (id) => ({ traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, 'X-Request-Id': id });

test('trace and request id: log line, access record, PostgreSQL log', async () => {
  const target = `/v1/visits/${fx.recipes.rows.visits.A[0].id}`;
  const got = await fx.service.call('GET', target, { actor: 'nurse.A', headers: headers('trace-good') });
  assert.equal(got.status, 200, got.text);
  await until('the log line is written', () => fx.service.logLines().some((l) => l.request_id === 'trace-good'));
  const line = fx.service.logLines().find((l) => l.request_id === 'trace-good');
  assert.equal(line.trace_id, TRACE);
  const [record] = await fx.sql('select operation from access_record where request_id = $1', ['trace-good']);
  assert.equal(record.operation, 'visits_get');
  const log = readFileSync(join(cluster.directory, 'postgres.log'), 'utf8');
  assert.ok(log.split('\n').some((l) => l.startsWith(`[chatdong ${TRACE}]`) && l.includes('duration')), 'the trace is not in PostgreSQL\'s log');
});

test('a problem names the request, a bad traceparent is replaced', async () => {
  const got = await fx.service.call('GET', `/v1/visits/${crypto.randomUUID()}`, { actor: 'nurse.A', headers: { traceparent: '00-nonsense', 'X-Request-Id': 'trace-bad' } });
  assert.equal(got.status, 404);
  assert.equal(got.json.request_id, 'trace-bad');
  await until('the log line is written', () => fx.service.logLines().some((l) => l.request_id === 'trace-bad'));
  assert.match(fx.service.logLines().find((l) => l.request_id === 'trace-bad').trace_id, /^(?!4bf92f)[0-9a-f]{32}$/);
});
