// Medians, and how they are printed.
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

export const spread = (values) =>
  values.length < 2 ? 0 : (Math.max(...values) - Math.min(...values)) / median(values);

export function table(head, rows) {
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export const whole = (x) => Math.round(x).toLocaleString('en-US');
export const fixed = (x, digits = 2) => (Number.isFinite(x) ? x.toFixed(digits) : '–');
