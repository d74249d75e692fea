// The curve of cost against size as a picture: milliseconds over residents, both logarithmic.
import { writeFileSync } from 'node:fs';
import { scaleLog } from 'd3-scale';
import { line } from 'd3-shape';

const [WIDTH, HEIGHT] = [860, 460];
const EDGE = { left: 56, right: 300, top: 48, bottom: 46 };
const COLOURS = ['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#3ca951', '#ff8ab7', '#a463f2', '#97bbf5', '#9c6b4e', '#636c7a'];
const escaped = (text) => text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);
const text = (x, y, words, more = '') => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(words)}</text>`;

/** Labels beside the ends of their lines, pushed apart where they would lie over each other. */
function placed(lines, apart = 15) {
  const sorted = [...lines].sort((a, b) => a.end - b.end);
  sorted.forEach((each, i) => (each.label = Math.max(each.end, i ? sorted[i - 1].label + apart : EDGE.top)));
  const over = sorted.at(-1).label - (HEIGHT - EDGE.bottom);
  if (over > 0) {
    for (let i = sorted.length - 1, most = HEIGHT - EDGE.bottom; i >= 0; i--, most -= apart) sorted[i].label = Math.min(sorted[i].label, most);
  }
  return lines;
}

/** `figures`: name → { values: by size, unit }; those in milliseconds are drawn. */
export function drawCurve(file, sizes, figures) {
  const drawn = [...figures].filter(([, { unit }]) => unit === 'ms');
  const every = drawn.flatMap(([, { values }]) => values);
  const x = scaleLog([sizes[0], sizes.at(-1)], [EDGE.left, WIDTH - EDGE.right]);
  const y = scaleLog([Math.min(...every) / 1.5, Math.max(100, ...every) * 1.3], [HEIGHT - EDGE.bottom, EDGE.top]);
  const path = line(([size]) => x(size), ([, value]) => y(value)).digits(1);
  const lines = placed(drawn.map(([name, { values }], i) => ({ name, values, colour: COLOURS[i % COLOURS.length], end: y(values.at(-1)) })));
  const grid = y.ticks().filter((tick) => Number.isInteger(Math.log10(tick)))
    .map((tick) => `<path d="M${EDGE.left},${y(tick).toFixed(1)}H${WIDTH - EDGE.right}" stroke="#ccc"/>${text(EDGE.left - 6, y(tick) + 4, `${tick}`, 'text-anchor="end"')}`);
  const columns = sizes.map((size) => `<path d="M${x(size).toFixed(1)},${EDGE.top}V${HEIGHT - EDGE.bottom}" stroke="#eee"/>${text(x(size), HEIGHT - EDGE.bottom + 18, size.toLocaleString('en-US'), 'text-anchor="middle"')}`);
  const curves = lines.map(({ name, values, colour, label, end }) => [
    `<path d="${path(sizes.map((size, i) => [size, values[i]]))}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...values.map((value, i) => `<circle cx="${x(sizes[i]).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3" fill="${colour}"/>`),
    `<path d="M${WIDTH - EDGE.right + 5},${end.toFixed(1)}L${WIDTH - EDGE.right + 18},${label.toFixed(1)}" stroke="${colour}" fill="none"/>`,
    text(WIDTH - EDGE.right + 22, label + 4, name),
  ].join('\n'));
  writeFileSync(file, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="Milliseconds of an answer over residents on record">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${text(EDGE.left, 22, 'Cost against size', 'font-size="15" font-weight="bold"')}
${text(EDGE.left, 38, 'median milliseconds of one answer, nobody else asking', 'fill="#555"')}
${text((EDGE.left + WIDTH - EDGE.right) / 2, HEIGHT - 8, 'residents on record (visits in proportion)', 'text-anchor="middle" fill="#555"')}
${[...grid, ...columns, ...curves].join('\n')}
</svg>
`);
}
