// The page /find: an address in, three people out. It asks this service and nobody else; the address
// goes in a body, so that it stands in no log of addresses on the way.
import { Combobox } from './combobox.js';
import { inLanguages, make } from '../common/page.js';
import { dayText, phoneText, WORDS } from './words.js';

const ROLES = ['welfare_planner', 'visiting_nurse', 'neighborhood_officer'];
const DRAWINGS = {
  welfare_planner: 'M5 4h11l3 3v13H5zM9 9.5h6M9 13h6M9 16.5h3.5',
  visiting_nurse: 'M12 20.3C6.3 16.6 3.5 13.5 3.5 9.8a4.3 4.3 0 0 1 8.5-1.1 4.3 4.3 0 0 1 8.5 1.1c0 3.7-2.8 6.8-8.5 10.5zM12 10v5M9.5 12.5h5',
  neighborhood_officer: 'M12 21s-6.5-5.6-6.5-11a6.5 6.5 0 0 1 13 0c0 5.4-6.5 11-6.5 11zM9.3 10.3 12 7.9l2.7 2.4v3H9.3z',
  center: 'M4 20V10l8-5.5 8 5.5v10zM9.5 20v-5.5h5V20M4 20h16',
  phone: 'M6.5 3.5h3l1.7 4.3-2.2 1.7a12 12 0 0 0 5.5 5.5l1.7-2.2 4.3 1.7v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2z',
};

const at = (id) => document.getElementById(id);
const field = at('address');
let language = 'ko';
let words = WORDS.ko;
let shown = () => at('answer').replaceChildren(); // draws what stands below the field, again after a change of language
let running = null;

function drawing(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', DRAWINGS[name]);
  svg.append(path);
  return svg;
}

function say(text) {
  at('said').textContent = text;
}

// ---- asking the service

class Refusal extends Error {
  constructor(kind, seconds = 0) {
    super(kind);
    Object.assign(this, { kind, seconds });
  }
}

const refusals = { 400: 'unread', 404: 'unknown', 429: 'quota' };

async function ask(target, options) {
  let got;
  try {
    got = await fetch(target, { credentials: 'omit', ...options });
  } catch (error) {
    throw error.name === 'AbortError' ? error : new Refusal(navigator.onLine ? 'busy' : 'offline');
  }
  if (got.ok) return got.json();
  throw new Refusal(refusals[got.status] ?? 'busy', Number(got.headers.get('Retry-After')) || 0);
}

async function suggestions(text, signal) {
  const { items } = await ask(`/v1/addresses?${new URLSearchParams({ q: text })}`, { signal });
  return items;
}

// One question at a time: a later one takes the place of an earlier one.
async function look(place, { unknown = 'unknown', announce = words.searching } = {}) {
  running?.abort();
  const mine = running = new AbortController();
  box.close();
  say(announce);
  at('answer').setAttribute('aria-busy', 'true');
  try {
    const found = await ask('/v1/officer-lookup', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(place), signal: mine.signal });
    display(() => (found.certainty === 'ambiguous' ? drawChoice(found) : drawFound(found)));
  } catch (error) {
    if (error.name === 'AbortError') return;
    const kind = error.kind === 'unknown' ? unknown : error.kind ?? 'busy';
    display(() => drawProblem(kind, error.seconds, kind === 'unknown' || kind === 'unread' ? null : () => look(place, { unknown })));
  } finally {
    if (running === mine) at('answer').removeAttribute('aria-busy');
  }
}

// ---- showing what was found

function display(draw) {
  shown = draw;
  draw();
  const heading = at('answer').querySelector('h2');
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: 'nearest' });
}

function put(...nodes) {
  at('answer').replaceChildren(...nodes);
}

const heading = (text) => make('h2', { tabIndex: -1 }, text);
const inLanguage = (thing, name) => (language === 'en' && thing[`${name}_en`]) || thing[name];
const korean = () => (language === 'ko' ? null : 'ko');

function call(phone, label) {
  return make('a', { className: 'call', href: `tel:${phone}`, 'aria-label': label }, drawing('phone'), make('span', {}, phoneText(phone)));
}

// A dong has several neighborhood officers: without an address it is not known which.
function personCard(role, person, foundBy) {
  const { role: name, does } = words.people[role];
  const card = make('li', { className: 'card', data: { role } },
    make('div', { className: 'picture' }, drawing(role)), make('h3', {}, name), make('p', { className: 'does' }, does));
  if (!person) {
    const which = role === 'neighborhood_officer' && foundBy !== 'address';
    card.append(make('p', { className: 'nobody' }, which ? words.byAddress : words.nobody));
    return card;
  }
  card.append(make('p', { className: 'name', lang: korean() }, person.name));
  if (person.substitute) {
    const until = person.until ? dayText(language, person.until) : null;
    card.append(make('p', { className: 'substitute' }, words.substitute(until)));
  }
  card.append(person.office_phone ? call(person.office_phone, words.call(name, person.name, phoneText(person.office_phone))) : make('p', { className: 'nobody' }, words.nobody));
  return card;
}

function fact(name, value, lang) {
  return value ? make('div', {}, make('dt', {}, name), make('dd', { lang }, value)) : null;
}

function centerCard(center) {
  if (!center) return null;
  const text = words.center;
  return make('section', { className: 'center', 'aria-labelledby': 'center' },
    make('div', { className: 'picture' }, drawing('center')),
    make('div', { className: 'about' },
      make('h3', { id: 'center' }, text.heading),
      make('p', { className: 'name', lang: korean() }, center.name),
      make('dl', {}, fact(text.address, center.address, korean()), fact(text.hours, center.opening_hours, korean()))),
    call(center.phone, words.callCenter(center.name, phoneText(center.phone))));
}

function drawFound(found) {
  const gu = inLanguage(found.dong, 'gu_name');
  const dong = inLanguage(found.dong, 'name');
  const place = language === 'en' ? `${dong}, ${gu}` : `${gu} ${dong}`;
  put(
    make('div', { className: 'found' },
      heading(words.resultHeading(place)),
      found.read_as ? make('p', { className: 'read' }, `${words.readAs}: `, make('strong', { lang: korean() }, found.read_as)) : null,
      words.sure[found.certainty] ? make('p', { className: 'note', data: { certainty: found.certainty } }, words.sure[found.certainty]) : null),
    make('ul', { className: 'cards', role: 'list' }, ...ROLES.map((role) => personCard(role, found[role], found.found_by))),
    ...[centerCard(found.center)].filter(Boolean));
  say(words.found(place));
}

function drawChoice(found) {
  const choose = (candidate) => make('li', {}, make('button', { type: 'button', className: 'choice', onclick: () => take({ kind: 'address', text: candidate.address }) },
    make('span', { lang: korean() }, candidate.address), make('small', { lang: korean() }, `${candidate.gu_name} ${candidate.dong_name}`)));
  put(heading(words.which.heading), make('p', {}, words.which.text), make('ul', { className: 'choices', role: 'list' }, ...found.candidates.map(choose)));
  say(words.which.text);
}

function drawProblem(kind, seconds, again) {
  const [title, text] = words.problems[kind];
  const advice = seconds > 1 ? words.wait(seconds) : text;
  put(make('div', { className: 'problem', data: { problem: kind } }, heading(title), make('p', {}, advice),
    again ? make('button', { type: 'button', className: 'again', onclick: again }, words.retry) : null));
  say(`${title}. ${advice}`);
}

// ---- the field

// What is looked for stands first where it stands at all; nothing is marked for initial consonants.
function marked(text, typed) {
  const start = typed === '' ? -1 : text.indexOf(typed);
  if (start < 0) return [text];
  return [text.slice(0, start), make('mark', {}, typed), text.slice(start + typed.length)];
}

function showSuggestion(item) {
  const what = item.kind === 'address' ? item.text : item.name;
  const place = { road: item.gu_name, building: item.text, address: item.name }[item.kind];
  const more = [place, item.dong_name].filter(Boolean).join(' · ');
  return [make('span', { className: 'kind' }, words.kinds[item.kind]),
    make('span', { lang: korean() }, make('span', { className: 'what' }, ...marked(what, field.value.trim())), make('small', {}, more))];
}

// A road still needs its number; everything else is looked up at once.
function take(item) {
  field.value = item.kind === 'road' ? `${item.text} ` : item.text;
  changed();
  if (item.kind !== 'road') return void look({ address: item.text });
  field.focus();
  return say(words.number);
}

const box = new Combobox({ input: field, list: at('suggestions'), ask: suggestions, show: showSuggestion, take, say: (n) => say(words.count(n)) });

function changed() {
  at('clear').hidden = field.value === '';
  field.removeAttribute('aria-invalid');
}

function submitted(event) {
  event.preventDefault();
  const address = field.value.trim();
  if (address !== '') return void look({ address });
  field.setAttribute('aria-invalid', 'true');
  shown = () => drawProblem('empty', 0, null);
  shown();
  return field.focus();
}

function here() {
  say(words.locating);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => look({ lon: coords.longitude, lat: coords.latitude }, { unknown: 'outside' }),
    () => display(() => drawProblem('denied', 0, null)),
    { timeout: 10_000, maximumAge: 60_000 });
}

function speak(chosen) {
  language = chosen;
  words = WORDS[chosen];
  box.close();
  shown();
}

at('ask').addEventListener('submit', submitted);
field.addEventListener('input', changed);
at('clear').addEventListener('click', () => { field.value = ''; changed(); box.close(); field.focus(); });
at('here').addEventListener('click', here);
at('here').hidden = !('geolocation' in navigator) || !isSecureContext;
inLanguages(WORDS, speak);
changed();
