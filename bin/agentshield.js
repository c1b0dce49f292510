#!/usr/bin/env node
// @ts-check
import { parseArgs } from "node:util";
import { CliError, connect } from "./client.js";
import { COMMANDS, OPTIONS } from "./commands.js";
import { plain } from "./show.js";

/*
 * The command line of the admin API. Plain JavaScript that any Node.js from 20 on runs as it is.
 * Ends with 0, with 1 when the gateway refuses or cannot be reached, with 2 when it is called wrongly.
 */
const HELP = `usage: agentshield <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { takes, does }]) => `  ${name} ${takes}\n      ${does}`)
  .join("\n")}

  --json   print the gateway's answer as JSON
  --help   print this

AGENTSHIELD_URL          where the gateway is; http://localhost:8787 if not set
AGENTSHIELD_ADMIN_TOKEN  its ADMIN_TOKEN; for a gateway on this machine the one in .dev.vars if not set
`;

const known = new Map(Object.entries(COMMANDS));

/** @param {string[]} given @returns {Promise<string>} */
async function run(given) {
  const { values, positionals } = read(given);
  if (values.help || positionals.length === 0) return HELP;
  const [group, action, ...operands] = positionals;
  const two = known.get(`${group} ${action}`);
  const command = two ?? known.get(`${group}`);
  if (command === undefined)
    throw new CliError(2, `There is no command "${plain(positionals.slice(0, 2).join(" "))}".`);
  const rest = two === undefined ? positionals.slice(1) : operands;
  const unknown = Object.keys(values).find((name) => name !== "json" && !command.options.includes(name));
  if (unknown !== undefined) throw new CliError(2, `This command takes no --${unknown}.`);
  if (rest.length !== command.operands) throw new CliError(2, `usage: agentshield ${usageOf(command)}`);
  const { answer, text } = await command.run(connect(process.env), values, rest);
  return values.json ? `${JSON.stringify(answer, null, 2)}\n` : text;
}

/** @param {import("./commands.js").Command} command @returns {string} */
function usageOf(command) {
  const [name] = [...known].find(([, one]) => one === command) ?? [""];
  return `${name} ${command.takes}`;
}

/** @param {string[]} given */
function read(given) {
  try {
    return parseArgs({ args: given, options: OPTIONS, allowPositionals: true });
  } catch (thrown) {
    throw new CliError(2, thrown instanceof Error ? thrown.message : "The arguments cannot be read.");
  }
}

try {
  process.stdout.write(await run(process.argv.slice(2)));
} catch (thrown) {
  if (!(thrown instanceof CliError)) throw thrown;
  process.stderr.write(`agentshield: ${plain(thrown.message)}\n`);
  process.exitCode = thrown.exitCode;
}
