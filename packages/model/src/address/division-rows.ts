/**
 * A line of `divisions/divisions.tsv`. A current division has no heirs; a former one names those that hold its area today.
 * - `area`: people name it, no authority governs it (九龙, 市辖区 is none).
 * - `zone`: a development zone or new area; it overlaps districts and has no code of GB/T 2260.
 * - `part`: the division still exists, or is listed as former too, but some of its towns, or counties, went to the heirs.
 * - `twin`: GB/T 2260 has the county under another province; meant only where this one is named (台湾省金门县).
 */
export interface DivisionRow {
  /** Six digits of GB/T 2260; "" without a source for one. */
  readonly code: string;
  readonly name: string;
  readonly kind: "plain" | "municipality" | "area" | "zone" | "part" | "twin";
  /** Where the code doesn't say it: codes or paths of names of what is above it, the division above first. */
  readonly parents: readonly string[];
  /** ISO date, as exact as known; `a/b`: between two lists; "" before the first list, or today. */
  readonly validFrom: string;
  readonly validTo: string;
  /** Codes, or paths of names (`新疆维吾尔自治区/草湖市`), of today's divisions. */
  readonly heirs: readonly string[];
  readonly source: string;
  readonly aliases: readonly string[];
}

/** Towns of one district, or of a city without districts. */
export interface TownRow {
  /** Six digits that the towns' codes begin with, or a path of names. */
  readonly key: string;
  /** As in the file: see `parseTowns`. */
  readonly towns: string;
}

export interface DivisionFile {
  /** Day on which the current divisions were true. */
  readonly date: string;
  readonly source: string;
  readonly rows: readonly DivisionRow[];
  readonly towns: readonly TownRow[];
}

export interface Town {
  readonly name: string;
  /** Nine digits; null without a source for one. */
  readonly code: string | null;
}

const COLUMNS = 9;

/** Reads the file's text. Throws on a line that has another form, naming it. */
export function parseDivisions(text: string): DivisionFile {
  const [head = "", divisions = "", towns = ""] = text.split("\n\n");
  const [, date = "", source = ""] = /^# (\d{4}-\d{2}-\d{2})\t(.+)$/mu.exec(head) ?? [];
  if (!date || !towns)
    throw new Error("The divisions' file has no date or no towns: it is cut or not such a file.");
  return {
    date,
    source,
    rows: divisions.split("\n").map(parseRow),
    towns: towns
      .trimEnd()
      .split("\n")
      .map((line) => {
        const tab = line.indexOf("\t");
        return { key: line.slice(0, tab), towns: line.slice(tab + 1) };
      }),
  };
}

function parseRow(line: string): DivisionRow {
  const cells = line.split("\t");
  const [code = "", name = "", kind, parents, validFrom = "", validTo = "", heirs, source = "", aliases] =
    cells;
  if (cells.length !== COLUMNS || !name) {
    throw new Error(`Divisions: expected ${COLUMNS} columns with a name, found ${JSON.stringify(line)}.`);
  }
  return {
    code,
    name,
    kind: (kind || "plain") as DivisionRow["kind"],
    parents: parents ? parents.split(" ") : [],
    validFrom,
    validTo,
    heirs: heirs ? heirs.split(" ") : [],
    source,
    aliases: aliases ? aliases.split(" ") : [],
  };
}

export function formatRow(row: DivisionRow): string {
  const { code, name, kind, parents, validFrom, validTo, heirs, source, aliases } = row;
  const cells = [code, name, kind === "plain" ? "" : kind, parents.join(" "), validFrom, validTo];
  return [...cells, heirs.join(" "), source, aliases.join(" ")].join("\t");
}

/** `001:东华门街道 景山街道 -统景镇`: a number unless it is the one before plus 1; `-` before a town without a code. */
export function parseTowns({ key, towns }: TownRow): Town[] {
  let number = 0;
  return towns.split(" ").map((text) => {
    if (text.startsWith("-")) return { name: text.slice(1), code: null };
    const isNumbered = text[3] === ":";
    number = isNumbered ? Number(text.slice(0, 3)) : number + 1;
    return { name: isNumbered ? text.slice(4) : text, code: `${key}${String(number).padStart(3, "0")}` };
  });
}

export function formatTowns(key: string, towns: readonly Town[]): string {
  let last = 0;
  const texts = towns.map(({ name, code }) => {
    if (code === null) return `-${name}`;
    const number = Number(code.slice(-3));
    const text = number === last + 1 ? name : `${code.slice(-3)}:${name}`;
    last = number;
    return text;
  });
  return `${key}\t${texts.join(" ")}`;
}
