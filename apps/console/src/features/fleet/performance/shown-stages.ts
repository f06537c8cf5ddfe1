import type { BandStage } from "@meridian/contracts/measure";

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
