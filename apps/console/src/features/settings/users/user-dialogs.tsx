"use client";

import type { UserView } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";

type UserDialogProps = { user: UserView; onClose: () => void };

export function ChangeRole({ user, role, onClose }: UserDialogProps & { role: UserRole }) {
  const t = useTranslations("settings.users");
  const shell = useTranslations("shell");
  const done = useDone(useTRPC().user.pathFilter(), onClose);
  const named = { name: user.name, role: shell(`role.${role}`) };
  const { mutate, ...state } = useMutation(
    useTRPC().user.changeRole.mutationOptions({ onSuccess: () => done(t("roleChanged", named)) }),
  );
  return (
    <ConfirmChange
      title={t("changeRoleTitle", named)}
      submitLabel={t("changeRole")}
      effect={shell(`roleHint.${role}`)}
      state={state}
      onConfirm={(reason) => mutate({ userId: user.id, role, reason })}
      onClose={onClose}
    >
      <p className="text-muted">{t("changeRoleEffect", named)}</p>
    </ConfirmChange>
  );
}

export function DeactivateUser({ user: { id, name }, onClose }: UserDialogProps) {
  const t = useTranslations("settings.users");
  const done = useDone(useTRPC().user.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    useTRPC().user.deactivate.mutationOptions({ onSuccess: () => done(t("deactivated", { name })) }),
  );
  return (
    <ConfirmChange
      title={t("deactivateTitle", { name })}
      submitLabel={t("deactivate")}
      effect={t("deactivateEffect", { name })}
      state={state}
      onConfirm={(reason) => mutate({ userId: id, reason })}
      onClose={onClose}
    />
  );
}

export function ReactivateUser({ user: { id, name }, onClose }: UserDialogProps) {
  const t = useTranslations("settings.users");
  const done = useDone(useTRPC().user.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    useTRPC().user.reactivate.mutationOptions({ onSuccess: () => done(t("reactivated", { name })) }),
  );
  return (
    <ConfirmChange
      title={t("reactivateTitle", { name })}
      submitLabel={t("reactivate")}
      effect={t("reactivateEffect", { name })}
      state={state}
      onConfirm={(reason) => mutate({ userId: id, reason })}
      onClose={onClose}
    />
  );
}
