import type { Usage } from "../core/audit-record.ts";
import type { JsonObject } from "../core/json.ts";
import { TextTokens } from "../core/token-estimate.ts";
import type { ReadUsage } from "./port.ts";

/**
 * What an answer has used. Of several reports the largest counts, since vendors report totals so
 * far; where there is none, or the answer was cut before the last, the text that came is counted.
 */
export class UsageMeter {
  readonly #inputTokens: () => number;
  readonly #read: ReadUsage;
  readonly #text = new TextTokens();
  #largest: Usage | undefined;
  #tier: Usage["serviceTier"];
  #ended = false;

  /** @param inputTokens an estimate of the request's, asked for only where no report has them */
  constructor(inputTokens: () => number, read: ReadUsage) {
    this.#inputTokens = inputTokens;
    this.#read = read;
  }

  /** Reads an answer, or the next event of one. */
  read(body: JsonObject): void {
    const { usage, tier, written } = this.#read(body);
    if (usage !== undefined && tokensOf(usage) >= tokensOf(this.#largest)) this.#largest = usage;
    this.#tier = tier ?? this.#tier;
    for (const text of written) this.#text.add(text);
  }

  /** The answer is complete: there will be no other report. */
  end(): void {
    this.#ended = true;
  }

  usage(): Usage {
    const report = this.#largest;
    const tier = this.#tier === undefined ? {} : { serviceTier: this.#tier };
    // Nobody writes for nothing: a report without output, of an answer with text, says nothing of it.
    const said = report !== undefined && (report.completionTokens > 0 || this.#text.count === 0);
    if (said && this.#ended) return { ...report, ...tier };
    const promptTokens = report?.promptTokens ?? this.#inputTokens();
    const completionTokens = Math.max(report?.completionTokens ?? 0, this.#text.count);
    return { ...report, promptTokens, completionTokens, ...tier, estimated: true };
  }
}

function tokensOf(usage: Usage | undefined): number {
  return usage === undefined ? 0 : usage.promptTokens + usage.completionTokens;
}
