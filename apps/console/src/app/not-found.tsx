import Link from "next/link";
import { getTranslations } from "next-intl/server";

export default async function NotFoundPage() {
  const t = await getTranslations("errors");
  return (
    <main className="mx-auto max-w-120 px-6 py-24">
      <h1 className="text-title font-semibold">{t("noPage")}</h1>
      <p className="mt-2 text-muted">{t("noPageHint")}</p>
      <Link href="/fleet" className="mt-4 inline-block font-medium text-accent-ink hover:underline">
        {t("toFleet")}
      </Link>
    </main>
  );
}
