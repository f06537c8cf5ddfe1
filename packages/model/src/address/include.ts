import type { Contact, TextPiece } from "../text/contact.ts";
import { contactOf, restOf } from "../text/contact.ts";
import { elementsBesideContact } from "../text/elements-beside-contact.ts";
import { addressLine } from "./address-line.ts";
import type { StructuredAddress } from "./assemble.ts";
import { assemble } from "./assemble.ts";
import type { Division, Divisions } from "./divisions.ts";
import type { ResolvedAddress } from "./resolve.ts";
import { resolve } from "./resolve.ts";

/** An address by fields, official names where these are certain, with all of it in one line. */
export type AddressFields = Omit<StructuredAddress, "mentions"> & { readonly text: string };

/** All that follows from an address's elements and its text. */
export interface AddressInclude {
  readonly address: AddressFields;
  readonly resolution: Omit<ResolvedAddress, "address">;
  readonly contact: Contact;
  /** Every piece of the text that is no element of the address, contacts too. */
  readonly rest: readonly TextPiece[];
}

interface TaggedText {
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface IncludeOptions {
  readonly divisions: Divisions;
  /** What to make; the rest is not worked out. */
  readonly names: ReadonlySet<keyof AddressInclude>;
  /** See `resolve`. */
  readonly region?: readonly Division[];
}

/**
 * What follows from the elements of a text, by rules alone, a few dozen µs. What the elements of a version without a text
 * pass hold of a contact is left out of address and resolution, and stands in the rest. Pure; never throws.
 * @param elements of this text, in text order.
 */
export function includeOf(
  text: string,
  elements: readonly TaggedText[],
  { names, divisions, region = [] }: IncludeOptions,
): Partial<AddressInclude> {
  const own = elementsBesideContact(text, elements);
  const isResolved = names.has("address") || names.has("resolution");
  const resolved = isResolved ? resolve(assemble(own, text, divisions), divisions, { region }) : null;
  return {
    ...(resolved && names.has("address") && { address: fieldsOf(resolved) }),
    ...(resolved && names.has("resolution") && { resolution: withoutAddress(resolved) }),
    ...(names.has("contact") && { contact: contactOf(text) }),
    ...(names.has("rest") && { rest: restOf(text, own) }),
  };
}

function withoutAddress({ address: _, ...resolution }: ResolvedAddress): AddressInclude["resolution"] {
  return resolution;
}

/** A town under its official name, too, where it is the only one. */
function fieldsOf({ address: { mentions: _, ...fields }, town }: ResolvedAddress): AddressFields {
  const isOneTown = fields.town !== null && !fields.town.includes(" ");
  const named = isOneTown && town ? { ...fields, town: town.name } : fields;
  return { text: addressLine(named), ...named };
}
