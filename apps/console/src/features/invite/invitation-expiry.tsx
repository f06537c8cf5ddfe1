"use client";

import { useTranslations } from "next-intl";
import { useExactTime } from "@/client/format/time.ts";

/** Until when an invitation can be accepted, in the guest's own time. */
export function InvitationExpiry({ expiresAt }: { expiresAt: Date }) {
  const t = useTranslations("invite");
  const exactTime = useExactTime();
  return (
    <p className="mt-8 border-t border-line pt-4 text-xs text-muted">
      {t("expires", { at: exactTime(expiresAt) })}
    </p>
  );
}
