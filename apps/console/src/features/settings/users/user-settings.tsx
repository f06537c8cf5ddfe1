"use client";

import type { UserView } from "@meridian/contracts/api";
import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { ErrorPanel } from "@/components/error-panel.tsx";
import { Button } from "@/components/ui/button.tsx";
import { InvitePerson } from "./invitation-dialogs.tsx";
import { InvitationList } from "./invitation-list.tsx";
import { SettingsHead } from "../settings-head.tsx";
import { SettingsSkeleton } from "../settings-skeleton.tsx";
import { AdminsOnly } from "./user-admins-only.tsx";
import { ChangeRole, DeactivateUser, ReactivateUser } from "./user-dialogs.tsx";
import { UserSessions } from "./user-sessions.tsx";
import { type OpenUser, UserTable } from "./user-table.tsx";

export type Me = { id: string; role: UserRole };

export function UserSettings({ me }: { me: Me }) {
  const t = useTranslations("settings.users");
  const roleName = useTranslations("shell.role");
  if (roleIncludes(me.role, "admin")) return <Users me={me} />;
  return <AdminsOnly title={t("title")} reason={t("adminOnly", { role: roleName(me.role) })} />;
}

function Users({ me }: { me: Me }) {
  const t = useTranslations("settings.users");
  const trpc = useTRPC();
  const { data: users, error, refetch } = useQuery(trpc.user.list.queryOptions());
  const [open, setOpen] = useState<OpenUser | { what: "invite" } | null>(null);
  useRefetchOnChange(trpc.user.pathFilter());
  const close = () => setOpen(null);
  const invite = (
    <Button look="primary" onClick={() => setOpen({ what: "invite" })}>
      <UserPlus size={14} aria-hidden />
      {t("invite")}
    </Button>
  );
  return (
    <>
      <SettingsHead title={t("title")} sentence={users && t("sentence", countsOf(users))} action={invite} />
      {users ? (
        <UserTable users={users} myId={me.id} onOpen={setOpen} />
      ) : error ? (
        <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={refetch} />
      ) : (
        <SettingsSkeleton />
      )}
      <InvitationList />
      {open?.what === "invite" && <InvitePerson onClose={close} />}
      {open?.what === "role" && <ChangeRole user={open.user} role={open.role} onClose={close} />}
      {open?.what === "deactivate" && <DeactivateUser user={open.user} onClose={close} />}
      {open?.what === "reactivate" && <ReactivateUser user={open.user} onClose={close} />}
      <UserSessions user={open?.what === "sessions" ? open.user : null} onClose={close} />
    </>
  );
}

function countsOf(users: readonly UserView[]) {
  const active = users.filter(({ deactivatedAt }) => deactivatedAt === null);
  return { active: active.length, admins: active.filter(({ role }) => role === "admin").length };
}
