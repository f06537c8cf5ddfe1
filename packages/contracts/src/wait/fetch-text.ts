import { type Limit, within } from "./within.ts";

export type TextAnswer = {
  ok: boolean;
  status: number;
  headers: Headers;
  /** Where it came from, after redirects. */
  url: string;
  text: string;
};

/** Of a body that is kept whole, unless it is said. */
const keptBytesMax = 64 * 2 ** 20;

/**
 * A whole answer within a limit, whatever the peer does: silent, cut in the body, without an end.
 * Throws what `fetch` throws, TimeoutError, or an error for a body of more than `bytesMax`, 64 MiB.
 */
export function fetchText(
  url: string,
  init: Omit<RequestInit, "signal">,
  { bytesMax = keptBytesMax, ...limit }: Omit<Limit, "what"> & { bytesMax?: number },
): Promise<TextAnswer> {
  return within({ ...limit, what: `an answer of ${new URL(url).host}` }, async (signal) => {
    const response = await fetch(url, { ...init, signal });
    const { ok, status, headers } = response;
    return { ok, status, headers, url: response.url, text: await readText(response, bytesMax) };
  });
}

/**
 * The head of an answer within a limit, for a body of any size: `piecesOf` reads it. A compressed one would have other
 * sizes and ranges than what was asked for, so none is taken.
 */
export function fetchHead(
  url: string,
  { headers, redirect = "follow" }: { headers: Record<string, string>; redirect?: RequestInit["redirect"] },
  { ms, signal }: Omit<Limit, "what">,
): Promise<Response> {
  const asked = { "accept-encoding": "identity", ...headers };
  const limit = { ms, signal, what: `an answer of ${new URL(url).host}` };
  return within(limit, (late) => fetch(url, { headers: asked, redirect, signal: late }));
}

/** A body, in pieces: the whole of it may take any time, the next piece only this long. */
export async function* piecesOf(
  response: Response,
  { ms, signal }: Omit<Limit, "what">,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const limit = { ms, signal, what: `more from ${new URL(response.url).host}` };
  try {
    for (;;) {
      const { value } = await within(limit, () => reader.read());
      if (value === undefined) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/**
 * Why a `fetch` failed, in words: it says "fetch failed" and keeps the reason in its cause, which is empty if several addresses
 * failed, and rubble where TLS meets something else. A proxy on the way out that refuses is named.
 */
export function failureReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const causes = causesOf(error);
  const refused = causes
    .map(({ message }) => /Proxy response \((\d+)\) !== 200/.exec(message)?.[1])
    .find(Boolean);
  if (refused !== undefined) return `the proxy on the way out (HTTPS_PROXY) answered ${refused}`;
  const cause = causes.at(1) ?? error;
  const code = "code" in cause ? String(cause.code) : "";
  if (code.startsWith("ERR_SSL_") || /:SSL routines:/.test(cause.message))
    return /wrong.version.number/i.test(code + cause.message)
      ? "what answers there does not speak TLS: is it http:// instead of https://?"
      : `TLS failed: ${code || cause.message.trim()}`;
  return cause.message || code || cause.name;
}

/** An error, its cause, the cause of that, and so on. */
function causesOf(error: Error): Error[] {
  return [error, ...(error.cause instanceof Error ? causesOf(error.cause) : [])];
}

async function readText(response: Response, bytesMax: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  const reader = response.body?.getReader();
  for (let piece = await reader?.read(); piece?.value; piece = await reader?.read()) {
    bytes += piece.value.byteLength;
    if (bytes > bytesMax) {
      void reader?.cancel().catch(() => undefined);
      throw new Error(`expected an answer of at most ${bytesMax / 2 ** 20} MiB, found more`);
    }
    text += decoder.decode(piece.value, { stream: true });
  }
  return text + decoder.decode();
}
