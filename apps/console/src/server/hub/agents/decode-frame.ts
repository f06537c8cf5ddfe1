import { decode } from "@msgpack/msgpack";
import { Histogram } from "@meridian/contracts/measure";
import { TelemetryFrame } from "@meridian/contracts/wire";

/** Reads a telemetry frame. Throws before anything is counted when any part of it is malformed. */
export function decodeFrame(message: unknown): TelemetryFrame {
  if (!(message instanceof Uint8Array)) throw new TypeError("expected bytes");
  const frame = TelemetryFrame.parse(decode(message));
  const scratch = new Histogram();
  for (const { sparse, sumMs } of frame.histograms) scratch.mergeSparse(sparse, sumMs);
  return frame;
}
