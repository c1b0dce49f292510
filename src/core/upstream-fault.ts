/** The upstream's bytes are not an answer. `reason` is for the audit record: it holds no upstream text. */
export class UpstreamFault extends Error {
  override readonly name = "UpstreamFault";
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}
