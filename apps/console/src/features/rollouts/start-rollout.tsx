"use client";

import type { ModelVersionView, RegionView, RolloutView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMayTouch } from "@/client/session.tsx";
import { Button } from "@/components/ui/button.tsx";
import { StartDialog } from "./start-dialog.tsx";

type StartRolloutProps = {
  open: RolloutView | undefined;
  versions: readonly ModelVersionView[];
  regions: readonly RegionView[];
  onStarted: () => void;
};

/** The page's primary action; a disabled one says why. */
export function StartRollout({ open, versions, regions, onStarted }: StartRolloutProps) {
  const t = useTranslations("rollouts");
  const [isAsking, setIsAsking] = useState(false);
  const mayNotTouch = useMayTouch("approver");
  const allowed = regions.filter(({ id }) => mayNotTouch([id]) === undefined);
  const mayNot = allowed.length > 0 ? undefined : mayNotTouch("fleet");
  const suggested = suggestedVersion(versions);
  const disabledReason =
    mayNot ??
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
          regions={allowed}
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
