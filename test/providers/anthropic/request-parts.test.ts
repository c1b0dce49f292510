import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { PDF, PNG, text, user } from "./messages.ts";
import { refusal, request } from "./support.ts";

describe("content parts", () => {
  const image = (url: string) => ({ type: "image_url", image_url: { url, detail: "auto" } });
  const base64 = (media_type: string, data: string) => ({
    type: "image",
    source: { type: "base64", media_type, data },
  });

  it.each<[name: string, part: JsonObject, block: JsonObject]>([
    ["a PNG", image(PNG), base64("image/png", "iVBORw0KGgo=")],
    ["a JPEG under its other name", image("data:image/jpg;base64,AA=="), base64("image/jpeg", "AA==")],
    ["a data URL in odd writing", image("DATA:Image/WebP;name=a;Base64,AA=="), base64("image/webp", "AA==")],
    [
      "an address",
      image("https://example.com/a.png"),
      { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
    ],
    [
      "a PDF",
      { type: "file", file: { filename: "a.pdf", file_data: PDF } },
      {
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" },
        title: "a.pdf",
      },
    ],
    [
      "a PDF without a name",
      { type: "file", file: { file_data: PDF } },
      {
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" },
      },
    ],
  ])("carry %s", (_name, part, block) => {
    const { body, dropped } = request({ messages: [user([text("see"), part])] });
    expect(body.messages).toEqual([{ role: "user", content: [text("see"), block] }]);
    expect(dropped).toEqual([]);
  });

  const AT = "messages[0].content[0]";
  it.each<[param: string, part: Json]>([
    [AT, "text"],
    [AT, null],
    [`${AT}.type`, {}],
    [`${AT}.type`, { type: "input_audio", input_audio: { data: "AA==", format: "wav" } }],
    [`${AT}.type`, { type: "video_url" }],
    [`${AT}.text`, { type: "text" }],
    [`${AT}.refusal`, { type: "refusal", refusal: 1 }],
    [`${AT}.image_url`, { type: "image_url", image_url: PNG }],
    [`${AT}.image_url.url`, { type: "image_url", image_url: {} }],
    [`${AT}.image_url.url`, image("ftp://example.com/a.png")],
    [`${AT}.image_url.url`, image("file:///etc/passwd")],
    [`${AT}.image_url.url`, image("data:image/png,%89PNG")],
    [`${AT}.image_url.url`, image("data:image/svg+xml;base64,PHN2Zz4=")],
    [`${AT}.image_url.url`, image(`data:${"x".repeat(1000)};base64,AA==`)],
    [`${AT}.file`, { type: "file" }],
    [`${AT}.file.file_data`, { type: "file", file: { file_id: "file-1" } }],
    [`${AT}.file.file_data`, { type: "file", file: { file_data: "JVBERi0=" } }],
    [`${AT}.file.file_data`, { type: "file", file: { file_data: "data:text/csv;base64,AA==" } }],
  ])("are refused: %s (%j)", (param, part) => {
    expect(refusal({ messages: [user([part])] }).param).toBe(param);
  });
});
