import { isObject, type Json, type JsonObject } from "./json.ts";
import type { Estimate } from "./money/cost.ts";

/**
 * Characters of one token, for each kind of character; less than tokenisers take for ordinary text,
 * so that an estimate is rarely too low; docs/money.md has the figures.
 */
const CHARACTERS_PER_TOKEN = [
  // Letters of ASCII, and spaces.
  3.2,
  // Other ASCII.
  1.4,
  // What is left of a run of letters and digits when it is longer than a word: base64, hexadecimal.
  1.2,
  // Cyrillic.
  1.4,
  // Latin with accents, Greek, Hebrew, Arabic.
  0.85,
  // Chinese, Japanese, Korean.
  0.8,
  // Scripts of India and others that few texts are written in; and half of an emoji.
  0.55,
] as const;
const [LETTER, OTHER_ASCII, RUN, CYRILLIC, ALPHABETIC, SYLLABIC, RARE] = [0, 1, 2, 3, 4, 5, 6] as const;

const LONGEST_WORD = 16;
/** What base64, in its two alphabets, is written with. */
const IN_RUNS = Uint8Array.from({ length: 0x80 }, (_, code) => Number(/[\w+/=-]/.test(String.fromCharCode(code))));

/** Around each message: role, separators. */
const TOKENS_PER_OBJECT = 3;
const TOKENS_PER_REQUEST = 8;

/** An image of the largest size that the vendors do not scale down (Anthropic 1,568, OpenAI 1,445). */
const TOKENS_PER_IMAGE = 1_600;
/** A file by reference, whose size is not known: some pages. */
const TOKENS_PER_FILE = 3_000;
/** Bytes of a PDF for one token, where it is mostly text. */
const FILE_BYTES_PER_TOKEN = 20;
/** OpenAI counts ten tokens a second; at 32 kbit/s, the lowest rate that is usual for speech, that many bytes each. */
const AUDIO_BYTES_PER_TOKEN = 400;
const MIN_AUDIO_TOKENS = 100;

/** Counts the tokens of texts that belong together, such as the pieces of a streamed answer. */
export class TextTokens {
  /** Characters of each kind. */
  readonly #counts = new Float64Array(CHARACTERS_PER_TOKEN.length);
  /** Characters of the run that the text so far ends with. */
  #run = 0;

  add(text: string): void {
    const counts = this.#counts;
    let run = this.#run;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      run = code < 0x80 && IN_RUNS[code] === 1 ? run + 1 : 0;
      const kind = run > LONGEST_WORD ? RUN : kindOf(code);
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    this.#run = run;
  }

  /** Whole tokens, rounded up once. */
  get count(): number {
    return Math.ceil(
      CHARACTERS_PER_TOKEN.reduce((sum, perToken, kind) => sum + (this.#counts[kind] ?? 0) / perToken, 0),
    );
  }
}

const SPACE = 0x20;

function kindOf(code: number): number {
  const lower = code | 0x20;
  if ((lower >= 0x61 && lower <= 0x7a) || code === SPACE) return LETTER;
  if (code < 0x80) return OTHER_ASCII;
  if (code >= 0x400 && code < 0x530) return CYRILLIC;
  if (code < 0x800) return ALPHABETIC;
  // Kana and ideographs, and the syllables of Korean.
  return (code >= 0x3000 && code < 0xa000) || (code >= 0xac00 && code < 0xd7b0) ? SYLLABIC : RARE;
}

/**
 * What a request may use at most, roughly: every text of it, with the names of
 * properties, and an answer as long as it may be, for each choice.
 * @param assumedOutputTokens of one choice, when the request sets no limit
 */
export function estimateRequest(body: JsonObject, assumedOutputTokens: number): Estimate {
  const counted: Counted = {
    text: new TextTokens(),
    objects: 0,
    audioTokens: 0,
    imageTokens: 0,
    fileTokens: 0,
    keptForAnHour: false,
  };
  count(body, counted);
  const limits = [body.max_completion_tokens, body.max_tokens].filter((limit) => typeof limit === "number");
  const choices = typeof body.n === "number" ? body.n : 1;
  return {
    textTokens: TOKENS_PER_REQUEST + counted.text.count + counted.objects * TOKENS_PER_OBJECT + counted.fileTokens,
    audioTokens: counted.audioTokens,
    imageTokens: counted.imageTokens,
    // Providers differ in which of the two they heed.
    outputTokens: (limits.length === 0 ? assumedOutputTokens : Math.max(...limits)) * choices,
    keptForAnHour: counted.keptForAnHour,
  };
}

interface Counted {
  readonly text: TextTokens;
  objects: number;
  audioTokens: number;
  imageTokens: number;
  fileTokens: number;
  keptForAnHour: boolean;
}

function count(node: Json, counted: Counted): void {
  if (typeof node === "string" || typeof node === "number") return counted.text.add(String(node));
  if (Array.isArray(node)) {
    for (const item of node) count(item, counted);
  } else if (isObject(node)) {
    counted.objects += 1;
    const binary = countBinary(node, counted);
    for (const [name, value] of Object.entries(node)) {
      counted.text.add(name);
      // Anthropic's cache_control, which others take too.
      if (name === "ttl" && value === "1h") counted.keptForAnHour = true;
      if (name !== binary) count(value, counted);
    }
  }
}

/** Counts a part of a message that is no text, and names its property that is not to be counted as such. */
function countBinary({ type, input_audio: audio, file, source }: JsonObject, counted: Counted): string | undefined {
  if (type === "image") {
    counted.imageTokens += TOKENS_PER_IMAGE;
    return "source";
  }
  if (type === "document" && isObject(source) && source.type !== "text" && source.type !== "content") {
    const data = typeof source.data === "string" ? source.data : "";
    counted.fileTokens += Math.max(TOKENS_PER_FILE, perToken(data, FILE_BYTES_PER_TOKEN));
    return "source";
  }
  if (type === "image_url") {
    counted.imageTokens += TOKENS_PER_IMAGE;
    return "image_url";
  }
  if (type === "input_audio" && isObject(audio) && typeof audio.data === "string") {
    counted.audioTokens += Math.max(MIN_AUDIO_TOKENS, perToken(audio.data, AUDIO_BYTES_PER_TOKEN));
    return "input_audio";
  }
  if (type === "file" && isObject(file)) {
    const data = typeof file.file_data === "string" ? file.file_data : "";
    counted.fileTokens += Math.max(TOKENS_PER_FILE, perToken(data, FILE_BYTES_PER_TOKEN));
    return "file";
  }
  return undefined;
}

/** Base64 has four characters for three bytes. */
function perToken(base64: string, bytes: number): number {
  return Math.ceil((base64.length * 0.75) / bytes);
}
