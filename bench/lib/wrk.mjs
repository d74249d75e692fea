// The load generator, the same for all contenders.
import { fileURLToPath } from 'node:url';
import { run } from './shell.mjs';

const SCRIPT = fileURLToPath(new URL('../wrk/load.lua', import.meta.url));

/**
 * Loads `url` for `seconds` with one scenario of wrk/load.lua. Throws when an answer has another
 * status than the scenario is to have, or a connection failed.
 */
export async function wrk(url, { scenario, arguments: extra = {}, seconds, connections = 64, threads = 2, expectError = false }) {
  const pairs = Object.entries({ scenario, ...extra }).map(([name, value]) => `${name}=${value}`);
  const { out } = await run('wrk', ['-t', threads, '-c', connections, '-d', `${seconds}s`, '--timeout', '10s',
    '-s', SCRIPT, url, '--', ...pairs].map(String));
  const line = /^RESULT (.*)$/m.exec(out);
  if (!line) throw new Error(`wrk said nothing:\n${out}`);
  const result = JSON.parse(line[1]);
  const bad = expectError ? result.requests - result.status : result.status;
  if (bad || result.connect || result.read || result.write || result.timeout) {
    throw new Error(`${scenario} at ${url}: wrong answers: ${line[1]}`);
  }
  return { ...result, rate: (result.requests * 1e6) / result.duration_us };
}
