import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";

type InvitationClosedProps = { problem: "used" | "revoked" | "expired" | "unknown" };

/** Why the link leads nowhere, and what to do. */
export function InvitationClosed({ problem }: InvitationClosedProps) {
  const t = useTranslations("invite");
  return (
    <>
      <h1 className="mt-5 text-title font-semibold tracking-tight">{t(`closed.${problem}`)}</h1>
      <p className="mt-1 text-muted">{t(`closedHint.${problem}`)}</p>
      <Button asChild className="mt-6">
        <Link href="/sign-in">{t("toSignIn")}</Link>
      </Button>
    </>
  );
}
