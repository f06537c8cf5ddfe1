"use client";

import { OidcProblem } from "@meridian/contracts/api";
import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";

type OidcSignInProps = {
  /** Name of the identity provider. */
  label: string;
  /** Where the provider sends back to: what the browser keeps until then is kept there. */
  consoleUrl: string;
  returnPath: string;
  /** Why the last try failed, from the page's address; whatever is not known is left out. */
  problem: string | undefined;
};

/** The way through the identity provider: a link, so that it works before the page's scripts run. */
export function OidcSignIn({ label, consoleUrl, returnPath, problem }: OidcSignInProps) {
  const t = useTranslations("signIn");
  const [isLeaving, setIsLeaving] = useState(false);
  const known = OidcProblem.safeParse(problem).data;
  const href = `${consoleUrl}/api/auth/oidc/sign-in?${new URLSearchParams({ from: returnPath })}`;
  return (
    <div className="mt-8 flex flex-col gap-4">
      {known && <Banner tone="danger">{t(`problem.${known}`, { label, url: "" })}</Banner>}
      <Button asChild look="primary" className="h-auto min-h-8 py-1 text-center whitespace-normal!">
        <a href={href} onClick={() => setIsLeaving(true)}>
          {isLeaving && <LoaderCircle size={14} aria-hidden className="animate-spin" />}
          {t(isLeaving ? "going" : "oidc", { label })}
        </a>
      </Button>
      <p className="flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t("or")}
      </p>
    </div>
  );
}
