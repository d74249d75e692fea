// One service under test: its own process, ports and database.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BIN, rowsOf } from './cluster.mjs';
import { ISSUER, AUDIENCE } from './actors.mjs';
import { Client } from './client.mjs';
import { openRun } from './run.mjs';
import { until, within } from './wait.mjs';

// No rate limits unless a test is about them: the tests send thousands of requests a minute.
const DEFAULTS = { rate_address: 0, rate_subject: 0, rate_strict: 0, log_level: 'info', short_timeout: 2000,
  cursor_key: 'the cursor key of the tests, 32 bytes or more', audit_key: 'the audit key of the tests, 32 bytes or more',
  register_key: 'the register key of the tests, 32 bytes or more' };

let number = 0;

export class Service {
  // `settings` are names of src/base/settings.def (null: not set); `database` an existing clone (default: a new one).
  static async start({ settings = {}, database = null, wait = true, env = {}, command = ['serve'], cluster = null } = {}) {
    const self = new Service();
    self.run = await openRun();
    self.cluster = cluster ?? self.run.cluster;
    self.ownsDatabase = database === null;
    self.database = database ?? await self.cluster.clone(`t_${process.pid}_${++number}`);
    self.port = await self.run.port();
    self.adminPort = await self.run.port();
    self.logFile = join(self.run.directory, 'logs', `${process.pid}-${++number}.log`);
    self.command = command;
    self.env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC', ...sanitizers(), ...env };
    const all = { ...DEFAULTS, bind: '127.0.0.1', port: self.port, admin_port: self.adminPort,
      database: self.cluster.conninfo(self.database), worker_database: '', issuer: ISSUER, audience: AUDIENCE,
      keys_file: self.run.jwksFile, ...settings };
    for (const [name, value] of Object.entries(all)) if (value !== null) self.env[`CHATDONG_${name.toUpperCase()}`] = String(value);
    self.client = new Client(self.run, { port: self.port });
    await self.launch(wait);
    return self;
  }

  async launch(wait = true) {
    const log = openSync(this.logFile, 'a');
    this.child = spawn('setpriv', ['--pdeathsig', 'KILL', BIN, ...this.command], { env: this.env, stdio: ['ignore', log, log] });
    closeSync(log);
    this.exited = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({ code, signal })));
    if (wait) await this.ready();
  }

  get pid() { return this.child.pid; }
  get running() { return this.child.exitCode === null && this.child.signalCode === null; }

  log() {
    return readFileSync(this.logFile, 'utf8');
  }

  logLines() {
    return this.log().split('\n').filter((l) => l.startsWith('{')).map((l) => JSON.parse(l));
  }

  async ready(limit = 60_000) {
    await until('the service is ready', async () => {
      if (!this.running) throw Object.assign(new Error(`the service left (${this.child.exitCode ?? this.child.signalCode}): ${this.log().slice(-1500)}`), { fatal: true });
      return (await this.admin('/readyz')).status === 200;
    }, limit).catch(async (e) => { await this.kill(); throw new Error(`${e.message}\n${this.log().slice(-1500)}`); });
  }

  admin(path) {
    return this.client.bare({ port: this.adminPort, path });
  }

  signal(name) {
    process.kill(this.pid, name);
  }

  // SIGTERM and its exit code.
  async terminate(limit = 30_000) {
    if (this.running) this.signal('SIGTERM');
    return within('the service leaves after SIGTERM', this.exited, limit);
  }

  async kill() {
    if (this.running) this.child.kill('SIGKILL');
    return within('the killed service is gone', this.exited, 10_000);
  }

  async restart() {
    await this.kill();
    this.client.forget();
    await this.launch();
  }

  rss() {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)[1]);
  }

  async stop() {
    this.client.close();
    let left = { code: null };
    try {
      left = await this.terminate();
    } catch {
      await this.kill();
    }
    await this.db?.end().catch(() => {});
    if (this.ownsDatabase) await this.cluster.drop(this.database);
    this.run.releasePort(this.port);
    this.run.releasePort(this.adminPort);
    return left;
  }

  // As `actor` ("nurse.A"); `actor: null` sends no token.
  call(method, target, options = {}) {
    return this.client.call({ method, target, ...options });
  }

  // On one connection that is kept; a lost one is opened again.
  async sql(text, params) {
    this.db ??= await this.cluster.connect(this.database);
    try {
      return rowsOf(await this.db.query(text, params));
    } catch (e) {
      if (e.severity && !/^57P/.test(e.code)) throw e;
      this.db = null;
      return this.cluster.sql(text, params, { database: this.database });
    }
  }
}

function sanitizers() {
  const found = {};
  for (const name of ['ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS', 'LSAN_OPTIONS']) {
    if (process.env[name]) found[name] = process.env[name];
  }
  return found;
}
