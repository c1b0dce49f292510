import { describe, expect, test } from "vitest";
import { readTemplate, type Template, writeTemplate } from "../../src/cache/template.ts";

const templates: [string, Template][] = [
  ["an answer", { kind: "json", body: { choices: [{ message: { content: "é 😀 [EMAIL_1] \u0000" } }] } }],
  ["a stream", { kind: "stream", chunks: [{ choices: [] }, { choices: [{ delta: { content: "漢" } }] }] }],
  ["an empty stream", { kind: "stream", chunks: [] }],
];

test.each(templates)("%s is read as it was written", (_, template) => {
  expect(readTemplate(writeTemplate(template), template.kind === "stream")).toEqual(template);
});

test.each(templates)("%s is not given to a caller who asked for the other kind", (_, template) => {
  expect(readTemplate(writeTemplate(template), template.kind !== "stream")).toBeUndefined();
});

describe("an entry that is damaged counts as absent", () => {
  const whole = writeTemplate({ kind: "json", body: { choices: [] } });
  test("cut anywhere", () => {
    for (let end = 0; end < whole.length; end += 1) expect(readTemplate(whole.slice(0, end), false)).toBeUndefined();
  });

  const damaged: [string, boolean][] = [
    ["", false],
    ["null", false],
    ["7", false],
    ['"json"', false],
    ["[]", true],
    ["{}", false],
    ['{"kind":"json"}', false],
    ['{"kind":"json","body":null}', false],
    ['{"kind":"json","body":[]}', false],
    ['{"kind":"json","body":"text"}', false],
    ['{"kind":"JSON","body":{}}', false],
    ['{"body":{}}', false],
    ['{"kind":"stream"}', true],
    ['{"kind":"stream","chunks":{}}', true],
    ['{"kind":"stream","chunks":[{},null]}', true],
    ['{"kind":"stream","chunks":["x"]}', true],
    ['{"kind":"json","body":{},"chunks":[]}', true],
  ];
  test.each(damaged)("%s", (text, stream) => {
    expect(readTemplate(text, stream)).toBeUndefined();
  });
});
