"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Silence } from "@/client/live/freshness.ts";
import { useConnection } from "@/client/live/operator-socket.ts";
import { useSilenceSentence } from "@/client/live/use-silence-words.ts";
import { useSilence } from "@/client/live/use-silence.ts";

type AsOfProps = {
  /** What is said of now; null where nothing is known. */
  children?: ReactNode;
  /** What is said does not change with time. */
  isTimeless?: boolean;
};

/** What is said of now, or else since when it is the past: "No live data for 40 s. Last known: …". */
export function AsOf({ children = null, isTimeless = false }: AsOfProps) {
  const silence = useSilence();
  if (!silence) return children;
  return (
    <>
      <Silent silence={silence} />{" "}
      {isTimeless || silence.isFirst ? children : <LastKnown>{children}</LastKnown>}
    </>
  );
}

function Silent({ silence }: { silence: Silence }) {
  const t = useTranslations("common.live");
  const sentence = useSilenceSentence(silence);
  const { refusal } = useConnection();
  return (
    <span className="font-medium text-warning-ink">
      {sentence}
      {refusal === "session" && (
        <>
          {" "}
          <button type="button" className="rounded-sm underline" onClick={() => window.location.reload()}>
            {t("reload")}
          </button>
        </>
      )}
    </span>
  );
}

function LastKnown({ children }: { children: ReactNode }) {
  const t = useTranslations("common.live");
  return children && t.rich("lastKnown", { sentence: () => children });
}
