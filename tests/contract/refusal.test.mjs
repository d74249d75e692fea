// Proves that nothing can drift: one break of the contract or of a statement per kind of mismatch, and
// `chatdong check`, which does what `serve` does before it opens a port, says file, line and reason.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { BIN } from '../lib/cluster.mjs';
import { contract as whole, ROOT } from '../lib/contract.mjs';
import { closeRun, openRun } from '../lib/run.mjs';

let run;
let database;
before(async () => {
  run = await openRun();
  database = await run.cluster.clone(`refusal_${process.pid}`);
});
after(async () => {
  await run?.cluster.drop(database);
  await closeRun();
});

const VISITS = 'api/v1/visits/visits.sql';

// A copy of the tree in which `bend` breaks one thing: contract (parsed) and files (text by name).
function broken(bend) {
  const folder = mkdtempSync('/tmp/harness-refusal-');
  cpSync(join(ROOT, 'api'), join(folder, 'api'), { recursive: true });
  const contract = structuredClone(whole().document);
  const edit = (name, change) => {
    const before = readFileSync(join(folder, name), 'utf8');
    const after = change(before);
    assert.notEqual(after, before, `the test's break of ${name} changed nothing`);
    writeFileSync(join(folder, name), after);
  };
  bend({ contract, op: (id) => operation(contract, id), edit });
  writeFileSync(join(folder, 'openapi.yaml'), JSON.stringify(contract, null, 1));
  return folder;
}

function operation(contract, id) {
  for (const item of Object.values(contract.paths)) {
    for (const op of Object.values(item)) if (op.operationId === id) return op;
  }
  throw new Error(`no operation ${id}`);
}

function check(folder, withDatabase = true) {
  const args = ['check', '--contract', join(folder, 'openapi.yaml'), '--sql-root', folder];
  if (withDatabase) args.push('--database', run.cluster.conninfo(database));
  const got = spawnSync(BIN, args, { encoding: 'utf8', timeout: 30_000, env: { PATH: process.env.PATH } });
  return { code: got.status, text: got.stdout + got.stderr };
}

test('the tree as it is passes', () => {
  const folder = broken(() => {});
  try {
    const got = check(folder);
    assert.equal(got.code, 0, got.text);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const schema = (node, contract) => (node.$ref ? node.$ref.slice(2).split('/').reduce((at, k) => at[k], contract) : node);
const rowOf = (contract, op) => {
  const whole = schema(schema(Object.values(op.responses)[0], contract).content['application/json'].schema, contract);
  const answer = whole.allOf ? schema(whole.allOf[0], contract) : whole;
  return answer.properties.items ? schema(answer.properties.items.items, contract) : answer;
};

// name: [what is broken, which file is named, what the reason must say]
const KINDS = {
  'an operation without statement': [({ edit }) => edit(VISITS, (t) => t.replace(/-- name: visits_get\n[^]*?;\n/, '')), 'openapi.yaml', /visits_get has neither a statement/],
  'a statement without operation': [({ edit }) => edit(VISITS, (t) => `${t}\n-- name: visits_vanish\nselect 1 as one;\n`), VISITS, /visits_vanish/],
  'an operation whose hook is not in the binary': [({ op }) => { op('meta_get')['x-chatdong'].hook = 'meta_nothing'; }, 'openapi.yaml', /meta_nothing/],
  'a hook without operation': [({ contract }) => { delete contract.paths['/v1/meta']; }, null, /hook.*meta_get|meta_get.*hook/],
  'a query parameter that the statement does not know': [({ op }) => op('visits_list').parameters.push({ name: 'colour', in: 'query', schema: { type: 'string', maxLength: 5 } }), 'openapi.yaml', /colour/],
  'a statement parameter that the contract does not know': [({ edit }) => edit(VISITS, (t) => t.replace('and v.status = :status ', 'and v.status = :sstatus ').replace('--? status\n', '--? sstatus\n')), VISITS, /sstatus/],
  'a body property that the statement does not know': [({ contract, op }) => { schema(op('visits_create').requestBody.content['application/json'].schema, contract).properties.colour = { type: 'string', maxLength: 5 }; }, 'openapi.yaml', /colour/],
  'a column that the contract does not know': [({ edit }) => edit(VISITS, (t) => t.replace('-- name: visits_get\nselect v.id,', '-- name: visits_get\nselect v.id, 1 as surplus,')), VISITS, /surplus/],
  'a property that the statement does not give': [({ contract, op }) => { const row = rowOf(contract, op('visits_get')); row.properties.ghost = { type: 'string', maxLength: 5 }; }, 'openapi.yaml', /ghost/],
  'an unknown x-chatdong key': [({ op }) => { op('visits_get')['x-chatdong'].colour = 'red'; }, 'openapi.yaml', /colour/],
  'an unknown value of an x-chatdong key': [({ op }) => { op('visits_get')['x-chatdong'].roles.push('king'); }, 'openapi.yaml', /king/],
  'an unknown area': [({ op }) => { op('visits_get')['x-chatdong'].area = 'planet'; }, 'openapi.yaml', /planet|area/],
  'an unknown lane': [({ op }) => { op('visits_get')['x-chatdong'].lane = 'fast'; }, 'openapi.yaml', /fast|lane/],
  'another x- extension': [({ op }) => { op('visits_get')['x-amazon'] = 1; }, 'openapi.yaml', /x-amazon/],
  'an unknown schema keyword': [({ contract, op }) => { rowOf(contract, op('visits_get')).properties.notes.minimumLength = 3; }, 'openapi.yaml', /minimumLength/],
  'an unknown format': [({ contract, op }) => { rowOf(contract, op('visits_get')).properties.notes.format = 'poem'; }, 'openapi.yaml', /poem/],
  'a $ref that leads nowhere': [({ contract, op }) => { rowOf(contract, op('visits_get')).properties.notes = { $ref: '#/components/schemas/Nothing' }; }, 'openapi.yaml', /Nothing/],
  'a column of another type': [({ contract, op }) => { rowOf(contract, op('visits_get')).properties.notes = { type: ['integer', 'null'], minimum: 0, maximum: 9 }; }, null, /notes/],
  'a parameter of another type': [({ op }) => { op('visits_list').parameters.find((p) => p.name === 'status').schema = { type: 'integer', minimum: 0, maximum: 9 }; }, null, /status/],
  'an area table without the actor': [({ edit }) => edit(VISITS, (t) => t.replace(/(-- name: visits_get\n[^;]*?where v\.id = :id) and \([^;]*/, '$1')), null, /visits_get/],
  'personal data whose owner is not a column': [({ op }) => { op('visits_get')['x-chatdong'].personal = 'person_id'; }, null, /person_id/],
  'personal data for a link that is not named': [({ edit }) => edit('api/v1/referral_links/referral_links.sql', (t) => t.replace('l.link_id as _actor_id', 'l.link_id as _link_id')), null, /referral_links_open lets personal data leave.*_actor_id/],
  'If-Match without a version statement': [({ edit }) => edit(VISITS, (t) => t.replace(/-- name: visits_version\n[^;]*;\n/, '')), null, /visits_version/],
  'If-Match that the statement does not compare': [({ edit }) => edit(VISITS, (t) => t.replace(/(-- name: visits_cancel\n[^]*?)version = :if_match/, '$1version = version')), null, /if_match/],
  'a list without an order': [({ edit }) => edit(VISITS, (t) => t.replace('-- name: visits_list\n-- order: planned_start, id\n', '-- name: visits_list\n')), VISITS, /visits_list.*no list|order/],
  'an order by what is not a column': [({ edit }) => edit(VISITS, (t) => t.replace('-- name: visits_list\n-- order: planned_start, id', '-- name: visits_list\n-- order: planned_starr, id')), VISITS, /planned_starr/],
  'SQL that PostgreSQL does not take': [({ edit }) => edit(VISITS, (t) => t.replace('-- name: visits_get\nselect v.id', '-- name: visits_get\nselekt v.id')), VISITS, /visits_get.*syntax/],
  'a table that does not exist': [({ edit }) => edit(VISITS, (t) => t.replace(/(-- name: visits_get\n[^;]*?)from visit v/, '$1from visitation v')), VISITS, /visitation/],
  'two statements of one name': [({ edit }) => edit(VISITS, (t) => `${t}\n-- name: visits_get\nselect 1 as one;\n`), VISITS, /visits_get/],
  'two operations of one operationId': [({ op }) => { op('visits_cancel').operationId = 'visits_miss'; }, 'openapi.yaml', /visits_miss/],
  'two statements in one block': [({ edit }) => edit(VISITS, (t) => t.replace('-- name: visits_get\n', '-- name: visits_get\ndelete from visit; ')), VISITS, /one statement/],
  'positional parameters': [({ edit }) => edit(VISITS, (t) => t.replace('where v.id = :id and', 'where v.id = $1 and')), VISITS, /\$1/],
  'an error map to a problem that is not declared': [({ op }) => { op('visits_create')['x-chatdong'].errors.visit_no_overlap = 'visit_nonsense'; }, 'openapi.yaml', /visit_nonsense/],
  'an error map of an unknown constraint': [({ op }) => { op('visits_create')['x-chatdong'].errors.visit_never = 'visit_overlap'; }, 'openapi.yaml', /visit_never/],
  'a batch of an operation that does not exist': [({ op }) => { op('visits_batch')['x-chatdong'].batch = 'visits_invent'; }, 'openapi.yaml', /visits_invent|visits_batch/],
  'a public read without its 304': [({ op }) => { delete op('dongs_list').responses['304']; }, 'openapi.yaml', /304/],
  'an operation that names nobody who may': [({ op }) => { delete op('visits_update')['x-chatdong'].roles; }, 'openapi.yaml', /visits_update|roles/],
  'masking for a role that does not exist': [({ contract, op }) => { Object.values(rowOf(contract, op('residents_get')).properties).find((p) => p['x-chatdong']?.mask)['x-chatdong'].masked_for = ['king']; }, 'openapi.yaml', /king/],
  'a mask that does not exist': [({ contract, op }) => { Object.values(rowOf(contract, op('residents_get')).properties).find((p) => p['x-chatdong']?.mask)['x-chatdong'].mask = 'moustache'; }, 'openapi.yaml', /mask/],
};

for (const [name, [bend, file, reason]] of Object.entries(KINDS)) {
  test(`refused: ${name}`, () => {
    const folder = broken(bend);
    try {
      const got = check(folder);
      assert.equal(got.code, 1, `exit code ${got.code}: ${got.text.slice(0, 1500)}`);
      const lines = got.text.split('\n').filter((l) => /^[^\s:]+:\d+: ./.test(l));
      const mine = lines.find((l) => reason.test(l));
      assert.ok(mine, `no line with ${reason}: ${got.text.slice(0, 1500)}`);
      if (file) assert.ok(mine.includes(file), `${mine}\nnames another file than ${file}`);
      assert.ok(Number(/:(\d+): /.exec(mine)[1]) > 0, mine);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test('serve refuses to start as check does: wrong database', () => {
  const env = { PATH: process.env.PATH, CHATDONG_DATABASE: run.cluster.conninfo('postgres') };
  const got = spawnSync(BIN, ['serve'], { encoding: 'utf8', timeout: 90_000, env });
  assert.notEqual(got.status, 0);
  assert.match(got.stdout + got.stderr, /migrat|schema|database/);
});
