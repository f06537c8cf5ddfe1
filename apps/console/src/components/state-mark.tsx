import clsx from "clsx";
import type { ShownState } from "@meridian/contracts/fleet";
import type { ReactNode } from "react";

const colours: Record<ShownState, string> = {
  ready: "text-ready",
  degraded: "text-degraded",
  failing: "text-failing",
  stale: "text-quiet",
  offline: "text-quiet",
  never: "text-quiet",
  draining: "text-draining",
  standby: "text-quiet",
  cordoned: "text-quiet",
  loading: "text-loading",
  unproven: "text-loading",
};

const ring = { fill: "none", stroke: "currentColor", strokeWidth: 1.5 } as const;
const dashed = <circle cx={6} cy={6} r={4.25} {...ring} strokeDasharray="2 1.7" />;
const shapes: Record<ShownState, ReactNode> = {
  ready: <circle cx={6} cy={6} r={4.5} fill="currentColor" />,
  degraded: (
    <>
      <circle cx={6} cy={6} r={4.25} {...ring} />
      <path d="M6 1.75a4.25 4.25 0 0 1 0 8.5z" fill="currentColor" />
    </>
  ),
  failing: <path d="M6 1 11.3 10.5H.7z" fill="currentColor" />,
  stale: dashed,
  offline: dashed,
  never: dashed,
  draining: <path d="M2.5 1.8 10 6l-7.5 4.2z" {...ring} strokeLinejoin="round" />,
  standby: <circle cx={6} cy={6} r={4.25} {...ring} />,
  cordoned: <rect x={1.75} y={1.75} width={8.5} height={8.5} rx={1} fill="currentColor" />,
  loading: <path d="M6 .9 11.1 6 6 11.1.9 6z" {...ring} strokeLinejoin="round" />,
  unproven: <path d="M6 .9 11.1 6 6 11.1.9 6z" {...ring} strokeDasharray="2 1.7" />,
};

type StateMarkProps = { state: ShownState; className?: string };

/** State as shape and colour; the word stands beside it. */
export function StateMark({ state, className }: StateMarkProps) {
  return (
    <svg
      aria-hidden
      data-of-now
      width={12}
      height={12}
      viewBox="0 0 12 12"
      className={clsx("shrink-0", colours[state], className)}
    >
      {shapes[state]}
    </svg>
  );
}
