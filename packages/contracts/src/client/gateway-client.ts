import type { z } from "zod";
import { AppError, type ErrorCode, errorCodes, httpStatusOf, readProblem } from "../errors.ts";
import { failureReason, fetchText, type TextAnswer, TimeoutError } from "../wait/index.ts";
import { missingIncludes, type ParseInclude } from "../wire/parse-include.ts";
import { parseHeaders, ParseResponse, type ParsePriority } from "../wire/parse.ts";
import { WhereAnswer } from "../wire/where.ts";
import { GatewayList } from "./gateway-list.ts";

export type GatewayClientOptions = {
  /** URLs such as `https://cn-east.example.com`, the preferred one first. */
  gateways: readonly string[];
  /** For one call, all gateways it asks included; 2 s unless said. */
  deadlineMs?: number;
  /** Sent to all of them, where they ask for one. */
  apiKey?: string;
};

export type CallOptions = {
  deadlineMs?: number;
  signal?: AbortSignal;
};

export type ParseCallOptions = CallOptions & {
  /** Name or digest of a model version; without it the gateway's own choice. */
  version?: string;
  priority?: ParsePriority;
  /** What to answer beside elements. */
  include?: readonly ParseInclude[];
  /** Where the addresses probably are: code or name of a division. */
  region?: string;
};

/** `missingIncludes`: what was asked for and a node of an earlier release, which answers elements alone, left out. */
export type ParsedAddresses = ParseResponse & { missingIncludes: ParseInclude[] };

/** From a balancer without a gateway, or a gateway without a node; every other answer would be the same elsewhere. */
const statusesToMoveOn = new Set([502, 503]);

/**
 * Asks the first of several gateways, and the next one when it cannot be reached, is silent or answers 502 or 503. Each
 * gets an equal part of the time that is left. Safe to repeat, since a parse changes nothing.
 */
export class GatewayClient {
  private readonly gateways: GatewayList;
  private readonly deadlineMs: number;
  private readonly authorization: Record<string, string>;

  /** Throws AppError VALIDATION without a gateway, or for what is no http(s) URL. */
  constructor({ gateways, deadlineMs = 2000, apiKey }: GatewayClientOptions) {
    if (gateways.length === 0) throw new AppError("VALIDATION", "expected at least one gateway");
    this.gateways = new GatewayList(gateways.map(baseOf));
    this.deadlineMs = deadlineMs;
    this.authorization = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  }

  /**
   * Elements of each address, in order, with what `include` asks for. Throws AppError: the gateway's own (VALIDATION,
   * UNAUTHENTICATED, OVERLOADED …), UNAVAILABLE when no gateway answered, TIMEOUT when the time ran out before.
   */
  async parse(addresses: readonly string[], options: ParseCallOptions = {}): Promise<ParsedAddresses> {
    const { version, priority, include, region } = options;
    const headers = {
      "content-type": "application/json",
      ...this.authorization,
      ...(version === undefined ? {} : { [parseHeaders.version]: version }),
      ...(priority === undefined ? {} : { [parseHeaders.priority]: priority }),
    };
    const init = { method: "POST", headers, body: JSON.stringify({ addresses, include, region }) };
    const response = await this.ask("/v1/parse", init, ParseResponse, options);
    return { ...response, missingIncludes: missingIncludes(include ?? [], response.results) };
  }

  /** Which gateway answers, and the others, nearest to it first. From then on they are asked after those given. */
  async where(options: CallOptions = {}): Promise<WhereAnswer> {
    const answer = await this.ask("/v1/where", {}, WhereAnswer, options);
    this.gateways.add(answer.alternatives.map(({ url }) => baseOf(url)));
    return answer;
  }

  private async ask<T>(
    path: string,
    init: RequestInit,
    schema: z.ZodType<T>,
    { deadlineMs = this.deadlineMs, signal }: CallOptions,
  ): Promise<T> {
    const endsAtMs = performance.now() + deadlineMs;
    const urls = this.gateways.inOrder(performance.now());
    const failures: { gateway: string; reason: string }[] = [];
    let isOutOfTime = false;
    for (const [index, gateway] of urls.entries()) {
      const leftMs = Math.floor((endsAtMs - performance.now()) / (urls.length - index));
      isOutOfTime = leftMs < 1;
      if (isOutOfTime) break;
      this.gateways.began(gateway, performance.now());
      try {
        const answer = await askOne(gateway + path, init, schema, leftMs, signal);
        this.gateways.answered(gateway);
        return answer;
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof AppError) {
          this.gateways.answered(gateway);
          throw error;
        }
        this.gateways.failed(gateway, performance.now());
        failures.push({ gateway, reason: failureReason(error) });
        // The last one had all the time that was left; by the clock its timer may be early.
        isOutOfTime = error instanceof TimeoutError;
      }
    }
    const code = isOutOfTime ? "TIMEOUT" : "UNAVAILABLE";
    throw new AppError(code, "no gateway answered", { details: { failures } });
  }
}

/** Throws AppError for an answer that another gateway would give too, and anything else to go on to the next. */
async function askOne<T>(
  url: string,
  init: RequestInit,
  schema: z.ZodType<T>,
  leftMs: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  const headers = { ...init.headers, [parseHeaders.deadline]: String(leftMs) };
  const answer = await fetchText(url, { ...init, headers }, { ms: leftMs, signal });
  if (answer.ok) return schema.parse(JSON.parse(answer.text));
  if (statusesToMoveOn.has(answer.status)) throw new Error(`answered ${answer.status}`);
  throw refusalOf(answer);
}

/** What a proxy in between refused has no body of ours: its status has to do. */
function refusalOf({ status, headers, text }: TextAnswer): AppError {
  const retryAfter = headers.get("retry-after");
  const told = readProblem(jsonOf(text));
  const known = errorCodes.find((one) => one === told?.code);
  const code = known ?? errorCodes.find((one) => httpStatusOf(one) === status) ?? codeOf(status);
  return new AppError(code, told?.message ?? `answered ${status}`, {
    details: { ...told?.details, ...(retryAfter === null ? {} : { retryAfterS: Number(retryAfter) }) },
  });
}

function codeOf(status: number): ErrorCode {
  return status < 500 ? "VALIDATION" : "INTERNAL";
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** With its path: what a proxy serves below one is not at the host's root. */
function baseOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new AppError(
      "VALIDATION",
      `expected an http(s) URL without user, query or fragment, found ${text}`,
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}
