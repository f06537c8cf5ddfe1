import type { Db } from "@meridian/db";
import type { DryRunReport } from "@meridian/contracts/api";
import type { AppError } from "@meridian/contracts/errors";
import type { UserRole } from "@meridian/contracts/fleet";
import type { Logger } from "../boot/logger.ts";

/** Who acts. `id` is a user, token or agent id, or the name of a part of the console. */
export type Actor =
  { type: "user"; id: string; role: UserRole } | { type: "token" | "agent" | "system"; id: string };

/** Wakes the change relay. Only a hint: it polls as well. */
export type ChangeSignal = { wake(): void };

/** What a change that is tried, and rolled back at its end, would have done. */
export type Trial = Pick<DryRunReport, "breaks" | "hasBreakGlass" | "changes">;

/** The context of every verb. */
export type ServiceContext = {
  db: Db;
  actor: Actor;
  requestId: string;
  idempotencyKey?: string;
  now: () => Date;
  changes: ChangeSignal;
  logger: Logger;
  /** The change is only tried: its transaction is rolled back. */
  trial?: Trial;
  /** Of a change that is only tried: why the caller may not make it. */
  refusal?: AppError;
};

/** The argument of a verb: its context and its input. */
export type Verb<Input, Context extends ServiceContext = ServiceContext> = { ctx: Context; input: Input };
