import module from "../../../src/scan/engine.wasm";
import { createScanner } from "../../../src/scan/wasm.ts";
import { BODY_PATHS, type BodyPathName } from "../../engine/body-path.ts";
import { RawEngine } from "../../engine/raw.ts";
import { findAll, type RegExpRule, regExpRules, tenOf } from "../../regexp-rules.ts";

/*
 * Does one kind of work as often as asked for; the time is taken outside, since clocks stand still
 * in here. `PUT /text` and `PUT /tables` first, then `GET /<work>?n=<times>`.
 */
const scanner = createScanner(module);
const raw = new RawEngine(module);
let bytes = new Uint8Array();
let text = "";
let rules: readonly RegExpRule[] = [];

const entities = scanner.rules.filter(({ on }) => on).map(({ entity }) => entity);

const WORK: Readonly<Record<string, () => unknown>> = {
  scan: () => scanner.scan(text),
  bytes: () => raw.scan(bytes),
  floor: () => raw.classify(bytes),
  all: () => findAll(rules, text),
  ten: () => findAll(tenOf(rules), text),
};

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const name = pathname.slice(1);
    if (request.method === "PUT") {
      const body = await request.arrayBuffer();
      if (name === "tables") rules = regExpRules(entities, new Map(JSON.parse(new TextDecoder().decode(body))));
      else bytes = new Uint8Array(body);
      text = new TextDecoder().decode(bytes);
      return new Response();
    }
    const path = name in BODY_PATHS ? BODY_PATHS[name as BodyPathName] : undefined;
    const work = path === undefined ? WORK[name] : () => path(scanner, bytes);
    if (work === undefined) return new Response(null, { status: 404 });
    for (let left = Number(searchParams.get("n")); left > 0; left -= 1) work();
    return new Response();
  },
};
