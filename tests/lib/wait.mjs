// Every wait of the tests is bounded and says what it waited for.
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function until(what, probe, limit = 10_000, pause = 25) {
  const end = Date.now() + limit;
  let last = 'it never held';
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (e) {
      last = e.message;
    }
    if (Date.now() > end) throw new Error(`waited ${limit} ms for: ${what} (${last})`);
    await sleep(pause);
  }
}

export function within(what, promise, limit = 10_000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${limit} ms for: ${what}`)), limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Runs `work` over items, `width` at a time, in order of arrival.
export async function pool(items, width, work) {
  const queue = items.entries();
  const results = new Array(items.length);
  await Promise.all(Array.from({ length: width }, async () => {
    for (const [i, item] of queue) results[i] = await work(item, i);
  }));
  return results;
}
