// Collects what was measured and writes it as Markdown: the ratios that the issue asks for first,
// then a table per scenario.
import { fixed, table, whole } from './stats.mjs';

const CORE = ['openapi 304', '404', '401', '400 of ten errors'];

export class Report {
  #scenarios = new Map();
  #goals = [];
  #notes = [];

  constructor(machine, timing) {
    this.machine = machine;
    this.timing = timing;
  }

  scenario(name, results) {
    this.#scenarios.set(name, results);
  }

  /** `value` against a limit: at least when `least`, else at most. */
  goal(what, value, limit, least = true, digits = 2, unit = '') {
    this.#goals.push(judged(what, value, limit, least, digits, unit));
  }

  note(text) {
    this.#notes.push(text);
  }

  text() {
    const goals = [...this.#goals, ...this.#ratios()];
    const { date, commit, machine, software } = this.machine;
    const head = `${date}, commit ${commit}. ${machine}. ${software}. ` +
      `Medians of ${this.timing.count} rounds of ${this.timing.seconds} s, contenders in turn.`;
    const parts = goals.length ? [head, '', table(['what', 'measured', 'wanted', 'met'], goals)] : [head];
    for (const [name, results] of this.#scenarios) parts.push('', `**${name}**`, '', scenarioTable(results));
    if (this.#notes.length) parts.push('', ...this.#notes.map((note) => `- ${note}`));
    return parts.join('\n');
  }

  #ratios() {
    const goals = [];
    for (const mode of ['fibers', 'threads']) {
      const of = (scenario, name, field = 'rate') => this.#scenarios.get(scenario)?.get(name)?.[field] ?? NaN;
      const ratio = (scenario, other, limit) => {
        const value = of(scenario, `chatdong, ${mode}`) / of(scenario, other);
        if (Number.isFinite(value)) goals.push(judged(`${mode}: ${scenario} ÷ ${other}`, value, limit));
      };
      for (const [scenario, limit] of [['read', 0.65], ['list', 0.6], ['create', 0.8]]) {
        ratio(scenario, 'pgbench', limit);
        if (scenario !== 'create') ratio(scenario, 'Fastify + postgres.js', 2);
      }
      const p99 = of('read', `chatdong, ${mode}`, 'p99_us') / of('read', 'Fastify + postgres.js', 'p99_us');
      if (Number.isFinite(p99)) goals.push(judged(`${mode}: p99 of read ÷ the peer's`, p99, 1, false));
      for (const scenario of CORE) ratio(scenario, 'nginx, static file', 0.6);
    }
    return goals;
  }
}

function judged(what, value, limit, least = true, digits = 2, unit = '') {
  const met = least ? value >= limit : value <= limit;
  return [what, `${fixed(value, digits)}${unit}`, `${least ? '≥' : '≤'} ${limit}${unit}`, met ? 'yes' : '**no**'];
}

function scenarioTable(results) {
  const ms = (us) => (Number.isFinite(us) ? fixed(us / 1000, 1) : '–');
  const first = [...results.values()][0].rate;
  const rows = [...results].map(([name, r]) => [
    name, whole(r.rate), fixed(r.rate / first), ms(r.p50_us), ms(r.p99_us),
    r.cpu_us > 0 ? fixed(r.cpu_us, 0) : '–', r.pg_us > 0 ? fixed(r.pg_us, 0) : '–', `${fixed(r.spread * 100, 0)} %`,
  ]);
  return table(['', 'req/s', 'ratio', 'p50 ms', 'p99 ms', 'CPU µs', 'PostgreSQL µs', 'spread'], rows);
}
