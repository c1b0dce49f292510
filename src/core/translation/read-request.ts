import { isObject, type Json, type JsonObject } from "../json.ts";
import { UntranslatableRequest } from "./untranslatable-request.ts";

/** @throws UntranslatableRequest always */
export function refuse(param: string, message: string): never {
  throw new UntranslatableRequest(param, `'${param}' ${message}`);
}

export function isMissing(value: Json | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** @throws UntranslatableRequest naming `param` */
export function objectAt(value: Json | undefined, param: string): JsonObject {
  return isObject(value) ? value : refuse(param, "must be an object.");
}

/** @throws UntranslatableRequest naming `param` */
export function stringAt(value: Json | undefined, param: string): string {
  return typeof value === "string" ? value : refuse(param, "must be a string.");
}

/** Missing and null are an empty list. @throws UntranslatableRequest naming `param` */
export function listAt(value: Json | undefined, param: string): readonly Json[] {
  if (isMissing(value)) return [];
  return Array.isArray(value) ? value : refuse(param, "must be an array.");
}

/** @returns `undefined` when missing or null. @throws UntranslatableRequest naming the field */
export function numberIn(chat: JsonObject, name: string): number | undefined {
  const value = chat[name];
  if (isMissing(value)) return undefined;
  return typeof value === "number" ? value : refuse(name, "must be a number.");
}
