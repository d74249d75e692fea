// Map, bars and line, drawn with D3's scales and shapes. What a colour says stands in words beside it; colours are classes
// (statistics.css), so that they follow the reader's light or dark screen.
import { geoPath, geoTransform, line, max, quantileSorted, scaleLinear, scalePoint, scaleThreshold } from '../common/d3.js';
import { draw, make } from '../common/page.js';

const STEPS = 5; // statistics.css has a colour for each

// Round limits between five classes of about as many dongs each; fewer where values repeat.
export function classes(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const limits = Array.from({ length: STEPS - 1 }, (_, i) => Number(quantileSorted(sorted, (i + 1) / STEPS)?.toPrecision(2)))
    .filter((limit) => limit > sorted[0] && limit <= sorted.at(-1));
  const distinct = [...new Set(limits)];
  return scaleThreshold(distinct, [...distinct.keys(), distinct.length]);
}

// Degrees are drawn as they lie in Seoul: a degree of longitude is shorter by the cosine of the latitude.
function projection([west, south, east, north], width) {
  const wide = Math.cos(((south + north) / 2) * Math.PI / 180);
  const scale = width / ((east - west) * wide);
  const height = Math.ceil((north - south) * scale);
  const path = geoPath(geoTransform({ point(x, y) { this.stream.point((x - west) * wide * scale, (north - y) * scale); } })).digits(1);
  return { path, height };
}

const around = (features) => features.reduce(
  (box, { bbox: [w, s, e, n] }) => [Math.min(box[0], w), Math.min(box[1], s), Math.max(box[2], e), Math.max(box[3], n)],
  [Infinity, Infinity, -Infinity, -Infinity]);

// `look(feature)` gives a dong's class and label; `reached(label)` is called for the dong under pointer or keys.
export function drawMap(svg, features, look, reached) {
  const width = 640;
  const { path, height } = projection(around(features), width);
  const hatch = draw('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    draw('rect', { width: 6, height: 6, class: 'hatch-ground' }), draw('rect', { width: 2, height: 6, class: 'hatch-line' }));
  const places = features.map((feature) => {
    const { kind, label } = look(feature);
    return draw('path', { d: path(feature), class: `dong ${kind}`, role: 'img', 'data-code': feature.id, 'aria-label': label });
  });
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.replaceChildren(draw('defs', {}, hatch), draw('g', {}, ...places));
  const middles = features.map((feature) => path.centroid(feature));
  let at = -1;
  const go = (index) => {
    places[at]?.classList.remove('here');
    at = index;
    places[at].classList.add('here');
    places[at].parentNode.append(places[at]); // its outline above its neighbors'
    reached(places[at].getAttribute('aria-label'));
  };
  svg.onclick = svg.onpointerover = (event) => {
    const index = places.indexOf(event.target);
    if (index >= 0 && index !== at) go(index);
  };
  svg.onkeydown = (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    go(at < 0 ? 0 : nearest(middles, at, way));
  };
}

// The nearest middle that lies in that direction rather than beside it; where nothing does, one stays.
function nearest(middles, at, [right, down]) {
  let best = at;
  let least = Infinity;
  middles.forEach(([x, y], index) => {
    const along = (x - middles[at][0]) * right + (y - middles[at][1]) * down;
    const aside = Math.abs((x - middles[at][0]) * down) + Math.abs((y - middles[at][1]) * right);
    if (index === at || along <= 0 || aside > 2 * along) return;
    const far = along + 2 * aside;
    if (far < least) [best, least] = [index, far];
  });
  return best;
}

// rows: [{ name, value, text, chosen }], value null where it is not published.
export function drawBars(body, rows) {
  const most = max(rows, (row) => row.value) || 1;
  body.replaceChildren(...rows.map(({ name, value, text, chosen }) => {
    const bar = make('span', { className: 'bar' });
    bar.style.inlineSize = `${100 * (value ?? 0) / most}%`;
    return make('tr', { className: chosen ? 'chosen' : '' },
      make('th', { scope: 'row' }, name), make('td', {}, bar), make('td', { className: 'figure' }, text));
  }));
}

// points: [{ name, value, text }] in time; a gap where nothing is published. As wide as there is room, so that words stay legible.
export function drawLine(svg, points, tickText) {
  const [width, height, left, right, top, bottom] = [svg.clientWidth, svg.clientHeight, 56, 36, 16, 30];
  const across = scalePoint(points.map((p) => p.name), [left, width - right]).padding(0.3);
  const down = scaleLinear([0, max(points, (p) => p.value) || 1], [height - bottom, top]).nice(4);
  const path = line((p) => across(p.name), (p) => down(p.value)).defined((p) => p.value !== null).digits(1);
  const every = Math.ceil(points.length * 80 / (width - left - right));
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.replaceChildren(
    ...down.ticks(4).map((tick) => draw('g', {},
      draw('line', { x1: left, x2: width - right, y1: down(tick), y2: down(tick), class: 'grid' }),
      draw('text', { x: left - 8, y: down(tick), class: 'scale' }, tickText(tick)))),
    ...points.filter((_, i) => i % every === 0).map((p) => draw('text', { x: across(p.name), y: height - 8, class: 'time' }, p.name)),
    draw('path', { d: path(points), class: 'line' }),
    ...points.filter((p) => p.value !== null).map((p) => draw('circle', { cx: across(p.name), cy: down(p.value), r: 3.5, class: 'dot' },
      draw('title', {}, `${p.name}: ${p.text}`))));
}
