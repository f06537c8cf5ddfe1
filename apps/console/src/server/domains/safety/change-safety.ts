import type {
  BreakGlassInput,
  ChangeKind,
  SafetySwitchInput,
  SafetyView,
  SetSafetyRulesInput,
} from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { mayRestOn } from "@meridian/contracts/ids";
import { inTransaction, lockRevision, nextRevision, type Tx } from "@meridian/db";
import type { ServiceContext, Verb } from "../context.ts";
import { appendChange, findActorNames } from "../audit/index.ts";
import { getSafety } from "./get-safety.ts";
import {
  isExpired,
  loadSafety,
  safetyRevision,
  safetySubject,
  saveSafety,
  type SafetyState,
} from "./state.ts";

const minuteMs = 60_000;

/** Throws CONFLICT when rules or switches changed since `baseRevision`. */
export function setSafetyRules({ ctx, input }: Verb<SetSafetyRulesInput>): Promise<SafetyView> {
  const { baseRevision, reason, ...rules } = input;
  return change(ctx, { kind: "safety.rules-set", reason }, async (state, tx, current) => {
    if (!mayRestOn(baseRevision, current)) throw await conflict(tx, current);
    return { ...state, rules };
  });
}

/** Until the thaw, traffic and rollouts stay as they are. Frozen already, they stay so for the reason given first. */
export function freezeChanges({ ctx, input: { reason } }: Verb<SafetySwitchInput>): Promise<SafetyView> {
  return change(ctx, { kind: "safety.frozen", reason }, (state) => {
    return state.freeze ? null : { ...state, freeze: { ...by(ctx), reason } };
  });
}

export function thawChanges({ ctx, input: { reason } }: Verb<SafetySwitchInput>): Promise<SafetyView> {
  return change(ctx, { kind: "safety.thawed", reason }, (state) => {
    return state.freeze && { ...state, freeze: null };
  });
}

/** Exempts the caller from the rules for some minutes; every broken rule is recorded. One person at a time. */
export function openBreakGlass({ ctx, input }: Verb<BreakGlassInput>): Promise<SafetyView> {
  const { minutes, reason } = input;
  return change(ctx, { kind: "safety.break-glass-opened", reason }, (state) => {
    if (state.breakGlass && !isExpired(state.breakGlass, ctx.now())) refuse("Break-glass is on already.");
    const expiresAt = new Date(ctx.now().getTime() + minutes * minuteMs);
    return { ...state, breakGlass: { ...by(ctx), reason, expiresAt } };
  });
}

export function closeBreakGlass({ ctx, input: { reason } }: Verb<SafetySwitchInput>): Promise<SafetyView> {
  return change(ctx, { kind: "safety.break-glass-closed", reason }, (state) => {
    const isOn = state.breakGlass && !isExpired(state.breakGlass, ctx.now());
    return isOn ? { ...state, breakGlass: null } : null;
  });
}

/** Null: it is like that already, and nothing is written. */
type Next = (state: SafetyState, tx: Tx, current: bigint) => SafetyState | null | Promise<SafetyState | null>;

async function change(
  ctx: ServiceContext,
  { kind, reason }: { kind: ChangeKind; reason: string },
  next: Next,
): Promise<SafetyView> {
  await inTransaction(ctx.db, async (tx) => {
    await lockRevision(tx);
    const before = await loadSafety(tx);
    const after = await next(before, tx, await safetyRevision(tx));
    if (after === null) return;
    const revision = await nextRevision(tx);
    await saveSafety(tx, after);
    const entry = { revision, kind, subject: safetySubject, before, after, reason };
    await appendChange(tx, ctx, entry);
  });
  ctx.changes.wake();
  return getSafety({ ctx });
}

function by({ actor: { type, id }, now }: ServiceContext) {
  return { actor: { type, id }, since: now() };
}

function refuse(message: string): never {
  throw new AppError("REFUSED_BY_RULE", message, { details: { rule: "safety-switch" } });
}

async function conflict(tx: Tx, revision: bigint): Promise<AppError> {
  const row = await tx.change.findUnique({ where: { revision } });
  const name = row ? (await findActorNames(tx, [row]))(row) : "Somebody";
  return new AppError("CONFLICT", `${name} changed this meanwhile.`, {
    details: { revision: String(revision), by: name },
  });
}
