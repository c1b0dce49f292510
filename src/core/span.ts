/** A stretch of a text or of bytes, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
