import type { DryRunReport, TrafficForecast } from "@meridian/contracts/api";
import type { AppError } from "@meridian/contracts/errors";
import { type Db, inTransaction, type Tx } from "@meridian/db";
import type { ServiceContext, Trial } from "./context.ts";

/** What a change answers: a report as well, when it was tried. */
type Tried<View> = View & { dryRun?: DryRunReport | undefined };

type Change<Context, Done, View> = {
  isDryRun: boolean;
  /** Makes the change, within a transaction. */
  make: (tx: Tx, ctx: Context) => Promise<Done>;
  /** What the caller is answered: after the commit, or of a dry run before everything is rolled back. */
  show: (ctx: Context, done: Done) => Promise<View>;
  /** Of a change of traffic, asked before and after it. */
  foresee?: (ctx: Context) => Promise<(tried: Context) => Promise<TrafficForecast>>;
};

/**
 * Makes a change in one transaction. Of a dry run everything is done and then rolled back, so that it answers by the same rules:
 * those of safety are noted instead of refusing, any other refusal is thrown as it would be.
 */
export async function makeChange<Context extends ServiceContext, Done, View extends object>(
  ctx: Context,
  { isDryRun, make, show, foresee }: Change<Context, Done, View>,
): Promise<Tried<View>> {
  if (!isDryRun) {
    const done = await inTransaction(ctx.db, (tx) => make(tx, ctx));
    ctx.changes.wake();
    return show(ctx, done);
  }
  const forecast = await foresee?.(ctx);
  let answer: Tried<View> | undefined;
  const rolledBack = new Error("tried, and rolled back");
  const attempt = inTransaction(ctx.db, async (tx) => {
    const trial: Trial = { breaks: [], hasBreakGlass: false, changes: [] };
    // Views read through the transaction, which sees the change; none of them opens one of its own.
    const tried = { ...ctx, db: tx as unknown as Db, trial };
    const done = await make(tx, tried);
    const shown = await show(tried, done);
    answer = { ...shown, dryRun: reportOf(tried, forecast ? await forecast(tried) : null) };
    throw rolledBack;
  });
  await attempt.catch((error: unknown) => {
    if (error !== rolledBack) throw error;
  });
  if (answer) return answer;
  throw new Error("A dry run ended without an answer.");
}

type Tryer = { trial: Trial; refusal?: AppError };

function reportOf({ trial, refusal }: Tryer, forecast: TrafficForecast | null): DryRunReport {
  const keepsRules = trial.breaks.length === 0 || trial.hasBreakGlass;
  const mayNot = refusal ? { message: refusal.message, details: refusal.details ?? {} } : null;
  return { isAllowed: keepsRules && mayNot === null, refusal: mayNot, ...trial, forecast };
}
