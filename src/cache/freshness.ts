/**
 * Words whose answer depends on when, by whom or how often something is asked. Such a question is
 * answered anew. Each table errs on the side of asking: a word too many costs a hit, one too few an
 * answer that was right once.
 */

/** English, at word boundaries. */
const FRESH = [
  "today",
  "tonight",
  "tomorrow",
  "yesterday",
  "now",
  "nowadays",
  "currently",
  "latest",
  "newest",
  "most recent",
  "recently",
  "up[- ]to[- ]date",
  "at (?:the|this) moment",
  "at present",
  "these days",
  "so far",
  "as of",
  "(?:this|last|next|past|coming) (?:hour|morning|afternoon|evening|night|week|weekend|month|quarter|season|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
  "(?:what|which) (?:time|day|date|month|year) is it",
  "what(?:'s| is) the (?:time|date)",
  "weather",
  "forecast",
  "news",
  "headlines",
  "stock price",
  "share price",
  "exchange rate",
  "live (?:score|scores|results|stream|feed|updates|price|prices)",
  "still (?:open|alive|available|valid|working|down|up)",
  // A current account, and the current of a wire, are things and not times.
  "current(?! (?:account|asset|liabilit|ratio|director|densit|transformer|divider|source|limit))",
];
/** Other languages with spaces, at word boundaries. */
const FRESH_ELSEWHERE = [
  "hoy",
  "ahora",
  "mañana",
  "ayer",
  "últim[oa]s?",
  "actualmente",
  "heute",
  "jetzt",
  "morgen",
  "gestern",
  "derzeit",
  "aktuell\\p{L}*",
  "neueste[nrsm]?",
  "aujourd'hui",
  "maintenant",
  "demain",
  "hier",
  "actuellement",
  "derni(?:er|ère)s?",
  "oggi",
  "adesso",
  "domani",
  "ieri",
  "hoje",
  "agora",
  "amanhã",
  "ontem",
  "vandaag",
  "gisteren",
  "сегодня",
  "сейчас",
  "завтра",
  "вчера",
  "последн\\p{L}+",
];
/** Languages that write no spaces. */
const FRESH_UNSPACED = [
  "今天",
  "现在",
  "現在",
  "明天",
  "昨天",
  "最新",
  "目前",
  "今日",
  "明日",
  "昨日",
  "오늘",
  "지금",
  "최신",
  "내일",
  "어제",
];

/** Somebody who asks so wants something else than last time. */
const VARIED = [
  "random(?:ly)?",
  "surprise me",
  "another",
  "a different",
  "something (?:else|new|different)",
  "again",
  "regenerate",
  "roll (?:a|the|two|\\d+) (?:die|dice|d\\d+)",
  "flip a coin",
  "(?:new|fresh) (?:uuid|guid|password|key|token|seed)",
  "generate (?:a|an|me a) (?:uuid|guid|password|key|token)",
];

/** Verbs that do something, first in a sentence and before what they are done to. */
const ACTIONS =
  "send|e-?mail|text|call|book|reserve|buy|purchase|order|pay|transfer|wire|refund|cancel|delete|remove|subscribe|unsubscribe|schedule|reschedule|post|publish|submit|remind|deploy|restart|reboot|install|uninstall|enable|disable|activate|deactivate|approve|reject|sign|upload|download|share|forward|invite|open|close|lock|unlock|turn|set|reset|execute|run|withdraw|deposit";
const DONE_TO =
  "\\[[A-Z_]+_\\d+\\]|an?|the|my|our|your|his|her|their|its|this|that|these|those|it|me|him|them|us|all|everything|every|each|both|off|on|up|down|out|\\p{Sc}?\\d";
const POLITE =
  "(?:(?:please|kindly|hi|hello|hey|ok|okay|now|then|and|just|go ahead and|can you|could you|would you|will you|i want you to|i need you to|i'd like you to|i would like you to),?[ \\t]{1,3}){0,6}";

const words = (...tables: readonly (readonly string[])[]): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_])(?:${tables.flat().join("|")})(?![\\p{L}\\p{N}_])`, "iu");

const FRESH_WORDS = words(FRESH, FRESH_ELSEWHERE);
const VARIED_WORDS = words(VARIED);
const ACTION = new RegExp(
  `(?:^|[.!?;\\n])[ \\t]{0,3}${POLITE}(?:${ACTIONS})[ \\t]{1,3}(?:${DONE_TO})(?![\\p{L}_])`,
  "iu",
);

export type Fleeting = "fresh" | "varied" | "action";

/** Of a longer text so many characters are read at its beginning and at its end, where it says what is wanted. */
const MAX_END = 1_000;

/** Why an answer to this may not be given twice; nothing when it may. */
export function fleeting(question: string): Fleeting | undefined {
  const text = ends(question).normalize("NFKC").replaceAll(/[’‘ʼ]/gu, "'");
  if (FRESH_WORDS.test(text) || FRESH_UNSPACED.some((word) => text.includes(word))) return "fresh";
  if (VARIED_WORDS.test(text)) return "varied";
  return ACTION.test(text) ? "action" : undefined;
}

/** What changes from time to time: prices, versions, opening hours. */
const VOLATILE = words([
  "prices?",
  "pricing",
  "costs?",
  "fees?",
  "rates?",
  "versions?",
  "releases?",
  "schedules?",
  "timetables?",
  "opening hours",
  "available",
  "availability",
  "in stock",
  "deadlines?",
  "population",
  "(?:ceo|president|prime minister|chancellor|champion|record holder)",
]);

/** Whether an answer to this is right for a short time only. */
export function isVolatile(question: string): boolean {
  return VOLATILE.test(ends(question).normalize("NFKC"));
}

function ends(text: string): string {
  return text.length <= 2 * MAX_END ? text : `${text.slice(0, MAX_END)}\n${text.slice(-MAX_END)}`;
}
