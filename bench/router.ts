import { cpus } from "node:os";
import type { Arm, RequestFeatures } from "../src/router/arm.ts";
import { decide, EXPLORATION } from "../src/router/decide.ts";
import { IsolateView } from "../src/router/isolate-view.ts";
import { seededRandom } from "../src/router/random.ts";
import { RouteState } from "../src/router/route-state.ts";
import { quantile } from "./engine/measure.ts";
import { goal, micros, table } from "./engine/table.ts";

const DECISIONS = 50_000;
const WARM_UP = 20_000;
const MOST_P99 = 20;
const SEED = 1;
const SEEN = 2_000;
/** Between two decisions of an isolate, each after an observation: 2,000 requests/s, and 5. */
const BUSY_SECONDS = 0.0005;
const QUIET_SECONDS = 0.2;
const PRIOR = { success: 0.97, firstTokenSeconds: 0.6, secondsPerToken: 0.0127 };
const REQUEST: RequestFeatures = {
  inputTokens: 550,
  outputTokens: 150,
  needs: ["tools"],
  dataPolicy: "any",
  explores: true,
  tried: [],
};

/**
 * How long one decision takes: statistics read and aged, posteriors, draws, choice and explanation.
 * Single decisions are timed, the clock's own time (about 0.05 µs) included. Before each one a request
 * has ended, untimed, so that the statistics have changed.
 */
export function benchRouter(): void {
  const cases = [
    ["3 arms", 3, BUSY_SECONDS],
    ["8 arms", 8, BUSY_SECONDS],
    ["8 arms, every posterior read anew", 8, QUIET_SECONDS],
    ["50 arms", 50, BUSY_SECONDS],
  ] as const;
  const rows = cases.map(([name, count, apart]) => {
    const times = timeDecisions(count, apart);
    const p99 = quantile(times, 0.99);
    return [name, micros(quantile(times, 0.5)), micros(p99), count === 8 ? goal(p99, MOST_P99, " µs") : ""];
  });
  console.log(`Router: one decision, seed ${SEED}; Node ${process.version}, ${cpus()[0]?.model ?? ""}`);
  console.log(`${table(["decision", "p50 µs", "p99 µs", "goal, p99"], rows)}\n`);
}

function timeDecisions(count: number, apart: number): number[] {
  const random = seededRandom(SEED);
  const arms = Array.from({ length: count }, (_, index) => armOf(`arm-${index}`, random()));
  const ids = arms.map(({ id }) => id);
  const view = watch(ids, random);
  const gates = arms.map(() => "open" as const);
  const quality = arms.map(() => 1);
  const objective = { value: 1, costWeight: 100, latencyWeight: 0.05, objectiveSeconds: 0, deadlineSeconds: 10 };
  const times: number[] = [];
  for (let made = 0; made < WARM_UP + DECISIONS; made += 1) {
    const now = SEEN / 20 + made * apart;
    const arm = ids[made % count] ?? "";
    const id = view.started({ arm, tenant: "tenant", since: now, outputTokens: 150 });
    view.ended(id, { kind: "ok", seconds: 1, firstTokenSeconds: 0.2, outputTokens: 150 }, now);
    const start = performance.now();
    const posteriors = view.posteriors(ids, now, 3);
    decide(
      { arms, posteriors, gates, quality, request: REQUEST, objective, exploration: EXPLORATION, mayExplore: true },
      random,
    );
    if (made >= WARM_UP) times.push(1000 * (performance.now() - start));
  }
  return times;
}

/** An isolate that has read shared statistics and holds a few observations of its own. */
function watch(ids: readonly string[], random: () => number): IsolateView {
  const state = new RouteState(random);
  const view = new IsolateView(() => PRIOR);
  for (let request = 0; request < SEEN; request += 1) {
    const at = request / 20;
    const arm = ids[Math.floor(random() * ids.length)] ?? "";
    const id = view.started({ arm, tenant: `tenant-${request % 3}`, since: at, outputTokens: 150 });
    const seconds = 1 + random();
    view.ended(id, { kind: "ok", seconds, firstTokenSeconds: seconds / 5, outputTokens: 150 }, at);
    if (request === SEEN - 10) {
      state.merge({ id: "first", ...view.flush(at) }, 1000 * at);
      view.refresh(state.sums.copy(), at);
    }
  }
  return view;
}

function armOf(id: string, dear: number): Arm {
  return {
    id,
    model: "model",
    price: { input: 1e-6 * dear, output: 3e-6 * dear, cachedInput: 1e-7 * dear, request: 0 },
    contextTokens: 128_000,
    capabilities: ["tools", "vision"],
    dataPolicy: "no_training",
    prior: PRIOR,
  };
}
