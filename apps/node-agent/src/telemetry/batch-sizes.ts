import { batchRowsBounds } from "@meridian/contracts/wire";

/** How many sequences ran together, since start. */
export class BatchSizes {
  /** Batches by `batchRowsBounds`, each in one of them. */
  readonly counts: number[] = batchRowsBounds.map(() => 0);
  batches = 0;
  rows = 0;

  record(rows: number): void {
    const bound = batchRowsBounds.findIndex((most) => rows <= most);
    const index = bound < 0 ? batchRowsBounds.length - 1 : bound;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.batches++;
    this.rows += rows;
  }
}
