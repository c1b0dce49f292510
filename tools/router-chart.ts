import { writeFileSync } from "node:fs";
import { DEFAULT_SEED } from "../eval/router/options.ts";
import { ISOLATES, POLICIES } from "../eval/router/policies.ts";
import { scriptedHour } from "../eval/router/scenario.ts";
import { type Run, simulate } from "../eval/router/simulate.ts";
import { readTraces } from "../eval/router/traces.ts";

/*
 * `node tools/router-chart.ts` draws docs/routing-regret.svg: how the regret of each policy adds up
 * in the scripted hour at 20 requests/s, seed 1, on the traces in EVAL_DATA or on made-up ones.
 */
const FILE = "docs/routing-regret.svg";
const WIDTH = 860;
const HEIGHT = 460;
const LEFT = 60;
const RIGHT = 300;
const TOP = 40;
const BOTTOM = 50;
const HOUR = 3600;
const POINTS = 240;
const LEAST = 1;
const SHOWN = [
  ["power of two choices, peak EWMA, per isolate", "#b58900"],
  ["1/price² with 30 s outage filter", "#cb4b16"],
  ["lowest latency + cooldown (LiteLLM's kind)", "#dc322f"],
  ["Thompson sampling per isolate, not shared", "#d33682"],
  ["discounted UCB, shared", "#6c71c4"],
  ["ε-greedy 5 %, shared", "#268bd2"],
  ["plain discounted Thompson, shared, breaker", "#2aa198"],
  ["this router, shared every 2 s", "#111111"],
] as const;
const EVENTS = [
  ["outage", 600, 900],
  ["brown-out", 1300, 1900],
  ["price cut", 2200, 2700],
  ["429 storm", 2700, 3000],
] as const;

const traces = readTraces(DEFAULT_SEED);
const world = scriptedHour(traces);
const x = (seconds: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * seconds) / HOUR;

/** Regret until each of the chart's times. */
function cumulative({ times, regrets }: Run): number[] {
  const sums: number[] = [];
  let [sum, request] = [0, 0];
  for (let point = 1; point <= POINTS; point += 1) {
    for (; request < times.length && (times[request] ?? 0) <= (HOUR * point) / POINTS; request += 1)
      sum += regrets[request] ?? 0;
    sums.push(Math.max(LEAST, sum));
  }
  return sums;
}

const lines = SHOWN.map(([name, colour]) => {
  const policy = POLICIES[name]?.(world, DEFAULT_SEED);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  const settings = { requestsPerSecond: 20, isolates: ISOLATES, flushSeconds: 2, seed: DEFAULT_SEED };
  return { name, colour, sums: cumulative(simulate(world, policy, settings)) };
});
const most = Math.max(...lines.map(({ sums }) => sums.at(-1) ?? LEAST));
const y = (regret: number): number =>
  HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * Math.log(regret / LEAST)) / Math.log(most / LEAST);
const decades = Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, power) => 10 ** power);
const ends = lines.toSorted((one, other) => (other.sums.at(-1) ?? 0) - (one.sums.at(-1) ?? 0));

writeFileSync(
  FILE,
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>Cumulative regret in the scripted hour, logarithmic</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="18" font-size="14">Cumulative regret, 20 requests/s, seed ${DEFAULT_SEED}, ${escape(traces.source)}</text>`,
    ...EVENTS.map(
      ([name, from, to]) =>
        `<rect x="${x(from)}" y="${TOP}" width="${(x(to) - x(from)).toFixed(1)}" height="${HEIGHT - TOP - BOTTOM}" fill="#f3f0e8"/>` +
        `<text x="${x(from) + 3}" y="${TOP + 12}" fill="#777777" font-size="10">${name}</text>`,
    ),
    ...decades.map(
      (regret) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(regret).toFixed(1)}" y2="${y(regret).toFixed(1)}" stroke="#dddddd"/>` +
        `<text x="${LEFT - 6}" y="${(y(regret) + 4).toFixed(1)}" text-anchor="end">${regret}</text>`,
    ),
    ...[0, 15, 30, 45, 60].map(
      (minute) => `<text x="${x(60 * minute)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${minute} min</text>`,
    ),
    ...lines.map(({ colour, sums }) => {
      const points = sums.map((sum, index) => `${x((HOUR * (index + 1)) / POINTS).toFixed(1)},${y(sum).toFixed(1)}`);
      return `<polyline fill="none" stroke="${colour}" stroke-width="1.8" points="${points.join(" ")}"/>`;
    }),
    ...ends.map(
      ({ name, colour, sums }, index) =>
        `<text x="${WIDTH - RIGHT + 12}" y="${TOP + 20 + 22 * index}" fill="${colour}">${escape(name)}: ${Math.round(sums.at(-1) ?? 0)}</text>`,
    ),
    "</svg>",
    "",
  ].join("\n"),
);
console.log(`${FILE}: ${lines.map(({ name, sums }) => `${name} ${Math.round(sums.at(-1) ?? 0)}`).join("; ")}`);

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
