/** USD. A provider that charges per request as well says so. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** Of an input token that the provider has in its prompt cache. */
  readonly cachedInput: number;
  readonly request: number;
}

/** What is believed of an arm before it has been seen, from the price list and the provider's own figures. */
export interface Prior {
  readonly success: number;
  readonly firstTokenSeconds: number;
  readonly secondsPerToken: number;
}

export type DataPolicy = "any" | "no_training" | "zero_retention";

/** One way to answer: a model at an endpoint, with one key. */
export interface Arm {
  readonly id: string;
  readonly model: string;
  readonly price: Price;
  readonly contextTokens: number;
  readonly capabilities: readonly string[];
  readonly dataPolicy: DataPolicy;
  readonly prior: Prior;
}

/** What a request asks of its arm. It says nothing of the request's text. */
export interface RequestFeatures {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly needs: readonly string[];
  readonly dataPolicy: DataPolicy;
  /** False: the tenant takes no part in exploration. */
  readonly explores: boolean;
  /** The arm that has a prefix of this conversation in its prompt cache, and how much of it. */
  readonly warm?: { readonly arm: string; readonly tokens: number };
  /** Arms that were tried already. */
  readonly tried: readonly string[];
}

/** What a request would cost on an arm. `wordiness` is what the arm answers per predicted token. */
export function expectedCost(arm: Arm, request: RequestFeatures, wordiness: number): number {
  const { input, output, cachedInput, request: perRequest } = arm.price;
  const cached = request.warm?.arm === arm.id ? Math.min(request.warm.tokens, request.inputTokens) : 0;
  return (
    perRequest +
    (request.inputTokens - cached) * input +
    cached * Math.min(input, cachedInput) +
    request.outputTokens * wordiness * output
  );
}
