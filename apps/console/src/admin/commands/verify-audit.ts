import { Command } from "commander";
import { verifyAudit } from "../../server/domains/audit/index.ts";
import type { Perform } from "../admin-command.ts";

export const verifyAuditCommand = (perform: Perform) =>
  new Command("verify-audit")
    .description("Recomputes every hash of the audit log; exits with 1 when a row was altered or is missing")
    .action(() =>
      perform(async (ctx) => {
        const verification = await verifyAudit({ ctx });
        return { ok: verification.firstBroken === null, ...verification };
      }),
    );
