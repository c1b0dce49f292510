import { readFileSync } from "node:fs";
import { join } from "node:path";
import { scanPolicy } from "../../src/scan/policy.ts";
import { createScanner } from "../../src/scan/wasm.ts";

// The Worker's types know no compilation at run time.
const { Module } = WebAssembly as unknown as {
  Module: new (bytes: Uint8Array) => WebAssembly.Module;
};

export const compile = (bytes: Uint8Array): WebAssembly.Module => new Module(bytes);

/** The module under test: `ENGINE_WASM`, or the committed one. */
export const engineModule = compile(
  readFileSync(process.env["ENGINE_WASM"] ?? join(import.meta.dirname, "../../src/scan/engine.wasm")),
);

export const scanner = createScanner(engineModule);

/** Limits that no test document reaches by accident. */
export const WIDE = { depth: 64, values: 1_000_000 };

const encoder = new TextEncoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

const answerPolicy = scanPolicy(scanner.rules, { wordsBehind: false });

/** As answers are scanned: words behind a value do not count. */
export const scanAnswer = (text: string) => scanner.scan(text, answerPolicy);
