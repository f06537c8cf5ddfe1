import type { Weighed } from "@meridian/contracts/routing";
import { apportion } from "../shares/apportion.ts";

export type Movable = Weighed & { isLocked: boolean };

/** Below it a step of 1 is more than 1 %; above it a single target could not take everything. */
const totalMin = 100;
const totalMax = 1000;

/** The sum of the active weights, in which one of them is moved. */
export function movingTotal(targets: readonly Weighed[]): number {
  const total = sumOf(targets.filter(isActive));
  return total >= totalMin && total <= totalMax ? total : totalMax;
}

/** A weight in units of `movingTotal`. */
export function inMovingUnits(targets: readonly Weighed[], weight: number): number {
  const total = sumOf(targets.filter(isActive));
  return total > 0 ? Math.round((weight * movingTotal(targets)) / total) : 0;
}

/**
 * Sets one active weight (in units of `movingTotal`) and changes the other active, unlocked ones in proportion, so that
 * the sum stays. Nothing happens where no other could give or take.
 */
export function moveWeight<T extends Movable>(targets: readonly T[], id: string, weight: number): T[] {
  const active = scaled(targets.filter(isActive), movingTotal(targets));
  const moved = active.find((target) => target.id === id);
  const others = active.filter((target) => target.id !== id && !target.isLocked);
  if (!moved || moved.isLocked || others.length === 0) return [...targets];
  const room = moved.weight + sumOf(others);
  const next = Math.min(room, Math.max(0, Math.round(weight)));
  const rest = apportion(
    others.map((other) => other.weight),
    room - next,
  );
  const weights = new Map(active.map((target) => [target.id, target.weight]));
  weights.set(id, next);
  others.forEach((other, index) => weights.set(other.id, rest[index] ?? 0));
  return targets.map((target) => ({ ...target, weight: weights.get(target.id) ?? target.weight }));
}

/** A weight as typed, `90`, or as a share of the whole, `90%`; null for anything else. */
export function parseWeight(text: string, targets: readonly Weighed[]): number | null {
  const [, digits, percent] = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(text) ?? [];
  if (digits === undefined) return null;
  const total = movingTotal(targets);
  const weight = percent ? (Number(digits) * total) / 100 : Number(digits);
  return Math.round(Math.min(weight, total));
}

/** Whether a target's weight can be moved at all. */
export function canMove(targets: readonly Movable[], id: string): boolean {
  const free = targets.filter((target) => isActive(target) && !target.isLocked);
  return free.length > 1 && free.some((target) => target.id === id);
}

function scaled<T extends Weighed>(active: readonly T[], total: number): T[] {
  if (active.length === 0 || sumOf(active) === total) return [...active];
  const weights = apportion(
    active.map(({ weight }) => weight),
    total,
  );
  return active.map((target, index) => ({ ...target, weight: weights[index] ?? 0 }));
}

function isActive({ state }: Weighed): boolean {
  return state === "active";
}

function sumOf(targets: readonly Weighed[]): number {
  return targets.reduce((total, { weight }) => total + weight, 0);
}
