import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { BrandMark } from "@/components/brand-mark.tsx";
import { OidcSignIn } from "@/features/sign-in/oidc-sign-in.tsx";
import { SignInLanguage } from "@/features/sign-in/sign-in-language.tsx";
import { SignInForm } from "@/features/sign-in/sign-in-form.tsx";
import { returnPathOf } from "@/features/sign-in/return-path.ts";
import { getSession } from "@/server/http/session.ts";
import { getShared } from "@/server/boot/shared.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

type Query = { from?: string | string[]; problem?: string | string[] };
type SignInPageProps = { searchParams: Promise<Query> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { from, problem } = await searchParams;
  const returnPath = returnPathOf(from);
  if (await getSession()) redirect(returnPath);
  const t = await getTranslations("signIn");
  const { environmentName, baseUrl, oidc } = getShared().env;
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex justify-end p-4">
        <SignInLanguage />
      </header>
      <main className="mx-auto w-full max-w-90 flex-1 px-6 pt-[10vh] pb-16">
        <BrandMark className="size-9" />
        <h1 className="mt-5 text-title font-semibold tracking-tight">{t("heading")}</h1>
        <p className="mt-1 text-muted">{t("environment", { name: environmentName })}</p>
        {oidc && (
          <OidcSignIn
            label={oidc.label}
            consoleUrl={baseUrl}
            returnPath={returnPath}
            problem={String(problem)}
          />
        )}
        <SignInForm returnPath={returnPath} consoleUrl={baseUrl} isSecondChoice={oidc !== null} />
        <p className="mt-8 border-t border-line pt-4 text-xs text-muted">
          {t.rich("firstRun", {
            code: (chunks) => <code className="font-mono whitespace-nowrap text-ink">{chunks}</code>,
          })}
        </p>
      </main>
    </div>
  );
}
