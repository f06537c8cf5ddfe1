import Link from "next/link";
import { useTranslations } from "next-intl";

/** What holds for every operation. */
export function ReferenceIntro() {
  const t = useTranslations("apiReference.intro");
  const tokens = (
    <Link href="/settings/tokens" className="text-accent-ink underline underline-offset-2">
      {t("tokens")}
    </Link>
  );
  const facts = [
    { name: t("who"), text: t.rich("whoText", { tokens: () => tokens }) },
    { name: t("revisions"), text: t("revisionsText") },
    { name: t("repeating"), text: t("repeatingText") },
    { name: t("shell"), text: t("shellText") },
  ];
  return (
    <dl className="mb-8 grid gap-x-10 gap-y-4 md:grid-cols-2">
      {facts.map(({ name, text }) => (
        <div key={name} className="max-w-150">
          <dt className="font-medium">{name}</dt>
          <dd className="text-muted">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
