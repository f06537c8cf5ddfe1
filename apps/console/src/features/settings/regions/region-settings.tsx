"use client";

import type { RegionEntry } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useMay } from "@/client/session.tsx";
import { EmptyState } from "@/components/page-state/empty-state.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ArchiveRegion, EditRegion, NewRegion } from "./region-dialogs.tsx";
import { RegionTable } from "./region-table.tsx";
import { SettingsHead } from "../settings-head.tsx";

type Open = { what: "new" } | { what: "edit" | "archive"; region: RegionEntry };

export function RegionSettings() {
  const t = useTranslations("settings.regions");
  const trpc = useTRPC();
  const { data: regions, error, refetch } = useQuery(trpc.region.list.queryOptions());
  const [open, setOpen] = useState<Open | null>(null);
  const mayNot = useMay("admin", "fleet");
  useRefetchOnChange(trpc.region.pathFilter());
  const close = () => setOpen(null);
  const addButton = (
    <Button look="primary" onClick={() => setOpen({ what: "new" })} disabledReason={mayNot}>
      <Plus size={14} aria-hidden />
      {t("add")}
    </Button>
  );
  const isEmpty = regions?.length === 0;
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} action={!isEmpty && addButton} />
      {isEmpty ? (
        <EmptyState title={t("empty.title")} purpose={t("empty.purpose")}>
          {addButton}
        </EmptyState>
      ) : regions ? (
        <RegionTable
          regions={regions}
          onEdit={(region) => setOpen({ what: "edit", region })}
          onArchive={(region) => setOpen({ what: "archive", region })}
        />
      ) : (
        <Pending failed={t("failed")} error={error} onRetry={refetch} />
      )}
      {open?.what === "new" && (
        <NewRegion taken={new Set(regions?.map(({ name }) => name))} onClose={close} />
      )}
      {open?.what === "edit" && <EditRegion region={open.region} onClose={close} />}
      {open?.what === "archive" && <ArchiveRegion region={open.region} onClose={close} />}
    </>
  );
}
