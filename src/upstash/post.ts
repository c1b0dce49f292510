import { readAtMost } from "../streaming/read-at-most.ts";
import { UpstashFault } from "./fault.ts";

/** The longest cached answer with every character escaped, or a page of records. */
const MAX_ANSWER_BYTES = 8 * 1_048_576;

export interface RestEndpoint {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

export interface Post {
  readonly path: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body: unknown;
  readonly signal: AbortSignal;
}

/**
 * One request to a REST API of Upstash, one try.
 * @param statuses that a request may be answered with
 * @throws UpstashFault, and nothing else
 */
export async function post(
  { url, token, fetch }: RestEndpoint,
  { path, headers, body, signal }: Post,
  statuses: readonly number[],
): Promise<{ status: number; headers: Headers; answer: unknown }> {
  try {
    const response = await fetch([url, ...path].join("/"), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      // Elsewhere nobody is told the token.
      redirect: "manual",
      signal,
    });
    if (!statuses.includes(response.status)) throw new UpstashFault("refused", String(response.status));
    const bytes = await readAtMost(response.body, MAX_ANSWER_BYTES);
    return { status: response.status, headers: response.headers, answer: parse(bytes) };
  } catch (thrown) {
    if (thrown instanceof UpstashFault) throw thrown;
    if (signal.aborted) throw new UpstashFault("late");
    throw new UpstashFault(thrown instanceof Error && thrown.name === "BodyTooLargeError" ? "garbled" : "unreachable");
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new UpstashFault("garbled");
  }
}
