import type { Weighed } from "@meridian/contracts/routing";
import { parseWhole } from "@/client/format/number-text.ts";
import { apportion } from "../shares/shares.ts";

export type Movable = Weighed & { isLocked: boolean };

/** Below it a step of 1 is more than 1 %; above it a single member could not take everything. */
const totalMin = 100;
const totalMax = 1000;

/** The sum of the active weights, in which one of them is moved. */
export function movingTotal(members: readonly Weighed[]): number {
  const total = sumOf(members.filter(isActive));
  return total >= totalMin && total <= totalMax ? total : totalMax;
}

/** A weight in units of `movingTotal`. */
export function inMovingUnits(members: readonly Weighed[], weight: number): number {
  const total = sumOf(members.filter(isActive));
  return total > 0 ? Math.round((weight * movingTotal(members)) / total) : 0;
}

/**
 * Sets one active weight (in units of `movingTotal`) and changes the other active, unlocked ones in proportion, so that
 * the sum stays. Nothing happens where no other could give or take.
 */
export function moveWeight<T extends Movable>(members: readonly T[], id: string, weight: number): T[] {
  const active = scaled(members.filter(isActive), movingTotal(members));
  const moved = active.find((member) => member.id === id);
  const others = active.filter((member) => member.id !== id && !member.isLocked);
  if (!moved || moved.isLocked || others.length === 0) return [...members];
  const room = moved.weight + sumOf(others);
  const next = Math.min(room, Math.max(0, Math.round(weight)));
  const rest = apportion(
    others.map((other) => other.weight),
    room - next,
  );
  const weights = new Map(active.map((member) => [member.id, member.weight]));
  weights.set(id, next);
  others.forEach((other, index) => weights.set(other.id, rest[index] ?? 0));
  return members.map((member) => ({ ...member, weight: weights.get(member.id) ?? member.weight }));
}

/** How far a weight can be moved up, in units of `movingTotal`: what is locked stays. */
export function roomOf(members: readonly Movable[], id: string): number {
  const active = scaled(members.filter(isActive), movingTotal(members));
  return sumOf(active.filter((member) => member.id === id || !member.isLocked));
}

/** A weight as typed, `90`, or as a share of the whole, `12.5%`; null for anything else. May be out of range. */
export function parseWeight(text: string, members: readonly Weighed[]): number | null {
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.normalize("NFKC").trim())?.[1];
  return share === undefined ? parseWhole(text) : (Number(share) * movingTotal(members)) / 100;
}

/** Whether a member's weight can be moved at all. */
export function canMove(members: readonly Movable[], id: string): boolean {
  const free = members.filter((member) => isActive(member) && !member.isLocked);
  return free.length > 1 && free.some((member) => member.id === id);
}

function scaled<T extends Weighed>(active: readonly T[], total: number): T[] {
  if (active.length === 0 || sumOf(active) === total) return [...active];
  const weights = apportion(
    active.map(({ weight }) => weight),
    total,
  );
  return active.map((member, index) => ({ ...member, weight: weights[index] ?? 0 }));
}

function isActive({ state }: Weighed): boolean {
  return state === "active";
}

function sumOf(members: readonly Weighed[]): number {
  return members.reduce((total, { weight }) => total + weight, 0);
}
