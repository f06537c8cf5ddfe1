import { setImmediate as othersTurn } from "node:timers/promises";
import type { AuditChange, AuditFilter } from "@meridian/contracts/api";
import { canonicalJson } from "@meridian/contracts/wire";
import type { Change } from "@meridian/db";
import { hashedForm } from "./append-change.ts";
import { changesWhere } from "./list-changes.ts";
import { showChanges, type AuditDb } from "./show-changes.ts";
import { type InTurn, walkChanges } from "./walk-changes.ts";

export const exportFormats = ["csv", "jsonl"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Rows written between two turns of everybody else: some ms. */
const rowsAtOnce = 100;

/**
 * Changes that match a filter as text, oldest first, some rows at a time.
 * @param inTurn runs each reading of the database
 */
export async function* exportChanges(
  db: AuditDb,
  format: ExportFormat,
  filter: AuditFilter,
  inTurn: InTurn = (read) => read(),
): AsyncGenerator<string> {
  if (format === "csv") yield byteOrderMark + csvLine(columns.map(([name]) => name));
  for await (const rows of walkChanges(db, changesWhere(filter), inTurn)) {
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const some = rows.slice(from, from + rowsAtOnce);
      yield format === "csv" ? await inTurn(() => csvOf(db, some)) : some.map(jsonLine).join("");
      await othersTurn();
    }
  }
}

/** Without it, spreadsheets do not read the file as UTF-8. */
const byteOrderMark = "\ufeff";

const columns: readonly [name: string, cell: (change: AuditChange) => string | null][] = [
  ["revision", ({ revision }) => revision],
  ["at", ({ at }) => at.toISOString()],
  ["kind", ({ kind }) => kind],
  ["actorType", ({ actor }) => actor.type],
  ["actorId", ({ actor }) => actor.id],
  ["actorName", ({ actor }) => actor.name],
  ["subjectType", ({ subject }) => subject.type],
  ["subjectId", ({ subject }) => subject.id],
  ["subjectName", ({ subject }) => subject.name],
  ["reason", ({ reason }) => reason],
  ["before", ({ before }) => jsonCell(before)],
  ["after", ({ after }) => jsonCell(after)],
  ["undoOf", ({ undoOf }) => undoOf],
  ["requestId", ({ requestId }) => requestId],
  ["previousHash", ({ previousHash }) => previousHash],
  ["hash", ({ hash }) => hash],
];

function jsonCell(value: unknown): string | null {
  return value === null ? null : canonicalJson(value);
}

async function csvOf(db: AuditDb, rows: Change[]): Promise<string> {
  const changes = await showChanges(db, rows);
  return changes.map((change) => csvLine(columns.map(([, cell]) => cell(change) ?? ""))).join("");
}

/** The row as it was hashed, and its hash: a reader can recompute `hash` from the other fields. */
function jsonLine({ hash, ...row }: Change): string {
  return `${canonicalJson({ ...hashedForm(row), hash })}\n`;
}

/**
 * One line of RFC 4180. Against CSV injection, a cell that a spreadsheet would run as a formula gets an apostrophe first;
 * the characters are OWASP's, and their full-width forms, which spreadsheets in Chinese and Japanese take for the same.
 */
function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(text: string): string {
  const guarded = /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
