import { readFileSync } from "node:fs";
import { join } from "node:path";
import { VectorScanner } from "../../src/semantic-index/vector-scanner.ts";

// The Worker's types know no compilation at run time.
const { Module } = WebAssembly as unknown as {
  Module: new (bytes: Uint8Array) => WebAssembly.Module;
};

/** The committed module. */
export const vectorsModule = new Module(
  readFileSync(join(import.meta.dirname, "../../src/semantic-index/vectors.wasm")),
);

export const scanner = new VectorScanner(vectorsModule);
