import { Hono } from "hono";
import { adminApi } from "../../src/admin/admin-api.ts";
import type { AdminChange } from "../../src/admin/ports.ts";
import { parseSettings } from "../../src/config/schema.ts";
import { KeyVerifier } from "../../src/keys/key-verifier.ts";
import { TenantPolicies } from "../../src/policy/tenant-policies.ts";
import { createScanner } from "../../src/scan/wasm.ts";
import { audit } from "../../src/stages/audit.ts";
import { authenticate } from "../../src/stages/authenticate.ts";
import { authorize } from "../../src/stages/authorize.ts";
import { exchangeOf, type GatewayEnvironment } from "../../src/stages/context.ts";
import { refuse, refusePath } from "../../src/stages/refuse.ts";
import { hash, own, PEPPER } from "../keys/directory-keys.ts";
import { engineModule } from "../scan/engine.ts";
import { memoryDirectory } from "./memory-directory.ts";
import { memoryLedger } from "./memory-ledger.ts";

export const ADMIN_TOKEN = "admin-token-of-the-tests-0123456789";
export const START = Date.parse("2026-11-21T12:00:00Z");

interface Options {
  readonly token?: string | undefined;
  readonly withLedger?: boolean;
  readonly signingSecret?: (publicId: string) => string;
}

export interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string | undefined;
}

/** The admin API in front of stores in memory, with a clock of its own, and a path that a key opens. */
export function adminApp({ token = ADMIN_TOKEN, withLedger = true, signingSecret }: Options = {}) {
  const time = { now: START };
  const now = () => time.now;
  const { directory, state: directoryState } = memoryDirectory();
  const { ledger, state: ledgerState } = memoryLedger();
  const changes: AdminChange[] = [];
  const spending = new Map<string, { spent: number; reserved: number }>();
  const policies = new TenantPolicies(parseSettings({}), (custom) => createScanner(engineModule, custom), [
    "openai",
    "echo",
  ]);
  const state = {
    spending: async (tenant: string, counters: readonly string[]) =>
      counters.map((counter) => spending.get(`${tenant}:${counter}`) ?? { spent: 0, reserved: 0 }),
  };
  const ports = {
    directory,
    ledger: withLedger ? ledger : undefined,
    state,
    policies,
    keys: own,
    hash,
    signingSecret,
    now,
    log: (change: AdminChange) => void changes.push(change),
  };
  const verifier = new KeyVerifier({ configured: { find: () => undefined }, directory, own, hash, now });
  const app = new Hono<GatewayEnvironment>();
  app.onError(refuse);
  app.notFound(refusePath);
  app.use(audit({ now, newId: () => "request-id", sink: () => undefined, screenText: (text) => text }));
  app.route("/", adminApi(ports, { ADMIN_TOKEN: token === "" ? undefined : token, KEY_PEPPER: PEPPER }));
  app.get("/v1/who", authenticate(verifier, policies, now), authorize(), (c) => {
    const { tenant, keyId } = exchangeOf(c).caller;
    return c.json({ tenant, keyId });
  });
  const waiting = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} };

  /** Asks as the holder of the admin token, unless another one or none is given. */
  const ask = async (method: string, path: string, { body, headers = {}, ...more }: Asked = {}): Promise<Response> => {
    const sent = "token" in more ? more.token : ADMIN_TOKEN;
    const init = {
      method,
      headers: {
        ...(sent === undefined ? {} : { authorization: `Bearer ${sent}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    };
    return app.request(path, init, {}, waiting as never);
  };
  /** The same under /admin/v1, with the answer's status and body. */
  const admin = async (method: string, path: string, asked?: Asked) => {
    const response = await ask(method, `/admin/v1${path}`, asked);
    return { status: response.status, body: (await response.json()) as Answer, headers: response.headers };
  };
  /** Who a key is let in as, or the status with which it is refused. */
  const who = async (key: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await ask("GET", "/v1/who", { token: key, headers });
    return response.ok ? ((await response.json()) as { tenant: string; keyId: string }) : response.status;
  };
  return { ask, admin, who, time, changes, spending, directory, ledger, directoryState, ledgerState };
}

/** What an answer may hold; a test says which of it. */
export interface Answer {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly [name: string]: unknown;
}
