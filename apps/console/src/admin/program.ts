import { parseArgs, type ParseArgsConfig } from "node:util";
import { CreateEnrolmentTokenInput, CreateRegionInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { RegionName } from "@meridian/contracts/fleet";
import { z } from "zod";
import type { ServiceContext } from "../server/domains/context.ts";
import { createEnrolmentToken, createRegion, findRegionByName, getRegionByNameOrThrow } from "../server/domains/fleet/index.ts";
import { verifyAudit } from "../server/domains/audit/index.ts";
import { raiseEpoch } from "../server/domains/snapshot/index.ts";
import {
  createFirstAdministrator,
  firstAdministratorEmail,
  resetPassword,
} from "../server/domains/people/index.ts";

export const help = `Usage: admin <command>

  ensure-administrator
      Makes the first administrator and prints the password, or {"created":false} when there are users.
  reset-password [email]
      Gives a user (default ${firstAdministratorEmail}) a new password and ends their sessions.
  ensure-region --name cn-east --label Shanghai --latitude 31.23 --longitude 121.47
      Adds a region unless there is one of that name.
  enrolment-token --region cn-east --role inference|gateway [--name node-1]
                  [--state standby|active] [--weight 100] [--expires 1h]
      Makes a single-use enrolment token, and the command that starts the agent by it.
  verify-audit
      Walks the chain of changes and recomputes every hash. Exits with 1 when a row is not as it was written.
  raise-epoch
      After a restore of the database, before the console starts: agents take its state, though it is older than theirs.

Each prints one JSON object. DATABASE_URL names the database.`;

/** An answer with `ok: false` ends the process with status 1. */
export type Answer = object & { ok?: boolean };
/** `baseUrl`: where people and agents reach the console. */
type CommandContext = ServiceContext & { baseUrl: string };
type Command = (ctx: CommandContext, args: string[]) => Promise<Answer>;

export const commands: Record<string, Command> = {
  "ensure-administrator": async (ctx) => {
    const credentials = await createFirstAdministrator(ctx);
    return credentials ? { created: true, ...credentials } : { created: false };
  },
  "reset-password": (ctx, args) => {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    return resetPassword({ ctx, input: { email: positionals[0] ?? firstAdministratorEmail } });
  },
  "ensure-region": async (ctx, args) => {
    const values = flags(args, ["name", "label", "latitude", "longitude"]);
    const existing = await findRegionByName(ctx.db, values.name ?? "");
    if (existing) return { created: false, id: existing.id, name: existing.name };
    const { latitude, longitude } = values;
    const input = check(CreateRegionInput, {
      ...values,
      latitude: Number(latitude ?? NaN),
      longitude: Number(longitude ?? NaN),
    });
    const { id, name } = await createRegion({ ctx, input });
    return { created: true, id, name };
  },
  "enrolment-token": async (ctx, args) => {
    const values = flags(args, ["region", "role", "name", "state", "weight", "expires"]);
    const { region: name, weight, expires, ...rest } = values;
    const { region } = check(z.object({ region: RegionName }), { region: name });
    const { id: regionId } = await getRegionByNameOrThrow(ctx.db, region);
    const input = check(CreateEnrolmentTokenInput, {
      ...rest,
      regionId,
      ...(weight === undefined ? {} : { weight: Number(weight) }),
      ...(expires === undefined ? {} : { expiresInMs: parseDuration(expires) }),
    });
    return createEnrolmentToken({ ctx, input });
  },
  "verify-audit": async (ctx, args) => {
    flags(args, []);
    const verification = await verifyAudit({ ctx });
    return { ok: verification.firstBroken === null, ...verification };
  },
  "raise-epoch": (ctx, args) => {
    flags(args, []);
    return raiseEpoch({ ctx });
  },
};

/** Values of `--name value` flags; any other argument is refused. */
function flags<Name extends string>(args: string[], names: Name[]): Partial<Record<Name, string>> {
  const options: ParseArgsConfig["options"] = Object.fromEntries(
    names.map((name) => [name, { type: "string" }]),
  );
  return parseArgs({ args, options }).values as Partial<Record<Name, string>>;
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`);
  throw new AppError("VALIDATION", problems.join("\n"));
}

/** Milliseconds of `90s`, `30m`, `1h` or `2d`. */
export function parseDuration(text: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ""];
  if (unitMs === undefined) throw new AppError("VALIDATION", "--expires: expected e.g. 30m, 1h or 2d");
  return Number(count) * unitMs;
}
