import type { TelemetryFrame } from "@meridian/contracts/wire";

/**
 * Names of the registered versions, as the relay last read them. Figures of any other version are kept nowhere: each name
 * costs memory and rows, and whoever makes names up fills both.
 */
export class KnownVersions {
  private names: ReadonlySet<string> | null = null;

  /** False until the relay has read them: nobody is to blame for a version that is not known yet. */
  get areRead(): boolean {
    return this.names !== null;
  }

  set(names: Iterable<string>): void {
    this.names = new Set(names);
  }

  /** The frame without figures of other versions; the frame itself where there are none. */
  keepKnown(frame: TelemetryFrame): TelemetryFrame {
    const isKnown = (version: string) => version === "" || this.names?.has(version) === true;
    const { histograms, bands = [] } = frame;
    const isWhole =
      histograms.every(({ version }) => isKnown(version)) && bands.every(([version]) => isKnown(version));
    if (isWhole) return frame;
    return {
      ...frame,
      histograms: histograms.filter(({ version }) => isKnown(version)),
      ...(frame.bands && { bands: bands.filter(([version]) => isKnown(version)) }),
    };
  }
}
