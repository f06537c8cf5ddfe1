import { isUtf8 } from "node:buffer";
import { AppError } from "@meridian/contracts/errors";
import { parseLimits } from "@meridian/contracts/wire";

/**
 * Longer than load balancers, clients and gateways keep idle connections: whoever asks closes first, and never writes to a
 * connection that was just closed here.
 */
export const keepAliveMs = 75_000;
/** nginx's status for a client that hung up before its answer. */
export const clientClosedStatus = 499;
export const jsonType = "application/json; charset=utf-8";

/** The answer to bodies beyond the limit, however they came. */
export function bodyTooLarge(): AppError {
  const limitBytes = parseLimits.bodyBytesMax;
  return new AppError("PAYLOAD_TOO_LARGE", `expected at most ${limitBytes} bytes`, {
    details: { limitBytes },
  });
}

/** What stands in the way of reading a body: decoded all the same, other encodings are rubble that parses. */
export function encodingProblem(body: Buffer): AppError | null {
  if (isUtf8(body)) return null;
  return new AppError("VALIDATION", "expected a body in UTF-8, found bytes of another encoding");
}
