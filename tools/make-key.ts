import { createHmac, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { randomText } from "../src/keys/gateway-key.ts";

/*
 * `npm run key -- --tenant acme`: makes a key. Prints the key, to be handed to its user and kept
 * nowhere, and what to add to the secret GATEWAY_KEYS. Reads KEY_PEPPER from the environment.
 */
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
const id = randomText(12, randomBytes);
const secret = randomText(40, randomBytes);
const hash = createHmac("sha256", pepper).update(secret).digest("hex");
const limit = perMinute === undefined ? {} : { requestsPerMinute: Number(perMinute) };
console.log(`key (shown once):        sk-as-${id}-${secret}`);
console.log(`entry for GATEWAY_KEYS:  ${JSON.stringify({ id, hash, tenant: values.tenant, ...limit })}`);
