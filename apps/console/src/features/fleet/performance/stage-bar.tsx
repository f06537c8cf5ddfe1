import type { BandStage, StageMean } from "@meridian/contracts/measure";
import clsx from "clsx";

/** A node's stages in the order in which a request passes them; null: hatched, as what nothing explains. */
export const shownStages: readonly { stage: BandStage; colour: string | null }[] = [
  { stage: "accept", colour: "var(--stage-network)" },
  { stage: "tokenise", colour: "var(--stage-tokenise)" },
  { stage: "queue", colour: "var(--stage-queue)" },
  { stage: "run", colour: "var(--stage-run)" },
  { stage: "decode", colour: "var(--stage-decode)" },
  { stage: "serialise", colour: "var(--stage-network)" },
  { stage: "remainder", colour: null },
];

/** A mean request's time, stage after stage; bars of one scale compare. The figures stand in a table beside it. */
export function StageBar({ mean, scaleMs }: { mean: StageMean; scaleMs: number }) {
  return (
    <div
      aria-hidden
      className="flex h-3 overflow-hidden rounded-[2px]"
      style={{ width: `${(mean.totalMs / Math.max(scaleMs, Number.MIN_VALUE)) * 100}%` }}
    >
      {shownStages.map(({ stage, colour }) => (
        <StageFill key={stage} colour={colour} share={mean.stagesMs[stage] / mean.totalMs} />
      ))}
    </div>
  );
}

function StageFill({ colour, share }: { colour: string | null; share: number }) {
  const width = `${share * 100}%`;
  return (
    <div
      className={clsx(colour === null && "hatched")}
      style={{ width, ...(colour && { background: colour }) }}
    />
  );
}

export function StageSwatch({ colour }: { colour: string | null }) {
  return (
    <span
      aria-hidden
      className={clsx("mr-2 inline-block size-2 rounded-[2px]", colour === null && "hatched")}
      style={colour === null ? {} : { background: colour }}
    />
  );
}
