import { AppError } from "@meridian/contracts/errors";
import type { z } from "zod";
import type { ServiceContext } from "../server/domains/context.ts";
import type { SecretSource } from "../server/domains/secret/index.ts";

/** `baseUrl`: where people and agents reach the console. */
export type AdminContext = ServiceContext & { baseUrl: string } & SecretSource;

/** Printed as JSON. One with `ok: false` ends the process with status 1. */
export type Answer = object & { ok?: boolean };

/** Opens the database for a command when it is carried out, and takes its answer. */
export type Perform = (command: (ctx: AdminContext) => Promise<Answer>) => Promise<void>;

/** Throws VALIDATION that names every option that is wrong. */
export function checkOptions<T>(schema: z.ZodType<T>, options: unknown): T {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`);
  throw new AppError("VALIDATION", problems.join("\n"));
}
