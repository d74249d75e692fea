// Child processes: run one to its end, or keep one running until it is stopped by its own id.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };

export function run(command, args, { input, env, cwd, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, cwd });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8'); // a character may come in two pieces
    child.stdout.on('data', (d) => (out += d));
    child.stderr.on('data', (d) => (err += d));
    child.on('error', reject);
    child.stdin.on('error', () => {}); // it may end without having read everything
    child.on('close', (code) => {
      if (code === 0 || quiet) resolve({ code, out, err });
      else reject(new Error(`${command} ${args.join(' ').slice(0, 300)}: exit ${code}\n${err}${out.slice(-2000)}`));
    });
    child.stdin.end(input ?? '');
  });
}

const running = new Set();

/** Starts a server; its output goes to `log`. `ready` is asked until it is true. */
export async function serve(name, command, args, { env, log, ready, cwd, limit = 20000 }) {
  const sink = openSync(log, 'w'); // the process writes it itself: no CPU of ours per log line
  const child = spawn(command, args, { env: { ...process.env, ...env }, cwd, stdio: ['ignore', sink, sink] });
  closeSync(sink);
  const server = { name, pid: child.pid, log, child, ended: false, stop: () => stop(server) };
  running.add(server);
  child.on('exit', () => (server.ended = true));
  await sleep(200); // whoever answers meanwhile on its port is another one, and it ends
  for (const until = Date.now() + limit; ; await sleep(50)) {
    if (server.ended) throw new Error(`${name} ended while it started, see ${log}`);
    if (await ready().catch(() => false) && !server.ended) return server;
    if (Date.now() > until) throw new Error(`${name} is not ready after ${limit} ms, see ${log}`);
  }
}

async function stop(server) {
  running.delete(server);
  if (server.ended) return;
  server.child.kill('SIGTERM');
  for (let i = 0; i < 300 && !server.ended; i++) await sleep(50);
  if (!server.ended) server.child.kill('SIGKILL');
}

export const stopAll = () => Promise.all([...running].map(stop));

export async function answers(url, status = 200) {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.status === status;
}
