// Months of work of many phones without a connection most of the time, over a bad network, with wrong clocks, an office
// that works at the same rows, and a service that is killed in the middle. What is done is made up from one seed.
import './webcrypto.mjs';
import assert from 'node:assert/strict';
import { DONGS } from './actors.mjs';
import { startBadNetwork } from './badnet.mjs';
import { phoneClient } from './phone-client.mjs';
import { pool, sleep, until, within } from './wait.mjs';

export function seeded(seed) { // mulberry32
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PLACES = ['A', 'B', 'C', 'D'].map((p) => DONGS[p]);
const hex = (random, n) => Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('');
const uuid = (random) => `01978f00-${hex(random, 4)}-7${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`;
const pick = (random, list) => list[Math.floor(random() * list.length)];
const DAY = 86_400_000;

export class World {
  constructor(fx, { phones, seed, residents = 25 }) {
    Object.assign(this, { fx, count: phones, seed, residents, random: seeded(seed), office: {}, officeVersions: new Map() });
    this.outcomes = {};
  }

  async open() {
    this.Phone = await phoneClient();
    this.port = await this.fx.service.run.port();
    this.network = await startBadNetwork(this.fx.service.port, this.port, seeded(this.seed + 1));
    await this.#people();
    this.phones = Array.from({ length: this.count }, (_, i) => new Device(this, i));
    this.start = await this.#versions();
  }

  // Every fifth phone is somebody's second one. All are of the demo city's four dongs.
  async #people() {
    const { fx } = this;
    this.staff = Array.from({ length: this.count - Math.floor(this.count / 5) }, (_, i) => ({
      id: uuid(this.random), role: ['nurse', 'officer', 'nurse', 'supervisor'][i % 4], dongs: [PLACES[i % 4]] }));
    for (const s of this.staff) {
      await fx.sql(`insert into chatdong.staff (id, gu_code, dong_codes, role, job, name, hired_on) values ($1, $5, $2, $3, $4, '시험', '2015-07-01')`,
        [s.id, s.dongs, s.role, s.role === 'officer' ? 'welfare_planner' : null, s.dongs[0].slice(0, 5)]);
    }
    await fx.sql(`with h as (insert into chatdong.household (dong_code, name, address, created_by, updated_by)
        select d, '가구 ' || n, '햇살로 ' || n, $2, $2 from unnest($1::text[]) d, generate_series(1, $3::int) n returning id, dong_code, name)
      insert into chatdong.resident (dong_code, household_id, name, birth_date, sex, address, created_by, updated_by)
      select dong_code, id, '주민 ' || name, '1950-01-01', 'female', '햇살로', $2, $2 from h`, [PLACES, this.staff[0].id, this.residents]);
  }

  async #versions() {
    const rows = await this.fx.sql(['visit', 'resident', 'household'].map((t) => `select '${t} ' || id as key, version from chatdong.${t}`).join(' union all '));
    return new Map(rows.map((r) => [r.key, r.version]));
  }

  // The office changes what phones have too: texts, plans, and who lives where.
  async officeWorks() {
    const random = this.random;
    const what = random();
    if (what < 0.45) return this.#byOffice('resident', `set notes = '사무실 ' || $2::int where id = (select id from chatdong.resident where dong_code = any ($1) order by md5(id || $2::int::text) limit 1)`);
    if (what < 0.7) return this.#byOffice('household', `set name = '이름 ' || $2::int where id = (select id from chatdong.household where dong_code = any ($1) order by md5(id || $2::int::text) limit 1)`);
    if (what < 0.9) return this.#byOffice('visit', `set status = 'cancelled', reason = '사무실 ' || $2::int where id = (select id from chatdong.visit where dong_code = any ($1) and status = 'planned' order by md5(id || $2::int::text) limit 1 for update skip locked)`);
    // A family moves; its residents go along, what was planned here is cancelled, and old visits stay where they were made.
    const moved = await this.fx.sql(`with h as (select id, dong_code from chatdong.household where name like '%가구%' or name like '이름%' order by md5(id || $2::int::text) limit 1)
      update chatdong.household x set dong_code = (select d from unnest($1::text[]) d where d <> h.dong_code order by md5(d || $2::int::text) limit 1)
      from h where x.id = h.id returning x.id, x.updated_at::text as at`, [PLACES, Math.floor(random() * 1e9)]);
    for (const { id, at } of moved) {
      this.#noteOffice(`household ${id}`);
      for (const table of ['resident', 'visit']) {
        for (const r of await this.fx.sql(`select id from chatdong.${table}_history where household_id = $1 and replaced_at = $2::timestamptz`, [id, at])) this.#noteOffice(`${table} ${r.id}`);
      }
    }
  }

  async #byOffice(table, change) {
    for (const { id } of await this.fx.sql(`update chatdong.${table} ${change} returning id`, [PLACES, Math.floor(this.random() * 1e9)])) this.#noteOffice(`${table} ${id}`);
  }

  #noteOffice(key) {
    this.officeVersions.set(key, (this.officeVersions.get(key) ?? 0) + 1);
  }

  // Days in which every phone works and sometimes has a connection.
  async days(n, { killEvery = 0 } = {}) {
    for (let day = 0; day < n; day++) {
      const kill = killEvery > 0 && day % killEvery === killEvery - 1;
      const work = pool(this.phones, 16, (phone) => phone.day(day));
      const office = (async () => { for (let i = 0; i < 3; i++) { await this.officeWorks(); await sleep(this.random() * 30); } })();
      if (kill) {
        await sleep(20 + this.random() * 150);
        await this.fx.service.restart();
        this.kills = (this.kills ?? 0) + 1;
      }
      await within('a day of all phones', Promise.all([work, office]), 300_000);
      if (day === Math.floor(n / 2)) await this.phones[0].getsMoreDongs();
    }
  }

  // The network is good at last.
  async settle() {
    this.network.bad = false;
    await sleep(500); // doubled requests that are still under way
    await pool(this.phones, 8, (phone) => phone.finish());
    // What the last ones sent reaches the first ones when everything that runs now has ended.
    const [{ last }] = await this.fx.sql('select pg_current_xact_id()::text as last');
    await until('what runs has ended', async () => (await this.fx.sql('select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as past', [last]))[0].past, 600_000); // of every database here: another test may load a city
    await pool(this.phones, 8, (phone) => phone.finish());
  }

  async check() {
    await this.#checkOnce();
    await pool(this.phones, 4, (phone) => phone.check());
  }

  // What was accepted has made one version, and no other version is there than those and the office's.
  async #checkOnce() {
    const accepted = new Map();
    const made = new Map();
    for (const phone of this.phones) {
      const answered = new Map(phone.state.results.map((r) => [r.change_id, r]));
      assert.equal(answered.size, phone.state.results.length, 'a change was answered to its phone twice');
      for (const change of phone.made) {
        const result = answered.get(change.change_id);
        assert.ok(result, `a change was lost: ${change.operation}`);
        this.outcomes[result.outcome] = (this.outcomes[result.outcome] ?? 0) + 1;
        if (!['applied', 'merged'].includes(result.outcome)) continue;
        const key = `${change.operation.replace(/s_.*/, '')} ${change.id}`;
        const list = accepted.get(key) ?? [];
        list.push(result.version);
        accepted.set(key, list);
        made.set(`${key} ${result.version}`, { change, staff: phone.staff.id });
      }
    }
    const sent = this.phones.reduce((n, p) => n + p.made.length, 0);
    const [{ n }] = await this.fx.sql('select count(*) as n from chatdong.sync_change');
    assert.equal(n, sent, 'the service knows as many changes as were made');
    const now = await this.#versions();
    for (const [key, versions] of accepted) assert.equal(new Set(versions).size, versions.length, `two changes made one version of ${key}`);
    for (const [key, version] of now) {
      const first = this.start.get(key) ?? 0;
      const expected = first + (accepted.get(key)?.length ?? 0) + (this.officeVersions.get(key) ?? 0);
      assert.equal(version, expected, `${key}: version ${version}, but ${first} at first, ${accepted.get(key)?.length ?? 0} changes of phones and ${this.officeVersions.get(key) ?? 0} of the office`);
    }
    await this.#checkValues(made);
  }

  // Each version has what its change said, by whom.
  async #checkValues(made) {
    for (const table of ['visit', 'resident', 'household']) {
      const rows = await this.fx.sql(`select id, version, updated_by, to_jsonb(t) as row from chatdong.${table} t
        union all select id, version, updated_by, to_jsonb(t) - 'replaced_at' from chatdong.${table}_history t`);
      const found = new Map(rows.map((r) => [`${table} ${r.id} ${r.version}`, r]));
      for (const [key, { change, staff }] of made) {
        if (!key.startsWith(`${table} `)) continue;
        const row = found.get(key);
        assert.ok(row, `${key} is not in the history`);
        assert.equal(row.updated_by, staff);
        for (const field of ['notes', 'name', 'language', 'outcome', 'reason']) {
          if (change.body && field in change.body) assert.equal(row.row[field], change.body[field], `${key} ${field}`);
        }
      }
    }
  }

  async close() {
    await this.network?.close();
    if (this.port) this.fx.service.run.releasePort(this.port);
  }
}

class Device {
  constructor(world, i) {
    this.world = world;
    this.number = i;
    this.random = seeded(world.seed * 1000 + i);
    this.staff = world.staff[i % world.staff.length];
    this.skew = (this.random() - 0.5) * 30 * 60_000; // up to a quarter of an hour
    this.made = [];
    this.saved = JSON.stringify({ deviceId: uuid(this.random), cursor: null, rows: {}, outbox: [], results: [] });
    this.wake();
  }

  // The app starts from what was saved.
  wake() {
    const { run } = this.world.fx.service;
    this.phone = new this.world.Phone(JSON.parse(this.saved), {
      url: `http://127.0.0.1:${this.world.port}`,
      token: () => run.minter.token({ key: `phone ${this.staff.id} ${this.staff.dongs}`, role: this.staff.role, sub: this.staff.id, dongs: this.staff.dongs,
        job: this.staff.role === 'officer' ? 'welfare_planner' : undefined }),
      save: (state) => { this.saved = JSON.stringify(state); },
      now: () => new Date(Date.now() + this.skew),
    });
  }

  get state() { return this.phone.state; }

  async day(n) {
    for (let i = Math.floor(this.random() * 3); i >= 0; i--) this.#work(n);
    if (this.random() < 0.05) this.skew = (this.random() - 0.5) * 30 * 60_000;
    if (this.random() < 0.6) await this.#try();
  }

  // A sync that may fail; now and then the app dies with it.
  async #try() {
    try {
      await this.phone.sync();
      return true;
    } catch (e) {
      if (e instanceof assert.AssertionError || /40[0-9]|42[0-9]|500/.test(e.message)) throw e;
      if (this.random() < 0.3) this.wake();
      return false;
    }
  }

  async finish() {
    for (let i = 0; i < 40; i++) {
      if (await this.#try() && this.state.outbox.length === 0) return;
      await sleep(100);
    }
    throw new Error(`phone ${this.number} never got through`);
  }

  #rows(type) {
    return Object.values(this.state.rows).filter((r) => r.type === type).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #record(operation, row, body) {
    const change = { change_id: uuid(this.random), operation, id: row.id, made_at: new Date(Date.now() + this.skew).toISOString(),
      ...(operation === 'visits_create' ? {} : { base_version: row.version }), ...(body ? { body } : {}) };
    this.made.push(change);
    this.phone.record(change);
  }

  #work(day) {
    const random = this.random;
    const what = random();
    const residents = this.#rows('resident');
    const visits = this.#rows('visit');
    if (residents.length === 0) return;
    if (what < 0.3) return this.#plan(day, pick(random, residents));
    if (what < 0.5) return this.#record('residents_update', pick(random, residents), pick(random, [{ notes: `메모 ${hex(random, 6)}` }, { language: pick(random, ['en', 'vi', 'zh', 'ko']) }]));
    const households = this.#rows('household');
    if (what < 0.6 && households.length > 0) return this.#record('households_update', pick(random, households), { notes: `가구 메모 ${hex(random, 6)}` });
    if (visits.length > 0) this.#visit(pick(random, visits));
  }

  #plan(day, resident) {
    const start = Date.UTC(2031, 0, 1) + day * DAY + Math.floor(this.random() * 20) * 1_800_000;
    this.#record('visits_create', { id: uuid(this.random) }, { resident_id: resident.id, program: 'senior-level', kind: 'phone', notes: `계획 ${hex(this.random, 6)}`,
      planned_start: new Date(start).toISOString(), planned_end: new Date(start + 1_200_000).toISOString() });
  }

  // Checked in and completed without a connection; or it came to nothing.
  #visit(visit) {
    const what = this.random();
    if (what < 0.5) {
      this.#record('visits_check_in', visit);
      this.#record('visits_complete', visit, { outcome: 'done', notes: `방문 ${hex(this.random, 6)}` });
    } else if (what < 0.65) {
      this.#record('visits_cancel', visit, { reason: `취소 ${hex(this.random, 6)}` });
    } else if (what < 0.8) {
      this.#record('visits_miss', visit, { reason: `부재 ${hex(this.random, 6)}` });
    } else {
      this.#record('visits_update', visit, { notes: `추가 ${hex(this.random, 6)}` });
    }
  }

  // Another dong falls to this person, and the token says so.
  async getsMoreDongs() {
    const more = PLACES.find((d) => d.slice(0, 5) === this.staff.dongs[0].slice(0, 5) && !this.staff.dongs.includes(d));
    this.staff.dongs = [...this.staff.dongs, more].sort();
    await this.world.fx.sql('update chatdong.staff set dong_codes = $2 where id = $1', [this.staff.id, this.staff.dongs]);
  }

  // What this phone holds is what the service has, and what a new phone of the same person would get is among it.
  async check() {
    const { fx } = this.world;
    const rows = Object.values(this.state.rows);
    const now = new Map();
    for (const type of ['household', 'resident', 'visit']) {
      const found = await fx.sql(`select v.item from chatdong.sync_${type} v where v.dong_code = any ($1)`, [this.staff.dongs]);
      for (const { item } of found) now.set(`${type} ${item.id}`, item);
    }
    for (const row of rows) assert.deepEqual(row, now.get(`${row.type} ${row.id}`), `phone ${this.number} holds another ${row.type}`);
    const newOne = new this.world.Phone({ deviceId: uuid(this.random), cursor: null, rows: {}, outbox: [], results: [] }, this.phone.around);
    const { saved } = this;
    await newOne.pull();
    this.saved = saved;
    for (const key of Object.keys(newOne.state.rows)) assert.ok(key in this.state.rows, `phone ${this.number} lacks ${key}`);
  }
}
