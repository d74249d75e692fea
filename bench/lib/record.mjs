// Who measured what where, and keeping it in the README between its marks.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { run } from './shell.mjs';

const line = async (command, args) => {
  const { out, err } = await run(command, args, { quiet: true });
  return `${out}${err}`.trim().split('\n')[0];
};

export async function machine(root, cluster) {
  const [cpu] = cpus();
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
    commit: await line('git', ['-C', root, 'rev-parse', '--short', 'HEAD']),
    machine: `${cpus().length} × ${cpu.model}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${await line('uname', ['-r'])}`,
    software: [
      `PostgreSQL ${await cluster.sql('show server_version')} with${cluster.hugePages() ? '' : 'out'} huge pages`,
      await line('nginx', ['-v']),
      `Node ${process.versions.node}`,
      (await line('wrk', ['-v'])).replace(/ Copyright.*/, ''),
    ].join(', '),
  };
}

export function record(file, text, part) {
  const begin = `<!-- ${part} -->`;
  const end = `<!-- /${part} -->`;
  const now = readFileSync(file, 'utf8');
  const [from, to] = [now.indexOf(begin), now.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no place marked ${begin}`);
  writeFileSync(file, `${now.slice(0, from + begin.length)}\n${text}\n${now.slice(to)}`);
}
