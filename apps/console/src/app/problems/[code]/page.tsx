import { codeOfProblemPath, errorCodes, httpStatusOf, problemTypeOf } from "@meridian/contracts/errors";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SignInLanguage } from "@/features/sign-in/sign-in-language.tsx";

type ProblemPageProps = { params: Promise<{ code: string }> };

async function codeIn(params: ProblemPageProps["params"]) {
  return codeOfProblemPath(`/problems/${(await params).code}`) ?? notFound();
}

export async function generateMetadata({ params }: ProblemPageProps): Promise<Metadata> {
  return { title: (await getTranslations("problems"))(`${await codeIn(params)}.title`) };
}

/** What the `type` of an error's answer leads to. Open to everybody: it says nothing of this system. */
export default async function ProblemPage({ params }: ProblemPageProps) {
  const code = await codeIn(params);
  const t = await getTranslations("problems");
  return (
    <div className="mx-auto max-w-160 px-6 py-10">
      <header className="flex justify-end">
        <SignInLanguage />
      </header>
      <main>
        <h1 className="text-title font-semibold">{t("heading", { title: t(`${code}.title`) })}</h1>
        <p className="mt-1 font-mono text-xs text-muted">
          {t("answeredWith", { status: String(httpStatusOf(code)), code })}
        </p>
        <h2 className="mt-8 font-medium">{t("means")}</h2>
        <p className="mt-1">{t(`${code}.means`)}</p>
        <h2 className="mt-6 font-medium">{t("remedy")}</h2>
        <p className="mt-1">{t(`${code}.remedy`)}</p>
        <p className="mt-6 text-muted">
          {t.rich("byRequest", { code: (chunks) => <code className="font-mono">{chunks}</code> })}
        </p>
        <nav aria-label={t("others")} className="mt-10 border-t border-line pt-4 text-xs">
          <ul className="flex flex-wrap gap-x-4 gap-y-1">
            {errorCodes.map((one) => (
              <li key={one}>
                <Link href={problemTypeOf(one)} className="text-accent-ink hover:underline">
                  {t(`${one}.title`)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </main>
    </div>
  );
}
