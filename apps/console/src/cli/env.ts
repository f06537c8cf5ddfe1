import { readFileSync, statSync } from "node:fs";
import { CliError } from "./cli-error.ts";

const urlDefault = "http://localhost:3000";

export type Connection = { url: string; token: string };
type Given = { url?: string | undefined; token?: string | undefined };
type Source = Record<string, string | undefined>;

/** Where the console is and who asks: options first, then the environment. Throws CliError when either is not right. */
export function readConnection({ url, token }: Given, source: Source = process.env): Connection {
  const address = url ?? source.MERIDIAN_URL ?? urlDefault;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new CliError("usage", `Expected an http(s) URL of the console, found ${address}.`);
  }
  const secret = token ?? source.MERIDIAN_TOKEN ?? readTokenFile(source.MERIDIAN_TOKEN_FILE);
  if (secret) return { url: new URL(address).origin, token: secret };
  throw new CliError(
    "usage",
    "Who asks? Give an API token by MERIDIAN_TOKEN_FILE, MERIDIAN_TOKEN or --token (Settings › API tokens makes one).",
  );
}

export function wantsColour(isTerminal: boolean, source: Source = process.env): boolean {
  return isTerminal && !source.NO_COLOR;
}

function readTokenFile(path: string | undefined): string | undefined {
  if (!path) return undefined;
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) throw new CliError("usage", `There is no token file ${path}.`);
  if ((mode & 0o077) !== 0) {
    throw new CliError("usage", `Others can read the token file ${path}: run chmod 600 ${path}.`);
  }
  return readFileSync(path, "utf8").trim();
}
