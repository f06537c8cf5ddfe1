"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { silenceWatch, useSilence } from "@/client/live/use-silence.ts";

/** What shows the silence outside of every page's own words: the tab's title, and `data-of-now` dimmed by globals.css. */
export function SilenceMarks() {
  const t = useTranslations("common.live");
  const queryClient = useQueryClient();
  const isSilent = useSilence() !== null;
  useEffect(() => silenceWatch.follow(queryClient.getQueryCache()), [queryClient]);
  useEffect(() => {
    if (!isSilent) return;
    document.documentElement.dataset.silent = "";
    return () => {
      delete document.documentElement.dataset.silent;
    };
  }, [isSilent]);
  useTitlePrefix(isSilent ? `${t("tab")} · ` : null);
  return null;
}

function useTitlePrefix(prefix: string | null): void {
  useEffect(() => {
    if (prefix === null) return;
    const put = () => {
      if (!document.title.startsWith(prefix)) document.title = prefix + document.title;
    };
    put();
    // Next writes the title of each page that is gone to.
    const observer = new MutationObserver(put);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      if (document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
    };
  }, [prefix]);
}
