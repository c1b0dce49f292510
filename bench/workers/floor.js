import { DurableObject } from "cloudflare:workers";

/*
 * What no gateway with shared state can leave out, and nothing else: the request's body and the
 * answer read and parsed, one call to an object's memory, one log line.
 */
export class TenantObject extends DurableObject {
  #count = 0;
  admit() {
    this.#count += 1;
    return { allowed: true, remaining: this.#count };
  }
}

export default {
  async fetch(request, env) {
    const body = await request.json();
    await env.TENANTS.getByName("floor").admit({ counter: "floor" });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${env.UPSTREAM}/v1/chat/completions`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    const reply = JSON.stringify(await answer.json());
    console.log(JSON.stringify({ event: "request", status: answer.status }));
    return new Response(reply, { headers });
  },
};
