/**
 * - `late`: no complete answer before the deadline
 * - `unreachable`: no connection, or one that broke
 * - `refused`: an HTTP status that a command is not answered with
 * - `garbled`: an answer that the command cannot have
 * - `failed`: Redis answered with an error
 */
export type FaultKind = "late" | "unreachable" | "refused" | "garbled" | "failed";

/**
 * Upstash could not be asked, or what came is no answer. Says nothing of the request and of the
 * answer but an HTTP status or the first word of an error of Redis, such as NOSCRIPT.
 */
export class UpstashFault extends Error {
  override readonly name = "UpstashFault";
  readonly kind: FaultKind;
  readonly code: string | undefined;

  constructor(kind: FaultKind, code?: string) {
    super(`Upstash: ${kind}${code === undefined ? "" : ` (${code})`}`);
    this.kind = kind;
    this.code = code;
  }
}
