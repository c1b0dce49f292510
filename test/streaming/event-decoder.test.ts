import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UpstreamFault } from "../../src/core/upstream-fault.ts";
import { EventDecoder, MAX_EVENT_LENGTH } from "../../src/streaming/event-decoder.ts";
import type { ServerSentEvent } from "../../src/streaming/server-sent-event.ts";

const RUNS = { seed: 20_261_121, numRuns: 500 };

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function decodeAll(pieces: readonly Uint8Array[]) {
  const decoder = new EventDecoder();
  return pieces.flatMap((piece) => decoder.decode(piece));
}

/** The bytes, cut before each of the given positions. */
function cut(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
  const ends = [...positions.map((at) => at % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

const data = (...texts: string[]) => texts.map((text) => ({ event: undefined, data: text }));

// The comment at the end shows that the last line end is not the start of another one.
const streams: [string, string, ServerSentEvent[]][] = [
  ["line feeds", 'data: {"a":1}\n\ndata: [DONE]\n\n', data('{"a":1}', "[DONE]")],
  ["carriage returns and line feeds", "data: a\r\n\r\ndata: [DONE]\r\n\r\n", data("a", "[DONE]")],
  ["carriage returns", "data: a\r\rdata: b\r\r: end\r", data("a", "b")],
  ["line ends of every kind", "data: a\r\n\ndata: b\r\r\ndata: c\n\r\n", data("a", "b", "c")],
  ["comments", ": ping\n\n:\ndata: a\n: between\n\n: ping\n\n", data("a")],
  ["no space after the colon", "data:a\ndata: b\ndata:  c\n\n", data("a\nb\n c")],
  ["an event's name", "event: error\ndata: {}\n\ndata: x\n\n", [{ event: "error", data: "{}" }, ...data("x")]],
  ["fields that say nothing here", "id: 7\nretry: 10\nfoo: bar\nbare\ndata: a\n\n", data("a")],
  ["empty data", "data\n\ndata:\n\n", data("", "")],
  ["a name without data", "event: ping\n\ndata: a\n\n", data("a")],
  ["characters of several bytes", "data: é 漢 😀 👩‍👩‍👧\n\n", data("é 漢 😀 👩‍👩‍👧")],
  ["a byte order mark", "\uFEFFdata: a\n\ndata: b\n\n", data("a", "b")],
  ["a byte order mark inside of a text", "data: \uFEFFa\n\n", data("\uFEFFa")],
  ["an event that does not end", "data: a\n\ndata: b\n", data("a")],
];

describe("events are the same however the network cuts them", () => {
  test.each(streams)("%s, whole", (_, text, events) => {
    expect(decodeAll([utf8(text)])).toEqual(events);
  });

  test.each(streams)("%s, byte for byte", (_, text, events) => {
    expect(decodeAll([...utf8(text)].map((byte) => Uint8Array.of(byte)))).toEqual(events);
  });

  test.each(streams)("%s, in two at every byte", (_, text, events) => {
    const bytes = utf8(text);
    for (let at = 0; at <= bytes.length; at += 1) expect(decodeAll(cut(bytes, [at]))).toEqual(events);
  });

  test("any events, cut anywhere", () => {
    const line = fc.constantFrom("data: é", "data:", "data: 😀x", ": c", "event: e", "id: 1", "retry", "", "", "");
    const lines = fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\r")), { maxLength: 30 });
    fc.assert(
      fc.property(lines, fc.array(fc.nat(400), { maxLength: 20 }), (parts, positions) => {
        const bytes = utf8(`${parts.map(([text, end]) => text + end).join("")}: end\n`);
        expect(decodeAll(cut(bytes, positions))).toEqual(decodeAll([bytes]));
      }),
      RUNS,
    );
  });
});

describe("what is no stream of events is refused", () => {
  const fault = (pieces: readonly Uint8Array[]): unknown => {
    try {
      return decodeAll(pieces);
    } catch (thrown) {
      return thrown instanceof UpstreamFault ? thrown.reason : thrown;
    }
  };

  const notUtf8: [string, number[]][] = [
    ["a byte that never occurs", [0xff]],
    ["a continuation without its start", [0x64, 0x80]],
    ["an overlong form", [0xc0, 0xaf]],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80]],
    ["a start without its continuation", [0xc3, 0x28]],
  ];
  test.each(notUtf8)("%s", (_, bytes) => {
    expect(fault([utf8("data: a\n\n"), Uint8Array.from(bytes)])).toBe("stream is not UTF-8");
    expect(fault([...bytes].map((byte) => Uint8Array.of(byte)))).toBe("stream is not UTF-8");
  });

  const filler = utf8("x".repeat(65_536));
  const pieces = Array.from({ length: MAX_EVENT_LENGTH / filler.length }, () => filler);
  const lines = Array.from({ length: MAX_EVENT_LENGTH / filler.length }, () => [utf8("data: "), filler, utf8("\n")]);
  const endless: [string, Uint8Array[]][] = [
    ["a line without an end", [utf8("data: "), ...pieces]],
    ["a name without an end", [utf8("event: "), ...pieces]],
    ["a comment without an end", [utf8(": "), ...pieces]],
    ["lines without an end", lines.flat()],
  ];
  test.each(endless)("%s, before it fills the memory", (_, text) => {
    expect(fault(text)).toBe("event too large");
  });

  test("an event as long as allowed is taken", () => {
    expect(decodeAll([utf8("data: "), ...pieces.slice(1), utf8("\n\n")])).toHaveLength(1);
  });
});
