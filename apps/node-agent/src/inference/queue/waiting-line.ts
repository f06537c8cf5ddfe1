import { paddedLength } from "@meridian/model";
import type { Ticket } from "./ticket.ts";

/** Tickets of one priority, the earliest deadline first. A ticket must not change its deadline while it stands here. */
export class WaitingLine<Row> {
  private readonly tickets: Ticket<Row>[] = [];
  private tokenCount = 0;

  get length(): number {
    return this.tickets.length;
  }

  /** Tokens of all, each padded for itself. */
  get tokens(): number {
    return this.tokenCount;
  }

  add(ticket: Ticket<Row>): void {
    this.tickets.splice(this.placeOf(ticket), 0, ticket);
    this.tokenCount += paddedLength(ticket.ids.length);
  }

  /** False when it does not stand here. */
  remove(ticket: Ticket<Row>): boolean {
    const place = this.placeOf(ticket);
    if (this.tickets[place] !== ticket) return false;
    this.tickets.splice(place, 1);
    this.tokenCount -= paddedLength(ticket.ids.length);
    return true;
  }

  /** Takes the first `count` out. */
  takeFirst(count: number): Ticket<Row>[] {
    const taken = this.tickets.splice(0, count);
    for (const { ids } of taken) this.tokenCount -= paddedLength(ids.length);
    return taken;
  }

  /** Puts back, in their order, tickets that were taken from the front. */
  putBack(tickets: readonly Ticket<Row>[]): void {
    this.tickets.unshift(...tickets);
    for (const { ids } of tickets) this.tokenCount += paddedLength(ids.length);
  }

  /** Index of a ticket, or where it would stand. */
  private placeOf({ dueAt, order }: Ticket<Row>): number {
    let low = 0;
    let high = this.tickets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.tickets[middle];
      const isBefore =
        other !== undefined && (other.dueAt < dueAt || (other.dueAt === dueAt && other.order < order));
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
