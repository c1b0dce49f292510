import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSemantic } from "../../src/semantic/wasm.ts";

// The Worker's types know no compilation at run time.
const { Module } = WebAssembly as unknown as {
  Module: new (bytes: Uint8Array) => WebAssembly.Module;
};

/** The module under test: `SEMANTIC_WASM`, or the committed one. */
export const semanticModule = new Module(
  readFileSync(process.env["SEMANTIC_WASM"] ?? join(import.meta.dirname, "../../src/semantic/semantic.wasm")),
);

export const semantic = createSemantic(semanticModule);
