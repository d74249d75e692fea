// Proves that the directory at /hsds/v3 is Open Referral HSDS 3.0: every answer fits the standard's own
// schemas and invents no member, for the demo city and for generated institutions; and that its pages
// are whole. The schemas are read from ../shared/standards; without them this says so and is skipped.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { ROOT } from '../lib/contract.mjs';
import { Fixture } from '../lib/fixture.mjs';
import { SEED } from '../lib/property.mjs';
import { closeRun } from '../lib/run.mjs';

const STANDARD = join(process.env.CHATDONG_SHARED ?? join(ROOT, '../shared'), 'standards/hsds-3.0');
const skip = existsSync(STANDARD) ? false : `the standard is not at ${STANDARD}`;
const RUNS = process.env.CHATDONG_TEST_FAST ? 20 : 150;
const read = (path) => JSON.parse(readFileSync(join(STANDARD, path), 'utf8'));

// The standard leaves objects open; what we send beyond it would be ours alone.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!schema || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).filter(([k]) => !['example', 'datapackage_metadata', 'name', 'path'].includes(k) || typeof schema[k] === 'object')
    .map(([k, v]) => [k, closed(v)]));
  return copy.type === 'object' && copy.properties ? { ...copy, additionalProperties: false } : copy;
}

const validators = {};
function compileAll() {
  const ajv = new Ajv2020.default({ strict: false, allErrors: true, validateSchema: false });
  addFormats.default(ajv);
  const { definitions } = read('schema/compiled/service_with_definitions.json');
  const page = read('schema/openapi.json').components.schemas.Page;
  const of = (file) => ajv.compile(closed(read(`schema/compiled/${file}.json`)));
  Object.assign(validators, {
    services_get: of('service'), services_list: of('service_list'), organizations_get: of('organization'), organizations_list: of('organization_list'),
    service_at_locations_get: of('service_at_location'), service_at_locations_list: of('service_at_location_list'),
    taxonomies: ajv.compile(closed({ ...definitions.taxonomy, definitions })), taxonomy_terms: ajv.compile(closed({ ...definitions.taxonomy_term, definitions })),
    page: ajv.compile({ ...page, required: Object.keys(page.properties), properties: { ...page.properties, contents: { type: 'array' } }, additionalProperties: false }),
  });
}

const KINDS = { services: true, organizations: true, service_at_locations: true, taxonomies: false, taxonomy_terms: false };
const one = (kind) => validators[`${kind}_get`] ?? validators[kind];
const many = (kind) => validators[`${kind}_list`] ?? validators[kind];

function fits(validate, value, label) {
  assert.ok(validate(value), `${label}: ${validate.errors?.slice(0, 3).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`).join('; ')}`);
}

let fx;
before(async () => {
  if (skip) return;
  compileAll();
  fx = await Fixture.open();
});
after(async () => { await fx?.close(); await closeRun(); });

async function get(path, query = {}) {
  const text = Object.entries(query).map(([k, v]) => `${k}=${encodeURIComponent(v)}`).join('&');
  const got = await fx.service.call('GET', `/hsds/v3/${path}${text ? `?${text}` : ''}`);
  assert.equal(got.status, 200, `${path} ${text}: ${got.text.slice(0, 300)}`);
  return got.json;
}

async function walk(kind, query = {}) {
  const all = [];
  for (let page = 1; ; page++) {
    const got = await get(kind, { ...query, page });
    fits(validators.page, got, `${kind} page ${page}`);
    const { per_page: size = 20 } = query;
    assert.equal(got.page_number, page);
    assert.equal(got.size, got.contents.length);
    assert.equal(got.empty, got.contents.length === 0);
    assert.equal(got.total_pages, Math.ceil(got.total_items / size));
    assert.equal(got.first_page, page === 1);
    assert.equal(got.last_page, page >= got.total_pages);
    all.push(...got.contents);
    if (got.last_page) {
      assert.equal(all.length, got.total_items, `${kind}: all pages together`);
      return all;
    }
    assert.equal(got.size, size, 'a page before the last is full');
  }
}

test('hsds: the judge is awake', { skip }, () => {
  const sound = { id: '01900000-0000-7000-8000-000000520001', name: 'x', status: 'active' };
  fits(validators.services_list, sound, 'a sound service');
  for (const bad of [{ ...sound, status: 'open' }, { ...sound, name: null }, { ...sound, id: '7' }, { ...sound, invented: 1 }, { id: sound.id, name: 'x' }]) {
    assert.equal(validators.services_list(bad), false, JSON.stringify(bad));
  }
  assert.equal(validators.services_get({ ...sound, phones: [{ id: sound.id }] }), false, 'a nested object without what it requires');
  fits(validators.page, { ...read('examples/service_list.json') }, 'the standard\'s own page');
});

test('hsds: the root says which version this is', { skip }, async () => {
  const got = await get('');
  assert.equal(got.version, '3.0');
  assert.deepEqual(Object.keys(got).sort(), Object.keys(read('examples/base.json')).sort());
  for (const url of [got.profile, got.openapi_url]) assert.ok(new URL(url));
});

for (const [kind, nests] of Object.entries(KINDS)) {
  test(`hsds ${kind}: every page and every object of the demo city fits the standard`, { skip }, async () => {
    const whole = await walk(kind, { per_page: 100 });
    assert.ok(whole.length > 0);
    assert.equal(new Set(whole.map((x) => x.id)).size, whole.length);
    for (const per_page of [1, 3, 7]) assert.deepEqual((await walk(kind, { per_page })).map((x) => x.id), whole.map((x) => x.id), `pages of ${per_page}`);
    for (const item of whole) {
      fits(many(kind), item, `${kind} in the list`);
      fits(one(kind), await get(`${kind}/${item.id}`), `${kind}/${item.id}`);
    }
    if (nests) for (const item of await walk(kind, { per_page: 2, full: true })) fits(one(kind), item, `${kind} nested in the list`);
    const beyond = await get(kind, { page: 1000 });
    assert.deepEqual([beyond.empty, beyond.size, beyond.last_page, beyond.total_items], [true, 0, true, whole.length]);
  });
}

test('hsds: what is nested is what stands alone', { skip }, async () => {
  const services = await walk('services', { full: true });
  for (const service of services) {
    assert.deepEqual(service, await get(`services/${service.id}`));
    assert.deepEqual(service.organization, (await walk('organizations')).find((o) => o.id === service.organization_id));
    for (const at of service.service_at_locations) assert.deepEqual((await get(`service_at_locations/${at.id}`)).location, at.location);
  }
  const organization = await get(`organizations/${services[0].organization_id}`, { full_service: true });
  for (const service of organization.services) fits(validators.services_get, service, 'a service within its organization');
});

test('hsds: filters give what they say', { skip }, async () => {
  const terms = await walk('taxonomy_terms', { per_page: 100 });
  const top = await walk('taxonomy_terms', { top_only: true });
  assert.deepEqual(top.map((t) => t.code), terms.filter((t) => !t.parent_id).map((t) => t.code));
  const health = terms.find((t) => t.code === 'health');
  assert.ok((await walk('taxonomy_terms', { parent_id: health.id })).every((t) => t.code.startsWith('health.')));
  const dementia = terms.find((t) => t.code === 'health.dementia');
  const found = await walk('services', { taxonomy_term_id: dementia.id, full: true });
  assert.ok(found.length >= 3 && found.every((s) => s.attributes.some((a) => a.taxonomy_term_id === dementia.id)));
  assert.equal((await get('services', { taxonomy_id: dementia.taxonomy_id })).total_items, (await get('services')).total_items);
  assert.equal((await get('services', { modified_after: '2200-01-01T00:00:00Z' })).total_items, 0);
  assert.ok((await walk('services', { organization_id: found[0].organization_id })).every((s) => s.organization_id === found[0].organization_id));
  assert.ok((await walk('services', { search: '치매' })).length >= 2);
  for (const item of await walk('services', { minimal: true })) assert.deepEqual(Object.keys(item).sort(), ['id', 'last_modified', 'name', 'status']);
  const code = await walk('service_at_locations', { postcode: '09001', full: true });
  assert.ok(code.length && code.every((x) => x.location.addresses[0].postal_code === '09001'));
  const near = await walk('service_at_locations', { postcode: '09001', proximity: 3000 });
  assert.ok(near.length > code.length && near.length < (await get('service_at_locations')).total_items);
});

test('hsds: an inactive organization and its services are not in the directory', { skip }, async () => {
  const id = '01900000-0000-7000-8000-000000500043';
  await fx.sql("update partner set status = 'inactive' where id = $1", [id]);
  assert.equal((await fx.service.call('GET', `/hsds/v3/organizations/${id}`)).status, 404);
  assert.equal((await fx.service.call('GET', '/hsds/v3/services/01900000-0000-7000-8000-000000520043')).status, 404);
  assert.equal((await get('services', { organization_id: id })).total_items, 0);
  await fx.sql("update partner set status = 'active' where id = $1", [id]);
});

// Institutions as nobody would write them, but as the tables allow them.
const text = (min, max) => fc.string({ minLength: min, maxLength: max, unit: 'grapheme' }).map((s) => s.normalize('NFC').replaceAll('\0', '')).filter((s) => s.length >= min);
const maybe = (arbitrary) => fc.option(arbitrary, { nil: null });
const clock = fc.tuple(fc.nat(23), fc.nat(59)).map((t) => t.map((n) => String(n).padStart(2, '0')).join(':'));
const day = fc.integer({ min: 0, max: 20_000 }).map((n) => new Date(Date.UTC(2010, 0, 1) + n * 86_400_000).toISOString().slice(0, 10));
const phones = fc.array(fc.record({ number: fc.stringMatching(/^\+82[1-9][0-9]{7,9}$/), type: fc.constantFrom('voice', 'fax', 'text'), note: text(0, 20) }, { requiredKeys: ['number', 'type'], noNullPrototype: true }), { maxLength: 3 });
const weekly = fc.record({ days: fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), { minLength: 1 }), opens_at: clock, closes_at: clock, valid_from: day, note: text(0, 20) },
  { requiredKeys: ['days', 'opens_at', 'closes_at'], noNullPrototype: true });
const exception = fc.tuple(day, maybe(fc.tuple(clock, clock))).map(([on_date, h]) => (h ? { on_date, opens_at: h[0], closes_at: h[1] } : { on_date }));
const institution = fc.record({
  name: text(1, 40), alternate_name: maybe(text(1, 20)), description: text(1, 80), email: maybe(fc.constant('a.b@seoul.example')), website: maybe(fc.constant('https://a.example/?q=%20')), phones,
  at: maybe(fc.record({ lon: fc.double({ min: -180, max: 180, noNaN: true }), lat: fc.double({ min: -90, max: 90, noNaN: true }) })), zip: maybe(fc.stringMatching(/^[0-9]{5}$/)), address: text(1, 40), accessibility: maybe(text(1, 20)),
  service: fc.record({ name: text(1, 40), description: text(1, 80), status: fc.constantFrom('active', 'inactive', 'defunct', 'temporarily_closed'), eligibility: maybe(text(1, 20)), minimum_age: maybe(fc.nat(60)), maximum_age: maybe(fc.integer({ min: 61, max: 150 })),
    fees: maybe(text(1, 20)), alert: maybe(text(1, 20)), needs: fc.uniqueArray(fc.constantFrom('health', 'health.dementia', 'care.meal', 'legal'), { minLength: 1 }), languages: fc.uniqueArray(fc.constantFrom('ko', 'en', 'zh-Hans', 'vi'), { maxLength: 3 }),
    areas: fc.uniqueArray(fc.constantFrom('99110', '9911051000', '9914051000', '11110'), { maxLength: 3 }), zone: fc.constantFrom('Asia/Seoul', 'America/New_York', 'Asia/Kathmandu'), holidays: fc.boolean(), assured: maybe(day),
    schedules: fc.array(weekly, { maxLength: 3 }), exceptions: fc.uniqueArray(exception, { maxLength: 3, selector: (e) => e.on_date }) }),
});

let serial = 0;
async function store({ service: s, ...p }) {
  const [{ partner }] = await fx.sql(`insert into partner (dong_code, kind, name, alternate_name, description, email, website, phones)
    values ('9911051000', 'other', $1, $2, $3, $4, $5, $6) returning id as partner`, [`${p.name} ${++serial}`.normalize('NFC'), p.alternate_name, p.description, p.email, p.website, JSON.stringify(p.phones)]);
  const [{ place }] = await fx.sql(`insert into partner_location (partner_id, dong_code, name, address, postal_code, lon, lat, accessibility)
    values ($1, '9911051000', $2, $3, $4, $5, $6, $7) returning id as place`, [partner, p.name, p.address, p.zip, p.at?.lon, p.at?.lat, p.accessibility]);
  const [{ id }] = await fx.sql(`insert into partner_service (partner_id, name, description, status, eligibility, minimum_age, maximum_age, fees, alert, needs, languages, area_codes, time_zone, open_on_holidays, assured_on, schedules, exceptions, phones, location_ids)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) returning id`,
  [partner, s.name, s.description, s.status, s.eligibility, s.minimum_age, s.maximum_age, s.fees, s.alert, s.needs, s.languages, s.areas, s.zone, s.holidays, s.assured,
    JSON.stringify(s.schedules), JSON.stringify(s.exceptions), JSON.stringify(p.phones), [place]]);
  return { partner, id };
}

test(`hsds: ${RUNS} generated institutions fit the standard, too`, { skip }, async () => {
  await fc.assert(fc.asyncProperty(institution, async (made) => {
    const { partner, id } = await store(made);
    const service = await get(`services/${id}`);
    fits(validators.services_get, service, 'service');
    assert.equal(service.name, made.service.name);
    assert.equal(service.schedules.length, made.service.schedules.length + made.service.exceptions.filter((e) => e.opens_at).length);
    fits(validators.organizations_get, await get(`organizations/${partner}`, { full_service: true }), 'organization');
    for (const at of service.service_at_locations) fits(validators.service_at_locations_get, await get(`service_at_locations/${at.id}`), 'service at location');
    for (const kind of ['services', 'service_at_locations']) fits(many(kind), (await get(kind, { organization_id: partner })).contents[0], `${kind} in the list`);
  }), { seed: SEED, numRuns: RUNS });
  for (const item of await walk('organizations', { per_page: 50 })) fits(validators.organizations_list, item, 'organizations in the list');
});
