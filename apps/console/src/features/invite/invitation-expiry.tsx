"use client";

import { useTranslations } from "next-intl";
import { TimeLeft } from "@/components/time-left.tsx";

/** How long an invitation can be accepted; the exact time on hover and focus. */
export function InvitationExpiry({ expiresAt }: { expiresAt: Date }) {
  const t = useTranslations("invite");
  return (
    <p className="mt-8 border-t border-line pt-4 text-xs text-muted">
      {t.rich("expires", { at: () => <TimeLeft until={expiresAt} /> })}
    </p>
  );
}
