// Entry of tests/contract/run and tests/scenario/run: one cluster, all test files of the folder by
// node:test, then the files that look at the whole run (last_*.test.mjs).
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './contract.mjs';
import { openRun, closeRun } from './run.mjs';

const [folder, ...rest] = process.argv.slice(2);
const fast = rest.includes('--fast');
const named = rest.filter((a) => !a.startsWith('--'));
const directory = join(ROOT, 'tests', folder);
// What --fast runs: the walls, the lists, a few generated requests; under a minute.
const FAST = { contract: ['matrix', 'rules_lists', 'property'], scenario: ['story', 'writers', 'accounts'] };
const wanted = fast && named.length === 0 ? FAST[folder] : named;
const limit = Number(process.env.CHATDONG_TEST_LIMIT_S ?? 2400) * 1000;

function files(pattern) {
  return readdirSync(directory).filter((f) => f.endsWith('.test.mjs') && pattern.test(f))
    .filter((f) => wanted.length === 0 || wanted.some((w) => f.includes(w)))
    .sort().map((f) => join(directory, f));
}

function nodeTest(list, env) {
  if (list.length === 0) return 0;
  const flags = ['--test', '--test-reporter=spec', '--test-reporter-destination=stdout'];
  flags.push(`--test-concurrency=${process.env.CHATDONG_TEST_JOBS ?? 2}`);
  const child = spawn(process.execPath, [...flags, ...list], { stdio: 'inherit', cwd: ROOT, env });
  const late = setTimeout(() => child.kill('SIGTERM'), limit);
  return new Promise((resolve) => child.once('exit', (code) => { clearTimeout(late); resolve(code ?? 1); }));
}

const started = Date.now();
const run = await openRun();
const env = { ...process.env, CHATDONG_TEST_RUN: run.directory, CHATDONG_TEST_FAST: fast ? '1' : '' };
let code = 1;
try {
  code = await nodeTest(files(/^(?!last_)/), env);
  if (wanted.length === 0) code = (await nodeTest(files(/^last_/), env)) || code;
} finally {
  await closeRun();
}
console.log(`tests/${folder}: ${code === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - started) / 1000)} s${fast ? ' (fast subset)' : ''}`);
process.exit(code);
