"use client";

import { useTranslations } from "next-intl";
import { z } from "zod";
import type { TesterOptions } from "@/client/query/trpc.ts";
import { Select } from "@/components/ui/select.tsx";

/** Which way a test goes; no node or version: the gateway and the node choose. */
export const Route = z.object({
  regionId: z.string(),
  nodeId: z.string().exactOptional(),
  version: z.string().exactOptional(),
});
export type Route = z.infer<typeof Route>;

/** The way chosen before, as far as it still exists; else the first region with a live gateway, else the first. */
export function routeOn({ regions, nodes, versions }: TesterOptions, chosen: Route | null): Route {
  if (chosen && regions.some(({ id }) => id === chosen.regionId)) {
    const { regionId, nodeId, version } = chosen;
    return {
      regionId,
      ...(nodeId !== undefined && nodes.some(({ id }) => id === nodeId) && { nodeId }),
      ...(version !== undefined && versions.some(({ name }) => name === version) && { version }),
    };
  }
  const region = regions.find(({ hasLiveGateway }) => hasLiveGateway) ?? regions[0];
  return { regionId: region?.id ?? "" };
}

type RouteSelectsProps = { options: TesterOptions; route: Route; onChange: (route: Route) => void };

/** A select cannot hold an empty value. */
const any = "any";

export function RouteSelects({ options, route, onChange }: RouteSelectsProps) {
  const t = useTranslations("tester");
  const { regionId, nodeId, version } = route;
  const regionNames = new Map(options.regions.map(({ id, name }) => [id, name]));
  const chosen = (value: string) => (value === any ? undefined : value);
  const change = (next: { regionId: string; nodeId?: string | undefined; version?: string | undefined }) => {
    onChange({
      regionId: next.regionId,
      ...(next.nodeId !== undefined && { nodeId: next.nodeId }),
      ...(next.version !== undefined && { version: next.version }),
    });
  };
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <Select
        label={t("region")}
        value={regionId}
        onChange={(value) => change({ ...route, regionId: value })}
        options={options.regions.map(({ id, name, hasLiveGateway }) => ({
          value: id,
          label: hasLiveGateway ? name : t("noGateway", { region: name }),
          isDisabled: !hasLiveGateway,
        }))}
      />
      <Select
        label={t("node")}
        value={nodeId ?? any}
        onChange={(value) => change({ ...route, nodeId: chosen(value) })}
        options={[
          { value: any, label: t("anyNode") },
          ...options.nodes.map((node) => {
            const name = `${node.name} · ${regionNames.get(node.regionId) ?? ""}`;
            const isLive = node.presence === "live";
            return {
              value: node.id,
              label: isLive ? name : t("nodeAway", { node: name }),
              isDisabled: !isLive,
            };
          }),
        ]}
      />
      <Select
        label={t("version")}
        value={version ?? any}
        onChange={(value) => change({ ...route, version: chosen(value) })}
        options={[
          { value: any, label: t("defaultVersion") },
          ...options.versions.map(({ name, digest }) => ({
            value: name,
            label: (
              <>
                {name} <code className="ml-1 font-mono text-xs text-muted">{digest.slice(0, 12)}</code>
              </>
            ),
          })),
        ]}
      />
    </div>
  );
}
