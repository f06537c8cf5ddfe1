import type { SafetyView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useExactTime } from "@/client/format/exact-time.ts";
import { StateMark } from "@/components/state-mark.tsx";

export function FreezeState({ freeze }: Pick<SafetyView, "freeze">) {
  const t = useTranslations("safety.freeze");
  const exactTime = useExactTime();
  return (
    <>
      <p className="flex items-center gap-2">
        <StateMark state={freeze ? "cordoned" : "ready"} />
        {freeze ? t("on") : t("off")}
      </p>
      {freeze && (
        <p className="mt-1 break-words text-muted">
          {t("since", { by: freeze.byName, at: exactTime(freeze.since), reason: freeze.reason })}
        </p>
      )}
    </>
  );
}
