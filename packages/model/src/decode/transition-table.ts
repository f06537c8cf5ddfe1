import { ModelError } from "../model-error.ts";

/** A label list prepared for decoding. */
export interface TransitionTable {
  readonly labels: readonly string[];
  /** Type by label id; "" for O. */
  readonly types: readonly string[];
  /** Ids of B, S and O: they may start a text and may follow any of `closing`. */
  readonly opening: Int32Array;
  /** Ids of E, S and O, and of what else may be an element's last label: they may end a text. */
  readonly closing: Int32Array;
  /** For each I and E: its id, and the ids of B and I of its type, the only labels it may follow (-1: no such label). */
  readonly inside: readonly { readonly id: number; readonly begin: number; readonly middle: number }[];
  /** Whether label id starts an element (B, S) or ends one (E, S). */
  readonly starts: readonly boolean[];
  readonly ends: readonly boolean[];
}

const tables = new WeakMap<readonly string[], TransitionTable>();

/**
 * The table of a label list, computed once per list object: BIOES, or without any E, where an I may be an element's last
 * label (BIO, BIOS), and a B too unless its type has an S. Throws ModelError('bad-model') if O is missing.
 */
export function transitionTable(labels: readonly string[]): TransitionTable {
  let table = tables.get(labels);
  if (!table) tables.set(labels, (table = build(labels)));
  return table;
}

function build(labels: readonly string[]): TransitionTable {
  if (!labels.includes("O")) {
    throw new ModelError("bad-model", "labels: expected the label O among the labels, found none.");
  }
  const idsOf = (prefixes: string): Int32Array =>
    Int32Array.from(labels.flatMap((label, id) => (prefixes.includes(label.charAt(0)) ? [id] : [])));
  const types = labels.map((label) => label.slice(2));
  const inside = Array.from(idsOf("IE"), (id) => ({
    id,
    begin: labels.indexOf(`B-${types[id]}`),
    middle: labels.indexOf(`I-${types[id]}`),
  }));
  return {
    labels,
    types,
    opening: idsOf("BSO"),
    closing: Int32Array.of(...idsOf("ESO"), ...endless(labels)),
    inside,
    starts: labels.map((label) => label.startsWith("B-") || label.startsWith("S-")),
    ends: labels.map((label) => label.startsWith("E-") || label.startsWith("S-")),
  };
}

/** Ids of the B and I that may be an element's last label; none where the list has any E. */
function endless(labels: readonly string[]): readonly number[] {
  if (labels.some((label) => label.startsWith("E-"))) return [];
  const mayEnd = (label: string): boolean =>
    label.startsWith("I-") || (label.startsWith("B-") && !labels.includes(`S-${label.slice(2)}`));
  return labels.flatMap((label, id) => (mayEnd(label) ? [id] : []));
}
