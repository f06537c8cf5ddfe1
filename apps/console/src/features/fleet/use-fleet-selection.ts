"use client";

import { useUrlSelection } from "@/client/use-url-selection.ts";

export type Selection = { kind: "agent" | "region"; id: string };

const urlNames = ["agent", "region"] as const;

/** Which agent or region is open over the page. */
export function useFleetSelection(): [Selection | null, (selection: Selection | null) => void] {
  const [{ agent, region }, select] = useUrlSelection(urlNames);
  const selection: Selection | null =
    agent !== null ? { kind: "agent", id: agent } : region !== null ? { kind: "region", id: region } : null;
  return [selection, (next) => select(next ? { [next.kind]: next.id } : {})];
}

export function selectionHref({ kind, id }: Selection): string {
  return `/fleet?${new URLSearchParams({ [kind]: id })}`;
}
