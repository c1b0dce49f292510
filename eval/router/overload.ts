import { countHedge, FIRST_HEDGE_PACE, hedgeAfter } from "../../src/router/hedge.ts";
import { IsolateView } from "../../src/router/isolate-view.ts";
import { OUTCOME_EFFECTS } from "../../src/router/outcome.ts";
import { type Random, seededRandom } from "../../src/router/random.ts";
import { decideRetry, EMPTY_RETRY_BUDGET, payIn, RETRIES } from "../../src/router/retry-budget.ts";
import type { Traces } from "./traces.ts";

/** Attempts by requests when every arm fails. */
export function retryAmplification(requests: number, seed: number): number {
  const random = seededRandom(seed);
  let [budget, attempts] = [EMPTY_RETRY_BUDGET, 0];
  for (let request = 0; request < requests; request += 1) {
    budget = payIn(budget);
    for (let made = 1; ; made += 1) {
      attempts += 1;
      const isRetryable = OUTCOME_EFFECTS.server_error.retry;
      const question = { attempts: made, hasBegun: false, isRetryable, budget, leftMs: 30_000 };
      const answer = decideRetry(question, RETRIES, random);
      if (!answer.retry) break;
      budget = answer.budget;
    }
  }
  return attempts / requests;
}

export interface Hedging {
  /** Cut of the 99th percentile of the time to the first token. */
  readonly cut: number;
  readonly hedged: number;
  readonly before: number;
  readonly after: number;
}

const REQUESTS = 20_000;
const ARM = "slow";

/**
 * Requests one after the other, times drawn from the heavy-tailed trace; a hedge draws another one, as
 * if from a second arm of the same kind. The quantile is the one that the arm's own posterior predicts.
 */
export function hedging({ heavy }: Traces, seed: number): Hedging {
  const random = seededRandom(seed);
  const view = new IsolateView(() => ({ success: 0.97, firstTokenSeconds: 1, secondsPerToken: 0.02 }));
  const draw = (random: Random): number => heavy[Math.floor(random() * heavy.length)]?.firstToken ?? 1;
  let [pace, hedged] = [FIRST_HEDGE_PACE, 0];
  const [plain, best] = [new Float64Array(REQUESTS), new Float64Array(REQUESTS)];
  for (let request = 0; request < REQUESTS; request += 1) {
    const [posterior] = view.posteriors([ARM], request);
    if (posterior === undefined) continue;
    const question = { posterior, isOptedIn: true, hasSideEffects: false, hasOther: true };
    const wanted = hedgeAfter({ ...question, pace: { ...pace, allowance: 1 } }) ?? Infinity;
    const after = hedgeAfter({ ...question, pace });
    const first = draw(random);
    const second = draw(random);
    const isHedged = after !== undefined && first > after;
    pace = countHedge(pace, { isLate: first > wanted, isHedged });
    hedged += isHedged ? 1 : 0;
    [plain[request], best[request]] = [first, isHedged ? Math.min(first, after + second) : first];
    const id = view.started({ arm: ARM, tenant: "", since: request, outputTokens: 0 });
    view.ended(id, { kind: "ok", seconds: first, firstTokenSeconds: first }, request);
  }
  const [before, after] = [quantile(plain, 0.99), quantile(best, 0.99)];
  return { cut: 1 - after / before, hedged: hedged / REQUESTS, before, after };
}

function quantile(values: Float64Array, part: number): number {
  return values.toSorted()[Math.floor(values.length * part)] ?? Number.NaN;
}
