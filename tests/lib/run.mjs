// A run: one cluster with its template, one key, a folder for logs and recorded exchanges. The
// entry scripts start it (entry.mjs); a test file started alone makes its own.
import { appendFileSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Cluster } from './cluster.mjs';
import { makeKeys, Minter } from './actors.mjs';

const PORTS = process.env.CHATDONG_TEST_PORTS ?? '21500-21699';

export class Run {
  static async create() {
    const run = new Run();
    run.directory = mkdtempSync('/tmp/harness-run-');
    for (const d of ['logs', 'exchanges', 'ports']) mkdirSync(join(run.directory, d));
    run.cluster = await Cluster.start();
    run.owned = true;
    try {
      await run.cluster.makeTemplate();
      await makeKeys(run.privateFile, run.jwksFile);
      run.minter = await Minter.from(run.privateFile);
    } catch (e) {
      await run.close();
      throw e;
    }
    writeFileSync(join(run.directory, 'run.json'), JSON.stringify(run.cluster.describe()));
    return run;
  }

  static async attach(directory) {
    const run = new Run();
    run.directory = directory;
    run.cluster = Cluster.attach(JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8')));
    run.minter = await Minter.from(run.privateFile);
    return run;
  }

  get privateFile() { return join(this.directory, 'private.jwk'); }
  get jwksFile() { return join(this.directory, 'jwks.json'); }

  async close() {
    if (!this.owned) return;
    await this.cluster.stop();
    if (!process.env.CHATDONG_TEST_KEEP) rmSync(this.directory, { recursive: true, force: true });
  }

  // A free port of our range, held against the other processes of this run by a file.
  async port() {
    const [low, high] = PORTS.split('-').map(Number);
    const start = low + Math.floor(Math.random() * (high - low));
    for (let i = 0; i <= high - low; i++) {
      const port = low + ((start - low + i) % (high - low + 1));
      try {
        closeSync(openSync(join(this.directory, 'ports', String(port)), 'wx'));
      } catch {
        continue;
      }
      if (await isFree(port)) return port;
    }
    throw new Error(`no free port in ${PORTS}`);
  }

  releasePort(port) {
    rmSync(join(this.directory, 'ports', String(port)), { force: true });
  }

  record(exchange) {
    appendFileSync(join(this.directory, 'exchanges', `${process.pid}.ndjson`), `${JSON.stringify(exchange)}\n`);
  }

  // Words that must never stand in a log line (canary.test.mjs looks).
  canary(...words) {
    this.canaries ??= new Set();
    const fresh = words.filter((w) => typeof w === 'string' && w.length >= 6 && !this.canaries.has(w));
    if (!fresh.length) return;
    fresh.forEach((w) => this.canaries.add(w));
    appendFileSync(join(this.directory, 'canaries.ndjson'), fresh.map((w) => `${JSON.stringify(w)}\n`).join(''));
  }
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

let current = null;
export function openRun() {
  current ??= process.env.CHATDONG_TEST_RUN ? Run.attach(process.env.CHATDONG_TEST_RUN) : Run.create();
  return current;
}

export async function closeRun() {
  if (current) await (await current).close();
  current = null;
}
