"use client";

import type {
  AddressResolution,
  AddressVerdict,
  IncludedAddress,
  ResolvedPlace,
} from "@meridian/contracts/wire";
import { CircleCheck, CircleDashed, Split, TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/copy-button.tsx";

/** Shape, word and colour, as of states; a verdict is none. */
const marks = {
  complete: { Icon: CircleCheck, colour: "text-ready" },
  incomplete: { Icon: CircleDashed, colour: "text-degraded" },
  ambiguous: { Icon: Split, colour: "text-degraded" },
  conflict: { Icon: TriangleAlert, colour: "text-failing" },
} as const;

type VerdictLinesProps = { resolution: AddressResolution; address: IncludedAddress | undefined };

/** What an order can be decided by: the verdict with what to do about it, and the address as it would be written. */
export function VerdictLines({ resolution, address }: VerdictLinesProps) {
  const t = useTranslations("tester.verdict");
  const { verdict, corrections, suggestions } = resolution;
  const { Icon, colour } = marks[verdict.kind];
  return (
    // Below the names of the elements, which are drawn under their line and take no room.
    <div className="mt-3 space-y-1">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Icon size={14} aria-hidden className={`shrink-0 ${colour}`} />
        <span className="font-medium">{t(verdict.kind)}</span>
        {address && address.text !== "" && (
          <>
            <span lang="zh" className="min-w-0 break-words">
              {address.text}
            </span>
            {verdict.kind === "complete" && <CopyButton text={address.text} />}
          </>
        )}
      </div>
      <VerdictReason verdict={verdict} />
      {corrections.map(({ from, to, year }) => (
        <Note key={from}>
          {year === null ? t("corrected", { from, to }) : t("renamed", { from, to, year: String(year) })}
        </Note>
      ))}
      {suggestions.map(({ from, to }) => (
        <Note key={from}>{t("suggestion", { from, to })}</Note>
      ))}
    </div>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <p className="pl-5.5 text-muted">{children}</p>;
}

/** Why it is no complete one, and what to choose from. */
function VerdictReason({ verdict }: { verdict: AddressVerdict }) {
  const t = useTranslations("tester.verdict");
  const format = useFormatter();
  if (verdict.kind === "complete") return null;
  if (verdict.kind === "incomplete") {
    const parts = format.list(verdict.missing.map((part) => t(`part.${part}`)));
    return <Note>{t("missing", { parts })}</Note>;
  }
  if (verdict.kind === "ambiguous") {
    return (
      <>
        <Note>{t("choose", { count: verdict.candidates.length })}</Note>
        <ul className="flex flex-wrap gap-x-6 gap-y-1 pl-5.5">
          {verdict.candidates.map((place) => (
            <li key={placeText(place)}>
              <PlaceCode place={place} />
            </li>
          ))}
        </ul>
      </>
    );
  }
  return (
    <ul className="space-y-1 pl-5.5">
      {verdict.readings.map(({ place, contradicts }) => (
        <li key={placeText(place)}>
          <PlaceCode place={place} />{" "}
          <span className="text-muted">{t("contradicts", { names: format.list(contradicts) })}</span>
        </li>
      ))}
    </ul>
  );
}

function PlaceCode({ place }: { place: ResolvedPlace }) {
  return (
    <>
      <span lang="zh">{placeText(place)}</span>{" "}
      <code className="font-mono text-xs text-muted select-all">{place.adcode}</code>
    </>
  );
}

/** A municipality is its own city. */
function placeText({ province, city, district }: ResolvedPlace): string {
  return [province, city === province ? null : city, district].filter((name) => name !== null).join("");
}
