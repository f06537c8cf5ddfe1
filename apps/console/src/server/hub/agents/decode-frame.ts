import { decode } from "@msgpack/msgpack";
import { Histogram } from "@meridian/contracts/measure";
import { TelemetryFrame } from "@meridian/contracts/wire";

/** Reads a telemetry frame. Throws when it is not one, so that nothing of a bad frame is ever counted. */
export function decodeFrame(message: unknown): TelemetryFrame {
  if (!(message instanceof Uint8Array)) throw new TypeError("expected bytes");
  const frame = TelemetryFrame.parse(decode(message));
  const scratch = new Histogram();
  for (const { sparse, sumMs } of frame.histograms) scratch.mergeSparse(sparse, sumMs);
  return frame;
}
