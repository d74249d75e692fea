// The token check alone, as a process: tokens in, verdicts out (tests/drivers/token_driver.c).
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { within } from './wait.mjs';

const ROOT = new URL('../..', import.meta.url).pathname;
const DRIVER = process.env.CHATDONG_TEST_TOKEN_DRIVER ?? `${ROOT}build/release/token_driver`;

export class TokenDriver {
  // `settings` are names of src/base/settings.def.
  constructor(settings) {
    const env = { PATH: process.env.PATH };
    for (const [name, value] of Object.entries(settings)) env[`CHATDONG_${name.toUpperCase()}`] = String(value);
    for (const name of ['ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS']) if (process.env[name]) env[name] = process.env[name];
    this.child = spawn(DRIVER, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.exited = new Promise((resolve) => this.child.once('close', (code, signal) => resolve(code ?? signal)));
    this.child.stdin.on('error', () => {});
    this.waiting = [];
    this.unasked = [];
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      const next = this.waiting.shift();
      if (next) next(line);
      else this.unasked.push(line);
    });
  }

  // The verdict on a token ("ok <sub>", "refused <code>"), or the answer to a command ("!stats").
  ask(line) {
    const answer = new Promise((resolve) => this.waiting.push(resolve));
    this.child.stdin.write(`${line}\n`);
    return within('a verdict', answer, 10_000);
  }

  async stats() {
    const words = (await this.ask('!stats')).split(' ');
    return Object.fromEntries([0, 2, 4, 6].map((i) => [words[i], Number(words[i + 1])]));
  }

  async stop() {
    this.child.stdin.end();
    return within('the token driver leaves', this.exited, 10_000);
  }
}
