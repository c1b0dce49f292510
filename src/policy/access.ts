import { configMistake } from "../config/parse-config.ts";
import type { KeyPolicy } from "../config/tenant-policy.ts";
import { IpRanges } from "../core/ip-range.ts";

/** Who may use what. What is not restricted is allowed; an empty list allows nothing. */
export interface Access {
  readonly permitsModel: (provider: string, model: string) => boolean;
  readonly permitsPath: (path: string) => boolean;
  /** An address that is not known lies in no network. */
  readonly permitsAddress: (address: string | undefined) => boolean;
  /** By the headers `origin` or, without it, `referer`. A page that is not known has no host. */
  readonly permitsPage: (page: string | undefined) => boolean;
}

type AccessRules = Pick<KeyPolicy, "models" | "providers" | "paths" | "ips" | "referrers">;

/** @throws ConfigError naming the field */
export function compileAccess({ models, providers, paths, ips, referrers }: AccessRules): Access {
  const mayUse = models && anyOf(models.map(startOrWhole));
  const provided = providers && new Set(providers);
  return {
    permitsModel: (provider, model) => (provided?.has(provider) ?? true) && (mayUse?.(`${provider}/${model}`) ?? true),
    permitsPath: (paths && anyOf(paths.map(pathPattern))) ?? anything,
    permitsAddress: (ips && addresses(ips)) ?? anything,
    permitsPage: (referrers && pages(referrers)) ?? anything,
  };
}

/** What both let pass. */
export function both(one: Access, other: Access): Access {
  return {
    permitsModel: (provider, model) => one.permitsModel(provider, model) && other.permitsModel(provider, model),
    permitsPath: (path) => one.permitsPath(path) && other.permitsPath(path),
    permitsAddress: (address) => one.permitsAddress(address) && other.permitsAddress(address),
    permitsPage: (page) => one.permitsPage(page) && other.permitsPage(page),
  };
}

type Test = (text: string) => boolean;

const anything = (): boolean => true;

function anyOf(tests: readonly Test[]): Test {
  return (text) => tests.some((test) => test(text));
}

function startOrWhole(pattern: string): Test {
  const start = pattern.endsWith("*") ? pattern.slice(0, -1) : undefined;
  return start === undefined ? (text) => text === pattern : (text) => text.startsWith(start);
}

/** `{name}` stands for one segment, `*` at the end for any rest. */
function pathPattern(pattern: string): Test {
  const wanted = pattern.split("/");
  const rest = pattern.endsWith("*") ? wanted.pop()?.slice(0, -1) : undefined;
  return (path) => {
    const parts = path.split("/");
    const begins = wanted.every((segment, at) => isSegment(segment, parts[at]));
    if (rest === undefined) return begins && parts.length === wanted.length;
    return begins && parts.length > wanted.length && parts.slice(wanted.length).join("/").startsWith(rest);
  };
}

function isSegment(wanted: string, part: string | undefined): boolean {
  return /^\{\w+\}$/.test(wanted) ? part !== undefined && part !== "" : part === wanted;
}

function addresses(ips: readonly string[]): (address: string | undefined) => boolean {
  const ranges = new IpRanges();
  for (const [index, range] of ips.entries()) {
    const problem = ranges.add(range);
    if (problem !== undefined) throw configMistake(["ips", index], problem);
  }
  // The address of a caller is one address, and no range.
  return (address) => address !== undefined && !address.includes("/") && ranges.holds(address);
}

const HOST = /^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;

function pages(referrers: readonly string[]): (page: string | undefined) => boolean {
  const hosts = referrers.map((host, index) => {
    const name = host.toLowerCase();
    if (!HOST.test(name)) throw configMistake(["referrers", index], "must be a host such as app.example or *.example");
    return name;
  });
  return (page) => {
    if (page === undefined || !URL.canParse(page)) return false;
    const { protocol, hostname } = new URL(page);
    if (!/^https?:$/.test(protocol)) return false;
    return hosts.some((host) => (host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host));
  };
}
