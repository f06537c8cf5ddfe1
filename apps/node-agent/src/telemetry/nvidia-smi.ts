import { GpuReading } from "@meridian/contracts/wire";
import { z } from "zod";

/** The name comes last: it may hold commas, and nothing is quoted. */
const fields = "index,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw,name";
export const gpuQuery = [`--query-gpu=${fields}`, "--format=csv,noheader,nounits"];

const separator = ", ";
/** `[N/A]`, `[Not Supported]`, `[GPU requires reset]` … stand where the driver has no figure. */
const Figure = z
  .string()
  .transform((text) => (/^\[.*\]$|^N\/A$/.test(text) ? null : text))
  .pipe(
    z.union([
      z.null(),
      z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .transform((text) => Math.round(Number(text))),
    ]),
  );
const Row = z.tuple([Figure, Figure, Figure, Figure, Figure, Figure, z.string().min(1)]);

/** What `nvidia-smi` answers to `gpuQuery`, a reading a line. Throws when it is something else. */
export function parseGpuReadings(output: string): GpuReading[] {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const parts = line.trim().split(separator);
    const row = [...parts.slice(0, 6), parts.slice(6).join(separator)];
    const [index, use, memoryUsed, memoryTotal, temperature, power, name] = Row.parse(row);
    return GpuReading.parse([index, name.slice(0, 64), use, memoryUsed, memoryTotal, temperature, power]);
  });
}
