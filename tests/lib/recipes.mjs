// How the tests address a record of each slice, per dong of the demo city: the one table that a new
// slice needs here. An operation without a recipe fails the run (matrix.test.mjs).
import { DONGS, GUS } from './actors.mjs';

const inA = (op, place) => place === 'A';

// Rows of the demo city, in order; `ready` says which of them an operation can be done to, `table` where
// they stand when that is not the slice's name without its s, `named` that a name stands once, `ofPartner`
// which the demo partner's own client (system.partner) may change: the first of dong A; `params` which
// column fills a path parameter (id when it is not said), `visible` who sees the rows of a dong where
// that is not a matter of area, `body` what a row brings into the example's body.
const answerable = (r) => r.status === 'requested';
const SLICES = {
  districts: { rows: 'select code as id, version from district where code = left($1, 5)', public: true },
  dongs: { rows: 'select code as id, version from dong where code = $1', public: true },
  legal_dongs: { rows: 'select p.legal_code as id, 1 as version from legal_dong_dong p where p.dong_code = $1 order by 1', public: true },
  centers: { rows: 'select id, version from center where dong_code = $1' },
  rounds: {
    table: 'program_round', public: true,
    rows: `select r.id, r.version, r.status, exists (select from round_application a where a.round_id = r.id and a.status = 'submitted') as undecided,
        r.call is not null as called, r.starts_on <= current_date as due
      from program_round r where $1::text is not null order by r.number = 6, r.number`, // 6 takes the applications
    ready: {
      rounds_update: (r) => r.status === 'draft', rounds_open: (r) => r.status === 'draft' && r.called, rounds_cancel: (r) => r.status === 'draft',
      rounds_close: (r) => r.status === 'open', rounds_decide: (r) => r.status === 'closed' && !r.undecided, rounds_start: (r) => r.status === 'selected' && r.due,
    },
  },
  // Dongs of a district apply, not those of the staff: they have joined.
  round_applications: {
    rows: `select a.id, a.version, a.status, r.status as round_status from round_application a join program_round r on r.id = a.round_id
      where left(a.dong_code, 5) = left($1, 5) order by a.id`,
    ofDistrict: true,
    ready: {
      round_applications_withdraw: (a) => a.status === 'submitted' && a.round_status === 'closed',
      round_applications_select: (a) => a.status === 'submitted' && a.round_status === 'closed',
      round_applications_reject: (a) => ['submitted', 'selected'].includes(a.status) && a.round_status === 'closed',
    },
  },
  staff: {
    rows: "select id, version from staff where $1 = any (dong_codes) and id <> '01900000-0000-7000-8000-00000000002f' order by id",
    // The second nurse: whoever is deactivated here acts in no other test.
    ready: { staff_update: (s) => /6[abc]$/.test(s.id) },
  },
  // The same person again and again, who is to be recorded each time.
  residents: {
    rows: 'select id, version from resident where dong_code = $1 and deceased_on is null and moved_out_on is null and merged_into is null order by id',
    body: (body) => ('birth_date' in body && 'dong_code' in body ? { ...body, insist: true } : body),
  },
  resident_duplicates: {
    table: 'resident_duplicate',
    rows: `select id, version, status from resident_duplicate where dong_code = $1 and other_dong_code = $1 order by id`,
    ready: { resident_duplicates_dismiss: (d) => d.status === 'open' },
  },
  resident_merges: {
    table: 'resident_merge',
    rows: `select id, version, undone_at, (select jsonb_agg(jsonb_build_object('id', r.id, 'version', r.version) order by r.id desc)
        from resident r where r.dong_code = $1 and r.merged_into is null and r.deceased_on is null and r.moved_out_on is null) as people
      from resident_merge where dong_code = $1 and other_dong_code = $1 order by id`,
    ready: { resident_merges_undo: (m) => m.undone_at === null },
    body: (body, rows) => ('survivor_id' in body ? { ...body, ...pairOf(rows[0].people) } : body),
  },
  // Addressed by the merge.
  resident_merge_rows: { table: 'resident_merge_row', rows: 'select id, version from resident_merge where dong_code = $1 order by id' },
  households: { rows: 'select id, version from household where dong_code = $1 order by id' },
  resident_category_kinds: { table: 'resident_category_kind', rows: 'select code as id, 1 as version from resident_category_kind where $1::text is not null order by code', public: true },
  // Periods are added each in days of its own.
  resident_categories: {
    table: 'resident_category',
    rows: `select c.id, c.version, c.resident_id, c.valid_to from resident_category c join resident r on r.id = c.resident_id
      where r.dong_code = $1 order by c.id`,
    params: { id: 'resident_id', category_id: 'id' },
    ready: { resident_categories_end: (c) => c.valid_to === null },
    body: (body) => ('category' in body ? { ...body, valid_from: freeDay(hour), valid_to: freeDay(++hour) } : body),
  },
  household_dangers: {
    table: 'household_danger',
    rows: `select d.id, d.version, d.household_id, d.valid_to from household_danger d join household h on h.id = d.household_id
      where h.dong_code = $1 order by d.id`,
    params: { id: 'household_id', danger_id: 'id' },
    ready: { household_dangers_end: (d) => d.valid_to === null },
    body: (body) => ('flag' in body ? { ...body, valid_from: freeDay(hour), valid_to: freeDay(++hour) } : body),
  },
  moves: { table: 'resident_move', rows: "select id from resident_move where $1 in (from_dong_code, to_dong_code) and id::text like '01900000-0000-7000-8000-%' order by id" },
  // Those of city_residents.sql move, to dongs where nobody of the matrix works.
  resident_moves: {
    table: 'resident_move',
    rows: `select id, version from resident where dong_code = $1 and right(id::text, 12) between '000000600007' and '000000600499' order by id`,
  },
  household_moves: {
    table: 'resident_move',
    rows: `select h.id, h.version from household h where h.dong_code = $1 and right(h.id::text, 12) between '000000600051' and '000000600499' order by 1`,
  },
  visits: {
    rows: `select v.id, v.version, v.status, cardinality(v.team) as helpers, coalesce(h.danger_flags <> '{}', false) as dangerous,
        (select max(s.id::text) from staff s where s.active and v.dong_code = any (s.dong_codes) and s.id <> v.staff_id
            and s.employed @> v.planned_start::date and not exists (select from staff_leave l where l.staff_id = s.id)) as somebody
      from visit v left join household h on h.id = v.household_id where v.dong_code = $1 order by v.id`,
    ready: {
      visits_check_in: (v) => v.status === 'planned' && (v.helpers > 0 || !v.dangerous), visits_cancel: (v) => v.status === 'planned',
      visits_miss: (v) => v.status === 'planned', visits_complete: (v) => v.status === 'checked_in',
      visits_update: (v) => v.status === 'planned', visits_assign: (v) => v.status === 'planned' && v.helpers === 0 && !v.dangerous,
    },
    // An assignment names the version that was read; of several, those that are planned last.
    body: (body, rows, record) => ('version' in body ? { ...body, version: record().version, staff_id: record().somebody }
      : body.items?.every((i) => 'version' in i) ? { ...body, items: assigned(body.items, rows) } : body),
    made: { visits_assign_batch: null },
  },
  follow_ups: { table: 'follow_up', rows: 'select id, version from follow_up where dong_code = $1 order by id' },
  // Addressed by the visit; each time somebody else is met.
  visit_residents: {
    table: 'visit',
    rows: `select v.id, v.version, array(select r.id from resident r where r.dong_code = v.dong_code and r.merged_into is null order by r.id desc) as people
      from visit v where v.dong_code = $1 and v.kind = 'institution' and v.status = 'completed' order by v.id`,
    body: (body, [visit]) => ('resident_id' in body ? { ...body, resident_id: visit.people[serial++ % visit.people.length] } : body),
    made: { visit_residents_create: 'visit_resident' },
  },
  routes: { rows: null, made: { routes_create: null } },
  panic_calls: { rows: null, made: { panic_calls_create: 'alert' } },
  worklist: { rows: null },
  operations: {
    rows: 'select id, version, state from operation where gu_code = left($1, 5) order by id',
    ready: { operations_cancel: (o) => o.state === 'running' },
  },
  // Those of the welfare network; nobody but their sender sees them.
  imports: {
    rows: `select i.id, i.version, i.operation_id is null as open, exists (select from import_rejected r where r.import_id = i.id) as rejected,
        array(select p.number from import_part p where p.import_id = i.id) = '{1}' as whole
      from import i where i.gu_code = left($1, 5) and i.id::text like '01900000-0000-7000-8000-%' order by i.id`,
    ready: { imports_send_part: (i) => i.open, imports_run: (i) => i.open && i.whole, imports_rejected: (i) => i.rejected },
    visible: (actor) => actor?.area === 'city',
  },
  staff_grants: { rows: 'select id from staff_grant where $1 = any (area_codes) order by id' },
  staff_leaves: {
    rows: 'select l.id, l.version, l.cancelled from staff_leave l join staff s on s.id = l.staff_id where $1 = any (s.dong_codes) order by l.id',
    ready: { staff_leaves_update: (l) => !l.cancelled },
  },
  staffing_records: { rows: 'select id, version from staffing_record where dong_code = $1 order by id' },
  staff_headcounts: { rows: null },
  recipient_counts: { rows: 'select id, version from recipient_count where dong_code = $1 order by id' },
  caseloads: { rows: null },
  patches: { rows: 'select id, version from patch where dong_code = $1 order by id' },
  patch_gaps: { rows: null },
  // A dong's cuts are addressed by the dong.
  patch_cuts: { rows: 'select dong_code as id, version from patch_cut where dong_code = $1' },
  partners: { named: true, rows: 'select id, version from partner where dong_code = $1 order by id', ofPartner: (op, place) => place === 'A' && op.pathParams.length > 0 },
  locations: { table: 'partner_location', rows: `select l.id, l.version from partner_location l join partner p on p.id = l.partner_id
    where p.dong_code = $1 order by l.id`, ofPartner: inA },
  services: { named: true, table: 'partner_service', rows: `select s.id, s.version from partner_service s join partner p on p.id = s.partner_id
    where p.dong_code = $1 order by s.id`, ofPartner: inA },
  capacities: { table: 'service_capacity', rows: `select c.id, c.version from service_capacity c join partner_service s on s.id = c.id
    join partner p on p.id = s.partner_id where p.dong_code = $1 order by c.id`, ofPartner: inA },
  needs: { rows: 'select code as id from need where $1::text is not null order by code', public: true },
  hsds: { rows: null },
  hsds_services: { rows: `select s.id from partner_service s join partner p on p.id = s.partner_id where p.dong_code = $1 order by s.id`, public: true },
  hsds_organizations: { rows: 'select id from partner where dong_code = $1 order by id', public: true },
  hsds_service_at_locations: { rows: `select x.id from partner_service_location x join partner p on p.id = x.partner_id
    where p.dong_code = $1 order by x.id`, public: true },
  hsds_taxonomies: { rows: 'select id from taxonomy where $1::text is not null', public: true },
  hsds_taxonomy_terms: { rows: 'select id from need where $1::text is not null order by code', public: true },
  consents: {
    rows: 'select id, version, resident_id, withdrawn_at from consent where dong_code = $1 order by id',
    params: { id: 'resident_id', consent_id: 'id' },
    ready: { consents_withdraw: (c) => c.withdrawn_at === null },
  },
  referrals: {
    rows: 'select id, version, status from referral where dong_code = $1 order by id',
    ready: {
      referrals_close: (r) => ['rejected', 'expired', 'served', 'not_served'].includes(r.status), referrals_retract: answerable,
      referrals_issue_link: (r) => ['requested', 'accepted'].includes(r.status),
    },
  },
  referral_tasks: { rows: "select id, version from referral where dong_code = $1 and status <> 'closed' order by id" },
  referral_counts: { rows: null },
  partner_referrals: {
    rows: 'select id, version, status from referral where dong_code = $1 order by id',
    ready: { partner_referrals_answer: answerable },
    visible: (actor, place) => actor?.partner === place,
  },
  referral_links: {
    rows: `select l.id, rpad('demo_link_' || right(l.id::text, 6), 43, 'x') as token from referral_link l join referral r on r.id = l.referral_id
            where l.dong_code = $1 and l.used_at is null and l.revoked_at is null and r.status = 'requested' and l.id::text like '01900000-0000-7000-8000-%'
            order by l.id`,
    public: true,
    body: (body, [link]) => ({ ...body, token: link.token }),
  },
  // Exceptions, so that no request is in the way of another one: a household may have one ordinary aid a year.
  aid: {
    rows: 'select id, version, status, exception_reason, amount from aid where dong_code = $1 order by id',
    ready: {
      aid_approve: (a) => a.status === 'applied' && a.exception_reason === null && a.amount <= 700000, aid_reject: (a) => a.status === 'applied',
      aid_reverse: (a) => a.status === 'paid',
    },
    body: (body) => ('payee_bank' in body ? { ...body, exception_reason: '두 번째 위기' } : body),
  },
  signals: {
    rows: 'select id, version, match, outcome, resident_id, source_id from signal where dong_code = $1 order by id',
    ready: {
      signals_match: (s) => s.match === 'probable' && s.outcome === null,
      signals_resolve: (s) => s.outcome === null && s.match === 'none',
    },
    // Each of its own number, so that none is the one that was sent before.
    body: (body) => ('source_id' in body ? { ...body, source_id: `test-${++serial}` } : body),
  },
  signal_kinds: { table: 'signal_kind', rows: 'select code as id, 1 as version from signal_kind where $1::text is not null order by code', public: true },
  // Addressed by the household.
  household_risks: { rows: 'select id, version from household where dong_code = $1 order by id' },
  aid_ceilings: { table: 'aid_ceiling', rows: 'select id from aid_ceiling where $1::text is not null order by kind, household_size', public: true },
  // Each new budget is of a year of its own.
  aid_budgets: {
    rows: 'select id, version from aid_budget where gu_code = left($1, 5) order by id',
    body: (body) => ('fiscal_year' in body ? { ...body, fiscal_year: 2032 + (hour++ % 68) } : body),
  },
  // Addressed by the budget and by the file.
  aid_entries: { rows: 'select id, version from aid_budget where gu_code = left($1, 5) order by id' },
  aid_payment_files: { rows: 'select id, version from aid_payment_file where gu_code = left($1, 5) order by id' },
  aid_payment_items: { rows: 'select id, version from aid_payment_file where gu_code = left($1, 5) order by id' },
  programs: { rows: 'select code, code as id, 1 as version from program where $1::text is not null order by code', params: { code: 'code' }, public: true },
  // Each new version begins on a day of its own.
  protocols: {
    rows: 'select id, 1 as version from protocol where $1::text is not null order by program, track, valid_from', public: true,
    body: (body) => ('valid_from' in body ? { ...body, valid_from: freeDay(++serial) } : body),
  },
  enrolments: {
    rows: "select id, version, ended_on from enrolment where dong_code = $1 and id::text like '01900000-0000-7000-8000-%' order by id",
    ready: { enrolments_end: (e) => e.ended_on === null },
  },
  due_visits: {
    table: 'due_visit',
    rows: "select id, version, outcome from due_visit where dong_code = $1 and id::text like '01900000-0000-7000-8000-%' order by id",
    ready: { due_visits_excuse: (d) => d.outcome === null || d.outcome === 'refused' || d.outcome === 'not_found' },
  },
  coverage: { rows: null },
  discoveries: {
    table: 'discovery', rows: 'select id, version, withdrawn_at from discovery where dong_code = $1 order by id',
    ready: { discoveries_update: (d) => d.withdrawn_at === null, discoveries_withdraw: (d) => d.withdrawn_at === null },
  },
  discovery_counts: { rows: null },
  statistics: { table: 'indicator', rows: "select id, 1 as version from indicator where $1::text is not null and public_by <> '{}' order by id <> 'visits', id", public: true },
  statistic_targets: { rows: null },
  counseling_records: { rows: 'select id, version from counseling_record where dong_code = $1 order by id' },
  counseling_counts: { rows: null },
  benefits: { rows: 'select code as id from benefit where $1::text is not null order by code', public: true },
  benefit_applications: {
    rows: 'select id, version, status from benefit_application where dong_code = $1 order by id',
    ready: {
      benefit_applications_apply: (a) => a.status === 'asked', benefit_applications_decide: (a) => a.status === 'applied',
      benefit_applications_withdraw: (a) => ['asked', 'applied'].includes(a.status),
    },
  },
  benefit_counts: { rows: null },
  // Not those that the supervisor wrote (27, 28). Texts are changed, and steps taken, where nothing stands in the way.
  cases: {
    table: 'welfare_case',
    rows: "select id, version, status, right(id::text, 2)::int as n from welfare_case where dong_code = $1 and id::text like '01900000-0000-7000-8000-%' order by id",
    ready: {
      cases_update: (c) => c.status === 'discovered', cases_step: (c) => c.status === 'discovered', cases_link_visit: (c) => c.status === 'monitoring',
      cases_approve_plan: (c) => c.status === 'conferenced' && c.n < 27, cases_approve_closing: (c) => c.status === 'monitoring' && c.n < 27,
    },
    texts: { cases_update: ['summary'] },
    body: (body, rows, record) => ('version' in body ? { ...body, version: record().version } : body),
  },
  case_needs: {
    rows: `select n.id, n.version, c.status from case_need n join welfare_case c on c.id = n.case_id where c.dong_code = $1 order by n.id`,
    ready: { case_needs_update: (n) => n.status !== 'closed' },
  },
  case_actions: {
    rows: `select a.id, a.version, c.status from case_action a join case_need n on n.id = a.need_id join welfare_case c on c.id = n.case_id where c.dong_code = $1 order by a.id`,
    ready: { case_actions_update: (a) => a.status !== 'closed' },
  },
  case_conferences: { rows: 'select f.id from case_conference f join welfare_case c on c.id = f.case_id where c.dong_code = $1 order by f.id' },
  // Offers to the dong, from dongs where nobody of the matrix works.
  case_transfers: {
    rows: "select id, version, status from case_transfer where to_dong_code = $1 and id::text like '01900000-0000-7000-8000-%' order by id",
    ready: { case_transfers_accept: (t) => t.status === 'offered', case_transfers_refuse: (t) => t.status === 'offered' },
  },
  case_tasks: { table: 'welfare_case', rows: "select id, version from welfare_case where dong_code = $1 and due_on is not null and id::text like '01900000-0000-7000-8000-%' order by id" },
  instruments: { rows: 'select id, 1 as version from instrument where $1::text is not null order by id', public: true },
  screenings: {
    rows: 'select id, version, voided_at from screening where dong_code = $1 order by id',
    ready: { screenings_void: (s) => s.voided_at === null },
  },
  screening_levels: { rows: 'select id from screening_level where dong_code = $1 order by id' },
  // Addressed by the resident.
  screening_trends: { rows: 'select r.id from resident r where r.dong_code = $1 and exists (select from screening s where s.resident_id = r.id) order by r.id' },
  screening_counts: { rows: null },
  alerts: {
    rows: 'select id, version, status from alert where dong_code = $1 order by id',
    ready: { alerts_acknowledge: (a) => a.status === 'open' },
  },
  births: { rows: 'select id, version from birth where dong_code = $1 order by id' },
  growth_records: { rows: 'select id, version from growth_record where dong_code = $1 order by id' },
  // Each batch has changes of its own.
  sync: { rows: null, body: (body) => ({ ...body, changes: body.changes.map((c) => ({ ...c, change_id: crypto.randomUUID() })) }) },
  // Addressed by the birth.
  birth_themes: { rows: 'select id, version from birth where dong_code = $1 order by id' },
  addresses: { rows: null, public: true },
  officer_lookup: { rows: null, public: true },
  access_records: { rows: null },
  me: { rows: null },
  meta: { rows: null },
};

// Plans are made for an hour of their own, far from those of the demo city, so that no request is in the
// way of another one.
let hour = 0;
let serial = 0;
const freeDay = (n) => new Date(Date.UTC(2040, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
function inFreeTime(value) {
  if (Array.isArray(value)) return value.map(inFreeTime);
  if (!value || typeof value !== 'object') return value;
  const copy = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, inFreeTime(v)]));
  if ('starts_on' in copy && 'ends_on' in copy) return { ...copy, starts_on: freeDay(hour), ends_on: freeDay(hour++) };
  if (!('planned_start' in copy && 'planned_end' in copy)) return copy;
  const start = Date.UTC(2032, 0, 1) + hour++ * 3_600_000;
  return { ...copy, planned_start: new Date(start).toISOString(), planned_end: new Date(start + 1_800_000).toISOString() };
}

// Dongs without a center, or that have not applied yet, and the like of them in dong C's district.
const LIKE = { C: { 9911054000: '9914052000', 9911057000: '9914054000' } };

const assigned = (items, rows) => rows.filter((v) => v.status === 'planned' && v.helpers === 0 && !v.dangerous).slice(-items.length)
  .map(({ id, version, somebody }, i) => ({ ...items[i], id, version, staff_id: somebody }));

// Each time two others.
function pairOf(people) {
  const [one, two] = [serial++, serial++].map((n) => people[n % people.length]);
  return { survivor_id: one.id, survivor_version: one.version, merged_id: two.id, merged_version: two.version };
}

// Operations whose records are addressed by nothing but the actor, or that have none.
export const sliceOf = (op) => SLICES[op.slice];
export const tableOf = (op) => SLICES[op.slice]?.table ?? op.slice.replace(/s$/, '');
// The table in which a create makes a row for each item; null: it makes none.
export function madeIn(op) {
  const made = SLICES[op.slice]?.made?.[op.id];
  return made === undefined ? tableOf(op) : made;
}
const PLACES = Object.keys(DONGS);

// Free texts of bodies: a body with another one of these is another body.
export const TEXTS = ['notes', 'need', 'reason', 'name', 'address', 'summary', 'what', 'description', 'minutes'];

export class Recipes {
  static async load(sql) {
    const self = new Recipes();
    self.rows = {};
    const wanted = Object.entries(SLICES).filter(([, { rows }]) => rows)
      .flatMap(([slice, { rows }]) => PLACES.map((place) => ({ slice, place, text: rows.replaceAll('$1', `'${DONGS[place]}'`) })));
    const found = await sql(wanted.map(({ text }) => text).join(';\n')); // hundreds, in one round trip
    wanted.forEach(({ slice, place }, i) => { (self.rows[slice] ??= {})[place] = found[i]; });
    return self;
  }

  ids(...slices) {
    return slices.flatMap((s) => Object.values(this.rows[s] ?? {}).flat().map((r) => r.id));
  }

  // A record of that dong to which the operation can be done; `nth` for several.
  record(op, place, nth = 0) {
    const slice = SLICES[op.slice];
    const rows = this.rows[op.slice]?.[place] ?? [];
    const ready = slice?.ready?.[op.id];
    const found = (ready ? rows.filter(ready) : rows)[nth];
    if (!found) throw new Error(`no recipe: ${op.id} finds no record in dong ${place} (tests/lib/recipes.mjs)`);
    return found;
  }

  path(op, place, nth = 0) {
    return op.pathParams.length === 0 ? op.path : this.fill(op, this.record(op, place, nth));
  }

  // The path of the operation on that row.
  fill(op, row) {
    return op.path.replaceAll(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(row[SLICES[op.slice]?.params?.[name] ?? 'id']));
  }

  // Of a change, the texts that may be set in the state that its record is in; undefined: all.
  texts(op) {
    return SLICES[op.slice]?.texts?.[op.id];
  }

  // The first named example's body, moved from dong A to another dong (ids, dong codes, gu codes) and
  // into free time.
  body(op, place) {
    const example = Object.values(op.body?.examples ?? {})[0]?.value;
    if (example === undefined) throw new Error(`no recipe: ${op.id} has no named example of its body`);
    const body = inFreeTime(place === 'A' ? structuredClone(example) : this.#move(example, place));
    if (op.write && op.method === 'POST' && SLICES[op.slice]?.named) return { ...body, name: `${body.name} ${++serial}` };
    return SLICES[op.slice]?.body?.(body, this.rows[op.slice]?.[place], () => this.record(op, place, 0)) ?? body;
  }

  #move(value, place) {
    if (Array.isArray(value)) return value.map((v) => this.#move(v, place));
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, this.#move(v, place)]));
    return typeof value === 'string' ? this.#moveText(value, place) : value;
  }

  #moveText(text, place) {
    if (text === DONGS.A) return DONGS[place];
    if (LIKE[place]?.[text]) return LIKE[place][text];
    if (text === GUS.A) return GUS[place];
    const staff = /^(01900000-0000-7000-8000-0000000000[1-6])a$/.exec(text);
    if (staff) return `${staff[1]}${place.toLowerCase()}`;
    for (const slice of Object.keys(this.rows)) {
      const nth = this.rows[slice].A.findIndex((r) => r.id === text);
      if (nth >= 0) return (this.rows[slice][place][nth] ?? this.rows[slice][place][0])?.id ?? text;
    }
    return text;
  }
}
