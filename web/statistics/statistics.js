// The page /statistics: one indicator in one program year, as a map, a line, bars and a table of the same public figures.
import { inLanguages, make } from '../common/page.js';
import { classes, drawBars, drawLine, drawMap } from './drawings.js';
import { address, boundaries, districts, figures, indicators } from './figures.js';
import { WORDS } from './words.js';

const FIRST = 'visits'; // what is shown before anything is chosen, where it is published
const at = (id) => document.getElementById(id);
const state = { language: 'ko', words: WORDS.ko, catalog: [], gus: [], running: 0, redrawLine: () => {}, download: null };

const inLanguage = (thing, name) => (state.language === 'en' && thing[`${name}_en`]) || thing[name];
const format = (value, options) => new Intl.NumberFormat(state.language, { maximumFractionDigits: 1, ...options }).format(value);
const times = (ratio) => state.words.times(format(ratio, { maximumFractionDigits: 2 }));
const text = (figure, { unit }) => {
  if (!figure) return state.words.none;
  return figure.suppressed ? state.words.suppressed : state.words.amount(format(figure.value), unit);
};
const valueOf = (figure) => (figure.suppressed ? null : figure.value);
const guName = (code) => { const gu = state.gus.find((g) => g.code === code); return gu ? inLanguage(gu, 'name') : code; };
const periodName = (figure) => state.words.year(figure.period, figure.last_day);

// The choice stands in the page's address, so that it can be passed on.
const chosen = (name) => new URLSearchParams(location.search).get(name);

function choose({ name, value }) {
  const query = new URLSearchParams(location.search);
  query.set(name, value);
  history.replaceState(null, '', `?${query}`);
}

function fill(select, entries, wanted = chosen(select.name)) {
  select.replaceChildren(...entries.map(([value, name]) => make('option', { value }, name)));
  if (entries.some(([value]) => value === wanted)) select.value = wanted;
}

// ---- what is shown

function showChoices() {
  fill(at('indicator'), state.catalog.map((i) => [i.id, inLanguage(i, 'name')]), chosen('indicator') ?? FIRST);
  fill(at('gu'), [['', state.words.everywhere], ...state.gus.map((g) => [g.code, inLanguage(g, 'name')])]);
}

function showTotal(indicator, { city, gus, dongs }, figure, gu) {
  const { words } = state;
  const ofGu = gu && gus ? gus.figures.find((f) => f.area === gu) : null;
  const of = gu && gus ? ofGu : figure;
  const said = text(of, indicator);
  at('name').textContent = inLanguage(indicator, 'name');
  at('definition').textContent = inLanguage(indicator, 'definition');
  at('total').replaceChildren(
    make('strong', {}, of === figure ? words.inAll(said) : words.inGu(guName(gu), said)), ' ',
    of?.ratio_to_previous ? make('span', {}, words.ofPrevious(times(of.ratio_to_previous))) : '', ' ',
    of?.achieved ? make('span', {}, words.ofTarget(format(of.achieved, { style: 'percent' }))) : '');
  const time = new Intl.DateTimeFormat(state.language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Seoul' }).format(new Date(city.snapshot_at));
  at('snapshot').textContent = words.snapshot(time);
  at('hidden').hidden = ![figure, ...(gus?.figures ?? []), ...(dongs?.figures ?? [])].some((f) => f.suppressed);
  at('no-dongs').hidden = dongs !== null;
}

function classNames(limits, values) {
  const { words } = state;
  const named = limits.map((limit) => format(limit));
  if (named.length > 0) return [words.below(named[0]), ...named.slice(1).map((to, i) => words.range(named[i], to)), words.least(named.at(-1))];
  const ends = [...new Set([Math.min(...values), Math.max(...values)])].map((end) => format(end));
  return values.length === 0 ? [] : [ends.length === 1 ? ends[0] : words.range(...ends)];
}

function showLegend(limits, values) {
  const { words } = state;
  const entry = (kind, name) => make('li', {}, make('span', { className: `swatch ${kind}` }), name);
  at('legend').replaceChildren(...classNames(limits, values).map((name, i) => entry(`step-${i}`, name)), entry('hidden-value', words.suppressed), entry('no-value', words.none));
}

function showMap(indicator, dongs, { features }, gu) {
  const drawn = features.filter((f) => gu === '' || f.properties.gu_code === gu);
  at('map-part').hidden = dongs === null || drawn.length === 0;
  if (at('map-part').hidden) return;
  const of = new Map(dongs.figures.map((f) => [f.area, f]));
  const values = dongs.figures.filter((f) => !f.suppressed).map((f) => f.value);
  const scale = classes(values);
  const kind = (figure) => (!figure ? 'no-value' : figure.suppressed ? 'hidden-value' : `step-${scale(figure.value)}`);
  const look = ({ id, properties }) => ({ kind: kind(of.get(id)),
    label: `${guName(properties.gu_code)} ${inLanguage(properties, 'name')}: ${text(of.get(id), indicator)}` });
  drawMap(at('map'), drawn, look, (label) => { at('place').textContent = label; });
  at('place').textContent = '';
  at('source').textContent = state.words.source([...new Set(drawn.map((f) => f.properties.source))].join(' · '));
  showLegend(scale.domain(), values);
}

function showLine(indicator, quarters) {
  at('line-part').hidden = !quarters?.figures.length;
  if (at('line-part').hidden) return;
  const points = quarters.figures.map((f) => ({ name: state.words.quarter(f.period), value: valueOf(f), text: text(f, indicator) }));
  state.redrawLine = () => drawLine(at('line'), points, (tick) => format(tick, { notation: 'compact' }));
  state.redrawLine();
  at('quarters').tBodies[0].replaceChildren(...points.map((p) => make('tr', {},
    make('th', { scope: 'row' }, p.name), make('td', { className: 'figure' }, p.text))));
}

function showBars(indicator, gus, gu) {
  at('bars-part').hidden = !gus?.figures.length;
  if (at('bars-part').hidden) return;
  const rows = gus.figures.map((f) => ({ name: guName(f.area), value: valueOf(f), text: text(f, indicator), chosen: f.area === gu }));
  drawBars(at('bars').tBodies[0], rows.sort((a, b) => (b.value ?? -1) - (a.value ?? -1) || a.name.localeCompare(b.name, state.language)));
}

// Dongs where they are published, else gu, else the city.
function showTable(indicator, { gus, dongs, map }, figure, gu) {
  const { words } = state;
  const [guHead, dongHead, valueHead, ratioHead] = words.columns;
  const head = (name, className = '') => make('th', { scope: 'col', className }, name);
  at('table').tHead.replaceChildren(make('tr', {}, head(guHead), dongs && head(dongHead), head(valueHead, 'figure'), head(ratioHead, 'figure')));
  const onMap = new Map(map.features.map((f) => [f.id, f.properties]));
  const dongCell = ({ area, area_name }) => {
    const name = area.length === 10 ? inLanguage(onMap.get(area) ?? {}, 'name') : '';
    return name === undefined ? make('td', { lang: 'ko' }, area_name) : make('td', {}, name);
  };
  const rows = (dongs ?? gus ?? { figures: [figure] }).figures.filter((f) => gu === '' || f.area === 'city' || f.area.startsWith(gu));
  at('table').tBodies[0].replaceChildren(...rows.map((f) => make('tr', {},
    make('th', { scope: 'row' }, f.area === 'city' ? words.everywhere : guName(f.area.slice(0, 5))),
    dongs && dongCell(f),
    make('td', { className: 'figure' }, text(f, indicator)),
    make('td', { className: 'figure' }, f.ratio_to_previous === null ? '' : times(f.ratio_to_previous)))));
  state.download = { id: indicator.id, query: { by: dongs ? 'dong' : gus ? 'gu' : 'city', from: figure.period, to: figure.period } };
}

function problem([title, advice], again) {
  at('answer').hidden = true;
  at('problem').replaceChildren(make('div', { className: 'note' }, make('h2', {}, title), make('p', {}, advice),
    again && make('button', { type: 'button', className: 'again', onclick: again }, state.words.retry)));
  at('said').textContent = `${title}. ${advice}`;
}

// ---- from the choice to the answer; a later choice takes the place of an earlier one

async function show() {
  const mine = ++state.running;
  const indicator = state.catalog.find(({ id }) => id === at('indicator').value);
  at('said').textContent = state.words.loading;
  try {
    const city = await figures(indicator, 'city');
    if (mine !== state.running) return;
    const periods = [...city.figures].reverse();
    at('period').disabled = periods.length === 0;
    fill(at('period'), periods.length ? periods.map((f) => [f.period, periodName(f)]) : [['', state.words.none]]);
    const figure = periods.find((f) => f.period === at('period').value);
    if (!figure) return void problem(state.words.noPeriod);
    const query = { from: figure.period, to: figure.period };
    const [gus, dongs, quarters, map] = await Promise.all([figures(indicator, 'gu', query), figures(indicator, 'dong', query),
      figures(indicator, 'city', { period: 'quarter' }), boundaries()]);
    if (mine === state.running) put(indicator, { city, gus, dongs, quarters, map }, figure);
  } catch {
    if (mine === state.running) problem(state.words.problem, begin);
  }
}

function put(indicator, tables, figure) {
  const gu = at('gu').value;
  at('problem').replaceChildren();
  at('answer').hidden = false;
  showTotal(indicator, tables, figure, gu);
  showMap(indicator, tables.dongs, tables.map, gu);
  showLine(indicator, tables.quarters);
  showBars(indicator, tables.gus, gu);
  showTable(indicator, tables, figure, gu);
  at('said').textContent = state.words.shown(inLanguage(indicator, 'name'), periodName(figure));
}

async function download(type, ending) {
  const { id, query } = state.download;
  try {
    const got = await fetch(address(id, query), { credentials: 'omit', headers: { Accept: type } });
    if (!got.ok) throw new Error(got.status);
    const link = make('a', { href: URL.createObjectURL(await got.blob()), download: `${id}.${ending}` });
    link.click();
    URL.revokeObjectURL(link.href);
  } catch {
    problem(state.words.problem, begin);
  }
}

async function begin() {
  try {
    [state.catalog, state.gus] = await Promise.all([indicators(), districts()]);
  } catch {
    return problem(state.words.problem, begin);
  }
  showChoices();
  return show();
}

at('choose').addEventListener('submit', (event) => event.preventDefault());
at('choose').addEventListener('change', (event) => { choose(event.target); show(); });
at('csv').addEventListener('click', () => download('text/csv', 'csv'));
at('xlsx').addEventListener('click', () => download('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'));
new ResizeObserver(() => state.redrawLine()).observe(at('line'));
inLanguages(WORDS, (language, words) => {
  Object.assign(state, { language, words });
  if (state.catalog.length === 0) return void begin();
  showChoices();
  show();
});
