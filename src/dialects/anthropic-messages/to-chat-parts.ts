import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { DroppedFields } from "../../core/translation/dropped-fields.ts";
import { listAt, objectAt, refuse, stringAt } from "../../core/translation/read-request.ts";

const TEXT_FIELDS = new Set(["type", "text"]);
const IMAGE_FIELDS = new Set(["type", "source"]);
const DOCUMENT_FIELDS = new Set(["type", "source", "title", "context"]);
const RESULT_FIELDS = new Set(["type", "source", "title", "content"]);
const PREFIX = "messages.content.";

/** A block of a user's message, or of a tool's result, as parts of a chat message. @throws UntranslatableRequest */
export function partOf(block: JsonObject, at: string, dropped: DroppedFields): JsonObject[] {
  switch (block.type) {
    case "text":
      dropped.addUnknown(block, TEXT_FIELDS, PREFIX);
      return [text(stringAt(block.text, `${at}.text`))];
    case "image":
      dropped.addUnknown(block, IMAGE_FIELDS, PREFIX);
      return [
        { type: "image_url", image_url: { url: imageUrl(objectAt(block.source, `${at}.source`), `${at}.source`) } },
      ];
    case "document":
      dropped.addUnknown(withoutSilent(block), DOCUMENT_FIELDS, PREFIX);
      return documentParts(block, at, dropped);
    case "search_result":
      dropped.addUnknown(withoutSilent(block), RESULT_FIELDS, PREFIX);
      return [text(lines(block.title, block.source)), ...inner(block.content, `${at}.content`, dropped)];
    default:
      return refuse(`${at}.type`, "names a kind of content that this model's provider does not take.");
  }
}

function documentParts(block: JsonObject, at: string, dropped: DroppedFields): JsonObject[] {
  const source = objectAt(block.source, `${at}.source`);
  const { title, context } = block;
  const about = lines(title, context);
  const named = (parts: JsonObject[]) => (about === "" ? parts : [text(about), ...parts]);
  switch (source.type) {
    case "text":
      return named([text(stringAt(source.data, `${at}.source.data`))]);
    case "content":
      return named(
        typeof source.content === "string"
          ? [text(source.content)]
          : inner(source.content, `${at}.source.content`, dropped),
      );
    case "base64": {
      const data = `data:application/pdf;base64,${stringAt(source.data, `${at}.source.data`)}`;
      const filename = typeof title === "string" && title !== "" ? title : "document.pdf";
      const file = { type: "file", file: { filename, file_data: data } };
      return typeof context === "string" && context !== "" ? [text(context), file] : [file];
    }
    default:
      return refuse(`${at}.source.type`, "names a place that this model's provider cannot read from.");
  }
}

function inner(content: Json | undefined, at: string, dropped: DroppedFields): JsonObject[] {
  return listAt(content, at).flatMap((each, index) =>
    partOf(objectAt(each, `${at}[${index}]`), `${at}[${index}]`, dropped),
  );
}

function imageUrl({ type, media_type: mediaType, data, url }: JsonObject, at: string): string {
  if (type === "url") return stringAt(url, `${at}.url`);
  if (type !== "base64") refuse(`${at}.type`, "names a place that this model's provider cannot read from.");
  return `data:${stringAt(mediaType, `${at}.media_type`)};base64,${stringAt(data, `${at}.data`)}`;
}

/** Citations that are switched off ask for nothing. */
function withoutSilent(block: JsonObject): JsonObject {
  if (!isObject(block.citations) || block.citations.enabled !== false) return block;
  const { citations: _, ...rest } = block;
  return rest;
}

function text(said: string): JsonObject {
  return { type: "text", text: said };
}

/** Those that are texts and say something. */
function lines(...each: (Json | undefined)[]): string {
  return each.filter((line): line is string => typeof line === "string" && line !== "").join("\n");
}
