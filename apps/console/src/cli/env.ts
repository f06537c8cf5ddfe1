import { readFileSync, statSync } from "node:fs";
import { CliError } from "./cli-error.ts";

const urlDefault = "http://localhost:3000";

export type Connection = { url: string; token: string };
type Given = { url?: string | undefined; token?: string | undefined };
type Source = Record<string, string | undefined>;

/** Where the console is and who asks: options first, then the environment. Throws CliError when either is not right. */
export function readConnection({ url, token }: Given, source: Source = process.env): Connection {
  const address = url ?? source.MERIDIAN_URL ?? urlDefault;
  const secret = token ?? source.MERIDIAN_TOKEN ?? readTokenFile(source.MERIDIAN_TOKEN_FILE);
  const connection = { url: baseOf(address), token: secret ?? "" };
  if (secret && !/^[!-~]+$/.test(secret)) {
    throw new CliError(
      "usage",
      "The API token holds a character that no token has: is it one token, on one line?",
    );
  }
  if (secret) return connection;
  throw new CliError(
    "usage",
    "Who asks? Give an API token by MERIDIAN_TOKEN_FILE, MERIDIAN_TOKEN or --token (Settings › API tokens makes one).",
  );
}

/** With its path, which a proxy in front of the console may need; the token goes nowhere else. */
function baseOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CliError("usage", `Expected an http(s) URL of the console, found ${address}.`);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new CliError("usage", "Expected the console's URL without user, password, query or fragment.");
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
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
