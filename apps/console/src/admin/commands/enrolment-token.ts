import { CreateEnrolmentTokenInput } from "@meridian/contracts/api";
import { RegionName } from "@meridian/contracts/fleet";
import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { createEnrolmentToken, getRegionByNameOrThrow } from "../../server/domains/fleet/index.ts";
import { checkOptions, type Perform } from "../admin-command.ts";

type Options = {
  region: string;
  role: string;
  name?: string;
  state?: string;
  weight?: string;
  expires?: number;
};

export const enrolmentToken = (perform: Perform) =>
  new Command("enrolment-token")
    .description("Makes a single-use enrolment token, and the command that starts the agent with it")
    .requiredOption("--region <name>", "e.g. cn-east")
    .requiredOption("--role <role>", "inference or gateway")
    .option("--name <name>", "of the agent, e.g. node-1")
    .option("--state <state>", "standby or active")
    .option("--weight <weight>", "e.g. 100")
    .option("--expires <time>", "e.g. 30m, 1h or 2d", parseDuration)
    .action(({ region: typed, weight, expires: expiresInMs, ...rest }: Options) =>
      perform(async (ctx) => {
        const { region } = checkOptions(z.object({ region: RegionName }), { region: typed });
        const { id: regionId } = await getRegionByNameOrThrow(ctx.db, region);
        const input = checkOptions(CreateEnrolmentTokenInput, {
          ...rest,
          regionId,
          ...(weight !== undefined && { weight: Number(weight) }),
          ...(expiresInMs !== undefined && { expiresInMs }),
        });
        return createEnrolmentToken({ ctx, input });
      }),
    );

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `90s`, `30m`, `1h` or `2d`. */
export function parseDuration(text: string): number {
  const [, count, unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const ms = unitMs[unit];
  if (ms === undefined) throw new InvalidArgumentError("Expected e.g. 30m, 1h or 2d.");
  return Number(count) * ms;
}
