import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { STYLE } from "./docs-style.ts";
import { exampleOf, resolved, type Schema, type Schemas, typeOf } from "./example.ts";
import type { Document } from "./openapi.ts";

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    description?: string;
    schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses?: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
    >
  >;
}

interface Route {
  readonly id: string;
  readonly method: (typeof METHODS)[number];
  readonly path: string;
  readonly operation: Operation;
}

// Put together here, since a formatter of the markup below must not change what was hashed.
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`);

/** Headers of the page: nothing but its own style may load, and nobody may frame it. */
export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** The API as a page to browse: made from its description, without any script. */
export async function docsPage(document: Document, origin: string): Promise<string> {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const routes = routesOf(document);
  const sections = (document.tags ?? [])
    .map(({ name, description = "" }) => ({
      name,
      description,
      routes: routes.filter((route) => route.operation.tags?.[0] === name),
    }))
    .filter((section) => section.routes.length > 0);
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${document.info.title} API</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <nav>
          <strong>${document.info.title}</strong>
          ${sections.map(
            (section) =>
              html`<h2>${section.name}</h2>
                ${section.routes.map(({ id, operation }) => html`<a href="#${id}">${operation.summary}</a>`)}`,
          )}
        </nav>
        <main>
          <h1>${document.info.title} API</h1>
          <p>${withCode(document.info.description ?? "")}</p>
          <p class="soft">The same for machines: <a href="/openapi.json">/openapi.json</a></p>
          ${sections.map(
            (section) =>
              html`<section>
                <h2>${section.name}</h2>
                <p class="soft">${section.description}</p>
                ${section.routes.map((route) => article(route, schemas, origin))}
              </section>`,
          )}
        </main>
      </body>
    </html>`;
  return page.toString();
}

function routesOf({ paths = {} }: Document): Route[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = (item as Readonly<Record<string, Operation>>)[method];
      const id = `${method}${path}`.replaceAll(/[^a-z0-9]+/gi, "-");
      return operation === undefined ? [] : [{ id, method, path, operation }];
    }),
  );
}

function article({ id, method, path, operation }: Route, schemas: Schemas, origin: string) {
  const { summary, description, parameters = [], responses = {} } = operation;
  const body = bodyOf(operation);
  return html`<article id="${id}">
    <h3>${summary}</h3>
    <p><span class="method ${method}">${method.toUpperCase()}</span><span class="path">${path}</span></p>
    ${description === undefined ? "" : html`<p>${withCode(description)}</p>`}
    ${
      parameters.length === 0
        ? ""
        : fields(
            "Parameters",
            parameters.map((one) => [
              one.name,
              `${one.in}${one.required ? ", required" : ""}`,
              typeOf(one.schema ?? {}, schemas),
              one.schema?.description ?? one.description ?? "",
            ]),
          )
    }
    ${body === undefined ? "" : fields("Body", bodyRows(body, schemas))}
    <details>
      <summary>Answers</summary>
      <table>
        ${Object.entries(responses).map(
          ([status, { description: said }]) =>
            html`<tr>
              <td><code>${status}</code></td>
              <td>${withCode(said ?? "")}</td>
            </tr>`,
        )}
      </table>
    </details>
    <pre>${curlOf({ id, method, path, operation }, schemas, origin)}</pre>
  </article>`;
}

/** Text in which code stands between backticks. */
function withCode(text: string) {
  return text.split("`").map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}

function bodyOf({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content["application/json"]?.schema;
}

/** Fields within fields stand as `outer.inner`, those of a list's entries as `list[].inner`. */
function bodyRows(body: Schema, schemas: Schemas, prefix = "", depth = 0): string[][] {
  const { properties = {}, required = [] } = resolved(body, schemas);
  return Object.entries(properties).flatMap(([name, field]) => {
    const { description = "", items, ...known } = resolved(field, schemas);
    const row = [prefix + name, required.includes(name) ? "required" : "", typeOf(field, schemas), description];
    if (depth === MAX_DEPTH) return [row];
    const inner = items === undefined ? bodyRows(known, schemas, `${prefix}${name}.`, depth + 1) : [];
    const variants = items === undefined ? [] : (resolved(items, schemas).oneOf ?? [items]);
    const entries = variants.flatMap((variant) => bodyRows(variant, schemas, `${prefix}${name}[].`, depth + 1));
    return [row, ...inner, ...new Map(entries.map((entry) => [entry.join(), entry])).values()];
  });
}

const MAX_DEPTH = 3;

function fields(title: string, rows: readonly (readonly string[])[]) {
  return html`<details>
    <summary>${title}</summary>
    <table>
      ${rows.map(
        ([name, where, type, said]) =>
          html`<tr>
            <th><code>${name}</code></th>
            <td class="soft">${where}</td>
            <td>${type}</td>
            <td>${withCode(said ?? "")}</td>
          </tr>`,
      )}
    </table>
  </details>`;
}

/** The call as it is typed into a shell. */
function curlOf({ method, path, operation }: Route, schemas: Schemas, origin: string): string {
  const query = (operation.parameters ?? []).filter((one) => one.in === "query" && one.required);
  const asked = query.map(({ name, schema = {} }) => `${name}=${String(exampleOf(schema, schemas))}`).join("&");
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => EXAMPLES[name] ?? name);
  const [scheme] = Object.keys(operation.security?.[0] ?? {});
  const body = bodyOf(operation);
  return [
    `curl ${method === "get" ? "" : `-X ${method.toUpperCase()} `}'${origin}${filled}${asked === "" ? "" : `?${asked}`}'`,
    ...(scheme === undefined
      ? []
      : [`-H "Authorization: Bearer ${scheme === "adminToken" ? "$ADMIN_TOKEN" : "$GATEWAY_KEY"}"`]),
    ...(method === "put" ? [`-H 'If-Match: "1"'`] : []),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${quoted(exampleOf(body, schemas))}'`]),
  ].join(" \\\n  ");
}

const EXAMPLES: Readonly<Record<string, string>> = { tenant: "acme", key: "yv7FKf0ut9pz" };

function quoted(body: unknown): string {
  return JSON.stringify(body).replaceAll("'", "'\\''");
}
