import { parseHeaders } from "@meridian/contracts/wire";

type CurlInput = { url: string; addresses: readonly string[]; version: string | undefined };

/** The same request for a POSIX shell. */
export function curlCommand({ url, addresses, version }: CurlInput): string {
  const target = new URL("/v1/parse", url).href;
  const headers = ["content-type: application/json"];
  if (version !== undefined) headers.push(`${parseHeaders.version}: ${version}`);
  return [
    `curl -sS ${quoted(target)}`,
    ...headers.map((header) => `  -H ${quoted(header)}`),
    `  -d ${quoted(JSON.stringify({ addresses }))}`,
  ].join(" \\\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
