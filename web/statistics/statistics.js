// The page /statistics: one indicator in one period, as a map, bars, a line and a table of the same public figures.
import { inLanguages, make } from '../common/page.js';
import { classes, drawBars, drawLine, drawMap } from './drawings.js';
import { address, boundaries, districts, figures, indicators } from './figures.js';
import { WORDS } from './words.js';

const at = (id) => document.getElementById(id);
const state = { language: 'ko', words: WORDS.ko, catalog: [], gus: [], running: 0 };

const inLanguage = (thing, name) => (state.language === 'en' && thing[`${name}_en`]) || thing[name];
const number = (value) => new Intl.NumberFormat(state.language, { maximumFractionDigits: 1 }).format(value);
const ratio = (value) => new Intl.NumberFormat(state.language, { maximumFractionDigits: 2 }).format(value);
const percent = (value) => new Intl.NumberFormat(state.language, { style: 'percent', maximumFractionDigits: 1 }).format(value);
const unit = (indicator) => state.words.units[indicator.unit] ?? indicator.unit;
const text = (figure, indicator) => {
  if (!figure) return state.words.none;
  return figure.suppressed ? state.words.suppressed : `${number(figure.value)}${state.language === 'en' ? ' ' : ''}${unit(indicator)}`;
};
const guName = (code) => { const gu = state.gus.find((g) => g.code === code); return gu ? inLanguage(gu, 'name') : code; };
const periodName = (figure) => state.words.year(figure.period, figure.last_day);
const chosen = () => state.catalog.find((indicator) => indicator.id === at('indicator').value);

function fill(select, entries, kept) {
  select.replaceChildren(...entries.map(([value, name]) => make('option', { value }, name)));
  if (entries.some(([value]) => value === kept)) select.value = kept;
}

// ---- what is shown

function showChoices() {
  fill(at('indicator'), state.catalog.map((i) => [i.id, inLanguage(i, 'name')]), at('indicator').value || remembered('indicator'));
  fill(at('gu'), [['', state.words.everywhere], ...state.gus.map((g) => [g.code, inLanguage(g, 'name')])], at('gu').value);
}

function showTotal(indicator, city, figure) {
  const { words } = state;
  at('name').textContent = inLanguage(indicator, 'name');
  at('definition').textContent = inLanguage(indicator, 'definition');
  at('total').replaceChildren(...[
    make('strong', {}, words.inAll(text(figure, indicator))),
    figure.ratio_to_previous === null ? null : make('span', {}, words.ofPrevious(ratio(figure.ratio_to_previous))),
    figure.achieved === null ? null : make('span', {}, words.ofTarget(percent(figure.achieved))),
  ].filter(Boolean));
  const time = new Intl.DateTimeFormat(state.language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'Asia/Seoul' }).format(new Date(city.snapshot_at));
  at('snapshot').textContent = words.snapshot(time);
}

function showLegend(scale, values) {
  const { words } = state;
  const known = values.filter((v) => v !== null);
  const entry = (kind, name) => make('li', {}, make('span', { className: `swatch ${kind}` }), name);
  const edges = known.length === 0 ? [] : [Math.min(...known), ...scale.domain(), Math.max(...known)];
  at('legend').replaceChildren(
    ...edges.slice(0, -1).map((low, i) => entry(`step-${i}`, words.from(number(low), number(edges[i + 1])))),
    entry('hidden-value', words.suppressed), entry('no-value', words.none));
}

function showMap(indicator, dongs, map, gu) {
  const part = at('map-part');
  const features = map.features.filter((f) => gu === '' || f.properties.gu_code === gu);
  part.hidden = dongs === null || features.length === 0;
  if (part.hidden) return;
  const of = new Map(dongs.figures.map((f) => [f.area, f]));
  const values = dongs.figures.map((f) => (f.suppressed ? null : f.value));
  const scale = classes(values);
  const name = (feature) => `${guName(feature.properties.gu_code)} ${inLanguage(feature.properties, 'name')}`;
  const byCode = new Map(features.map((f) => [f.id, f]));
  const label = (code) => `${name(byCode.get(code))}: ${text(of.get(code), indicator)}`;
  const kind = (figure) => (!figure ? 'no-value' : figure.suppressed ? 'hidden-value' : `step-${scale(figure.value)}`);
  drawMap(at('map'), features, (code) => ({ kind: kind(of.get(code)), label: label(code) }), (code) => { at('place').textContent = label(code); });
  at('place').textContent = '';
  at('source').textContent = state.words.source([...new Set(features.map((f) => f.properties.source))].join(' · '));
  showLegend(scale, values);
}

function showBars(indicator, gus) {
  at('bars-part').hidden = gus === null || gus.figures.length === 0;
  if (at('bars-part').hidden) return;
  const rows = gus.figures.map((f) => ({ name: guName(f.area), value: f.suppressed ? null : f.value, text: text(f, indicator) }));
  drawBars(at('bars'), rows.sort((a, b) => (b.value ?? -1) - (a.value ?? -1) || a.name.localeCompare(b.name, state.language)));
}

function showLine(indicator, quarters) {
  at('line-part').hidden = quarters === null || quarters.figures.length === 0;
  if (at('line-part').hidden) return;
  drawLine(at('line'), quarters.figures.map((f) => ({ name: state.words.quarter(f.period), value: f.suppressed ? null : f.value, text: text(f, indicator) })));
}

// Dongs where they are published, else gu, else the city.
function showTable(indicator, { city, gus, dongs }, figure, gu) {
  const { words } = state;
  const rows = (dongs ?? gus ?? { figures: [figure] }).figures.filter((f) => gu === '' || f.area.startsWith(gu));
  const [guHead, dongHead, valueHead, ratioHead] = words.columns;
  at('table').tHead.replaceChildren(make('tr', {}, ...[guHead, dongs ? dongHead : null, valueHead, ratioHead].filter(Boolean)
    .map((head) => make('th', { scope: 'col' }, head))));
  at('table').tBodies[0].replaceChildren(...rows.map((f) => make('tr', {},
    make('th', { scope: 'row' }, f.area === 'city' ? words.everywhere : guName(f.area.slice(0, 5))),
    ...(dongs ? [make('td', { lang: 'ko' }, f.area.length === 10 ? f.area_name : '')] : []),
    make('td', { className: 'figure' }, text(f, indicator)),
    make('td', { className: 'figure' }, f.ratio_to_previous === null ? '' : ratio(f.ratio_to_previous)))));
  state.downloads = { id: indicator.id, query: { by: dongs ? 'dong' : gus ? 'gu' : 'city', from: figure.period, to: figure.period }, city };
}

function problem([title, advice], again) {
  at('answer').hidden = true;
  at('problem').replaceChildren(make('div', { className: 'note' }, make('h2', {}, title), make('p', {}, advice),
    again ? make('button', { type: 'button', className: 'again', onclick: again }, state.words.retry) : ''));
  at('said').textContent = `${title}. ${advice}`;
}

// ---- from the choice to the answer; a later choice takes the place of an earlier one

async function show({ keepPeriod = true } = {}) {
  const mine = ++state.running;
  const indicator = chosen();
  at('said').textContent = state.words.loading;
  try {
    const city = await figures(indicator, 'city');
    if (mine !== state.running) return;
    const periods = [...(city?.figures ?? [])].reverse();
    fill(at('period'), periods.map((f) => [f.period, periodName(f)]), keepPeriod ? at('period').value : '');
    const figure = periods.find((f) => f.period === at('period').value);
    if (!figure) return void problem(state.words.noPeriod);
    const query = { from: figure.period, to: figure.period };
    const [gus, dongs, quarters, map] = await Promise.all([figures(indicator, 'gu', query), figures(indicator, 'dong', query),
      figures(indicator, 'city', { period: 'quarter' }), boundaries()]);
    if (mine === state.running) put(indicator, { city, gus, dongs, quarters, map }, figure);
  } catch (error) {
    if (mine === state.running) problem(state.words.problem, begin);
  }
}

function put(indicator, tables, figure) {
  const gu = at('gu').value;
  at('problem').replaceChildren();
  at('answer').hidden = false;
  showTotal(indicator, tables.city, figure);
  showMap(indicator, tables.dongs, tables.map, gu);
  showBars(indicator, tables.gus);
  showLine(indicator, tables.quarters);
  showTable(indicator, tables, figure, gu);
  at('said').textContent = state.words.shown(inLanguage(indicator, 'name'), periodName(figure));
}

async function download(type, ending) {
  const { id, query } = state.downloads;
  const got = await fetch(address(id, query), { credentials: 'omit', headers: { Accept: type } });
  if (!got.ok) return problem(state.words.problem, begin);
  const link = make('a', { href: URL.createObjectURL(await got.blob()), download: `${id}.${ending}` });
  link.click();
  URL.revokeObjectURL(link.href);
}

const remembered = (name) => new URLSearchParams(location.search).get(name);

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
at('indicator').addEventListener('change', () => show({ keepPeriod: true }));
at('period').addEventListener('change', () => show());
at('gu').addEventListener('change', () => show());
at('csv').addEventListener('click', () => download('text/csv', 'csv'));
at('xlsx').addEventListener('click', () => download('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'));
inLanguages(WORDS, (language, words) => {
  Object.assign(state, { language, words });
  if (state.catalog.length === 0) return void begin();
  showChoices();
  show();
});
