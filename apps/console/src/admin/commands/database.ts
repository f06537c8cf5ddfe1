import { Command } from "commander";
import { verifyAudit } from "../../server/domains/audit/index.ts";
import type { Perform } from "../admin-command.ts";
import { raiseEpoch } from "../../server/domains/snapshot/index.ts";

export const verifyAuditCommand = (perform: Perform) =>
  new Command("verify-audit")
    .description("Recomputes every hash of the audit log; exits with 1 when a row was altered or is missing")
    .action(() =>
      perform(async (ctx) => {
        const verification = await verifyAudit({ ctx });
        return { ok: verification.firstBroken === null, ...verification };
      }),
    );

export const raiseEpochCommand = (perform: Perform) =>
  new Command("raise-epoch")
    .description(
      "After a restore of the database, before the console starts: agents then take its older state",
    )
    .action(() => perform((ctx) => raiseEpoch({ ctx })));
