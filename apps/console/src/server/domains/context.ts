import type { Db } from "@meridian/db";
import type { UserRole } from "@meridian/contracts/fleet";
import type { Logger } from "../boot/logger.ts";

/** Who acts. `id` is a user, token or agent id, or the name of a part of the console. */
export type Actor =
  { type: "user"; id: string; role: UserRole } | { type: "token" | "agent" | "system"; id: string };

/** Tells the change relay to look now; a hint, since it also polls. */
export type ChangeSignal = { wake(): void };

/** What every service works with. */
export type ServiceContext = {
  db: Db;
  actor: Actor;
  requestId: string;
  idempotencyKey?: string;
  now: () => Date;
  changes: ChangeSignal;
  logger: Logger;
};

/** The argument of a service: its context and its input. */
export type Verb<Input, Context extends ServiceContext = ServiceContext> = { ctx: Context; input: Input };
