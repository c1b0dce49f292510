import { ConfigError } from "../config/parse-config.ts";
import type { ProviderSettings, Settings } from "../config/schema.ts";
import { type Secret, secret, variable, type Variables } from "../config/vault.ts";
import type { ProviderDialect } from "./port.ts";
import { BUILT_IN, type ProviderRow } from "./table.ts";

/** A provider that this deployment can call. */
export interface Provider {
  readonly id: string;
  readonly dialect: ProviderDialect;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly credential: Credential | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly modelPrefixes: readonly string[];
}

export interface Credential {
  readonly scheme: "bearer" | "x-api-key";
  readonly secret: Secret;
}

export type Dialects = Readonly<Record<ProviderRow["dialect"], ProviderDialect>>;

/** Every provider that there may be, connected or not. */
export function knownProviders({ providers }: Pick<Settings, "providers">): string[] {
  return [...BUILT_IN.map(({ id }) => id), ...providers.map(({ id }) => id), "echo"];
}

/**
 * The providers that are there: a built-in one when its key (or, where it needs none, its URL) is
 * in the environment, a configured one always. Upstream hosts come from here and nowhere else.
 * @throws ConfigError
 */
export function connectProviders(
  configured: readonly ProviderSettings[],
  variables: Variables,
  dialects: Dialects,
  production: boolean,
): Provider[] {
  const providers = [
    ...BUILT_IN.flatMap((row) => builtIn(row, variables, dialects)),
    ...configured.map((settings) => custom(settings, variables, dialects)),
  ];
  const seen = new Set<string>();
  for (const { id, baseUrl, credential } of providers) {
    if (seen.has(id)) throw new ConfigError(`providers: "${id}" is there twice`);
    seen.add(id);
    if (production && credential !== undefined && isPlainRemote(baseUrl)) {
      throw new ConfigError(`providers: ${id}: a key must not be sent over http; use https`);
    }
  }
  return providers;
}

function builtIn(row: ProviderRow, variables: Variables, dialects: Dialects): Provider[] {
  const prefix = row.id.toUpperCase();
  const key = secret(variables, `${prefix}_API_KEY`);
  const url = variable(variables, `${prefix}_BASE_URL`);
  if (row.presence === "key" ? key === undefined : url === undefined) return [];
  return [
    {
      id: row.id,
      dialect: dialects[row.dialect],
      baseUrl: normalise(url ?? row.baseUrl, row.dialect, `environment: ${prefix}_BASE_URL`),
      credential: key && { scheme: row.scheme, secret: key },
      headers: row.headers,
      modelPrefixes: row.modelPrefixes,
    },
  ];
}

function custom(settings: ProviderSettings, variables: Variables, dialects: Dialects): Provider {
  const { id, dialect, baseUrl, keyVariable, modelPrefixes } = settings;
  const key = keyVariable === undefined ? undefined : secret(variables, keyVariable);
  if (keyVariable !== undefined && key === undefined)
    throw new ConfigError(`environment: ${keyVariable}: is missing, provider "${id}" needs it`);
  const like = BUILT_IN.find((row) => row.dialect === dialect);
  return {
    id,
    dialect: dialects[dialect],
    baseUrl: normalise(baseUrl, dialect, `providers: ${id}.baseUrl`),
    credential: key && { scheme: like?.scheme ?? "bearer", secret: key },
    headers: like?.headers ?? {},
    modelPrefixes,
  };
}

/** A base URL without a path gets the one that the dialect's servers share. */
function normalise(text: string, dialect: ProviderRow["dialect"], where: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new ConfigError(`${where}: must be an http or https URL`);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ConfigError(`${where}: must hold no credentials, query or fragment`);
  }
  const path = url.pathname.replace(/\/+$/, "");
  return url.origin + (path === "" && dialect === "openai" ? "/v1" : path);
}

function isPlainRemote(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl);
  return protocol === "http:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}
