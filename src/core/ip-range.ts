/** An IP address as a number of 32 or 128 bits. */
interface Address {
  readonly bits: 32 | 128;
  readonly number: bigint;
}

/** A set of networks. A look-up costs one step for each length of prefix that occurs. */
export class IpRanges {
  readonly #networks = new Map<
    string,
    { readonly bits: 32 | 128; readonly length: number; readonly set: Set<bigint> }
  >();

  /** Adds a range such as `10.0.0.0/8`, or a single address. Gives what is wrong with it, if anything is. */
  add(range: string): string | undefined {
    const [text = "", length, ...rest] = range.trim().split("/");
    const address = readAddress(text);
    if (address === undefined || rest.length > 0) return "must be an IP range such as 10.0.0.0/8 or 2001:db8::/32";
    const { bits, number } = address;
    const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
    if (!(prefix <= bits)) return `must have a prefix length of 0 to ${bits}`;
    if (network(address, prefix) << BigInt(bits - prefix) !== number)
      return "has bits set behind its prefix: give the first address of the range";
    const key = `${bits}/${prefix}`;
    const known = this.#networks.get(key) ?? { bits, length: prefix, set: new Set() };
    this.#networks.set(key, known);
    known.set.add(network(address, prefix));
    return undefined;
  }

  /** Whether an address, or the whole of a range, lies in one of the networks. What is no address does not. */
  holds(text: string): boolean {
    const [written = "", length, ...rest] = text.trim().split("/");
    const address = readAddress(written);
    if (address === undefined || rest.length > 0) return false;
    const own = length === undefined ? address.bits : /^\d{1,3}$/.test(length) ? Number(length) : -1;
    for (const { bits, length: prefix, set } of this.#networks.values()) {
      if (bits === address.bits && prefix <= own && set.has(network(address, prefix))) return true;
    }
    return false;
  }
}

/** How much of an IPv6 address one subscriber has for itself at least (RFC 6177). */
const SUBSCRIBER_BITS = 64;
/** What stands before an IPv4 address that is written as one of IPv6 (RFC 4291, 2.5.5.2). */
const MAPPED = 0xffffn;

/**
 * Whom an address stands for when it is counted: of IPv6 the /64 network, whose other addresses its
 * owner can take as it likes. Other texts stand for themselves.
 */
export function subscriberOf(text: string): string {
  const address = readAddress(text);
  if (address?.bits !== 128 || address.number >> 32n === MAPPED) return text;
  return `${network(address, SUBSCRIBER_BITS).toString(16)}/${SUBSCRIBER_BITS}`;
}

function network({ bits, number }: Address, prefix: number): bigint {
  return number >> BigInt(bits - prefix);
}

/** Reads dotted IPv4 without leading zeros, and the forms of IPv6 in RFC 4291 without a zone. */
function readAddress(text: string): Address | undefined {
  if (!text.includes(":")) {
    const number = readDotted(text);
    return number === undefined ? undefined : { bits: 32, number };
  }
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted === null ? undefined : readDotted(dotted[2] ?? "");
  if (dotted !== null && tail === undefined) return undefined;
  const plain =
    tail === undefined ? text : `${dotted?.[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const number = readGroups(plain);
  return number === undefined ? undefined : { bits: 128, number };
}

function readDotted(text: string): bigint | undefined {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) < 256))
    return undefined;
  return octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

function readGroups(text: string): bigint | undefined {
  const [head = "", tail, ...more] = text.split("::");
  const before = head === "" ? [] : head.split(":");
  const behind = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = 8 - before.length - behind.length;
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => "0"), ...behind];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
