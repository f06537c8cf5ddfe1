import type { IncomingMessage } from "node:http";

/**
 * The body of a request once it is whole; it stays for whoever answers. Null: its length is not told, or is more than `bytesMax`,
 * or it breaks off.
 */
export function peekBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
  const length = Number(request.headers["content-length"] ?? 0);
  if (!(length > 0 && length <= bytesMax)) return Promise.resolve(null);
  return new Promise((resolve) => {
    const end = (body: Buffer | null) => {
      request.off("readable", look).off("close", stop).off("error", stop);
      resolve(body);
    };
    const stop = () => end(null);
    const look = () => {
      const body = request.read(length) as Buffer | null;
      if (body === null) return;
      request.unshift(body);
      end(body);
    };
    request.on("readable", look).on("close", stop).on("error", stop);
  });
}
