// One private PostgreSQL per test run: C.UTF-8, unix socket only, an unprivileged user when we are
// root, gone with the process that started it. Databases are cloned from a migrated template.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, readFileSync, openSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { ROOT } from './contract.mjs';
import { until } from './wait.mjs';

export const TEMPLATE = 'chatdong_template';
export const BIN = process.env.CHATDONG_BIN ?? `${ROOT}/build/release/chatdong`;
pg.types.setTypeParser(20, Number);

const serverBin = () => {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.length ? `${base}/${versions[0]}/bin/` : '';
};

const account = () => {
  if (process.getuid() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const id = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    if (id.status === 0) {
      return { name, uid: Number(id.stdout), gid: Number(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout) };
    }
  }
  throw new Error('no unprivileged account for PostgreSQL');
};

// setpriv ties the child to this process: a killed test run leaves no server behind.
const wrapped = (who, program, args) => [
  'setpriv', ['--pdeathsig', 'KILL', ...(who ? ['--reuid', String(who.uid), '--regid', String(who.gid), '--clear-groups'] : []), program, ...args]];

// Of several statements in one text, which have no parameters: the rows of each.
export const rowsOf = (result) => (Array.isArray(result) ? result.map((one) => one.rows) : result.rows);

export class Cluster {
  // `safe` keeps fsync on, for tests of what survives a crash of PostgreSQL.
  static async start({ directory = null, safe = false } = {}) {
    const self = new Cluster();
    self.directory = directory ?? mkdtempSync('/tmp/harness-cluster-');
    self.data = join(self.directory, 'data');
    self.who = account();
    self.safe = safe;
    chmodSync(self.directory, 0o755);
    self.socket = join(self.directory, 's');
    mkdirSync(self.socket);
    mkdirSync(self.data);
    if (self.who) for (const d of [self.data, self.socket]) chownSync(d, self.who.uid, self.who.gid);
    const [cmd, args] = wrapped(self.who, `${serverBin()}initdb`,
      ['-D', self.data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
    const made = spawnSync(cmd, args, { encoding: 'utf8', cwd: '/', timeout: 60_000, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}${made.stdout}`);
    await self.up();
    return self;
  }

  async up() {
    const log = openSync(join(this.directory, 'postgres.log'), 'a');
    const options = { listen_addresses: '', unix_socket_directories: this.socket, max_connections: 300,
      shared_buffers: '128MB', log_min_messages: 'warning', log_min_error_statement: 'panic', max_prepared_transactions: 2,
      ...(this.safe ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'on', autovacuum: 'off' }) };
    const [cmd, args] = wrapped(this.who, `${serverBin()}postgres`,
      ['-D', this.data, ...Object.entries(options).flatMap(([k, v]) => ['-c', `${k}=${v}`])]);
    this.child = spawn(cmd, args, { stdio: ['ignore', log, log], cwd: '/' });
    this.exited = new Promise((resolve) => this.child.once('exit', resolve));
    await until('PostgreSQL answers', async () => {
      if (this.child.exitCode !== null) throw new Error(`PostgreSQL left: ${readFileSync(join(this.directory, 'postgres.log'), 'utf8').slice(-500)}`);
      await this.sql('select 1');
      return true;
    }, 20_000);
  }

  // SIGINT is PostgreSQL's fast shutdown.
  async down(signal = 'SIGINT') {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill(signal);
      const late = setTimeout(() => this.child.kill('SIGQUIT'), 15_000);
      await this.exited;
      clearTimeout(late);
    }
  }

  async stop() {
    await this.down();
    rmSync(this.directory, { recursive: true, force: true });
  }

  // What another process needs to use this cluster.
  describe() {
    return { directory: this.directory, socket: this.socket };
  }

  static attach({ directory, socket }) {
    return Object.assign(new Cluster(), { directory, socket });
  }

  conninfo(database, user = 'chatdong_api') {
    return `host=${this.socket} user=${user} dbname=${database}`;
  }

  async connect(database = 'postgres', user = 'postgres') {
    const client = new pg.Client({ host: this.socket, user, database, connectionTimeoutMillis: 5000, options: '-c search_path=chatdong,public' });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  async sql(text, params = [], { database = 'postgres', user = 'postgres' } = {}) {
    const client = await this.connect(database, user);
    try {
      return rowsOf(await client.query(text, params));
    } finally {
      await client.end();
    }
  }

  // An empty database, `chatdong migrate` (which makes the roles when a superuser runs it), the demo city.
  async makeTemplate() {
    await this.sql(`create database ${TEMPLATE} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`);
    const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', CHATDONG_OWNER_DATABASE: this.conninfo(TEMPLATE, 'postgres') };
    const run = spawnSync(BIN, ['migrate'], { encoding: 'utf8', env, cwd: ROOT, timeout: 60_000 });
    if (run.status !== 0) throw new Error(`chatdong migrate: ${run.status ?? run.error} ${run.stdout}${run.stderr}`);
    await this.loadDemo();
  }

  async loadDemo() {
    const folder = `${ROOT}/sql/reference/demo`;
    const client = await this.connect(TEMPLATE);
    try {
      for (const file of readdirSync(folder).filter((f) => f.endsWith('.sql')).sort()) {
        await client.query('reset role; set search_path = public');
        await client.query(readFileSync(join(folder, file), 'utf8')).catch((e) => { throw new Error(`${file}: ${e.message}`); });
      }
    } finally {
      await client.end();
    }
  }

  async clone(name, template = TEMPLATE) {
    await this.sql(`create database ${name} template ${template} strategy file_copy`);
    return name;
  }

  async drop(name) {
    await this.sql(`drop database if exists ${name} with (force)`);
  }
}
