import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { BrandMark } from "@/components/brand-mark.tsx";
import { SignInLanguage } from "@/features/sign-in/sign-in-language.tsx";
import { SignInForm } from "@/features/sign-in/sign-in-form.tsx";
import { returnPathOf } from "@/features/sign-in/return-path.ts";
import { getSession } from "@/server/http/session.ts";
import { getShared } from "@/server/boot/shared.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

type SignInPageProps = { searchParams: Promise<{ from?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const returnPath = returnPathOf((await searchParams).from);
  if (await getSession()) redirect(returnPath);
  const t = await getTranslations("signIn");
  const { environmentName, baseUrl } = getShared().env;
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex justify-end p-4">
        <SignInLanguage />
      </header>
      <main className="mx-auto w-full max-w-90 flex-1 px-6 pt-[10vh] pb-16">
        <BrandMark className="size-9" />
        <h1 className="mt-5 text-title font-semibold tracking-tight">{t("heading")}</h1>
        <p className="mt-1 text-muted">{t("environment", { name: environmentName })}</p>
        <SignInForm returnPath={returnPath} consoleUrl={baseUrl} />
        <p className="mt-8 border-t border-line pt-4 text-xs text-muted">
          {t.rich("firstRun", {
            code: (chunks) => <code className="font-mono whitespace-nowrap text-ink">{chunks}</code>,
          })}
        </p>
      </main>
    </div>
  );
}
