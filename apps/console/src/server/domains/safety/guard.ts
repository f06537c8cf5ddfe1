import type { SafetyBreach, SafetyRules } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { nextRevision, type Tx } from "@meridian/db";
import type { ServiceContext } from "../context.ts";
import { appendChange } from "../audit/index.ts";
import { isExpired, loadSafety, safetySubject, type SafetyState } from "./state.ts";

/** Whether an operator froze changes; then automation waits as well. */
export async function isFrozen(db: Pick<Tx, "setting">): Promise<boolean> {
  return (await loadSafety(db)).freeze !== null;
}

type BreachesUnder = (rules: SafetyRules) => Promise<SafetyBreach[]> | SafetyBreach[];

/** The first rule that a change would break, the freeze first; null when it breaks none. */
export async function findBreach(tx: Tx, breaches?: BreachesUnder): Promise<SafetyBreach | null> {
  const [first] = await breachesOf(await loadSafety(tx), breaches);
  return first ?? null;
}

/**
 * Runs a change that must keep the safety rules: `breaches` tells which of them it would break, beside the freeze.
 * Throws REFUSED_BY_RULE with rule, value and limit, unless the caller has break-glass: then every broken rule is
 * recorded after the change, with its revision. A change that is only tried is told them instead.
 */
export async function keepingRules(
  tx: Tx,
  ctx: ServiceContext,
  change: {
    revision: bigint;
    breaches?: BreachesUnder;
    apply: () => Promise<void>;
  },
): Promise<void> {
  const state = await loadSafety(tx);
  const broken = await breachesOf(state, change.breaches);
  const [first] = broken;
  if (ctx.trial) Object.assign(ctx.trial, { breaks: broken, hasBreakGlass: hasBreakGlass(state, ctx) });
  else if (first && !hasBreakGlass(state, ctx)) throw refusal(first, state);
  await change.apply();
  if (first && !ctx.trial) await recordOverride(tx, ctx, change.revision, broken);
}

async function breachesOf({ freeze, rules }: SafetyState, breaches?: BreachesUnder): Promise<SafetyBreach[]> {
  return [...(freeze ? [frozen] : []), ...((await breaches?.(rules)) ?? [])];
}

const frozen: SafetyBreach = { rule: "not-frozen", value: 1, limit: 0 };

function hasBreakGlass({ breakGlass }: SafetyState, { actor, now }: ServiceContext): boolean {
  return breakGlass !== null && !isExpired(breakGlass, now()) && breakGlass.actor.id === actor.id;
}

async function recordOverride(tx: Tx, ctx: ServiceContext, of: bigint, broken: SafetyBreach[]) {
  // Idempotency keys are unique among change rows, and the change itself has it.
  const { idempotencyKey: _key, ...rest } = ctx;
  await appendChange(tx, rest, {
    revision: await nextRevision(tx),
    kind: "safety.overridden",
    subject: safetySubject,
    after: { revision: of, broken },
  });
}

function refusal(breach: SafetyBreach, { freeze }: SafetyState): AppError {
  const { rule, limit } = breach;
  const value = Math.round(breach.value * 10) / 10;
  const message = {
    "not-frozen": `Changes are frozen: ${freeze?.reason}. Thaw them, or use break-glass.`,
    "active-regions-min": `Safety rule: an origin keeps at least ${limit} active regions; this would leave ${value}. Keep another one active, or use break-glass.`,
    "healthy-nodes-min": `Safety rule: at least ${limit} healthy nodes stay; this would leave ${value}. Wait until others are ready, or use break-glass.`,
    "shift-points-max": `Safety rule: one change moves at most ${limit} points; this moves ${value}. Go in smaller steps, or use break-glass.`,
  }[rule];
  return new AppError("REFUSED_BY_RULE", message, {
    details: { rule, value, limit, ...(rule === "not-frozen" && { reason: freeze?.reason }) },
  });
}
