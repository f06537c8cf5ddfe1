import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, problemMediaType, problemOf, retryAfterSeconds } from "../errors.ts";
import type { BodyBudget } from "./body-budget.ts";

/**
 * Answers 413 for a body of more than `bytesMax` bytes: at once where its length is told, else at the byte that is too many; and
 * 503 where `budget` has no room for it beside others. Before any framework sees the request, since those keep what they are given
 * until it is whole.
 * @returns false: it was answered, and the request goes nowhere else
 */
export function limitBody(
  request: IncomingMessage,
  response: ServerResponse,
  { bytesMax, budget }: { bytesMax: number; budget: BodyBudget },
): boolean {
  let isRefused = false;
  const refuse = (error: AppError) => {
    isRefused = true;
    if (response.headersSent) return request.destroy();
    const problem = problemOf(error);
    const body = JSON.stringify(problem);
    const retryAfter = retryAfterSeconds(error);
    // What was sent already is not read: behind it the connection is of no use.
    const headers = {
      "content-type": problemMediaType,
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
      connection: "close",
      ...(retryAfter !== null && { "retry-after": String(retryAfter) }),
    };
    return response.writeHead(problem.status, headers).end(body, () => endSoon(request));
  };
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) {
    refuse(tooLarge(bytesMax));
    return false;
  }
  const held = budget.hold(() => refuse(noRoom()));
  response.once("prefinish", () => held.answering(() => response.destroy()));
  response.once("close", () => held.release());
  let bytes = 0;
  const push = request.push.bind(request);
  // Node hands every piece of the body over by `push`, null at its end: counted here, none is kept.
  request.push = (piece: Uint8Array | null, encoding?: BufferEncoding) => {
    if (isRefused) return false;
    if (piece === null) held.completed();
    bytes += piece?.length ?? 0;
    if (bytes > bytesMax) refuse(tooLarge(bytesMax));
    else if (piece === null || held.add(piece.length)) return push(piece, encoding);
    return false;
  };
  return true;
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("PAYLOAD_TOO_LARGE", `Expected a body of at most ${bytesMax} bytes.`);
}

function noRoom(): AppError {
  const details = { retryAfterMs: 1000 };
  return new AppError("UNAVAILABLE", "Too many bodies are coming in. Try again in a second.", { details });
}

/** Whoever is still sending reads the answer first, if at all: closed at once, the connection would be reset under it. */
function endSoon(request: IncomingMessage): void {
  request.resume();
  const timer = setTimeout(() => request.destroy(), 1000);
  request.socket.once("close", () => clearTimeout(timer));
}
