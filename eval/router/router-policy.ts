import type { Arm, RequestFeatures } from "../../src/router/arm.ts";
import { decide, EXPLORATION } from "../../src/router/decide.ts";
import {
  countDecision,
  type ExplorationBudget,
  mayExplore,
  NOTHING_EXPLORED,
} from "../../src/router/exploration-budget.ts";
import type { Gate } from "../../src/router/feasible.ts";
import { IsolateView } from "../../src/router/isolate-view.ts";
import { baseScale } from "../../src/router/ladder.ts";
import type { Observation } from "../../src/router/observation.ts";
import { type Random, seededRandom } from "../../src/router/random.ts";
import { type ArmPhase, RouteState } from "../../src/router/route-state.ts";
import type { Objective } from "../../src/router/utility.ts";
import type { Policy } from "./simulate.ts";
import { DEADLINE_SECONDS, LATENCY_WEIGHT, type Outcome } from "./world.ts";

/** How isolates share what they know. `own`: not at all. `central`: each observation is known to all at once. */
export type Sharing = "shared" | "staggered" | "central" | "own";

export interface RouterOptions {
  readonly sharing: Sharing;
  readonly isolates: number;
  readonly seed: number;
  /** The state store cannot be reached then. */
  readonly storeDown?: (at: number) => boolean;
}

const OBJECTIVE: Objective = {
  value: 1,
  costWeight: 1,
  latencyWeight: LATENCY_WEIGHT,
  objectiveSeconds: 0,
  deadlineSeconds: DEADLINE_SECONDS,
};
const REQUEST: RequestFeatures = {
  inputTokens: 550,
  outputTokens: 150,
  needs: [],
  dataPolicy: "any",
  explores: true,
  tried: [],
};
const PRIOR = { success: 0.97, firstTokenSeconds: 0.6, secondsPerToken: 0.0127 };
const TENANTS = 20;
const STAGGERED_SECONDS = 0.1;

interface Isolate {
  readonly view: IsolateView;
  phases: readonly ArmPhase[];
  base: number;
  explored: ExplorationBudget;
  readonly ids: Map<number, number>;
}

/** The router itself, as its parts are wired in the gateway, on a simulated store. */
export class RouterPolicy implements Policy {
  private readonly state: RouteState;
  private readonly isolates: Isolate[];
  private readonly random: Random;
  private readonly names: readonly string[];
  private readonly quality: readonly number[];
  private readonly probes = new Map<number, string>();
  private readonly options: RouterOptions;
  private arms: Arm[];
  private flushes = 0;
  private checkedAt = Number.NEGATIVE_INFINITY;

  constructor(names: readonly string[], options: RouterOptions) {
    this.names = names;
    this.options = options;
    this.random = seededRandom(options.seed ^ 0x5eed);
    this.state = new RouteState(this.random);
    this.quality = names.map(() => 1);
    this.arms = names.map((id) => armOf(id));
    const count = options.sharing === "central" ? 1 : options.isolates;
    this.isolates = Array.from({ length: count }, () => ({
      view: new IsolateView(() => PRIOR),
      phases: [],
      base: baseScale(0),
      explored: NOTHING_EXPLORED,
      ids: new Map(),
    }));
  }

  pick(at: number, which: number, request: number, prices: readonly number[]): number {
    const isolate = this.isolate(which);
    if (this.options.sharing === "central") this.sync(isolate, at);
    for (const [index, price] of prices.entries()) {
      const arm = this.arms[index];
      if (arm !== undefined && arm.price.request !== price)
        this.arms[index] = { ...arm, price: { ...arm.price, request: price } };
    }
    const decision = decide(
      {
        arms: this.arms,
        posteriors: isolate.view.posteriors(this.names, at, isolate.base),
        gates: this.names.map((arm) => this.gate(isolate, arm, request, at)),
        quality: this.quality,
        // What is seen cannot be shared now, so exploring would be of no use.
        request: this.options.storeDown?.(at) === true ? { ...REQUEST, explores: false } : REQUEST,
        objective: OBJECTIVE,
        exploration: EXPLORATION,
        mayExplore: mayExplore(isolate.explored),
      },
      this.random,
    );
    const index = decision.kind === "chosen" ? decision.arm : 0;
    isolate.explored = countDecision(isolate.explored, decision.kind === "chosen" && decision.isRisky);
    const arm = this.names[index] ?? "";
    const tenant = `tenant-${which % TENANTS}`;
    isolate.ids.set(request, isolate.view.started({ arm, tenant, since: at, outputTokens: REQUEST.outputTokens }));
    return index;
  }

  ended(at: number, which: number, request: number, _: number, outcome: Outcome): void {
    const isolate = this.isolate(which);
    const id = isolate.ids.get(request);
    isolate.ids.delete(request);
    if (id !== undefined) isolate.view.ended(id, observe(outcome), at);
    const probed = this.probes.get(request);
    if (probed === undefined) return;
    this.probes.delete(request);
    this.state.endProbe(probed, String(request), outcome.ok, this.names, 1000 * at);
  }

  tick(at: number): void {
    const { sharing, storeDown } = this.options;
    if (sharing === "central" || sharing === "own" || storeDown?.(at) === true) return;
    // Within a tick of a tenth of a second the isolates whose turn it is flush, in turn over two seconds.
    const turns = sharing === "staggered" ? Math.round(2 / STAGGERED_SECONDS) : 1;
    const turn = Math.round(at / STAGGERED_SECONDS) % turns;
    const due = this.isolates.filter((_, index) => index % turns === turn);
    for (const isolate of due) this.send(isolate, at);
    const copy = this.state.sums.copy();
    const phases = this.state.phases(this.names, 1000 * at);
    const base = this.base(copy, at);
    for (const isolate of due) Object.assign(isolate, { phases, base }).view.refresh(copy, at);
  }

  private sync(isolate: Isolate, at: number): void {
    this.send(isolate, at);
    isolate.view.refresh(this.state.sums, at);
    if (at < this.checkedAt + 0.1) return;
    this.checkedAt = at;
    isolate.phases = this.state.phases(this.names, 1000 * at);
    isolate.base = this.base(this.state.sums, at);
  }

  private send(isolate: Isolate, at: number): void {
    const flushed = isolate.view.flush(at);
    if (flushed.deltas.length === 0 && flushed.reports.length === 0) return;
    this.flushes += 1;
    const merged = this.state.merge({ id: String(this.flushes), ...flushed }, 1000 * at);
    if (merged !== "merged") throw new Error(`flush: ${merged}`);
  }

  private base(sums: RouteState["sums"], at: number): number {
    const view = new IsolateView(() => PRIOR);
    view.refresh(sums, at);
    return baseScale(view.rate(this.names, at));
  }

  private gate(isolate: Isolate, arm: string, request: number, at: number): Gate {
    const phase = isolate.phases.find((one) => one.arm === arm)?.phase ?? "closed";
    if (phase === "closed") return "open";
    if (phase === "long_open") return "long_open";
    if (phase === "open" || this.options.storeDown?.(at) === true || this.probes.has(request)) return "breaker";
    if (!this.state.takeProbe(arm, String(request), this.names, 1000 * at)) return "breaker";
    this.probes.set(request, arm);
    return "probe";
  }

  private isolate(which: number): Isolate {
    const isolate = this.isolates[which % this.isolates.length];
    if (isolate === undefined) throw new Error("no isolate");
    return isolate;
  }
}

function armOf(id: string): Arm {
  return {
    id,
    model: "llama-2-70b",
    price: { input: 0, output: 0, cachedInput: 0, request: 0 },
    contextTokens: 8_192,
    capabilities: [],
    dataPolicy: "any",
    prior: PRIOR,
  };
}

function observe({ ok, seconds, firstToken, tokens, timedOut }: Outcome): Observation {
  if (!ok) return { kind: timedOut ? "first_token_timeout" : "server_error", seconds };
  return {
    kind: "ok",
    seconds,
    firstTokenSeconds: firstToken,
    outputTokens: tokens,
    predictedOutputTokens: REQUEST.outputTokens,
  };
}
