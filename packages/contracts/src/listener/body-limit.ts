import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Answers 413 for a body of more than `bytesMax` bytes: at once where its length is told, else at the byte that is too many.
 * Before any framework sees the request, since those keep what they are given until it is whole.
 * @param body the answer's JSON
 * @returns false: it was answered, and the request goes nowhere else
 */
export function limitBody(
  request: IncomingMessage,
  response: ServerResponse,
  { bytesMax, body }: { bytesMax: number; body: string },
): boolean {
  let isRefused = false;
  const refuse = () => {
    isRefused = true;
    // What was sent already is not read: behind it the connection is of no use.
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
      connection: "close",
    };
    if (!response.headersSent) response.writeHead(413, headers).end(body, () => endSoon(request));
    else request.destroy();
  };
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) {
    refuse();
    return false;
  }
  let bytes = 0;
  const push = request.push.bind(request);
  // Node hands every piece of the body over by `push`: counted here, none is kept.
  request.push = (piece: Uint8Array | null, encoding?: BufferEncoding) => {
    if (isRefused) return false;
    bytes += piece?.length ?? 0;
    if (bytes <= bytesMax) return push(piece, encoding);
    refuse();
    return false;
  };
  return true;
}

/** Whoever is still sending reads the answer first, if at all: closed at once, the connection would be reset under it. */
function endSoon(request: IncomingMessage): void {
  request.resume();
  const timer = setTimeout(() => request.destroy(), 1000);
  request.socket.once("close", () => clearTimeout(timer));
}
