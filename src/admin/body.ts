import type { Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { GatewayError } from "../core/failure.ts";
import type { GatewayContext } from "../stages/context.ts";

const MAX_BODY_BYTES = 1_048_576;

const limited = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    const message = `The request body is larger than ${MAX_BODY_BYTES} bytes.`;
    throw new GatewayError({ kind: "too_large", param: null, message });
  },
});

/**
 * Takes JSON only, and not too much of it. A body that is missing or of another type is refused, since
 * one without fields means a policy that allows everything.
 */
export async function readJsonBody(c: GatewayContext, next: Next): Promise<Response | void> {
  return limited(c, async () => {
    const type = c.req.header("content-type") ?? "";
    if (!/^application\/json\s*(?:;|$)/i.test(type))
      throw invalid("content-type", "Send the body as application/json.");
    try {
      // Kept by Hono for those who read it next.
      await c.req.json();
    } catch (thrown) {
      if (thrown instanceof GatewayError) throw thrown;
      throw invalid(null, "The request body is not valid JSON.");
    }
    await next();
  });
}

export function invalid(param: string | null, message: string): GatewayError {
  return new GatewayError({ kind: "invalid_request", param, message });
}
