import { createHash } from "node:crypto";
import { Redis } from "@upstash/redis";
import { UpstashFault } from "./fault.ts";
import type { RestEndpoint } from "./post.ts";
import { requester, type Session } from "./rest.ts";

/** A Lua script and the hash under which Redis keeps it. */
export interface Script {
  readonly text: string;
  /** SHA-1, hex. */
  readonly hash: string;
}

/**
 * The flag makes Upstash lock the script's KEYS instead of the whole database; in return it may
 * touch nothing else.
 * @see https://upstash.com/docs/redis/features/key-locking
 */
export function script(...parts: readonly string[]): Script {
  const text = ["#!lua flags=allow-key-locking", ...parts].join("\n");
  return { text, hash: createHash("sha1").update(text).digest("hex") };
}

/** Answers as they were sent: what looks like a number or JSON stays text. */
class PlainRedis extends Redis {
  protected override opts = { automaticDeserialization: false };
}

/** The commands of one call: all its requests together have the deadline. */
export interface Call {
  readonly redis: Redis;
  /** Runs a script; its text is sent only if Redis does not have it. One request, or two then. */
  readonly evaluate: (script: Script, keys: readonly string[], args: readonly string[]) => Promise<unknown>;
}

/**
 * Makes calls to a Redis at Upstash, none of which takes longer than its deadline. They reject with
 * an UpstashFault, and with nothing else that comes from there.
 */
export class UpstashRedis {
  readonly #endpoint: RestEndpoint;
  readonly #session: Session = { syncToken: "" };

  constructor(endpoint: RestEndpoint) {
    this.#endpoint = endpoint;
  }

  async call<T>(deadlineMs: number, work: (call: Call) => Promise<T>): Promise<T> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    const late = new Promise<never>((_, reject) => {
      deadline.signal.addEventListener("abort", () => reject(new UpstashFault("late")));
    });
    // A client costs two microseconds, and has its signal for itself.
    const redis = new PlainRedis(requester(this.#endpoint, this.#session, deadline.signal));
    try {
      return await Promise.race([work({ redis, evaluate: evaluator(redis) }), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function evaluator(redis: Redis): Call["evaluate"] {
  return async ({ text, hash }, keys, args) => {
    try {
      return await redis.evalsha(hash, [...keys], [...args]);
    } catch (thrown) {
      if (!(thrown instanceof UpstashFault) || thrown.code !== "NOSCRIPT") throw thrown;
      return redis.eval(text, [...keys], [...args]);
    }
  };
}
