import type { IncomingMessage } from "node:http";

/**
 * The body of a request once it is whole; it stays for whoever answers. Null: its length is not told, or is more than `bytesMax`,
 * or it breaks off. To be called before any of the body came. `bytesMax`: less than a stream keeps before somebody reads it, 16 KiB.
 */
export function peekBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
  const length = Number(request.headers["content-length"] ?? 0);
  if (!(length > 0 && length <= bytesMax)) return Promise.resolve(null);
  return new Promise((resolve) => {
    const pieces: Uint8Array[] = [];
    let missing = length;
    const push = request.push.bind(request);
    const end = (body: Buffer | null) => {
      request.push = push;
      request.off("close", stop).off("error", stop);
      resolve(body);
    };
    const stop = () => end(null);
    // Seen on its way into the stream: frameworks take no body that somebody has begun to read.
    request.push = (piece: Uint8Array | null, encoding?: BufferEncoding) => {
      if (piece !== null) pieces.push(piece);
      missing -= piece?.length ?? 0;
      const isWanted = push(piece, encoding);
      if (missing <= 0) end(Buffer.concat(pieces));
      else if (piece === null) stop();
      return isWanted;
    };
    request.on("close", stop).on("error", stop);
  });
}
