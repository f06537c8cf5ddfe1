import type { ReactNode } from "react";
import { durationFigure } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";

/** A live figure under its name. */
export function Vital({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-base font-medium">{children}</dd>
    </div>
  );
}

type Latency = { p50Ms: number | null; p95Ms: number | null; p99Ms: number | null };

export function LatencyVitals({ live }: { live: Latency | null }) {
  return (
    <>
      <Vital name="p50">
        <FigureValue value={live?.p50Ms} as={durationFigure} />
      </Vital>
      <Vital name="p95">
        <FigureValue value={live?.p95Ms} as={durationFigure} />
      </Vital>
      <Vital name="p99">
        <FigureValue value={live?.p99Ms} as={durationFigure} />
      </Vital>
    </>
  );
}
