// What the kernel says about processes: CPU time used and memory resident, by process tree.
import { readFileSync, readdirSync } from 'node:fs';

const TICK_MS = 10; // USER_HZ is 100 on every Linux that Debian ships

function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null; // it ended meanwhile
  }
}

export function children(pid) {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => stat(entry)?.[1] === String(pid))
    .map(Number);
}

const tree = (pid) => [pid, ...children(pid).flatMap(tree)];

/** Milliseconds of CPU that the tree used so far, children that ended and were waited for included. */
export function cpuMs(pid) {
  let ticks = 0;
  for (const each of tree(pid)) {
    const fields = stat(each);
    if (fields) ticks += [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0);
  }
  return ticks * TICK_MS;
}

/** Resident kB of the tree; shared pages of several processes count once each. */
export function rssKb(pid) {
  let sum = 0;
  for (const each of tree(pid)) {
    try {
      const status = readFileSync(`/proc/${each}/status`, 'utf8');
      sum += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    } catch {
      // it ended meanwhile
    }
  }
  return sum;
}
