import type { Limit } from "../../../src/core/limits/limit.ts";
import { durableObjectState } from "../../../src/state/durable-object.ts";
import { tenantObjectWith } from "../../../src/state/tenant-object.ts";

/** A tenant's object with one call more, that does nothing. */
export class TenantObject extends tenantObjectWith(() => ({ ledger: undefined, deliveryFailed: () => undefined })) {
  empty(): number {
    return 1;
  }
}

const MINUTE = 60_000;
const LONG = 30 * 86_400_000;
const many = 1_000_000_000;
/** What a request is asked for whose key, user and tenant have limits. */
const LIMITS: readonly Limit[] = [
  { kind: "window", counter: "requests:key", onHit: true, limit: many, windowMs: MINUTE, amount: 1 },
  { kind: "window", counter: "user:requests", onHit: true, limit: many, windowMs: MINUTE, amount: 1 },
  { kind: "bucket", counter: "tokens:key", onHit: false, capacity: many, fillMs: MINUTE, amount: 900 },
  { kind: "concurrency", counter: "running:key", onHit: false, limit: 10_000 },
  {
    kind: "budget",
    counter: "budget:key",
    onHit: false,
    limit: many,
    amount: 30,
    hard: true,
    warnAt: many,
    endsAt: Date.now() + LONG,
  },
  {
    kind: "budget",
    counter: "budget:tenant",
    onHit: false,
    limit: many,
    amount: 30,
    hard: true,
    warnAt: many,
    endsAt: Date.now() + LONG,
  },
];

/** Runs one kind of call `times` times, `at once` as many as asked for; answers with each one's milliseconds. */
export default {
  async fetch(request, env): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const kind = searchParams.get("kind");
    if (kind === null) return new Response("ok");
    const namespace = env.TENANTS as unknown as DurableObjectNamespace<TenantObject>;
    const state = durableObjectState(namespace, 10_000, 10_000);
    const admit = (id: string) => state.admit("bench", { id, leaseMs: MINUTE, limits: LIMITS, cacheKey: "none" });
    const settlement = (id: string) => ({
      id,
      charges: LIMITS.map((limit) => ({ limit, since: Date.now(), used: 10 })),
    });
    const timed = async (call: () => Promise<unknown>): Promise<number> => {
      const start = performance.now();
      await call();
      return performance.now() - start;
    };
    let open: string[] = [];
    const admitted = async (): Promise<number> => {
      const id = crypto.randomUUID();
      const took = await timed(() => admit(id));
      open.push(id);
      if (open.length < 100) return took;
      const ended = open;
      open = [];
      await state.settle("bench", ended.map(settlement));
      return took;
    };
    const settled = async (): Promise<number> => {
      const id = crypto.randomUUID();
      await admit(id);
      return timed(() => state.settle("bench", [settlement(id)]));
    };
    const calls: Record<string, () => Promise<number>> = {
      empty: () => timed(() => namespace.getByName("tenant:bench").empty()),
      admit: admitted,
      settle: settled,
    };
    const call = calls[kind];
    if (call === undefined) return new Response("no such call", { status: 400 });
    const took: number[] = [];
    const run = async (times: number): Promise<void> => {
      for (let count = 0; count < times; count += 1) {
        took.push(await call());
      }
    };
    const atOnce = Number(searchParams.get("atOnce"));
    const times = Number(searchParams.get("times")) / atOnce;
    await Promise.all(Array.from({ length: atOnce }, () => run(times)));
    return Response.json(took);
  },
} satisfies ExportedHandler<Env>;
