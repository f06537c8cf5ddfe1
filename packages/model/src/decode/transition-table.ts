import { ModelError } from "../model-error.ts";

/** A label list prepared for decoding. */
export interface TransitionTable {
  readonly labels: readonly string[];
  /** Type by label id; "" for O. */
  readonly types: readonly string[];
  /** Ids of B, S and O: they may start a text and may follow any of `closing`. */
  readonly opening: Int32Array;
  /** Ids of E, S and O: they may end a text. */
  readonly closing: Int32Array;
  /** For each I and E: its id, and the ids of B and I of its type, the only labels it may follow (-1: no such label). */
  readonly inside: readonly { readonly id: number; readonly begin: number; readonly middle: number }[];
  /** Whether label id starts an element (B, S) or ends one (E, S). */
  readonly starts: readonly boolean[];
  readonly ends: readonly boolean[];
}

const tables = new WeakMap<readonly string[], TransitionTable>();

/** The table of a BIOES list; computed once per list object. Throws ModelError('bad-model') if O is missing. */
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
    closing: idsOf("ESO"),
    inside,
    starts: labels.map((label) => label.startsWith("B-") || label.startsWith("S-")),
    ends: labels.map((label) => label.startsWith("E-") || label.startsWith("S-")),
  };
}
