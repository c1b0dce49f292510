import { fill, list, type Random } from "./random.ts";

/** What sentences of a language are made of; `shapes` name the other lists. */
export interface Language {
  readonly words: Readonly<Record<string, readonly string[]>>;
  readonly shapes: readonly string[];
}

export const ENGLISH: Language = {
  words: {
    noun: list(`time report team customer project week market system question idea result department process order
      page service meeting price model answer company product change plan problem group city study data school
      review budget chapter method letter office bridge engine garden history island journey kitchen language
      machine network opinion pattern quality river season theory valley window argument balance culture decision
      energy factor government harbour industry judgement knowledge library material neighbour objective
      production railway surface tradition university warehouse experiment foundation infrastructure
      recommendation responsibility temperature understanding`),
    plural: list(`people results customers weeks changes answers questions reports prices products teams documents
      figures studies problems methods members students workers visitors engines books trains shops farmers
      machines countries houses letters numbers rules suppliers researchers investors alternatives measurements
      consequences differences opportunities relationships characteristics`),
    adjective: list(`new small large good early clear late local open recent short simple strong public common
      quiet careful difficult useful separate modern familiar reliable historical significant independent
      unexpected comprehensive international straightforward well-known long-term`),
    verb: list(`shows needs gives changes describes explains supports follows includes replaces improves requires
      suggests confirms reaches covers compares determines considers demonstrates`),
    past: list(`showed found gave changed described explained supported followed included replaced moved began
      improved required suggested decided confirmed reached opened closed compared measured published
      established recommended investigated`),
    adverb: list(`also often quickly mostly still usually already nearly slowly clearly recently carefully
      particularly approximately unfortunately`),
    place: list(`London Paris Berlin Madrid Vienna Oslo Europe Africa Asia Canada Brazil Japan Portugal Scotland
      California`),
    month: list(`January February March April May June July August September October November December`),
  },
  shapes: [
    "The [noun] of the [adjective] [noun] [verb] a [noun] that the [plural] [past].",
    "In [year], the [noun] [past] [adverb], and the [plural] in [place] [past] it.",
    "It is [adverb] a [adjective] [noun], but the [noun] [verb] more than [small] [plural].",
    "Please summarise the following [noun] and draft a [adjective] answer for the [plural].",
    "When the [adjective] [noun] [past], [count] [plural] in [place] [past] a [noun]; the others did not.",
    "“[adjective] [plural] and [adjective] [plural]” is what the [noun] [adverb] [verb].",
    "How does the [noun] [verb2] the [adjective] [noun] without a [noun]?",
    "We don't know whether the [noun] [past] the [noun] (see chapter [small]), or the other way round.",
    "By [month] [year] about [percent] of all [plural] [past] the [adjective] [noun], compared with [percent] before.",
    "For example: a [noun], a [adjective] [noun], and [small] [plural] — each with a [noun] of its own.",
    "That's why the [plural]' [noun] [adverb] [verb] the [noun] of a [noun].",
    "The [noun] [past], the [noun] [past], and nobody in the [noun] [past] a [adjective] [noun] again!",
    "There are [adjective] [plural] which [adverb] [past] what the [noun] of [place] [verb].",
    "A [adjective] [noun] [verb] the [noun], so that every [noun] [adverb] [verb] it.",
  ],
};

/** Sentences in paragraphs, with a list now and then. `typographic`: with the quotation marks and dashes of print. */
export function prose(random: Random, language: Language, typographic = false): () => string {
  const filled = (shape: string): string => {
    const sentence = shape.replaceAll(/\[(\w+)\]/g, (_slot, kind: string) => word(random, language, kind));
    const capital = sentence.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
    return typographic ? capital.replaceAll("'", "’") : capital.replaceAll(/[“”]/g, '"').replaceAll("—", "-");
  };
  return () => {
    const sentences = Array.from({ length: random.int(3, 7) }, () => filled(random.pick(language.shapes)));
    if (random.chance(0.1)) return `${sentences.map((sentence) => `- ${sentence}`).join("\n")}\n\n`;
    return `${sentences.join(" ")}\n\n`;
  };
}

function word(random: Random, { words }: Language, kind: string): string {
  switch (kind) {
    case "year":
      return String(random.int(1900, 2029));
    case "small":
      return String(random.int(2, 40));
    case "count":
      return random.chance(0.5) ? `${random.int(1, 98)},${random.int(100, 999)}` : String(random.int(100, 999));
    case "percent":
      return `${random.int(1, 99)}.${random.int(0, 9)} %`;
    case "verb2":
      return random.pick(words["verb"] ?? []).replace(/s$/, "");
    default:
      return random.pickEarly(words[kind] ?? []);
  }
}

/** Prose with a value about every `distance` bytes. */
export function proseWith(random: Random, value: () => string, distance: number): () => string {
  const paragraph = prose(random, ENGLISH);
  return () => `${fill(paragraph, distance).trimEnd()} The address is ${value()}, as agreed. `;
}
