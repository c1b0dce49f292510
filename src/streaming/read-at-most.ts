/** A body has more bytes than it may. Carries none of them. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/**
 * Reads a body to its end, keeping no more than `maxBytes` of it.
 * @param maxRead what is read at most, and dropped, of a body that is too large.
 * @throws BodyTooLargeError
 */
export async function readAtMost(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  maxRead: number = maxBytes,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    length += piece.byteLength;
    if (length > maxRead) break;
    if (length <= maxBytes) pieces.push(piece);
  }
  if (length > maxBytes) throw new BodyTooLargeError();
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
