"use client";

import type { UserView } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/form-dialog.tsx";
import { ConfirmationFields, useConfirmation } from "../settings-confirmation.tsx";
import { useDone } from "../use-done.ts";
import { useSettingsProblem } from "../use-settings-problem.ts";

type UserDialogProps = { user: UserView; onClose: () => void };

export function ChangeRole({ user, role, onClose }: UserDialogProps & { role: UserRole }) {
  const t = useTranslations("settings.users");
  const shell = useTranslations("shell");
  const done = useDone(useTRPC().user.pathFilter(), onClose);
  const { reason, missing, fields } = useConfirmation(null);
  const problemOf = useSettingsProblem();
  const named = { name: user.name, role: shell(`role.${role}`) };
  const { mutate, isPending, error } = useMutation(
    useTRPC().user.changeRole.mutationOptions({ onSuccess: () => done(t("roleChanged", named)) }),
  );
  return (
    <FormDialog
      title={t("changeRoleTitle", named)}
      submitLabel={t("changeRole")}
      isPending={isPending}
      disabledReason={missing}
      problem={problemOf(error)}
      onSubmit={() => mutate({ userId: user.id, role, reason })}
      onClose={onClose}
    >
      <p>{shell(`roleHint.${role}`)}</p>
      <p className="text-muted">{t("changeRoleEffect", named)}</p>
      <ConfirmationFields {...fields} />
    </FormDialog>
  );
}

export function DeactivateUser({ user, onClose }: UserDialogProps) {
  const t = useTranslations("settings.users");
  const done = useDone(useTRPC().user.pathFilter(), onClose);
  const { reason, missing, fields } = useConfirmation(null);
  const problemOf = useSettingsProblem();
  const named = { name: user.name };
  const { mutate, isPending, error } = useMutation(
    useTRPC().user.deactivate.mutationOptions({ onSuccess: () => done(t("deactivated", named)) }),
  );
  return (
    <FormDialog
      title={t("deactivateTitle", named)}
      submitLabel={t("deactivate")}
      isPending={isPending}
      disabledReason={missing}
      problem={problemOf(error)}
      onSubmit={() => mutate({ userId: user.id, reason })}
      onClose={onClose}
    >
      <p>{t("deactivateEffect", named)}</p>
      <ConfirmationFields {...fields} />
    </FormDialog>
  );
}

export function ReactivateUser({ user, onClose }: UserDialogProps) {
  const t = useTranslations("settings.users");
  const done = useDone(useTRPC().user.pathFilter(), onClose);
  const { reason, missing, fields } = useConfirmation(null);
  const problemOf = useSettingsProblem();
  const named = { name: user.name };
  const { mutate, isPending, error } = useMutation(
    useTRPC().user.reactivate.mutationOptions({ onSuccess: () => done(t("reactivated", named)) }),
  );
  return (
    <FormDialog
      title={t("reactivateTitle", named)}
      submitLabel={t("reactivate")}
      isPending={isPending}
      disabledReason={missing}
      problem={problemOf(error)}
      onSubmit={() => mutate({ userId: user.id, reason })}
      onClose={onClose}
    >
      <p>{t("reactivateEffect", named)}</p>
      <ConfirmationFields {...fields} />
    </FormDialog>
  );
}
