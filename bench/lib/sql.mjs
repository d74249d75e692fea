// Reads the service's own .sql files, so that the ceiling and the peer run the statements that the
// service runs: blocks `-- name:`, parameters `:name`, lines `--? name` that are left out when the
// parameter is absent, and the paging that the loader adds to lists (DESIGN.md 5).
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

function sqlFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sql'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** name → text as written, of every statement in the tree. */
export function statements(root) {
  const found = new Map();
  for (const file of [...sqlFiles(join(root, 'api')), ...sqlFiles(join(root, 'src'))]) {
    for (const block of readFileSync(file, 'utf8').split(/^-- name: */m).slice(1)) {
      const end = block.indexOf('\n');
      found.set(block.slice(0, end).trim(), block.slice(end + 1));
    }
  }
  return found;
}

/** The text that the loader makes for one set of given parameters and the first page of a list. */
export function variant(text, given, { page = false } = {}) {
  const lines = text.split('\n').filter((line) => {
    const optional = /--\?\s*(\w+)/.exec(line);
    return !optional || given.includes(optional[1]);
  });
  const order = /order by [^()]*$/.exec(text.replace(/--.*$/gm, '').trim().replace(/;$/, ''))?.[0];
  const sql = lines
    .map((line) => line.replace(/--page\s*$/, page ? `${order} limit :page_limit` : '').replace(/--.*$/, ''))
    .join('\n').trim().replace(/;$/, '');
  return page ? `${sql}\nlimit :page_limit` : sql;
}

/** `:name` → `$n`; names in order of first appearance. Literals are left alone. */
export function positional(sql) {
  const names = [];
  const text = sql.replace(/'(?:[^']|'')*'|::|:([a-z_][a-z0-9_]*)/g, (match, name) => {
    if (!name) return match;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, names };
}

/** `:name` → an expression, for pgbench, whose variables can only be numbers. */
export const substitute = (sql, expressions) =>
  sql.replace(/'(?:[^']|'')*'|::|:([a-z_][a-z0-9_]*)/g, (match, name) => {
    if (!name) return match;
    if (!(name in expressions)) throw new Error(`no value for :${name} in\n${sql}`);
    return expressions[name];
  });
