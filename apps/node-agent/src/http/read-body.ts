import type { IncomingMessage } from "node:http";
import { AppError } from "@meridian/contracts/errors";
import type { BodyBudget, HeldBody } from "@meridian/contracts/listener";
import { parseLimits } from "@meridian/contracts/wire";
import { bodyTooLarge, encodingProblem } from "./limits.ts";

type BodyReader = (error: AppError | null, body: Buffer) => void;

const none = Buffer.alloc(0);

/**
 * Calls `done` once: with the whole body, or as soon as it is too large, turns out empty, finds no room in `budget`, or has not
 * come within `leftMs`, which the caller's deadline leaves: an upload that stalls would else hold its connection for minutes.
 * @returns the body's place in the budget: to be released when it is no longer needed
 */
export function readBody(
  request: IncomingMessage,
  { leftMs, budget }: { leftMs: number; budget: BodyBudget },
  done: BodyReader,
): Pick<HeldBody, "answering" | "release"> {
  if (Number(request.headers["content-length"]) > parseLimits.bodyBytesMax) {
    done(bodyTooLarge(), none);
    return budget.hold(() => undefined);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  const stop = () => {
    clearTimeout(timer);
    request.off("data", onData).off("end", onEnd).off("close", stop);
  };
  const refuse = (error: AppError) => {
    stop();
    held.release();
    done(error, none);
  };
  const held = budget.hold(() => refuse(noRoom()));
  const timer = setTimeout(() => refuse(bodyTooLate()), leftMs);
  const onData = (chunk: Buffer) => {
    length += chunk.length;
    if (length > parseLimits.bodyBytesMax) refuse(bodyTooLarge());
    else if (held.add(chunk.length)) chunks.push(chunk);
  };
  const onEnd = () => {
    stop();
    held.completed();
    const [first] = chunks;
    if (!first) return done(new AppError("VALIDATION", "expected a body, found none"), none);
    const body = chunks.length === 1 ? first : Buffer.concat(chunks, length);
    done(encodingProblem(body), body);
  };
  request.on("data", onData).on("end", onEnd).on("close", stop);
  return held;
}

function noRoom(): AppError {
  return new AppError("UNAVAILABLE", "too many bodies are coming in; try again later", {
    details: { retryAfterMs: 1000 },
  });
}

function bodyTooLate(): AppError {
  return new AppError("BODY_TIMEOUT", "the deadline passed before the whole body had come");
}
