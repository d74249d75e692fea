// Proves screening from answers to worklist: C and SQL score alike, urgent flags alert at once and are
// answered for once, a new version changes no old result, newborn families from birth to the means.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { actors } from '../lib/actors.mjs';
import { BIN } from '../lib/cluster.mjs';
import { problemName, ROOT } from '../lib/contract.mjs';
import { Fixture, key } from '../lib/fixture.mjs';
import { closeRun } from '../lib/run.mjs';

let fx;
before(async () => { fx = await Fixture.open(); });
after(async () => { await fx?.close(); await closeRun(); });

const id = (suffix) => `01900000-0000-7000-8000-${suffix.padStart(12, '0')}`;
const post = (target, json, actor = 'nurse.A', headers = {}) =>
  fx.service.call('POST', target, { actor, json, headers: { 'Idempotency-Key': key(), ...headers } });
const get = (target, actor = 'nurse.A') => fx.service.call('GET', target, { actor });
const screen = (json, actor) => post('/v1/screenings', json, actor);

async function made(json, actor) {
  const got = await screen(json, actor);
  assert.equal(got.status, 201, got.text);
  return got.json;
}

const phq = (...scores) => Object.fromEntries(scores.map((s, i) => [`q${i + 1}`, s]));

// A generator of our own, so that a failure can be repeated.
function dice(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 16) % n;
  };
}

// Answers that the definition allows: a value of each item, some left out where that is allowed.
function answersFor(definition, roll) {
  const answers = {};
  let spare = definition.missing?.at_most ?? 0;
  for (const item of definition.items) {
    const options = typeof item.options === 'string' ? definition.answers[item.options] : item.options;
    if (item.optional && roll(2) === 0) continue;
    if (!item.required && !item.optional && spare > 0 && roll(8) === 0) {
      spare -= 1;
      continue;
    }
    if (options) answers[item.id] = options[roll(options.length)].value;
    else {
      const step = item.number.step ?? 1;
      // Often at the edges of the ranges, where mistakes live.
      const edges = (item.ranges ?? item.scores ?? []).flatMap((r) => [r.from, r.to]);
      const any = item.number.from + roll(Math.round((item.number.to - item.number.from) / step) + 1) * step;
      answers[item.id] = Number((edges.length && roll(3) > 0 ? edges[roll(edges.length)] : any).toFixed(3));
    }
  }
  return answers;
}

// Score, band, level and flags once more, from the stored answers and the version's data, in SQL alone.
const INDEPENDENT = `
with s as (
  select s.id, s.answers, s.education_years, s.variant, v.definition d,
         extract(year from age((s.performed_at at time zone 'Asia/Seoul')::date, r.birth_date))::int as age
    from screening s join instrument_version v on (v.instrument_id, v.version) = (s.instrument_id, s.instrument_version)
    join resident r on r.id = s.resident_id
), item as (
  select s.id, s.d, i.it, i.it ->> 'id' as name, (s.answers ->> (i.it ->> 'id'))::numeric as a, coalesce((i.it ->> 'scored')::boolean, true) as scored,
         coalesce((i.it ->> 'optional')::boolean, false) as optional,
         case when jsonb_typeof(i.it -> 'options') = 'string' then s.d -> 'answers' -> (i.it ->> 'options') else i.it -> 'options' end as options
    from s cross join lateral jsonb_array_elements(s.d -> 'items') i (it)
), point as (
  select item.*, case when a is null then null
      when options is not null then (select coalesce(o ->> 'score', o ->> 'value')::numeric from jsonb_array_elements(options) o where (o ->> 'value')::numeric = a)
      when it ? 'scores' then (select (x ->> 'score')::numeric from jsonb_array_elements(it -> 'scores') x where a between (x ->> 'from')::numeric and (x ->> 'to')::numeric)
      else a end as p
    from item
), total as (
  select id, case d ->> 'method' when 'mean' then round(avg(p), 2) when 'worst' then null
      else case when count(*) filter (where a is null and not optional) = 0 then sum(p)
                else round(sum(p) * count(*) filter (where a is not null or not optional) / count(p)) end end as score
    from point where scored group by id, d
), bands as (
  select s.id, b.b, b.n from s cross join lateral jsonb_array_elements(
      coalesce((select x -> 'bands' from jsonb_array_elements(s.d -> 'variants') x where x ->> 'id' = s.variant), s.d -> 'bands')) with ordinality b (b, n)
), worst as (
  select i.id, max(b.n) as n from item i cross join lateral jsonb_array_elements(i.it -> 'ranges') x
    join s on s.id = i.id join bands b on b.id = i.id and b.b ->> 'id' = case
      when x ? 'when' and (s.answers ->> (x ->> 'when'))::numeric <> 1 then x ->> 'otherwise' else x ->> 'band' end
   where i.a between (x ->> 'from')::numeric and (x ->> 'to')::numeric group by i.id
), norm as (
  select s.id, (c ->> 'below')::numeric as below from s cross join lateral jsonb_array_elements(s.d #> '{norms,cutoffs}') c
   where s.age between (c #>> '{age,from}')::int and (c #>> '{age,to}')::int
     and s.education_years between (c #>> '{education,from}')::int and (c #>> '{education,to}')::int
), judged as (
  select s.id, s.d, s.answers, t.score, (select b.b from bands b where b.id = s.id and case s.d ->> 'method'
      when 'worst' then b.n = w.n
      when 'norm' then b.b ->> 'id' = case when t.score < n.below then s.d #>> '{norms,below}' else s.d #>> '{norms,otherwise}' end
      else t.score between (b.b ->> 'from')::numeric and (b.b ->> 'to')::numeric end) as band
    from s left join total t on t.id = s.id left join worst w on w.id = s.id left join norm n on n.id = s.id
), flag as (
  select j.id, f ->> 'id' as name, coalesce((f ->> 'urgent')::boolean, false) as urgent, o
    from judged j cross join lateral jsonb_array_elements(j.d -> 'flags') with ordinality f (f, o)
   where (select bool_and(coalesce((j.answers ->> (c ->> 'item'))::numeric between coalesce((c ->> 'from')::numeric, -1e9) and coalesce((c ->> 'to')::numeric, 1e9), false))
            from jsonb_array_elements(f -> 'all') c)
)
select s.id, s.instrument_id, s.answers, s.score::text as score, trim_scale(j.score)::text as expected_score, s.band, j.band ->> 'id' as expected_band, s.level,
       case when exists (select from flag f where f.id = s.id and f.urgent) then 'urgent' else j.band ->> 'level' end as expected_level,
       s.flags, array(select f.name from flag f where f.id = s.id order by o) as expected_flags,
       s.urgent_flags, array(select f.name from flag f where f.id = s.id and f.urgent order by o) as expected_urgent
  from screening s join judged j on j.id = s.id`;

test('C and SQL give the same for generated answers of every instrument, and for the demo city', async () => {
  const roll = dice(20261122);
  const instruments = (await get('/v1/instruments?limit=100')).json.items;
  assert.equal(instruments.length, 10);
  for (const { id: instrument_id, phases } of instruments) {
    const { definition } = (await get(`/v1/instruments/${instrument_id}`)).json;
    for (let i = 0; i < 30; i += 1) {
      const variant = definition.variants && i % 2 ? definition.variants[0].id : undefined;
      const resident_id = instrument_id === 'k-epds' || phases ? id('100091') : id(`10000${1 + (i % 9)}`);
      const got = await screen({ resident_id, instrument_id, answers: answersFor(definition, roll), variant,
        phase: phases ? ['before', 'after'][i % 2] : undefined, education_years: instrument_id === 'cist' ? roll(31) : undefined });
      // Generated pressures may be ones that no body has, generated glucose may lack what decides.
      if (got.status === 422) assert.ok(['blood-pressure', 'glucose'].includes(instrument_id), got.text);
      else assert.equal(got.status, 201, got.text);
    }
  }
  const rows = await fx.sql(INDEPENDENT);
  const seen = new Map();
  for (const r of rows) {
    const label = JSON.stringify(r);
    assert.equal(r.score === null ? null : Number(r.score), r.expected_score === null ? null : Number(r.expected_score), label);
    assert.equal(r.band, r.expected_band, label);
    assert.equal(r.level, r.expected_level, label);
    assert.deepEqual(r.flags, r.expected_flags, label);
    assert.deepEqual(r.urgent_flags, r.expected_urgent, label);
    seen.set(r.instrument_id, (seen.get(r.instrument_id) ?? 0) + 1);
  }
  for (const { id: name } of instruments) assert.ok(seen.get(name) >= 8, `${name}: ${seen.get(name)} results compared`);
  assert.ok(rows.length > 250, `${rows.length} results compared`);
});

test('what is impossible, missing or out of range is refused with a pointer to each answer, and nothing is kept', async () => {
  const [{ n }] = await fx.sql('select count(*) as n from screening');
  const got = await screen({ resident_id: id('100001'), instrument_id: 'phq-9', answers: { q1: 5, q2: 1, q3: 1.5, q99: 1 } });
  assert.equal(got.status, 422);
  assert.equal(problemName(got), 'screening_answers_wrong');
  const at = (name) => got.json.errors.find((e) => e.pointer === `/answers/${name}`)?.code;
  assert.deepEqual([at('q1'), at('q3'), at('q99'), at('q9'), at('q2')], ['not_an_option', 'not_an_option', 'unknown_item', 'missing', undefined]);
  const pressure = await screen({ resident_id: id('100001'), instrument_id: 'blood-pressure', answers: { systolic: 90, diastolic: 95 } });
  assert.deepEqual(pressure.json.errors.map((e) => [e.pointer, e.code]), [['/answers/diastolic', 'impossible']]);
  const man = await screen({ resident_id: id('100010'), instrument_id: 'k-epds', answers: phq(0, 0, 0, 0, 0, 0, 0, 0, 0, 0) });
  assert.deepEqual(man.json.errors.map((e) => [e.pointer, e.code]), Array(2).fill(['/resident_id', 'not_for_subject']), 'neither the sex nor the age');
  const unknown = await screen({ resident_id: id('100001'), instrument_id: 'mmse', answers: {} });
  assert.equal(problemName(unknown), 'screening_instrument_unknown');
  const early = await screen({ resident_id: id('100001'), instrument_id: 'phq-9', answers: phq(0, 0, 0, 0, 0, 0, 0, 0, 0), performed_at: '2014-01-01T00:00:00Z' });
  assert.deepEqual(early.json.errors.map((e) => [e.pointer, e.code]), [['/instrument_id', 'not_valid']]);
  const foreign = await screen({ resident_id: id('100021'), instrument_id: 'phq-9', answers: phq(0, 0, 0, 0, 0, 0, 0, 0, 0) });
  assert.equal(foreign.status, 404);
  const link = await screen({ resident_id: id('100001'), visit_id: id('300011'), instrument_id: 'phq-9', answers: phq(0, 0, 0, 0, 0, 0, 0, 0, 0) });
  assert.equal(problemName(link), 'screening_link_wrong');
  const claimed = await screen({ resident_id: id('100001'), instrument_id: 'phq-9', answers: phq(3, 3, 3, 3, 3, 3, 3, 3, 0), score: 0 });
  assert.equal(claimed.status, 400, 'a score of the client is no part of the request');
  assert.equal((await fx.sql('select count(*) as n from screening'))[0].n, n);
});

test('an urgent flag alerts in the same moment; of ten supervisors one answers for it; officers learn the level only', async () => {
  const json = { resident_id: id('100004'), instrument_id: 'phq-9', answers: phq(0, 0, 0, 0, 0, 0, 0, 0, 2), notes: '보호자에게 알림' };
  const same = key();
  const answers = await Promise.all(Array.from({ length: 10 }, () => post('/v1/screenings', json, 'nurse.A', { 'Idempotency-Key': same })));
  const replay = await post('/v1/screenings', json, 'nurse.A', { 'Idempotency-Key': same });
  assert.equal(replay.status, 201, replay.text);
  const created = replay.json;
  assert.ok(answers.some((a) => a.status === 201) && answers.every((a) => [201, 409].includes(a.status)), answers.map((a) => a.status).join());
  assert.deepEqual([created.band, created.level, created.urgent_flags], ['minimal', 'urgent', ['self_harm_thoughts']]);
  assert.deepEqual([created.proposed_referral.need, created.proposed_referral.urgency, created.proposed_referral.screening_id], ['mental_health.suicide', 'urgent', created.id]);

  const open = (await get(`/v1/alerts?status=open&resident_id=${id('100004')}`, 'supervisor.A')).json.items.filter((a) => a.screening_id === created.id);
  assert.equal(open.length, 1, 'ten identical requests raise one alert');
  assert.equal((await get(`/v1/alerts/${open[0].id}`, 'supervisor.B')).status, 404);
  assert.equal((await get('/v1/alerts', 'officer.A')).status, 403);

  const answer = (actor, note) => fx.service.call('POST', `/v1/alerts/${open[0].id}/acknowledge`, { actor, json: { note }, headers: { 'If-Match': '"1"' } });
  const race = await Promise.all(Array.from({ length: 10 }, (_, i) => answer('supervisor.A', `전화함 ${i}`)));
  assert.equal(race.filter((a) => a.status === 200).length, 1, race.map((a) => a.status).join());
  assert.ok(race.every((a) => [200, 409, 412].includes(a.status)), race.map((a) => a.status).join());
  const after_ = (await get(`/v1/alerts/${open[0].id}`, 'supervisor.A')).json;
  assert.deepEqual([after_.status, after_.answered_by, after_.version], ['acknowledged', actors['supervisor.A'].sub, 2]);
  const again = await fx.service.call('POST', `/v1/alerts/${open[0].id}/acknowledge`, { actor: 'supervisor.A', json: { note: '다시' .repeat(2) }, headers: { 'If-Match': '"2"' } });
  assert.equal(problemName(again), 'alert_answered');

  const levels = (await get(`/v1/screening-levels?resident_id=${id('100004')}&level=urgent`, 'officer.A')).json.items;
  const level = levels.find((l) => l.id === created.id);
  assert.deepEqual(Object.keys(level).sort(), ['dong_code', 'id', 'instrument_id', 'level', 'performed_at', 'resident_id']);
  for (const actor of ['officer.A', 'district_admin.A', 'system.city']) assert.equal((await get(`/v1/screenings/${created.id}`, actor)).status, 403, actor);
  const counts = (await get('/v1/screening-counts?instrument_id=phq-9', 'district_admin.A')).json.items;
  assert.deepEqual([...new Set(counts.map((c) => c.dong_code))].sort(), ['9911051000', '9911052000']);
  assert.ok(!JSON.stringify(counts).includes(id('100004')));
});

test('each answer with health data leaves one access record, of mother and child both', async () => {
  await get(`/v1/screenings/${id('800001')}`, 'nurse2.A');
  await get(`/v1/births/${id('820001')}`, 'nurse2.A');
  const rows = await fx.sql("select operation, resident_ids from access_record where actor_id = $1 and operation in ('screenings_get', 'births_get') order by operation", [actors['nurse2.A'].sub]);
  assert.deepEqual(rows.map((r) => [r.operation, r.resident_ids]), [['births_get', [id('100091'), id('100092')]], ['screenings_get', [id('100001')]]]);
});

test('a new version scores what comes after it and changes no old result', async () => {
  const folder = mkdtempSync('/tmp/chatdong-instruments-');
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', CHATDONG_OWNER_DATABASE: fx.service.cluster.conninfo(fx.service.database, 'chatdong_owner') };
  const load = (...more) => spawnSync(BIN, ['import', 'instruments', folder, ...more], { encoding: 'utf8', env, timeout: 60_000 });
  try {
    const [{ day, noon, earlier }] = await fx.sql(`select (now() at time zone 'Asia/Seoul')::date::text as day, now() as noon, now() - interval '1 day' as earlier`);
    const next = JSON.parse(readFileSync(`${ROOT}/sql/reference/instruments/phq-9.2015.1.json`, 'utf8'));
    Object.assign(next, { version: '2099.1', valid_from: day });
    next.bands[1].to = 7;
    next.bands[2].from = 9;
    writeFileSync(join(folder, 'phq-9.2099.1.json'), JSON.stringify(next, null, 1));
    const gap = load();
    assert.equal(gap.status, 1);
    assert.match(gap.stderr, /phq-9\.2099\.1\.json:\d+: gap: no band for 8\.\.8/);
    next.bands[2].from = 8;
    const { need } = next.bands[2].refer;
    next.bands[2].refer.need = 'health.unheard_of';
    writeFileSync(join(folder, 'phq-9.2099.1.json'), JSON.stringify(next, null, 1));
    assert.match(load().stderr, /2099\.1 refers to health\.unheard_of, which is no term of/);
    next.bands[2].refer.need = need;
    writeFileSync(join(folder, 'phq-9.2099.1.json'), JSON.stringify(next, null, 1));
    const before_ = await fx.sql("select id, score, band, level, instrument_version from screening where instrument_id = 'phq-9' order by id");
    assert.equal(load('--dry-run').status, 0);
    assert.equal((await get('/v1/instruments/phq-9')).json.instrument_version, '2015.1');
    const first = load();
    assert.match(first.stdout, /instruments +1 inserted/, first.stderr);
    assert.match(load().stdout, /0 inserted.*1 unchanged/);

    const eight = phq(1, 1, 1, 1, 1, 1, 1, 1, 0);
    const now_ = await made({ resident_id: id('100006'), instrument_id: 'phq-9', answers: eight, performed_at: noon });
    assert.deepEqual([now_.instrument_version, now_.band], ['2099.1', 'moderate']);
    const then = await made({ resident_id: id('100006'), instrument_id: 'phq-9', answers: eight, performed_at: earlier });
    assert.deepEqual([then.instrument_version, then.band], ['2015.1', 'mild']);
    assert.deepEqual(await fx.sql("select id, score, band, level, instrument_version from screening where id = any ($1) order by id", [before_.map((r) => r.id)]), before_);
    const { versions } = (await get('/v1/instruments/phq-9')).json;
    assert.deepEqual(versions.map((v) => [v.instrument_version, v.valid_to]), [['2015.1', day], ['2099.1', null]]);
    const trend = (await get(`/v1/residents/${id('100006')}/screening-trend?instrument_id=phq-9&limit=100`)).json.items.slice(-2);
    assert.deepEqual(trend.map((t) => [t.instrument_version, t.comparable]), [['2015.1', trend[0].comparable], ['2099.1', false]]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a void screening leaves levels, trends and counts, and stays readable with its reason', async () => {
  const wrong = await made({ resident_id: id('100007'), instrument_id: 'sgds-k', variant: 'community', answers: Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`q${i + 1}`, 1])) });
  const gone = await fx.service.call('POST', `/v1/screenings/${wrong.id}/void`, { actor: 'nurse.A', json: { reason: '다른 어르신의 답' }, headers: { 'If-Match': '"1"' } });
  assert.equal(gone.status, 200, gone.text);
  const ids = async (target, actor) => (await get(target, actor)).json.items.map((i) => i.id);
  assert.ok(!(await ids(`/v1/screening-levels?resident_id=${id('100007')}&limit=100`, 'officer.A')).includes(wrong.id));
  assert.ok(!(await ids(`/v1/residents/${id('100007')}/screening-trend?limit=100`)).includes(wrong.id));
  assert.equal((await get(`/v1/screenings/${wrong.id}`)).json.void_reason, '다른 어르신의 답');
});

test('a newborn family: birth with a new child, growth, themes of a visit, K-EPDS with a referral, means before and after', async () => {
  const birth = await post('/v1/births', { mother_id: id('100091'), child_name: '윤하람', child_sex: 'male', born_on: '2026-01-05', weight_g: 3100, gestation_weeks: 38 });
  assert.equal(birth.status, 201, birth.text);
  const child = (await get(`/v1/residents/${birth.json.child_id}`)).json;
  assert.deepEqual([child.name, child.birth_date, child.household_id, child.dong_code], ['윤하람', '2026-01-05', id('200091'), '9911051000']);
  assert.equal((await post('/v1/births', { mother_id: id('100091'), child_id: child.id, born_on: '2026-01-05' })).status, 409, 'nobody is born twice');
  assert.equal(problemName(await post('/v1/births', { mother_id: id('100010'), child_name: '아무개', child_sex: 'male', born_on: '2026-01-05' })), 'birth_people_wrong');

  const twin = { mother_id: id('100091'), born_on: '2026-01-05', birth_order: 2, children: 2 };
  for (const nobody of [{}, { child_name: '윤가람' }, { child_sex: 'female' }]) {
    const got = await post('/v1/births', { ...twin, ...nobody });
    assert.deepEqual([got.status, problemName(got)], [400, 'invalid_request'], `${JSON.stringify(nobody)}: ${got.text}`);
  }
  const { address } = (await get(`/v1/residents/${id('100091')}`)).json;
  const known = await post('/v1/residents', { dong_code: '9911051000', name: '윤가람', birth_date: '2026-01-05', sex: 'female', address });
  assert.equal(known.status, 201, known.text);
  const other = await post('/v1/births', { ...twin, child_id: known.json.id, born_on: '2026-01-06' });
  assert.equal(problemName(other), 'birth_people_wrong', 'a known child has a day of birth');
  const second = await post('/v1/births', { ...twin, child_id: known.json.id });
  assert.deepEqual([second.status, second.json.child_id, second.json.child_name], [201, known.json.id, '윤가람'], second.text);

  const growth = await post('/v1/growth-records', { birth_id: id('820001'), visit_id: id('300091'), measured_on: '2025-10-20', weight_g: 3700, feeding: 'breast' });
  assert.equal(growth.status, 201, growth.text);
  assert.equal(problemName(await post('/v1/growth-records', { birth_id: id('820001'), measured_on: '2025-10-01', weight_g: 3000 })), 'growth_day_wrong');

  const themes = { visit_id: id('300091'), themes: ['breast_feeding', 'vaccination'] };
  const record = () => fx.service.call('POST', `/v1/births/${id('820001')}/themes`, { actor: 'nurse.A', json: themes });
  assert.deepEqual((await record()).json.themes, ['breast_feeding', 'newborn_care', 'vaccination']);
  assert.deepEqual((await record()).json.themes, ['breast_feeding', 'newborn_care', 'vaccination'], 'sent again it stands once');
  const list = (await get(`/v1/births/${id('820001')}/themes?limit=100`)).json.items;
  assert.equal(list.length, 22);
  const done = list.filter((t) => t.status === 'done').map((t) => `${t.band} ${t.theme}`);
  assert.deepEqual(done, ['weeks_1_8 breast_feeding', 'weeks_1_8 newborn_care', 'weeks_1_8 vaccination'], 'done in the band of its week and no other');
  assert.equal(list.find((t) => t.theme === 'breast_feeding').done[0].week, 3);

  const epds = await made({ resident_id: id('100091'), visit_id: id('300091'), birth_id: birth.json.id, instrument_id: 'k-epds', performed_at: '2026-02-01T01:00:00Z',
    answers: { q1: 1, q2: 1, q3: 1, q4: 1, q5: 1, q6: 1, q7: 1, q8: 1, q9: 2, q10: 0 } });
  assert.deepEqual([epds.score, epds.band, epds.level, epds.proposed_referral.need, epds.proposed_referral.respond_by], [10, 'suspected', 'positive', 'mental_health', '2026-02-08T15:00:00Z']);

  const [women] = await fx.sql("select array_agg(id) as ids from (select id from resident where dong_code = '9911051000' and deceased_on is null order by id limit 5) r");
  for (const [i, resident_id] of women.ids.entries()) {
    for (const [phase, score] of [['before', 2], ['after', 4]]) {
      await made({ resident_id, instrument_id: 'birth-satisfaction', phase, answers: phq(score, score, score, score, i < 2 ? score + 1 : score) });
    }
  }
  await fx.sql("delete from screening_level where id in (select id from screening where instrument_id = 'birth-satisfaction' and resident_id <> all ($1))", [women.ids]);
  await fx.sql("delete from screening where instrument_id = 'birth-satisfaction' and resident_id <> all ($1)", [women.ids]);
  const means = (await get('/v1/screening-counts?instrument_id=birth-satisfaction', 'supervisor.A')).json.items;
  assert.deepEqual(means.map((m) => [m.phase, m.residents, m.mean]), [['after', 5, 4.08], ['before', 5, 2.08]]);
  const ability = (await get('/v1/screening-counts?instrument_id=child-rearing-ability', 'supervisor.B')).json.items;
  assert.ok(ability.every((m) => m.mean === null), 'the mean of fewer than five is not told');
});
