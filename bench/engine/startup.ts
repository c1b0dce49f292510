import { performance } from "node:perf_hooks";
import { createScanner } from "../../src/scan/wasm.ts";
import { compile, moduleBytes } from "./module.ts";

/** Run in a process of its own, since V8 keeps what it has compiled: milliseconds for each step, as JSON. */
const bytes = moduleBytes();
const text = "Please write to the customer. ".repeat(140);
const times: number[] = [];
let start = performance.now();
function lap(): void {
  const now = performance.now();
  times.push(now - start);
  start = performance.now();
}
const module = compile(bytes);
lap();
const scanner = createScanner(module);
lap();
scanner.scan(text);
lap();
console.log(JSON.stringify(times));
