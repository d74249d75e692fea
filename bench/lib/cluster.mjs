// The private PostgreSQL of the benchmark: kept between runs, one finished database as template
// and a fresh copy of it for each run. Real durability: fsync and synchronous_commit are on.
import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './shell.mjs';

const SETTINGS = `
listen_addresses = ''
max_connections = 200
shared_buffers = 1GB
fsync = on
synchronous_commit = on
full_page_writes = on
# no checkpoint and no vacuum falls into one contender's turn and not into the other's
max_wal_size = 32GB
checkpoint_timeout = 1h
autovacuum = off
log_min_messages = warning
`;

const HUGE_PAGES = '/proc/sys/vm/nr_hugepages';

const binaries = () => {
  const root = '/usr/lib/postgresql';
  const version = readdirSync(root).sort((a, b) => b - a)[0];
  return join(root, version, 'bin');
};

/** As root, PostgreSQL's own programs run as the user postgres. */
const asPostgres = (command, args) =>
  process.getuid() === 0
    ? run('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args], { cwd: '/' })
    : run(command, args);

export class Cluster {
  /** `more`: further lines of postgresql.conf, when it is made. */
  constructor(folder, more = '') {
    this.more = more;
    this.data = join(folder, 'pg');
    this.socket = join(folder, 'socket');
    this.port = 5432; // of a unix socket in a folder of our own
    this.bin = binaries();
  }

  async start() {
    this.#folders();
    if (!existsSync(join(this.data, 'PG_VERSION'))) {
      await asPostgres(join(this.bin, 'initdb'), ['-D', this.data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8',
        '--locale-provider=libc', '--locale=C.UTF-8']);
      appendFileSync(join(this.data, 'postgresql.conf'),
        `${SETTINGS}${this.more}unix_socket_directories = '${this.socket}'\nport = ${this.port}\n`);
    }
    const running = await asPostgres(join(this.bin, 'pg_ctl'), ['-D', this.data, 'status']).catch(() => null);
    if (!running) {
      await this.#reserve();
      await asPostgres(join(this.bin, 'pg_ctl'),
        ['-D', this.data, '-l', join(this.data, 'log'), '-w', '-t', '120', 'start']);
    }
  }

  /** Huge pages for its buffers, which PostgreSQL takes where there are any (huge_pages = try): with pages of 4 kB each process's
   * first touch of each page is timed, instead of the question. Only root may ask the system for them, which gives what it has. */
  async #reserve() {
    if (process.getuid() !== 0) return;
    const { out } = await asPostgres(join(this.bin, 'postgres'), ['-D', this.data, '-C', 'shared_memory_size_in_huge_pages']);
    const count = (name) => Number(new RegExp(`^HugePages_${name}: +(\\d+)`, 'm').exec(readFileSync('/proc/meminfo', 'utf8'))[1]);
    this.others = count('Total');
    const taken = this.others - count('Free') + count('Rsvd');
    writeFileSync(HUGE_PAGES, `${Math.max(this.others, taken + Number(out))}`); // no more than once, when an earlier run was killed
  }

  /** Whether it has them: its largest mapping tells. */
  hugePages = () => /^Shared_Hugetlb: +[1-9]|^Private_Hugetlb: +[1-9]/m.test(readFileSync(`/proc/${this.postmaster()}/smaps`, 'utf8'));

  #folders() {
    for (const folder of [this.data, this.socket]) {
      mkdirSync(folder, { recursive: true });
      if (process.getuid() === 0) {
        const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8').split('\n')
          .find((line) => line.startsWith('postgres:')).split(':');
        chownSync(folder, Number(uid), Number(gid));
      }
    }
    chmodSync(this.data, 0o700);
  }

  async stop() {
    await asPostgres(join(this.bin, 'pg_ctl'), ['-D', this.data, '-w', '-m', 'fast', 'stop']);
    if (this.others !== undefined) writeFileSync(HUGE_PAGES, `${this.others}`);
  }

  postmaster = () => Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);

  conninfo = (role, database = 'bench') =>
    `host=${this.socket} port=${this.port} user=${role} dbname=${database}`;

  /** Runs SQL as the superuser and returns the rows as text. */
  async sql(text, database = 'postgres', args = []) {
    const { out } = await run('psql', ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', ...args,
      this.conninfo('postgres', database)], { input: text });
    return out.trim();
  }

  /** Makes the template unless one from the same data is there that `migrate` brings up to date. */
  async ensureTemplate(data, migrate) {
    const digest = createHash('sha256').update(readFileSync(data)).digest('hex');
    return this.template('bench_template', digest, migrate, () => this.sql(readFileSync(data, 'utf8'), 'bench_template'));
  }

  /** The database `name`, filled anew unless it was filled from what `digest` names. */
  async template(name, digest, migrate, fill) {
    const have = await this.sql(`select shobj_description(oid, 'pg_database') from pg_database where datname = '${name}'`);
    if (have === digest && await migrate(name).then(() => true, () => false)) return false;
    await this.sql(`drop database if exists ${name}`);
    await this.sql(`create database ${name} template template0 encoding 'UTF8' locale 'C.UTF-8'`);
    await migrate(name);
    await fill();
    await this.sql(`comment on database ${name} is '${digest}'`);
    return true;
  }

  /** A fresh copy of the template, in the buffers. */
  async freshDatabase(template = 'bench_template') {
    await this.sql('drop database if exists bench with (force)');
    await this.sql(`create database bench template ${template} strategy file_copy`);
    await this.sql(`create extension if not exists pg_prewarm;
      select count(pg_prewarm(c.oid::regclass)) from pg_class c
       where c.relnamespace = 'chatdong'::regnamespace and c.relkind in ('r', 'i') and c.relname !~ 'history';
      checkpoint;`, 'bench');
  }
}
