/** Values that a model might say by itself: none of them is anybody's. */
export const EMAIL = "grace.hopper@navy.example.com";
export const IBAN = "GB29 NWBK 6016 1331 9268 19";
export const AWS_KEY = "AKIAVANEMXQ4TB3TFHQK";
export const OPENAI_KEY = "sk-proj-xhkHJT4mQ9sVb2LwZr7NcYd1KfGpXe8UaTi3HoJqMv5BzRtW";
export const JWT =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
export const PEM = `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj
MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu
-----END PRIVATE KEY-----`;

/** Text of a model, and what is given of it. */
export const TEXTS: [string, string, string][] = [
  ["an address at the very end", `Write to ${EMAIL}`, "Write to [REDACTED_EMAIL]"],
  ["an address in a sentence", `Ask <${EMAIL}>, or wait.`, "Ask <[REDACTED_EMAIL]>, or wait."],
  ["an address with letters outside ASCII", "an josé@example.es.", "an [REDACTED_EMAIL]."],
  ["an address among Chinese", `请联系${EMAIL}，谢谢`, "请联系[REDACTED_EMAIL]，谢谢"],
  ["a card with spaces", "Card 4111 1111 1111 1111 is fine.", "Card [REDACTED_CREDIT_CARD] is fine."],
  ["a card with hyphens, at the end", "Card 4111-1111-1111-1111", "Card [REDACTED_CREDIT_CARD]"],
  ["a card without spaces, then a date", "4111111111111111 12/27", "[REDACTED_CREDIT_CARD] 12/27"],
  ["a row of numbers", "1111 4111 1111 1111 1111 1111", "1111 4111 1111 1111 1111 1111"],
  ["an IBAN with spaces", `To ${IBAN} now`, "To [REDACTED_IBAN] now"],
  ["an IBAN without spaces", "To GB29NWBK60161331926819.", "To [REDACTED_IBAN]."],
  ["an SSN", "His SSN is 536-22-1234.", "His SSN is [REDACTED_US_SSN]."],
  [
    "an SSN by its context",
    "social security number 536221234, he said",
    "social security number [REDACTED_US_SSN], he said",
  ],
  ["a phone with brackets", "Call (415) 555-0132 today", "Call [REDACTED_PHONE] today"],
  ["a phone with a country code", "Call +44 20 7946 0958!", "Call [REDACTED_PHONE]!"],
  ["a secret key", `key=${AWS_KEY}, and ${OPENAI_KEY}`, "key=[REDACTED_AWS_KEY_ID], and [REDACTED_OPENAI_KEY]"],
  ["a token", `Bearer ${JWT}`, "Bearer [REDACTED_JWT]"],
  ["a private key", `Here:\n${PEM}\nand ${EMAIL}`, "Here:\n[REDACTED_PRIVATE_KEY]\nand [REDACTED_EMAIL]"],
  ["a private key without an end", `Here: ${PEM.slice(0, 120)}`, "Here: [REDACTED_PRIVATE_KEY]"],
  ["an IP address", "at 8.8.8.8/24, at 2001:db8::1.", "at [REDACTED_IP], at [REDACTED_IP]."],
  ["two values side by side", `${EMAIL} ${AWS_KEY}`, "[REDACTED_EMAIL] [REDACTED_AWS_KEY_ID]"],
  [
    "nothing",
    "On 12 May 2024, at 10:30, it cost $1,234.50 (net) — fine.",
    "On 12 May 2024, at 10:30, it cost $1,234.50 (net) — fine.",
  ],
];
