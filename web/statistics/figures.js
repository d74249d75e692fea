// The public figures and the map, as the service has them. Each table is asked for once.

const kept = new Map();

async function get(target) {
  const got = await fetch(target, { credentials: 'omit' });
  if (!got.ok) throw new Error(`${target}: ${got.status}`);
  return got.json();
}

function once(target) {
  if (!kept.has(target)) {
    const answer = get(target);
    kept.set(target, answer);
    answer.catch(() => kept.delete(target));
  }
  return kept.get(target);
}

async function all(path) {
  const items = [];
  let cursor = null;
  do {
    const page = await once(`${path}?${new URLSearchParams({ limit: 100, ...(cursor ? { cursor } : {}) })}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}

export const indicators = () => all('/v1/public-statistics');
export const districts = () => all('/v1/districts');
export const boundaries = () => once('/v1/dong-boundaries');

export const address = (id, query) => `/v1/public-statistics/${id}?${new URLSearchParams(query)}`;

// One of the indicator's public tables; null where it is not published so far down.
export async function figures(indicator, by, query = {}) {
  const wanted = query.period === 'quarter' ? 'quarter' : by;
  if (!indicator.public_by.includes(wanted)) return null;
  return once(address(indicator.id, { by, ...query }));
}
