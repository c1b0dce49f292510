const MAX_HEAD_CHARACTERS = 256;

/** A `data:<type>[;<parameter>]*;base64,<data>` URL (RFC 2397). `mediaType` is in lower case. */
export function base64DataUrl(url: string): { mediaType: string; data: string } | undefined {
  const head = url.slice(0, MAX_HEAD_CHARACTERS);
  const comma = head.indexOf(",");
  if (comma < 0 || !/^data:/i.test(head)) return undefined;
  const [mediaType = "", ...parameters] = head.slice("data:".length, comma).toLowerCase().split(";");
  if (parameters.at(-1)?.trim() !== "base64") return undefined;
  return { mediaType: mediaType.trim(), data: url.slice(comma + 1) };
}
