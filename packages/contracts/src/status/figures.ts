import type { AgentLive, OriginLive, RegionLive } from "../wire/index.ts";

/** What is judged by; null: nothing is known. */
export type Figures = {
  agent: (id: string) => Pick<AgentLive, "presence"> | null;
  region: (id: string) => Omit<RegionLive, "id"> | null;
  origin: (id: string) => Pick<OriginLive, "faults" | "picks"> | null;
};
