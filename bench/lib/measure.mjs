// Rounds: in each, every contender has its turn (warm-up, then measured), and the order rotates.
import { sleep } from './shell.mjs';
import { cpuMs } from './proc.mjs';
import { median, spread } from './stats.mjs';

/**
 * contenders: [{ name, pid (or null), load: async ({ seconds }) => { rate, requests, p50_us?, p99_us? } }]
 * Gives a map of name → medians over the rounds.
 */
export async function rounds(contenders, { count, seconds, warmup, postmaster, say }) {
  const turns = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < count; round++) {
    const order = contenders.map((_, i) => contenders[(i + round) % contenders.length]);
    for (const contender of order) {
      await contender.load({ seconds: warmup });
      const turn = await measured(contender, seconds, postmaster);
      turns.get(contender.name).push(turn);
      say(`  round ${round + 1} ${contender.name}: ${Math.round(turn.rate)}/s`);
      await sleep(200);
    }
  }
  return new Map([...turns].map(([name, list]) => [name, summary(list)]));
}

async function measured(contender, seconds, postmaster) {
  const cpu = () => [contender.pid ? cpuMs(contender.pid) : 0, postmaster ? cpuMs(postmaster) : 0];
  const before = cpu();
  const result = await contender.load({ seconds });
  const after = cpu();
  return {
    ...result,
    cpu_us: ((after[0] - before[0]) * 1000) / result.requests,
    pg_us: ((after[1] - before[1]) * 1000) / result.requests,
  };
}

function summary(turns) {
  const of = (field) => median(turns.map((turn) => turn[field] ?? NaN));
  return {
    rate: of('rate'), p50_us: of('p50_us'), p99_us: of('p99_us'), cpu_us: of('cpu_us'), pg_us: of('pg_us'),
    spread: spread(turns.map((turn) => turn.rate)),
  };
}
