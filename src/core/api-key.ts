/** The two halves of a gateway key, `sk-as-<12-character public id>-<secret>`. */
export interface ApiKey {
  /** Safe in logs. */
  readonly publicId: string;
  readonly secret: string;
}

const API_KEY = /^sk-as-([A-Za-z0-9]{12})-([A-Za-z0-9_-]{24,128})$/;

/** Splits a key into its halves, or gives undefined when it does not have a key's form. */
export function parseApiKey(text: string): ApiKey | undefined {
  const match = API_KEY.exec(text);
  const [, publicId, secret] = match ?? [];
  return publicId === undefined || secret === undefined ? undefined : { publicId, secret };
}
