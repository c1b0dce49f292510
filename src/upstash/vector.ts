import { Index } from "@upstash/vector";
import { asList, asText } from "./answers.ts";
import { UpstashFault } from "./fault.ts";
import { post, type RestEndpoint } from "./post.ts";

/** A vector and how near it is to the one that was asked for. */
export interface Scored {
  readonly id: string;
  readonly cosine: number;
}

/** Vectors that are deleted at a time. */
const MAX_DELETED = 1_000;
const SUCCESS = "Success";

/**
 * An index of cosines at Upstash Vector. Every call is one request and one try, and rejects with an
 * UpstashFault within its deadline. The client's own transport cannot be bounded so: it tries again
 * even with `retry: false`, reads bodies of any length, takes a request that its signal has aborted
 * for an answer, and writes what it was answered into its errors.
 * @see https://upstash.com/docs/vector/api/get-started
 */
export class UpstashVector {
  readonly #endpoint: RestEndpoint;

  constructor(endpoint: RestEndpoint) {
    this.#endpoint = endpoint;
  }

  /** The vectors that are nearest, the nearest first. What was just written may not be found yet. */
  async query(namespace: string, vector: readonly number[], top: number, deadlineMs: number): Promise<Scored[]> {
    const asked = { vector: [...vector], topK: top, includeMetadata: false, includeVectors: false };
    const found = asList(await this.#call(deadlineMs, (index) => index.namespace(namespace).query(asked)));
    if (found.length > top) throw new UpstashFault("garbled");
    return found.map(scored);
  }

  async upsert(namespace: string, id: string, vector: readonly number[], deadlineMs: number): Promise<void> {
    const given = { id, vector: [...vector] };
    const answer = await this.#call(deadlineMs, (index) => index.namespace(namespace).upsert(given));
    if (answer !== SUCCESS) throw new UpstashFault("garbled");
  }

  async delete(namespace: string, ids: readonly string[], deadlineMs: number): Promise<void> {
    for (let from = 0; from < ids.length; from += MAX_DELETED) {
      const some = ids.slice(from, from + MAX_DELETED);
      await this.#call(deadlineMs, (index) => index.namespace(namespace).delete(some));
    }
  }

  /** Deletes a namespace with all that it holds; one that is not there is deleted already. */
  async deleteNamespace(namespace: string, deadlineMs: number): Promise<void> {
    try {
      await this.#call(deadlineMs, (index) => index.deleteNamespace(namespace));
    } catch (thrown) {
      if (!(thrown instanceof UpstashFault) || thrown.code !== "404") throw thrown;
    }
  }

  /** Rejects when the service does not answer. */
  async ping(deadlineMs: number): Promise<void> {
    await this.#call(deadlineMs, (index) => index.info());
  }

  async #call<T>(deadlineMs: number, work: (index: Index) => Promise<T>): Promise<T> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    const late = new Promise<never>((_, reject) => {
      deadline.signal.addEventListener("abort", () => reject(new UpstashFault("late")));
    });
    const request = async ({ path = [], body }: { path?: string[]; body?: unknown }) => {
      const { answer } = await post(this.#endpoint, { path, body, signal: deadline.signal }, [200]);
      if (typeof answer !== "object" || answer === null || !("result" in answer) || answer.result === undefined)
        throw new UpstashFault("garbled");
      return { result: answer.result as never };
    };
    try {
      return await Promise.race([work(new Index({ request })), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Upstash's score is (1 + cosine) / 2. */
function scored(found: unknown): Scored {
  if (typeof found !== "object" || found === null || !("id" in found) || !("score" in found))
    throw new UpstashFault("garbled");
  const { score } = found;
  if (typeof score !== "number" || !(score >= -0.001 && score <= 1.001)) throw new UpstashFault("garbled");
  return { id: asText(found.id), cosine: Math.max(-1, Math.min(1, 2 * score - 1)) };
}
