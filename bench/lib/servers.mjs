// Starting the service in its modes, and the peer with its drivers.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SESSION } from './ceiling.mjs';
import { answers, serve } from './shell.mjs';
import { ISSUER } from './tokens.mjs';

/** Everything on; limits are counted but too high to be reached, idle connections may stay. */
export function startService({ root, folder, cluster, tokens }, mode, port) {
  const settings = {
    port, admin_port: port + 1, mode,
    database: cluster.conninfo('chatdong_api'),
    keys_file: tokens.keys, issuer: ISSUER, audience: 'chatdong',
    idle_timeout: 600, rate_address: 100000000, rate_subject: 100000000, rate_strict: 100000000,
    short_timeout: 2000, // a stall of a shared machine is to show as latency, not as a 503
    cursor_key: 'c'.repeat(40),
  };
  const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`CHATDONG_${name.toUpperCase()}`, String(value)]));
  env.GLIBC_TUNABLES = 'glibc.malloc.tcache_count=64'; // as in deploy/
  return serve(mode, join(root, 'build/release/chatdong'), ['serve'], {
    env, log: join(folder, `service-${mode}.log`), ready: () => answers(`http://127.0.0.1:${port + 1}/readyz`),
  });
}

export async function saveContract(url, folder) {
  const response = await fetch(`${url}/v1/openapi.json`);
  writeFileSync(join(folder, 'openapi.json'), await response.text());
  return response.headers.get('etag');
}

export function startPeer({ root, folder, cluster, tokens }, driver, port) {
  const env = {
    PEER_PORT: String(port), PEER_DRIVER: driver, PEER_TREE: root, PEER_KEY: tokens.key, PEER_ISSUER: ISSUER,
    PEER_CONTRACT: join(folder, 'openapi.json'), NODE_ENV: 'production',
    PEER_DATABASE: JSON.stringify({ socket: cluster.socket, port: cluster.port, session: SESSION }),
  };
  return serve(`peer-${driver}`, process.execPath, [join(root, 'bench/peer/server.mjs')], {
    env, log: join(folder, `peer-${driver}.log`),
    ready: () => answers(`http://127.0.0.1:${port}/v1/visits`, 401),
  });
}

export const lastLines = (server) => readFileSync(server.log, 'utf8').split('\n').slice(-8).join('\n');
