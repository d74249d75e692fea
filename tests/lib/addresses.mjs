// A register of Seoul's real roads and dongs with made-up numbers and lots, and its addresses in the forms in which
// people type them. Deterministic: the same seed gives the same register and the same texts.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './contract.mjs';

export const DATA = join(process.env.CHATDONG_SHARED ?? '../shared', 'data');
const DRIVER = process.env.CHATDONG_TEST_ADDRESS_DRIVER ?? `${ROOT}/build/release/address_driver`;

export const hasData = () => existsSync(join(DATA, 'road_names_by_gu.csv'));

export function csv(name) {
  const [head, ...lines] = readFileSync(join(DATA, name), 'utf8').replace(/^\ufeff/, '').trim().split(/\r?\n/);
  const keys = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((v, i) => [keys[i], v])));
}

export function random(seed) {
  let a = seed >>> 0;
  const next = () => { // mulberry32
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const to = (n) => Math.floor(next() * n);
  return { next, to, pick: (list) => list[to(list.length)], chance: (p) => next() < p, between: (lo, hi) => lo + to(hi - lo + 1) };
}

// Districts, legal dongs and their dongs of today.
export function places() {
  const gu = new Map(csv('gu.csv').map((g) => [g.code, g.name_ko]));
  const dongs = new Map(csv('dong.csv').map((d) => [d.code, d]));
  const legals = new Map(csv('legal_dong.csv').map((l) => [l.code, { ...l, dongs: [] }]));
  for (const p of csv('legal_to_admin.csv')) {
    if (dongs.has(p.admin_code)) legals.get(p.legal_code)?.dongs.push(p.admin_code);
  }
  const ofGu = Map.groupBy ? Map.groupBy(legals.values(), (l) => l.gu_code)
    : [...legals.values()].reduce((m, l) => m.set(l.gu_code, [...(m.get(l.gu_code) ?? []), l]), new Map());
  return { gu, dongs, legals, ofGu };
}

const NAMES = ['현대아파트', '래미안', '삼성빌딩', '한신빌라', '동성빌딩', '호반써밋', '반도빌라', '실크로드빌딩', '중앙교회', '대우타워',
  '경희한의원', '산호빌라', '두산위브', '길성빌딩', '구로빌딩', '로얄팰리스', '2단지아파트', 'LG빌딩', 'A타워', '우리은행'];

// Districts, dongs of all times, legal dongs and pairs, as the owner; what has become of dongs is not in these tables.
export async function loadPlaces(client) {
  const all = (table, columns, rows, more = '') => client.query(
    `insert into ${table} (${columns}) select * from unnest(${columns.split(', ').map((c, i) => `$${i + 1}::${c.startsWith('valid') ? 'date' : 'text'}[]`).join(', ')}) on conflict do nothing ${more}`,
    columns.split(', ').map((_, i) => rows.map((r) => r[i] || null)));
  await all('district', 'code, name', csv('gu.csv').map((g) => [g.code, g.name_ko]));
  const names = new Map(csv('dong.csv').map((d) => [d.code, d.name_ko]));
  await all('dong', 'code, gu_code, name, name_official, valid_from, valid_to',
    csv('dong_history.csv').map((d) => [d.code, d.gu_code, names.get(d.code) ?? d.name_official, d.name_official, d.valid_from, d.valid_to]));
  await all('legal_dong', 'code, gu_code, name', csv('legal_dong.csv').map((l) => [l.code, l.gu_code, l.name_ko]));
  await all('legal_dong_dong', 'legal_code, dong_code', csv('legal_to_admin.csv').filter((p) => names.has(p.admin_code)).map((p) => [p.legal_code, p.admin_code]));
  await client.query('select * from dong_alias_renew()');
}

export class Register {
  constructor(seed, each = 12) {
    this.random = random(seed);
    this.places = places();
    this.buildings = [];
    this.lots = new Map();
    for (const road of csv('road_names_by_gu.csv')) {
      if (!/^(.+)\1$/.test(road.road_name)) this.#road(road, each);
    }
    this.index();
  }

  index() {
    this.byRoad = new Map();
    this.byLot = new Map();
    for (const b of this.buildings) {
      push(this.byRoad, `${b.road_key} ${b.basement} ${b.main_no}-${b.sub_no}`, b);
      push(this.byLot, `${this.places.legals.get(b.legal_code).name_ko} ${b.mountain} ${b.lot_main}-${b.lot_sub}`, b);
    }
  }

  // Along a road the numbers rise, and with them legal dong and dong change.
  #road(road, each) {
    const r = this.random;
    const seen = (road.legal_codes_seen || '').split(/[;|/ ]/).map((c) => this.places.legals.get(c)).filter((l) => l?.dongs.length);
    const known = seen.length ? seen : [r.pick(this.places.ofGu.get(road.gu_code)), r.pick(this.places.ofGu.get(road.gu_code))].filter((l) => l.dongs.length);
    if (!known.length) return;
    const parts = Array.from({ length: r.pick([1, 1, 2, 2, 3]) }, () => { const legal = r.pick(known); return { legal, dong: r.pick(legal.dongs) }; });
    const most = Math.max(Number(road.max_building_no_seen) || 0, 20);
    const numbers = new Set();
    for (let i = 0; i < each; i++) numbers.add(r.chance(0.3) ? r.between(1, Math.min(most, 40)) : r.between(1, most));
    const sorted = [...numbers].sort((a, b) => a - b);
    sorted.forEach((main, i) => {
      const part = parts[Math.floor((i * parts.length) / sorted.length)];
      this.#add(road, part, main, r.chance(0.35) ? r.between(1, 40) : 0);
      if (r.chance(0.2)) this.#add(road, part, main, r.between(41, 60));
    });
  }

  #add(road, { legal, dong }, main_no, sub_no) {
    const r = this.random;
    let lot;
    do {
      lot = { mountain: r.chance(0.03), lot_main: r.between(1, 1400), lot_sub: r.chance(0.7) ? r.between(1, 90) : 0 };
    } while (this.lots.has(`${legal.code} ${JSON.stringify(lot)}`));
    this.lots.set(`${legal.code} ${JSON.stringify(lot)}`, dong);
    const basement = r.chance(0.02);
    this.buildings.push({ management_no: String(this.buildings.length).padStart(25, '0'), dong_code: dong, legal_code: legal.code,
      gu_code: road.gu_code, road_code: '', road_name: road.road_name, road_key: road.road_name, basement, main_no, sub_no, ...lot,
      name: r.chance(0.3) ? r.pick(NAMES) : '', zip: '' });
  }

  // Whether a text without its district means one dong at most.
  alone(b, byLot) {
    const same = byLot ? this.byLot.get(`${this.places.legals.get(b.legal_code).name_ko} ${b.mountain} ${b.lot_main}-${b.lot_sub}`)
      : this.byRoad.get(`${b.road_key} ${b.basement} ${b.main_no}-${b.sub_no}`);
    return same.every((o) => o.gu_code === b.gu_code);
  }

  // The same address in the same district in two dongs has no right answer.
  sound(b, byLot) {
    const same = byLot ? this.byLot.get(`${this.places.legals.get(b.legal_code).name_ko} ${b.mountain} ${b.lot_main}-${b.lot_sub}`)
      : this.byRoad.get(`${b.road_key} ${b.basement} ${b.main_no}-${b.sub_no}`);
    return same.filter((o) => o.gu_code === b.gu_code).every((o) => o.dong_code === b.dong_code);
  }

  async load(client) {
    const columns = { management_no: 'text', dong_code: 'text', legal_code: 'text', gu_code: 'text', road_code: 'text', road_name: 'text',
      road_key: 'text', basement: 'boolean', main_no: 'int', sub_no: 'int', mountain: 'boolean', lot_main: 'int', lot_sub: 'int',
      name: 'text', zip: 'text' };
    const names = Object.keys(columns);
    await client.query(`insert into building (${names.join(', ')}, name_key)
      select ${names.map((n) => `u.${n}`).join(', ')}, lower(replace(u.name, ' ', ''))
        from unnest(${names.map((n, i) => `$${i + 1}::${columns[n]}[]`).join(', ')}) as u (${names.join(', ')})`,
    names.map((n) => this.buildings.map((b) => b[n])));
    await client.query('analyze building');
  }
}

function push(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

const FULL = (text) => text.replace(/[0-9-]/g, (c) => String.fromCodePoint(c.codePointAt(0) + 0xfee0));

// One typed form of a building's address. Every habit has its own chance, so that they meet.
export class Typist {
  constructor(register, seed) {
    Object.assign(this, { register, random: random(seed) });
  }

  type(b) {
    const r = this.random;
    const byLot = r.chance(0.35);
    if (!this.register.sound(b, byLot)) return null;
    const place = this.#place(b, byLot);
    const body = byLot ? this.#lot(b) : this.#road(b);
    const text = `${place}${body}${this.#detail(b, byLot, body)}`.trim();
    return { text: this.#form(text), byLot, dong: b.dong_code };
  }

  #place(b, byLot) {
    const r = this.random;
    const city = r.pick(['', '', '서울 ', '서울시 ', '서울특별시 ', '서울특별시 ', '대한민국 서울특별시 ', '서울 특별시 ']);
    const name = this.register.places.gu.get(b.gu_code);
    const keep = !this.register.alone(b, byLot) || r.chance(0.7);
    // 중 alone is nobody's word for 중구.
    const gu = keep ? `${r.chance(0.1) && name.length > 2 && this.register.alone(b, byLot) ? name.slice(0, -1) : name} ` : '';
    const legal = !byLot && r.chance(0.12) ? `${this.register.places.legals.get(b.legal_code).name_ko} ` : '';
    return `${city}${gu}${legal}`;
  }

  #number(main, sub, lot) {
    const r = this.random;
    const end = r.pick(lot ? ['', '', '', '번지', '번지'] : ['', '', '', '', '', '', '번지', '번']);
    if (sub === 0) return `${main}${end}`;
    if (lot && sub < 100 && r.chance(0.08)) return `${main}번지 ${sub}호`;
    return `${main}${r.pick(['-', '-', '-', '-', '-', '-', ' - ', '–', '의 ', '−', '‐', '다시'])}${sub}${end}`;
  }

  #road(b) {
    const r = this.random;
    let name = b.road_name;
    if (r.chance(0.15)) name = name.replace(/(로|길)(\d)/, '$1 $2');
    if (r.chance(0.05)) name = name.replace(/(\d)(가?길)$/, '$1 $2');
    if (r.chance(0.03) && /^[가-힣]{2,}(로|길)$/.test(name)) name = name.replace(/(로|길)$/, ' $1');
    const under = b.basement ? r.pick(['지하', '지하 ']) : '';
    return `${name}${r.pick([' ', ' ', ' ', ' ', ''])}${under}${this.#number(b.main_no, b.sub_no, false)}`;
  }

  #lot(b) {
    const r = this.random;
    let name = this.register.places.legals.get(b.legal_code).name_ko;
    if (r.chance(0.1)) name = name.replace(/(\d)가$/, ' $1가');
    const dong = this.register.places.dongs.get(b.dong_code);
    if (r.chance(0.15)) name = r.pick([dong.name_ko, dong.name_official, dong.name_ko.replaceAll('.', '·'), dong.name_ko.replaceAll('.', ',')]);
    const mountain = b.mountain ? r.pick(['산', '산 ']) : '';
    return `${name}${r.pick([' ', ' ', ' ', ''])}${mountain}${this.#number(b.lot_main, b.lot_sub, true)}`;
  }

  // Only digits may be glued; behind 호 and 번지 a detail's number would be read as part of them.
  #detail(b, byLot, body) {
    const r = this.random;
    const legal = this.register.places.legals.get(b.legal_code).name_ko;
    const glue = /\d$/.test(body);
    const floor = r.chance(0.9) ? r.between(1, 9) : r.between(10, 25);
    const room = `${r.between(1, 19)}${String(r.between(1, 12)).padStart(2, '0')}호`;
    const name = b.name || '빌딩';
    return r.pick([
      () => '', () => '', () => '', () => '',
      () => ` ${floor}층`, () => `, ${floor}층`, () => (glue ? `${floor}층` : ` ${floor}층`),
      () => ` ${room}`, () => (glue && r.chance(0.3) ? room : `, ${room}`),
      () => ` ${r.between(101, 120)}동 ${room}`, () => `, ${r.between(101, 120)}동 ${room}`,
      () => ` ${name}`, () => (/^[가-힣]/.test(name) && r.chance(0.5) ? name : `, ${name}`), () => ` ${name} ${floor}층`,
      () => ` (${legal})`, () => `(${legal})`, () => ` (${legal}, ${name})`, () => ` ${floor}층 (${legal})`,
      () => ' 지하1층', () => ' B1', () => ' 지층', () => (byLot ? ' 2통 3반' : ' 옥탑'),
    ])();
  }

  // Two or three spaces more, anywhere, also within words and numbers.
  #scatter(text) {
    const r = this.random;
    let out = text;
    for (let i = r.between(2, 3); i > 0; i--) {
      const at = r.between(1, out.length - 1);
      out = `${out.slice(0, at)} ${out.slice(at)}`;
    }
    return out;
  }

  #form(text) {
    const r = this.random;
    let out = text;
    if (r.chance(0.2)) out = out.replace(/ /g, '');
    else if (r.chance(0.05)) out = out.replace(/ /g, '  ');
    else if (r.chance(0.03)) out = out.replace(/ /g, '　');
    if (r.chance(0.03)) out = this.#scatter(out);
    if (r.chance(0.05)) out = FULL(out);
    if (r.chance(0.06)) out = out.normalize('NFD');
    return out;
  }
}

// The reader's answer for each text, in one process.
export function readAll(texts) {
  const run = spawnSync(DRIVER, { input: `${texts.map((t) => t.replace(/\n/g, ' ')).join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`address_driver: ${run.status ?? run.error} ${run.stderr}`);
  return run.stdout.trimEnd().split('\n');
}

// Asks address_find for each reading, in slices of one statement.
export async function findAll(client, readings) {
  const answers = [];
  for (let i = 0; i < readings.length; i += 500) {
    const slice = readings.slice(i, i + 500);
    const { rows } = await client.query(
      `select q.nth, f.* from unnest($1::jsonb[]) with ordinality as q (reading, nth) cross join lateral address_find(q.reading) f order by q.nth`,
      [slice.map((s) => (s === 'null' ? '{"readings":[]}' : s))]);
    slice.forEach(() => answers.push([]));
    for (const row of rows) answers[i + Number(row.nth) - 1].push(row);
  }
  return answers;
}
