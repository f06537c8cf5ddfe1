"use client";

import { roleIncludes } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useMay, useSession } from "@/client/session.tsx";
import { EmptyState } from "@/components/page-state/empty-state.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { AdminsOnly, SettingsHead } from "../settings-head.tsx";
import { CreateToken } from "./create-token.tsx";
import { ScrapeTokens } from "./scrape-tokens.tsx";
import { TokenTable } from "./token-table.tsx";

export function TokenSettings() {
  const t = useTranslations("settings.tokens");
  const roleName = useTranslations("shell.role");
  const { role } = useSession().user;
  if (roleIncludes(role, "admin")) return <Tokens />;
  return <AdminsOnly title={t("title")} reason={t("adminOnly", { role: roleName(role) })} />;
}

function Tokens() {
  const t = useTranslations("settings.tokens");
  const trpc = useTRPC();
  const { data: tokens, error, refetch } = useQuery(trpc.token.list.queryOptions());
  const [isCreating, setIsCreating] = useState(false);
  const mayNot = useMay("admin", "fleet");
  useRefetchOnChange(trpc.token.pathFilter());
  const create = (
    <Button look="primary" onClick={() => setIsCreating(true)} disabledReason={mayNot}>
      <Plus size={14} aria-hidden />
      {t("create")}
    </Button>
  );
  const isEmpty = tokens?.length === 0;
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} action={!isEmpty && create} />
      {isEmpty ? (
        <EmptyState title={t("empty.title")} purpose={t("empty.purpose")}>
          {create}
        </EmptyState>
      ) : tokens ? (
        <TokenTable tokens={tokens} />
      ) : (
        <Pending failed={t("failed")} error={error} onRetry={refetch} />
      )}
      <ScrapeTokens />
      {isCreating && <CreateToken onClose={() => setIsCreating(false)} />}
    </>
  );
}
