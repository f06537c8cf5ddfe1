"use client";

import type { ModelVersionView, RegionView, RolloutView } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { StartDialog } from "./start-dialog.tsx";
import { useRoleReason } from "./use-role-reason.ts";

type StartRolloutProps = {
  role: UserRole;
  open: RolloutView | undefined;
  versions: readonly ModelVersionView[];
  regions: readonly RegionView[];
  onStarted: () => void;
};

/** The page's action; where it cannot be taken it says why. */
export function StartRollout({ role, open, versions, regions, onStarted }: StartRolloutProps) {
  const t = useTranslations("rollouts");
  const [isAsking, setIsAsking] = useState(false);
  const roleReason = useRoleReason(role);
  const suggested = suggestedVersion(versions);
  const disabledReason =
    roleReason ??
    (open && t("disabled.open", { version: open.version.name })) ??
    (suggested ? undefined : t("disabled.noVersion")) ??
    (regions.length > 0 ? undefined : t("disabled.noRegions"));
  return (
    <>
      <Button look="primary" disabledReason={disabledReason} onClick={() => setIsAsking(true)}>
        {t("start.action")}
      </Button>
      {isAsking && suggested && (
        <StartDialog
          versions={versions}
          suggested={suggested}
          regions={regions}
          onStarted={() => {
            setIsAsking(false);
            onStarted();
          }}
          onClose={() => setIsAsking(false)}
        />
      )}
    </>
  );
}

/** The newest that can be sent and is not the default already. */
function suggestedVersion(versions: readonly ModelVersionView[]): ModelVersionView | undefined {
  const sendable = versions.filter(({ hasFiles }) => hasFiles);
  return sendable.find(({ isDefault }) => !isDefault) ?? sendable[0];
}
