import { buffer } from "node:stream/consumers";
import { CliError } from "../cli-error.ts";

/**
 * One address a line. Throws CliError for text in another encoding than UTF-8, naming the line: parsed all the same it
 * would be rubble.
 */
export async function readLines(input: NodeJS.ReadableStream): Promise<string[]> {
  const bytes = await buffer(input);
  const lines = decoded(bytes)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "");
  if (lines.length > 0) return lines;
  throw new CliError("usage", "The standard input holds no address.");
}

/** Throws CliError for an argument that the terminal sent in another encoding: Node puts U+FFFD in its place. */
export function assertUtf8(addresses: readonly string[]): void {
  const rubble = addresses.find((address) => address.includes("\ufffd"));
  if (rubble === undefined) return;
  throw new CliError(
    "usage",
    `Expected addresses in UTF-8, found ${rubble}: set the terminal to UTF-8, or convert the file.`,
  );
}

function decoded(bytes: Buffer): string {
  const encoding = otherEncodingOf(bytes);
  if (encoding === null) return new TextDecoder().decode(bytes);
  const { name, line } = encoding;
  const convert = name
    ? `iconv -f ${name} -t UTF-8 addresses.txt | meridian parse -`
    : "iconv can convert it";
  const looks = name ? `; it looks like ${name}` : "";
  throw new CliError(
    "usage",
    `Expected UTF-8, found other bytes in line ${line}${looks}. Convert it: ${convert}`,
  );
}

type Other = { name: string | null; line: number };

/** Null: it is UTF-8. */
function otherEncodingOf(bytes: Buffer): Other | null {
  const isUtf16 = bytes.includes(0) || (bytes[0] === 0xff && bytes[1] === 0xfe);
  if (isUtf16) return { name: "UTF-16", line: 1 };
  const lines = linesOf(bytes);
  const at = lines.findIndex((line) => !isIn("utf-8", line));
  if (at === -1) return null;
  const names = { gb18030: "GB18030", big5: "BIG5" };
  const [, name = null] = Object.entries(names).find(([label]) => isIn(label, bytes)) ?? [];
  return { name, line: at + 1 };
}

/** The byte of a line feed is no part of another character, in none of these encodings. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start <= bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    lines.push(bytes.subarray(start, end === -1 ? bytes.length : end));
    start = end === -1 ? bytes.length + 1 : end + 1;
  }
  return lines;
}

function isIn(encoding: string, bytes: Buffer): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
