import { CacheObject as DeployedObject } from "../../../src/semantic-index/cache-object.ts";
import { durableObjectIndex } from "../../../src/semantic-index/durable-object.ts";
import { CAPACITY, type IndexScope, type NewEntry } from "../../../src/semantic-index/port.ts";
import { TenantIndex } from "../../../src/semantic-index/tenant-index.ts";
import { VectorScanner } from "../../../src/semantic-index/vector-scanner.ts";
import vectors from "../../../src/semantic-index/vectors.wasm";

const DIMENSIONS = 64;
const DEADLINE_MS = 60_000;
const HOUR_MS = 3_600_000;

const vector = (): Float32Array => Float32Array.from({ length: DIMENSIONS }, () => Math.random() - 0.5);

function entry(number: number): NewEntry {
  const text = `How do I do the thing that everybody does with number ${number}?`;
  const wording = { text, vector: vector() };
  return {
    wording,
    answerKey: text,
    facets: { language: "en" },
    tags: ["bench"],
    writer: `${number % 8}`,
    ttlMs: HOUR_MS,
  };
}

/** An object that is filled in few transactions, and has one call more, that does nothing. */
export class CacheObject extends DeployedObject {
  keep(scope: IndexScope, from: number, to: number): void {
    const pause = () => Promise.resolve();
    const index = new TenantIndex(this.ctx.storage.sql, CAPACITY, new VectorScanner(vectors), pause);
    this.ctx.storage.transactionSync(() => {
      for (let number = from; number < to; number += 1) index.put(scope, "0.0.0", entry(number), Date.now());
    });
  }

  empty(): number {
    return 1;
  }
}

/** Runs one kind of call `times` times one after the other; answers with each one's milliseconds. */
export default {
  async fetch(request, env): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const kind = searchParams.get("kind");
    if (kind === null) return new Response("ok");
    const namespace = env.CACHE as unknown as DurableObjectNamespace<CacheObject>;
    const index = durableObjectIndex(namespace as unknown as DurableObjectNamespace<DeployedObject>, DEADLINE_MS);
    const tenant = searchParams.get("tenant") ?? "";
    const scope = { tenant, namespace: "", partition: "bench" };
    const object = namespace.getByName(`cache:${tenant}`);
    const calls: Record<string, (time: number) => Promise<unknown>> = {
      empty: () => object.empty(),
      fill: (time) => object.keep(scope, time * 1_000, (time + 1) * 1_000),
      query: () => index.query(scope, vector(), 5, DEADLINE_MS),
      put: () => index.put(scope, "0.0.0", entry(1_000_000 + Math.random())),
    };
    const call = calls[kind];
    if (call === undefined) return new Response("no such call", { status: 400 });
    const took: number[] = [];
    for (let time = 0; time < Number(searchParams.get("times")); time += 1) {
      const start = performance.now();
      await call(time);
      took.push(performance.now() - start);
    }
    return Response.json(took);
  },
} satisfies ExportedHandler<Env>;
