"use client";

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
import { SettingsHead } from "../settings-head.tsx";
import { ClientAccess } from "./client-access.tsx";
import { CreateKey } from "./create-key.tsx";
import { KeyTable } from "./key-table.tsx";

/** Uses are counted once a minute at most; nobody waits for them. */
const refetchEveryMs = 15_000;

/** API keys of clients of gateways, and whether gateways ask for them. */
export function KeySettings() {
  const t = useTranslations("settings.keys");
  const trpc = useTRPC();
  const {
    data: keys,
    error,
    refetch,
  } = useQuery({ ...trpc.apiKey.list.queryOptions(), refetchInterval: refetchEveryMs });
  const access = useQuery({ ...trpc.apiKey.access.queryOptions(), refetchInterval: refetchEveryMs });
  const [isCreating, setIsCreating] = useState(false);
  useRefetchOnChange(trpc.apiKey.pathFilter());
  const create = (
    <Button look="primary" onClick={() => setIsCreating(true)} disabledReason={useMay("admin", "fleet")}>
      <Plus size={14} aria-hidden />
      {t("create")}
    </Button>
  );
  const isEmpty = keys?.length === 0;
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} action={!isEmpty && create} />
      {access.data && <ClientAccess access={access.data} activeKeys={countActive(keys)} />}
      {isEmpty ? (
        <EmptyState title={t("empty.title")} purpose={t("empty.purpose")}>
          {create}
        </EmptyState>
      ) : keys ? (
        <KeyTable keys={keys} />
      ) : (
        <Pending failed={t("failed")} error={error} onRetry={refetch} />
      )}
      {isCreating && <CreateKey onClose={() => setIsCreating(false)} />}
    </>
  );
}

function countActive(keys: readonly { state: string }[] = []): number {
  return keys.filter(({ state }) => state === "active").length;
}
