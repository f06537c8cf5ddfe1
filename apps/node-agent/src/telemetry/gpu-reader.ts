import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { GpuReading } from "@meridian/contracts/wire";
import type { Logger } from "pino";
import { gpuQuery, parseGpuReadings } from "./nvidia-smi.ts";

const readEveryMs = 10_000;
/** Limit of the exponential backoff while nvidia-smi fails or hangs. */
const readEveryMsMax = 600_000;
const timeoutMsDefault = 5000;
const outputBytesMax = 65_536;

export type GpuReaderOptions = {
  logger: Logger;
  command?: string;
  timeoutMs?: number;
  everyMs?: number;
};

/** The machine's GPUs as `nvidia-smi` tells of them while started; none where there is no such command. */
export class GpuReader {
  private readings: readonly GpuReading[] = [];
  private isNews = false;
  private failures = 0;
  private readonly stopped = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: GpuReaderOptions) {}

  start(): void {
    void this.read(this.stopped.signal);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.stopped.abort();
  }

  get latest(): readonly GpuReading[] {
    return this.readings;
  }

  /** The latest reading; undefined when it was taken before. */
  take(): GpuReading[] | undefined {
    if (!this.isNews) return undefined;
    this.isNews = false;
    return [...this.readings];
  }

  /** One child process at a time: the next starts after this one ended. */
  private async read(signal: AbortSignal): Promise<void> {
    try {
      this.learn(parseGpuReadings(await this.ask(signal)));
      this.failures = 0;
    } catch (error) {
      if (!signal.aborted) this.onFailure(error);
    }
    if (signal.aborted) return;
    const waitMs = (this.options.everyMs ?? readEveryMs) * 2 ** this.failures;
    this.timer = setTimeout(() => void this.read(signal), Math.min(readEveryMsMax, waitMs));
  }

  private async ask(signal: AbortSignal): Promise<string> {
    const { command = "nvidia-smi", timeoutMs = timeoutMsDefault } = this.options;
    const limits = { timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: outputBytesMax } as const;
    return (await promisify(execFile)(command, gpuQuery, { ...limits, signal })).stdout;
  }

  private learn(readings: readonly GpuReading[]): void {
    this.isNews = readings.length > 0 || this.readings.length > 0;
    this.readings = readings;
  }

  /** Most machines have no nvidia-smi: that is not worth a warning. */
  private onFailure(error: unknown): void {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isAbsent && this.failures === 0) this.options.logger.warn({ err: error }, "GPUs cannot be read");
    this.failures = Math.min(this.failures + 1, 30);
    this.learn([]);
  }
}
