import type {
  Base64ImageSource,
  DocumentBlockParam,
  ImageBlockParam,
  TextBlockParam,
  URLImageSource,
} from "@anthropic-ai/sdk/resources/messages";
import type { Json, JsonObject } from "../../core/json.ts";
import { base64DataUrl } from "../../core/translation/data-url.ts";
import type { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { isMissing, objectAt, refuse, stringAt } from "../../core/translation/read-request.ts";

export type MediaBlock = TextBlockParam | ImageBlockParam | DocumentBlockParam;

const IMAGE_TYPES: ReadonlyMap<string, Base64ImageSource["media_type"]> = new Map([
  ["image/jpeg", "image/jpeg"],
  ["image/jpg", "image/jpeg"],
  ["image/png", "image/png"],
  ["image/gif", "image/gif"],
  ["image/webp", "image/webp"],
]);

const PART_FIELDS: ReadonlySet<string> = new Set(["type", "text", "refusal", "image_url", "file"]);

/**
 * Message content as blocks. Text of nothing but white space is left out: Anthropic refuses it.
 *
 * @param at the name of the message, as `messages[0]`.
 * @throws UntranslatableRequest
 */
export function mediaBlocks(content: Json | undefined, at: string, dropped: DroppedFields): MediaBlock[] {
  if (isMissing(content)) return [];
  if (typeof content === "string") return textBlocks(content);
  if (!Array.isArray(content)) refuse(`${at}.content`, "must be a string or an array.");
  return content.flatMap((value, index) => {
    const name = `${at}.content[${index}]`;
    const part = objectAt(value, name);
    dropped.addUnknown(part, PART_FIELDS, "messages.content.");
    return partBlocks(part, name, dropped);
  });
}

/** As `mediaBlocks`, for the roles that only speak text. */
export function textOnlyBlocks(content: Json | undefined, at: string, dropped: DroppedFields): TextBlockParam[] {
  return mediaBlocks(content, at, dropped).map((block) =>
    block.type === "text" ? block : refuse(`${at}.content`, "must hold only text for this role."),
  );
}

/** No block, or one. */
export function textBlocks(text: string): TextBlockParam[] {
  return text.trim() === "" ? [] : [{ type: "text", text }];
}

function partBlocks(part: JsonObject, at: string, dropped: DroppedFields): MediaBlock[] {
  switch (part.type) {
    case "text":
      return textBlocks(stringAt(part.text, `${at}.text`));
    case "refusal":
      return textBlocks(stringAt(part.refusal, `${at}.refusal`));
    case "image_url":
      return [imageBlock(objectAt(part.image_url, `${at}.image_url`), `${at}.image_url`, dropped)];
    case "file":
      return [documentBlock(objectAt(part.file, `${at}.file`), `${at}.file`)];
    default:
      return refuse(`${at}.type`, "names a kind of content that this model's provider does not take.");
  }
}

function imageBlock(image: JsonObject, at: string, dropped: DroppedFields): ImageBlockParam {
  const { detail } = image;
  if (!isMissing(detail) && detail !== "auto") {
    dropped.add("messages.content.image_url.detail");
  }
  return { type: "image", source: imageSource(stringAt(image.url, `${at}.url`), `${at}.url`) };
}

function imageSource(url: string, at: string): Base64ImageSource | URLImageSource {
  if (/^https?:\/\//i.test(url)) return { type: "url", url };
  const inline = base64DataUrl(url);
  if (inline === undefined) refuse(at, "must be an http(s) URL or a base64 data URL.");
  const mediaType = IMAGE_TYPES.get(inline.mediaType);
  if (mediaType === undefined) refuse(at, "must be a JPEG, PNG, GIF or WebP image.");
  return { type: "base64", media_type: mediaType, data: inline.data };
}

function documentBlock(file: JsonObject, at: string): DocumentBlockParam {
  const inline = typeof file.file_data === "string" ? base64DataUrl(file.file_data) : undefined;
  if (inline?.mediaType !== "application/pdf") {
    refuse(`${at}.file_data`, "must be a PDF as a base64 data URL: no other files can be sent.");
  }
  return {
    type: "document",
    source: { type: "base64", media_type: "application/pdf", data: inline.data },
    ...(typeof file.filename === "string" && file.filename !== "" && { title: file.filename }),
  };
}
