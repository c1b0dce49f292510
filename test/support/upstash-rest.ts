import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Fault, parse, startFaultyServer } from "./faulty-server.ts";
import { type Reply, RedisError, type RedisServer, Status, startRedis } from "./redis.ts";
import { guardedScript } from "./script-keys.ts";

export const TOKEN = "token-of-the-tests";

type Answer = { readonly result: unknown } | { readonly error: string };

/**
 * Upstash's REST protocol in front of a Redis: `POST /`, `/pipeline` and `/multi-exec`.
 * @see https://upstash.com/docs/redis/features/restapi
 */
export async function startUpstash() {
  const redis = await startRedis();
  const scripts = new Map<string, string>();
  const commands = new Map<string, number>();
  let token = 0;

  const run = async (command: readonly string[]): Promise<Reply> => {
    count(commands, (command[0] ?? "").toUpperCase());
    return redis.send(translate(command, scripts));
  };
  const server = await startFaultyServer(async (request, body, half) => {
    const answer = await reply(request, body, redis, run, half);
    token += 1;
    return { ...answer, headers: { "upstash-sync-token": `sync-${token}` } };
  });

  return {
    url: server.url,
    token: TOKEN,
    /** Redis itself, past the REST protocol. */
    redis,
    /** What happens to every request from now on. */
    set fault(fault: Fault | undefined) {
      server.fault = fault;
    },
    /** Told the body of every request from now on, whatever happens to it. */
    set heard(heard: ((body: string) => void) | undefined) {
      server.heard = heard;
    },
    /** HTTP requests so far. */
    get requests() {
      return server.requests;
    },
    /** Times a command was sent, by its name in capitals. */
    commands: commands as ReadonlyMap<string, number>,
    close: async () => {
      await server.close();
      await redis.close();
    },
  };
}

export type UpstashDouble = Awaited<ReturnType<typeof startUpstash>>;

type Run = (command: readonly string[]) => Promise<Reply>;

async function reply(request: IncomingMessage, body: string, redis: RedisServer, run: Run, half: boolean) {
  const wrong = (status: number, error: string) => ({ status, answer: { error } as unknown });
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return wrong(401, "WRONGPASS invalid or missing auth token");
  if (request.method !== "POST") return wrong(405, "ERR method not allowed");
  const base64 = request.headers["upstash-encoding"] === "base64";
  const sent = parse(body);
  if (request.url === "/") {
    const command = commandOf(sent);
    if (command === undefined) return wrong(400, "ERR failed to parse command");
    const answer = written(await run(command), base64);
    return { status: "error" in answer ? 400 : 200, answer: answer as unknown };
  }
  const commands = Array.isArray(sent) ? sent.map(commandOf) : [];
  if (commands.length === 0 || !commands.every((command) => command !== undefined)) {
    return wrong(400, "ERR failed to parse pipeline request");
  }
  if (request.url === "/pipeline") {
    const answers: Answer[] = [];
    // One by one: other requests may come in between, as they may on the real service.
    for (const [index, command] of commands.entries()) {
      const fails = half && index >= commands.length / 2;
      answers.push(fails ? { error: "ERR the second half fails" } : written(await run(command), base64));
    }
    return { status: 200, answer: answers as unknown };
  }
  return request.url === "/multi-exec" ? transaction(commands, redis, base64) : wrong(404, "ERR not found");
}

async function transaction(commands: readonly (readonly string[])[], redis: RedisServer, base64: boolean) {
  const connection = await redis.connect();
  try {
    const replies: Reply[] = await Promise.all(
      [["MULTI"], ...commands, ["EXEC"]].map((command) => connection.send(command)),
    );
    const results = replies.at(-1);
    return Array.isArray(results)
      ? { status: 200, answer: results.map((result: Reply) => written(result, base64)) as unknown }
      : { status: 400, answer: written(results ?? null, base64) as unknown };
  } finally {
    connection.close();
  }
}

function written(reply: Reply, base64: boolean): Answer {
  return reply instanceof RedisError ? { error: reply.message } : { result: valueOf(reply, base64) };
}

function valueOf(reply: Reply, base64: boolean): unknown {
  if (Array.isArray(reply)) return reply.map((one: Reply) => valueOf(one, base64));
  // "OK" alone stays readable in base64 mode.
  if (reply instanceof Status)
    return base64 && reply.text !== "OK" ? Buffer.from(reply.text).toString("base64") : reply.text;
  if (reply instanceof Uint8Array) return Buffer.from(reply).toString(base64 ? "base64" : "utf8");
  return reply;
}

/** Scripts with Upstash's flag are run as plain Redis can run them, and found again by their own hash. */
function translate(command: readonly string[], scripts: Map<string, string>): readonly string[] {
  const [name = "", script = "", ...rest] = command;
  if (name.toUpperCase() === "EVALSHA") return [name, scripts.get(script) ?? script, ...rest];
  const guarded = name.toUpperCase() === "EVAL" ? guardedScript(script) : undefined;
  if (guarded === undefined) return command;
  scripts.set(sha1(script), sha1(guarded));
  return [name, guarded, ...rest];
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function commandOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((part) => typeof part === "string" || typeof part === "number") ? value.map(String) : undefined;
}
