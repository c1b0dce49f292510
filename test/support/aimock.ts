import { type ChatCompletionRequest, type Fixture, isChatCompletionBody, LLMock } from "@copilotkit/aimock";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { expect } from "vitest";
import { type DevServer, startDevServer } from "./dev-server.ts";
import { DEVELOPMENT_KEY } from "./gateway.ts";

/** What callers of the SDK tests hold and no provider may see. */
export const SEEDS = {
  mail: "ada.lovelace@example.org",
  card: "4532 9688 7193 9325",
  token: "ghp_9ITfY3ia1faMq3h6TwzduIKHiGPrN5RzVNJ3",
  phone: "+1 415 555 0132",
  /** Its line breaks must be escaped wherever it is put back into JSON. */
  pem: `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n".repeat(4)}-----END PRIVATE KEY-----`,
} as const;

/** What would show in a text that holds a seed, escaped or not. */
const TRACES = [SEEDS.mail, SEEDS.card, SEEDS.token, SEEDS.phone, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"];

/**
 * aimock, a mock of OpenAI's and of Anthropic's API that others wrote, and `npm run dev` in front
 * of it, so that both sides of the gateway are somebody else's idea of the protocol.
 */
export async function startWithAimock() {
  const mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
  const stop = () => mock.stop();
  const requests = () => mock.getRequests().map(({ method, path, headers, body }) => ({ method, path, headers, body }));
  const gateway = await startDevServer({
    OPENAI_API_KEY: "sk-mock-openai",
    OPENAI_BASE_URL: `${mock.url}/v1`,
    ANTHROPIC_API_KEY: "sk-mock-anthropic",
    ANTHROPIC_BASE_URL: mock.url,
  }).catch(async (thrown: unknown) => {
    await stop();
    throw thrown;
  });
  return {
    gateway,
    client: clientOf(gateway, DEVELOPMENT_KEY),
    clientWith: (key: string) => clientOf(gateway, key),
    anthropic: anthropicOf(gateway, DEVELOPMENT_KEY),
    anthropicWith: (key: string) => anthropicOf(gateway, key),
    /** Replaces what the mock answers with; without conditions an answer is for every request. */
    answerWith(...answers: (Partial<Fixture> & Pick<Fixture, "response">)[]): void {
      mock.clearFixtures();
      mock.addFixtures(answers.map((answer) => ({ match: {}, ...answer })));
    },
    /** Every request that the mock has had since the last call of `forget`, its headers included. */
    requests,
    /** The last one without what the mock has added to it. */
    lastChat(): ChatCompletionRequest {
      const body = requests().at(-1)?.body;
      if (!isChatCompletionBody(body)) throw new Error("the mock's last request was no chat");
      const { _endpointType: _, _context: __, ...chat } = body;
      return chat as ChatCompletionRequest;
    },
    forget: () => mock.clearRequests(),
    /** Neither the mock's own journal nor the gateway's may hold a seeded value. */
    async expectNothingPrivate(): Promise<void> {
      const seen = JSON.stringify([requests(), await gateway.journal()]);
      expect(TRACES.filter((trace) => seen.includes(trace))).toEqual([]);
    },
    close: async () => {
      await gateway.close();
      await stop();
    },
  };
}

export type WithAimock = Awaited<ReturnType<typeof startWithAimock>>;

// Without retries: a test of an error would else see the second answer.
function clientOf({ url }: DevServer, apiKey: string): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0, timeout: 10_000 });
}

function anthropicOf({ url }: DevServer, apiKey: string): Anthropic {
  return new Anthropic({ baseURL: url, apiKey, maxRetries: 0, timeout: 10_000 });
}
