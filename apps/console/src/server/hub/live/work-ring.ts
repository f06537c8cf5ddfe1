import { decode, encode } from "@msgpack/msgpack";
import { breakdownByVersion, performanceMinutesMax, type StageBand } from "@meridian/contracts/measure";
import { batchRowsBounds, type GpuReading, type TelemetryFrame } from "@meridian/contracts/wire";

const minuteMs = 60_000;
const noRows: number[] = batchRowsBounds.map(() => 0);

/** Batches by `batchRowsBounds`. */
type Work = { bands: StageBand[]; batchRows: number[] };
type Minute = { minute: number; work: Work };

/** What a node did in each minute of the last hour. Only the newest is held unpacked: a node's hour is some 40 KB. */
export class WorkRing {
  private newest: Minute | null = null;
  private readonly packed: { minute: number; bytes: Uint8Array }[] = [];
  private gpus: readonly GpuReading[] = [];
  private previous: TelemetryFrame | null = null;

  /** Batches are counted from the first frame on that this console saw of the agent. */
  record(frame: TelemetryFrame, nowMs: number): void {
    const { bands = [], batchRows, gpus } = frame;
    const { work } = this.open(Math.floor(nowMs / minuteMs));
    const isSameProcess = this.previous?.bootId === frame.bootId;
    const before = isSameProcess ? this.previous?.batchRows : noRows;
    work.bands.push(...bands);
    if (this.previous && batchRows) {
      work.batchRows = work.batchRows.map((count, i) => count + at(batchRows, i) - at(before, i));
    }
    // A reading is valid until the next; a restarted process may have no GPU.
    this.gpus = gpus ?? (isSameProcess ? this.gpus : []);
    this.previous = frame;
  }

  /** The last minutes, the running one included. A version and bucket may stand there more than once. */
  over(minutes: number, nowMs: number): Work & { gpus: readonly GpuReading[] } {
    const isInside = ({ minute }: { minute: number }) => minute > Math.floor(nowMs / minuteMs) - minutes;
    const works = this.packed.filter(isInside).map(({ bytes }) => decode(bytes) as Work);
    if (this.newest && isInside(this.newest)) works.push(this.newest.work);
    return {
      bands: works.flatMap(({ bands }) => bands),
      batchRows: noRows.map((_, i) => works.reduce((sum, { batchRows }) => sum + at(batchRows, i), 0)),
      gpus: this.gpus,
    };
  }

  /** Drops the minutes after that of `nowMs`: a clock that was set back left them in the future. */
  forgetAfter(nowMs: number): void {
    const minute = Math.floor(nowMs / minuteMs);
    while ((this.packed.at(-1)?.minute ?? 0) > minute) this.packed.pop();
    if (this.newest && this.newest.minute > minute) this.newest = null;
  }

  private open(minute: number): Minute {
    if (this.newest && this.newest.minute >= minute) return this.newest;
    if (this.newest) this.pack(this.newest);
    this.newest = { minute, work: { bands: [], batchRows: noRows } };
    return this.newest;
  }

  private pack({ minute, work }: Minute): void {
    const bands = [...breakdownByVersion(work.bands)].flatMap(([version, merged]) => merged.take(version));
    this.packed.push({ minute, bytes: encode({ ...work, bands }) });
    if (this.packed.length >= performanceMinutesMax) this.packed.shift();
  }
}

function at(rows: readonly number[] | undefined, index: number): number {
  return rows?.[index] ?? 0;
}
