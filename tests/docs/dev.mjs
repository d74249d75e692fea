// A fresh `chatdong dev` for one document or one test, and the count of what passed.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../..');
export const binary = process.env.CHATDONG ?? path.join(root, 'build/release/chatdong');
const results = { passed: 0, failed: 0 };

export function report(ok, what, why = '') {
    results[ok ? 'passed' : 'failed']++;
    if (!ok) console.log(`WRONG   ${what}\n${why.replace(/^/gm, '        ')}`);
    return ok;
}

export function finish() {
    console.log(`${results.passed} passed, ${results.failed} failed`);
    process.exit(results.failed ? 1 : 0);
}

// A temporary folder that the database's own user may enter.
export function folder() {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'chatdong-docs-'));
    fs.chmodSync(directory, 0o755);
    return directory;
}

function sleep(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

export async function start(directory, program = binary) {
    const env = { ...process.env, CHATDONG_ADMIN_PORT: '0' };
    const log = fs.openSync(path.join(directory, 'dev.log'), 'w');
    const child = spawn(program, ['dev', '--directory', path.join(directory, 'var'), '--port', '0'],
        { cwd: root, env, stdio: ['ignore', log, log] });
    const mark = path.join(directory, 'var/dev.env');
    for (let i = 0; i < 600 && child.exitCode === null; i++) {
        if (fs.existsSync(mark) && await ready(fs.readFileSync(mark, 'utf8'))) return child;
        await sleep(100);
    }
    child.kill('SIGKILL');
    throw new Error(`chatdong dev did not start:\n${fs.readFileSync(path.join(directory, 'dev.log'), 'utf8').slice(-3000)}`);
}

async function ready(text) {
    const admin = text.match(/^export admin='?([^'\n]+)/m)?.[1];
    try {
        return (await fetch(`${admin}/readyz`)).status === 200;
    } catch {
        return false;
    }
}

export async function stop(child, what) {
    const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
    child.kill('SIGTERM');
    const code = await Promise.race([ended, sleep(40000).then(() => 'nothing in 40 s')]);
    if (code !== 0) child.kill('SIGKILL');
    report(code === 0, `${what}: chatdong dev ends on SIGTERM`, `exit: ${code}`);
}
