import type { Included, ParseInclude } from "@meridian/contracts/wire";
import { type Division, type Element, includeOf, loadDivisions } from "@meridian/model";

/** What a request asks for beside elements; null: nothing. */
export type AskedInclude = { names: ReadonlySet<ParseInclude>; region: readonly Division[] } | null;

/** Reads the divisions and makes its indexes, which would hold up the first request that needs them. */
export function prepareIncludes(): void {
  const divisions = loadDivisions();
  const typo = [{ type: "district", text: "杭卅市", start: 0, end: 3 }];
  includeOf("杭卅市", typo, { names: new Set(["resolution"]), divisions });
}

/** What was asked for of one address. */
export function includedIn(
  text: string,
  elements: readonly Pick<Element, "type" | "text" | "start" | "end">[],
  { names, region }: NonNullable<AskedInclude>,
): Included {
  return writable(includeOf(text, elements, { names, region, divisions: loadDivisions() }));
}

type Writable<T> = T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;

/** What was just made and nobody else holds. */
function writable<T>(made: T): Writable<T> {
  return made as Writable<T>;
}
