import { setImmediate as othersTurn } from "node:timers/promises";
import { type AuditProblem, type AuditVerification, brokenRowsMax } from "@meridian/contracts/api";
import type { Change } from "@meridian/db";
import type { ServiceContext } from "../context.ts";
import { hashOfChange } from "./append-change.ts";
import { walkChanges } from "./walk-changes.ts";

type Walk = Omit<AuditVerification, "tookMs" | "firstBroken">;

/** Rows hashed between two turns of everybody else: some ms. */
const rowsAtOnce = 50;

/** Recomputes every hash of the chain and tells of each row that was altered or does not follow the one before. */
export async function verifyAudit({ ctx }: { ctx: ServiceContext }): Promise<AuditVerification> {
  const startedMs = ctx.now().getTime();
  const walk: Walk = { checked: 0, broken: [], brokenCount: 0, firstAt: null, headHash: null };
  for await (const rows of walkChanges(ctx.db)) {
    walk.firstAt ??= rows[0]?.at ?? null;
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      await checkRows(rows.slice(from, from + rowsAtOnce), walk);
      await othersTurn();
    }
  }
  return { ...walk, firstBroken: walk.broken[0] ?? null, tookMs: ctx.now().getTime() - startedMs };
}

async function checkRows(rows: Change[], walk: Walk): Promise<void> {
  for (const { hash, ...row } of rows) {
    const problem = problemOf({ ...row, hash }, await hashOfChange(row), walk.headHash ?? "");
    if (problem === null) walk.checked++;
    else if (++walk.brokenCount <= brokenRowsMax)
      walk.broken.push({ revision: String(row.revision), problem });
    // What follows is judged by what stands here now: one altered row is one finding, not one for each row behind it.
    walk.headHash = hash;
  }
}

function problemOf(row: Change, hash: string, previousHash: string): AuditProblem | null {
  if (row.hash !== hash) return "altered";
  return row.previousHash === previousHash ? null : "out-of-line";
}
