import { readFileSync } from "node:fs";
import { join } from "node:path";

const FILE = join(import.meta.dirname, "../../src/scan/engine.wasm");

// The Worker's types know no compilation at run time.
const { Module } = WebAssembly as unknown as {
  Module: new (bytes: Uint8Array) => WebAssembly.Module;
};

export const moduleBytes = (): Uint8Array => readFileSync(process.env["ENGINE_WASM"] ?? FILE);

export const compile = (bytes: Uint8Array): WebAssembly.Module => new Module(bytes);
