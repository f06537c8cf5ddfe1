import { Command } from "commander";
import { raiseEpoch } from "../../server/domains/snapshot/index.ts";
import type { Perform } from "../admin-command.ts";

export const raiseEpochCommand = (perform: Perform) =>
  new Command("raise-epoch")
    .description(
      "After a restore of the database, before the console starts: agents then take its older state",
    )
    .action(() => perform((ctx) => raiseEpoch({ ctx })));
