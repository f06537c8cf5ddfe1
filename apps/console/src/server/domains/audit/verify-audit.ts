import type { AuditProblem, AuditVerification } from "@meridian/contracts/api";
import type { Change } from "@meridian/db";
import type { ServiceContext } from "../context.ts";
import { hashOfChange } from "./append-change.ts";
import { walkChanges } from "./walk-changes.ts";

type Walk = Omit<AuditVerification, "tookMs">;

/** Recomputes every hash of the chain and stops at the first row that was altered or does not follow the one before. */
export async function verifyAudit({ ctx }: { ctx: ServiceContext }): Promise<AuditVerification> {
  const startedMs = ctx.now().getTime();
  const walk: Walk = { checked: 0, firstBroken: null, firstAt: null, headHash: null };
  for await (const rows of walkChanges(ctx.db)) {
    walk.firstAt ??= rows[0]?.at ?? null;
    await checkRows(rows, walk);
    if (walk.firstBroken) break;
  }
  return { ...walk, tookMs: ctx.now().getTime() - startedMs };
}

async function checkRows(rows: Change[], walk: Walk): Promise<void> {
  const hashes = await Promise.all(rows.map(({ hash: _hash, ...row }) => hashOfChange(row)));
  for (const [index, row] of rows.entries()) {
    const problem = problemOf(row, hashes[index], walk.headHash ?? "");
    if (problem) {
      walk.firstBroken = { revision: String(row.revision), problem };
      return;
    }
    walk.checked += 1;
    walk.headHash = row.hash;
  }
}

function problemOf(row: Change, hash: string | undefined, previousHash: string): AuditProblem | null {
  if (row.hash !== hash) return "altered";
  return row.previousHash === previousHash ? null : "out-of-line";
}
