import { isUtf8 } from "node:buffer";
import { AppError } from "@meridian/contracts/errors";
import { parseLimits } from "@meridian/contracts/wire";
import { listenerLimits } from "@meridian/contracts/listener";

/** A body may come until its request's deadline, which is looked at where bodies are read; this ends every other request. */
export const agentListener = listenerLimits(parseLimits.deadlineMsMax + 20_000);
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
