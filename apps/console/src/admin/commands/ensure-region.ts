import { CreateRegionInput } from "@meridian/contracts/api";
import { Command } from "commander";
import { createRegion, findRegionByName } from "../../server/domains/fleet/index.ts";
import { checkOptions, type Perform } from "../admin-command.ts";

type Options = { name: string; label?: string; latitude?: string; longitude?: string };

export const ensureRegion = (perform: Perform) =>
  new Command("ensure-region")
    .description("Adds a region unless there is one of that name")
    .requiredOption("--name <name>", "e.g. cn-east")
    .option("--label <label>", "e.g. Shanghai")
    .option("--latitude <degrees>", "e.g. 31.23")
    .option("--longitude <degrees>", "e.g. 121.47")
    .action(({ latitude, longitude, ...options }: Options) =>
      perform(async (ctx) => {
        const existing = await findRegionByName(ctx.db, options.name);
        if (existing) return { created: false, id: existing.id, name: existing.name };
        const input = checkOptions(CreateRegionInput, {
          ...options,
          latitude: Number(latitude ?? NaN),
          longitude: Number(longitude ?? NaN),
        });
        const { id, name } = await createRegion({ ctx, input });
        return { created: true, id, name };
      }),
    );
