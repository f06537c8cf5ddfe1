"use client";

import type { UserView } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { useSession } from "@/client/session.tsx";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { Select } from "@/components/ui/select.tsx";
import { RegionLimit } from "../region-limit.tsx";

type UserDialogProps = { user: UserView; onClose: () => void };

/** Another role, and the regions that it is limited to. */
export function ChangeRole({ user, role, onClose }: UserDialogProps & { role: UserRole }) {
  const t = useTranslations("settings.users");
  const shell = useTranslations("shell");
  const [regionIds, setRegionIds] = useState<string[]>(user.regionIds);
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
      onConfirm={(reason) => mutate({ userId: user.id, role, regionIds, reason })}
      onClose={onClose}
    >
      <RegionLimit
        label={t("field.regions")}
        hint={t("regionsHint")}
        value={regionIds}
        onChange={setRegionIds}
      />
      <p className="text-muted">{t("changeRoleEffect", named)}</p>
      {user.signInMethods.includes("oidc") && <p className="text-muted">{t("changeRoleOidc", named)}</p>}
    </ConfirmChange>
  );
}

const keep = "keep";

export function DeactivateUser({ user: { id, name }, onClose }: UserDialogProps) {
  const t = useTranslations("settings.users");
  const trpc = useTRPC();
  const me = useSession().user;
  const [serviceTokensTo, setServiceTokensTo] = useState<string>(keep);
  const { data: tokens = [] } = useQuery(trpc.token.list.queryOptions());
  const services = tokens.filter((one) => one.ownerId === id && one.kind === "service" && !one.revokedAt);
  const done = useDone(trpc.user.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.user.deactivate.mutationOptions({ onSuccess: () => done(t("deactivated", { name })) }),
  );
  return (
    <ConfirmChange
      title={t("deactivateTitle", { name })}
      submitLabel={t("deactivate")}
      effect={t("deactivateEffect", { name })}
      state={state}
      onConfirm={(reason) =>
        mutate({ userId: id, reason, ...(serviceTokensTo !== keep && { serviceTokensTo }) })
      }
      onClose={onClose}
    >
      {services.length > 0 && (
        <Select
          label={t("serviceTokens", {
            count: services.length,
            names: services.map((one) => one.name).join(", "),
          })}
          value={serviceTokensTo}
          onChange={setServiceTokensTo}
          options={[
            { value: keep, label: t("serviceTokensStop") },
            { value: me.id, label: t("serviceTokensTo", { name: me.name }) },
          ]}
        />
      )}
    </ConfirmChange>
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

export function ResetTwoStep({ user: { id, name }, onClose }: UserDialogProps) {
  const t = useTranslations("settings.users");
  const done = useDone(useTRPC().user.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    useTRPC().user.resetTwoFactor.mutationOptions({ onSuccess: () => done(t("twoStepReset", { name })) }),
  );
  return (
    <ConfirmChange
      title={t("resetTwoStepTitle", { name })}
      submitLabel={t("resetTwoStep")}
      effect={t("resetTwoStepEffect", { name })}
      state={state}
      onConfirm={(reason) => mutate({ userId: id, reason })}
      onClose={onClose}
    />
  );
}
