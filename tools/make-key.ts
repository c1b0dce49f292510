import { createHmac, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";

/*
 * `npm run key -- --tenant acme`: makes a key. Prints the key, to be handed to its user and kept
 * nowhere, and what to add to the secret GATEWAY_KEYS. Reads KEY_PEPPER from the environment.
 */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function randomText(length: number): string {
  // Bytes from 248 on are thrown away, so that every letter is equally likely.
  let text = "";
  while (text.length < length) for (const byte of randomBytes(length)) if (byte < 248) text += LETTERS[byte % 62];
  return text.slice(0, length);
}

const { values } = parseArgs({ options: { tenant: { type: "string" }, "requests-per-minute": { type: "string" } } });
const { KEY_PEPPER: pepper } = process.env;
const perMinute = values["requests-per-minute"];
if (
  values.tenant === undefined ||
  pepper === undefined ||
  pepper.length < 16 ||
  (perMinute !== undefined && !/^[1-9]\d{0,6}$/.test(perMinute))
) {
  console.error(
    "usage: KEY_PEPPER=<the deployment's, at least 16 characters> npm run key -- --tenant <name> [--requests-per-minute <number>]",
  );
  process.exit(2);
}
const id = randomText(12);
const secret = randomText(40);
const hash = createHmac("sha256", pepper).update(secret).digest("hex");
const limit = perMinute === undefined ? {} : { requestsPerMinute: Number(perMinute) };
console.log(`key (shown once):        sk-as-${id}-${secret}`);
console.log(`entry for GATEWAY_KEYS:  ${JSON.stringify({ id, hash, tenant: values.tenant, ...limit })}`);
