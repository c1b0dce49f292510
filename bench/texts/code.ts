import { list, type Random } from "./random.ts";

const NAMES = list(`user order index value total result config request response handler items count message token
  buffer offset length parser stream cache entry state session client server error status payload record field
  options context node cursor batch queue`);
const VERBS = list("get set read write parse load create update find check build merge apply resolve encode decode");
const TYPES = list("string number boolean Uint8Array Date unknown Config Result Session Entry");
const MODULES = list("core utils config storage network parser session metrics");

/** TypeScript and Python, with comments, literals and blank lines. */
export function code(random: Random): () => string {
  const name = () => random.pickEarly(NAMES);
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const camel = () => random.pick(VERBS) + capital(name()) + (random.chance(0.3) ? capital(name()) : "");
  const snake = () => `${random.pick(VERBS)}_${name()}${random.chance(0.3) ? `_${name()}` : ""}`;
  const literal = () =>
    random.pick([
      () => String(random.int(0, 4096)),
      () => `0x${random.int(16, 65_535).toString(16)}`,
      () => `"${name()} ${name()}"`,
      () => "null",
      () => `${random.int(1, 30)}_000`,
    ])();
  const typescript = () => {
    const [first, second, result] = [name(), name(), name()];
    return `import { ${camel()}, type ${capital(name())} } from "../${random.pick(MODULES)}/${name()}-${name()}.ts";

/** ${capital(random.pick(VERBS))}s the ${first} of a ${second}, at most ${random.int(2, 64)} at once. */
export async function ${camel()}(${first}: ${random.pick(TYPES)}, ${second}: readonly ${random.pick(TYPES)}[]): Promise<${random.pick(TYPES)}> {
  const ${result} = new Map<string, ${random.pick(TYPES)}>();
  for (const [index, ${first}Entry] of ${second}.entries()) {
    if (${first}Entry === undefined || index >= ${literal()}) continue;
    ${result}.set(\`\${${first}Entry.${name()}}-\${index}\`, ${first}Entry.${camel()}({ ${name()}: ${literal()}, ${name()}: ${literal()} }));
  }
  // ${capital(name())} and ${name()} are ${random.pick(VERBS)} only once, see #${random.int(100, 9999)}.
  return ${result}.size > ${literal()} ? ${camel()}(${result}) : { ...${first}, ${name()}: this.#${name()}?.${name()} ?? ${literal()} };
}

`;
  };
  const python = () => {
    const [first, second, result] = [name(), name(), name()];
    return `from ${random.pick(MODULES)}.${name()} import ${capital(name())}, ${snake()}

@dataclass(frozen=True, slots=True)
class ${capital(name())}${capital(name())}(${capital(name())}):
    """${capital(name())} of a ${name()} (since ${random.int(1, 4)}.${random.int(0, 20)}.${random.int(0, 9)})."""

    ${name()}: int = ${random.int(0, 4096)}

    def ${snake()}(self, ${first}: str, *, ${second}: dict[str, int] | None = None) -> list[str]:
        ${result} = {key: value + ${random.int(1, 9)} for key, value in (${second} or {}).items() if key != "${name()}"}
        if len(${first}) > ${random.int(8, 512)} and not self._${name()}:
            raise ValueError(f"${name()} {${first}!r} is no ${name()}: {len(${first})} > ${random.int(8, 512)}")
        return sorted(${result}, key=lambda ${name()}: ${first}[${random.int(0, 9)}:-1])

`;
  };
  return () => (random.chance(0.5) ? typescript() : python());
}
