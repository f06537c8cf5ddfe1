"use client";

import type { RegionEntry } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ArchiveRegion, EditRegion, NewRegion } from "./region-dialogs.tsx";
import { RegionTable } from "./region-table.tsx";
import { SettingsEmpty } from "../settings-empty.tsx";
import { SettingsHead } from "../settings-head.tsx";
import { SettingsSkeleton } from "../settings-skeleton.tsx";
import { useAdminReason } from "../use-admin-reason.ts";

type Open = { what: "new" } | { what: "edit" | "archive"; region: RegionEntry };

export function RegionSettings({ role }: { role: UserRole }) {
  const t = useTranslations("settings.regions");
  const trpc = useTRPC();
  const { data: regions, error, refetch } = useQuery(trpc.region.list.queryOptions());
  const [open, setOpen] = useState<Open | null>(null);
  const readOnlyReason = useAdminReason(role);
  useRefetchOnChange(trpc.region.pathFilter());
  const close = () => setOpen(null);
  const addButton = (
    <Button look="primary" onClick={() => setOpen({ what: "new" })} disabledReason={readOnlyReason}>
      <Plus size={14} aria-hidden />
      {t("add")}
    </Button>
  );
  const isEmpty = regions?.length === 0;
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} action={!isEmpty && addButton} />
      {isEmpty ? (
        <SettingsEmpty title={t("empty.title")} purpose={t("empty.purpose")}>
          {addButton}
        </SettingsEmpty>
      ) : regions ? (
        <RegionTable
          regions={regions}
          readOnlyReason={readOnlyReason}
          onEdit={(region) => setOpen({ what: "edit", region })}
          onArchive={(region) => setOpen({ what: "archive", region })}
        />
      ) : error ? (
        <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={refetch} />
      ) : (
        <SettingsSkeleton />
      )}
      {open?.what === "new" && (
        <NewRegion taken={new Set(regions?.map(({ name }) => name))} onClose={close} />
      )}
      {open?.what === "edit" && <EditRegion region={open.region} onClose={close} />}
      {open?.what === "archive" && <ArchiveRegion region={open.region} onClose={close} />}
    </>
  );
}
