import type { TestGateway } from "./gateway.ts";

export const ADMIN_TOKEN = "admin-token-of-the-tests-0123456789";

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly body: { readonly id: string; readonly key: string; readonly version: number } & Readonly<
    Record<string, unknown>
  >;
}

/** Asks the admin API of a Worker. */
export function adminClient({ url }: Pick<TestGateway, "url">) {
  const ask = async (
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answered> => {
    const response = await fetch(`${url}/admin/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) as Answered["body"] };
  };
  return {
    ask,
    /** A tenant with one key. @throws when it cannot be made */
    tenant: async (id: string, policy: object = {}, key: object = {}) => {
      const made = await ask("POST", "/tenants", { id, policy });
      const { body } = await ask("POST", `/tenants/${id}/keys`, key);
      if (made.status !== 201 || body.key === undefined) throw new Error(`${made.text} ${JSON.stringify(body)}`);
      return body;
    },
  };
}
