import { relative } from "node:path";

const SIMULATOR = "node_modules/miniflare/dist/src/workers";
/** An object's class that the simulator exports. */
const OBJECT = "D1DatabaseObject";

/** What Cap'n Proto needs for a D1 database: to stand among bindings, services and extensions. */
export interface LocalDatabase {
  readonly binding: string;
  readonly services: string;
  readonly extensions: string;
}

/**
 * A D1 database in plain workerd: the binding that the runtime brings, over the simulator that
 * `wrangler dev` uses, so that queries meet the same SQLite and the same errors.
 * @param disk name of the service of the folder in which it is kept
 * @param directory the folder of the configuration
 */
export function localDatabase(binding: string, disk: string, directory: string): LocalDatabase {
  const embed = (file: string) => `embed ${JSON.stringify(relative(directory, `${SIMULATOR}/${file}`))}`;
  return {
    binding: `(name = "${binding}", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "d1-entry")]))`,
    services: `(name = "d1-entry", worker = (
      compatibilityDate = "2023-07-24",
      compatibilityFlags = ["enhanced_error_serialization"],
      modules = [(name = "entry.worker.js", esModule = ${embed("d1/entry.worker.js")})],
      bindings = [
        (name = "MINIFLARE_NAMESPACE", text = "${binding}"),
        (name = "MINIFLARE_OBJECT", durableObjectNamespace = (serviceName = "d1-database", className = "${OBJECT}")),
      ],
    )),
    (name = "d1-database", worker = (
      compatibilityDate = "2023-07-24",
      compatibilityFlags = ["nodejs_compat", "experimental"],
      modules = [(name = "database.worker.js", esModule = ${embed("d1/database.worker.js")})],
      durableObjectNamespaces = [(className = "${OBJECT}", uniqueKey = "d1", enableSql = true)],
      durableObjectStorage = (localDisk = "${disk}"),
    )),`,
    extensions: `extensions = [(modules = [
    (name = "miniflare:shared", esModule = ${embed("shared/index.worker.js")}),
    (name = "miniflare:zod", esModule = ${embed("shared/zod.worker.js")}),
  ])],`,
  };
}
