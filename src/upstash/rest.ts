import type { Requester } from "@upstash/redis";
import { UpstashFault } from "./fault.ts";
import { post, type RestEndpoint } from "./post.ts";

/** What Redis calls its errors: the first word, in capitals. */
const ERROR_CODE = /^[A-Z]{2,24}(?= |$)/;

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
    const headers = { "upstash-sync-token": session.syncToken };
    const { status, headers: answered, answer } = await post(endpoint, { path, headers, body, signal }, [200, 400]);
    session.syncToken = answered.get("upstash-sync-token") ?? session.syncToken;
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
