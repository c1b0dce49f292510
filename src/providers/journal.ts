import type { UpstreamFetch, UpstreamFetchRequest } from "./port.ts";

/** One request as a provider saw it. Credentials are left out. */
export interface JournalEntry {
  readonly at: string;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

const MAX_ENTRIES = 50;
const MAX_BODY_CHARACTERS = 65_536;

/** Development only: remembers the last requests that left, so that a newcomer can see them. */
export class Journal {
  readonly #entries: JournalEntry[] = [];

  /** Newest first. */
  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** A `fetch` that notes each request before it is sent. */
  watching(next: UpstreamFetch, now: () => number): UpstreamFetch {
    return async (url, request) => {
      this.#note({ at: new Date(now()).toISOString(), method: request.method ?? "GET", url, body: bodyOf(request) });
      return next(url, request);
    };
  }

  #note(entry: JournalEntry): void {
    this.#entries.unshift(entry);
    this.#entries.splice(MAX_ENTRIES);
  }
}

/** What is sent, as text. */
export function textOf(body: string | Uint8Array = ""): string {
  return typeof body === "string" ? body : new TextDecoder().decode(body);
}

function bodyOf(request: UpstreamFetchRequest): unknown {
  if (request.body === undefined) return null;
  const body = textOf(request.body);
  if (body.length > MAX_BODY_CHARACTERS) return `${body.slice(0, MAX_BODY_CHARACTERS)}… (cut)`;
  return JSON.parse(body);
}
