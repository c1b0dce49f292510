/** A key as it is stored: its secret only as a keyed hash. */
export interface KeyRecord {
  readonly publicId: string;
  /** HMAC-SHA-256 of the secret, 32 bytes. */
  readonly hash: Uint8Array;
  readonly tenant: string;
  readonly requestsPerMinute: number;
}

export interface KeyStore {
  find(publicId: string): Promise<KeyRecord | undefined>;
}
