// The reference client, built from the contract as an app would: openapi-typescript, then tsc. It is built once for each
// content of contract and client.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function phoneClient() {
  const contract = join(root, 'openapi.yaml');
  const hash = createHash('sha256').update(readFileSync(contract)).update(readFileSync(join(root, 'clients/phone/phone.ts'))).digest('hex');
  const out = join(root, 'build', `phone-${hash.slice(0, 16)}`);
  if (!existsSync(out)) {
    const making = `${out}.${process.pid}`;
    mkdirSync(making, { recursive: true });
    cpSync(join(root, 'clients/phone'), making, { recursive: true });
    writeFileSync(join(making, 'package.json'), '{ "type": "module" }');
    const run = (tool, ...args) => execFileSync(process.execPath, [join(root, 'node_modules', tool), ...args], { cwd: making, stdio: ['ignore', 'ignore', 'inherit'] });
    run('openapi-typescript/bin/cli.js', contract, '-o', 'contract.d.ts');
    run('typescript/bin/tsc', '-p', '.');
    renameSync(making, out);
  }
  return (await import(join(out, 'phone.js'))).Phone;
}
