// @ts-check
import { readFileSync } from "node:fs";
import { CliError } from "./client.js";
import { fields, plain, table } from "./show.js";

/**
 * @typedef {Readonly<Record<string, string | boolean | undefined>>} Values
 * @typedef {import("./client.js").Ask} Ask
 * @typedef {import("./client.js").Answer} Answer
 * @typedef {{ readonly answer: unknown, readonly text: string }} Result
 * @typedef {object} Command
 * @property {string} takes
 * @property {string} does
 * @property {number} operands
 * @property {readonly string[]} options
 * @property {(ask: Ask, values: Values, operands: readonly string[]) => Promise<Result>} run
 */

const text = /** @type {const} */ ({ type: "string" });

export const OPTIONS = {
  tenant: text,
  label: text,
  policy: text,
  expires: text,
  overlap: text,
  from: text,
  to: text,
  "group-by": text,
  json: /** @type {const} */ ({ type: "boolean" }),
  help: /** @type {const} */ ({ type: "boolean", short: "h" }),
};

/** @type {Readonly<Record<string, Command>>} */
export const COMMANDS = {
  "tenants create": {
    takes: "<tenant> [--policy <file>]",
    does: "create a tenant",
    operands: 1,
    options: ["policy"],
    run: async (ask, { policy }, [id = ""]) => tenant(await ask("POST", "/tenants", { id, ...policyOf(policy) })),
  },
  "tenants list": {
    takes: "",
    does: "list all tenants",
    operands: 0,
    options: [],
    run: async (ask) => {
      const tenants = await all(ask, "/tenants");
      const rows = tenants.map(({ id, version, disabled, createdAt }) => [
        id,
        disabled ? "disabled" : "enabled",
        version,
        createdAt,
      ]);
      return { answer: tenants, text: table(["tenant", "state", "version", "created"], rows) };
    },
  },
  "tenants get": {
    takes: "<tenant>",
    does: "show a tenant with its policy",
    operands: 1,
    options: [],
    run: async (ask, _, [id = ""]) => tenant(await ask("GET", `/tenants/${segment(id)}`)),
  },
  "tenants policy": {
    takes: "<tenant> --policy <file>",
    does: "replace a tenant's policy; - reads it from standard input",
    operands: 1,
    options: ["policy"],
    run: async (ask, values, [id = ""]) => {
      const { policy } = policyOf(needed(values, "policy"));
      const { version } = await ask("GET", `/tenants/${segment(id)}`);
      return tenant(await ask("PUT", `/tenants/${segment(id)}/policy`, policy, { "if-match": `"${version}"` }));
    },
  },
  "keys create": {
    takes: "--tenant <tenant> [--label <text>] [--expires <time>] [--policy <file>]",
    does: "create a key, and show it once",
    operands: 0,
    options: ["tenant", "label", "expires", "policy"],
    run: async (ask, values) => {
      const { label, expires: expiresAt, policy } = values;
      const body = {
        ...(label === undefined ? {} : { label }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...policyOf(policy),
      };
      return shown(await ask("POST", keysOf(values), body));
    },
  },
  "keys list": {
    takes: "--tenant <tenant>",
    does: "list a tenant's keys",
    operands: 0,
    options: ["tenant"],
    run: async (ask, values) => {
      const keys = await all(ask, keysOf(values));
      const rows = keys.map((key) => [
        key["id"],
        stateOf(key),
        key["label"] || "-",
        key["createdAt"],
        key["lastUsedAt"],
      ]);
      return { answer: keys, text: table(["key", "state", "label", "created", "last used"], rows) };
    },
  },
  "keys rotate": {
    takes: "<key> --tenant <tenant> --overlap <30s, 15m, 1h, 7d>",
    does: "give a key a new secret; the old one counts for the overlap",
    operands: 1,
    options: ["tenant", "overlap"],
    run: async (ask, values, [id = ""]) => {
      const overlapSeconds = secondsOf(needed(values, "overlap"));
      return shown(await ask("POST", `${keysOf(values)}/${segment(id)}/rotate`, { overlapSeconds }));
    },
  },
  "keys revoke": {
    takes: "<key> --tenant <tenant>",
    does: "revoke a key, for good",
    operands: 1,
    options: ["tenant"],
    run: async (ask, values, [id = ""]) => {
      const answer = await ask("POST", `${keysOf(values)}/${segment(id)}/revoke`);
      return { answer, text: `${plain(answer["id"])} is revoked, everywhere within 30 seconds.\n` };
    },
  },
  usage: {
    takes: "--tenant <tenant> [--from <day>] [--to <day>] [--group-by key,model,day]",
    does: "sum up what was used",
    operands: 0,
    options: ["tenant", "from", "to", "group-by"],
    run: async (ask, values) => {
      const query = new URLSearchParams({ tenant: needed(values, "tenant") });
      const asked = /** @type {const} */ ([
        ["from", "from"],
        ["to", "to"],
        ["group-by", "groupBy"],
      ]);
      for (const [option, name] of asked) if (values[option] !== undefined) query.set(name, String(values[option]));
      const answer = await ask("GET", `/usage?${query.toString()}`);
      const groups = String(values["group-by"] ?? "")
        .split(",")
        .filter((name) => name !== "");
      const rows = answer["data"].map((/** @type {Answer} */ { group, ...row }) => [
        ...groups.map((name) => group[name]),
        ...COUNTS.map((name) => row[name]),
      ]);
      return { answer, text: table([...groups, "requests", "failed", "hits", "input", "output", "USD"], rows) };
    },
  },
};

const COUNTS = ["requests", "failed", "cacheHits", "inputTokens", "outputTokens", "costUsd"];

/** @param {Answer} answer @returns {Result} */
function tenant(answer) {
  const { id, version, disabled, createdAt, policy } = answer;
  const head = fields([
    ["tenant", id],
    ["state", disabled ? "disabled" : "enabled"],
    ["version", version],
    ["created", createdAt],
  ]);
  return { answer, text: `${head}policy:\n${JSON.stringify(policy, null, 2)}\n` };
}

/** @param {Answer} answer @returns {Result} */
function shown(answer) {
  const { id, tenant, key, signingSecret, expiresAt, oldSecretUntil } = answer;
  /** @type {[string, unknown][]} */
  const rows = [["key (shown once)", key]];
  if (signingSecret !== undefined) rows.push(["signs requests with", signingSecret]);
  rows.push(["id", id], ["tenant", tenant]);
  if (expiresAt !== null) rows.push(["expires", expiresAt]);
  if (oldSecretUntil !== null) rows.push(["old secret until", oldSecretUntil]);
  return { answer, text: fields(rows) };
}

/** @param {Answer} key @returns {string} */
function stateOf({ revokedAt, expiresAt }) {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? "expired" : "active";
}

/** Every page of a list. @param {Ask} ask @param {string} path @returns {Promise<Answer[]>} */
async function all(ask, path) {
  /** @type {Answer[]} */
  const items = [];
  let after = "";
  do {
    const { data, next, warning } = await ask("GET", `${path}?limit=100${after}`);
    if (warning !== undefined) process.stderr.write(`agentshield: ${plain(warning)}\n`);
    items.push(...data);
    after = next === null ? "" : `&after=${encodeURIComponent(next)}`;
  } while (after !== "");
  return items;
}

/** @param {Values} values */
function keysOf(values) {
  return `/tenants/${segment(needed(values, "tenant"))}/keys`;
}

/** @param {Values} values @param {string} name @returns {string} */
function needed(values, name) {
  const value = values[name];
  if (typeof value !== "string" || value === "") throw new CliError(2, `This command needs --${name}.`);
  return value;
}

/** A name as one segment of a path; what could be another path is refused. @param {string} name */
function segment(name) {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(name)) throw new CliError(2, `"${plain(name)}" is no id.`);
  return name;
}

/** @param {string | boolean | undefined} file @returns {{ policy?: unknown }} */
function policyOf(file) {
  if (typeof file !== "string") return {};
  try {
    return { policy: JSON.parse(readFileSync(file === "-" ? 0 : file, "utf8")) };
  } catch (thrown) {
    const problem = thrown instanceof SyntaxError ? "is not valid JSON" : "cannot be read";
    throw new CliError(2, `${file === "-" ? "Standard input" : file} ${problem}.`);
  }
}

const UNITS = new Map([
  ["s", 1],
  ["m", 60],
  ["h", 3_600],
  ["d", 86_400],
]);

/** @param {string} text @returns {number} */
function secondsOf(text) {
  const [, amount, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = UNITS.get(unit);
  if (amount === undefined || seconds === undefined)
    throw new CliError(2, `--overlap must be a time such as 0s, 15m, 1h or 7d.`);
  return Number(amount) * seconds;
}
