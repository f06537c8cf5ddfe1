import { Command } from "commander";
import { createFirstAdministrator } from "../../server/domains/people/index.ts";
import type { Perform } from "../admin-command.ts";

export const ensureAdministrator = (perform: Perform) =>
  new Command("ensure-administrator")
    .description(
      'Makes the first administrator and prints the password; {"created":false} when there are users',
    )
    .action(() =>
      perform(async (ctx) => {
        const credentials = await createFirstAdministrator(ctx);
        return credentials ? { created: true, ...credentials } : { created: false };
      }),
    );
