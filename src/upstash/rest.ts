import type { Requester } from "@upstash/redis";
import { readAtMost } from "../streaming/read-at-most.ts";
import { UpstashFault } from "./fault.ts";

/** The longest cached answer with every character escaped, or a page of records. */
const MAX_ANSWER_BYTES = 8 * 1_048_576;
/** What Redis calls its errors: the first word, in capitals. */
const ERROR_CODE = /^[A-Z]{2,24}(?= |$)/;

export interface RestEndpoint {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** What is known of the replicas: sent with the next request, so that it sees what this client wrote. */
export interface Session {
  syncToken: string;
}

type Request = Parameters<Requester["request"]>[0];

/**
 * Upstash's REST protocol for `@upstash/redis`, in place of the client's own transport, which tries
 * again, reads bodies of any length, takes an aborted request for an answer, lets garbage pass as
 * text and puts commands and bodies into its errors. One request, one try.
 * @see https://upstash.com/docs/redis/features/restapi
 */
export function requester(endpoint: RestEndpoint, session: Session, signal: AbortSignal): Requester {
  const request = async ({ path = [], body }: Request): Promise<unknown> => {
    const { status, answer } = await post(endpoint, path, JSON.stringify(body), session, signal);
    if (status !== 200) {
      resultOf(answer);
      throw new UpstashFault("garbled");
    }
    if (path.length === 0) return { result: resultOf(answer) };
    const commands = Array.isArray(body) ? body.length : 0;
    if (!Array.isArray(answer) || answer.length !== commands) throw new UpstashFault("garbled");
    return answer.map((one: unknown) => ({ result: resultOf(one) }));
  };
  return { request: request as Requester["request"] };
}

async function post(
  { url, token, fetch }: RestEndpoint,
  path: readonly string[],
  body: string,
  session: Session,
  signal: AbortSignal,
): Promise<{ status: number; answer: unknown }> {
  try {
    const response = await fetch([url, ...path].join("/"), {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "upstash-sync-token": session.syncToken,
      },
      body,
      // Elsewhere nobody is told the token.
      redirect: "manual",
      signal,
    });
    if (response.status !== 200 && response.status !== 400) throw new UpstashFault("refused", String(response.status));
    const bytes = await readAtMost(response.body, MAX_ANSWER_BYTES);
    session.syncToken = response.headers.get("upstash-sync-token") ?? session.syncToken;
    return { status: response.status, answer: parse(bytes) };
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

/** @throws UpstashFault when it is an error of Redis, or no answer. */
function resultOf(answer: unknown): unknown {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) throw new UpstashFault("garbled");
  if ("error" in answer) {
    if (typeof answer.error !== "string") throw new UpstashFault("garbled");
    throw new UpstashFault("failed", ERROR_CODE.exec(answer.error)?.[0]);
  }
  if (!("result" in answer)) throw new UpstashFault("garbled");
  return answer.result;
}
