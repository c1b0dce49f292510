import { DurableObject } from "cloudflare:workers";
import { DirectoryTables, type Rows } from "./directory-tables.ts";

/** Tenants and keys of the deployment, in one object. Nothing is answered before it is on disk. */
export class DirectoryObject extends DurableObject {
  readonly #tables: DirectoryTables;

  constructor(context: DurableObjectState, environment: Env) {
    super(context, environment);
    this.#tables = new DirectoryTables(context.storage.sql);
  }

  find(publicId: string): { readonly key: string; readonly tenant: string } | undefined {
    return this.#tables.find(publicId);
  }

  tenant(id: string): string | undefined {
    return this.#tables.tenant(id);
  }

  tenants(limit: number, after: string): Rows {
    return this.#tables.tenants(limit, after);
  }

  addTenant(id: string, version: number, record: string): Promise<boolean> {
    return this.#written(this.#tables.addTenant(id, version, record));
  }

  replaceTenant(id: string, version: number, record: string): Promise<boolean> {
    return this.#written(this.#tables.replaceTenant(id, version, record));
  }

  addKey(id: string, tenant: string, version: number, record: string): Promise<boolean> {
    return this.#written(this.#tables.addKey(id, tenant, version, record));
  }

  key(tenant: string, id: string): string | undefined {
    return this.#tables.key(tenant, id);
  }

  keys(tenant: string, limit: number, after: string): Rows {
    return this.#tables.keys(tenant, limit, after);
  }

  replaceKey(id: string, tenant: string, version: number, record: string): Promise<boolean> {
    return this.#written(this.#tables.replaceKey(id, tenant, version, record));
  }

  ping(): void {
    this.#tables.check();
  }

  async #written(done: boolean): Promise<boolean> {
    if (done) await this.ctx.storage.sync();
    return done;
  }
}
