"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";

type RegionLimitProps = {
  label: string;
  hint: string;
  /** Regions by id; none: all. */
  value: readonly string[];
  onChange: (regionIds: string[]) => void;
};

/** The regions that a role or a token is limited to; none chosen: all. */
export function RegionLimit({ label, hint, value, onChange }: RegionLimitProps) {
  const { data: regions = [] } = useQuery(useTRPC().region.list.queryOptions());
  // One that was archived can still be taken out.
  const gone = value.filter((id) => !regions.some((region) => region.id === id));
  const shown = [...regions, ...gone.map((id) => ({ id, name: id }))];
  if (shown.length === 0) return null;
  return (
    <fieldset>
      <legend className="mb-1 text-xs text-muted">{label}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2 rounded-md border border-line-control px-3 py-2">
        {shown.map(({ id, name }) => (
          <label key={id} className="inline-flex items-center gap-2">
            <input
              type="checkbox"
              checked={value.includes(id)}
              onChange={({ target }) =>
                onChange(target.checked ? [...value, id] : value.filter((one) => one !== id))
              }
              className="size-4 accent-(--color-accent)"
            />
            {name}
          </label>
        ))}
      </div>
      <p className="mt-1 text-xs text-muted">{hint}</p>
    </fieldset>
  );
}

/** Names of regions as a list, "" until they are known; one that was archived keeps its id. */
export function useRegionNames(): (regionIds: readonly string[]) => string {
  const { data: regions } = useQuery(useTRPC().region.list.queryOptions());
  const format = useFormatter();
  const nameOf = (id: string) => regions?.find((region) => region.id === id)?.name ?? id;
  return (regionIds) => (regions ? format.list(regionIds.map(nameOf)) : "");
}
