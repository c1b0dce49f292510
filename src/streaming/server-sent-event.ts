/** One server-sent event, as the decoder gives it (WHATWG HTML, section 9.2). */
export interface ServerSentEvent {
  readonly event: string | undefined;
  readonly data: string;
}
