import { ENTITIES } from "../engine.ts";

/** Words that only ids of credentials have. */
const CREDENTIAL_WORDS =
  /(?:^|_)(?:API|AUTH|BEARER|CERTIFICATE|CONNECTION|COOKIE|CREDENTIALS?|DSN|JWT|KEY|KEYS|PASSPHRASE|PASSWORD|PAT|SECRETS?|TOKENS?|WEBHOOK)(?:_|$)/;

/** Whether the entity is a credential, as opposed to a person's data. */
export const isSecret = (entity: string): boolean => CREDENTIAL_WORDS.test(entity);

/**
 * Types of the data sets that an entity of another name stands for. `wider`: it holds more than the
 * type, so that its findings elsewhere are not false.
 */
const STAND_INS: Readonly<Record<string, { readonly entity: string; readonly wider: boolean }>> = {
  TR_PHONE_NUMBER: { entity: "PHONE_NUMBER", wider: true },
  PH_MOBILE_NUMBER: { entity: "PHONE_NUMBER", wider: true },
  DOMAIN_NAME: { entity: "URL", wider: false },
  BTC_SEGWIT_ADDRESS: { entity: "CRYPTO", wider: false },
};

export interface Meaning {
  readonly only: readonly string[];
  readonly accepts: (entity: string) => boolean;
  readonly forbids: (entity: string) => boolean;
  /** Holds more than was asked for: nothing can be said of its findings elsewhere. */
  readonly wider?: boolean;
}

/** The entities of ours that a data set's type means: that of the same name, or else its stand-in. */
export function meaningOf(type: string): Meaning {
  const standIn = ENTITIES.has(type) ? undefined : STAND_INS[type];
  if (standIn === undefined) return oneOf([type]);
  const meaning = oneOf([standIn.entity]);
  return standIn.wider ? widened(meaning) : meaning;
}

/** The same, but its findings are never false. */
export const widened = (meaning: Meaning): Meaning => ({ ...meaning, forbids: () => false, wider: true });

/** Any of these entities is right. */
export function oneOf(only: readonly string[]): Meaning {
  const accepts = (entity: string): boolean => only.includes(entity);
  return { only, accepts, forbids: accepts };
}

/** Any credential is right. */
export const ANY_SECRET: Meaning = { only: [...ENTITIES].filter(isSecret), accepts: isSecret, forbids: isSecret };

/** A value of this type in adversarial.jsonl and the like: `SECRET` stands for every credential. */
export const meaningOrSecret = (type: string): Meaning => (type === "SECRET" ? ANY_SECRET : meaningOf(type));

/**
 * Presidio's types without a checksum and without a shape of their own: runs of digits or letters
 * that order numbers have too, so that only the words around them tell. The goal for recogniser
 * tests is about all others.
 */
export const WITHOUT_STRUCTURE: ReadonlySet<string> = new Set([
  "DATE_TIME",
  "DE_BSNR",
  "DE_FUEHRERSCHEIN",
  "DE_KFZ",
  "DE_PLZ",
  "DE_TAX_NUMBER",
  "ES_PASSPORT",
  "IN_PASSPORT",
  "IN_VEHICLE_REGISTRATION",
  "IN_VOTER",
  "IT_IDENTITY_CARD",
  "IT_PASSPORT",
  "KR_PASSPORT",
  "NG_VEHICLE_REGISTRATION",
  "TR_LICENSE_PLATE",
  "UK_PASSPORT",
  "UK_VEHICLE_REGISTRATION",
  "US_BANK_NUMBER",
  "US_DRIVER_LICENSE",
  "US_PASSPORT",
]);
