"use client";

import type { UserView } from "@meridian/contracts/api";
import { roleIncludes } from "@meridian/contracts/fleet";
import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useMay, useSession } from "@/client/session.tsx";
import { Pending } from "@/components/page-state/pending.tsx";
import { Button } from "@/components/ui/button.tsx";
import { AdminsOnly, SettingsHead } from "../settings-head.tsx";
import { InvitePerson } from "./invite-person.tsx";
import { InvitationList } from "./invitation-list.tsx";
import { ChangeRole, DeactivateUser, ReactivateUser, ResetTwoStep } from "./user-dialogs.tsx";
import { UserSessions } from "./user-sessions.tsx";
import { type OpenUser, UserTable } from "./user-table.tsx";

export function UserSettings() {
  const t = useTranslations("settings.users");
  const roleName = useTranslations("shell.role");
  const { id, role } = useSession().user;
  if (roleIncludes(role, "admin")) return <Users myId={id} />;
  return <AdminsOnly title={t("title")} reason={t("adminOnly", { role: roleName(role) })} />;
}

function Users({ myId }: { myId: string }) {
  const t = useTranslations("settings.users");
  const trpc = useTRPC();
  const { data: users, error, refetch } = useQuery(trpc.user.list.queryOptions());
  const [open, setOpen] = useState<OpenUser | { what: "invite" } | null>(null);
  useRefetchOnChange(trpc.user.pathFilter());
  const close = () => setOpen(null);
  const mayNot = useMay("admin", "fleet");
  const invite = (
    <Button look="primary" onClick={() => setOpen({ what: "invite" })} disabledReason={mayNot}>
      <UserPlus size={14} aria-hidden />
      {t("invite")}
    </Button>
  );
  return (
    <>
      <SettingsHead title={t("title")} sentence={users && t("sentence", countsOf(users))} action={invite} />
      {users ? (
        <UserTable users={users} myId={myId} onOpen={setOpen} />
      ) : (
        <Pending failed={t("failed")} error={error} onRetry={refetch} />
      )}
      <InvitationList />
      {open?.what === "invite" && <InvitePerson onClose={close} />}
      {open?.what === "role" && <ChangeRole user={open.user} role={open.role} onClose={close} />}
      {open?.what === "resetTwoStep" && <ResetTwoStep user={open.user} onClose={close} />}
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
