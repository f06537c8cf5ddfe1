import { readProblem } from "@meridian/contracts/errors";
import { failureReason, fetchHead, fetchText, type TextAnswer } from "@meridian/contracts/wait";
import type { z } from "zod";
import { type Answered, type Attempt, mayHaveArrived, tryUntilAnswered } from "./attempts.ts";
import { CliError } from "./cli-error.ts";
import type { Connection } from "./env.ts";
import { parseAnswer } from "./parse-answer.ts";
import { refusalOf } from "./refusal.ts";
import { visibleIn } from "./visible.ts";

const timeoutMs = 15_000;

type Change = {
  body?: object;
  baseRevision?: string;
  /** The command that shows whether the change was made. */
  askWith: string;
  /** What to add to the command so that its repetition is the same request, beside the key. */
  pinnedBy?: string;
};
type Method = "POST" | "PUT" | "PATCH" | "DELETE";
type Request = { method: Method | "GET"; path: string; init: RequestInit };

export type ApiOptions = {
  connection: Connection;
  /** Of the one change that a command makes: its repetitions carry the same. */
  idempotencyKey: string;
  /** Whether a person reads the answers on a terminal. */
  isShown?: boolean | undefined;
  /** Told what to say of a change whose answer is awaited; null once it is here. */
  onUnderWay?: ((sentence: string | null) => void) | undefined;
  /** Passes the time between tries. */
  wait?: ((ms: number) => Promise<void>) | undefined;
};

/** The console's REST API, as the holder of a token. */
export class ConsoleApi {
  constructor(private readonly options: ApiOptions) {}

  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return this.parse(schema, await this.known({ method: "GET", path, init: {} }));
  }

  /** An answer that is read while it comes, by `piecesOf`. Throws CliError `unreachable` when no head comes in time. */
  async open(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const { url, token } = this.options.connection;
    const asked = { ...headers, authorization: `Bearer ${token}` };
    try {
      const init = { headers: asked, redirect: "manual" } as const;
      const response = await fetchHead(`${url}/api/v1${path}`, init, { ms: timeoutMs });
      if (response.ok) return response;
      const { status, headers: answered } = response;
      const json = jsonOf(await new Response(response.body).text());
      if (status < 400) throw this.elsewhere({ status, headers: answered, json });
      throw new CliError("refused", refusalOf(status, json));
    } catch (error) {
      if (error instanceof CliError) throw error;
      throw this.notAnswered({ lost: failureReason(error) });
    }
  }

  /** A request that changes nothing. */
  async ask<T>(path: string, schema: z.ZodType<T>, body: object): Promise<T> {
    const init = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return this.parse(schema, await this.known({ method: "POST", path, init }));
  }

  /**
   * A change under an Idempotency-Key: repeated while its answer is lost, carried out once. Throws CliError `unknown`
   * when no answer tells whether it was.
   */
  async change<T>(method: Method, path: string, schema: z.ZodType<T>, change: Change): Promise<T> {
    const { body, baseRevision } = change;
    const { onUnderWay } = this.options;
    const headers = {
      "idempotency-key": this.options.idempotencyKey,
      ...(body && { "content-type": "application/json" }),
      ...(baseRevision !== undefined && { "if-match": `"${baseRevision}"` }),
    };
    const init = { headers, ...(body && { body: JSON.stringify(body) }) };
    onUnderWay?.(this.unknownSentence(change, "it was given up before the answer came"));
    const attempt = await this.answerOf({ method, path, init });
    onUnderWay?.(null);
    if ("answered" in attempt) return this.changed(attempt.answered, schema, change);
    if ("redirected" in attempt) throw this.elsewhere(attempt.redirected);
    if (!attempt.mayHaveArrived) throw this.notAnswered(attempt);
    throw new CliError("unknown", this.unknownSentence(change, attempt.lost));
  }

  private changed<T>(answered: Answered, schema: z.ZodType<T>, { askWith }: Change): T {
    const { details } = readProblem(answered.json) ?? {};
    if (answered.status === 409 && details?.["rule"] === "carried-out") {
      const { revision } = details;
      const known = schema.safeParse({ revision });
      if (known.success) return known.data;
      const message = `This was done already, at revision ${String(revision)}. Its answer is lost: ask with ${askWith}`;
      throw new CliError("done", message);
    }
    const accepted = this.accepted(answered);
    try {
      return this.parse(schema, accepted);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CliError("unknown", `This was done. ${reason}\nAsk with: ${askWith}`, { cause });
    }
  }

  private parse<T>(schema: z.ZodType<T>, { json }: Answered): T {
    return parseAnswer(schema, this.options.isShown ? visibleIn(json) : json);
  }

  private async known(request: Request): Promise<Answered> {
    const attempt = await this.answerOf(request);
    if ("answered" in attempt) return this.accepted(attempt.answered);
    throw "redirected" in attempt ? this.elsewhere(attempt.redirected) : this.notAnswered(attempt);
  }

  private answerOf(request: Request): Promise<Attempt> {
    return tryUntilAnswered(() => this.attempt(request), this.options.wait);
  }

  private accepted(answered: Answered): Answered {
    const { status, json } = answered;
    if (status < 300) return answered;
    throw new CliError("refused", refusalOf(status, json));
  }

  /** Following a redirect drops the token, or hands it to another server. */
  private elsewhere({ headers }: Answered): CliError {
    const { url } = this.options.connection;
    const location = headers.get("location") ?? "";
    const there = URL.canParse(location, url) ? new URL(location, url).href : location;
    const base = there.replace(/\/api\/v1\/.*$/, "");
    return new CliError(
      "usage",
      `The console is not at ${url}, which sends on to ${base}. Set MERIDIAN_URL or --url to where it is.`,
    );
  }

  private notAnswered({ lost, retryAfterMs }: { lost: string; retryAfterMs?: number }): CliError {
    if (retryAfterMs !== undefined)
      return new CliError("refused", `${lost}\nNothing was done. Try again in ${retryAfterMs / 1000} s.`);
    const { url } = this.options.connection;
    return new CliError("unreachable", `The console at ${url} cannot be reached: ${lost}`);
  }

  private unknownSentence({ askWith, pinnedBy = "" }: Change, reason: string): string {
    const same = `${pinnedBy} --idempotency-key ${this.options.idempotencyKey}`.trim();
    return [
      `Whether this was done is unknown: ${reason.replace(/\.$/, "")}.`,
      `Ask with: ${askWith}`,
      `Or repeat the command with ${same}: it is carried out once.`,
    ].join("\n");
  }

  private async attempt({ method, path, init }: Request): Promise<Attempt> {
    const { url, token } = this.options.connection;
    const headers = { ...init.headers, accept: "application/json", authorization: `Bearer ${token}` };
    try {
      const sent: RequestInit = { ...init, method, headers, redirect: "manual" };
      return judge(await fetchText(`${url}/api/v1${path}`, sent, { ms: timeoutMs }), method);
    } catch (error) {
      return { lost: failureReason(error), mayHaveArrived: mayHaveArrived(error) };
    }
  }
}

/** An answer, unless it tells neither that the request was carried out nor that it never will be. */
function judge({ status, headers, text }: TextAnswer, method: Request["method"]): Attempt {
  const json = jsonOf(text);
  const answered = { status, headers, json };
  if (status >= 300 && status < 400) return { redirected: answered };
  const problem = readProblem(json);
  // What a gateway answered to a parse is the outcome, not the console away.
  if (problem?.details?.["viaGateway"] !== undefined) return { answered };
  if (status === 408 || status === 425 || status === 429) {
    const retryAfterMs = 1000 * (Number(headers.get("retry-after")) || 1);
    return { lost: refusalOf(status, json), mayHaveArrived: false, retryAfterMs };
  }
  const isUnderWay = status === 409 && problem?.details?.["rule"] === "in-progress";
  const isFailed = method === "GET" ? status > 500 : status >= 500;
  if (isUnderWay || isFailed) return { lost: refusalOf(status, json), mayHaveArrived: true };
  // Proxies answer in JSON too. An error of the console has its form, any other answer its request's id.
  if (status < 400 ? headers.has("x-request-id") : problem !== null) return { answered };
  const isRefused = status >= 400;
  return { lost: `what answers there is not the console (HTTP ${status})`, mayHaveArrived: !isRefused };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
