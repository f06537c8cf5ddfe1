"use client";

import type { ApiTokenView } from "@meridian/contracts/api";
import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SettingsEmpty } from "../settings-empty.tsx";
import { SettingsHead } from "../settings-head.tsx";
import { SettingsSkeleton } from "../settings-skeleton.tsx";
import { CreateToken, RevokeToken } from "./token-dialogs.tsx";
import { TokenTable } from "./token-table.tsx";
import { AdminsOnly } from "../users/user-admins-only.tsx";

export function TokenSettings({ role }: { role: UserRole }) {
  const t = useTranslations("settings.tokens");
  const roleName = useTranslations("shell.role");
  if (roleIncludes(role, "admin")) return <Tokens />;
  return <AdminsOnly title={t("title")} reason={t("adminOnly", { role: roleName(role) })} />;
}

function Tokens() {
  const t = useTranslations("settings.tokens");
  const trpc = useTRPC();
  const { data: tokens, error, refetch } = useQuery(trpc.token.list.queryOptions());
  const [open, setOpen] = useState<"create" | ApiTokenView | null>(null);
  useRefetchOnChange(trpc.token.pathFilter());
  const close = () => setOpen(null);
  const create = (
    <Button look="primary" onClick={() => setOpen("create")}>
      <Plus size={14} aria-hidden />
      {t("create")}
    </Button>
  );
  const isEmpty = tokens?.length === 0;
  return (
    <>
      <SettingsHead title={t("title")} sentence={t("sentence")} action={!isEmpty && create} />
      {isEmpty ? (
        <SettingsEmpty title={t("empty.title")} purpose={t("empty.purpose")}>
          {create}
        </SettingsEmpty>
      ) : tokens ? (
        <TokenTable tokens={tokens} onRevoke={setOpen} />
      ) : error ? (
        <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={refetch} />
      ) : (
        <SettingsSkeleton />
      )}
      {open === "create" && <CreateToken onClose={close} />}
      {open !== null && open !== "create" && <RevokeToken token={open} onClose={close} />}
    </>
  );
}
