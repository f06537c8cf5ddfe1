"use client";

import type { AddressContact, AddressResolution, Included } from "@meridian/contracts/wire";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Fact, Facts } from "@/components/facts.tsx";

const levels = ["province", "city", "district", "town"] as const;

/** The certain divisions with their codes, and the contact. */
export function IncludedFacts({ resolution, contact }: Pick<Included, "resolution" | "contact">) {
  return (
    <>
      {resolution && <Divisions resolution={resolution} />}
      {contact && <Contact contact={contact} />}
    </>
  );
}

function Divisions({ resolution }: { resolution: AddressResolution }) {
  const t = useTranslations("tester.divisions");
  const { divisions } = resolution;
  return (
    <Section title={t("title")} note={t("asOf", { date: divisions.date })}>
      <Facts>
        {levels.map((level) => {
          const part = resolution[level];
          return (
            <Fact key={level} name={t(`level.${level}`)}>
              {part === null ? (
                <span className="text-muted">–</span>
              ) : (
                <>
                  <span lang="zh">{part.name}</span>{" "}
                  <code className="font-mono text-xs text-muted">{part.code ?? t("noCode")}</code>
                  {part.isCompleted && <span className="text-muted"> · {t("completed")}</span>}
                </>
              )}
            </Fact>
          );
        })}
      </Facts>
    </Section>
  );
}

function Contact({ contact: { name, phones, postcode } }: { contact: AddressContact }) {
  const t = useTranslations("tester");
  if (!name && !postcode && phones.length === 0) {
    return (
      <Section title={t("contact.title")}>
        <p className="text-muted">{t("contact.none")}</p>
      </Section>
    );
  }
  return (
    <Section title={t("contact.title")}>
      <Facts>
        {name && <Fact name={t("span.name")}>{name.text}</Fact>}
        {phones.map(({ text, start }) => (
          <Fact key={start} name={t("span.phone")}>
            {text}
          </Fact>
        ))}
        {postcode && <Fact name={t("span.postcode")}>{postcode.text}</Fact>}
      </Facts>
    </Section>
  );
}

type SectionProps = { title: string; note?: string; children: ReactNode };

function Section({ title, note, children }: SectionProps) {
  return (
    <section className="min-w-0">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 text-2xs text-muted">
        <h2 className="font-medium">{title}</h2>
        {note !== undefined && <p>{note}</p>}
      </div>
      {children}
    </section>
  );
}
