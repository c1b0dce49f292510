import { subscriberOf } from "../core/ip-range.ts";
import type { Countable } from "../core/limits/rules.ts";
import type { Digest } from "../core/vault.ts";
import { metadataUser } from "./caller-headers.ts";
import { exchangeOf, type GatewayContext, type Question } from "./context.ts";

/** Characters of a model's name that stand in a counter's; a digest stands for longer ones. */
const MAX_MODEL = 128;

/**
 * What is counted of a request. Users and addresses are personal data, so digests stand for them.
 * @param now unix ms
 */
export function countable(c: GatewayContext, { call, user }: Question, digest: Digest, now: number): Countable {
  return {
    keyId: exchangeOf(c).caller.keyId,
    user: () => {
      const named = user ?? metadataUser(c.req.header("x-agentshield-metadata"));
      return named === undefined ? undefined : digest(`user\n${named}`);
    },
    ip: () => {
      // The address that Cloudflare's edge saw; a caller's own header never gets this far.
      const address = c.req.header("cf-connecting-ip");
      return address === undefined ? undefined : digest(`address\n${subscriberOf(address)}`);
    },
    at: now,
    call: call && { ...call, model: call.model.length > MAX_MODEL ? digest(`model\n${call.model}`) : call.model },
  };
}
