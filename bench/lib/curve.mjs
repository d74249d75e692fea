// The picture of bench/scale: processor time a request over the number of residents, both in powers of ten.
import { whole } from './stats.mjs';

const WIDTH = 760;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 250;
const TOP = 40;
const BOTTOM = 50;
const COLORS = ['#0b6e99', '#c05600', '#3b7d23', '#8a2be2', '#444444', '#c2185b'];

const log = Math.log10;

/** results: [{ size, costs: Map(name → { cpu_us, pg_us }) }], by growing size. */
export function picture(results) {
  const cost = (result, name) => result.costs.get(name).cpu_us + result.costs.get(name).pg_us;
  const names = [...results[0].costs.keys()];
  const values = results.flatMap((result) => names.map((name) => cost(result, name)));
  const [low, high] = [Math.floor(log(Math.min(...values))), Math.ceil(log(Math.max(...values)))];
  const [from, to] = [log(results[0].size), log(results.at(-1).size)];
  const x = (size) => LEFT + ((log(size) - from) / (to - from || 1)) * (WIDTH - LEFT - RIGHT);
  const y = (us) => HEIGHT - BOTTOM - ((log(us) - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const powers = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));

  const grid = powers.map((us) => `<line x1="${LEFT}" y1="${y(us).toFixed(1)}" x2="${WIDTH - RIGHT}" y2="${y(us).toFixed(1)}" stroke="#ddd"/>
<text x="${LEFT - 8}" y="${(y(us) + 4).toFixed(1)}" text-anchor="end">${whole(us)}</text>`);
  const ticks = results.map(({ size }) => `<text x="${x(size).toFixed(1)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${whole(size)}</text>`);
  const curves = names.map((name, i) => {
    const points = results.map((result) => [x(result.size), y(cost(result, name))].map((n) => n.toFixed(1)));
    return `<polyline fill="none" stroke="${COLORS[i]}" stroke-width="2" points="${points.map((p) => p.join(',')).join(' ')}"/>
${points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${COLORS[i]}"/>`).join('')}`;
  });
  const legend = names.map((name, i) => `<line x1="${WIDTH - RIGHT + 20}" y1="${TOP + 24 * i}" x2="${WIDTH - RIGHT + 44}" y2="${TOP + 24 * i}" stroke="${COLORS[i]}" stroke-width="3"/>
<text x="${WIDTH - RIGHT + 52}" y="${TOP + 24 * i + 4}">${name}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" fill="#222">
<title>Processor time a request over the number of residents</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="20">processor time a request, service and PostgreSQL, µs</text>
${[...grid, ...ticks].join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">residents</text>
${[...curves, ...legend].join('\n')}
</svg>
`;
}
