import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { type Canary, type Draft, PLACES, tracesIn } from "./canaries.ts";
import { readStream } from "./event-stream.ts";
import { startGateway, storedKeys } from "./gateway.ts";
import { completion, json, startUpstream } from "./upstream.ts";

export const KEY = "sk-as-canaryCanary-in-the-coal-mine-since-nineteen-eleven";
const LAST = "the last answer of all to [EMAIL_1]";

export interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit | null;
}

/** A gateway, its provider, and a look into everything that it writes to. */
export async function watchSinks() {
  const upstream = await startUpstream();
  const gateway = await startGateway({
    OPENAI_API_KEY: "sk-upstream",
    OPENAI_BASE_URL: `${upstream.url}/v1`,
    ANTHROPIC_API_KEY: "sk-upstream",
    ANTHROPIC_BASE_URL: upstream.url,
    GATEWAY_KEYS: storedKeys([{ key: KEY, tenant: "mine", requestsPerMinute: 1_000_000 }]),
  });
  /** What was sent under each request id. */
  const sent = new Map<string, string>();

  async function send({ path = "/v1/chat/completions", method = "POST", headers = {}, body = null }: Sent) {
    const all = { authorization: `Bearer ${KEY}`, "content-type": "application/json", ...headers };
    const response = await fetch(gateway.url + path, { method, headers: all, body });
    sent.set(response.headers.get("x-request-id") ?? "", `${response.status} with ${Object.keys(headers).join(", ")}`);
    return response;
  }

  const draft = (model = "openai/m"): Draft => ({
    // Not asked before, so that no cached answer is given.
    body: { model, messages: [{ role: "user", content: `question ${sent.size}` }], tools: [] },
    headers: {},
    query: "",
  });
  const sendDraft = async ({ body, headers, query }: Draft) =>
    send({ path: `/v1/chat/completions${query}`, headers, body: JSON.stringify(body) });
  const recorded = () => gateway.records().map(({ requestId }) => String(requestId));

  return {
    upstream,
    send,
    draft,
    sendDraft,
    /** What has left for the provider, in every form, and what the gateway says of itself. */
    async expectUnseen(canaries: readonly Canary[], ...responses: Response[]): Promise<void> {
      expect(tracesIn(upstream.seen, canaries)).toEqual([]);
      const headers = responses.map((response) => [...response.headers]);
      expect(tracesIn(headers, canaries)).toEqual([]);
      const journal = await fetch(`${gateway.url}/dev/journal`);
      expect(tracesIn(await journal.text(), canaries)).toEqual([]);
    },
    /** Every request so far has left one record. */
    async expectRecords(): Promise<void> {
      const wrong = () => {
        const counts = new Map([...sent.keys()].map((id) => [id, 0]));
        for (const id of recorded()) counts.set(id, (counts.get(id) ?? 0) + 1);
        return [...new Set([...sent].filter(([id]) => counts.get(id) !== 1).map(([, what]) => what))];
      };
      await expect.poll(wrong, { timeout: 3_000 }).toEqual([]);
    },
    /** Nothing of any canary is in the log, records or not. */
    async expectCleanLog(): Promise<void> {
      const { headers } = await send({ body: "{" });
      await vi.waitUntil(() => recorded().includes(headers.get("x-request-id") ?? ""), { timeout: 10_000 });
      expect(gateway.logs().filter((line) => tracesIn(line).length > 0)).toEqual([]);
    },
    /** Nothing of any canary is in the objects' files, freed pages and write-ahead logs included. */
    async expectCleanFiles(): Promise<void> {
      upstream.answerWith(json(completion(LAST)));
      const request = draft();
      PLACES["user text"]?.(request, "ada@example.org");
      await (await sendDraft(request)).text();
      // Written in one go, so that everything before it is there when it is.
      const held = await vi.waitUntil(
        () => {
          const text = textOfFiles(gateway.state);
          return text.includes(LAST) && text;
        },
        { timeout: 10_000 },
      );
      expect(tracesIn(held)).toEqual([]);
    },
    close: async () => {
      await gateway.close();
      await upstream.close();
    },
  };
}

export type Sinks = Awaited<ReturnType<typeof watchSinks>>;

function textOfFiles(directory: string): string {
  // Of a copy: the gateway goes on writing.
  const copy = mkdtempSync(join(tmpdir(), "agentshield-canaries-"));
  try {
    cpSync(directory, copy, { recursive: true });
    const files = readdirSync(copy, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)))).toString();
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** All text of an answer that is the caller's to see. */
export async function answerText(response: Response): Promise<string> {
  expect(response.status).toBe(200);
  if (response.headers.get("content-type")?.startsWith("text/event-stream") === true) {
    const { texts, toolArguments, done } = await readStream(response);
    expect(done).toBe(true);
    const calls = Object.values(toolArguments).flatMap((text) => JSON.parse(text) as string[]);
    return [...Object.values(texts), ...calls].join("\n");
  }
  const { choices } = (await response.json()) as {
    choices: { message: { content: string | null; tool_calls?: { function: { arguments: string } }[] } }[];
  };
  const calls = choices.flatMap(({ message }) => message.tool_calls ?? []);
  return [
    ...choices.map(({ message }) => message.content ?? ""),
    ...calls.flatMap((call) => JSON.parse(call.function.arguments) as string[]),
  ].join("\n");
}
