import { CacheObject as DeployedObject } from "../../../src/semantic-index/cache-object.ts";
import { durableObjectIndex } from "../../../src/semantic-index/durable-object.ts";
import { DEADLINE_MS, SMALL } from "../asking.ts";
import { type IndexAnswer, type IndexCall, readVectors } from "../wire.ts";

/** An object that keeps less than a deployed one, and can be damaged. */
export class CacheObject extends DeployedObject {
  constructor(context: DurableObjectState, environment: Env) {
    super(context, environment, SMALL);
  }

  corrupt(id: string): void {
    this.ctx.storage.sql.exec("UPDATE entries SET facets = '{' WHERE id = ?", id);
  }
}

async function answer(env: Env, { name, args }: IndexCall): Promise<IndexAnswer> {
  const namespace = env.CACHE as unknown as DurableObjectNamespace<CacheObject>;
  const index = durableObjectIndex(namespace as unknown as DurableObjectNamespace<DeployedObject>, DEADLINE_MS);
  try {
    if (name === "corrupt") {
      const [tenant, id] = args as [string, string];
      return { result: await namespace.getByName(`cache:${tenant}`).corrupt(id) };
    }
    return { result: await (index[name] as (...args: unknown[]) => Promise<unknown>)(...args) };
  } catch (thrown) {
    return { error: String(thrown) };
  }
}

// A Worker that lets tests call the adapter inside the runtime, where it belongs: many calls at once in one request.
// oxlint-disable-next-line import/no-default-export
export default {
  async fetch(request, env): Promise<Response> {
    if (request.method !== "POST") return new Response("ok");
    const calls = JSON.parse(await request.text(), readVectors) as IndexCall[];
    return Response.json(await Promise.all(calls.map((call) => answer(env, call))));
  },
} satisfies ExportedHandler<Env>;
