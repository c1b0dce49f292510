import type { Next } from "hono";
import { GatewayError } from "../core/failure.ts";
import { anyProof, type Evidence, type TrustPorts } from "../trust/any-proof.ts";
import { readBody } from "./body.ts";
import { type Exchange, exchangeOf, type GatewayContext, timedWait } from "./context.ts";

export interface ProvePorts extends TrustPorts {
  /** Hashes whom a proof speaks of, for the record. */
  readonly digestFor: (tenant: string) => (subject: string) => string;
  readonly maxBodyBytes: number;
}

/**
 * Lets a request pass only with one of the proofs that its caller's policy asks for. It stands before the limit, so
 * that a key without its proof changes nothing in the tenant's state. The nonce of a signature that is right is handed
 * on, to be spent there.
 */
export function prove({ digestFor, maxBodyBytes, ...ports }: ProvePorts) {
  return async function prove(c: GatewayContext, next: Next): Promise<void> {
    const exchange = exchangeOf(c);
    const { record, caller } = exchange;
    const { require, proofs } = caller.policy.zeroTrust;
    if (require !== "none") {
      const evidence = evidenceOf(c.req.raw, exchange, maxBodyBytes);
      const proven = await timedWait(record, "prove", ports.now, () => anyProof(proofs, evidence, ports));
      if ("faults" in proven) throw new GatewayError({ kind: "proof_failed", faults: proven.faults });
      const { kind, subject } = proven.identity;
      record.proof = kind;
      if (subject !== undefined) record.subject = digestFor(caller.tenant)(subject);
      if (proven.nonce !== undefined) exchange.nonce = proven.nonce;
    }
    await next();
  };
}

function evidenceOf(request: Request, exchange: Exchange, maxBodyBytes: number): Evidence {
  const { pathname, search } = new URL(request.url);
  return {
    headers: request.headers,
    method: request.method,
    path: pathname + search,
    keyId: exchange.caller.keyId,
    tlsClientAuth: request.cf?.tlsClientAuth,
    body: async () => {
      exchange.body ??= await readBody(request, maxBodyBytes);
      return exchange.body;
    },
  };
}
