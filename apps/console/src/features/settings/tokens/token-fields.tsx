"use client";

import { type CreateTokenInput, isScopeOfUse, TokenKind, TokenScope } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type Control, Controller, useWatch } from "react-hook-form";
import type { z } from "zod";
import { useTRPC } from "@/client/query/trpc.ts";
import { Select } from "@/components/ui/select.tsx";
import { RegionLimit } from "../region-limit.tsx";

type Fields = z.input<typeof CreateTokenInput>;
export type TokenControl = Control<Fields, unknown, CreateTokenInput>;

/** Whose the token is: its maker's, or a system's with an owner. */
export function KindFields({ control, myId }: { control: TokenControl; myId: string }) {
  const t = useTranslations("settings.tokens");
  const kind = useWatch({ control, name: "kind" }) ?? "personal";
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Controller
          name="kind"
          control={control}
          render={({ field: { value = "personal", onChange } }) => (
            <Select
              label={t("field.kind")}
              value={value}
              onChange={onChange}
              options={TokenKind.options.map((one) => ({ value: one, label: t(`kind.${one}`) }))}
            />
          )}
        />
        {kind === "service" && (
          <Controller
            name="ownerId"
            control={control}
            shouldUnregister
            render={({ field: { value, onChange } }) => (
              <OwnerSelect value={value ?? myId} onChange={onChange} />
            )}
          />
        )}
      </div>
      <p className="-mt-2 text-xs text-muted">{t(`kindHint.${kind}`)}</p>
    </>
  );
}

type OwnerSelectProps = { value: string; onChange: (ownerId: string) => void };

/** People who may own a token: those who are active. */
export function OwnerSelect({ value, onChange }: OwnerSelectProps) {
  const t = useTranslations("settings.tokens");
  const { data: users = [] } = useQuery(useTRPC().user.list.queryOptions());
  const active = users.filter(({ deactivatedAt }) => deactivatedAt === null);
  return (
    <Select
      label={t("field.owner")}
      value={value}
      onChange={onChange}
      options={active.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

/** What it may change, within its role: what that changes nothing of is no choice. */
export function ScopeField({ control }: { control: TokenControl }) {
  const t = useTranslations("settings.tokens");
  const role = useWatch({ control, name: "role" });
  return (
    <Controller
      name="scope"
      control={control}
      render={({ field: { value = "all", onChange } }) => (
        <div>
          <Select
            label={t("field.scope")}
            value={value}
            onChange={onChange}
            options={TokenScope.options.map((one) => ({
              ...{ value: one, label: t(`scope.${one}`), isDisabled: !isScopeOfUse(one, role) },
            }))}
          />
          <p className="mt-1 text-xs text-muted">
            {t(`scopeHint.${value}`)} {t("scopeNeeds")}
          </p>
        </div>
      )}
    />
  );
}

/** Regions that it may change; none chosen: all. */
export function RegionsField({ control }: { control: TokenControl }) {
  const t = useTranslations("settings.tokens");
  return (
    <Controller
      name="regionIds"
      control={control}
      render={({ field: { value = [], onChange } }) => (
        <RegionLimit label={t("field.regions")} hint={t("regionsHint")} value={value} onChange={onChange} />
      )}
    />
  );
}
