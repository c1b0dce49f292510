// @ts-check
import { existsSync, readFileSync } from "node:fs";

const DEFAULT_URL = "http://localhost:8787";
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const TIMEOUT_MS = 30_000;

/** Ends the command with a message, and a number for the shell. */
export class CliError extends Error {
  /** @param {1 | 2} exitCode @param {string} message */
  constructor(exitCode, message) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * @typedef {Readonly<Record<string, any>>} Answer
 * @typedef {(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>} Ask
 */

/**
 * A way to ask the admin API.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Ask}
 */
export function connect(environment) {
  const base = baseUrl(environment["AGENTSHIELD_URL"]);
  const token = environment["AGENTSHIELD_ADMIN_TOKEN"] || (isHere(base) ? developmentToken() : undefined);
  if (token === undefined) throw new CliError(2, "Set AGENTSHIELD_ADMIN_TOKEN to the gateway's ADMIN_TOKEN.");
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new CliError(2, "AGENTSHIELD_ADMIN_TOKEN must be one line of visible ASCII characters.");
  if (base.protocol !== "https:" && !isHere(base))
    throw new CliError(2, "The admin token must not be sent over http; use https.");
  return async (method, path, body, headers = {}) => {
    const response = await fetch(new URL(`/admin/v1${path}`, base), {
      method,
      // The token must not follow to another host.
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new CliError(1, `${base.origin} cannot be reached.`);
    });
    return answerOf(response);
  };
}

/** @param {Response} response @returns {Promise<Answer>} */
async function answerOf(response) {
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const { message = `The gateway answered with status ${response.status}.`, param } = answer?.error ?? {};
  if (response.status === 404 && param === null)
    throw new CliError(1, "The gateway has no admin API: it has no ADMIN_TOKEN.");
  throw new CliError(1, param === undefined || param === null ? message : `${message} (${param})`);
}

/** @param {string | undefined} text @returns {URL} */
function baseUrl(text) {
  const url = text || DEFAULT_URL;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new CliError(2, "AGENTSHIELD_URL must be an http or https URL.");
  return new URL(url);
}

/** @param {URL} url */
function isHere({ hostname }) {
  return LOOPBACK.has(hostname);
}

/** @returns {string | undefined} */
function developmentToken() {
  if (!existsSync(".dev.vars")) return undefined;
  const value = /^ADMIN_TOKEN=(.*)$/m.exec(readFileSync(".dev.vars", "utf8"))?.[1]?.trim();
  return value?.replace(/^(["'])(.*)\1$/, "$2") || undefined;
}
