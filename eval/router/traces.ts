import { z } from "zod";
import { type Random, sampleNormal, seededRandom } from "../../src/router/random.ts";
import { dataFolder, readRows, setNames } from "../data-sets.ts";

/** One real or synthetic request: seconds and tokens. */
export interface Sample {
  readonly firstToken: number;
  readonly seconds: number;
  readonly tokens: number;
}

export interface Traces {
  readonly source: string;
  /** Requests of each endpoint of the scenario. */
  readonly endpoints: ReadonlyMap<string, readonly Sample[]>;
  /** Requests of endpoints whose times have heavy tails. */
  readonly heavy: readonly Sample[];
}

export const ENDPOINTS = ["groq", "anyscale", "together", "fireworks", "perplexity", "bedrock"] as const;
const SIZE = "70b";
const HEAVY = "replicate";
const LONGEST_SECONDS = 60;
const SET = "llmperf_requests";

const row = z.object({
  provider: z.string(),
  size: z.string(),
  error_code: z.unknown(),
  ttft_s: z.number().nullish(),
  end_to_end_latency_s: z.number().nullish(),
  number_output_tokens: z.number().nullish(),
});

/** Real requests where EVAL_DATA has them, else made-up ones of the same shape. */
export function readTraces(seed: number): Traces {
  const folder = dataFolder("router");
  if (folder === undefined || !setNames(folder).includes(SET)) return syntheticTraces(seed);
  const rows = readRows(folder, SET, row);
  const samples = (keep: (one: z.infer<typeof row>) => boolean, longest: number): Sample[] =>
    rows.flatMap((one) => {
      const { error_code, ttft_s, end_to_end_latency_s: seconds, number_output_tokens: tokens } = one;
      if (error_code || !seconds || !ttft_s || !tokens || seconds >= longest || !keep(one)) return [];
      return [{ firstToken: Math.min(ttft_s, seconds), seconds, tokens }];
    });
  return {
    source: `${SET} (${rows.length} requests)`,
    endpoints: new Map(
      ENDPOINTS.map((name) => [
        name,
        samples(({ provider, size }) => provider === name && size === SIZE, LONGEST_SECONDS),
      ]),
    ),
    heavy: samples(({ provider }) => provider === HEAVY, Infinity),
  };
}

/** Median and spread of ln seconds for the first token, and for a token after it; tokens of an answer. */
interface Shape {
  readonly first: readonly [median: number, spread: number];
  readonly pace: readonly [median: number, spread: number];
  readonly tokens: number;
}

const SHAPES: Readonly<Record<(typeof ENDPOINTS)[number], Shape>> = {
  groq: { first: [0.22, 0.2], pace: [0.004, 0.08], tokens: 150 },
  anyscale: { first: [0.21, 0.22], pace: [0.0138, 0.2], tokens: 150 },
  together: { first: [0.64, 0.13], pace: [0.0117, 0.12], tokens: 157 },
  fireworks: { first: [0.52, 0.22], pace: [0.0216, 0.07], tokens: 150 },
  perplexity: { first: [0.37, 0.22], pace: [0.031, 0.12], tokens: 148 },
  bedrock: { first: [0.39, 0.16], pace: [0.0438, 0.05], tokens: 150 },
};
const SYNTHETIC_SAMPLES = 150;
const HEAVY_SAMPLES = 450;

function syntheticTraces(seed: number): Traces {
  const random = seededRandom(seed);
  return {
    source: "synthetic (EVAL_DATA has no llmperf_requests)",
    endpoints: new Map(
      ENDPOINTS.map((name) => [name, Array.from({ length: SYNTHETIC_SAMPLES }, () => draw(SHAPES[name], random))]),
    ),
    heavy: Array.from({ length: HEAVY_SAMPLES }, () => heavyTailed(random)),
  };
}

function draw({ first, pace, tokens }: Shape, random: Random): Sample {
  const logNormal = ([median, spread]: readonly [number, number]): number =>
    median * Math.exp(spread * sampleNormal(random));
  const firstToken = logNormal(first);
  return { firstToken, seconds: firstToken + tokens * logNormal(pace), tokens };
}

/** Mostly quick; one in six waits for a cold start, with a Pareto tail. */
function heavyTailed(random: Random): Sample {
  const quick = 1.2 * Math.exp(0.25 * sampleNormal(random));
  const firstToken = random() < 1 / 6 ? Math.min(90, 3 * (1 - random()) ** (-1 / 1.1)) : quick;
  return { firstToken, seconds: firstToken + 11, tokens: 128 };
}
