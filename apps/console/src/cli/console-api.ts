import { randomUUID } from "node:crypto";
import { failureReason, fetchText, type TextAnswer } from "@meridian/contracts/wait";
import { z } from "zod";
import { CliError } from "./cli-error.ts";
import type { Connection } from "./env.ts";
import { parseAnswer } from "./parse-answer.ts";

const timeoutMs = 30_000;
const retryAfterMs = 500;

const ErrorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});
const Fields = z.array(z.object({ path: z.string(), message: z.string() }));

type Change = { body?: object; baseRevision?: string };

/** The console's REST API, as the holder of a token. */
export class ConsoleApi {
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return this.request("GET", path, schema, {});
  }

  /** A change under an Idempotency-Key of its own, so that it can be sent again when its answer was lost. */
  change<T>(method: "POST" | "PUT", path: string, schema: z.ZodType<T>, change: Change = {}): Promise<T> {
    const { body, baseRevision } = change;
    return this.request(method, path, schema, {
      headers: {
        "idempotency-key": randomUUID(),
        ...(body && { "content-type": "application/json" }),
        ...(baseRevision !== undefined && { "if-match": `"${baseRevision}"` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  private async request<T>(
    method: string,
    path: string,
    schema: z.ZodType<T>,
    init: RequestInit,
  ): Promise<T> {
    const { url, token } = this.connection;
    const headers = { ...init.headers, accept: "application/json", authorization: `Bearer ${token}` };
    const send = () => fetchText(`${url}/api/v1${path}`, { ...init, method, headers }, { ms: timeoutMs });
    const response = await send().catch(async () => {
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
      return send().catch((cause: unknown) => {
        throw new CliError(
          "unreachable",
          `The console at ${url} cannot be reached: ${failureReason(cause)}`,
          {
            cause,
          },
        );
      });
    });
    const json = readJson(response);
    if (response.ok) return parseAnswer(schema, json);
    throw new CliError(response.status >= 502 ? "unreachable" : "refused", refusalOf(response.status, json));
  }
}

function readJson({ text, status }: TextAnswer): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch (cause) {
    throw new CliError("unreachable", `What answers there is not the console (HTTP ${status}).`, {
      cause,
    });
  }
}

function refusalOf(status: number, json: unknown): string {
  const parsed = ErrorAnswer.safeParse(json);
  if (!parsed.success) return `Refused with HTTP ${status}.`;
  const { code, message, details } = parsed.data.error;
  const fields = Fields.safeParse(details?.fields).data ?? [];
  const lines = fields.map((field) => `  ${field.path}: ${field.message}`);
  return [`${message} (${code})`, ...lines].join("\n");
}
