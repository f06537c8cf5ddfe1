import { setTimeout as sleep } from "node:timers/promises";
import { AppError, type ErrorCode, readProblem } from "@meridian/contracts/errors";
import { failureReason, fetchText } from "@meridian/contracts/wait";
import { type EnrolInput, EnrolResult } from "@meridian/contracts/wire";
import type { Logger } from "pino";
import { fullJitterMs } from "./backoff.ts";

/** Of a proxy or a busy console: another try may be answered otherwise. */
const passingStatuses = new Set([408, 425, 429]);
const requestTimeoutMs = 10_000;

export type EnrolOptions = {
  consoleUrl: string;
  input: EnrolInput;
  retryMaxMs: number;
  signal: AbortSignal;
  logger: Logger;
  random?: () => number;
};

/**
 * Exchanges the enrolment token for this agent's credential. Waits for a console that is not up yet or is busy;
 * throws AppError when the console refuses the token or the input.
 */
export async function enrol(options: EnrolOptions): Promise<EnrolResult> {
  for (let attempt = 0; ; attempt++) {
    const answer = await post(options);
    if (answer.kind === "enrolled") return answer.result;
    if (answer.kind === "refused") throw answer.error;
    const waitMs = fullJitterMs(attempt, options.retryMaxMs, options.random);
    options.logger.warn(
      { reason: answer.reason, waitMs: Math.round(waitMs) },
      "could not enrol yet; trying again",
    );
    await sleep(waitMs, undefined, { signal: options.signal });
  }
}

type Answer =
  | { kind: "enrolled"; result: EnrolResult }
  | { kind: "refused"; error: AppError }
  | { kind: "later"; reason: string };

async function post({ consoleUrl, input, signal }: EnrolOptions): Promise<Answer> {
  try {
    const { ok, status, headers, text } = await fetchText(
      `${consoleUrl}/api/agents/enrol`,
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(input),
        // Followed, a POST becomes a GET, or the token goes to another server.
        redirect: "manual",
      },
      { ms: requestTimeoutMs, signal },
    );
    if (ok) return { kind: "enrolled", result: EnrolResult.parse(JSON.parse(text)) };
    if (status >= 300 && status < 400) return { kind: "refused", error: elsewhere(headers.get("location")) };
    if (status >= 500 || passingStatuses.has(status)) return { kind: "later", reason: `answered ${status}` };
    return { kind: "refused", error: refusal(status, text) };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "later", reason: failureReason(error) };
  }
}

const spent = {
  code: "REFUSED_BY_RULE",
  message: "this enrolment token is spent, expired or revoked",
} as const;
/** 412: a console of the release before. */
const meaning: Record<number, { code: ErrorCode; message: string }> = {
  401: { code: "UNAUTHENTICATED", message: "the console does not know this enrolment token" },
  403: { code: "FORBIDDEN", message: "this enrolment token is for another role or region" },
  404: { code: "NOT_FOUND", message: "no console answers at MERIDIAN_CONSOLE_URL" },
  412: spent,
  422: spent,
};

function refusal(status: number, body: string): AppError {
  const { code, message } = meaning[status] ?? {
    code: "VALIDATION" as const,
    message: `the console refused the enrolment with ${status}`,
  };
  const detail = messageIn(body);
  return new AppError(code, detail ? `${message}: ${detail}` : message, { details: { status } });
}

function elsewhere(location: string | null): AppError {
  const there = location?.replace(/\/api\/agents\/enrol\/?$/, "") ?? "another address";
  return new AppError("NOT_FOUND", `the console is elsewhere: set MERIDIAN_CONSOLE_URL to ${there}`);
}

function messageIn(body: string): string | null {
  try {
    return readProblem(JSON.parse(body))?.message ?? null;
  } catch {
    return null;
  }
}
