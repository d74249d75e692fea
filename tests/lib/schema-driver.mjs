// Asks the service's own schema engine (tests/drivers/schema_driver.c) for its verdicts.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILDS = ['build/dev', 'build/release'].map((b) => `${ROOT}${b}/schema_driver`);

export function driverPath() {
  const path = process.env.CHATDONG_SCHEMA_DRIVER ?? BUILDS.find(existsSync);
  if (!path) throw new Error('schema_driver is not built: cmake --build --preset dev');
  return path;
}

// [{schema, tests: [data, …]}] → [{valid: [bool, …]} | {refused: reason}]
export function verdicts(requests) {
  const input = requests.map((r) => JSON.stringify(r) + '\n').join('');
  const run = spawnSync(driverPath(), { input, maxBuffer: 1 << 28, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`schema_driver ended with ${run.status ?? run.signal}: ${run.stderr}`);
  return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

// The same, one question at a time, by one process: for shrinking.
export class SchemaDriver {
  #child = spawn(driverPath(), { stdio: ['pipe', 'pipe', 'inherit'] });
  #lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();

  async ask(request) {
    this.#child.stdin.write(JSON.stringify(request) + '\n');
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`schema_driver ended at ${JSON.stringify(request)}`);
    return JSON.parse(value);
  }

  close() {
    this.#child.stdin.end();
  }
}
