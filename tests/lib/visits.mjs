// Visits to plan, far from those of the demo city and free of each other.
let slot = Math.floor(Date.now() / 1000) % 100_000;

export function freeVisit(fx, place = 'A', more = {}) {
  const start = new Date(Date.UTC(2032, 0, 1) + (slot++) * 3_600_000);
  return { ...fx.recipes.body(fx.op('visits_create'), place), planned_start: start.toISOString(),
    planned_end: new Date(start.getTime() + 1_800_000).toISOString(), ...more };
}
