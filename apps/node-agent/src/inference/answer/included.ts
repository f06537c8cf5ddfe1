import type { Included, IncludedAddress, ParseInclude } from "@meridian/contracts/wire";
import {
  addressLine,
  assemble,
  contactOf,
  type Division,
  type Element,
  elementsBesideContact,
  loadDivisions,
  resolve,
  type ResolvedAddress,
  restOf,
} from "@meridian/model";

/** What a request asks for beside elements; null: nothing. */
export type AskedInclude = { names: ReadonlySet<ParseInclude>; region: readonly Division[] } | null;

/** Reads the divisions, which would hold up the first request that needs them. */
export function prepareIncludes(): void {
  const divisions = loadDivisions();
  resolve(assemble([{ type: "district", text: "杭卅市" }]), divisions);
}

/** What was asked for of one address. By rules alone, a few dozen µs; elements may come from the cache. */
export function includedIn(
  text: string,
  elements: readonly Pick<Element, "type" | "text" | "start" | "end">[],
  { names, region }: NonNullable<AskedInclude>,
): Included {
  const included: Included = {};
  const own = elementsBesideContact(text, elements);
  if (names.has("address") || names.has("resolution")) {
    const divisions = loadDivisions();
    const { address, ...resolution } = resolve(assemble(own, text, divisions), divisions, { region });
    if (names.has("address")) included.address = fieldsOf(address, resolution.town?.name ?? null);
    if (names.has("resolution")) included.resolution = writable(resolution);
  }
  if (names.has("contact")) included.contact = writable(contactOf(text));
  if (names.has("rest")) included.rest = restOf(text, own);
  return included;
}

/** Under their official names where these are certain. */
function fieldsOf(address: ResolvedAddress["address"], officialTown: string | null): IncludedAddress {
  const isOneTown = address.town !== null && !address.town.includes(" ");
  const { mentions: _, ...fields } = isOneTown ? { ...address, town: officialTown ?? address.town } : address;
  return writable({ text: addressLine(fields), ...fields });
}

type Writable<T> = T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;

/** What was just made and nobody else holds. */
function writable<T>(made: T): Writable<T> {
  return made as Writable<T>;
}
